"""What can be searched: for each kind of record its texts, who reads them, and what they are kept from.

The one place to add a kind. What stands in nobody's list here is in no index, and so in nobody's
results, counts or hints: private notes, feedback, documentation checks and consultants' own notes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from transfer.db import db
from transfer.domain.fields import Kind
from transfer.domain.lifecycle import CLOSED
from transfer.domain.texts import marked
from transfer.models import (
    AnchoringCheck,
    CompetenceGoal,
    CycleGoal,
    CycleSession,
    CycleUnit,
    Insight,
    InsightGoal,
    LearningCycle,
    Observation,
    TrialAction,
    TrialGoal,
    TrialParticipant,
)
from transfer.models.search_texts import Audience, SearchText
from transfer.policies import (
    LEADERS_READ_WHILE_OPEN,
    Member,
    may_be_read_in_full_by,
    may_only_be_led_by,
    visible_goals,
    visible_insights,
    visible_learning_cycles,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says to one audience."""

    title: str
    parts: tuple[tuple[str, str], ...]
    """Each text with the question that it answers, or what else it is called."""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A record with what it says to whom. An audience that isn't there never sees it."""

    record: Any
    said: Mapping[Audience, Said]


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of record that is searched."""

    name: str
    model: type[Any]
    link: InstrumentedAttribute[UUID | None]
    """The column of the index that points to it."""
    parts: Mapping[type[Any], str]
    """Other records that it takes text from, and their attribute with its id."""
    read: Callable[[Sequence[UUID]], dict[UUID, Read]]
    """Those of the ids that are there, in the organisation at work."""
    sight: Callable[[Member], Mapping[Audience, sa.ColumnElement[bool]]]
    """For each audience the condition on the record that the member belongs to it."""


def unit_mark(unit_id: UUID) -> str:
    return f"u{unit_id.hex}"


def goal_mark(goal_id: UUID) -> str:
    return f"g{goal_id.hex}"


def person_mark(person_id: UUID) -> str:
    return f"p{person_id.hex}"


# Prøvehandlinger

_TEXTS: Final = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
_OBSERVATION: Final = marked("Observation")
_CHECK: Final = marked("Forankringstjek")
_ENDED: Final = marked("Sluttede før tid")


def _read_trials(ids: Sequence[UUID]) -> dict[UUID, Read]:
    trials = db.session.scalars(
        sa.select(TrialAction)
        .where(TrialAction.id.in_(ids))
        .options(
            selectinload(TrialAction.goal_links),
            selectinload(TrialAction.participant_links),
            selectinload(TrialAction.checks),
        )
    )
    notes: dict[UUID, list[str]] = {}
    shared = (
        sa.select(Observation.trial_id, Observation.saw, Observation.thought)
        .where(Observation.trial_id.in_(ids), Observation.is_private.is_(False))
        .order_by(Observation.observed_at, Observation.id)
    )
    for trial_id, saw, thought in db.session.execute(shared):
        notes.setdefault(trial_id, []).append(f"{saw} {thought}".strip())
    return {
        trial.id: Read(trial, _said_by_trial(trial, notes.get(trial.id, []))) for trial in trials
    }


def _said_by_trial(trial: TrialAction, notes: list[str]) -> dict[Audience, Said]:
    answers = [
        (question.key, question.label, str(trial.answer(question) or ""))
        for question in trial.questions
        if question.kind in _TEXTS and question.key != "title"
    ]
    ending = [("", _ENDED, trial.ending_note)]
    checks = [("", _CHECK, f"{one.evidence} {one.lapse_note}".strip()) for one in trial.checks]
    observations = [("", _OBSERVATION, note) for note in notes]
    for_leaders = answers + ending + checks
    people = (trial.owner_id, *trial.participant_ids)
    if trial.state not in CLOSED:
        for_leaders = [one for one in answers if one[0] in LEADERS_READ_WHILE_OPEN]
        people = (trial.owner_id,)
    places = (unit_mark(trial.unit_id), *map(goal_mark, trial.goal_ids))
    return {
        Audience.FULL: Said(
            trial.title,
            _written(answers + ending + checks + observations),
            (*places, *map(person_mark, (trial.owner_id, *trial.participant_ids))),
        ),
        Audience.LEADER: Said(
            trial.title, _written(for_leaders), (*places, *map(person_mark, people))
        ),
    }


def _written(parts: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for _key, label, text in parts if text)


def _readers_of_trials(member: Member) -> dict[Audience, sa.ColumnElement[bool]]:
    in_use = TrialAction.is_archived.is_(False)
    readers = {Audience.FULL: sa.and_(in_use, may_be_read_in_full_by(member))}
    if member.is_leader:
        readers[Audience.LEADER] = sa.and_(in_use, may_only_be_led_by(member))
    return readers


# Læringsforløb


def _read_cycles(ids: Sequence[UUID]) -> dict[UUID, Read]:
    cycles = db.session.scalars(
        sa.select(LearningCycle)
        .where(LearningCycle.id.in_(ids))
        .options(
            selectinload(LearningCycle.unit_links),
            selectinload(LearningCycle.goal_links),
            selectinload(LearningCycle.sessions),
        )
    )
    return {cycle.id: Read(cycle, {Audience.FULL: _said_by_cycle(cycle)}) for cycle in cycles}


def _said_by_cycle(cycle: LearningCycle) -> Said:
    parts = [
        (marked("Anledning"), cycle.background),
        (marked("Formål"), cycle.purpose),
        (marked("Deltagere"), cycle.participant_note),
        (marked("Før"), cycle.before_plan),
        (marked("Under"), cycle.during_plan),
        (marked("Efter"), cycle.after_plan),
        (marked("Noter"), cycle.notes),
        (marked("Hvad lærte vi om at lære?"), cycle.learning),
    ]
    parts += [
        (marked("Gang"), f"{meeting.content} {meeting.until_next}".strip())
        for meeting in cycle.sessions
    ]
    people = [one for one in (cycle.owner_id, cycle.sponsor_id, cycle.consultant_id) if one]
    marks = (
        *map(unit_mark, cycle.unit_ids),
        *map(goal_mark, cycle.goal_ids),
        *map(person_mark, people),
    )
    return Said(cycle.title, tuple(part for part in parts if part[1]), marks)


def _readers_of_cycles(member: Member) -> dict[Audience, sa.ColumnElement[bool]]:
    return {Audience.FULL: _condition_of(visible_learning_cycles(member))}


# Kompetencemål


def _read_goals(ids: Sequence[UUID]) -> dict[UUID, Read]:
    goals = db.session.scalars(sa.select(CompetenceGoal).where(CompetenceGoal.id.in_(ids)))
    return {goal.id: Read(goal, {Audience.FULL: _said_by_goal(goal)}) for goal in goals}


def _said_by_goal(goal: CompetenceGoal) -> Said:
    parts = ((marked("Beskrivelse"), goal.description),) if goal.description else ()
    return Said(f"{goal.code} {goal.name}", parts)


def _readers_of_goals(member: Member) -> dict[Audience, sa.ColumnElement[bool]]:
    return {Audience.FULL: _condition_of(visible_goals(member))}


# Indsigter


def _read_insights(ids: Sequence[UUID]) -> dict[UUID, Read]:
    insights = db.session.scalars(
        sa.select(Insight).where(Insight.id.in_(ids)).options(selectinload(Insight.goal_links))
    )
    return {one.id: Read(one, {Audience.FULL: _said_by_insight(one)}) for one in insights}


def _said_by_insight(insight: Insight) -> Said:
    """Its own words. The passages that it builds on are searched where they stand."""
    parts = (
        (marked("Uddybning"), insight.body),
        (marked("Anbefaling"), insight.recommendation),
    )
    marks = tuple(map(goal_mark, insight.goal_ids))
    return Said(insight.headline, tuple(part for part in parts if part[1]), marks)


def _readers_of_insights(member: Member) -> dict[Audience, sa.ColumnElement[bool]]:
    return {Audience.FULL: _condition_of(visible_insights(member))}


def _condition_of(seen: sa.Select[Any]) -> sa.ColumnElement[bool]:
    return seen.whereclause if seen.whereclause is not None else sa.true()


TRIALS: Final = Searchable(
    "trial",
    TrialAction,
    SearchText.trial_id,
    {
        TrialGoal: "trial_id",
        TrialParticipant: "trial_id",
        Observation: "trial_id",
        AnchoringCheck: "trial_id",
    },
    _read_trials,
    _readers_of_trials,
)
CYCLES: Final = Searchable(
    "cycle",
    LearningCycle,
    SearchText.cycle_id,
    {CycleUnit: "cycle_id", CycleGoal: "cycle_id", CycleSession: "cycle_id"},
    _read_cycles,
    _readers_of_cycles,
)
GOALS: Final = Searchable(
    "goal", CompetenceGoal, SearchText.goal_id, {}, _read_goals, _readers_of_goals
)
INSIGHTS: Final = Searchable(
    "insight",
    Insight,
    SearchText.insight_id,
    {InsightGoal: "insight_id"},
    _read_insights,
    _readers_of_insights,
)

KINDS: Final = {kind.name: kind for kind in (TRIALS, CYCLES, INSIGHTS, GOALS)}
