"""Run charts and control charts against qicharts2 0.8.1, whose answers are in vectors/spc.json."""

import json
import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.control_charts import (
    Chart,
    ChartFault,
    ChartInputError,
    ChartSpec,
    Kind,
    Point,
    analyse,
)
from transfer.domain.run_charts import crossings_min, longest_run_max, runs_test

VECTORS = json.loads((Path(__file__).parent / "vectors" / "spc.json").read_text("utf-8"))
CASES = [case for case in VECTORS["cases"] if "optional" not in case["tags"]]


@pytest.mark.parametrize("row", VECTORS["critical_values"], ids=lambda row: str(row["n"]))
def test_the_limits_are_those_of_the_reference(row: dict[str, int]) -> None:
    assert longest_run_max(row["n"]) == row["longest_run_max"]
    assert crossings_min(row["n"]) == row["n_crossings_min"]


def test_without_values_there_are_no_limits_for_a_run() -> None:
    assert longest_run_max(0) is None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_part_is_judged_as_the_reference_does(case: dict[str, Any]) -> None:
    chart = drawn(case)
    times = case["options"]["multiply"]
    assert len(chart.parts) == len(case["expected"]["parts"])
    for part, expected in zip(chart.parts, case["expected"]["parts"], strict=True):
        assert (part.first + 1, part.last + 1) == (expected["first"], expected["last"])
        assert part.runs.n_useful == expected["n_useful"]
        assert part.runs.longest_run == expected["longest_run"]
        assert part.runs.longest_run_max == expected["longest_run_max"]
        assert part.runs.crossings == expected["n_crossings"]
        assert part.runs.crossings_min == expected["n_crossings_min"]
        assert part.runs.signal is expected["runs_signal"]
        assert same(times * part.centre if part.centre is not None else None, expected["cl"])
        assert len(part.outside) == expected["n_sigma_signals"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_point_and_limit_is_where_the_reference_has_it(case: dict[str, Any]) -> None:
    chart = drawn(case)
    times, points = case["options"]["multiply"], case["expected"]["points"]
    limits = [limit for part in chart.parts for limit in part.limits]
    for at, level in enumerate(chart.levels):
        assert same(times * level if level is not None else None, points["y"][at])
        limit = limits[at]
        if level is None:
            continue  # no measurement, nothing to hold against a limit
        assert same(times * limit.lower if limit else None, points["lcl"][at])
        assert same(times * limit.upper if limit else None, points["ucl"][at])
    outside = frozenset[int]().union(*(part.outside for part in chart.parts))
    assert [at in outside for at in range(len(chart.levels))] == points["sigma_signal"]


def drawn(case: dict[str, Any]) -> Chart:
    """The vector's input as our points; places there count from 1, ours from 0."""
    given_, options = case["input"], case["options"]
    order = given_["x"] or list(range(len(given_["y"])))
    ranked = sorted(range(len(order)), key=lambda at: order[at])
    points = []
    for day, at in enumerate(ranked):
        when = date(2025, 1, 1) + timedelta(days=day)
        y = given_["y"][at]
        if given_["n"] is None:
            points.append(Point(when, when, value=y))
        else:
            points.append(Point(when, when, numerator=y, denominator=given_["n"][at]))
    parts = tuple(options["part"] or ())
    spec = ChartSpec(
        kind=Kind(case["chart"]),
        freeze=None if parts else options["freeze"],
        parts=parts,
        exclude=frozenset(at - 1 for at in options["exclude"] or ()),
        centre=options["cl"],
        screen_ranges=options["screened_mr"],
        non_negative=not options["y_neg"],
    )
    return analyse(points, spec)


def same(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-9 * max(1, abs(ours), abs(theirs))


# Properties


VALUES = st.lists(st.none() | st.integers(-50, 50).map(float), max_size=60)


@given(VALUES, st.integers(-5, 5).map(float), st.integers(-20, 20).map(float))
def test_moving_values_and_line_together_changes_nothing(
    values: list[float | None], centre: float, by: float
) -> None:
    moved = [None if value is None else value + by for value in values]
    assert runs_test(moved, centre + by) == runs_test(values, centre)


@given(VALUES, st.integers(-5, 5).map(float))
def test_a_mirror_image_and_the_reverse_have_the_same_runs_and_crossings(
    values: list[float | None], centre: float
) -> None:
    result = runs_test(values, centre)
    mirrored = runs_test([None if value is None else -value for value in values], -centre)
    turned = runs_test(values[::-1], centre)
    for other in (mirrored, turned):
        assert (other.longest_run, other.crossings) == (result.longest_run, result.crossings)
    assert (mirrored.above, mirrored.below) == (result.below, result.above)


@given(VALUES, st.integers(-5, 5).map(float), st.data())
def test_values_on_the_line_may_be_put_in_anywhere(
    values: list[float | None], centre: float, data: st.DataObject
) -> None:
    result = runs_test(values, centre)
    at = data.draw(st.integers(0, len(values)))
    more = runs_test([*values[:at], centre, None, *values[at:]], centre)
    assert (more.n_useful, more.longest_run, more.crossings) == (
        result.n_useful,
        result.longest_run,
        result.crossings,
    )


@given(st.lists(st.integers(0, 30).map(float), min_size=2, max_size=40), st.data())
def test_a_part_is_judged_as_if_it_were_alone(values: list[float], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(values) - 1))
    whole = analyse(months(values), ChartSpec(parts=(cut,)))
    for part, alone in zip(whole.parts, (values[:cut], values[cut:]), strict=True):
        (other,) = analyse(months(alone)).parts
        assert part.centre == other.centre
        assert (part.runs.longest_run, part.runs.crossings) == (
            other.runs.longest_run,
            other.runs.crossings,
        )


def test_all_runs_of_the_greatest_length_are_told() -> None:
    result = runs_test([1, 1, -1, None, 0, -1, 1], 0)
    assert [(span.first, span.last, span.side) for span in result.longest] == [
        (0, 1, 1),
        (2, 5, -1),
    ]


# Refusals


def months(values: list[float]) -> list[Point]:
    days = [date(2020, 1, 1) + timedelta(days=at) for at in range(len(values))]
    return [Point(day, day, value=value) for day, value in zip(days, values, strict=True)]


DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("point", "spec", "fault"),
    [
        (Point(DAY, DAY, 1), ChartSpec(freeze=1, parts=(1,)), ChartFault.FREEZE_WITH_PARTS),
        (Point(DAY, DAY, 1), ChartSpec(freeze=0), ChartFault.FREEZE_TOO_EARLY),
        (Point(DAY, DAY, 1), ChartSpec(centre=math.nan), ChartFault.NOT_A_NUMBER),
        (Point(DAY, DAY, math.inf), ChartSpec(), ChartFault.NOT_A_NUMBER),
        (Point(DAY, DAY, 1), ChartSpec(Kind.SHARE), ChartFault.DENOMINATOR_MISSING),
        (Point(DAY, DAY, None, 3, 0), ChartSpec(Kind.RATE), ChartFault.DENOMINATOR_NOT_POSITIVE),
        (Point(DAY, DAY, None, 3, -2), ChartSpec(Kind.RATE), ChartFault.DENOMINATOR_NOT_POSITIVE),
        (Point(DAY, DAY, None, -1, 5), ChartSpec(Kind.RATE), ChartFault.NEGATIVE_COUNT),
        (Point(DAY, DAY, None, 6, 5), ChartSpec(Kind.SHARE), ChartFault.MORE_THAN_ALL),
        (Point(DAY, DAY - timedelta(1), 1), ChartSpec(), ChartFault.PERIODS_OVERLAP),
    ],
)
def test_what_makes_no_sense_is_refused(point: Point, spec: ChartSpec, fault: ChartFault) -> None:
    with pytest.raises(ChartInputError) as refused:
        analyse([point], spec)
    assert refused.value.fault is fault


def test_periods_that_overlap_are_refused_with_the_place() -> None:
    with pytest.raises(ChartInputError) as refused:
        analyse(
            [Point(DAY, DAY + timedelta(30), 1), Point(DAY + timedelta(30), DAY + timedelta(60), 1)]
        )
    assert (refused.value.fault, refused.value.at) == (ChartFault.PERIODS_OVERLAP, 1)


def test_a_chart_of_nothing_has_no_parts() -> None:
    assert analyse([]).parts == ()
