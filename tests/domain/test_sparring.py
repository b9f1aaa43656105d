"""The suggested run of a session, and when an average may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.sparring import AROUND, PER_TRIAL, average_benefit, steps_within


def test_the_suggested_run_is_half_an_hour_for_each_and_forty_minutes_around():
    assert sum(step.minutes for step in PER_TRIAL) == 30
    assert AROUND == 40


def test_half_an_hour_is_divided_as_suggested():
    assert [step.minutes for step in steps_within(30)] == [3, 6, 6, 3, 8, 4]


@given(st.integers(min_value=10, max_value=240))
def test_the_steps_fill_the_time_exactly_and_none_is_empty(minutes):
    steps = steps_within(minutes)
    assert sum(step.minutes for step in steps) == minutes
    assert min(step.minutes for step in steps) >= 1


@pytest.mark.parametrize(
    ("answers", "shown"), [([], None), ([5, 5, 5, 5], None), ([5, 4, 3, 4, 4], 4.0)]
)
def test_fewer_than_five_answers_give_no_average(answers, shown):
    assert average_benefit(answers) == shown
