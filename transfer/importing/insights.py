"""Indsigter and anbefalinger of the file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _

from transfer.domain.insights import (
    NEEDED_TO_CARRY,
    Addressee,
    InsightKind,
    InsightState,
    Strength,
    is_carried,
)
from transfer.domain.recommendations import RecommendationState
from transfer.importing.reading import Record
from transfer.models.insights import review_day


@dataclass(slots=True)
class ReadInsight:
    """What the file says of one insight; `values` are columns."""

    reference: str
    supports: tuple[str, ...]
    contradicts: tuple[str, ...]
    goals: tuple[str, ...]
    """Empty: those of the supporting trials."""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ReadRecommendation:
    based_on: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)


def read_insight(record: Record, known: Mapping[str, Collection[str]], as_of: date) -> ReadInsight:
    """One published insight; without a date of its own it was published on the day the file is true of."""
    record.must_have("headline", "kind", "strength", "supports")
    published_on = record.day("published_on") or as_of
    strength = record.choice("strength", Strength)
    insight = ReadInsight(
        reference=record.name,
        supports=record.known("supports", known["trials"]),
        contradicts=record.known("contradicts", known["trials"]),
        goals=record.known("goals", known["goals"]),
        values={
            "headline": record.line("headline"),
            "body": record.text("body"),
            "kind": record.choice("kind", InsightKind),
            "strength": strength,
            "recommendation": record.text("recommendation"),
            "addressee": record.choice("addressee", Addressee),
            "state": InsightState.PUBLISHED,
            "published_on": published_on,
            "review_on": record.day("review_on") or review_day(published_on),
        },
    )
    _check_sources(record, insight, strength)
    return insight


def _check_sources(record: Record, insight: ReadInsight, strength: Strength | None) -> None:
    both = [one for one in insight.contradicts if one in insight.supports]
    if both:
        record.fault("contradicts", _("%(given)s støtter den også.", given=both[0]))
    if strength is None or not insight.supports or is_carried(len(insight.supports), strength):
        return
    record.fault(
        "supports",
        _(
            "er kun én prøvehandling. Der skal være mindst %(count)s, eller styrken skal være »%(label)s«.",
            count=NEEDED_TO_CARRY,
            label=_(Strength.SINGLE.label),
        ),
    )


def read_recommendation(
    record: Record, insights: Collection[str], as_of: date
) -> ReadRecommendation:
    record.must_have("text", "to")
    proposed_on = record.day("proposed_on") or as_of
    state = _state(record)
    is_decided = state is not RecommendationState.PROPOSED
    return ReadRecommendation(
        based_on=record.known("based_on", insights),
        values={
            "text": record.text("text"),
            "addressee": record.choice("to", Addressee),
            "due_on": record.day("due"),
            "state": state,
            "proposed_on": proposed_on,
            "decided_on": (record.day("decided_on") or as_of) if is_decided else None,
        },
    )


def _state(record: Record) -> RecommendationState:
    given = record.line("state")
    for state in RecommendationState:
        if given.casefold() in (state.label.casefold(), state.value):
            return state
    if given:
        labels = " · ".join(state.label for state in RecommendationState)
        record.fault(
            "state",
            _("»%(given)s« er ikke en af mulighederne: %(labels)s.", given=given, labels=labels),
        )
    return RecommendationState.PROPOSED
