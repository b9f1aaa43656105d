"""What the list and the page of a læringsforløb show, read with few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select

from transfer.db import db
from transfer.domain.clock import day_of
from transfer.domain.lifecycle import CLOSED, CycleState
from transfer.domain.shares import Share
from transfer.models.learning_cycles import CycleGoal, CycleSession, CycleUnit, LearningCycle
from transfer.models.trial_actions import TrialAction
from transfer.policies import Member, visible_learning_cycles, visible_trial_actions

PER_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class CycleFilter:
    """What the list is narrowed to."""

    state: CycleState | None = None
    unit_id: UUID | None = None
    """The unit, with all below it."""
    goal_id: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        return bool(self.unit_id or self.goal_id)


@dataclass(frozen=True, slots=True)
class ListedCycle:
    """A line of the list."""

    id: UUID
    title: str
    state: CycleState
    owner_id: UUID | None
    start_date: date | None
    end_date: date | None
    use: Share | None
    unit_ids: tuple[UUID, ...]
    trials: int
    """Of its trials, those that the reader sees."""


def counts_by_state(member: Member, wanted: CycleFilter) -> dict[CycleState, int]:
    """How many there are in each state, whatever state is asked for."""
    rows = db.session.execute(
        _narrowed(member, wanted)
        .with_only_columns(LearningCycle.state, sa.func.count().label("number"))
        .group_by(LearningCycle.state)
    )
    return {row.state: row.number for row in rows}


def listed(member: Member, wanted: CycleFilter, page: int) -> list[ListedCycle]:
    """One page of the list, the newest first; what has no date yet comes on top."""
    query = _narrowed(member, wanted).with_only_columns(
        LearningCycle.id,
        LearningCycle.title,
        LearningCycle.state,
        LearningCycle.owner_id,
        LearningCycle.start_date,
        LearningCycle.end_date,
        LearningCycle.using_count,
        LearningCycle.asked_count,
    )
    if wanted.state is not None:
        query = query.where(LearningCycle.state == wanted.state)
    query = query.order_by(sa.nulls_first(LearningCycle.start_date.desc()), LearningCycle.id.desc())
    rows = db.session.execute(query.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    ids = [row.id for row in rows]
    units, trials = _units_of(ids), _trial_counts(member, ids)
    return [
        ListedCycle(
            *row[:6],
            use=Share(row.using_count, row.asked_count) if row.asked_count else None,
            unit_ids=units.get(row.id, ()),
            trials=trials.get(row.id, 0),
        )
        for row in rows
    ]


def use_of(cycle: LearningCycle) -> Share | None:
    """How many of those asked use it; nothing before the follow-up."""
    if cycle.asked_count is None or cycle.using_count is None:
        return None
    return Share(cycle.using_count, cycle.asked_count)


# The story


class Happening(StrEnum):
    """What a point on the line of time is."""

    SESSION = "session"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Moment:
    """A meeting or a trial, on its day."""

    what: Happening
    on: date
    session: CycleSession | None = None
    trial: Any = None
    """The row of its trial."""
    headline: str = ""
    """What a closed trial taught, in one sentence."""


def story_of(cycle: LearningCycle, member: Member) -> list[Moment]:
    """Its meetings, and those of its trials that the member sees, in the order of time.

    A trial stands on the day it began, or is to begin; an idea without dates on the day it was
    written.
    """
    trials = db.session.execute(
        visible_trial_actions(member)
        .where(TrialAction.cycle_id == cycle.id)
        .with_only_columns(
            TrialAction.id,
            TrialAction.title,
            TrialAction.state,
            TrialAction.unit_id,
            TrialAction.owner_id,
            TrialAction.start_date,
            TrialAction.end_date,
            TrialAction.actual_start,
            TrialAction.actual_end,
            TrialAction.learning_headline,
            TrialAction.created_at,
        )
    )
    moments = [Moment(Happening.SESSION, one.held_on, session=one) for one in cycle.sessions]
    moments += [
        Moment(
            Happening.TRIAL,
            row.actual_start or row.start_date or day_of(row.created_at),
            trial=row,
            headline=(row.learning_headline or "") if row.state in CLOSED else "",
        )
        for row in trials
    ]
    return sorted(moments, key=lambda one: (one.on, one.what is Happening.TRIAL, _tie(one)))


def _tie(moment: Moment) -> int:
    return moment.session.position if moment.session else moment.trial.id.int if moment.trial else 0


# Inner workings


def _narrowed(member: Member, wanted: CycleFilter) -> Select[Any]:
    query: Select[Any] = visible_learning_cycles(member)
    if wanted.unit_id:
        units = member.directory.below(wanted.unit_id)
        query = query.where(
            LearningCycle.id.in_(sa.select(CycleUnit.cycle_id).where(CycleUnit.unit_id.in_(units)))
        )
    if wanted.goal_id:
        query = query.where(
            LearningCycle.id.in_(
                sa.select(CycleGoal.cycle_id).where(CycleGoal.goal_id == wanted.goal_id)
            )
        )
    return query


def _units_of(ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    units: dict[UUID, tuple[UUID, ...]] = {}
    for cycle_id, unit_id in db.session.execute(
        sa.select(CycleUnit.cycle_id, CycleUnit.unit_id)
        .where(CycleUnit.cycle_id.in_(ids))
        .order_by(CycleUnit.id)
    ):
        units[cycle_id] = (*units.get(cycle_id, ()), unit_id)
    return units


def _trial_counts(member: Member, ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = db.session.execute(
        visible_trial_actions(member)
        .where(TrialAction.cycle_id.in_(ids))
        .with_only_columns(TrialAction.cycle_id, sa.func.count())
        .group_by(TrialAction.cycle_id)
    )
    return {cycle_id: number for cycle_id, number in rows if cycle_id}
