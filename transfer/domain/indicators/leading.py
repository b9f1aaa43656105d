"""Figures about leaders' response: wishes for support, and recommendations."""

from datetime import timedelta
from typing import Final

from transfer.domain.indicators.counted import Counted, Item, Kind
from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.shares import Share

ANSWER_WITHIN: Final = timedelta(days=14)
"""So soon a wish for support should be answered (DOMAIN E 18)."""


def support_answered(facts: ProgrammeFacts) -> Share:
    """Of the wishes for support whose fourteen days ran out in the period: those answered in time.

    A wish is counted on the last day for an answer, so that a fresh one is no missing answer; one that
    was answered before that day too.
    """
    return behind_support_answered(facts).share


def behind_support_answered(facts: ProgrammeFacts) -> Counted:
    """Wishes by the trial they stand on."""
    due = [one for one in facts.wishes if facts.happened(one.asked_on + ANSWER_WITHIN)]
    in_time = [
        one
        for one in due
        if one.answered_on is not None and one.answered_on <= one.asked_on + ANSWER_WITHIN
    ]
    return Counted(
        Kind.TRIAL,
        tuple(Item(one.trial) for one in in_time),
        tuple(Item(one.trial) for one in due),
    )


def recommendations_decided(facts: ProgrammeFacts) -> Share:
    """Of the recommendations proposed in the period: those that a stand is taken on, either way."""
    return behind_recommendations_decided(facts).share


def behind_recommendations_decided(facts: ProgrammeFacts) -> Counted:
    proposed = [one for one in facts.recommendations if facts.happened(one.proposed_on)]
    decided = [one for one in proposed if facts.known(one.decided_on)]
    return Counted(
        Kind.RECOMMENDATION,
        tuple(Item(one.id) for one in decided),
        tuple(Item(one.id) for one in proposed),
    )
