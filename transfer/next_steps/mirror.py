"""Ledelsesspejl: a leader's own duties of the last year in numbers, for that leader and nobody else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.indicators import ANSWER_WITHIN
from transfer.domain.indicators.facts import NEVER_COUNTED
from transfer.domain.lifecycle import CycleState
from transfer.domain.recommendations import RecommendationState
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Decision, Role
from transfer.models import (
    Agreement,
    AnchoringCheck,
    LearningCycle,
    Recommendation,
    TrialAction,
    TrialGoal,
)
from transfer.next_steps import leaders
from transfer.next_steps.leaders import ADDRESSED_TO_LEADERS
from transfer.policies import Member
from transfer.reporting.leading import wishes_of
from transfer.reporting.scope import Scope

LOOKED_BACK: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Mirror:
    """So many done of so many that there were, and how many wait now."""

    wishes: Share
    """Answered within 14 days, of those whose 14 days ran out in the last year."""
    wishes_waiting: int
    recommendations: Share
    """Decided, of those proposed to leaders in the last year."""
    recommendations_waiting: int
    cycles: Share
    """Followed up, of the cycles that the leader backs and that ended in the last year."""
    cycles_waiting: int
    agreements: Share
    """Done, of the leader's own that fell due in the last year."""
    agreements_waiting: int
    goals: Share
    """Active goals without a trial that ever began, of all active goals in the organisation."""
    goals_without: tuple[UUID, ...]
    checks: Share
    """Answered, of those in the leader's units that fell due in the last year."""
    checks_waiting: int


def of(member: Member) -> Mirror:
    """In eight queries, however much there is. What waits is what the start page lists."""
    wishes, wishes_waiting = _wishes(member)
    recommendations, open_ones = _recommendations(member)
    cycles, cycles_waiting = _cycles(member)
    agreements, agreements_waiting = _agreements(member)
    goals, without = _goals(member)
    checks, checks_waiting = _checks(member)
    return Mirror(
        wishes,
        wishes_waiting,
        recommendations,
        open_ones,
        cycles,
        cycles_waiting,
        agreements,
        agreements_waiting,
        goals,
        without,
        checks,
        checks_waiting,
    )


def _wishes(member: Member) -> tuple[Share, int]:
    units = member.roles[Role.LEADER]
    found = wishes_of(member.organisation_id, Scope("", units, ()))
    since = member.today - LOOKED_BACK
    due = [one for one in found if since <= one.asked_on + ANSWER_WITHIN < member.today]
    in_time = [
        one for one in due if one.answered_on and one.answered_on <= one.asked_on + ANSWER_WITHIN
    ]
    return Share(len(in_time), len(due)), len(leaders.wishes(member))


def _recommendations(member: Member) -> tuple[Share, int]:
    rows = db.session.execute(
        sa.select(
            Recommendation.state, Recommendation.proposed_on, Recommendation.decided_on
        ).where(Recommendation.addressee.in_(ADDRESSED_TO_LEADERS))
    ).all()
    since = member.today - LOOKED_BACK
    proposed = [row for row in rows if row.proposed_on >= since]
    decided = [row for row in proposed if row.decided_on is not None]
    waiting = [row for row in rows if row.state is RecommendationState.PROPOSED]
    return Share(len(decided), len(proposed)), len(waiting)


def _cycles(member: Member) -> tuple[Share, int]:
    rows = db.session.execute(
        sa.select(LearningCycle.state, LearningCycle.end_date).where(
            LearningCycle.sponsor_id == member.person_id,
            LearningCycle.state.in_([CycleState.COMPLETED, CycleState.FOLLOWED_UP]),
        )
    ).all()
    since = member.today - LOOKED_BACK
    ended = [row for row in rows if row.end_date is None or row.end_date >= since]
    held = [row for row in ended if row.state is CycleState.FOLLOWED_UP]
    waiting = [row for row in rows if row.state is CycleState.COMPLETED]
    return Share(len(held), len(ended)), len(waiting)


def _agreements(member: Member) -> tuple[Share, int]:
    rows = db.session.execute(
        sa.select(Agreement.done_on, Agreement.dropped_on, Agreement.due_on).where(
            Agreement.person_id == member.person_id,
            Agreement.due_on >= member.today - LOOKED_BACK,
        )
    ).all()
    due = [row for row in rows if row.due_on < member.today]
    waiting = [row for row in rows if row.done_on is None and row.dropped_on is None]
    return Share(sum(row.done_on is not None for row in due), len(due)), len(waiting)


def _goals(member: Member) -> tuple[Share, tuple[UUID, ...]]:
    active = [one.id for one in member.directory.goals.values() if one.is_active]
    tried = set(
        db.session.scalars(
            sa.select(TrialGoal.goal_id)
            .join(TrialAction, TrialAction.id == TrialGoal.trial_id)
            .where(TrialAction.actual_start.is_not(None), TrialAction.state.not_in(NEVER_COUNTED))
            .distinct()
        )
    )
    without = tuple(one for one in active if one not in tried)
    return Share(len(without), len(active)), without


def _checks(member: Member) -> tuple[Share, int]:
    units = member.roles[Role.LEADER]
    asked = (
        sa.select(AnchoringCheck.checked_on)
        .join(TrialAction, TrialAction.id == AnchoringCheck.trial_id)
        .where(
            TrialAction.decision == Decision.ADOPT.value,
            AnchoringCheck.due_on.between(member.today - LOOKED_BACK, member.today),
        )
    )
    if units is not None:
        asked = asked.where(TrialAction.unit_id.in_(units))
    rows = db.session.execute(asked).all()
    done = sum(row.checked_on is not None for row in rows)
    return Share(done, len(rows)), len(leaders.checks(member))
