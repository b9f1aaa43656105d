"""Units from a spreadsheet: first what would happen, row by row, then all of it or nothing."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from transfer.db import db, new_id
from transfer.domain.csv_tables import Fault, Row, Table, read_table, text_faults
from transfer.domain.texts import marked
from transfer.domain.unit_tree import RANKS, is_below
from transfer.domain.vocabulary import UnitKind, UnknownLabel, from_label
from transfer.models.directory import Directory, UnitEntry
from transfer.models.organisations import Unit

COLUMNS: Final = ("enhed", "type", "overordnet")
LONGEST_NAME: Final = 160
PATH_MARK: Final = "/"

_ALSO: Final = {
    "navn": "enhed",
    "niveau": "type",
    "overordnet enhed": "overordnet",
    "under": "overordnet",
}

NAME_MISSING: Final = marked("Skriv enhedens navn.")
KIND_UNKNOWN: Final = marked("»%(text)s« er ikke en type. Skriv en af disse: %(known)s.")
PARENT_UNKNOWN: Final = marked(
    "»%(text)s« findes hverken her eller i filen. Skriv navnet, som det står under Enheder."
)
PARENT_AMBIGUOUS: Final = marked(
    "Der er flere, der hedder »%(text)s«. Skriv hele vejen, fx »%(example)s«."
)
PARENT_MISSING: Final = marked(
    "Skriv, hvad enheden ligger under. Kun en forvaltning ligger øverst."
)
PARENT_TOO_LOW: Final = marked(
    "%(kind)s kan ikke ligge under »%(parent)s«, som er af typen %(parent_kind)s."
)
PARENT_CLOSED: Final = marked("»%(text)s« er ikke aktiv. Aktivér den først, eller vælg en anden.")
CIRCLE: Final = marked("Enheden ligger under sig selv. Ret »overordnet«.")
OTHER_KIND: Final = marked("Enheden findes i forvejen som %(kind)s. Typen kan ikke ændres her.")
ROW_TWICE: Final = marked("Samme enhed står også i række %(other)s. Behold kun den ene.")


@dataclass(slots=True)
class PlannedUnit:
    """One row of the file, and what would come of it."""

    row: int
    name: str
    kind: UnitKind
    parent: str
    """What the file calls the unit above; empty: none."""
    id: UUID = field(default_factory=new_id)
    parent_id: UUID | None = None
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class UnitPlan:
    units: tuple[PlannedUnit, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]

    @property
    def added(self) -> int:
        return sum(unit.is_new for unit in self.units)

    @property
    def unchanged(self) -> int:
        return sum(not unit.is_new for unit in self.units)

    @property
    def gist(self) -> str:
        """The same for two plans that would do the same."""
        return f"{self.added}.{self.unchanged}"


def plan_units(text: str, directory: Directory) -> UnitPlan:
    """What the file would do. Changes nothing.

    Raises:
        NotATable: the file is no table of units.
    """
    table = read_table(text, COLUMNS, ("enhed", "type"), _ALSO)
    planning = _Planning(directory)
    planning.read(table)
    planning.find_parents()
    planning.find_what_is_here()
    faults = sorted((*table.faults, *planning.faults), key=lambda fault: fault.row)
    return UnitPlan(tuple(planning.units), tuple(faults), table.ignored)


def carry_out_units(plan: UnitPlan, organisation_id: UUID) -> None:
    """Make the new units of a plan without faults; those above before those below."""
    assert not plan.faults, "a plan with faults is not carried out"
    for unit in sorted(plan.units, key=lambda one: RANKS[one.kind]):
        if unit.is_new:
            db.session.add(
                Unit(
                    id=unit.id,
                    organisation_id=organisation_id,
                    name=unit.name,
                    kind=unit.kind,
                    parent_id=unit.parent_id,
                )
            )
            db.session.flush()


class _Planning:
    """The rows of one file, on their way to being understood."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.units: list[PlannedUnit] = []
        self.faults: list[Fault] = []
        self._here: dict[str, list[UnitEntry]] = {}
        for entry in directory.units.values():
            for name in (entry.name, _path(entry, directory)):
                self._here.setdefault(_plain(name), []).append(entry)
        self._in_file: dict[str, list[PlannedUnit]] = {}

    def read(self, table: Table) -> None:
        for row in table.rows:
            before = len(self.faults)
            name, kind = self._name(row), self._kind(row)
            if len(self.faults) > before or kind is None:
                continue
            unit = PlannedUnit(row.number, name, kind, row.cells["overordnet"])
            twin = next(
                (
                    one
                    for one in self._in_file.get(_plain(name), ())
                    if _plain(one.parent) == _plain(unit.parent)
                ),
                None,
            )
            if twin:
                self._fault(row.number, "enhed", ROW_TWICE, other=twin.row)
                continue
            self.units.append(unit)
            self._in_file.setdefault(_plain(name), []).append(unit)

    def find_parents(self) -> None:
        for unit in self.units:
            if not unit.parent:
                if unit.kind is not UnitKind.DEPARTMENT and not self._stands_on_top(unit):
                    self._fault(unit.row, "overordnet", PARENT_MISSING)
                continue
            found = self._parent(unit)
            if found is None:
                continue
            if not is_below(unit.kind, found.kind):
                self._fault(
                    unit.row,
                    "overordnet",
                    PARENT_TOO_LOW,
                    kind=unit.kind.label,
                    parent=found.name,
                    parent_kind=found.kind.label.lower(),
                )
                continue
            unit.parent_id = found.id

    def find_what_is_here(self) -> None:
        """Rows about units that exist already, from the top down, so that parents are known by then."""
        known = {
            (entry.parent_id, _plain(entry.name)): entry for entry in self.directory.units.values()
        }
        stand_in: dict[UUID, UUID] = {}
        for unit in sorted(self.units, key=lambda one: RANKS[one.kind]):
            if unit.parent_id in stand_in:
                unit.parent_id = stand_in[unit.parent_id]
            entry = known.get((unit.parent_id, _plain(unit.name)))
            if entry is None:
                continue
            if entry.kind is not unit.kind:
                self._fault(unit.row, "type", OTHER_KIND, kind=entry.kind.label.lower())
                continue
            stand_in[unit.id] = entry.id
            unit.id, unit.is_new = entry.id, False

    def _stands_on_top(self, unit: PlannedUnit) -> bool:
        here = self._here.get(_plain(unit.name), ())
        return any(entry.parent_id is None and entry.kind is unit.kind for entry in here)

    def _parent(self, unit: PlannedUnit) -> UnitEntry | PlannedUnit | None:
        wanted = _plain(unit.parent)
        here = {entry.id: entry for entry in self._here.get(wanted, ())}
        in_file = [one for one in self._in_file.get(wanted, ()) if one is not unit]
        new = [
            one for one in in_file if not any(self._is_same(one, entry) for entry in here.values())
        ]
        candidates: list[UnitEntry | PlannedUnit] = [*here.values(), *new]
        fitting = [one for one in candidates if is_below(unit.kind, one.kind)]
        if len(fitting) > 1:
            example = next(
                (_path(one, self.directory) for one in fitting if isinstance(one, UnitEntry)),
                f"{unit.parent} {PATH_MARK} …",
            )
            self._fault(unit.row, "overordnet", PARENT_AMBIGUOUS, text=unit.parent, example=example)
            return None
        if not candidates:
            message = CIRCLE if wanted == _plain(unit.name) else PARENT_UNKNOWN
            self._fault(unit.row, "overordnet", message, text=unit.parent)
            return None
        found = fitting[0] if fitting else candidates[0]
        if isinstance(found, UnitEntry) and not found.is_active:
            self._fault(unit.row, "overordnet", PARENT_CLOSED, text=found.name)
            return None
        return found

    def _is_same(self, planned: PlannedUnit, entry: UnitEntry) -> bool:
        """Whether a row of the file speaks of a unit that is here: the same name, kind and unit above."""
        above = self.directory.unit_name(entry.parent_id)
        return (
            _plain(planned.name) == _plain(entry.name)
            and planned.kind is entry.kind
            and _plain(planned.parent).split(f" {PATH_MARK} ")[-1] == _plain(above)
        )

    def _name(self, row: Row) -> str:
        name = row.cells["enhed"]
        for message, values in text_faults(name, LONGEST_NAME):
            self._fault(row.number, "enhed", message, **values)
        if not name:
            self._fault(row.number, "enhed", NAME_MISSING)
        return name

    def _kind(self, row: Row) -> UnitKind | None:
        try:
            return from_label(UnitKind, row.cells["type"])
        except UnknownLabel as unknown:
            known = " · ".join(unknown.choices)
            self._fault(row.number, "type", KIND_UNKNOWN, text=row.cells["type"], known=known)
            return None

    def _fault(self, row: int, column: str, message: str, **values: str | int) -> None:
        self.faults.append(Fault(row, column, message, values))


def _path(entry: UnitEntry, directory: Directory) -> str:
    """The unit with all above it: "Ældre og sundhed / Hjemmeplejen / Team Vest"."""
    return f" {PATH_MARK} ".join(directory.units[one].name for one in entry.path)


def _plain(text: str) -> str:
    return " ".join(text.replace(PATH_MARK, f" {PATH_MARK} ").split()).casefold()
