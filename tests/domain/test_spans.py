"""Stretches of days."""

from datetime import date

import pytest

from transfer.domain.spans import covered_until, overlap


def day(number):
    return date(2026, 1, number)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((day(1), day(5)), (day(5), None), True),
        ((day(1), day(4)), (day(5), None), False),
        ((day(1), None), (day(20), day(21)), True),
        ((day(5), day(4)), (day(1), None), False),  # a role that never came into force
    ],
)
def test_two_spans_share_a_day(one, other, expected):
    assert overlap(one, other) is expected
    assert overlap(other, one) is expected


@pytest.mark.parametrize(
    ("spans", "until"),
    [
        ([], day(9)),
        ([(day(1), day(9))], day(9)),
        ([(day(1), day(12))], day(12)),
        ([(day(1), day(12)), (day(13), day(20))], day(20)),
        ([(day(14), None), (day(1), day(12))], day(12)),
        ([(day(1), day(12)), (day(5), None)], date.max),
        ([(day(11), None)], day(9)),
        ([(day(10), day(9)), (day(10), day(11))], day(11)),
    ],
)
def test_how_far_they_reach_from_the_tenth(spans, until):
    assert covered_until(spans, day(10)) == until
