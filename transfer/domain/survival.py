"""How long something lasts when some have only been followed for a while (Kaplan and Meier, 1958).

Practices that were adopted and are still in use have not stopped *yet*; each counts for as long as
somebody last confirmed it. Held to the figures of R's survival package 3.5-3 by the tests.
"""

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from transfer.domain.shares import Z_95


@dataclass(frozen=True)
class Estimate:
    """The share that still lasts at a time, with its 95 % band."""

    survival: float
    lower: float | None
    """None where the band cannot be told: nobody, or everybody, has stopped."""
    upper: float | None


@dataclass(frozen=True)
class Step:
    """What is known from one observed time until the next."""

    time: float
    n_risk: int
    """Followed at least until then, those of this very time included."""
    n_event: int
    n_censored: int
    survival: float
    standard_error: float | None
    """Greenwood's, on the scale of the share; None when nobody is left."""
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Curve:
    """The share that lasts, by time. Times are in the unit of the durations it was made from."""

    steps: tuple[Step, ...]

    @property
    def n(self) -> int:
        return self.steps[0].n_risk if self.steps else 0

    def at(self, time: float) -> Estimate | None:
        """The share still lasting at the time; None after the last one was followed.

        When all have stopped the share is 0 for ever after.
        """
        if time < 0 or not self.steps:
            return None
        if time > self.steps[-1].time and self.steps[-1].survival > 0:
            return None
        before = bisect_right(self.steps, time, key=lambda step: step.time)
        if before == 0:
            return Estimate(1.0, 1.0, 1.0)
        step = self.steps[before - 1]
        return Estimate(step.survival, step.lower, step.upper)

    def at_risk(self, time: float) -> int:
        """How many were followed until the time or longer."""
        return next((step.n_risk for step in self.steps if step.time >= time), 0)


def kaplan_meier(durations: Sequence[float], events: Sequence[bool]) -> Curve:
    """The curve of those that stopped and those that were only followed so long.

    The band is the log-log one, which stays between 0 and 1. With whole days as durations there
    is no doubt about which times are equal.

    Args:
        durations: how long each was followed, in one unit; 0 when it stopped at once.
        events: whether it stopped then; otherwise it was still there when last seen.

    Raises:
        ValueError: the two are not equally many, or a duration is negative or not a number.
    """
    if len(durations) != len(events):
        raise ValueError(f"{len(durations)} durations and {len(events)} events")
    if not all(math.isfinite(duration) and duration >= 0 for duration in durations):
        raise ValueError("a duration is a number from 0 up")
    stopped = Counter(time for time, event in zip(durations, events, strict=True) if event)
    seen = Counter(durations)
    at_risk, survival, variance = len(durations), 1.0, 0.0
    steps = []
    for time in sorted(seen):
        ended = stopped[time]
        survival *= 1 - ended / at_risk
        if ended < at_risk:
            variance += ended / (at_risk * (at_risk - ended))
        lower, upper = _band(survival, variance)
        steps.append(
            Step(
                time=time,
                n_risk=at_risk,
                n_event=ended,
                n_censored=seen[time] - ended,
                survival=survival,
                standard_error=survival * math.sqrt(variance) if survival else None,
                lower=lower,
                upper=upper,
            )
        )
        at_risk -= seen[time]
    return Curve(tuple(steps))


def _band(survival: float, variance: float) -> tuple[float | None, float | None]:
    if survival in {0, 1}:
        return None, None
    spread = Z_95 * math.sqrt(variance) / abs(math.log(survival))
    return survival ** math.exp(spread), survival ** math.exp(-spread)
