"""Times of day, typed in the ways people type them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.clock import danish_clock, show_clock
from transfer.domain.typing_in import NotUnderstood


@pytest.mark.parametrize(
    "text", ["9.30", "09:30", "9:30", "0930", "930", "kl. 9.30", "KL 9.30", " 9 30 "]
)
def test_a_time_is_understood_however_it_is_typed(text):
    assert danish_clock(text) == time(9, 30)


@pytest.mark.parametrize(("text", "clock"), [("9", time(9)), ("0", time(0)), ("23", time(23))])
def test_an_hour_alone_is_the_whole_hour(text, clock):
    assert danish_clock(text) == clock


@pytest.mark.parametrize("text", ["", "24", "25.00", "9.60", "ni", "9.3", "9,30", "-1", "9" * 40])
def test_what_is_no_time_is_answered_with_an_example(text):
    with pytest.raises(NotUnderstood, match=r"9\.30"):
        danish_clock(text)


@given(st.times().map(lambda one: one.replace(second=0, microsecond=0)))
def test_a_time_that_is_shown_can_be_typed_again(clock):
    assert danish_clock(show_clock(clock)) == clock
