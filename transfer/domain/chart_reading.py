"""What may be said of a chart: whether it can be judged at all, and how a change lies in time.

The rules of `run_charts` answer whatever they are asked. A reader must not be given their answer
when too little was measured, or when the line lies on the edge of the scale, where they are wrong
in up to four charts of five though nothing has changed (simulated, 24 points of rare counts).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from transfer.domain.control_charts import CentreSource, Chart, Part
from transfer.domain.run_charts import RunSpan, longest_run_max, runs_test

FEWEST_POINTS: Final = 12
"""Before this no verdict is given. Source: anhoej.net, at least 12, rather 20 to 30."""
SETTLED_POINTS: Final = 20
"""From here on a verdict is not called provisional."""
FEWEST_USEFUL: Final = 10
"""Useful values below this are too few for the limits of the rules."""


class Status(StrEnum):
    """Whether a stretch of a chart can be judged."""

    NO_DATA = "no_data"
    TOO_FEW = "too_few"
    ONE_SIDED = "one_sided"
    """The line lies on the edge of the values it came from."""
    MANY_TIES = "many_ties"
    """More than half of the values lie on the line."""
    PROVISIONAL = "provisional"
    OK = "ok"


class Verdict(StrEnum):
    """What the rules say where they may be asked. Neither better nor worse, and no cause."""

    SIGNAL = "signal"
    RANDOM = "random"


@dataclass(frozen=True)
class Assessment:
    """One part of a chart, judged. `verdict` is None when it may not be judged."""

    part: Part
    n_points: int
    """Measurements in the part that are not missing and not left out."""
    status: Status
    verdict: Verdict | None


class Onset(StrEnum):
    """How the beginning of a long run lies to a trial action."""

    BEFORE = "before"
    AFTER = "after"
    NONE = "none"
    """There is no unusually long run."""


@dataclass(frozen=True)
class Relation:
    """A chart and the day of one trial action."""

    onset: Onset
    distance: int
    """Measurements between the action and the beginning of the run; 0 without a run."""
    points_after: int
    """Measurements of periods that lie wholly after the action."""
    points_needed: int
    """So many after the action before a change of level can show."""
    mixed: int | None
    """The place of the period that holds the action: partly before, partly after."""


def assess(chart: Chart) -> tuple[Assessment, ...]:
    """Each part of the chart with its verdict, or with the reason why there is none."""
    return tuple(_assess(chart, part) for part in chart.parts)


def _assess(chart: Chart, part: Part) -> Assessment:
    n_points = sum(
        chart.levels[at] is not None and at not in chart.spec.exclude
        for at in range(part.first, part.last + 1)
    )
    status = _status(chart, part, n_points)
    judged = status in {Status.PROVISIONAL, Status.OK}
    verdict = Verdict.SIGNAL if part.runs.signal else Verdict.RANDOM
    return Assessment(part, n_points, status, verdict if judged else None)


def _status(chart: Chart, part: Part, n_points: int) -> Status:
    if n_points == 0:
        return Status.NO_DATA
    if n_points < FEWEST_POINTS:
        return Status.TOO_FEW
    if _is_one_sided(chart, part):
        return Status.ONE_SIDED
    if 2 * (n_points - part.runs.n_useful) > n_points:
        return Status.MANY_TIES
    if part.runs.n_useful < FEWEST_USEFUL:
        return Status.TOO_FEW
    return Status.PROVISIONAL if n_points < SETTLED_POINTS else Status.OK


def _is_one_sided(chart: Chart, part: Part) -> bool:
    """Whether the values that the line came from all lie on one side of it, or on it.

    A given line, a target, is nobody's median and may well have all values on one side.
    """
    if part.centre_source is CentreSource.GIVEN:
        return False
    own = runs_test([chart.levels[at] for at in part.baseline], part.centre)
    return own.above == 0 or own.below == 0


def relate(chart: Chart, action: date) -> Relation:
    """How the chart lies to a trial action that began on a day: never that one caused the other.

    A measurement counts as after the action only when its whole period does.
    """
    after = [at for at, point in enumerate(chart.points) if point.period_start > action]
    mixed = next(
        (
            at
            for at, point in enumerate(chart.points)
            if point.period_start <= action <= point.period_end
        ),
        None,
    )
    known_after = [at for at in after if chart.levels[at] is not None]
    baseline = sum(
        chart.levels[at] is not None and point.period_end < action
        for at, point in enumerate(chart.points)
    )
    span = _latest_long_run(chart)
    if span is None:
        onset, distance = Onset.NONE, 0
    elif chart.points[span.first].period_start > action:
        onset, distance = Onset.AFTER, sum(at < span.first for at in known_after)
    else:
        between = range(span.first, after[0] if after else len(chart.points))
        onset = Onset.BEFORE
        distance = sum(
            chart.levels[at] is not None and chart.points[at].period_end < action for at in between
        )
    return Relation(onset, distance, len(known_after), points_needed_after(baseline), mixed)


def _latest_long_run(chart: Chart) -> RunSpan | None:
    spans = [span for part in chart.parts if part.runs.long_run for span in part.runs.longest]
    return max(spans, key=lambda span: span.first, default=None)


def points_needed_after(baseline: int) -> int:
    """The fewest measurements after a change that can show as too long a run."""
    needed = 1
    while needed <= (longest_run_max(baseline + needed) or 0):
        needed += 1
    return needed
