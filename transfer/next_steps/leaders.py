"""What others ask of a leader: support, answers to checks, and who still uses what a cycle taught."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.indicators import ANSWER_WITHIN
from transfer.domain.insights import Addressee
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.recommendations import OPEN, RecommendationState
from transfer.domain.vocabulary import Role
from transfer.models.learning_cycles import LearningCycle
from transfer.models.recommendations import Recommendation
from transfer.models.support import is_wish_answered, wish_asked_on
from transfer.models.trial_actions import TrialAction
from transfer.next_steps.own import unanswered_checks
from transfer.policies import Member, may_be_seen_by

ADDRESSED_TO_LEADERS: Final = (Addressee.LEADERS, Addressee.DEPARTMENT)
RECOMMENDED_SOON: Final = timedelta(days=14)
"""So long before its time a recommendation that was accepted is brought up again."""
LOOKED_THROUGH: Final = 200
"""Of the trials changed last, how many are looked through for a wish or a learning."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One concrete thing that somebody needs from their leader."""

    trial_id: UUID
    title: str
    owner_id: UUID
    wish: str
    asked_on: date | None = None
    """From when she could read it."""

    def is_late(self, on: date) -> bool:
        return self.asked_on is not None and on > self.asked_on + ANSWER_WITHIN


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation to leaders that waits for a stand, or is soon to be carried out."""

    recommendation_id: UUID
    text: str
    state: RecommendationState
    due_on: date | None


def led(member: Member) -> sa.ColumnElement[bool]:
    """In the units she leads, and hers to read."""
    units = member.roles[Role.LEADER]
    within = sa.true() if units is None else TrialAction.unit_id.in_(units)
    return sa.and_(within, may_be_seen_by(member))


def wishes(member: Member) -> tuple[Wish, ...]:
    """What nobody has answered on trials under way, the one changed last first."""
    lately = (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.owner_id,
            TrialAction.other_answers["support_needed"].as_string().label("wish"),
            wish_asked_on().label("asked_on"),
        )
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.state.in_([State.RUNNING, State.REFLECTING]),
            TrialAction.owner_id != member.person_id,
            ~is_wish_answered(),
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


def recommendations(member: Member) -> tuple[Asked, ...]:
    """Those that nobody has taken a stand on, and those whose time has nearly come; the first due first."""
    soon = member.today + RECOMMENDED_SOON
    query = (
        sa.select(
            Recommendation.id, Recommendation.text, Recommendation.state, Recommendation.due_on
        )
        .where(
            Recommendation.addressee.in_(ADDRESSED_TO_LEADERS),
            Recommendation.state.in_(OPEN),
            sa.or_(
                Recommendation.state == RecommendationState.PROPOSED,
                Recommendation.due_on <= soon,
            ),
        )
        .order_by(Recommendation.due_on.is_(None), Recommendation.due_on, Recommendation.id)
        .limit(LOOKED_THROUGH)
    )
    return tuple(Asked(*row) for row in db.session.execute(query))
