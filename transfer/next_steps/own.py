"""What is a person's own to do next on prøvehandlinger: the start page shows it, and mails count it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.domain.clock import day_of
from transfer.domain.lifecycle import State
from transfer.models.anchoring import AnchoringCheck
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.policies import Member
from transfer.prepared import Prepared

UNTOUCHED: Final = timedelta(days=14)
"""An idea left alone for so long is asked about."""
_MOST_READ: Final = 200

OPEN: Final = (State.IDEA, State.PLANNED, State.RUNNING, State.REFLECTING, State.PAUSED)


class Task(IntEnum):
    """What can be next, the most urgent first."""

    REFLECT_LATE = 0
    END = 1
    CHECK = 2
    LOOK_AGAIN = 3
    REFLECT = 4
    DECIDE = 7
    START = 5
    GO_ON = 6


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do, and the day that makes it urgent."""

    task: Task
    trial_id: UUID
    title: str
    on: date
    month: int = 0
    """Of an anchoring check."""

    @property
    def is_late(self) -> bool:
        return self.task in (Task.REFLECT_LATE, Task.END, Task.CHECK)


@dataclass(frozen=True, slots=True)
class DatedStep:
    """What is to be done on a day, ahead or past."""

    task: Task
    trial_id: UUID
    on: date
    changed_at: datetime
    month: int = 0
    """Of an anchoring check."""


def open_trials(member: Member) -> Sequence[Any]:
    """One's own that are open, the one changed last first."""
    return _OPEN.rows(me=member.person_id)


def steps_of(member: Member, trials: Iterable[Any]) -> list[NextStep]:
    """What to do next with these open trials, and checks that are due; the most urgent first."""
    steps = [*_steps(trials, member.today), *_checks(member)]
    return sorted(steps, key=lambda one: (one.task, one.on))


def has_any(member: Member) -> bool:
    """Whether the person has had a prøvehandling at all, open or not."""
    return bool(_ANY.rows(me=member.person_id))


def dated_steps(member: Member) -> Iterator[DatedStep]:
    """All that has a day of its own: reflections, looking again after a pause, and checks."""
    for row in open_trials(member):
        if row.state is State.REFLECTING and row.reflection_due and row.reflected_on is None:
            yield DatedStep(Task.REFLECT, row.id, row.reflection_due, row.updated_at)
        if row.state is State.PAUSED and row.look_again_on:
            yield DatedStep(Task.LOOK_AGAIN, row.id, row.look_again_on, row.updated_at)
    for row in _AHEAD.rows(me=member.person_id):
        yield DatedStep(Task.CHECK, row.id, row.due_on, row.updated_at, row.month)


# Queries, made once


def _own() -> sa.ColumnElement[bool]:
    """An owner is found by one index and a participant by another; EXISTS would walk them all."""
    me = sa.bindparam("me", type_=sa.Uuid())
    taking_part = sa.select(TrialParticipant.trial_id).where(TrialParticipant.person_id == me)
    return sa.or_(TrialAction.owner_id == me, TrialAction.id.in_(taking_part))


_ANY: Final = Prepared(
    sa.select(TrialAction.id).where(_own(), TrialAction.is_archived.is_(False)).limit(1)
)
_OPEN: Final = Prepared(
    sa.select(
        TrialAction.id,
        TrialAction.title,
        TrialAction.state,
        TrialAction.start_date,
        TrialAction.end_date,
        TrialAction.actual_start,
        TrialAction.actual_end,
        TrialAction.reflection_due,
        TrialAction.reflected_on,
        TrialAction.look_again_on,
        TrialAction.updated_at,
    )
    .where(_own(), TrialAction.state.in_(OPEN), TrialAction.is_archived.is_(False))
    .order_by(TrialAction.updated_at.desc())
    .limit(_MOST_READ)
)

_later = sa.orm.aliased(AnchoringCheck)


def is_unanswered() -> sa.ColumnElement[bool]:
    """The condition on a check, beside its trial, that it may still be answered; a revived one asks by its new series."""
    newest = (
        sa.select(sa.func.max(_later.series))
        .where(_later.trial_id == TrialAction.id)
        .correlate(TrialAction)
        .scalar_subquery()
    )
    return sa.and_(
        TrialAction.state.in_([State.ADOPTED, State.ANCHORED]),
        AnchoringCheck.checked_on.is_(None),
        AnchoringCheck.series == newest,
    )


def _unanswered(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(TrialAction.id, *columns)
        .join(AnchoringCheck, AnchoringCheck.trial_id == TrialAction.id)
        .where(is_unanswered())
        .order_by(AnchoringCheck.due_on)
    )


def unanswered_checks() -> sa.Select[Any]:
    """Checks that have fallen due on trials that still live."""
    return _unanswered(TrialAction.title, AnchoringCheck.month, AnchoringCheck.due_on).where(
        AnchoringCheck.due_on <= sa.bindparam("today", type_=sa.Date())
    )


_DUE: Final = Prepared(unanswered_checks().where(_own()).limit(_MOST_READ))
_AHEAD: Final = Prepared(
    _unanswered(AnchoringCheck.month, AnchoringCheck.due_on, TrialAction.updated_at)
    .where(_own(), TrialAction.is_archived.is_(False))
    .limit(_MOST_READ)
)


def _checks(member: Member) -> Iterator[NextStep]:
    """One line a trial: its latest check that is due. Those before it are past."""
    rows = _DUE.rows(me=member.person_id, today=member.today)
    latest = {row.id: row for row in rows}
    for row in latest.values():
        yield NextStep(Task.CHECK, row.id, row.title, row.due_on, row.month)


def _steps(rows: Iterable[Any], today: date) -> Iterator[NextStep]:
    for row in rows:
        found = _step(row, today)
        if found:
            yield NextStep(found[0], row.id, row.title, found[1])


def _step(row: Any, today: date) -> tuple[Task, date] | None:
    touched = day_of(row.updated_at)
    if row.state is State.REFLECTING:
        if row.reflected_on is not None:
            return Task.DECIDE, row.reflected_on
        is_late = row.reflection_due is not None and row.reflection_due < today
        return Task.REFLECT_LATE if is_late else Task.REFLECT, row.actual_end or touched
    if row.state is State.RUNNING and row.end_date and row.end_date < today:
        return Task.END, row.end_date
    if row.state is State.PAUSED and row.look_again_on and row.look_again_on <= today:
        return Task.LOOK_AGAIN, row.look_again_on
    if row.state is State.PLANNED and row.start_date and row.start_date <= today:
        return Task.START, row.start_date
    if row.state is State.IDEA and touched <= today - UNTOUCHED:
        return Task.GO_ON, touched
    return None
