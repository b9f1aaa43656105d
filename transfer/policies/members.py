"""Who is at work: a person with their roles in one organisation, on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from transfer.domain.vocabulary import Role
from transfer.models.directory import Directory, PersonEntry


@dataclass(frozen=True, slots=True)
class Member:
    """A person at work in one organisation on one day."""

    person_id: UUID
    organisation_id: UUID
    roles: Mapping[Role, frozenset[UUID] | None]
    """Each role with the units it holds in, all below included; None: the whole organisation."""
    directory: Directory
    today: date
    is_external: bool = False

    @classmethod
    def of(
        cls, person: PersonEntry, organisation_id: UUID, directory: Directory, on: date
    ) -> "Member":
        """Somebody of the directory, with the roles they hold that day."""
        roles: dict[Role, frozenset[UUID] | None] = {}
        held = [role for role in person.roles if role.holds(on)]
        for one in held:
            units = None if one.unit_id is None else directory.below(one.unit_id)
            if one.role in roles:
                earlier = roles[one.role]
                units = None if units is None or earlier is None else units | earlier
            roles[one.role] = units
        external = any(one.is_external for one in held)
        return cls(person.id, organisation_id, roles, directory, on, external)

    @property
    def is_activist(self) -> bool:
        return Role.ACTIVIST in self.roles

    @property
    def is_consultant(self) -> bool:
        return Role.CONSULTANT in self.roles

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def is_local_admin(self) -> bool:
        return Role.LOCAL_ADMIN in self.roles

    def is_in(self, role: Role, unit_id: UUID) -> bool:
        """Whether the role holds in the unit."""
        if role not in self.roles:
            return False
        units = self.roles[role]
        return units is None or unit_id in units

    def leads(self, unit_id: UUID) -> bool:
        return self.is_in(Role.LEADER, unit_id)

    def advises(self, unit_id: UUID) -> bool:
        """Whether the member is a consultant there."""
        return self.is_in(Role.CONSULTANT, unit_id)

    @property
    def spars(self) -> bool:
        """Whether sparring is for the member at all: for activists and consultants, in whatever unit."""
        return self.is_activist or self.is_consultant

    def spars_in(self, unit_id: UUID) -> bool:
        """Whether sparring in the unit is for the member; a leader of the unit is kept out of it."""
        return self.spars and not self.leads(unit_id)

    def roots(self, role: Role) -> frozenset[UUID] | None:
        """The forvaltninger that the role is held in; None: all."""
        units = self.roles[role]
        return None if units is None else frozenset(self.directory.root_of(one) for one in units)
