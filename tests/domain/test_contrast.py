"""Contrast by WCAG, and darker tones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.contrast import NoColour, colour, contrast, dark_enough, darker

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes AA, as WebAIM and W3C name it
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.00),
        ("#00ff00", "#ffffff", 1.37),
        ("#0000ff", "#ffffff", 8.59),
        ("#949494", "#ffffff", 3.03),
        ("#595959", "#ffffff", 7.00),
    ],
)
def test_the_ratio_is_the_published_one(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@given(colours, colours)
def test_a_ratio_lies_between_1_and_21(one, other):
    assert 1 <= contrast(one, other) <= 21.000001


@given(colours)
def test_a_suggestion_always_passes_and_a_good_colour_is_left_alone(one):
    suggested = dark_enough(one)
    assert contrast(suggested) >= 4.5
    if contrast(one) >= 4.5:
        assert suggested == one


def test_darker_tones():
    assert darker("#ff8040", 0) == "#ff8040"
    assert darker("#ff8040", 0.5) == "#804020"
    assert darker("#ff8040", 1) == "#000000"
    assert darker("#ff8040", 7) == "#000000"


@pytest.mark.parametrize(("typed", "meant"), [("0B5D66", "#0b5d66"), (" #abc ", "#aabbcc")])
def test_a_colour_may_be_typed_in_more_ways(typed, meant):
    assert colour(typed) == meant


@pytest.mark.parametrize("typed", ["", "blå", "#12345", "#1234567", "#12345g", "#12345\n6"])
def test_what_is_no_colour_is_refused(typed):
    with pytest.raises(NoColour):
        colour(typed)
