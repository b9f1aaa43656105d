"""Counts set against what they are counted out of, and how sure one may be of them."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Final

SMALLEST_PERCENT_BASE: Final = 5
"""Below this number no percentage is given: it would point at persons and pretend to precision."""

Z_95: Final = 1.959963984540054
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True)
class Share:
    """So many of so many. `of` may be 0: then there is nothing to speak of yet."""

    n: int
    of: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, a half rounded up. None when `of` is under five."""
        if self.of < SMALLEST_PERCENT_BASE:
            return None
        return (200 * self.n + self.of) // (2 * self.of)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share, None when `of` is under five."""
        return None if self.of < SMALLEST_PERCENT_BASE else wilson(self.n, self.of)


@dataclass(frozen=True)
class Median:
    """The middle value, and of how many. None when there are no values."""

    value: float | None
    of: int


def median_of(values: Iterable[int]) -> Median:
    """The middle one of the values; the mean of the two middle ones when the number is even."""
    known = list(values)
    return Median(float(statistics.median(known)) if known else None, len(known))


def wilson(x: int, n: int) -> tuple[float, float] | None:
    """The 95 % score interval for a share of x in n; None when n is 0.

    The score interval, because the textbook one (p ± z·se) covers far too seldom with numbers
    as small as ours. The ends are exactly 0 and 1 when x is 0 and n, which rounding would miss.

    Raises:
        ValueError: x isn't between 0 and n.
    """
    if not 0 <= x <= n:
        raise ValueError(f"{x} of {n} is not a share")
    if n == 0:
        return None
    p = x / n
    z2 = Z_95 * Z_95
    denominator = 1 + z2 / n
    centre = (p + z2 / (2 * n)) / denominator
    half = Z_95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / denominator
    return (0.0 if x == 0 else centre - half, 1.0 if x == n else centre + half)
