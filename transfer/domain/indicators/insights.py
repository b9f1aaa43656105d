"""Figures about what was learnt across: is the learning of stopped trials kept, and are insights used?"""

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
    stopped = with_decision(facts.decided, Decision.STOP)
    in_insights = {
        trial
        for insight in facts.insights
        if facts.known(insight.published_on)
        for trial in insight.trials
    }
    by_trials = {trial.parent for trial in facts.begun}
    cited = [trial for trial in stopped if trial.id in in_insights | by_trials]
    return Share(len(cited), len(stopped))


def insight_yield(facts: ProgrammeFacts) -> Share:
    """Insights published in the period, set against the sparring sessions held in it.

    No part of a whole: there may be more insights than sessions.
    """
    published = [one for one in facts.insights if facts.happened(one.published_on)]
    return Share(len(published), sum(facts.happened(day) for day in facts.sessions_held))


def insight_use(facts: ProgrammeFacts) -> Share:
    """Of insights published at least three months before `as_of`: those that a later trial was made of.

    A snapshot: it looks at all that were published so early, whatever the period.
    """
    old = [
        one
        for one in facts.insights
        if one.published_on is not None
        and months_later(one.published_on, MONTHS_TO_BE_USED) <= facts.as_of
    ]
    used = [one for one in old if any(facts.known(day) for day in one.tried_on)]
    return Share(len(used), len(old))
