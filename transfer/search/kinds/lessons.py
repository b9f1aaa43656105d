"""Indsigter, anbefalinger and temaer, as they are searched."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from transfer.db import db
from transfer.domain.texts import marked
from transfer.models import (
    Insight,
    InsightComment,
    InsightGoal,
    Recommendation,
    RecommendationEntry,
    Theme,
)
from transfer.models.search_texts import Audience, SearchText
from transfer.policies import Member, visible_insights, visible_recommendations, visible_themes
from transfer.search.kinds.shape import (
    Read,
    Said,
    Searchable,
    condition_of,
    goal_mark,
    readers,
    written,
)

_COMMENT: Final = marked("Kommentar")

# Indsigter


def _read_insights(ids: Sequence[UUID]) -> dict[UUID, Read]:
    insights = db.session.scalars(
        sa.select(Insight)
        .where(Insight.id.in_(ids))
        .options(selectinload(Insight.goal_links), selectinload(Insight.comments))
    )
    return {one.id: Read(one, {Audience.FULL: _said_by_insight(one)}) for one in insights}


def _said_by_insight(insight: Insight) -> Said:
    """Its own words. The passages that it builds on are searched where they stand."""
    parts = written(
        (marked("Uddybning"), insight.body),
        (marked("Anbefaling"), insight.recommendation),
        *((_COMMENT, one.text) for one in insight.comments),
    )
    return Said(insight.headline, parts, tuple(map(goal_mark, insight.goal_ids)))


def _readers_of_insights(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_insights(member)))


INSIGHTS: Final = Searchable(
    "insight",
    Insight,
    SearchText.insight_id,
    {InsightGoal: "insight_id", InsightComment: "insight_id"},
    _read_insights,
    _readers_of_insights,
)

# Anbefalinger


def _read_recommendations(ids: Sequence[UUID]) -> dict[UUID, Read]:
    recommendations = db.session.scalars(
        sa.select(Recommendation)
        .where(Recommendation.id.in_(ids))
        .options(selectinload(Recommendation.entries))
    )
    return {
        one.id: Read(one, {Audience.FULL: _said_by_recommendation(one)}) for one in recommendations
    }


def _said_by_recommendation(recommendation: Recommendation) -> Said:
    """It has no title but itself."""
    words = [(_COMMENT, one.note) for one in recommendation.entries]
    return Said(recommendation.text, written(*words))


def _readers_of_recommendations(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_recommendations(member)))


RECOMMENDATIONS: Final = Searchable(
    "recommendation",
    Recommendation,
    SearchText.recommendation_id,
    {RecommendationEntry: "recommendation_id"},
    _read_recommendations,
    _readers_of_recommendations,
)

# Temaer


def _read_themes(ids: Sequence[UUID]) -> dict[UUID, Read]:
    themes = db.session.scalars(sa.select(Theme).where(Theme.id.in_(ids)))
    return {one.id: Read(one, {Audience.FULL: _said_by_theme(one)}) for one in themes}


def _said_by_theme(theme: Theme) -> Said:
    """Its own words. The passages under it are searched where they stand."""
    return Said(theme.name, written((marked("Beskrivelse"), theme.description)))


def _readers_of_themes(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_themes(member)))


THEMES: Final = Searchable(
    "theme", Theme, SearchText.theme_id, {}, _read_themes, _readers_of_themes
)
