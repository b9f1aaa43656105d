"""A row of measurements as a chart: its centre line, its parts and, if asked for, its control limits.

A run chart needs nothing but the median. The I, P and U charts add the limits that single values
seldom pass; formulas as in Montgomery, Introduction to Statistical Quality Control, with Nelson's
screening of moving ranges (1982). Held to the figures of qicharts2 0.8.1 by the tests.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Final

from transfer.domain.run_charts import RunsResult, runs_test

MOVING_RANGE_TO_SIGMA: Final = 1.128
"""The mean range of two normal values, in standard deviations (d2 for n = 2)."""
SCREENED_RANGE: Final = 3.267
"""A moving range this many times the mean one is left out of it (D4 for n = 2)."""


class Kind(StrEnum):
    """What the centre line and the limits are made from."""

    RUN = "run"
    """The median, no limits."""
    SINGLE = "i"
    """Single values: the mean, and limits from the moving range."""
    SHARE = "p"
    """So many of so many: the pooled share."""
    RATE = "u"
    """So many per so much: the pooled rate."""


class CentreSource(StrEnum):
    """Where a centre line comes from."""

    OWN = "own"
    FROZEN = "frozen"
    GIVEN = "given"


class ChartFault(StrEnum):
    """Why a chart cannot be made of what was given."""

    FREEZE_WITH_PARTS = "freeze_with_parts"
    FREEZE_TOO_EARLY = "freeze_too_early"
    NOT_A_NUMBER = "not_a_number"
    DENOMINATOR_MISSING = "denominator_missing"
    DENOMINATOR_NOT_POSITIVE = "denominator_not_positive"
    NEGATIVE_COUNT = "negative_count"
    MORE_THAN_ALL = "more_than_all"
    PERIODS_OVERLAP = "periods_overlap"


class ChartInputError(ValueError):
    """A chart cannot be made. `fault` says why and `at` which point, from 0, when it is one point."""

    def __init__(self, fault: ChartFault, at: int | None = None) -> None:
        super().__init__(fault if at is None else f"{fault} at point {at}")
        self.fault = fault
        self.at = at


@dataclass(frozen=True)
class Point:
    """One measurement of one period. A missing one has no value and no numerator."""

    period_start: date
    period_end: date
    """The last day of the period."""
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None

    @property
    def level(self) -> float | None:
        """What is drawn: the value, or numerator over denominator when both are there."""
        if self.denominator is None:
            return self.value
        if self.numerator is None or self.denominator == 0:
            return None
        return self.numerator / self.denominator


@dataclass(frozen=True)
class ChartSpec:
    """How the points are to be read. Places are counted from 0, in time order."""

    kind: Kind = Kind.RUN
    freeze: int | None = None
    """Points in the baseline, counted from the first; the line comes from these alone."""
    parts: tuple[int, ...] = ()
    """Where each new part begins. A part has its own line and is tested alone."""
    exclude: frozenset[int] = frozenset()
    """Left out of line, limits and rules, but drawn."""
    centre: float | None = None
    """A known line, for instance a target."""
    screen_ranges: bool = True
    non_negative: bool = False
    """The measure cannot be below 0, so neither can the lower limit of single values."""


@dataclass(frozen=True)
class Limits:
    """Where single values seldom go: three standard deviations from the centre line."""

    lower: float
    upper: float


@dataclass(frozen=True)
class Part:
    """A stretch of the chart with one centre line."""

    first: int
    last: int
    """The place of its last point, from 0."""
    baseline: tuple[int, ...]
    """Places of the points that the line came from."""
    centre: float | None
    """None when no point is there to make it from."""
    centre_source: CentreSource
    limits: tuple[Limits | None, ...]
    """One for each point of the part; None where there is none to give."""
    outside: frozenset[int]
    """Places of the points outside their limits."""
    runs: RunsResult


@dataclass(frozen=True)
class Chart:
    """A row of points, read as the spec says."""

    spec: ChartSpec
    points: tuple[Point, ...]
    levels: tuple[float | None, ...]
    parts: tuple[Part, ...]


PLAIN: Final = ChartSpec()
"""A run chart in one part with its own median."""


def analyse(points: Iterable[Point], spec: ChartSpec = PLAIN) -> Chart:
    """The chart of the points, in order of time.

    Raises:
        ChartInputError: the points or the spec make no sense.
    """
    ordered = tuple(sorted(points, key=lambda point: point.period_start))
    _insist_on_sense(ordered, spec)
    levels = tuple(point.level for point in ordered)
    parts = []
    for first, last in _stretches(len(ordered), spec.parts):
        parts.append(_part(ordered, levels, spec, first, last))
    return Chart(spec, ordered, levels, tuple(parts))


def _stretches(n: int, starts: Sequence[int]) -> list[tuple[int, int]]:
    if n == 0:
        return []
    edges = sorted({0, n, *(start for start in starts if 0 < start < n)})
    return [(first, after - 1) for first, after in pairwise(edges)]


def _part(
    points: Sequence[Point],
    levels: Sequence[float | None],
    spec: ChartSpec,
    first: int,
    last: int,
) -> Part:
    included = [at for at in range(first, last + 1) if at not in spec.exclude]
    frozen = spec.freeze is not None and spec.freeze <= last
    baseline = [at for at in included if not frozen or at < (spec.freeze or 0)]
    centre = spec.centre
    source = CentreSource.FROZEN if frozen else CentreSource.OWN
    if centre is None:
        centre = _centre(points, levels, spec.kind, baseline)
    else:
        source = CentreSource.GIVEN
    limits = _limits(points, levels, spec, baseline, centre, first, last)
    outside = frozenset(
        at
        for at, limit in zip(range(first, last + 1), limits, strict=True)
        if limit is not None and _is_outside(levels[at], limit)
    )
    tested = [levels[at] if at in set(included) else None for at in range(first, last + 1)]
    runs = runs_test([None] * first + tested, centre)
    return Part(first, last, tuple(baseline), centre, source, limits, outside, runs)


def _centre(
    points: Sequence[Point],
    levels: Sequence[float | None],
    kind: Kind,
    baseline: Sequence[int],
) -> float | None:
    known = [at for at in baseline if levels[at] is not None]
    if not known:
        return None
    if kind in {Kind.SHARE, Kind.RATE}:
        numerator = sum(points[at].numerator or 0 for at in known)
        return numerator / sum(points[at].denominator or 0 for at in known)
    values = [level for at in known if (level := levels[at]) is not None]
    return float(median(values)) if kind is Kind.RUN else math.fsum(values) / len(values)


def _limits(
    points: Sequence[Point],
    levels: Sequence[float | None],
    spec: ChartSpec,
    baseline: Sequence[int],
    centre: float | None,
    first: int,
    last: int,
) -> tuple[Limits | None, ...]:
    places = range(first, last + 1)
    if spec.kind is Kind.RUN or centre is None:
        return tuple(None for _ in places)
    if spec.kind is Kind.SINGLE:
        sigma = _moving_range_sigma([levels[at] for at in baseline], screened=spec.screen_ranges)
        if sigma is None:
            return tuple(None for _ in places)
        floor = 0.0 if spec.non_negative and _none_below_zero(levels) else -math.inf
        shared = Limits(max(centre - 3 * sigma, floor), centre + 3 * sigma)
        return tuple(shared for _ in places)
    ceiling = 1.0 if spec.kind is Kind.SHARE else math.inf
    found: list[Limits | None] = []
    for at in places:
        size = points[at].denominator
        if not size or levels[at] is None:
            found.append(None)
            continue
        spread = centre * (1 - centre) if spec.kind is Kind.SHARE else centre
        sigma = math.sqrt(max(spread, 0.0) / size)
        found.append(Limits(max(centre - 3 * sigma, 0.0), min(centre + 3 * sigma, ceiling)))
    return tuple(found)


def _moving_range_sigma(values: Sequence[float | None], *, screened: bool) -> float | None:
    """The standard deviation told by neighbours' differences; None without two neighbours that differ."""
    ranges = [
        abs(value - before)
        for before, value in pairwise(values)
        if value is not None and before is not None
    ]
    if screened and ranges:
        most = SCREENED_RANGE * math.fsum(ranges) / len(ranges)
        ranges = [width for width in ranges if width < most]
    return math.fsum(ranges) / len(ranges) / MOVING_RANGE_TO_SIGMA if ranges else None


def _none_below_zero(levels: Sequence[float | None]) -> bool:
    return all(level is None or level >= 0 for level in levels)


def _is_outside(level: float | None, limits: Limits) -> bool:
    return level is not None and (level > limits.upper or level < limits.lower)


# What makes no sense


def _insist_on_sense(points: Sequence[Point], spec: ChartSpec) -> None:
    if spec.freeze is not None and spec.parts:
        raise ChartInputError(ChartFault.FREEZE_WITH_PARTS)
    if spec.freeze is not None and spec.freeze < 1:
        raise ChartInputError(ChartFault.FREEZE_TOO_EARLY)
    if spec.centre is not None and not math.isfinite(spec.centre):
        raise ChartInputError(ChartFault.NOT_A_NUMBER)
    for at, point in enumerate(points):
        if (fault := _fault(point, spec.kind)) is not None:
            raise ChartInputError(fault, at)
        if point.period_end < point.period_start or (
            at > 0 and point.period_start <= points[at - 1].period_end
        ):
            raise ChartInputError(ChartFault.PERIODS_OVERLAP, at)


def _fault(point: Point, kind: Kind) -> ChartFault | None:
    numbers = (point.value, point.numerator, point.denominator)
    if any(number is not None and not math.isfinite(number) for number in numbers):
        return ChartFault.NOT_A_NUMBER
    counts = kind in {Kind.SHARE, Kind.RATE}
    if point.denominator is None:
        return ChartFault.DENOMINATOR_MISSING if counts and point.value is not None else None
    if point.denominator < 0 or (point.denominator == 0 and point.numerator):
        return ChartFault.DENOMINATOR_NOT_POSITIVE
    if point.numerator is None:
        return None
    if counts and point.numerator < 0:
        return ChartFault.NEGATIVE_COUNT
    if kind is Kind.SHARE and point.numerator > point.denominator:
        return ChartFault.MORE_THAN_ALL
    return None
