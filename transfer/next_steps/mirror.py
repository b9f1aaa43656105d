"""Ledelsesspejl: a leader's own duties of the last year in numbers, for that leader and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.domain.indicators import ANSWER_WITHIN
from transfer.domain.indicators.facts import NEVER_COUNTED
from transfer.domain.lifecycle import CycleState
from transfer.domain.recommendations import RecommendationState
from transfer.domain.shares import Share
from transfer.models import TrialAction, TrialGoal
from transfer.next_steps import leaders, promises
from transfer.next_steps.leaders import LOOKED_BACK, Asked, DueCheck, FollowUp, Wish
from transfer.next_steps.promises import Promise
from transfer.policies import Member
from transfer.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the leader now; the start page lists it."""

    wishes: tuple[Wish, ...]
    checks: tuple[DueCheck, ...]
    follow_ups: tuple[FollowUp, ...]
    recommendations: tuple[Asked, ...]
    promised: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """So many done of so many that there were, and how many wait now."""

    waiting: Waiting
    wishes: Share
    """Answered within 14 days, of those whose 14 days ran out in the last year."""
    recommendations: Share
    """Decided, of those proposed to leaders in the last year."""
    recommendations_waiting: int
    """Those that nobody has taken a stand on."""
    cycles: Share
    """Followed up, of the cycles that the leader backs and that ended in the last year."""
    agreements: Share
    """Done, of the leader's own that fell due in the last year."""
    goals: Share
    """Active goals without a trial that ever began, of all active goals in the organisation."""
    goals_without: tuple[UUID, ...]
    checks: Share
    """Answered, of those in the leader's units that fell due in the last year."""


def of(member: Member) -> Mirror:
    """In six queries, however much there is."""
    wishes = leaders.wishes_of_the_year(member)
    checks = leaders.checks_of_the_year(member)
    cycles = leaders.ended_cycles(member)
    asked = leaders.recommendations_of_the_year(member)
    agreed = promises.of_the_year(member, member.today - LOOKED_BACK)
    goals, without = _goals(member)
    due = [row for row in checks if row.fell_due]
    return Mirror(
        Waiting(
            leaders.open_wishes(wishes),
            leaders.open_checks(checks),
            leaders.open_follow_ups(cycles),
            leaders.open_recommendations(asked, member.today),
            promises.still_open(agreed),
        ),
        wishes=_wishes(wishes, member.today),
        recommendations=_recommendations(asked, member.today),
        recommendations_waiting=sum(row.state is RecommendationState.PROPOSED for row in asked),
        cycles=_cycles(cycles, member.today),
        agreements=_agreements(agreed, member.today),
        goals=goals,
        goals_without=without,
        checks=Share(sum(row.checked_on is not None for row in due), len(due)),
    )


def _wishes(rows: Sequence[Any], today: date) -> Share:
    since = today - LOOKED_BACK
    due = [row for row in rows if row.was_asked and since <= row.asked_on + ANSWER_WITHIN < today]
    in_time = [
        row for row in due if row.answered_on and row.answered_on <= row.asked_on + ANSWER_WITHIN
    ]
    return Share(len(in_time), len(due))


def _recommendations(rows: Sequence[Any], today: date) -> Share:
    proposed = [row for row in rows if row.proposed_on >= today - LOOKED_BACK]
    return Share(sum(row.decided_on is not None for row in proposed), len(proposed))


def _cycles(rows: Sequence[Any], today: date) -> Share:
    ended = [row for row in rows if row.end_date is None or row.end_date >= today - LOOKED_BACK]
    return Share(sum(row.state is CycleState.FOLLOWED_UP for row in ended), len(ended))


def _agreements(rows: Sequence[Any], today: date) -> Share:
    due = [row for row in rows if today - LOOKED_BACK <= row.due_on < today]
    return Share(sum(row.done_on is not None for row in due), len(due))


def _goals(member: Member) -> tuple[Share, tuple[UUID, ...]]:
    active = [one.id for one in member.directory.goals.values() if one.is_active]
    tried = {row.goal_id for row in _TRIED.rows()}
    without = tuple(one for one in active if one not in tried)
    return Share(len(without), len(active)), without


_TRIED: Final = Prepared(
    sa.select(TrialGoal.goal_id)
    .join(TrialAction, TrialAction.id == TrialGoal.trial_id)
    .where(TrialAction.actual_start.is_not(None), TrialAction.state.not_in(NEVER_COUNTED))
    .distinct()
)
