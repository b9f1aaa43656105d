"""Insights on the page of a prøvehandling: the one it was made of, and those that speak of it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, request

from transfer.access import member, seen, within_sight
from transfer.asking import Columns
from transfer.domain.insights import PUBLIC, InsightState
from transfer.models import Insight, InsightSource, Stance, TrialAction, TrialInspiration
from transfer.policies import Member, visible_insights
from transfer.speaking import gettext as _


@dataclass(frozen=True, slots=True)
class Beside:
    """An insight, and what it has to do with the trial."""

    id: UUID
    headline: str
    label: str


def insights_beside(trial: TrialAction) -> list[Beside]:
    """What the visitor sees of them, in two queries."""
    made_of = _made_of(member()).rows(trial_id=trial.id)
    beside = [Beside(one, headline, _("Lavet af indsigten")) for one, headline in made_of]
    speaking = _speaking_of(member()).rows(trial_id=trial.id)
    labels = {
        Stance.SUPPORTS: _("Støtter indsigten"),
        Stance.CONTRADICTS: _("Taler imod indsigten"),
    }
    return beside + [Beside(one, headline, labels[stance]) for one, headline, stance in speaking]


@within_sight
def _made_of(who: Member) -> Columns:
    inspired = sa.select(TrialInspiration.insight_id).where(TrialInspiration.trial_id == _TRIAL)
    return (
        visible_insights(who)
        .with_only_columns(Insight.id, Insight.headline)
        .where(Insight.id.in_(inspired))
        .order_by(Insight.id)
    )


@within_sight
def _speaking_of(who: Member) -> Columns:
    return (
        visible_insights(who)
        .with_only_columns(Insight.id, Insight.headline, InsightSource.stance)
        .join(InsightSource, InsightSource.insight_id == Insight.id)
        .where(InsightSource.trial_id == _TRIAL, Insight.state != InsightState.SUPERSEDED)
        .distinct()
        .order_by(Insight.id)
    )


_TRIAL: Final = sa.bindparam("trial_id", type_=sa.Uuid())


def insight_asked_for() -> Insight | None:
    """The published insight that a new trial is to be made of, as the address names it."""
    asked = request.args.get("indsigt", type=UUID)
    if asked is None:
        return None
    insight = seen(Insight, asked)
    return insight if insight.state in PUBLIC else abort(404)
