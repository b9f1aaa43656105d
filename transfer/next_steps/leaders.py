"""What others ask of a leader: support, answers to checks, and who still uses what a cycle taught."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.vocabulary import Role
from transfer.models.learning_cycles import LearningCycle
from transfer.models.trial_actions import TrialAction
from transfer.next_steps.own import unanswered_checks
from transfer.policies import Member, may_be_seen_by

LOOKED_THROUGH: Final = 200
"""Of the trials changed last, how many are looked through for a wish or a learning."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One concrete thing that somebody needs from their leader."""

    trial_id: UUID
    title: str
    owner_id: UUID
    wish: str


@dataclass(frozen=True, slots=True)
class DueCheck:
    trial_id: UUID
    title: str
    month: int
    due_on: date


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A cycle of hers that has ended; nobody has counted yet who uses it."""

    cycle_id: UUID
    title: str
    end_date: date | None


def led(member: Member) -> sa.ColumnElement[bool]:
    """In the units she leads, and hers to read."""
    units = member.roles[Role.LEADER]
    within = sa.true() if units is None else TrialAction.unit_id.in_(units)
    return sa.and_(within, may_be_seen_by(member))


def wishes(member: Member) -> tuple[Wish, ...]:
    """Of trials under way, the one changed last first."""
    lately = (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.owner_id,
            TrialAction.other_answers["support_needed"].as_string().label("wish"),
        )
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.state.in_([State.RUNNING, State.REFLECTING]),
            TrialAction.owner_id != member.person_id,
            led(member),
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(LOOKED_THROUGH)
    )
    return tuple(Wish(*row) for row in db.session.execute(lately) if row.wish)


def checks(member: Member) -> tuple[DueCheck, ...]:
    """One a trial: its latest check that is due, the one that has waited longest first."""
    query = unanswered_checks().where(led(member)).limit(LOOKED_THROUGH)
    latest = {row.id: row for row in db.session.execute(query, {"today": member.today})}
    return tuple(DueCheck(*row) for row in latest.values())


def follow_ups(member: Member) -> tuple[FollowUp, ...]:
    """The cycles she backs that have ended."""
    query = (
        sa.select(LearningCycle.id, LearningCycle.title, LearningCycle.end_date)
        .where(
            LearningCycle.sponsor_id == member.person_id,
            LearningCycle.state == CycleState.COMPLETED,
        )
        .order_by(LearningCycle.end_date)
        .limit(LOOKED_THROUGH)
    )
    return tuple(FollowUp(*row) for row in db.session.execute(query))
