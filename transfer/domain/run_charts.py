"""Run charts: whether a row of measurements swings as chance would have it, or has changed.

The two rules of Anhøj: an unusually long run on one side of the centre line, or unusually few
crossings of it. Sources: Anhøj & Olesen, PLoS ONE 9(11):e113825 (2014); Schilling, The American
Statistician 66 (2012) for the longest run; Chen (2010), equation 7, for the crossings. Held to the
figures of qicharts2 0.8.1 by the tests.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal


@dataclass(frozen=True)
class RunSpan:
    """One run: neighbours on the same side of the line, those on the line itself left out."""

    first: int
    """Where in the values the run begins, from 0."""
    last: int
    """Where it ends, from 0."""
    length: int
    """Values in it; fewer than `last - first + 1` when some between lie on the line or are missing."""
    side: Literal[-1, 1]
    """1 above the line, -1 below it."""


@dataclass(frozen=True)
class RunsResult:
    """What the two rules say of one row of values. Without a useful value there is nothing to say."""

    n_useful: int
    """Values that lie above or below the line."""
    above: int
    below: int
    longest_run: int | None
    longest_run_max: int | None
    """The longest run that chance is allowed; a longer one is a signal."""
    crossings: int | None
    crossings_min: int | None
    """The fewest crossings that chance is allowed; fewer are a signal."""
    longest: tuple[RunSpan, ...]
    """Every run of the greatest length, in time order."""

    @property
    def long_run(self) -> bool:
        return (
            self.longest_run is not None
            and self.longest_run_max is not None
            and self.longest_run > self.longest_run_max
        )

    @property
    def few_crossings(self) -> bool:
        return (
            self.crossings is not None
            and self.crossings_min is not None
            and self.crossings < self.crossings_min
        )

    @property
    def signal(self) -> bool:
        return self.long_run or self.few_crossings


def runs_test(values: Sequence[float | None], centre: float | None) -> RunsResult:
    """The raw rules on values in time order, however few they are.

    A value on the line neither breaks nor lengthens a run, and neither does a missing one.

    Args:
        values: in time order; None where a measurement is missing.
        centre: the centre line; None when there is none to hold them against.
    """
    spans = _runs(values, centre)
    n = sum(span.length for span in spans)
    if not spans:
        return RunsResult(0, 0, 0, None, None, None, None, ())
    longest = max(span.length for span in spans)
    above = sum(span.length for span in spans if span.side == 1)
    return RunsResult(
        n_useful=n,
        above=above,
        below=n - above,
        longest_run=longest,
        longest_run_max=longest_run_max(n),
        crossings=len(spans) - 1,
        crossings_min=crossings_min(n),
        longest=tuple(span for span in spans if span.length == longest),
    )


def longest_run_max(n: int) -> int | None:
    """The longest run that is still usual among n useful values; None when n is under 1."""
    return None if n < 1 else round(math.log2(n)) + 3


@lru_cache(maxsize=1024)
def crossings_min(n: int) -> int:
    """The fewest crossings that are still usual among n useful values.

    The 5 % point of the binomial distribution of n - 1 fair tosses, in whole numbers so that no
    rounding can move it.
    """
    tosses = max(n - 1, 0)
    outcomes = 0
    for crossings in range(tosses + 1):
        outcomes += math.comb(tosses, crossings)
        if 20 * outcomes >= 2**tosses:
            return crossings
    raise AssertionError("all outcomes together are more than 5 % of them")


def _runs(values: Sequence[float | None], centre: float | None) -> list[RunSpan]:
    if centre is None:
        return []
    useful: list[tuple[int, Literal[-1, 1]]] = [
        (at, 1 if value > centre else -1)
        for at, value in enumerate(values)
        if value is not None and value != centre
    ]
    spans = []
    for side, members in groupby(useful, key=lambda found: found[1]):
        places = [at for at, _ in members]
        spans.append(RunSpan(places[0], places[-1], len(places), side))
    return spans
