"""People from a spreadsheet: first what would happen, row by row, then all of it or nothing.

The plan looks only at this organisation. Whether an address is known in another one is found out when
the plan is carried out, and never said.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer import memberships
from transfer.db import db
from transfer.domain.csv_tables import Fault, Row, Table, read_table, text_faults
from transfer.domain.email_address import email_address
from transfer.domain.spans import overlap
from transfer.domain.texts import marked
from transfer.domain.typing_in import NotUnderstood, danish_date
from transfer.domain.vocabulary import Role, UnknownLabel, from_label
from transfer.memberships import Newcomer, Terms
from transfer.models.directory import Directory, UnitEntry
from transfer.models.people import Membership, Person

COLUMNS: Final = ("navn", "e-mail", "rolle", "enhed", "titel", "ekstern", "fra", "til")
REQUIRED: Final = ("navn", "e-mail", "rolle", "enhed")
LONGEST_NAME: Final = 120
LONGEST_TITLE: Final = 80
WHOLE_ORGANISATION: Final = marked("Hele organisationen")

_ALSO: Final = {
    "email": "e-mail", "mail": "e-mail", "e-mailadresse": "e-mail", "fulde navn": "navn",
    "stilling": "titel", "startdato": "fra", "slutdato": "til",
}  # fmt: skip
_ALSO_ROLES: Final = {"administrator": Role.LOCAL_ADMIN, "aktivist": Role.ACTIVIST}
_YES: Final = ("ja", "j", "x", "1", "sand", "true", "yes")
_NO: Final = ("", "nej", "n", "0", "falsk", "false", "no")

NAME_MISSING: Final = marked("Skriv personens navn.")
ADDRESS_MISSING: Final = marked("Skriv personens e-mailadresse.")
ROLE_MISSING: Final = marked("Skriv en rolle. Du kan skrive: %(known)s.")
ROLE_UNKNOWN: Final = marked("»%(text)s« er ikke en rolle. Du kan skrive: %(known)s.")
UNIT_MISSING: Final = marked("Skriv enhedens navn, eller skriv »Hele organisationen«.")
UNIT_UNKNOWN: Final = marked("»%(text)s« er ikke en enhed her. Mente du: %(known)s?")
UNIT_UNKNOWN_AT_ALL: Final = marked(
    "»%(text)s« er ikke en enhed her. Skriv navnet, som det står under Enheder, eller »Hele organisationen«."
)
UNIT_AMBIGUOUS: Final = marked(
    "Der er flere enheder, der hedder »%(text)s«. Skriv en af disse: %(known)s."
)
UNIT_CLOSED: Final = marked(
    "»%(text)s« er ikke aktiv. Aktivér den først, eller vælg en anden enhed."
)
ADMINISTRATOR_IN_UNIT: Final = marked(
    "En administrator er det for hele organisationen. Lad feltet stå tomt."
)
YES_OR_NO: Final = marked("»%(text)s« er ikke forstået. Skriv ja eller nej.")
END_BEFORE_START: Final = marked("Slutdatoen ligger før startdatoen.")
ROW_TWICE: Final = marked(
    "Samme person, rolle og enhed står også i række %(other)s. Behold kun den ene."
)
ADDRESS_TWICE: Final = marked(
    "Samme e-mailadresse står i række %(other)s med navnet %(name)s. Hver person har sin egen adresse."
)
NO_ADMINISTRATOR_LEFT: Final = marked(
    "Så er der ingen administrator tilbage. Gør en anden til administrator først."
)


class Outcome(StrEnum):
    """What a row would do."""

    ADDED = "added"
    """A person who is not here yet."""
    GIVEN_ROLE = "given_role"
    """Another role for somebody who is here."""
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedRole:
    """One row of the file, and what would come of it."""

    row: int
    name: str
    email: str
    terms: Terms
    outcome: Outcome
    known_as: str = ""
    """The name that the person has here, when the file says another; it stays."""
    membership_id: UUID | None = None
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    roles: tuple[PlannedRole, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        return sum(role.outcome is outcome for role in self.roles)

    @property
    def gist(self) -> str:
        """The same for two plans that would do the same."""
        return ".".join(str(self.count(outcome)) for outcome in Outcome)


def plan_people(text: str, organisation_id: UUID, directory: Directory, *, on: date) -> PeoplePlan:
    """What the file would do. Changes nothing.

    Raises:
        NotATable: the file is no table of people.
    """
    table = read_table(text, COLUMNS, REQUIRED, _ALSO)
    planning = _Planning(organisation_id, directory, on)
    planning.read(table)
    faults = sorted((*table.faults, *planning.faults), key=lambda fault: fault.row)
    return PeoplePlan(tuple(planning.roles), tuple(faults), table.ignored)


def carry_out_people(plan: PeoplePlan, organisation_id: UUID, *, at: datetime, on: date) -> None:
    """Do all that a plan without faults says.

    Raises:
        LastAdministrator: nobody would administer the organisation.
    """
    assert not plan.faults, "a plan with faults is not carried out"
    roles_by_address: dict[str, list[PlannedRole]] = {}
    for role in plan.roles:
        if role.outcome is Outcome.ADDED:
            roles_by_address.setdefault(role.email, []).append(role)
    newcomers = [
        Newcomer(roles[0].name, email, tuple(role.terms for role in roles))
        for email, roles in roles_by_address.items()
    ]
    memberships.join(organisation_id, newcomers, at=at)
    for role in plan.roles:
        if role.outcome is Outcome.GIVEN_ROLE:
            person = db.session.get_one(Person, role.person_id)
            memberships.give_role(person, organisation_id, role.terms)
        elif role.outcome is Outcome.CHANGED:
            membership = db.session.get_one(Membership, role.membership_id)
            memberships.change_role(membership, role.terms, on=on)


_NAME_HERE = sa.func.coalesce(sa.func.nullif(Membership.known_as, ""), Person.name)


class _Planning:
    """The rows of one file, on their way to being understood."""

    def __init__(self, organisation_id: UUID, directory: Directory, on: date) -> None:
        self.directory = directory
        self.on = on
        self.roles: list[PlannedRole] = []
        self.faults: list[Fault] = []
        self._units = _by_name(directory)
        self._people: dict[str, tuple[UUID, str, list[Membership]]] = {}
        for person_id, name, email, membership in db.session.execute(
            sa.select(Person.id, _NAME_HERE, Person.email, Membership)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.organisation_id == organisation_id)
        ):
            self._people.setdefault(email, (person_id, name, []))[2].append(membership)
        self._names: dict[str, tuple[int, str]] = {}
        self._seen: dict[tuple[str, Role, UUID | None], int] = {}

    def read(self, table: Table) -> None:
        for row in table.rows:
            understood = _Understood(row, self._units, self.on)
            self.faults += understood.faults
            if not understood.faults:
                self._plan(row.number, understood)

    def _plan(self, number: int, row: "_Understood") -> None:
        first, name = self._names.setdefault(row.email, (number, row.name))
        if _plain(name) != _plain(row.name):
            self._fault(number, "e-mail", ADDRESS_TWICE, other=first, name=name)
            return
        other = self._seen.setdefault((row.email, row.role, row.unit_id), number)
        if other != number:
            self._fault(number, "", ROW_TWICE, other=other)
            return
        person_id, known_as, held = self._people.get(row.email, (None, row.name, []))
        same = next((one for one in held if self._is_about(one, row)), None)
        terms = row.terms(same, self.on)
        if terms.ends_on and terms.ends_on < terms.starts_on:
            self._fault(number, "til", END_BEFORE_START)
            return
        if person_id is None:
            outcome = Outcome.ADDED
        elif same is None:
            outcome = Outcome.GIVEN_ROLE
        else:
            outcome = Outcome.UNCHANGED if _terms_of(same) == terms else Outcome.CHANGED
        if same and outcome is Outcome.CHANGED and self._clashes(held, same, terms):
            self._fault(number, "fra", ROW_TWICE, other=number)
            return
        self.roles.append(
            PlannedRole(
                row=number,
                name=row.name,
                email=row.email,
                terms=terms,
                outcome=outcome,
                known_as=known_as if _plain(known_as) != _plain(row.name) else "",
                membership_id=same.id if same else None,
                person_id=person_id,
            )
        )

    def _is_about(self, held: Membership, row: "_Understood") -> bool:
        """Whether the row speaks of a role that the person has today or will have."""
        is_open = held.ends_on is None or held.ends_on >= max(self.on, held.starts_on)
        return is_open and held.role is row.role and held.unit_id == row.unit_id

    def _clashes(self, held: Iterable[Membership], same: Membership, terms: Terms) -> bool:
        return any(
            one is not same
            and (one.role, one.unit_id) == (terms.role, terms.unit_id)
            and overlap((one.starts_on, one.ends_on), (terms.starts_on, terms.ends_on))
            for one in held
        )

    def _fault(self, row: int, column: str, message: str, **values: str | int) -> None:
        self.faults.append(Fault(row, column, message, values))


class _Understood:
    """One row read cell by cell; what cannot be read is among its faults."""

    def __init__(
        self, row: Row, units: Mapping[str, Sequence[tuple[str, UnitEntry]]], on: date
    ) -> None:
        self.row = row
        self.faults: list[Fault] = []
        self._units = units
        self.name = self._text("navn", LONGEST_NAME)
        if not self.name:
            self._fault("navn", NAME_MISSING)
        self.title = self._text("titel", LONGEST_TITLE)
        self.email = self._email()
        self.role = self._role()
        self.unit_id = self._unit()
        self.is_external = self._yes_or_no()
        self.starts_on = self._day("fra")
        self.ends_on = self._day("til")
        if self.ends_on and self.ends_on < (self.starts_on or date.min):
            self._fault("til", END_BEFORE_START)

    def terms(self, held: Membership | None, on: date) -> Terms:
        """What the row asks for. Empty cells leave what is there as it is."""
        return Terms(
            role=self.role,
            unit_id=self.unit_id,
            starts_on=self.starts_on or (held.starts_on if held else on),
            ends_on=self.ends_on or (held.ends_on if held else None),
            title=self.title or (held.title if held else ""),
            is_external=held.is_external
            if held and not self.row.cells["ekstern"]
            else self.is_external,
        )

    def _text(self, column: str, limit: int) -> str:
        text = self.row.cells[column]
        for message, values in text_faults(text, limit):
            self._fault(column, message, **values)
        return text

    def _email(self) -> str:
        text = self.row.cells["e-mail"]
        if not text:
            self._fault("e-mail", ADDRESS_MISSING)
            return ""
        try:
            return email_address(text)
        except NotUnderstood as puzzled:
            self._fault("e-mail", puzzled.message, **puzzled.values)
            return ""

    def _role(self) -> Role:
        text = self.row.cells["rolle"]
        if text.casefold() in _ALSO_ROLES:
            return _ALSO_ROLES[text.casefold()]
        try:
            return from_label(Role, text)
        except UnknownLabel as unknown:
            message = ROLE_UNKNOWN if text else ROLE_MISSING
            self._fault("rolle", message, text=text, known=" · ".join(unknown.choices))
            return Role.ACTIVIST

    def _unit(self) -> UUID | None:
        text = self.row.cells["enhed"]
        plain = _plain(text)
        everywhere = plain == _plain(WHOLE_ORGANISATION)
        if self.role is Role.LOCAL_ADMIN:
            if text and not everywhere:
                self._fault("enhed", ADMINISTRATOR_IN_UNIT)
            return None
        if everywhere:
            return None
        if not text:
            self._fault("enhed", UNIT_MISSING)
            return None
        found = self._units.get(plain, ())
        if len(found) == 1 and found[0][1].is_active:
            return found[0][1].id
        if len(found) == 1:
            self._fault("enhed", UNIT_CLOSED, text=found[0][1].name)
        elif found:
            known = " · ".join(path for path, _ in found)
            self._fault("enhed", UNIT_AMBIGUOUS, text=text, known=known)
        else:
            self._unit_unknown(text)
        return None

    def _unit_unknown(self, text: str) -> None:
        near = difflib.get_close_matches(_plain(text), list(self._units), n=3, cutoff=0.5)
        names = dict.fromkeys(self._units[one][0][1].name for one in near)
        if names:
            self._fault("enhed", UNIT_UNKNOWN, text=text, known=" · ".join(names))
        else:
            self._fault("enhed", UNIT_UNKNOWN_AT_ALL, text=text)

    def _yes_or_no(self) -> bool:
        text = self.row.cells["ekstern"].casefold()
        if text not in (*_YES, *_NO):
            self._fault("ekstern", YES_OR_NO, text=text)
        return text in _YES

    def _day(self, column: str) -> date | None:
        text = self.row.cells[column]
        if not text:
            return None
        try:
            return danish_date(text)
        except NotUnderstood as puzzled:
            self._fault(column, puzzled.message, **puzzled.values)
            return None

    def _fault(self, column: str, message: str, **values: str | int) -> None:
        self.faults.append(Fault(self.row.number, column, message, values))


def _by_name(directory: Directory) -> dict[str, list[tuple[str, UnitEntry]]]:
    """Units by plain name and by plain path, each with its path."""
    found: dict[str, list[tuple[str, UnitEntry]]] = {}
    for entry in directory.units.values():
        path = " / ".join(directory.unit_name(one) for one in entry.path)
        for name in {_plain(entry.name), _plain(path)}:
            found.setdefault(name, []).append((path, entry))
    return found


def _terms_of(held: Membership) -> Terms:
    return Terms(
        held.role, held.unit_id, held.starts_on, held.ends_on, held.title, held.is_external
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("/", " / ").split()).casefold()
