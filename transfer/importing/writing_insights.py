"""The insights and recommendations of a read file as records."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from transfer.db import db, new_id
from transfer.importing.file import ReadFile
from transfer.importing.links import links_in_order
from transfer.models import (
    Insight,
    InsightGoal,
    InsightSource,
    Recommendation,
    RecommendationInsight,
    Stance,
)


def write_insights(
    read: ReadFile,
    organisation_id: UUID,
    goals: Mapping[str, UUID],
    trials: Mapping[str, UUID],
    then: Callable[[date], datetime],
) -> None:
    """Insights, and the recommendations that build on them.

    Args:
        goals, trials: the id of each by what the file calls it.
        then: the moment to write for a day of the file.
    """
    goals_of = {trial.reference: trial.goals for trial in read.trials}
    ids = dict(zip((one.reference for one in read.insights), _rising(read.insights), strict=True))
    for insight in read.insights:
        carried = dict.fromkeys(goal for one in insight.supports for goal in goals_of[one])
        aims = [goals[one] for one in insight.goals or carried]
        supports = [trials[one] for one in insight.supports]
        contradicts = [trials[one] for one in insight.contradicts]
        published = then(insight.values["published_on"])
        db.session.add(
            Insight(
                id=ids[insight.reference],
                organisation_id=organisation_id,
                reference=insight.reference,
                created_at=published,
                updated_at=published,
                goal_links=links_in_order(organisation_id, InsightGoal, "goal_id", aims),
                sources=[
                    *_sources(organisation_id, supports, Stance.SUPPORTS),
                    *_sources(organisation_id, contradicts, Stance.CONTRADICTS),
                ],
                **insight.values,
            )
        )
    db.session.flush()
    _write_recommendations(read, organisation_id, ids, then)


def _write_recommendations(
    read: ReadFile,
    organisation_id: UUID,
    insights: Mapping[str, UUID],
    then: Callable[[date], datetime],
) -> None:
    rising = _rising(read.recommendations)
    for recommendation_id, recommendation in zip(rising, read.recommendations, strict=True):
        proposed = then(recommendation.values["proposed_on"])
        db.session.add(
            Recommendation(
                id=recommendation_id,
                organisation_id=organisation_id,
                created_at=proposed,
                updated_at=proposed,
                insight_links=links_in_order(
                    organisation_id,
                    RecommendationInsight,
                    "insight_id",
                    [insights[one] for one in recommendation.based_on],
                ),
                **recommendation.values,
            )
        )
    db.session.flush()


def _rising(records: Sequence[object]) -> list[UUID]:
    """An id for each, so that they sort as they stand in the file."""
    return sorted(new_id() for _one in records)


def _sources(organisation_id: UUID, trial_ids: Sequence[UUID], stance: Stance) -> list[Any]:
    links = links_in_order(organisation_id, InsightSource, "trial_id", trial_ids)
    for link in links:
        link.stance = stance
    return links
