"""Marked passages: kept with their words and neighbours, found again when the rest is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.passages import Passage, find_again, mark, pieces

TEXT = (
    "Vi dæmper lyset kl. 20 på begge gange.\n"
    "Nattevagten går stille rundt. Vi skriver i loggen hver morgen, og vi taler om det ved tavlen."
)


def marked(quote: str, text: str = TEXT, near: int = 0) -> Passage:
    passage = mark("action", text, quote, near=near)
    assert passage is not None
    return passage


def words_at(text: str, passage: Passage) -> str | None:
    span = find_again(text, passage)
    return None if span is None else text[slice(*span)]


def test_a_passage_knows_its_words_and_where_they_stand():
    passage = marked("Nattevagten går stille rundt.")
    assert (passage.field, passage.quote) == ("action", "Nattevagten går stille rundt.")
    assert TEXT[passage.start : passage.end] == passage.quote
    assert find_again(TEXT, passage) == (passage.start, passage.end)


def test_a_quote_that_was_copied_with_other_blanks_is_found():
    passage = marked("  begge gange. \r\n Nattevagten   går ")
    assert passage.quote == "begge gange.\nNattevagten går"


@pytest.mark.parametrize("quote", ["", "   \n", "Vi slukker lyset", "nattevagten"])
def test_what_the_text_does_not_say_is_no_passage(quote):
    assert mark("action", TEXT, quote) is None


def test_of_equal_words_the_ones_closest_to_the_mark_are_meant():
    text = "Vi prøver. Vi taler. Vi prøver. Vi taler."
    assert marked("Vi prøver.", text, near=18).start == 21


def test_it_is_found_when_something_is_written_before_and_after():
    passage = marked("Vi skriver i loggen hver morgen")
    changed = "Fra mandag: " + TEXT.replace("på begge gange", "på alle tre gange") + " Det virker."
    assert words_at(changed, passage) == "Vi skriver i loggen hver morgen"


def test_it_is_not_found_when_its_own_words_are_changed():
    passage = marked("Vi skriver i loggen hver morgen")
    assert find_again(TEXT.replace("hver morgen", "hver aften"), passage) is None
    assert find_again("", passage) is None


def test_neighbours_tell_equal_words_apart_after_a_move():
    text = "I dagvagten: vi spørger først borgeren. I nattevagten: vi spørger først borgeren."
    passage = marked("vi spørger først borgeren", text, near=len(text))
    changed = text.replace("I dagvagten: vi spørger først borgeren. ", "")
    assert find_again(changed, passage) == (15, 40)
    turned = "I nattevagten: vi spørger først borgeren. I dagvagten: vi spørger først borgeren."
    assert find_again(turned, passage) == (15, 40)


def test_a_short_word_is_not_found_inside_another_or_far_from_its_place():
    passage = marked("lyset")
    assert find_again("Vi ser på lysets farve.", passage) is None
    assert find_again("Om vinteren er lyset nede allerede.", passage) is None
    assert words_at("Fra i dag dæmper vi lyset kl. 20 på begge gange.", passage) == "lyset"


def test_a_mark_in_the_middle_of_a_word_is_still_found():
    passage = marked("attevag")
    assert find_again(TEXT, passage) == (passage.start, passage.end)


def test_a_passage_without_neighbours_is_found_by_its_words():
    start = TEXT.index("Nattevagten")
    passage = Passage("action", start, start + 11, "Nattevagten")
    assert find_again(TEXT, passage) == (start, start + 11)
    assert find_again("I går: " + TEXT, passage) == (start + 7, start + 18)


def test_the_pieces_say_which_spans_lie_over_them():
    assert pieces("abcdef", [(1, 4), (3, 5)]) == [
        ("a", ()),
        ("bc", (0,)),
        ("d", (0, 1)),
        ("e", (1,)),
        ("f", ()),
    ]
    assert pieces("abc", []) == [("abc", ())]
    assert pieces("", []) == []


@given(st.text(alphabet="ab \nå", min_size=1, max_size=60), st.data())
def test_whatever_is_marked_is_found_where_it_was_as_long_as_nothing_changes(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = mark("action", text, text[start:end], near=start)
    if passage is None:
        assert not text[start:end].strip()
        return
    span = find_again(text, passage)
    assert span is not None
    assert text[slice(*span)].split() == text[start:end].split()


@given(
    st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)
)
def test_the_pieces_together_are_the_text(text, ends):
    spans = [(min(one, other, len(text)), min(max(one, other), len(text))) for one, other in ends]
    assert "".join(piece for piece, _ in pieces(text, spans)) == text
