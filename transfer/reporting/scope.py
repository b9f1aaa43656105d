"""The part of an organisation that a report is about."""

from dataclasses import dataclass
from uuid import UUID

from transfer.domain.vocabulary import UnitKind
from transfer.models.directory import Directory


@dataclass(frozen=True, slots=True)
class Scope:
    """Some units with everything below them."""

    name: str
    unit_ids: frozenset[UUID] | None
    """None: the whole organisation."""
    workplaces: tuple[UUID, ...]
    """The active units in it, of the lowest kind: what reach is counted out of."""

    @property
    def is_one_unit(self) -> bool:
        """Whether figures about it would be figures about one person."""
        return self.unit_ids is not None and len(self.workplaces) <= 1

    @property
    def words(self) -> str:
        """As it stands on the front page: "Ældre og sundhed, 4 enheder"."""
        count = len(self.workplaces)
        if self.unit_ids is not None and count <= 1:
            return self.name
        return f"{self.name}, {count} {'enhed' if count == 1 else 'enheder'}"


def scope_of(directory: Directory, unit_id: UUID | None) -> Scope:
    """The whole organisation, or one unit and all below it."""
    below = None if unit_id is None else directory.below(unit_id)
    workplaces = tuple(
        unit.id
        for unit in directory.units.values()
        if unit.kind is UnitKind.UNIT and unit.is_active and (below is None or unit.id in below)
    )
    name = "Hele organisationen" if unit_id is None else directory.unit_name(unit_id)
    return Scope(name, below, workplaces)
