"""Words as one searches for them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from transfer.domain.danish_words import LONGEST, halves, says, stems_in, words_in


def stem(word):
    [found] = stems_in(word)
    return found


@pytest.mark.parametrize(
    "forms",
    [
        "samtale samtaler samtalen samtalerne",
        "vagt vagter vagten vagterne",
        "aftenvagt aftenvagten aftenvagterne",
        "nattevagt nattevagterne",
        "kollega kolleger kollegaen",
        "læge lægen læger lægerne",
        "uro uroen urolig urolige",
        "tavle tavlen tavler",
        "håndhygiejne haandhygiejne HÅNDHYGIEJNEN",
        "pårørende paaroerende",
        "Ærø ÆRØ ærø",
        "idé ide",
    ],
)
def test_forms_of_one_word_are_one_word(forms):
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("læge", "lægger"), ("uroen", "uren")])
def test_different_words_stay_apart(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["pårørende", "Ærø", "søvn", "idé", "Møllegården"])
def test_a_letter_in_two_pieces_is_the_letter(word):
    assert stems_in(unicodedata.normalize("NFD", word)) == stems_in(word)


def test_words_that_tell_nothing_are_left_out():
    assert stems_in("Vi går en tur om aftenen, og det er godt") == ["går", "tur", "aften", "god"]


def test_a_word_says_where_it_stands():
    text = "Beboerne går en tur"
    assert [text[word.start : word.end] for word in words_in(text)] == ["Beboerne", "går", "tur"]


@given(some.text(max_size=200))
def test_any_text_has_words_of_letters_and_digits_in_their_order(text):
    words = list(words_in(text))
    assert all(word.stem.isalnum() and len(word.stem) <= LONGEST for word in words)
    places = [(word.start, word.end) for word in words]
    assert places == sorted(places) and all(start < end for start, end in places)


@given(some.text(max_size=80))
def test_capital_letters_change_nothing_that_small_letters_do_not(text):
    assert stems_in(text.lower()) == stems_in(text.lower().lower())


# Compounds


def all_known(_stem):
    return True


def none_known(_stem):
    return False


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("aftenvagt", "vagt"),
        ("nattevagterne", "vagt"),
        ("vagtplan", "vagt"),
        ("jobsamtalen", "samtaler"),
        ("tavlemøder", "tavle"),
        ("brusebadet", "bad"),
    ],
)
def test_a_compound_says_its_parts(said, asked):
    assert says(stem(said), stem(asked), all_known)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("tilgang", "gang"),
        ("adgang", "gang"),
        ("overgang", "gang"),
        ("svag", "vag"),
        ("mandag", "mand"),
    ],
)
def test_what_only_holds_the_letters_does_not(said, asked):
    assert not says(stem(said), stem(asked), all_known)


def test_a_short_word_needs_words_around_it():
    assert says("analys", "lys", all_known)
    assert not says("analys", "lys", none_known)


def test_a_very_short_word_is_itself_only():
    assert says("ro", "ro", none_known)
    assert not says("arbejdsro", "ro", all_known)


def test_a_compound_falls_into_two_words_that_are_known():
    assert halves("gåtur", {"gå", "tur"}.__contains__) == [("gå", "tur")]
    assert halves("gåtur", none_known) == []


@given(
    some.text(alphabet="abdegklmnorstvåæø", max_size=24), some.text(alphabet="aegtv", max_size=6)
)
def test_any_two_words_can_be_held_against_each_other(said, asked):
    assert says(said, asked, none_known) <= says(said, asked, all_known)
    halves(said, all_known)
