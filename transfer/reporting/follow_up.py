"""What leaders decided before a period, and what has come of it."""

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from reports import FollowUpLine
from transfer.db import db
from transfer.domain.periods import Period
from transfer.domain.recommendations import RecommendationMove
from transfer.models import (
    InsightSource,
    Recommendation,
    RecommendationEntry,
    RecommendationInsight,
    TrialAction,
)
from transfer.models.insights import Stance
from transfer.reporting.scope import Scope, in_scope


def followed_up(
    organisation_id: UUID, period: Period, scope: Scope, asked_before: Collection[UUID] = ()
) -> tuple[FollowUpLine, ...]:
    """The recommendations that were decided before the period, as they stand now; the oldest first.

    Of a part of the organisation, those that build on what was learnt there.

    Args:
        asked_before: recommendations of the last report, which are told of whatever became of them.
    """
    decided = sa.select(
        Recommendation.id,
        Recommendation.text,
        Recommendation.addressee,
        Recommendation.decided_on,
        Recommendation.due_on,
        Recommendation.state,
    ).where(
        Recommendation.organisation_id == organisation_id,
    )
    here = Recommendation.decided_on < period.first
    if not scope.is_whole:
        here = sa.and_(here, _builds_on_the_scope(scope))
    decided = decided.where(sa.or_(here, Recommendation.id.in_(asked_before)))
    order = (Recommendation.decided_on.is_(None), Recommendation.decided_on, Recommendation.id)
    rows = db.session.execute(decided.order_by(*order)).all()
    last_words = _last_words([row.id for row in rows]) if rows else {}
    return tuple(
        FollowUpLine(
            decided=row.text,
            decided_by=row.addressee.label,
            decided_on=row.decided_on,
            due=row.due_on,
            state=row.state.label,
            happened=last_words.get(row.id, ""),
        )
        for row in rows
    )


def _builds_on_the_scope(scope: Scope) -> sa.ColumnElement[bool]:
    return (
        sa.select(RecommendationInsight.id)
        .join(InsightSource, InsightSource.insight_id == RecommendationInsight.insight_id)
        .join(TrialAction, TrialAction.id == InsightSource.trial_id)
        .where(
            RecommendationInsight.recommendation_id == Recommendation.id,
            InsightSource.stance == Stance.SUPPORTS,
            in_scope(scope),
        )
        .exists()
    )


def _last_words(recommendation_ids: list[UUID]) -> Mapping[UUID, str]:
    """The last word that was said when each was moved on."""
    rows = db.session.execute(
        sa.select(RecommendationEntry.recommendation_id, RecommendationEntry.note)
        .where(
            RecommendationEntry.recommendation_id.in_(recommendation_ids),
            RecommendationEntry.what.in_([move.value for move in RecommendationMove]),
            RecommendationEntry.note != "",
        )
        .order_by(RecommendationEntry.id)
    )
    return {row.recommendation_id: row.note for row in rows}
