"""While one plans: what others have tried that is like it."""

from typing import Any, Final

from flask import url_for

from transfer.access import directory, member
from transfer.models import Insight, TrialAction
from transfer.search import like
from transfer.speaking import gettext as _

MOST: Final = 4


def like_it(trial: TrialAction) -> list[dict[str, Any]]:
    """Trials and insights that the visitor sees and that are about the same, each with what was learnt."""
    return [
        _insight(read.record) if isinstance(read.record, Insight) else _trial(read.record)
        for _hit, read in like(member(), trial.id, most=MOST)
    ]


def _trial(trial: TrialAction) -> dict[str, Any]:
    return {
        "title": trial.title,
        "url": url_for("trial_actions.show", id=trial.id),
        "state": trial.state.value,
        "state_label": _(trial.state.label),
        "where": directory().unit_name(trial.unit_id),
        # A reflection under way is its writers' own until the decision is taken.
        "learning": trial.learning_headline if trial.state.is_closed else None,
    }


def _insight(insight: Insight) -> dict[str, Any]:
    return {
        "title": insight.headline,
        "url": url_for("insights.show", id=insight.id),
        "state": insight.state.value,
        "state_label": _(insight.state.label),
        "where": _("Indsigt"),
        "learning": insight.recommendation or None,
    }
