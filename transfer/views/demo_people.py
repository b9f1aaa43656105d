"""The people of the demo, whom anybody may be with one press. A real installation offers nobody."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from transfer.access import today
from transfer.credentials.passwords import DEMO_PASSWORD
from transfer.db import across_organisations, db
from transfer.domain.typing_in import uuid_in
from transfer.domain.vocabulary import Role
from transfer.models.directory import sorting_key
from transfer.models.organisations import Organisation, Unit
from transfer.models.people import Membership, Person
from transfer.speaking import gettext as _

MOST_ORGANISATIONS: Final = 4
MOST_OF_A_ROLE: Final = 12
"""A generated demo has hundreds of people; a page to choose from has not."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    id: UUID
    name: str
    where: str
    """Title and unit in words."""


@dataclass(frozen=True, slots=True)
class DemoRole:
    label: str
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True, slots=True)
class DemoOrganisation:
    slug: str
    name: str
    roles: tuple[DemoRole, ...]


def password() -> str:
    """What everybody in the demo signs in with; nothing outside a demo."""
    return DEMO_PASSWORD if current_app.config["SETTINGS"].is_demo else ""


def offered() -> list[DemoOrganisation]:
    """Whom one may be, by organisation and role; nobody outside a demo."""
    if not current_app.config["SETTINGS"].is_demo:
        return []
    with across_organisations():
        rows = db.session.execute(
            _holding(today()).order_by(Organisation.created_at, Organisation.id)
        ).all()
    found: dict[str, list[sa.Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.slug, []).append(row)
    return [_organisation(slug, found[slug]) for slug in list(found)[:MOST_ORGANISATIONS]]


def named(person_id: str, *, on: date) -> Person | None:
    """The active person with that id who has a role on the day."""
    wanted = uuid_in(person_id)
    if wanted is None:
        return None
    with across_organisations():
        held = db.session.execute(_holding(on).where(Person.id == wanted).limit(1)).first()
    return db.session.get(Person, wanted) if held is not None else None


def _holding(on: date) -> Any:
    return (
        sa.select(
            Organisation.slug,
            Organisation.name.label("organisation"),
            Membership.role,
            Person.id.label("person_id"),
            Person.name.label("person"),
            Membership.title,
            Unit.name.label("unit"),
        )
        .select_from(Membership)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(
            Person.is_active,
            Membership.starts_on <= on,
            sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
    )


def _organisation(slug: str, rows: list[sa.Row[Any]]) -> DemoOrganisation:
    order = list(Role)
    ordered = sorted(rows, key=lambda row: (order.index(row.role), sorting_key(row.person)))
    roles = [
        DemoRole(_(role.label), _people(list(of_role)))
        for role, of_role in groupby(ordered, key=lambda row: row.role)
    ]
    return DemoOrganisation(slug, rows[0].organisation, tuple(roles))


def _people(rows: list[sa.Row[Any]]) -> tuple[DemoPerson, ...]:
    """Each person once, with all units they have the role in."""
    units: dict[UUID, list[str]] = {}
    for row in rows:
        units.setdefault(row.person_id, []).append(row.unit or _("hele organisationen"))
    first = {row.person_id: row for row in reversed(rows)}
    people = [
        DemoPerson(one, first[one].person, ", ".join(filter(None, (first[one].title, *places))))
        for one, places in units.items()
    ]
    return tuple(people[:MOST_OF_A_ROLE])
