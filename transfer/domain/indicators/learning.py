"""Figures about single trials: are they finished, how fast, and what did they teach."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from transfer.domain.indicators.facts import ProgrammeFacts, TrialFacts, with_decision
from transfer.domain.shares import Median, Share, median_of
from transfer.domain.vocabulary import Decision, Factor, Origin, Outcome

MIDDLE: Final = 3
"""The middle of the scales 1 to 5. On citizen value it means "no difference"."""


def transfer_rate(facts: ProgrammeFacts, level: int = 2) -> Share:
    """Of reflected trials that came from a course: those that reached this transfer level."""
    from_course = [trial for trial in facts.reflected if trial.origin == Origin.COURSE]
    return _reached(from_course, level)


def transfer_rate_all(facts: ProgrammeFacts, level: int = 2) -> Share:
    """Of all reflected trials, wherever the idea came from: those that reached this level."""
    return _reached(facts.reflected, level)


def completion_rate(facts: ProgrammeFacts) -> Share:
    """Of started trials whose reflection fell due in the period: those reflected by now."""
    due = [trial for trial in facts.begun if facts.happened(trial.reflection_due)]
    done = [trial for trial in due if trial.reflected and facts.known(trial.reflected_on)]
    return Share(len(done), len(due))


def prediction_rate(facts: ProgrammeFacts) -> Share:
    """Of trials started in the period: those with a prediction written before the start."""
    predicted = [trial for trial in facts.started if trial.prediction_before_start]
    return Share(len(predicted), len(facts.started))


def time_to_reflection(facts: ProgrammeFacts) -> Median:
    """Days from the actual end to the reflection."""
    return median_of(_days_to_reflection(facts))


def reflected_within(facts: ProgrammeFacts, days: int = 14) -> Share:
    """Of reflected trials with a known end: those reflected within so many days of it."""
    waits = _days_to_reflection(facts)
    return Share(sum(wait <= days for wait in waits), len(waits))


def lead_time(facts: ProgrammeFacts) -> Median:
    """Days from the actual start to the decision."""
    return median_of(
        (trial.decided_on - trial.started_on).days
        for trial in facts.decided
        if trial.decided_on and trial.started_on
    )


def decisions(facts: ProgrammeFacts) -> dict[str, int]:
    """How many of the period's decisions were of each kind, all kinds named."""
    return {decision.value: len(with_decision(facts.decided, decision)) for decision in Decision}


def adoption_rate(facts: ProgrammeFacts) -> Share:
    """Of trials decided in the period, the paused left out: those adopted."""
    settled = with_decision(facts.decided, Decision.ADOPT, Decision.ADAPT, Decision.STOP)
    return Share(len(with_decision(settled, Decision.ADOPT)), len(settled))


def outcomes(facts: ProgrammeFacts) -> dict[str, int]:
    """How many reflected trials went better, as, partly as and not as predicted."""
    seen = Counter(trial.outcome for trial in facts.reflected)
    return {outcome.value: seen[outcome.value] for outcome in Outcome}


def surprise_rate(facts: ProgrammeFacts) -> Share:
    """Of reflected trials that could be judged: those that went better or not as predicted."""
    counts = outcomes(facts)
    judged = sum(counts.values()) - counts[Outcome.UNDECIDABLE]
    return Share(counts[Outcome.BETTER] + counts[Outcome.NOT_AS_EXPECTED], judged)


@dataclass(frozen=True)
class FactorBalance:
    """How often a factor furthered, and how often it hindered."""

    factor: str
    enabler: int
    barrier: int

    @property
    def balance(self) -> int:
        return self.enabler - self.barrier


def factor_balance(facts: ProgrammeFacts) -> tuple[FactorBalance, ...]:
    """Every factor with both counts among reflected trials, in the order of the list of factors.

    A factor that a trial names twice counts once.
    """
    enablers = Counter(code for trial in facts.reflected for code in set(trial.enablers))
    barriers = Counter(code for trial in facts.reflected for code in set(trial.barriers))
    known = [factor.value for factor in Factor]
    added_later = sorted((enablers.keys() | barriers.keys()) - set(known))
    return tuple(
        FactorBalance(code, enablers[code], barriers[code]) for code in known + added_later
    )


def top_enablers(facts: ProgrammeFacts) -> tuple[FactorBalance, ...]:
    """Factors that furthered anything, most often first; ties in the order of the list."""
    named = [each for each in factor_balance(facts) if each.enabler]
    return tuple(sorted(named, key=lambda each: -each.enabler))


def top_barriers(facts: ProgrammeFacts) -> tuple[FactorBalance, ...]:
    """Factors that hindered anything, most often first; ties in the order of the list."""
    named = [each for each in factor_balance(facts) if each.barrier]
    return tuple(sorted(named, key=lambda each: -each.barrier))


@dataclass(frozen=True, order=True)
class ValuePoint:
    """One trial's value for citizens against the effort it took, both 1 to 5."""

    value: int
    effort: int
    trial: str

    @property
    def quadrant(self) -> str:
        """Where it lies. High is above the middle of the scale: 4 or 5."""
        value = "high_value" if self.value > MIDDLE else "low_value"
        return f"{value}_{'high_effort' if self.effort > MIDDLE else 'low_effort'}"


QUADRANTS: Final = (
    "high_value_low_effort",
    "high_value_high_effort",
    "low_value_low_effort",
    "low_value_high_effort",
)


@dataclass(frozen=True)
class ValueEffort:
    """The points of the scatter, and how many lie in each of its four quarters."""

    points: tuple[ValuePoint, ...]
    of: int
    """All reflected trials, those too that gave no value or no effort."""

    @property
    def quadrants(self) -> dict[str, int]:
        seen = Counter(point.quadrant for point in self.points)
        return {name: seen[name] for name in QUADRANTS}


def value_effort(facts: ProgrammeFacts) -> ValueEffort:
    """Value for citizens against effort, for reflected trials that gave both.

    "Ved ikke" is not a value.
    """
    points = [
        ValuePoint(trial.value_citizen, trial.effort, trial.id)
        for trial in facts.reflected
        if trial.value_citizen and trial.effort
    ]
    return ValueEffort(tuple(sorted(points)), len(facts.reflected))


def _reached(trials: tuple[TrialFacts, ...] | list[TrialFacts], level: int) -> Share:
    reached = [
        trial
        for trial in trials
        if trial.transfer_level is not None and trial.transfer_level >= level
    ]
    return Share(len(reached), len(trials))


def _days_to_reflection(facts: ProgrammeFacts) -> list[int]:
    return [
        (trial.reflected_on - trial.ended_on).days
        for trial in facts.reflected
        if trial.reflected_on and trial.ended_on
    ]
