"""An invented organisation without its trials: template, units, people and goals."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db, new_id
from transfer.domain.default_template import QUESTIONS
from transfer.domain.vocabulary import Role, UnitKind
from transfer.importing.people import email_of
from transfer.models import (
    CompetenceGoal,
    FormTemplate,
    FormVersion,
    Membership,
    Organisation,
    Person,
    Unit,
)

YEARS: Final = 3
_WORDS: Final = Path(__file__).parents[1] / "demo" / "generated_words.json"


class Invented:
    """One organisation: eight units in each of five areas, or fewer when there is little to do."""

    def __init__(self, slug: str, size: int, at: datetime, password_hash: str | None) -> None:
        self.slug, self.at, self.password_hash = slug, at, password_hash
        self.chance = Random(f"{slug} {size}")  # noqa: S311  invented data, not secrets
        self.words: dict[str, list[str]] = json.loads(_WORDS.read_text("utf-8"))
        self.organisation_id = new_id()
        self.units: list[UUID] = []
        self.activists: dict[UUID, UUID] = {}
        self.goals: list[UUID] = []
        self.form_id = new_id()
        self.today = at.date()

    def write(self) -> None:
        """The organisation with its template, units, people and goals."""
        self.insert(
            Organisation,
            [
                {
                    "id": self.organisation_id,
                    "slug": self.slug,
                    "name": f"{self.slug.capitalize()} Kommune",
                    "programme": "Opdigtede data til målinger",
                    "brand": "#0059b3",
                    "directory_revision": 1,
                    "created_at": self.at,
                }
            ],
        )
        template_id = new_id()
        self.insert(FormTemplate, [self.own(id=template_id, name="Prøvehandling")])
        version = self.own(
            id=self.form_id,
            template_id=template_id,
            number=1,
            kept_questions=[question.as_json() for question in QUESTIONS],
            published_at=self.at,
        )
        self.insert(FormVersion, [version])
        self._write_units()
        self._write_people()
        goals = [
            self.own(id=new_id(), code=f"K{number}", name=name, description="", is_active=True)
            for number, name in enumerate(self.words["goals"], start=1)
        ]
        self.goals = [goal["id"] for goal in goals]
        self.insert(CompetenceGoal, goals)

    def _write_units(self) -> None:
        root = self._unit(f"{self.slug.capitalize()} Kommune", UnitKind.DEPARTMENT, None)
        areas = [self._unit(name, UnitKind.AREA, root["id"]) for name in self.words["areas"]]
        units = [
            self._unit(f"{kind} {place}", UnitKind.UNIT, area["id"])
            for area, kind in zip(areas, self.words["unit_kinds"], strict=True)
            for place in self.words["places"]
        ]
        self.units = [unit["id"] for unit in units]
        for level in ([root], areas, units):
            self.insert(Unit, level)

    def _unit(self, name: str, kind: UnitKind, parent: UUID | None) -> dict[str, Any]:
        return self.own(id=new_id(), name=name, kind=kind, parent_id=parent, is_active=True)

    def _write_people(self) -> None:
        """An activist and a leader in each unit, three consultants and an administrator."""
        first, last = self.words["first_names"], self.words["last_names"]
        posts: list[tuple[Role, UUID | None]] = [
            (role, unit) for unit in self.units for role in (Role.ACTIVIST, Role.LEADER)
        ]
        posts += [(Role.CONSULTANT, None)] * 3 + [(Role.LOCAL_ADMIN, None)]
        people, memberships = [], []
        for number, (role, unit) in enumerate(posts):
            name = f"{first[number % len(first)]} {last[number // len(first)]}"
            people.append(self._person(name))
            memberships.append(self._membership(people[-1]["id"], role, unit))
            if role is Role.ACTIVIST and unit is not None:
                self.activists[unit] = people[-1]["id"]
        self.insert(Person, people)
        self.insert(Membership, memberships)

    def _person(self, name: str) -> dict[str, Any]:
        return {
            "id": new_id(),
            "name": name,
            "email": email_of(name, self.slug),
            "password_hash": self.password_hash,
            "is_active": True,
            "created_at": self.at,
            "password_changed_at": self.at,
        }

    def _membership(self, person: UUID, role: Role, unit: UUID | None) -> dict[str, Any]:
        return self.own(
            id=new_id(),
            person_id=person,
            unit_id=unit,
            role=role,
            title="",
            is_external=False,
            starts_on=self.today - timedelta(days=365 * YEARS),
        )

    def own(self, **values: Any) -> dict[str, Any]:
        return {"organisation_id": self.organisation_id, **values}

    def insert(self, kind: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            db.session.execute(sa.insert(kind.__table__), rows)
