"""The names of an organisation: its units, goals and people, remembered between requests.

Nearly every page names units, goals and people. They change seldom, so each process keeps them until
the organisation's `directory_revision`, read with every request, says that they have changed.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session

from transfer.db import db
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models.goals import CompetenceGoal
from transfer.models.organisations import Organisation, Unit
from transfer.models.people import Membership, Person

_KEPT: Final[dict[UUID, "Directory"]] = {}


@dataclass(frozen=True, slots=True)
class UnitEntry:
    id: UUID
    name: str
    kind: UnitKind
    parent_id: UUID | None
    is_active: bool
    path: tuple[UUID, ...]
    """From the top of the tree down to and with the unit itself."""


@dataclass(frozen=True, slots=True)
class GoalEntry:
    id: UUID
    code: str
    name: str
    is_active: bool
    parent_id: UUID | None

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True)
class RoleEntry:
    role: Role
    unit_id: UUID | None
    title: str
    is_external: bool
    starts_on: date
    ends_on: date | None

    def holds(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True, slots=True)
class PersonEntry:
    id: UUID
    name: str
    roles: tuple[RoleEntry, ...]

    @property
    def is_external(self) -> bool:
        return any(role.is_external for role in self.roles)

    def is_from_outside(self, on: date) -> bool:
        """Whether the person is here that day as somebody employed elsewhere."""
        return any(role.is_external and role.holds(on) for role in self.roles)

    def has(self, role: Role, on: date) -> bool:
        return any(entry.role is role and entry.holds(on) for entry in self.roles)


@dataclass(frozen=True, slots=True)
class Directory:
    """Names by id. Units from the top down, goals by code, people by name."""

    revision: int
    units: Mapping[UUID, UnitEntry]
    goals: Mapping[UUID, GoalEntry]
    people: Mapping[UUID, PersonEntry]

    def unit_name(self, unit_id: UUID | None) -> str:
        entry = self.units.get(unit_id) if unit_id else None
        return entry.name if entry else ""

    def goal_label(self, goal_id: UUID | None) -> str:
        entry = self.goals.get(goal_id) if goal_id else None
        return entry.label if entry else ""

    def person_name(self, person_id: UUID | None) -> str:
        entry = self.people.get(person_id) if person_id else None
        return entry.name if entry else ""

    def below(self, unit_id: UUID) -> frozenset[UUID]:
        """The unit and every unit under it."""
        return frozenset(entry.id for entry in self.units.values() if unit_id in entry.path)

    def root_of(self, unit_id: UUID) -> UUID:
        """The top of the tree that the unit stands in."""
        return self.units[unit_id].path[0]

    def outside_consultants(self, unit_id: UUID, on: date) -> list[str]:
        """Names of the external consultants who advise the unit that day, and so read its trials."""
        path = self.units[unit_id].path
        return [
            person.name
            for person in self.people.values()
            if any(
                role.role is Role.CONSULTANT
                and role.is_external
                and role.holds(on)
                and (role.unit_id is None or role.unit_id in path)
                for role in person.roles
            )
        ]

    def area_name(self, unit_id: UUID) -> str:
        """The område that the unit belongs to; the unit's own name when it stands above one."""
        for one in self.units[unit_id].path:
            if self.units[one].kind is UnitKind.AREA:
                return self.units[one].name
        return self.unit_name(unit_id)


def directory_of(organisation_id: UUID, revision: int) -> Directory:
    """The names of an organisation, as of its present revision."""
    kept = _KEPT.get(organisation_id)
    if kept is None or kept.revision != revision:
        kept = _KEPT[organisation_id] = _read(organisation_id, revision)
    return kept


def _read(organisation_id: UUID, revision: int) -> Directory:
    units = db.session.execute(
        sa.select(Unit.id, Unit.name, Unit.kind, Unit.parent_id, Unit.is_active)
        .where(Unit.organisation_id == organisation_id)
        .order_by(Unit.name)
    ).all()
    goals = db.session.execute(
        sa.select(
            CompetenceGoal.id,
            CompetenceGoal.code,
            CompetenceGoal.name,
            CompetenceGoal.is_active,
            CompetenceGoal.parent_id,
        )
        .where(CompetenceGoal.organisation_id == organisation_id)
        .order_by(CompetenceGoal.code)
    ).all()
    return Directory(
        revision=revision,
        units=_tree((row.id, row.name, row.kind, row.parent_id, row.is_active) for row in units),
        goals={row.id: GoalEntry(*row) for row in goals},
        people=_people(organisation_id),
    )


def _tree(
    rows: Iterable[tuple[UUID, str, UnitKind, UUID | None, bool]],
) -> dict[UUID, UnitEntry]:
    by_id = {row[0]: row for row in rows}

    def path(unit_id: UUID) -> tuple[UUID, ...]:
        walked: tuple[UUID, ...] = ()
        at: UUID | None = unit_id
        while at is not None and at not in walked:
            walked = (at, *walked)
            at = by_id[at][3]
        return walked

    entries = [UnitEntry(*row, path=path(row[0])) for row in by_id.values()]
    entries.sort(key=lambda entry: [sorting_key(by_id[one][1]) for one in entry.path])
    return {entry.id: entry for entry in entries}


def _people(organisation_id: UUID) -> dict[UUID, PersonEntry]:
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Membership)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id)
    ).all()
    names: dict[UUID, str] = {}
    roles: dict[UUID, list[RoleEntry]] = {}
    for person_id, name, membership in rows:
        names[person_id] = membership.known_as or names.get(person_id) or name
        roles.setdefault(person_id, []).append(
            RoleEntry(
                membership.role,
                membership.unit_id,
                membership.title,
                membership.is_external,
                membership.starts_on,
                membership.ends_on,
            )
        )
    ordered = sorted(names, key=lambda one: sorting_key(names[one]))
    return {one: PersonEntry(one, names[one], tuple(roles[one])) for one in ordered}


_ORDER: Final = str.maketrans({"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"})


def sorting_key(text: str) -> str:
    """A key that sorts as Danes do: … x y z æ ø å, with aa as å."""
    return text.casefold().replace("aa", "å").translate(_ORDER)


@event.listens_for(Session, "before_flush")
def _count_changes(session: Session, *_: object) -> None:
    """Give a new revision to each organisation whose names are about to change.

    Drawn at random and not counted: a number from a transaction that was rolled back must not come
    again with other names.
    """
    touched: set[UUID | None] = set()
    for record in (*session.new, *session.dirty, *session.deleted):
        if isinstance(record, (Unit, CompetenceGoal, Membership)):
            touched.add(record.organisation_id or session.info.get("organisation"))
        elif isinstance(record, Person) and object_session(record) is not None and record.id:
            touched.update(
                session.scalars(
                    sa.select(Membership.organisation_id).where(Membership.person_id == record.id)
                )
            )
    for organisation_id in touched:
        session.execute(
            sa.update(Organisation)
            .where(Organisation.id == organisation_id)
            .values(directory_revision=secrets.randbits(31)),
            execution_options={"synchronize_session": False},
        )
