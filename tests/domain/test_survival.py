"""Kaplan and Meier's curve against R's survival package 3.5-3, whose answers are in vectors/survival.json."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from transfer.domain.survival import Curve, kaplan_meier

VECTORS = json.loads((Path(__file__).parent / "vectors" / "survival.json").read_text("utf-8"))
CASES = [
    case
    for case in VECTORS["cases"]
    if "optional" not in case["tags"] and not case["id"].endswith("float-ties")
]


def curve_of(case: dict[str, Any]) -> Curve:
    return kaplan_meier(case["input"]["duration"], [bool(e) for e in case["input"]["event"]])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_step_is_that_of_the_reference(case: dict[str, Any]) -> None:
    curve, expected = curve_of(case), case["expected"]["steps"]
    assert curve.n == case["expected"]["n"]
    assert [step.time for step in curve.steps] == pytest.approx(expected["time"])
    for at, step in enumerate(curve.steps):
        assert step.n_risk == expected["n_risk"][at]
        assert step.n_event == expected["n_event"][at]
        assert step.n_censored == expected["n_censor"][at]
        assert same(step.survival, expected["surv"][at])
        assert same(step.standard_error, expected["greenwood_se"][at])
        assert same(step.lower, expected["loglog_lower"][at])
        assert same(step.upper, expected["loglog_upper"][at])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_curve_answers_for_any_time_it_knows(case: dict[str, Any]) -> None:
    curve, expected = curve_of(case), case["expected"]["at"]
    for at, time in enumerate(expected["time"]):
        estimate = curve.at(time)
        assert curve.at_risk(time) == expected["n_risk"][at]
        if expected["beyond_last"][at] and expected["surv"][at] > 0:
            assert estimate is None
            continue
        assert estimate is not None
        assert same(estimate.survival, expected["surv"][at])
        assert same(estimate.lower, expected["loglog_lower"][at])
        assert same(estimate.upper, expected["loglog_upper"][at])


def same(ours: float | None, theirs: float | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-9 * max(1, abs(ours))


FOLLOWED = st.lists(st.tuples(st.integers(0, 800), st.booleans()), min_size=1, max_size=60)


@given(st.lists(st.integers(0, 800), min_size=1, max_size=60))
def test_when_all_have_stopped_the_curve_is_the_plain_share(durations: list[int]) -> None:
    curve = kaplan_meier(durations, [True] * len(durations))
    for time in durations:
        estimate = curve.at(time)
        assert estimate is not None
        share = sum(other > time for other in durations) / len(durations)
        assert estimate.survival == pytest.approx(share, abs=1e-12)


@given(FOLLOWED)
def test_the_share_only_falls_and_stays_inside_its_band(followed: list[tuple[int, bool]]) -> None:
    curve = kaplan_meier(*zip(*followed, strict=True))
    shares = [step.survival for step in curve.steps]
    assert shares == sorted(shares, reverse=True)
    for step in curve.steps:
        if step.lower is not None and step.upper is not None:
            assert 0 <= step.lower <= step.survival <= step.upper <= 1


@given(FOLLOWED)
def test_scipy_agrees_on_whole_days(followed: list[tuple[int, bool]]) -> None:
    durations, events = zip(*followed, strict=True)
    stopped = [time for time, event in followed if event]
    seen = [time for time, event in followed if not event]
    theirs = stats.ecdf(stats.CensoredData(uncensored=stopped, right=seen)).sf
    curve = kaplan_meier(durations, events)
    for time in {*durations}:
        estimate = curve.at(time)
        assert estimate is not None
        assert estimate.survival == pytest.approx(float(theirs.evaluate(time)), abs=1e-9)


def test_nobody_followed_gives_no_curve() -> None:
    curve = kaplan_meier([], [])
    assert curve.steps == () and curve.at(0) is None and curve.n == 0


@pytest.mark.parametrize(
    ("durations", "events"), [([1, 2], [True]), ([-1], [True]), ([float("nan")], [False])]
)
def test_what_makes_no_sense_is_refused(durations: list[float], events: list[bool]) -> None:
    with pytest.raises(ValueError, match="duration"):
        kaplan_meier(durations, events)
