"""The organisations that somebody belongs to, with their roles there."""

from dataclasses import dataclass
from datetime import date
from typing import Final, cast
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from transfer.access.clock import today
from transfer.credentials.second_factor import ALWAYS_ASKED
from transfer.domain.anchoring import CHECK_MONTHS, months_in
from transfer.domain.vocabulary import Role
from transfer.models.directory import directory_of
from transfer.models.organisations import Organisation
from transfer.models.people import Membership
from transfer.policies import Member
from transfer.prepared import Unwalled


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation that the visitor belongs to."""

    id: UUID
    slug: str
    name: str
    programme: str
    brand: str
    directory_revision: int
    roles: tuple[tuple[Role, UUID | None, bool], ...]
    """Role, unit (none: everywhere), external."""
    activists_need_code: bool = True
    check_months: tuple[int, ...] = CHECK_MONTHS
    """When after an adoption somebody is asked whether it still lives."""

    @property
    def asks_for_second_factor(self) -> bool:
        """Whether the organisation lets the visitor in only with a code as well."""
        return any(role in ALWAYS_ASKED or self.activists_need_code for role, _, _ in self.roles)


def places_of(person_id: UUID) -> dict[str, Place]:
    """The organisations where the person has a role today, by slug."""
    return places_on(person_id, today())


def as_member(person_id: UUID, place: Place, on: date) -> Member:
    names = directory_of(place.id, place.directory_revision)
    roles: dict[Role, frozenset[UUID] | None] = {}
    for role, unit_id, _ in place.roles:
        held = None if unit_id is None else names.below(unit_id)
        if role in roles:
            earlier = roles[role]
            held = None if held is None or earlier is None else held | earlier
        roles[role] = held
    return Member(
        person_id=person_id,
        organisation_id=place.id,
        roles=roles,
        directory=names,
        today=on,
        is_external=any(external for _, _, external in place.roles),
    )


def must_have_second_factor(person_id: UUID) -> bool:
    """Whether any organisation of the person's asks for one. Of several the strictest counts."""
    if is_second_factor_optional():
        return False
    return any(place.asks_for_second_factor for place in places_of(person_id).values())


def is_second_factor_optional() -> bool:
    """Whether this installation asks nobody for one: a demo, or a place for measurements."""
    return bool(current_app.config["SETTINGS"].second_factor == "optional")


_ORGANISATIONS: Final = cast(sa.Table, Organisation.__table__)
_MEMBERSHIPS: Final = cast(sa.Table, Membership.__table__)

_PLACES: Final = Unwalled(
    sa.select(
        _ORGANISATIONS.c.id,
        _ORGANISATIONS.c.slug,
        _ORGANISATIONS.c.name,
        _ORGANISATIONS.c.programme,
        _ORGANISATIONS.c.brand,
        _ORGANISATIONS.c.directory_revision,
        _MEMBERSHIPS.c.role,
        _MEMBERSHIPS.c.unit_id,
        _MEMBERSHIPS.c.is_external,
        _ORGANISATIONS.c.activists_need_code,
        _ORGANISATIONS.c.check_months,
    )
    .join(_MEMBERSHIPS, _MEMBERSHIPS.c.organisation_id == _ORGANISATIONS.c.id)
    .where(
        _MEMBERSHIPS.c.person_id == sa.bindparam("person_id"),
        _MEMBERSHIPS.c.starts_on <= sa.bindparam("on"),
        sa.or_(_MEMBERSHIPS.c.ends_on.is_(None), _MEMBERSHIPS.c.ends_on >= sa.bindparam("on")),
    )
    .order_by(_ORGANISATIONS.c.name)
)
"""Of tables and not of records: every request asks this, and records cost many times as much."""


def places_on(person_id: UUID, on: date) -> dict[str, Place]:
    """Where they have a role that day."""
    found: dict[str, Place] = {}
    for row in _PLACES.rows(person_id=person_id, on=on):
        earlier = found[row.slug].roles if row.slug in found else ()
        roles = (*earlier, (row.role, row.unit_id, row.is_external))
        found[row.slug] = Place(
            row.id,
            row.slug,
            row.name,
            row.programme,
            row.brand,
            row.directory_revision,
            roles,
            row.activists_need_code,
            months_in(row.check_months),
        )
    return found
