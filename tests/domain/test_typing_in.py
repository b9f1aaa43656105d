import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.typing_in import (
    MOST_MARKS,
    NO_SUCH_DAY,
    NotUnderstood,
    clean_line,
    clean_text,
    danish_date,
    danish_number,
    long_date,
    show_date,
    show_number,
)

A_DAY = date(2026, 1, 24)


@pytest.mark.parametrize(
    "text",
    [
        "24-01-2026",
        "24.1.2026",
        "24/1/26",
        "24 01 2026",
        " 24. 1. 2026 ",
        "2026-01-24",
        "24. januar 2026",
        "Den 24. Januar 2026",
        "24 jan. 2026",
        "２４/１/２６",
    ],
)
def test_a_date_is_understood_as_people_write_it(text):
    assert danish_date(text) == A_DAY


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.02.2026", "Den dato findes ikke: februar 2026 har 28 dage."),
        ("30-2-2028", "Den dato findes ikke: februar 2028 har 29 dage."),
        ("0-1-2026", "Den dato findes ikke: januar 2026 har 31 dage."),
        ("24-13-2026", "Der er kun 12 måneder. Skriv dag før måned, fx 24-01-2026."),
        ("1-1-1999", "Året 1999 kan ikke passe."),
        ("1-1-20225", "Året 20225 kan ikke passe."),
        ("20225-01-01", "Året 20225 kan ikke passe."),
        ("2. xyz 2026", "Skriv datoen som dag-måned-år, fx 24-01-2026."),
        ("i morgen", "Skriv datoen som dag-måned-år, fx 24-01-2026."),
        ("", "Skriv datoen som dag-måned-år, fx 24-01-2026."),
        ("1" * 100_000, "Skriv datoen som dag-måned-år, fx 24-01-2026."),
    ],
)
def test_a_wrong_date_is_answered_with_what_to_write(text, sentence):
    with pytest.raises(NotUnderstood) as told:
        danish_date(text)
    assert str(told.value).startswith(sentence)


def test_a_refusal_can_be_said_in_another_language():
    with pytest.raises(NotUnderstood) as told:
        danish_date("31.02.2026")
    assert told.value.message == NO_SUCH_DAY
    assert told.value.values == {"month": "februar", "year": 2026, "days": 28}


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_shown_date_is_understood_again(day):
    assert danish_date(show_date(day)) == day
    assert danish_date(long_date(day)) == day
    assert danish_date(day.isoformat()) == day


def test_a_date_is_shown_as_it_is_typed_and_as_it_is_read():
    assert show_date(A_DAY) == "24-01-2026"
    assert long_date(date(2026, 5, 1)) == "1. maj 2026"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1 234,5", "1234.5"),
        ("0.125", "0.125"),
        ("-3", "-3"),
        ("− 3", "-3"),
        ("+3", "3"),
        (",5", "0.5"),
        ("-0", "0"),
        ("１２", "12"),
        ("123.456.789.012", "123456789012"),
    ],
)
def test_a_number_is_understood_the_danish_way(text, number):
    assert danish_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tolv", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("NaN", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("inf", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("1e309", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("1_000", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("1.23.4", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("-", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("\u0661\u0662", "Skriv tallet med cifre, fx 12 eller 12,5."),
        ("1,234.5", "Skriv komma før decimalerne, fx 1234,5."),
        ("1" * 13, "Tallet er for langt. Skriv højst 12 cifre."),
        ("9" * 100_000, "Tallet er for langt. Skriv højst 12 cifre."),
    ],
)
def test_a_wrong_number_is_answered_with_what_to_write(text, sentence):
    with pytest.raises(NotUnderstood) as told:
        danish_number(text)
    assert str(told.value) == sentence


@given(st.decimals(min_value=-99_999_999, max_value=99_999_999, places=4))
def test_a_shown_number_is_understood_again(number):
    assert danish_number(show_number(number)) == number


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1234.50", "1.234,5"),
        ("11.0000", "11"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-0.00", "0"),
        ("-3.70", "-3,7"),
    ],
)
def test_a_number_is_shown_without_needless_zeros(number, shown):
    assert show_number(Decimal(number)) == shown


FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f"
KEYCAP = "1\ufe0f\u20e3"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize("text", ["æøå ÆØÅ", FAMILY, HEART, KEYCAP, ENGLAND, "»Nå – ja«\n\n• én"])
def test_what_can_be_seen_is_kept(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("e\u0301n", "én"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x00b\x07\x1bc", "abc"),
        ("a\u200bb\u200cc\u200dd\ufeffe\u00adf", "abcdef"),
        ("a\u202eb\u2066c\u200ed", "abcd"),
        ("a\ufe0fb 12\ufe0f", "ab 12"),
        ("\U000e0068\U000e0065j", "j"),
        ("\ud800x\uffff", "x"),
        ("e\u200b\u0301", "é"),
        ("  linje  \n\t\n slut \n\n", "linje\n\n slut"),
        ("\u200b\u3164\u2800", ""),
    ],
)
def test_what_cannot_be_seen_is_gone(text, cleaned):
    assert clean_text(text) == cleaned


def test_a_heap_of_accents_becomes_a_small_one():
    cleaned = clean_text("h" + "\u0335\u0336" * 500 + "ej")
    assert cleaned[0] == "h"
    assert cleaned[-2:] == "ej"
    assert len(cleaned) == MOST_MARKS + 3


def test_a_line_is_one_line():
    assert clean_line(" To  hjælpere\r\ni\u00a0aftenvagt ") == "To hjælpere i aftenvagt"


@given(st.text(st.characters() | st.sampled_from("\u200d\ufe0f\u0301\u2764\U0001f468\u2329\r\n")))
def test_cleaning_a_clean_text_changes_nothing(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()
    assert "\n" not in clean_line(text)
