"""Metodespejl: how trials are done in a part of the programme, never by a person."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from transfer.domain.indicators.facts import ProgrammeFacts, TrialFacts
from transfer.domain.indicators.kinship import chains_of
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Scale

FEWEST_PEOPLE: Final = 3
"""Of fewer, a figure would be about one person, or about the other one for one who knows their own."""

LONGEST_SILENCE: Final = timedelta(days=31)
"""Observed at least monthly: never longer than this without an observation while it ran."""

SMALL: Final = frozenset({Scale.ONCE_WITH_ONE, Scale.FEW_OR_ONE_SHIFT})


@dataclass(frozen=True, slots=True)
class Feature:
    """One trait of the method. `share` is None where too few people stand behind it."""

    key: str
    share: Share | None


def method(facts: ProgrammeFacts, observed: Mapping[str, Collection[date]]) -> tuple[Feature, ...]:
    """The five traits of the trials of the period, each with what it is counted out of.

    Of trials started: predicted before the start, begun small. Of those that ended: observed at least
    monthly, decided by now. Of ideas decided on: tried in two rounds or more.

    Args:
        observed: the days of the observations of each trial that ended in the period.
    """
    started = facts.started
    ended = [trial for trial in facts.begun if facts.happened(trial.ended_on)]
    decided = {trial.id for trial in facts.ever_decided}
    chains = chains_of(facts)
    return (
        _feature("prediction", started, [one for one in started if one.prediction_before_start]),
        _feature("small", started, [one for one in started if one.scale in SMALL]),
        _feature(
            "observed",
            ended,
            [one for one in ended if _never_silent(one, observed.get(one.id, ()))],
        ),
        _feature("decided", ended, [one for one in ended if one.id in decided]),
        _feature(
            "rounds",
            [chain.last for chain in chains],
            [chain.last for chain in chains if len(chain.rounds) > 1],
        ),
    )


def _feature(key: str, of: Collection[TrialFacts], n: Collection[TrialFacts]) -> Feature:
    people = {trial.owner for trial in of}
    if of and len(people) < FEWEST_PEOPLE:
        return Feature(key, None)
    return Feature(key, Share(len(n), len(of)))


def _never_silent(trial: TrialFacts, observed: Collection[date]) -> bool:
    if trial.started_on is None or trial.ended_on is None:
        return False
    during = sorted(day for day in observed if trial.started_on <= day <= trial.ended_on)
    days = (trial.started_on, *during, trial.ended_on)
    return bool(during) and all(later - one <= LONGEST_SILENCE for one, later in pairwise(days))
