"""An insight to write and one that is published, for the tests of their pages."""

from datetime import date
from typing import Any

from tests.factories import an_insight
from tests.views.insights_setting import INSIGHTS, OTHER_WORDS, WORDS, Setting
from transfer.domain.passages import Passage, mark
from transfer.models import Insight, TrialAction

HEADLINE = "Det, der er bygget ind, holder."


def passage(trial: TrialAction, words: str) -> Passage:
    found = mark("learning", str(trial.learning), words)
    assert found is not None
    return found


def published(there: Setting, **given: Any) -> Insight:
    return an_insight(
        there.organisation,
        **{
            "headline": HEADLINE,
            "body": "Det går igen.",
            "state": "published",
            "kind": "condition",
            "strength": "several_units",
            "goals": [there.goal],
            "published_on": date(2026, 3, 1),
            "supports": [
                (there.trial, passage(there.trial, WORDS)),
                (there.other, passage(there.other, OTHER_WORDS)),
            ],
            **given,
        },
    )


def page_of(insight: Insight) -> str:
    return f"{INSIGHTS}/{insight.id}"
