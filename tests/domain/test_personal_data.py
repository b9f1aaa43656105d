"""The CPR guard. Numbers are made as the tests run; only the two public specimens stand here."""

import random
from datetime import date, timedelta
from itertools import cycle
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.personal_data import Finding, find

TODAY = date(2026, 3, 1)
SPECIMEN = "251248-4916"
SPECIMEN_NOT_MODULUS_11 = "251248-9996"
A_WEIGHT = (4, 3, 2, 7, 6, 5, 4, 3, 2)

SPELLINGS = (
    "{d}{m}{y}-{a}{b}",
    "{d}{m}{y}{a}{b}",
    "{d}{m}{y} {a}{b}",
    "{d}{m}{y} - {a}{b}",
    "{d}{m}{y}\u2013{a}{b}",
    "{d}{m}{y}\u2014{a}{b}",
    "{d}{m}{y}\u2011{a}{b}",
    "{d}{m}{y}\u00a0{a}{b}",
    "{d}{m}{y}\u2009{a}{b}",
    "{d}{m}{y}.{a}{b}",
    "{d}{m}{y}/{a}{b}",
    "{d}{m}{y}_{a}{b}",
    "{d}{m}{y}\\{a}{b}",
    "{d}{m}{y}\n{a}{b}",
    "{d}{m}{y}\r\n{a}{b}",
    "{d}-{m}-{y}-{a}{b}",
    "{d}.{m}.{y}-{a}{b}",
    "{d}/{m}/{y} {a}{b}",
    "{d} {m} {y} {a}{b}",
    "{d} {m} {y} {a} {b}",
    "{d}{m} {y}-{a}{b}",
    "{d}\u200b{m}{y}\u00ad-{a}{b}",
    "cpr:{d}{m}{y}{a}{b}",
    "Borger{d}{m}{y}-{a}{b}.",
    "full width",
)


def _numbers(count, seed=7):
    """Numbers of people born from 1900 until today, most of them by modulus 11."""
    chance = random.Random(seed)
    for _ in range(count):
        born = date(1900, 1, 1) + timedelta(chance.randrange((TODAY - date(1900, 1, 1)).days))
        yield born.strftime("%d%m%y") + _serial(born, chance)


def _serial(born, chance):
    century = "4" if born.year >= 2000 and born.year <= 2036 else "0"
    if born.year < 2000:
        century = chance.choice("0123")
    return century + f"{chance.randrange(1000):03}"


def _with_modulus_11(seed=7):
    """A number of someone born in 1962 that passes modulus 11."""
    chance = random.Random(seed)
    while True:
        start = f"{chance.randint(2, 28):02}{chance.randint(1, 12):02}62{chance.randrange(400):03}"
        last = -sum(w * int(d) for w, d in zip(A_WEIGHT, start, strict=True)) % 11
        if last < 10:
            return start + str(last)


def _fails_modulus_11(seed=7):
    right = _with_modulus_11(seed)
    return right[:-1] + str((int(right[-1]) + 1) % 10)


def _spelt(number, spelling):
    if spelling == "full width":
        return "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    d, m, y, a, b = (number[at : at + 2] for at in range(0, 10, 2))
    return spelling.format(d=d, m=m, y=y, a=a, b=b)


def _dashed(number):
    return f"{number[:6]}-{number[6:]}"


def _tiers(text):
    return [finding.tier for finding in find(text, TODAY)]


def test_the_specimens_fall_in_their_tiers():
    assert find(f"Se {SPECIMEN}.", TODAY) == [Finding(3, 14, "A")]
    assert find(f"Se {SPECIMEN_NOT_MODULUS_11}.", TODAY) == [Finding(3, 14, "B")]


def test_every_number_is_found_however_it_is_spelt():
    """2,500 of the 5,000 × 25 pairs, so that every spelling meets a hundred numbers."""
    for number, spelling in zip(_numbers(2500), cycle(SPELLINGS), strict=False):
        text = f"Vi så i dag {_spelt(number, spelling)} ved tavlen."
        assert _tiers(text), f"a number spelt {spelling!r} was missed"


@given(st.integers(0, 10_000), st.sampled_from(SPELLINGS), st.text(st.characters(), max_size=20))
def test_positions_are_those_of_the_text_as_typed(seed, spelling, before):
    number = next(_numbers(1, seed))
    spelt = _spelt(number, spelling).removeprefix("cpr:").removeprefix("Borger").removesuffix(".")
    text = f"{before} : {spelt} ;"
    assert any(text[hit.start : hit.end] == spelt for hit in find(text, TODAY))


def test_modulus_11_decides_the_tier():
    assert _tiers(_dashed(_with_modulus_11())) == ["A"]
    assert _tiers(_dashed(_fails_modulus_11())) == ["B"]


def test_a_birthday_on_new_years_day_is_sure_without_modulus_11():
    numbers = [f"0101{year:02}-000{last}" for year in range(60, 70) for last in range(10)]
    assert {tier for number in numbers for tier in _tiers(number)} == {"A"}


@pytest.mark.parametrize(
    "word", ["cpr", "CPR-nr.", "cprnummer:", "personnummer", "Pers.nr.", "C.P.R", "fødselsnr"]
)
def test_a_word_near_makes_it_sure_even_with_no_such_date(word):
    assert _tiers(f"{word} {_dashed(_fails_modulus_11())}") == ["A"]
    assert _tiers(f"{word} er 99{'9' * 4}-9999") == ["A"]


def test_a_word_far_away_does_not():
    assert _tiers(f"Vi talte om cpr {'og meget andet ' * 3}{_dashed(_fails_modulus_11())}") == ["B"]


def test_a_birthday_to_come_is_not_sure():
    tomorrow = TODAY + timedelta(days=400)
    chance = random.Random(3)
    numbers = [f"{tomorrow:%d%m%y}-4{chance.randrange(1000):03}" for _ in range(100)]
    assert {tier for number in numbers for tier in _tiers(number)} == {"B"}


def test_replacement_numbers_and_health_numbers_are_a_mild_hint():
    number = _with_modulus_11()
    replacement = f"{int(number[0]) + 6}{number[1:]}"
    assert _tiers(_dashed(replacement)) == ["B"]
    assert _tiers(f"{number[:6]}-{number[6]}AB{number[9]}") == ["B"]
    assert _tiers(f"3113{number[4:6]}-{number[6]}AB{number[9]}") == []


@pytest.mark.parametrize("before", ["2025-", "1234.", "12/", "3:"])
def test_after_a_date_or_a_number_it_is_a_mild_hint_unless_a_word_is_near(before):
    number = _dashed(_with_modulus_11())
    assert _tiers(before + number) == ["B"]
    assert _tiers("cpr " + before + number) == ["A"]


@pytest.mark.parametrize(
    "text",
    [
        "Ring på 20 12 15 30, 20121530 eller +45 20 12 15 30.",
        "Mobil 0045 20 12 15 30",
        "20121530\n30112244",
        "cpr-kontoret, +45 12 34 56 78",
        "2026-01-24 10:15",
        "2025-12-01T10:15:00",
        "den 24.01.2026 10.15",
        "24-01-2026 12 beboere",
        "24.01.26-28.02.26",
        "27/02 14.30-15.15",
        "EAN 5790" + "001234567",
        "GLN 5790 0012 3456 7",
        "CVR 12 34 56 78",
        "KLE 27.12.04-G01-1",
        "1.234.567.890 kr.",
        "kl. 10.15-11.45",
        "uge 3, 4 og 5: 11, 12 og 13 gange",
        "",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert find(text, TODAY) == []


def test_production_unit_numbers_stop_nobody():
    numbers = (f"P-nr. 10{n:08}" for n in range(2_000_000, 2_400_000, 997))
    assert "A" not in {tier for number in numbers for tier in _tiers(number)}


def test_a_time_after_a_short_date_and_a_row_of_counts_stop_nobody():
    days = [TODAY - timedelta(days) for days in range(300)]
    assert "A" not in {tier for day in days for tier in _tiers(f"{day:%d.%m.%y} 10.15")}
    counts = " ".join(f"{n % 12 + 1:02}" for n in range(200))
    assert "A" not in _tiers(counts)


def test_a_number_beside_another_is_found_on_its_own():
    number = _dashed(_with_modulus_11())
    text = f"Den 25. {number} og {number}"
    assert [text[hit.start : hit.end] for hit in find(text, TODAY)] == [number, number]


def test_glued_to_further_digits_it_is_nothing():
    number = _with_modulus_11()
    assert find(f"7{number}", TODAY) == []
    assert find(f"{number}7", TODAY) == []


def test_without_a_day_given_the_clock_is_asked():
    assert find(SPECIMEN) == [Finding(0, 11, "A")]


@given(st.text(st.sampled_from("0123456789 -./:cpr\u200b\n+") | st.characters()))
def test_findings_lie_in_the_text_in_order_and_apart(text):
    end = 0
    for hit in find(text, TODAY):
        assert end <= hit.start < hit.end <= len(text)
        end = hit.end


@pytest.mark.parametrize(
    "piece", ["Vi prøvede i dag. ", "1", "12 ", "12   ", "cpr ", "1\u200b", "д"]
)
def test_the_time_grows_only_as_the_text(piece):
    """Ten times the text may take no more than forty times the processor, measured at its best."""
    short, long = piece * (5_000 // len(piece)), piece * (50_000 // len(piece))
    assert _seconds(long) < 40 * _seconds(short) + 0.01


def _seconds(text):
    best = 9.0
    for _ in range(2):
        begun = process_time()
        find(text, TODAY)
        best = min(best, process_time() - begun)
    return best
