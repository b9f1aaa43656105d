"""What leaders were asked: wishes for support and recommendations, as facts."""

from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.indicators import RecommendationFacts
from transfer.models import InsightSource, Recommendation, RecommendationInsight, TrialAction
from transfer.reporting.scope import Scope, in_scope


def recommendations_of(organisation_id: UUID, scope: Scope) -> tuple[RecommendationFacts, ...]:
    """Of a part of the organisation, only what builds on an insight that speaks of its trials."""
    asked = sa.select(
        Recommendation.id, Recommendation.proposed_on, Recommendation.decided_on
    ).where(Recommendation.organisation_id == organisation_id)
    if not scope.is_whole:
        asked = asked.where(
            sa.select(RecommendationInsight.id)
            .join(InsightSource, InsightSource.insight_id == RecommendationInsight.insight_id)
            .join(TrialAction, TrialAction.id == InsightSource.trial_id)
            .where(RecommendationInsight.recommendation_id == Recommendation.id, in_scope(scope))
            .exists()
        )
    rows = db.session.execute(asked.order_by(Recommendation.proposed_on, Recommendation.id))
    return tuple(RecommendationFacts(str(row.id), row.proposed_on, row.decided_on) for row in rows)
