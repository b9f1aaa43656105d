"""A consultant's part: what changed lately among what is shared with them, and cycles in their care."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.vocabulary import Role
from transfer.models.learning_cycles import CycleUnit, LearningCycle
from transfer.models.trial_actions import TrialAction
from transfer.policies import Member, may_be_seen_by
from transfer.views.start.own_work import NEWS_COLUMNS, News, as_news

MOST_CHANGED: Final = 8
MOST_CYCLES: Final = 6


@dataclass(frozen=True, slots=True)
class Care:
    """A cycle that the consultant looks after."""

    id: UUID
    title: str
    state: CycleState
    start_date: date | None
    end_date: date | None


@dataclass(frozen=True, slots=True)
class Advising:
    drafts: tuple[News, ...]
    shared: tuple[News, ...]
    cycles: tuple[Care, ...]
    is_external: bool


def of(member: Member) -> Advising:
    """In three queries: drafts and shared trials that changed lately, and the cycles."""
    return Advising(
        drafts=_changed(member, TrialAction.state.in_([State.IDEA, State.PLANNED])),
        shared=_changed(
            member, TrialAction.state.not_in([State.IDEA, State.PLANNED, State.CANCELLED])
        ),
        cycles=_cycles(member),
        is_external=member.is_external,
    )


def _changed(member: Member, which: sa.ColumnElement[bool]) -> tuple[News, ...]:
    query = (
        sa.select(*NEWS_COLUMNS)
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.owner_id != member.person_id,
            which,
            may_be_seen_by(member),
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(MOST_CHANGED)
    )
    return as_news(db.session.execute(query))


def _cycles(member: Member) -> tuple[Care, ...]:
    units = member.roles[Role.CONSULTANT]
    theirs: list[sa.ColumnElement[bool]] = [LearningCycle.consultant_id == member.person_id]
    if units is not None:
        within = sa.select(CycleUnit.cycle_id).where(CycleUnit.unit_id.in_(units))
        theirs.append(LearningCycle.id.in_(within))
    query = sa.select(
        LearningCycle.id,
        LearningCycle.title,
        LearningCycle.state,
        LearningCycle.start_date,
        LearningCycle.end_date,
    ).where(LearningCycle.state.in_([CycleState.DRAFT, CycleState.ACTIVE, CycleState.COMPLETED]))
    if units is not None:
        query = query.where(sa.or_(*theirs))
    query = query.order_by(LearningCycle.updated_at.desc()).limit(MOST_CYCLES)
    return tuple(Care(*row) for row in db.session.execute(query))
