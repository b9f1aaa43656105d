"""Prøvehandlinger, læringsforløb and kompetencemål, as they are searched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    LearningCycle,
    Observation,
    Replication,
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
    visible_learning_cycles,
)
from transfer.search.kinds.shape import (
    Read,
    Said,
    Searchable,
    condition_of,
    goal_mark,
    person_mark,
    readers,
    unit_mark,
    written,
)

# Prøvehandlinger

_TEXTS: Final = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})
_OBSERVATION: Final = marked("Observation")
_CHECK: Final = marked("Forankringstjek")
_ENDED: Final = marked("Sluttede før tid")
_TAKEN_OVER: Final = (
    marked("Hvad beholder I?"),
    marked("Hvad laver I om?"),
    marked("Hvorfor?"),
)


def _read_trials(ids: Sequence[UUID]) -> dict[UUID, Read]:
    trials = db.session.scalars(sa.select(TrialAction).where(TrialAction.id.in_(ids)))
    goals = _by_trial(TrialGoal, ids, TrialGoal.goal_id, order=(TrialGoal.id,))
    people = _by_trial(
        TrialParticipant, ids, TrialParticipant.person_id, order=(TrialParticipant.id,)
    )
    checks = _by_trial(
        AnchoringCheck,
        ids,
        AnchoringCheck.evidence,
        AnchoringCheck.lapse_note,
        order=(AnchoringCheck.series, AnchoringCheck.month),
    )
    shared = _by_trial(
        Observation,
        ids,
        Observation.saw,
        Observation.thought,
        order=(Observation.observed_at, Observation.id),
        where=Observation.is_private.is_(False),
    )
    taken_over = _by_trial(
        Replication,
        ids,
        Replication.origin_id,
        Replication.kept,
        Replication.changed,
        Replication.why,
        order=(Replication.id,),
    )
    return {
        trial.id: Read(
            trial,
            _said_by_trial(
                trial,
                marks=(
                    unit_mark(trial.unit_id),
                    *(goal_mark(goal_id) for (goal_id,) in goals[trial.id]),
                ),
                participants=tuple(person_id for (person_id,) in people[trial.id]),
                checks=[" ".join(one).strip() for one in checks[trial.id]],
                notes=[" ".join(one).strip() for one in shared[trial.id]],
                taken_over=[
                    ("", question, text)
                    for origin_id, *told in taken_over[trial.id]
                    if origin_id == trial.parent_id
                    for question, text in zip(_TAKEN_OVER, told, strict=True)
                ],
            ),
        )
        for trial in trials
    }


def _by_trial(
    kind: type[Any],
    ids: Sequence[UUID],
    *columns: InstrumentedAttribute[Any],
    order: tuple[InstrumentedAttribute[Any], ...],
    where: sa.ColumnElement[bool] | None = None,
) -> dict[UUID, list[Any]]:
    """What belongs to each of the trials, as rows: an index of everything reads a great many of them."""
    asked = sa.select(kind.trial_id, *columns).where(kind.trial_id.in_(ids)).order_by(*order)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for trial_id, *row in db.session.execute(asked if where is None else asked.where(where)):
        found[trial_id].append(row)
    return found


def _said_by_trial(
    trial: TrialAction,
    *,
    marks: tuple[str, ...],
    participants: tuple[UUID, ...],
    checks: list[str],
    notes: list[str],
    taken_over: list[tuple[str, str, str]],
) -> dict[Audience, Said]:
    answers = [
        (question.key, question.label, str(trial.answer(question) or ""))
        for question in trial.questions
        if question.kind in _TEXTS and question.key != "title"
    ]
    ending = [("", _ENDED, trial.ending_note)]
    followed_up = [("", _CHECK, check) for check in checks]
    observations = [("", _OBSERVATION, note) for note in notes]
    everybody = (trial.owner_id, *participants)
    for_leaders, people = answers + taken_over + ending + followed_up, everybody
    if trial.state not in CLOSED:
        for_leaders = [one for one in answers if one[0] in LEADERS_READ_WHILE_OPEN]
        people = (trial.owner_id,)
    return {
        Audience.FULL: Said(
            trial.title,
            _written(answers + taken_over + ending + followed_up + observations),
            (*marks, *map(person_mark, everybody)),
        ),
        Audience.LEADER: Said(
            trial.title, _written(for_leaders), (*marks, *map(person_mark, people))
        ),
    }


def _written(parts: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    return written(*((label, text) for _key, label, text in parts))


def _readers_of_trials(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    in_use = TrialAction.is_archived.is_(False)
    return readers(
        full=sa.and_(in_use, may_be_read_in_full_by(member)),
        leader=sa.and_(in_use, may_only_be_led_by(member)),
    )


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
    return Said(cycle.title, written(*parts), marks)


def _readers_of_cycles(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_learning_cycles(member)))


# Kompetencemål


def _read_goals(ids: Sequence[UUID]) -> dict[UUID, Read]:
    goals = db.session.scalars(sa.select(CompetenceGoal).where(CompetenceGoal.id.in_(ids)))
    return {goal.id: Read(goal, {Audience.FULL: _said_by_goal(goal)}) for goal in goals}


def _said_by_goal(goal: CompetenceGoal) -> Said:
    parts = written((marked("Beskrivelse"), goal.description))
    return Said(f"{goal.code} {goal.name}", parts)


def _readers_of_goals(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_goals(member)))


TRIALS: Final = Searchable(
    "trial",
    TrialAction,
    SearchText.trial_id,
    {
        TrialGoal: "trial_id",
        TrialParticipant: "trial_id",
        Observation: "trial_id",
        AnchoringCheck: "trial_id",
        Replication: "trial_id",
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
