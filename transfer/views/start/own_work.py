"""A læringsaktivist's own work: the next steps, what is under way, and the drafts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import COPENHAGEN
from transfer.db import db
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.vocabulary import Visibility
from transfer.models.anchoring import AnchoringCheck
from transfer.models.observations import Observation
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.policies import Member, may_be_seen_by

MOST_STEPS: Final = 5
MOST_CARDS: Final = 6
MOST_NEWS: Final = 5
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
class UnderWay:
    """A running trial: which day it is, and what was last seen."""

    id: UUID
    title: str
    day: int
    days: int
    seen: str
    seen_on: date | None


@dataclass(frozen=True, slots=True)
class Draft:
    id: UUID
    title: str
    state: State
    changed_on: date


@dataclass(frozen=True, slots=True)
class OwnWork:
    steps: tuple[NextStep, ...]
    more_steps: int
    """How many next steps there are beyond those shown."""
    under_way: tuple[UnderWay, ...]
    drafts: tuple[Draft, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.steps or self.under_way or self.drafts)


def of(member: Member) -> OwnWork:
    """Everything of one's own that is open, in three queries."""
    rows = db.session.execute(_OPEN, {"me": member.person_id}).all()
    steps = sorted(
        [*_steps(rows, member.today), *_checks(member)], key=lambda one: (one.task, one.on)
    )
    running = [row for row in rows if row.state is State.RUNNING][:MOST_CARDS]
    seen = _last_seen([row.id for row in running], member.person_id)
    return OwnWork(
        steps=tuple(steps[:MOST_STEPS]),
        more_steps=max(len(steps) - MOST_STEPS, 0),
        under_way=tuple(_under_way(row, seen, member.today) for row in running),
        drafts=tuple(
            Draft(row.id, row.title, row.state, _day(row.updated_at))
            for row in rows
            if row.state.is_draft
        )[:MOST_CARDS],
    )


@dataclass(frozen=True, slots=True)
class News:
    """A trial of somebody else's that was shared or changed lately."""

    id: UUID
    title: str
    state: State
    unit_id: UUID
    owner_id: UUID
    changed_on: date
    learning: str
    """In one sentence, once it is closed."""


def news_for(member: Member) -> tuple[News, ...]:
    """What others have shared, the latest first."""
    query = (
        sa.select(*NEWS_COLUMNS)
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.owner_id != member.person_id,
            TrialAction.visibility != Visibility.PRIVATE.value,
            TrialAction.state.not_in([State.IDEA, State.CANCELLED]),
            may_be_seen_by(member),
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(MOST_NEWS)
    )
    return as_news(db.session.execute(query))


def as_news(rows: Iterable[Any]) -> tuple[News, ...]:
    return tuple(
        News(
            id=row.id,
            title=row.title,
            state=row.state,
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            changed_on=_day(row.updated_at),
            learning=(row.learning_headline or "") if row.state in CLOSED else "",
        )
        for row in rows
    )


# Queries, made once


def _own() -> sa.ColumnElement[bool]:
    """An owner is found by one index and a participant by another; EXISTS would walk them all."""
    me = sa.bindparam("me", type_=sa.Uuid())
    taking_part = sa.select(TrialParticipant.trial_id).where(TrialParticipant.person_id == me)
    return sa.or_(TrialAction.owner_id == me, TrialAction.id.in_(taking_part))


NEWS_COLUMNS: Final = (
    TrialAction.id,
    TrialAction.title,
    TrialAction.state,
    TrialAction.unit_id,
    TrialAction.owner_id,
    TrialAction.updated_at,
    TrialAction.learning_headline,
)

_OPEN: Final = (
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


def unanswered_checks() -> sa.Select[UUID, str, int, date]:
    """Checks that have fallen due on trials that still live; a revived one asks by its new series."""
    newest = (
        sa.select(sa.func.max(_later.series))
        .where(_later.trial_id == TrialAction.id)
        .correlate(TrialAction)
        .scalar_subquery()
    )
    return (
        sa.select(TrialAction.id, TrialAction.title, AnchoringCheck.month, AnchoringCheck.due_on)
        .join(AnchoringCheck, AnchoringCheck.trial_id == TrialAction.id)
        .where(
            TrialAction.state.in_([State.ADOPTED, State.ANCHORED]),
            AnchoringCheck.checked_on.is_(None),
            AnchoringCheck.due_on <= sa.bindparam("today", type_=sa.Date()),
            AnchoringCheck.series == newest,
        )
        .order_by(AnchoringCheck.due_on)
    )


_DUE: Final = unanswered_checks().where(_own()).limit(_MOST_READ)


def _checks(member: Member) -> Iterator[NextStep]:
    """One line a trial: its latest check that is due. Those before it are past."""
    rows = db.session.execute(_DUE, {"me": member.person_id, "today": member.today})
    latest = {row.id: row for row in rows}
    for row in latest.values():
        yield NextStep(Task.CHECK, row.id, row.title, row.due_on, row.month)


def _steps(rows: Iterable[Any], today: date) -> Iterator[NextStep]:
    for row in rows:
        found = _step(row, today)
        if found:
            yield NextStep(found[0], row.id, row.title, found[1])


def _step(row: Any, today: date) -> tuple[Task, date] | None:
    touched = _day(row.updated_at)
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


def _day(at: datetime) -> date:
    return at.astimezone(COPENHAGEN).date()


def _under_way(row: Any, seen: Mapping[UUID, Any], today: date) -> UnderWay:
    began = row.actual_start or row.start_date or today
    last = max(row.end_date or began, began)
    note = seen.get(row.id)
    return UnderWay(
        row.id,
        row.title,
        day=max((today - began).days + 1, 1),
        days=(last - began).days + 1,
        seen=note.saw if note else "",
        seen_on=_day(note.observed_at) if note else None,
    )


def _last_seen(trial_ids: list[UUID], person_id: UUID) -> Mapping[UUID, Any]:
    """The latest note of each trial that the person may read."""
    if not trial_ids:
        return {}
    rows = db.session.execute(_NOTES, {"trials": trial_ids, "me": person_id})
    return {row.trial_id: row for row in rows}


def _newest_notes() -> sa.Select[Any]:
    number = (
        sa.func.row_number()
        .over(partition_by=Observation.trial_id, order_by=Observation.observed_at.desc())
        .label("number")
    )
    me = sa.bindparam("me", type_=sa.Uuid())
    notes = (
        sa.select(Observation.trial_id, Observation.saw, Observation.observed_at, number)
        .where(
            Observation.trial_id.in_(sa.bindparam("trials", expanding=True, type_=sa.Uuid())),
            sa.or_(Observation.is_private.is_(False), Observation.author_id == me),
        )
        .subquery()
    )
    return sa.select(notes).where(notes.c.number == 1)


_NOTES: Final = _newest_notes()
