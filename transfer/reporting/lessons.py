"""The insights and recommendations of a report: published words, and of their sources only what may be told.

A published insight is read by everybody in the organisation, so its own words may stand in any report.
The trials behind it are told as counts; a title stands only for a trial that the report itself quotes.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import InsightLine, RecommendationLine
from transfer.db import db
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.insights import PUBLIC, InsightState, Strength
from transfer.domain.recommendations import OPEN, RecommendationState
from transfer.models import (
    Insight,
    InsightGoal,
    InsightSource,
    Recommendation,
    RecommendationInsight,
    TrialAction,
)
from transfer.models.directory import Directory
from transfer.models.insights import Stance
from transfer.reporting.picks import Offer, in_picked_order
from transfer.reporting.scope import Scope, in_scope

MOST_INSIGHTS: Final = 100
"""Insights in the table; a report of more would be a register."""

_FIRMEST_FIRST: Final = tuple(reversed(Strength))


@dataclass(slots=True)
class _Found:
    """An insight with the trials that speak of it."""

    row: Any
    supporting: dict[UUID, UUID] = field(default_factory=dict)
    """Units by trial."""
    contradicting: set[UUID] = field(default_factory=set)
    in_scope: bool = False
    """Whether one of those that support it belongs to what the report is about."""

    @property
    def units(self) -> int:
        return len(set(self.supporting.values()))


@dataclass(frozen=True, slots=True)
class Learnt:
    """The insights of a report, and the number each goes by."""

    lines: tuple[InsightLine, ...]
    numbers: Mapping[UUID, int]
    offered: tuple[Offer, ...] = ()
    """All that might be told, whether it was picked or not."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """The recommendations of a report, and all that might stand there."""

    lines: tuple[RecommendationLine, ...]
    offered: tuple[Offer, ...] = ()


def learnt(
    organisation_id: UUID,
    facts: ProgrammeFacts,
    scope: Scope,
    directory: Directory,
    quoted: Mapping[UUID, str],
    picked: Sequence[UUID] | None = None,
) -> Learnt:
    """What was published in the period, still stands, and is supported by a trial of the scope.

    The firmest come first; of those, the ones that most units and most trials support.

    Args:
        quoted: the titles of the trials that this report may name.
        picked: only these, in this order; None: all of them.
    """
    found = [one for one in _published(organisation_id, facts, scope).values() if one.in_scope]
    found.sort(
        key=lambda one: (
            _FIRMEST_FIRST.index(one.row.strength),
            -one.units,
            -len(one.supporting),
            one.row.published_on,
            one.row.id,
        )
    )
    offered = tuple(_offer(one) for one in found[:MOST_INSIGHTS])
    found = in_picked_order(found, picked, lambda one: one.row.id)[:MOST_INSIGHTS]
    goals = _goals([one.row.id for one in found], directory)
    lines = tuple(
        InsightLine(
            number=number,
            headline=one.row.headline,
            body=one.row.body,
            strength=one.row.strength.label,
            supporting=len(one.supporting),
            units=one.units,
            contradicting=len(one.contradicting),
            goals=goals.get(one.row.id, ()),
            trials=tuple(title for trial_id, title in quoted.items() if trial_id in one.supporting),
        )
        for number, one in enumerate(found, start=1)
    )
    numbers = {one.row.id: number for number, one in enumerate(found, start=1)}
    return Learnt(lines, numbers, offered)


def _offer(one: _Found) -> Offer:
    trials = (
        "1 prøvehandling" if len(one.supporting) == 1 else f"{len(one.supporting)} prøvehandlinger"
    )
    against = f", {len(one.contradicting)} taler imod" if one.contradicting else ""
    return Offer(
        one.row.id, one.row.headline, f"{one.row.strength.label}. Støttes af {trials}{against}."
    )


def _published(organisation_id: UUID, facts: ProgrammeFacts, scope: Scope) -> dict[UUID, _Found]:
    found: dict[UUID, _Found] = {}
    rows = db.session.execute(
        sa.select(
            Insight.id,
            Insight.headline,
            Insight.body,
            Insight.strength,
            Insight.published_on,
            InsightSource.stance,
            InsightSource.trial_id,
            TrialAction.unit_id,
            in_scope(scope).label("in_scope"),
        )
        .join(InsightSource, InsightSource.insight_id == Insight.id)
        .join(TrialAction, TrialAction.id == InsightSource.trial_id)
        .where(
            Insight.organisation_id == organisation_id,
            Insight.state == InsightState.PUBLISHED,
            Insight.strength.is_not(None),
            Insight.published_on >= facts.period.first,
            Insight.published_on <= facts.as_of,
        )
        .order_by(InsightSource.id)
    )
    for row in rows:
        one = found.setdefault(row.id, _Found(row))
        if row.stance is Stance.SUPPORTS:
            one.supporting[row.trial_id] = row.unit_id
            one.in_scope = one.in_scope or bool(row.in_scope)
        else:
            one.contradicting.add(row.trial_id)
    return found


def _goals(insight_ids: list[UUID], directory: Directory) -> dict[UUID, tuple[str, ...]]:
    """The goals of each insight by name and code, in the order of the goals."""
    aimed_at: dict[UUID, set[UUID]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(InsightGoal.insight_id, InsightGoal.goal_id).where(
            InsightGoal.insight_id.in_(insight_ids)
        )
    )
    for insight_id, goal_id in rows:
        aimed_at[insight_id].add(goal_id)
    return {
        insight_id: tuple(
            f"{goal.name} ({goal.code})" if goal.code else goal.name
            for goal in directory.goals.values()
            if goal.id in goals
        )
        for insight_id, goals in aimed_at.items()
    }


def recommended(
    organisation_id: UUID,
    facts: ProgrammeFacts,
    scope: Scope,
    lessons: Learnt,
    picked: Sequence[UUID] | None = None,
) -> Recommended:
    """What was proposed or decided in the period, or is still open from before; the first due comes first.

    Of a part of the organisation, only what builds on an insight that its report tells of.

    Args:
        lessons: the insights that the report tells of, or might tell of.
        picked: only these, in this order; None: all of them.
    """
    rows: dict[UUID, Any] = {}
    builds_on: dict[UUID, dict[UUID, Any]] = defaultdict(dict)
    for row in db.session.execute(_asked_of(organisation_id, facts)):
        rows[row.id] = row
        if row.insight_id is not None:
            builds_on[row.id][row.insight_id] = row
    might_tell = {one.id for one in lessons.offered}
    told = [
        row
        for row in rows.values()
        if scope.is_whole or not might_tell.isdisjoint(builds_on[row.id])
    ]
    return Recommended(
        tuple(
            _line(row, builds_on[row.id], lessons.numbers)
            for row in in_picked_order(told, picked, lambda one: one.id)
        ),
        tuple(
            Offer(row.id, row.text, f"{row.addressee.label}. {row.state.label}.") for row in told
        ),
    )


def _asked_of(organisation_id: UUID, facts: ProgrammeFacts) -> sa.Executable:
    in_period = (facts.period.first, facts.as_of)
    return (
        sa.select(
            Recommendation.id,
            Recommendation.text,
            Recommendation.addressee,
            Recommendation.due_on,
            Recommendation.state,
            Insight.id.label("insight_id"),
            Insight.headline,
            sa.and_(Insight.state.in_(PUBLIC), Insight.published_on <= facts.as_of).label(
                "is_public"
            ),
        )
        .outerjoin(
            RecommendationInsight, RecommendationInsight.recommendation_id == Recommendation.id
        )
        .outerjoin(Insight, Insight.id == RecommendationInsight.insight_id)
        .where(
            Recommendation.organisation_id == organisation_id,
            Recommendation.proposed_on <= facts.as_of,
            sa.or_(
                Recommendation.proposed_on >= facts.period.first,
                Recommendation.state.in_(OPEN),
                Recommendation.decided_on.between(*in_period),
            ),
        )
        .order_by(
            Recommendation.due_on.is_(None),
            Recommendation.due_on,
            Recommendation.id,
            RecommendationInsight.id,
        )
    )


def _line(
    row: Any, insights: Mapping[UUID, Any], numbers: Mapping[UUID, int]
) -> RecommendationLine:
    return RecommendationLine(
        text=row.text,
        addressee=row.addressee.label,
        due=row.due_on,
        state=row.state.label,
        waits=row.state is RecommendationState.PROPOSED,
        insights=tuple(sorted(numbers[one] for one in insights if one in numbers)),
        others=tuple(
            its.headline for one, its in insights.items() if one not in numbers and its.is_public
        ),
    )
