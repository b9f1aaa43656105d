"""When a chart may be judged, and how it lies to a trial action."""

from datetime import date, timedelta
from random import Random

import pytest

from transfer.domain.chart_reading import (
    Onset,
    Status,
    Verdict,
    assess,
    points_needed_after,
    relate,
)
from transfer.domain.control_charts import PLAIN, ChartSpec, Point, analyse


def months(values: list[float | None], first: date = date(2023, 1, 1)) -> list[Point]:
    starts = [date(first.year + at // 12, at % 12 + 1, 1) for at in range(len(values) + 1)]
    return [
        Point(start, after - timedelta(days=1), value)
        for start, after, value in zip(starts, starts[1:], values, strict=False)
    ]


def judged(values: list[float | None], spec: ChartSpec = PLAIN) -> tuple[Status, Verdict | None]:
    (found,) = assess(analyse(months(values), spec))
    return found.status, found.verdict


CALM = [4.0, 6, 5, 7, 3, 6, 4, 8, 5, 3, 7, 6, 2, 6, 4, 7, 5, 8, 3, 6, 4, 7, 5, 6]
SHIFTED = [6.0, 7, 6, 8, 7, 6, 7, 8, 6, 7, 8, 7, 2, 3, 1, 2, 3, 2, 1, 3, 2, 1, 2, 3]


def test_two_years_without_change_swing_as_chance_would_have_it() -> None:
    assert judged(CALM) == (Status.OK, Verdict.RANDOM)


def test_a_shift_of_level_is_a_signal() -> None:
    assert judged(SHIFTED) == (Status.OK, Verdict.SIGNAL)


def test_under_twenty_measurements_the_verdict_is_provisional() -> None:
    assert judged([*SHIFTED[:10], *SHIFTED[12:21]]) == (Status.PROVISIONAL, Verdict.SIGNAL)


def test_fewer_than_twelve_measurements_give_no_verdict() -> None:
    assert judged([9.0, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1]) == (Status.TOO_FEW, None)


def test_missing_and_left_out_measurements_are_not_counted() -> None:
    assert judged([*SHIFTED[:11], None, None]) == (Status.TOO_FEW, None)
    assert judged(SHIFTED[:12], ChartSpec(exclude=frozenset({0}))) == (Status.TOO_FEW, None)


def test_no_measurement_at_all_is_said_as_such() -> None:
    assert judged([None, None]) == (Status.NO_DATA, None)


def test_a_chart_of_mostly_zeros_gives_no_verdict() -> None:
    mostly_zeros = [0.0] * 14 + [1.0, 2, 1, 1, 3, 1, 1, 2, 1, 1]
    assert analyse(months(mostly_zeros)).parts[0].runs.signal  # what the raw rules would say
    assert judged(mostly_zeros) == (Status.ONE_SIDED, None)


def test_rare_counts_that_do_not_change_hardly_ever_give_a_signal() -> None:
    chance, signals = Random(4), 0
    for _ in range(300):
        counts = [float(sum(chance.random() < 0.05 for _ in range(10))) for _ in range(24)]
        signals += judged(counts)[1] is Verdict.SIGNAL
    assert signals <= 300 * 0.06  # without the guards it is four of five


def test_more_than_half_on_the_line_gives_no_verdict() -> None:
    assert judged([5.0] * 13 + [4.0, 6] * 5) == (Status.MANY_TIES, None)


def test_a_target_may_have_all_measurements_on_one_side() -> None:
    assert judged(CALM, ChartSpec(centre=10)) == (Status.OK, Verdict.SIGNAL)


def test_a_frozen_line_is_guarded_by_the_points_it_came_from() -> None:
    flat_start = [0.0] * 12 + [3.0, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5]
    assert judged(flat_start, ChartSpec(freeze=12)) == (Status.ONE_SIDED, None)


def test_each_part_is_judged_alone() -> None:
    whole = analyse(months([*CALM[:14], *SHIFTED[:5]]), ChartSpec(parts=(14,)))
    assert [found.status for found in assess(whole)] == [Status.PROVISIONAL, Status.TOO_FEW]


# How it lies to an action


def test_a_run_that_begins_after_the_action_is_after() -> None:
    found = relate(analyse(months(SHIFTED)), date(2023, 10, 15))
    assert (found.onset, found.distance) == (Onset.AFTER, 2)  # November and December lie between
    assert (found.points_after, found.mixed) == (14, 9)


def test_a_run_that_began_before_the_action_is_not_credited_to_it() -> None:
    found = relate(analyse(months(SHIFTED)), date(2024, 4, 1))
    assert (found.onset, found.distance) == (Onset.BEFORE, 3)


def test_without_a_long_run_there_is_no_onset() -> None:
    found = relate(analyse(months(CALM)), date(2023, 6, 1))
    assert (found.onset, found.distance) == (Onset.NONE, 0)


@pytest.mark.parametrize(("baseline", "needed"), [(12, 8), (16, 9), (20, 9), (24, 9)])
def test_so_many_measurements_are_needed_after_an_action(baseline: int, needed: int) -> None:
    assert points_needed_after(baseline) == needed


def test_a_relation_counts_its_own_measurements() -> None:
    assert relate(analyse(months(CALM)), date(2024, 1, 1)).points_needed == 8
