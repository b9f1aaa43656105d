"""What people typed, before it is drawn."""

import unicodedata

from reports.limits import (
    _PICTURES,
    _UNPRINTABLE,
    _is_ordinary,
    cell_text,
    fit_for_paper,
    limited_text,
    paper_text,
    within_limits,
)
from tests.reports.sample import a_report


def test_ordinary_danish_text_is_left_as_it_was():
    text = "Blåbærgrød på Ærø – »sådan«\ni to linjer"
    assert limited_text(text) == text


def test_letters_are_composed():
    assert limited_text(unicodedata.normalize("NFD", "Åse på Ærø")) == "Åse på Ærø"


def test_a_text_has_an_end():
    assert len(limited_text("a" * 100_000)) == 20_002
    for end in "\n", "\u2028", "\u2029":
        assert limited_text(f"a{end}" * 5_000).count("\n") == 500


def test_marks_do_not_pile_up():
    assert len(limited_text("e" + "\u0317" * 10_000)) == 9
    rings_and_selectors = "\u0317\u0489\u034f\ufe00"  # of which most go together with nothing
    assert len(limited_text("e" + rings_and_selectors * 1_000)) == 9


def test_what_cannot_be_printed_is_taken_out():
    assert limited_text("a\x00b\x1bc\u202ed\u2066e\ud800\tf") == "abcde\tf"


def test_a_report_within_the_limits_is_the_same_report():
    assert within_limits(a_report()) == a_report()


def test_on_paper_a_word_without_end_can_be_broken_and_others_are_whole():
    address = "https://birkesund.example/laering/2025"
    assert paper_text(f"{address} og {'x' * 61}").split("\u200b")[0] == f"{address} og {'x' * 15}"
    assert paper_text("x" * 60) == "x" * 60


def test_a_cell_ends_at_a_word_and_says_that_it_is_shortened():
    assert cell_text("ord " * 100) == "ord " * 100
    assert cell_text("ord " * 101) == f"{'ord ' * 99}… (forkortet)"
    assert cell_text("x" * 500) == f"{'x' * 400} … (forkortet)"
    assert cell_text("\n" * 500 + "ord " * 101) == cell_text("ord " * 101)
    assert cell_text("\xa0" * 500) == ""


def test_on_paper_there_are_no_emoji():
    assert paper_text("3\u20105 af") == "3-5 af"
    assert paper_text("\ufb01ngre, e\ufb00ekt, hver\xaddag") == "fingre, effekt, hverdag"
    assert paper_text("Godt \U0001f44d\U0001f3fd → gået ✓") == "Godt  → gået ✓"
    assert fit_for_paper(a_report()) == a_report()


def test_every_text_is_reached_however_deep():
    report = a_report()
    trial = report.trials[0]
    long = type(trial)(**{**_fields(trial), "learning": "x" * 30_000})
    assert len(within_limits(a_report(trials=(long,))).trials[0].learning) == 20_002


def _fields(value):
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}


def test_what_looks_ordinary_would_have_stayed_as_it_is():
    letters = [chr(n) for n in range(0x10000) if chr(n) != "\r" and _is_ordinary(chr(n))]
    assert {"å", "–", "»", "\n", "\xa0"} < set(letters)
    assert all(unicodedata.normalize("NFC", letter) == letter for letter in letters)
    assert not any(unicodedata.combining(letter) for letter in letters)
    assert not [
        letter for letter in letters if _UNPRINTABLE.match(letter) or _PICTURES.match(letter)
    ]
