from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.periods import (
    BadPeriod,
    Period,
    before,
    half_year,
    months,
    months_later,
    parse,
    quarter,
    week_number,
    year,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (year(2025), "2025"),
        (half_year(2025, 1), "1. halvår 2025"),
        (half_year(2025, 2), "2. halvår 2025"),
        (quarter(2025, 2), "2. kvartal 2025"),
        (months(2024, 2, 2), "februar 2024"),
        (months(2025, 2, 4), "1. februar – 30. april 2025"),
        (Period(date(2025, 5, 7), date(2025, 5, 7)), "7. maj 2025"),
        (Period(date(2024, 7, 1), date(2025, 6, 30)), "1. juli 2024 – 30. juni 2025"),
        (Period(date(2024, 1, 1), date(2025, 12, 31)), "1. januar 2024 – 31. december 2025"),
    ],
)
def test_a_period_has_the_name_people_use_and_is_understood_by_it(
    period: Period, name: str
) -> None:
    assert period.name == str(period) == name
    assert parse(name) == period


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-01 – 2025-12-31",
        "2025-01-01 - 2025-12-31",
        "1. januar 2025 til 31. december 2025",
        "1. januar – 31. december 2025",
        "  1. Januar 2025  –  31. DECEMBER 2025 ",
    ],
)
def test_dates_are_understood_as_people_write_them(text: str) -> None:
    assert parse(text) == year(2025)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sidste år",
        "3. halvår 2025",
        "5. kvartal 2025",
        "0. kvartal 2025",
        "20225",
        "0025",
        "2025-02-31",
        "31. februar 2025",
        "1. floreal 2025",
        "2025-12-31 – 2025-01-01",
        "2025-01-01 – 2025-02-01 – 2025-03-01",
        "1. februar – 1. januar 2025",
        "01-01 – 2025-12-31",
        "1. januar 0099",
        "1. januar – ",
    ],
)
def test_what_names_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        parse(text)


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(BadPeriod):
        Period(date(2025, 2, 1), date(2025, 1, 31))


def test_both_ends_belong_to_it_and_an_unknown_day_does_not() -> None:
    period = quarter(2025, 1)
    assert period.contains(date(2025, 1, 1))
    assert period.contains(date(2025, 3, 31))
    assert not period.contains(date(2025, 4, 1))
    assert not period.contains(date(2024, 12, 31))
    assert not period.contains(None)
    assert period.days == 90


@given(st.integers(1900, 2999))
def test_quarters_and_half_years_fill_the_year_without_a_gap(number: int) -> None:
    for parts in (
        [quarter(number, which) for which in (1, 2, 3, 4)],
        [half_year(number, 1), half_year(number, 2)],
    ):
        assert sum(part.days for part in parts) == year(number).days
        for one, next_one in pairwise(parts):
            assert next_one.first - one.last == timedelta(days=1)


@given(DAYS, DAYS)
def test_the_name_of_any_period_leads_back_to_it(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert parse(period.name) == period


@given(DAYS, st.integers(0, 600))
def test_a_count_of_months_moves_the_month_by_that_count(day: date, count: int) -> None:
    moved = months_later(day, count)
    assert (moved.year - day.year) * 12 + moved.month - day.month == count
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


def test_weeks_are_counted_as_in_danish_calendars() -> None:
    assert week_number(date(2025, 1, 1)) == 1
    assert week_number(date(2024, 12, 30)) == 1
    assert week_number(date(2026, 12, 31)) == 53


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        (year(2025), year(2024)),
        (quarter(2025, 1), quarter(2024, 4)),
        (Period(date(2024, 2, 1), date(2024, 2, 29)), Period(date(2024, 1, 1), date(2024, 1, 31))),
        (
            Period(date(2025, 1, 10), date(2025, 1, 19)),
            Period(date(2024, 12, 31), date(2025, 1, 9)),
        ),
    ],
)
def test_the_period_before_is_as_long_in_months_or_in_days(period, earlier):
    assert before(period) == earlier
