"""Figures about single trials: are they finished, how fast, and what did they teach."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from transfer.domain.indicators.counted import Counted, Item, Kind, of_trials
from transfer.domain.indicators.facts import ProgrammeFacts, TrialFacts, with_decision
from transfer.domain.shares import Median, Share, median_of
from transfer.domain.vocabulary import Decision, Factor, Origin, Outcome

MIDDLE: Final = 3
"""The middle of the scales 1 to 5. On citizen value it means "no difference"."""


def transfer_rate(facts: ProgrammeFacts, level: int = 2) -> Share:
    """Of reflected trials that came from a course: those that reached this transfer level."""
    return behind_transfer_rate(facts, level).share


def behind_transfer_rate(facts: ProgrammeFacts, level: int = 2) -> Counted:
    from_course = [trial for trial in facts.reflected if trial.origin == Origin.COURSE]
    return _reached(from_course, level)


def transfer_rate_all(facts: ProgrammeFacts, level: int = 2) -> Share:
    """Of all reflected trials, wherever the idea came from: those that reached this level."""
    return behind_transfer_rate_all(facts, level).share


def behind_transfer_rate_all(facts: ProgrammeFacts, level: int = 2) -> Counted:
    return _reached(facts.reflected, level)


def completion_rate(facts: ProgrammeFacts) -> Share:
    """Of started trials whose reflection fell due in the period: those reflected by now."""
    return behind_completion_rate(facts).share


def behind_completion_rate(facts: ProgrammeFacts) -> Counted:
    due = [trial for trial in facts.begun if facts.happened(trial.reflection_due)]
    done = [trial for trial in due if trial.reflected and facts.known(trial.reflected_on)]
    return of_trials(done, due)


def prediction_rate(facts: ProgrammeFacts) -> Share:
    """Of trials started in the period: those with a prediction written before the start."""
    return behind_prediction_rate(facts).share


def behind_prediction_rate(facts: ProgrammeFacts) -> Counted:
    predicted = [trial for trial in facts.started if trial.prediction_before_start]
    return of_trials(predicted, facts.started)


def time_to_reflection(facts: ProgrammeFacts) -> Median:
    """Days from the actual end to the reflection."""
    return median_of(days for _trial, days in _waits(facts))


def reflected_within(facts: ProgrammeFacts, days: int = 14) -> Share:
    """Of reflected trials with a known end: those reflected within so many days of it."""
    return behind_reflected_within(facts, days).share


def behind_reflected_within(facts: ProgrammeFacts, days: int = 14) -> Counted:
    waits = _waits(facts)
    soon = [trial for trial, wait in waits if wait <= days]
    return of_trials(soon, [trial for trial, _wait in waits])


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
    return behind_adoption_rate(facts).share


def behind_adoption_rate(facts: ProgrammeFacts) -> Counted:
    settled = with_decision(facts.decided, Decision.ADOPT, Decision.ADAPT, Decision.STOP)
    return of_trials(with_decision(settled, Decision.ADOPT), settled)


def outcomes(facts: ProgrammeFacts) -> dict[str, int]:
    """How many reflected trials went better, as, partly as and not as predicted."""
    seen = Counter(trial.outcome for trial in facts.reflected)
    return {outcome.value: seen[outcome.value] for outcome in Outcome}


def surprise_rate(facts: ProgrammeFacts) -> Share:
    """Of reflected trials that could be judged: those that went better or not as predicted."""
    return behind_surprise_rate(facts).share


def behind_surprise_rate(facts: ProgrammeFacts) -> Counted:
    could_be_judged = frozenset(Outcome) - {Outcome.UNDECIDABLE}
    judged = [trial for trial in facts.reflected if trial.outcome in could_be_judged]
    surprising = (Outcome.BETTER, Outcome.NOT_AS_EXPECTED)
    return of_trials([trial for trial in judged if trial.outcome in surprising], judged)


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


def behind_factor(facts: ProgrammeFacts, factor: str, *, enabling: bool) -> Counted:
    """The reflected trials in which the factor furthered, or hindered."""
    named = [
        trial
        for trial in facts.reflected
        if factor in (trial.enablers if enabling else trial.barriers)
    ]
    return of_trials(named)


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


def behind_quadrant(facts: ProgrammeFacts, quadrant: str) -> Counted:
    """The trials in one of the `QUADRANTS`, of all that gave both."""
    points = value_effort(facts).points
    return Counted(
        Kind.TRIAL,
        tuple(Item(point.trial) for point in points if point.quadrant == quadrant),
        tuple(Item(point.trial) for point in points),
    )


def _reached(trials: tuple[TrialFacts, ...] | list[TrialFacts], level: int) -> Counted:
    reached = [
        trial
        for trial in trials
        if trial.transfer_level is not None and trial.transfer_level >= level
    ]
    return of_trials(reached, trials)


def _waits(facts: ProgrammeFacts) -> list[tuple[TrialFacts, int]]:
    """Each reflected trial with a known end, and the days from that to the reflection."""
    return [
        (trial, (trial.reflected_on - trial.ended_on).days)
        for trial in facts.reflected
        if trial.reflected_on and trial.ended_on
    ]
