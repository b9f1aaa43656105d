"""Invented organisations of any size, for measurements. The same number makes the same data."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import across_organisations, db, new_id, take_stock
from transfer.domain import anchoring
from transfer.domain.default_template import QUESTIONS
from transfer.domain.lifecycle import REFLECTION_AFTER_END, State
from transfer.domain.vocabulary import (
    AnchorMeans,
    CheckStatus,
    Decision,
    Factor,
    Fidelity,
    ObservationKind,
    Origin,
    Outcome,
    Preflight,
    Relation,
    ReportConsent,
    Role,
    Scale,
    SpreadPotential,
    UnitKind,
    Visibility,
    Wording,
)
from transfer.importing.people import email_of
from transfer.importing.reading import at_midday
from transfer.models import (
    AnchoringCheck,
    CompetenceGoal,
    FormTemplate,
    FormVersion,
    HistoryEntry,
    Membership,
    Observation,
    Organisation,
    Person,
    TrialAction,
    TrialGoal,
    TrialParticipant,
    Unit,
)
from transfer.search import reindex

BATCH: Final = 2000
YEARS: Final = 3
SLUG: Final = "maaling"
_WORDS: Final = Path(__file__).parent / "demo" / "generated_words.json"

_STATES: Final = {
    State.IDEA: 6, State.PLANNED: 5, State.RUNNING: 8, State.REFLECTING: 5, State.PAUSED: 4,
    State.ADOPTED: 16, State.ADAPTED: 14, State.STOPPED: 18, State.ANCHORED: 14, State.LAPSED: 6,
    State.RETIRED: 2, State.CANCELLED: 2,
}  # fmt: skip
"""How many of a hundred stand where."""
_DECISIONS: Final = {
    State.ADOPTED: Decision.ADOPT,
    State.ANCHORED: Decision.ADOPT,
    State.LAPSED: Decision.ADOPT,
    State.RETIRED: Decision.ADOPT,
    State.ADAPTED: Decision.ADAPT,
    State.STOPPED: Decision.STOP,
    State.PAUSED: Decision.PAUSE,
}
_NOT_BEGUN: Final = frozenset({State.IDEA, State.PLANNED, State.CANCELLED})


def generate(
    trials: int, organisations: int, *, at: datetime, password_hash: str | None
) -> list[str]:
    """Write so many trial actions, spread evenly over so many new organisations.

    Commits each organisation when it is whole. Organisations of an earlier run stay as they are.

    Returns: the slugs of the new organisations.
    """
    taken = set(db.session.scalars(sa.select(Organisation.slug)))
    free = (slug for slug in _slugs() if slug not in taken)
    share, rest = divmod(trials, organisations)
    made = []
    with across_organisations():
        for number in range(organisations):
            slug = next(free)
            size = share + (number < rest)
            invented = _Invented(slug, size, at, password_hash)
            invented.write()
            reindex(invented.organisation_id)
            db.session.commit()
            made.append(slug)
    take_stock(db.engine)
    return made


def _slugs() -> Iterator[str]:
    yield SLUG
    number = 2
    while True:
        yield f"{SLUG}-{number}"
        number += 1


class _Invented:
    """One organisation: eight units in each of five areas, or fewer when there is little to do."""

    def __init__(self, slug: str, size: int, at: datetime, password_hash: str | None) -> None:
        self.slug, self.size, self.at, self.password_hash = slug, size, at, password_hash
        self.chance = Random(f"{slug} {size}")  # noqa: S311  invented data, not secrets
        self.adjusted: dict[str, Any] | None = None
        self.words: dict[str, list[str]] = json.loads(_WORDS.read_text("utf-8"))
        self.organisation_id = new_id()
        self.units: list[UUID] = []
        self.activists: dict[UUID, UUID] = {}
        self.goals: list[UUID] = []
        self.form_id = new_id()
        self.today = at.date()

    def write(self) -> None:
        self._write_frame()
        for start in range(0, self.size, BATCH):
            self._write_trials(range(start, min(start + BATCH, self.size)))

    def _write_frame(self) -> None:
        """The organisation with its template, units, people and goals."""
        self._insert(
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
        self._insert(FormTemplate, [self._own(id=template_id, name="Prøvehandling")])
        version = self._own(
            id=self.form_id,
            template_id=template_id,
            number=1,
            kept_questions=[question.as_json() for question in QUESTIONS],
            published_at=self.at,
        )
        self._insert(FormVersion, [version])
        self._write_units()
        self._write_people()
        goals = [
            self._own(id=new_id(), code=f"K{number}", name=name, description="", is_active=True)
            for number, name in enumerate(self.words["goals"], start=1)
        ]
        self.goals = [goal["id"] for goal in goals]
        self._insert(CompetenceGoal, goals)

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
            self._insert(Unit, level)

    def _unit(self, name: str, kind: UnitKind, parent: UUID | None) -> dict[str, Any]:
        return self._own(id=new_id(), name=name, kind=kind, parent_id=parent, is_active=True)

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
        self._insert(Person, people)
        self._insert(Membership, memberships)

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
        return self._own(
            id=new_id(),
            person_id=person,
            unit_id=unit,
            role=role,
            title="",
            is_external=False,
            starts_on=self.today - timedelta(days=365 * YEARS),
        )

    def _write_trials(self, numbers: range) -> None:
        """One batch, each kind of record in one statement."""
        trials = [self._trial(number) for number in numbers]
        self._insert(TrialAction, trials)
        self._insert(TrialGoal, [link for trial in trials for link in self._goals_of(trial)])
        self._insert(
            TrialParticipant,
            [
                self._own(id=new_id(), trial_id=trial["id"], person_id=self._colleague(trial))
                for trial in trials
                if self.chance.random() < 0.3
            ],
        )
        self._insert(Observation, [one for trial in trials for one in self._observations(trial)])
        self._insert(AnchoringCheck, [one for trial in trials for one in self._checks(trial)])
        self._insert(HistoryEntry, [self._history(trial) for trial in trials])

    def _trial(self, number: int) -> dict[str, Any]:
        pick, unit = self.chance.choice, self.chance.choice(self.units)
        state = self.chance.choices(list(_STATES), list(_STATES.values()))[0]
        start = self.today - timedelta(days=self.chance.randrange(40, 365 * YEARS))
        if state in _NOT_BEGUN:
            start = self.today + timedelta(days=self.chance.randrange(1, 60))
        if state in (State.RUNNING, State.REFLECTING):
            start = self.today - timedelta(days=self.chance.randrange(2, 40))
        end = start + timedelta(days=self.chance.choice((14, 21, 28, 42)))
        values: dict[str, Any] = dict.fromkeys(_COLUMNS)
        values |= self._own(
            id=new_id(),
            form_id=self.form_id,
            state=state,
            reference=f"G{number + 1:06}",
            title=f"{pick(self.words['what'])} {pick(self.words['when'])}",
            unit_id=unit,
            owner_id=self.activists[unit],
            origin=self._one(Origin),
            relation=Relation.DEVELOPED_HERE.value,
            challenge=self._text(2),
            action=self._text(3),
            start_date=start,
            end_date=end,
            reflection_due=end + REFLECTION_AFTER_END,
            visibility=self._one(Visibility)
            if state not in _NOT_BEGUN
            else Visibility.PRIVATE.value,
            enablers=[],
            barriers=[],
            anchor_means=[],
            report_consent=self._one(ReportConsent),
            other_answers={
                "preflight": _PREFLIGHT,
                "baseline": self._text(1),
            },
            ending_note="",
            is_extended=False,
            is_archived=False,
            created_at=min(at_midday(start - timedelta(days=7)), self.at),
            revision=1,
        )
        if state is not State.IDEA:
            values |= {
                "prediction": self._text(2),
                "signs": self._text(1),
                "scale": self._one(Scale),
            }
            values["predicted_on"] = min(start - timedelta(days=2), self.today)
        if state not in _NOT_BEGUN:
            values |= {"actual_start": start, "actual_end": None if state is State.RUNNING else end}
        if state in _DECISIONS:
            values |= self._ending(state, end, values["other_answers"])
        last = values["decided_on"] or (end if state is State.REFLECTING else start)
        minute = timedelta(minutes=self.chance.randrange(-300, 300))
        values["updated_at"] = min(at_midday(last) + minute, self.at)
        self._build_on_the_last_adjusted(values)
        return values

    def _build_on_the_last_adjusted(self, values: dict[str, Any]) -> None:
        """Every adjusted trial gets a next round: the next one that begins."""
        if self.adjusted is not None and values["state"] not in _NOT_BEGUN:
            values |= {
                "parent_id": self.adjusted["id"],
                "title": self.adjusted["title"],
                "unit_id": self.adjusted["unit_id"],
                "owner_id": self.adjusted["owner_id"],
                "origin": Origin.OWN_EARLIER_TRIAL.value,
                "relation": Relation.NEXT_ROUND.value,
            }
            self.adjusted = None
        if values["state"] is State.ADAPTED:
            self.adjusted = values

    def _ending(self, state: State, end: date, others: dict[str, Any]) -> dict[str, Any]:
        """Reflection and decision."""
        reflected = end + timedelta(days=self.chance.randrange(3, 30))
        decided = reflected + timedelta(days=self.chance.randrange(0, 10))
        others |= {
            "effort": self.chance.randint(1, 5),
            "times_done": str(self.chance.randint(1, 60)),
            "spread_potential": self._one(SpreadPotential),
        }
        adopted = _DECISIONS[state] is Decision.ADOPT
        return {
            "fidelity": self._one(Fidelity),
            "what_happened": self._text(3),
            "outcome_vs_prediction": self._one(Outcome),
            "value_citizen": self.chance.randint(0, 5),
            "enablers": self._some(Factor),
            "barriers": self._some(Factor),
            "learning": self._text(2),
            "learning_headline": self._text(1)[:160],
            "transfer_level": self.chance.randint(0, 4),
            "reflected_on": reflected,
            "decision": _DECISIONS[state].value,
            "decision_reason": self._text(1),
            "decided_by": "Teamet og lederen",
            "decided_on": decided,
            "next_step": "Tages op på næste teammøde",
            "next_step_owner": "Teamet",
            "next_step_due": decided + timedelta(days=21),
            "anchor_owner": "Teamlederen" if adopted else None,
            "anchor_means": [AnchorMeans.MEETING.value] if adopted else [],
            "anchor_first_due": anchoring.due_dates(decided)[0][1] if adopted else None,
            "look_again_on": decided + timedelta(days=60) if state is State.PAUSED else None,
        }

    def _goals_of(self, trial: dict[str, Any]) -> list[dict[str, Any]]:
        chosen = self.chance.sample(self.goals, self.chance.choice((1, 1, 2)))
        return [self._own(id=new_id(), trial_id=trial["id"], goal_id=goal) for goal in chosen]

    def _colleague(self, trial: dict[str, Any]) -> UUID:
        unit = self.units[(self.units.index(trial["unit_id"]) + 1) % len(self.units)]
        return self.activists[unit]

    def _observations(self, trial: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if trial["actual_start"] is None:
            return
        for _ in range(self.chance.choice((1, 2, 2, 3))):
            day = trial["actual_start"] + timedelta(days=self.chance.randrange(0, 14))
            seen_at = min(at_midday(day), self.at)
            yield self._own(
                id=new_id(),
                trial_id=trial["id"],
                author_id=trial["owner_id"],
                kind=self.chance.choice(_KINDS),
                saw=self._text(1),
                thought="",
                observed_at=seen_at,
                is_private=self.chance.random() < 0.1,
                created_at=seen_at,
            )

    def _checks(self, trial: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if trial["decision"] != Decision.ADOPT.value:
            return
        for month, due_on in anchoring.due_dates(trial["decided_on"]):
            done = due_on < self.today and self.chance.random() < 0.8
            status = None
            if done:
                gone = trial["state"] is State.LAPSED and month >= anchoring.ANCHORED_FROM_MONTH
                status = CheckStatus.LAPSED if gone else CheckStatus.HELD_AS_IS
            yield self._own(
                id=new_id(),
                trial_id=trial["id"],
                series=1,
                month=month,
                due_on=due_on,
                checked_on=due_on if done else None,
                checked_by_id=trial["owner_id"] if done else None,
                status=status,
                evidence="Set og spurgt" if done else "",
                statements={},
                lapse_note="",
            )

    def _history(self, trial: dict[str, Any]) -> dict[str, Any]:
        changes = {"state": [None, trial["state"].value]}
        return self._own(
            id=new_id(), trial_id=trial["id"], at=self.at, what="imported", changes=changes, note=""
        )

    def _one(self, words: type[Wording]) -> str:
        return self.chance.choice(_VALUES[words])

    def _some(self, words: type[Wording]) -> list[str]:
        return [
            str(one.value) for one in self.chance.sample(list(words), self.chance.randint(0, 3))
        ]

    def _text(self, sentences: int) -> str:
        return " ".join(self.chance.choices(self.words["sentences"], k=sentences))

    def _own(self, **values: Any) -> dict[str, Any]:
        return {"organisation_id": self.organisation_id, **values}

    def _insert(self, kind: type[Any], rows: list[dict[str, Any]]) -> None:
        if rows:
            db.session.execute(sa.insert(kind.__table__), rows)


_KINDS: Final = list(ObservationKind)
_PREFLIGHT: Final = [one.value for one in Preflight]
_VALUES: Final[dict[type[Wording], list[str]]] = {
    words: [str(one.value) for one in words]
    for words in (
        Factor,
        Fidelity,
        Origin,
        Outcome,
        ReportConsent,
        Scale,
        SpreadPotential,
        Visibility,
    )
}
_COLUMNS: Final = tuple(column.name for column in TrialAction.__table__.columns)
