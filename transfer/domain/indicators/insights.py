"""Figures about what was learnt across: is the learning of stopped trials kept, and are insights used?"""

from transfer.domain.indicators.counted import Counted, Item, Kind, of_trials
from transfer.domain.indicators.facts import ProgrammeFacts, with_decision
from transfer.domain.periods import months_later
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Decision

MONTHS_TO_BE_USED: int = 3
"""An insight younger than this has hardly had the time to be tried by anybody (DOMAIN E 17)."""


def stop_learning_rate(facts: ProgrammeFacts) -> Share:
    """Of trials stopped in the period: those that a published insight or a later trial builds on.

    An insight cites a trial also when the trial contradicts it. A later trial cites the one it says it
    builds on, once it has begun.
    """
    return behind_stop_learning_rate(facts).share


def behind_stop_learning_rate(facts: ProgrammeFacts) -> Counted:
    stopped = with_decision(facts.decided, Decision.STOP)
    in_insights = {
        trial
        for insight in facts.insights
        if facts.known(insight.published_on)
        for trial in insight.trials
    }
    by_trials = {trial.parent for trial in facts.begun}
    cited = [trial for trial in stopped if trial.id in in_insights | by_trials]
    return of_trials(cited, stopped)


def insight_yield(facts: ProgrammeFacts) -> Share:
    """Insights published in the period, set against the sparring sessions held in it.

    No part of a whole: there may be more insights than sessions.
    """
    return behind_insight_yield(facts).share


def behind_insight_yield(facts: ProgrammeFacts) -> Counted:
    """The insights, and the sessions by the day they were held: "2026-03-02#0", "…#1" of two on one day."""
    published = [one for one in facts.insights if facts.happened(one.published_on)]
    held = sorted(day for day in facts.sessions_held if facts.happened(day))
    return Counted(
        Kind.INSIGHT,
        tuple(Item(one.id) for one in published),
        tuple(Item(f"{day}#{at - held.index(day)}") for at, day in enumerate(held)),
        against=Kind.SESSION,
    )


def insight_use(facts: ProgrammeFacts) -> Share:
    """Of insights published at least three months before `as_of`: those that a later trial was made of.

    A snapshot: it looks at all that were published so early, whatever the period.
    """
    return behind_insight_use(facts).share


def behind_insight_use(facts: ProgrammeFacts) -> Counted:
    old = [
        one
        for one in facts.insights
        if one.published_on is not None
        and months_later(one.published_on, MONTHS_TO_BE_USED) <= facts.as_of
    ]
    used = [one for one in old if any(facts.known(day) for day in one.tried_on)]
    return Counted(
        Kind.INSIGHT, tuple(Item(one.id) for one in used), tuple(Item(one.id) for one in old)
    )
