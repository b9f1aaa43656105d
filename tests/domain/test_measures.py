"""Periods and numbers of målinger, as people and spreadsheets write them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.measures import (
    Counted,
    PeriodKind,
    ValueKind,
    counted,
    exact,
    period_at,
    periods_back,
    typed_period,
)
from transfer.domain.typing_in import NotUnderstood, show_number

WRITTEN = {
    (PeriodKind.MONTH, date(2026, 1, 1)): [
        "januar 2026", "Jan 2026", "jan. 26", "01-2026", "1/2026", "2026-01", "2026M01", "202601",
        "01-01-2026", "2026-01-31", "15. januar 2026", "2026-01-01 00:00:00"[:10],
    ],
    (PeriodKind.WEEK, date(2026, 2, 9)): [
        "uge 7 2026", "Uge 7, 2026", "u7 2026", "2026-W07", "7-2026", "2026 uge 7", "12-02-2026",
    ],
    (PeriodKind.QUARTER, date(2026, 4, 1)): [
        "2. kvartal 2026", "K2 2026", "2026K2", "2026-Q2", "2 kvt. 26", "01-05-2026",
    ],
    (PeriodKind.YEAR, date(2026, 1, 1)): ["2026", "3-3-2026"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "first"), WRITTEN, ids=lambda one: str(one))
def test_a_period_is_understood_as_it_is_commonly_written(kind, first):
    for text in WRITTEN[kind, first]:
        assert typed_period(kind, text).first == first, text


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        (PeriodKind.MONTH, "13-2026", "Skriv måneden og året"),
        (PeriodKind.MONTH, "2026", "Skriv måneden og året"),
        (PeriodKind.MONTH, "ma 2026", "Skriv måneden og året"),
        (PeriodKind.MONTH, "januar 20266", "Skriv måneden og året"),
        (PeriodKind.MONTH, "januar 1926", "Året 1926 kan ikke passe."),
        (PeriodKind.WEEK, "uge 53 2026", None),
        (PeriodKind.WEEK, "uge 53 2025", "Uge 53 findes ikke i 2025."),
        (PeriodKind.WEEK, "uge 7", "Skriv ugen og året"),
        (PeriodKind.QUARTER, "5. kvartal 2026", "Skriv kvartalet og året"),
        (PeriodKind.YEAR, "i fjor", "Skriv året"),
    ],
)
def test_a_period_that_cannot_be_is_told_how_to_be_written(kind, text, sentence):
    if sentence is None:
        assert typed_period(kind, text).first == date(2026, 12, 28)
        return
    with pytest.raises(NotUnderstood) as puzzled:
        typed_period(kind, text)
    assert sentence in str(puzzled.value)


@given(st.sampled_from(PeriodKind), st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_periods_follow_each_other_without_gap_or_overlap(kind, day):
    periods = periods_back(kind, day, 12)
    assert periods[-1] == period_at(kind, day)
    assert periods[-1].contains(day)
    for before, after in pairwise(periods):
        assert (after.first - before.last).days == 1


def test_one_number_is_any_number_from_nought_up():
    assert counted(ValueKind.NUMBER, {"value": "1.234,5"}) == (Counted(1234.5), {})
    assert counted(ValueKind.NUMBER, {"value": "0"}) == (Counted(0), {})
    below, wrong = counted(ValueKind.NUMBER, {"value": "-0,5"})
    assert (below, str(wrong["value"])) == (None, "Skriv et tal fra 0 og op.")
    assert counted(ValueKind.NUMBER, {"value": " 85 % "}) == (Counted(85), {})
    assert counted(ValueKind.NUMBER, {"value": "  "}) == (None, {})
    assert "Skriv tallet med cifre" in str(counted(ValueKind.NUMBER, {"value": "tolv"})[1]["value"])


@pytest.mark.parametrize(
    ("kind", "count", "size", "key", "sentence"),
    [
        (ValueKind.SHARE, "7", "6", "numerator", "kan ikke være større"),
        (ValueKind.SHARE, "-1", "6", "numerator", "helt tal, 0 eller mere"),
        (ValueKind.SHARE, "1,5", "6", "numerator", "helt tal, 0 eller mere"),
        (ValueKind.SHARE, "1", "6,5", "denominator", "helt tal"),
        (ValueKind.SHARE, "1", "", "denominator", "Skriv også, hvor mange"),
        (ValueKind.SHARE, "", "6", "numerator", "Skriv også antallet"),
        (ValueKind.SHARE, "0", "0", "denominator", "Skriv et tal over 0"),
        (ValueKind.RATE, "3", "-2", "denominator", "Skriv et tal over 0"),
    ],
)
def test_a_count_out_of_something_must_make_sense(kind, count, size, key, sentence):
    typed, wrong = counted(kind, {"numerator": count, "denominator": size})
    assert typed is None
    assert sentence in str(wrong[key])


def test_a_rate_may_have_more_counts_than_what_they_are_out_of():
    typed, wrong = counted(ValueKind.RATE, {"numerator": "12", "denominator": "1,5"})
    assert (typed, wrong) == (Counted(None, 12, 1.5), {})


@given(st.decimals(0, 10**6, places=3))
def test_a_number_is_shown_as_it_was_typed(number):
    typed, _ = counted(ValueKind.NUMBER, {"value": show_number(number)})
    assert typed is not None
    assert show_number(exact(typed.value or 0)) == show_number(number)
