"""What others ask of a leader: support, answers to checks, and who still uses what a cycle taught.

Each kind is asked for once, together with what the leader's mirror counts of the last year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import within_sight
from transfer.domain.indicators import ANSWER_WITHIN
from transfer.domain.insights import Addressee
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.recommendations import OPEN, RecommendationState, binding_date
from transfer.domain.vocabulary import Decision, Role, Visibility
from transfer.models.anchoring import AnchoringCheck
from transfer.models.learning_cycles import LearningCycle
from transfer.models.recommendations import Recommendation
from transfer.models.support import SupportAnswer, is_wish_answered, wish_asked_on
from transfer.models.trial_actions import TrialAction
from transfer.next_steps.own import is_unanswered
from transfer.policies import Member, may_be_seen_by
from transfer.prepared import Columns, Prepared

ADDRESSED_TO_LEADERS: Final = (Addressee.LEADERS, Addressee.DEPARTMENT)
LOOKED_BACK: Final = timedelta(days=365)
"""So far back the mirror looks."""
RECOMMENDED_SOON: Final = timedelta(days=14)
"""So long before its time a recommendation that was accepted is brought up again."""
LOOKED_THROUGH: Final = 200
"""Of what waits, at most so many are listed."""


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
    return sa.and_(_in_her_units(member), may_be_seen_by(member))


def _in_her_units(member: Member) -> sa.ColumnElement[bool]:
    units = member.roles[Role.LEADER]
    return sa.true() if units is None else TrialAction.unit_id.in_(units)


# Wishes for support


def wishes(member: Member) -> tuple[Wish, ...]:
    """What nobody has answered on trials under way, the one changed last first."""
    return open_wishes(wishes_of_the_year(member))


def wishes_of_the_year(member: Member) -> Sequence[Any]:
    """Wishes that wait, and wishes of the last year; each row says which it is."""
    since = member.today - LOOKED_BACK - ANSWER_WITHIN
    return _wishes(member).rows(me=member.person_id, since=since)


def open_wishes(rows: Sequence[Any]) -> tuple[Wish, ...]:
    waiting = [row for row in rows if row.is_open][:LOOKED_THROUGH]
    return tuple(Wish(row.id, row.title, row.owner_id, row.wish, row.asked_on) for row in waiting)


@within_sight
def _wishes(member: Member) -> Columns:
    wish = TrialAction.other_answers["support_needed"].as_string()
    answered_on = (
        sa.select(sa.func.min(SupportAnswer.answered_on))
        .where(
            SupportAnswer.trial_id == TrialAction.id, SupportAnswer.answered_on >= wish_asked_on()
        )
        .correlate(TrialAction)
        .scalar_subquery()
    )
    is_open = sa.and_(
        TrialAction.is_archived.is_(False),
        TrialAction.state.in_([State.RUNNING, State.REFLECTING]),
        TrialAction.owner_id != _ME,
        ~is_wish_answered(),
        may_be_seen_by(member),
    )
    was_asked = sa.and_(
        TrialAction.actual_start.is_not(None),
        TrialAction.visibility != Visibility.PRIVATE.value,
        wish_asked_on() >= sa.bindparam("since", type_=sa.Date()),
    )
    return (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.owner_id,
            wish.label("wish"),
            wish_asked_on().label("asked_on"),
            answered_on.label("answered_on"),
            is_open.label("is_open"),
            was_asked.label("was_asked"),
        )
        .where(_in_her_units(member), wish != "", sa.or_(is_open, was_asked))
        .order_by(TrialAction.updated_at.desc())
    )


# Anchoring checks


def checks(member: Member) -> tuple[DueCheck, ...]:
    """One a trial: its latest check that is due, the one that has waited longest first."""
    return open_checks(checks_of_the_year(member))


def checks_of_the_year(member: Member) -> Sequence[Any]:
    """Checks that wait, and those that fell due in the last year; each row says which it is."""
    return _checks(member).rows(today=member.today, since=member.today - LOOKED_BACK)


def open_checks(rows: Sequence[Any]) -> tuple[DueCheck, ...]:
    latest = {row.id: row for row in rows if row.is_open}
    waiting = list(latest.values())[:LOOKED_THROUGH]
    return tuple(DueCheck(row.id, row.title, row.month, row.due_on) for row in waiting)


@within_sight
def _checks(member: Member) -> Columns:
    is_open = sa.and_(is_unanswered(), AnchoringCheck.due_on <= _TODAY, may_be_seen_by(member))
    fell_due = sa.and_(
        TrialAction.decision == Decision.ADOPT.value,
        AnchoringCheck.due_on.between(sa.bindparam("since", type_=sa.Date()), _TODAY),
    )
    return (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            AnchoringCheck.month,
            AnchoringCheck.due_on,
            AnchoringCheck.checked_on,
            is_open.label("is_open"),
            fell_due.label("fell_due"),
        )
        .join(AnchoringCheck, AnchoringCheck.trial_id == TrialAction.id)
        .where(_in_her_units(member), sa.or_(is_open, fell_due))
        .order_by(AnchoringCheck.due_on)
    )


# Follow-ups and recommendations


def follow_ups(member: Member) -> tuple[FollowUp, ...]:
    """The cycles she backs that have ended."""
    return open_follow_ups(ended_cycles(member))


def ended_cycles(member: Member) -> Sequence[Any]:
    """The cycles she backs that have ended, followed up or not."""
    return _CYCLES.rows(me=member.person_id)


def open_follow_ups(rows: Sequence[Any]) -> tuple[FollowUp, ...]:
    waiting = [row for row in rows if row.state is CycleState.COMPLETED][:LOOKED_THROUGH]
    return tuple(FollowUp(row.id, row.title, row.end_date) for row in waiting)


def recommendations(member: Member) -> tuple[Asked, ...]:
    """Those that nobody has taken a stand on, and those whose time has nearly come; the first due first."""
    return open_recommendations(recommendations_of_the_year(member), member.today)


def recommendations_of_the_year(member: Member) -> Sequence[Any]:
    """Those to leaders that are open, and those of the last year."""
    return _RECOMMENDATIONS.rows(since=member.today - LOOKED_BACK)


def open_recommendations(rows: Sequence[Any], today: date) -> tuple[Asked, ...]:
    soon = today + RECOMMENDED_SOON
    waiting = [
        row
        for row in rows
        if row.state is RecommendationState.PROPOSED
        or (row.state in OPEN and row.due_on is not None and row.due_on <= soon)
    ]
    return tuple(
        Asked(row.id, row.text, row.state, binding_date(row.due_on, row.decided_on))
        for row in waiting[:LOOKED_THROUGH]
    )


_ME: Final = sa.bindparam("me", type_=sa.Uuid())
_TODAY: Final = sa.bindparam("today", type_=sa.Date())

_CYCLES: Final = Prepared(
    sa.select(LearningCycle.id, LearningCycle.title, LearningCycle.end_date, LearningCycle.state)
    .where(
        LearningCycle.sponsor_id == _ME,
        LearningCycle.state.in_([CycleState.COMPLETED, CycleState.FOLLOWED_UP]),
    )
    .order_by(LearningCycle.end_date)
)
_RECOMMENDATIONS: Final = Prepared(
    sa.select(
        Recommendation.id,
        Recommendation.text,
        Recommendation.state,
        Recommendation.due_on,
        Recommendation.proposed_on,
        Recommendation.decided_on,
    )
    .where(
        Recommendation.addressee.in_(ADDRESSED_TO_LEADERS),
        sa.or_(
            Recommendation.state.in_(OPEN),
            Recommendation.proposed_on >= sa.bindparam("since", type_=sa.Date()),
        ),
    )
    .order_by(Recommendation.due_on.is_(None), Recommendation.due_on, Recommendation.id)
)
