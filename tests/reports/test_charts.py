"""Charts: real text, words for those who do not see them, and the numbers as a table."""

import re
from xml.etree import ElementTree as ET

import pytest

from reports import Bar, FactorLine, Segment
from reports.charts import diverging_bars, simple_bars, stacked_bars

SVG = "{http://www.w3.org/2000/svg}"
BARS = (
    Bar("Tidlig opsporing", (Segment("Indført", 2), Segment("Stoppet", 1))),
    Bar("Pårørende & <b>samarbejde</b>", (Segment("Indført", 0), Segment("Stoppet", 0))),
)
FACTORS = (FactorLine("Ledelsesopbakning", 7, 0), FactorLine("Tid og ro", 0, 2))
DRAWN = {
    "stacked": lambda **how: stacked_bars("a", "Pr. mål", BARS, **how),
    "simple": lambda **how: simple_bars("b", "Udfald", BARS[0], **how),
    "diverging": lambda **how: diverging_bars("c", "Faktorer", FACTORS, **how),
}


@pytest.fixture(params=DRAWN)
def draw(request):
    return DRAWN[request.param]


@pytest.mark.parametrize("width", [400, 620])
def test_it_is_an_image_with_words(draw, width):
    svg = ET.fromstring(draw(width=width).svg)
    title = svg.find(f"{SVG}title")
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == title.get("id")
    assert re.search(r"\d", title.text)
    assert svg.find(f"{SVG}desc").text


def test_it_has_presentation_attributes_only(draw):
    svg = str(draw().svg)
    assert "style" not in svg
    assert "<script" not in svg
    assert "url(" not in svg


@pytest.mark.parametrize("width", [400, 620])
def test_nothing_reaches_outside_the_picture(draw, width):
    svg = ET.fromstring(draw(width=width).svg)
    for rect in svg.iter(f"{SVG}rect"):
        assert float(rect.get("x")) >= 0
        assert float(rect.get("x")) + float(rect.get("width")) <= width
        assert float(rect.get("y")) + float(rect.get("height")) <= float(svg.get("height"))


def test_the_twin_holds_the_same_numbers():
    chart = stacked_bars("a", "Pr. mål", BARS)
    assert chart.columns == ("", "Indført", "Stoppet", "I alt")
    assert chart.rows == (("Tidlig opsporing", 2, 1, 3), ("Pårørende & <b>samarbejde</b>", 0, 0, 0))
    assert diverging_bars("c", "F", FACTORS).rows == (
        ("Ledelsesopbakning", 7, 0),
        ("Tid og ro", 0, 2),
    )


def test_what_people_typed_is_text_and_not_markup():
    svg = stacked_bars("a", "Pr. mål", BARS).svg
    assert "<b>" not in svg
    texts = [text.text for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert "Pårørende & <b>samarbejde</b>" in texts


def test_parts_side_by_side_differ_in_more_than_colour():
    bar = Bar("Alle", tuple(Segment(f"Tilstand {n}", 10) for n in range(12)))
    svg = ET.fromstring(stacked_bars("a", "Alle", (bar,)).svg)
    looks = []
    pieces = [piece for piece in svg if piece.get("height") in ("13", None)]
    for piece in pieces:
        if piece.tag == f"{SVG}rect":
            looks.append((piece.get("fill"), ""))
        elif piece.tag == f"{SVG}path" and looks:
            looks[-1] = (looks[-1][0], piece.get("stroke-linecap", "lines"))
    assert len(set(looks)) == 12


def test_a_name_without_end_is_shortened_in_the_picture_and_whole_in_the_table():
    name = "Samarbejde " * 500
    chart = stacked_bars("a", "T", (Bar(name, BARS[0].segments), BARS[1]))
    assert float(ET.fromstring(chart.svg).get("height")) < 200
    assert chart.rows[0][0] == name


def test_no_bars_at_all_is_an_empty_picture():
    assert stacked_bars("a", "Ingenting", ()).rows == ()
    assert "<svg" in diverging_bars("c", "Ingenting", ()).svg
