"""What leaders were asked: wishes for support and recommendations, as facts."""

from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.indicators import RecommendationFacts, WishFacts
from transfer.domain.vocabulary import Visibility
from transfer.models import InsightSource, Recommendation, RecommendationInsight, TrialAction
from transfer.models.support import SupportAnswer, wish_asked_on
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


def wishes_of(organisation_id: UUID, scope: Scope) -> tuple[WishFacts, ...]:
    """The wishes that trials have now, where a leader may read them; and when each was answered."""
    wish = TrialAction.other_answers["support_needed"].as_string()
    asked_on = wish_asked_on()
    answered_on = (
        sa.select(sa.func.min(SupportAnswer.answered_on))
        .where(SupportAnswer.trial_id == TrialAction.id, SupportAnswer.answered_on >= asked_on)
        .correlate(TrialAction)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            TrialAction.id,
            TrialAction.reference,
            asked_on.label("asked_on"),
            answered_on.label("answered_on"),
        )
        .where(
            TrialAction.organisation_id == organisation_id,
            in_scope(scope),
            TrialAction.actual_start.is_not(None),
            TrialAction.visibility != Visibility.PRIVATE.value,
            wish != "",
        )
        .order_by(TrialAction.id)
    )
    return tuple(
        WishFacts(row.reference or str(row.id), row.asked_on, row.answered_on) for row in rows
    )
