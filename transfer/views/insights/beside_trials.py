"""Insights on the page of a prøvehandling: the one it was made of, and those that speak of it."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, request

from transfer.access import member, seen, within_sight
from transfer.domain.insights import PUBLIC, InsightState
from transfer.models import Insight, InsightSource, Stance, TrialAction, TrialInspiration
from transfer.policies import Member, visible_insights
from transfer.prepared import Columns
from transfer.speaking import gettext as _


@dataclass(frozen=True, slots=True)
class Beside:
    """An insight, and what it has to do with the trial."""

    id: UUID
    headline: str
    label: str


def insights_beside(trial: TrialAction) -> list[Beside]:
    """What the visitor sees of them: those it was made of, then those that speak of it."""
    labels = {
        None: _("Lavet af indsigten"),
        Stance.SUPPORTS: _("Støtter indsigten"),
        Stance.CONTRADICTS: _("Taler imod indsigten"),
    }
    return [
        Beside(row.id, row.headline, labels[row.stance])
        for row in _beside(member()).rows(trial_id=trial.id)
    ]


@within_sight
def _beside(who: Member) -> Columns:
    speaking = sa.select(InsightSource.insight_id, InsightSource.stance)
    made_of = sa.select(TrialInspiration.insight_id, sa.null())
    links = sa.union(  # each once, however many passages of the trial an insight quotes
        speaking.where(InsightSource.trial_id == _TRIAL),
        made_of.where(TrialInspiration.trial_id == _TRIAL),
    ).subquery()
    is_made_of = links.c.stance.is_(None)
    return (
        visible_insights(who)
        .with_only_columns(Insight.id, Insight.headline, links.c.stance)
        .join(links, links.c.insight_id == Insight.id)
        .where(is_made_of | (Insight.state != InsightState.SUPERSEDED))
        .order_by(sa.case((is_made_of, 0), else_=1), Insight.id, links.c.stance)
    )


_TRIAL: Final = sa.bindparam("trial_id", type_=sa.Uuid())


def insight_asked_for() -> Insight | None:
    """The published insight that a new trial is to be made of, as the address names it."""
    asked = request.args.get("indsigt", type=UUID)
    if asked is None:
        return None
    insight = seen(Insight, asked)
    return insight if insight.state in PUBLIC else abort(404)
