"""A læringsaktivist's own work: the next steps, what is under way, and the drafts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import within_sight
from transfer.domain.clock import day_of
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.vocabulary import Visibility
from transfer.models.observations import Observation
from transfer.models.trial_actions import TrialAction
from transfer.next_steps.own import NextStep, has_any, open_trials, steps_of
from transfer.policies import Member, may_be_seen_by
from transfer.prepared import Columns, Prepared

MOST_STEPS: Final = 5
MOST_CARDS: Final = 6
MOST_NEWS: Final = 5


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
    is_new: bool
    """Whether the person never had a prøvehandling."""

    @property
    def is_empty(self) -> bool:
        return not (self.steps or self.under_way or self.drafts)


def of(member: Member) -> OwnWork:
    """Everything of one's own that is open, in three queries at most."""
    rows = open_trials(member)
    steps = steps_of(member, rows)
    running = [row for row in rows if row.state is State.RUNNING][:MOST_CARDS]
    seen = _last_seen([row.id for row in running], member.person_id)
    return OwnWork(
        steps=tuple(steps[:MOST_STEPS]),
        more_steps=max(len(steps) - MOST_STEPS, 0),
        under_way=tuple(_under_way(row, seen, member.today) for row in running),
        drafts=tuple(
            Draft(row.id, row.title, row.state, day_of(row.updated_at))
            for row in rows
            if row.state.is_draft
        )[:MOST_CARDS],
        is_new=not rows and not steps and not has_any(member),
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
    return as_news(_news(member).rows(me=member.person_id))


@within_sight
def _news(member: Member) -> Columns:
    return (
        sa.select(*NEWS_COLUMNS)
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.owner_id != sa.bindparam("me", type_=sa.Uuid()),
            TrialAction.visibility != Visibility.PRIVATE.value,
            TrialAction.state.not_in([State.IDEA, State.CANCELLED]),
            may_be_seen_by(member),
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(MOST_NEWS)
    )


def as_news(rows: Iterable[Any]) -> tuple[News, ...]:
    return tuple(
        News(
            id=row.id,
            title=row.title,
            state=row.state,
            unit_id=row.unit_id,
            owner_id=row.owner_id,
            changed_on=day_of(row.updated_at),
            learning=(row.learning_headline or "") if row.state in CLOSED else "",
        )
        for row in rows
    )


NEWS_COLUMNS: Final = (
    TrialAction.id,
    TrialAction.title,
    TrialAction.state,
    TrialAction.unit_id,
    TrialAction.owner_id,
    TrialAction.updated_at,
    TrialAction.learning_headline,
)


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
        seen_on=day_of(note.observed_at) if note else None,
    )


def _last_seen(trial_ids: list[UUID], person_id: UUID) -> Mapping[UUID, Any]:
    """The latest note of each trial that the person may read."""
    if not trial_ids:
        return {}
    rows = _NOTES.rows(trials=trial_ids, me=person_id)
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


_NOTES: Final = Prepared(_newest_notes())
