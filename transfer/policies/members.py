"""Who is at work: a person with their roles in one organisation, on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from transfer.domain.vocabulary import Role
from transfer.models.directory import Directory


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

    def roots(self, role: Role) -> frozenset[UUID] | None:
        """The forvaltninger that the role is held in; None: all."""
        units = self.roles[role]
        return None if units is None else frozenset(self.directory.root_of(one) for one in units)
