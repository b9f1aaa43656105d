"""Charts: real text, words for those who do not see them, and the numbers as a table."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from reports import (
    Band,
    Bar,
    Dot,
    FactorLine,
    Happening,
    Idea,
    LastingChart,
    LastingPoint,
    Mark,
    MeasureChart,
    Moment,
    Segment,
    Stretch,
    ValuePoint,
)
from reports.charts import (
    axis_steps,
    days_between,
    diverging_bars,
    lasting_curve,
    run_chart,
    simple_bars,
    stacked_bars,
    timeline,
    travels,
    value_against_effort,
)

SVG = "{http://www.w3.org/2000/svg}"
BARS = (
    Bar("Tidlig opsporing", (Segment("Indført", 2), Segment("Stoppet", 1))),
    Bar("Pårørende & <b>samarbejde</b>", (Segment("Indført", 0), Segment("Stoppet", 0))),
)
FACTORS = (FactorLine("Ledelsesopbakning", 7, 0), FactorLine("Tid og ro", 0, 2))
POINTS = tuple(ValuePoint(*pair) for pair in ((5, 2), (4, 2), (4, 2), (1, 5), (3, 3)))
UNITS = ("Hjemmeplejen Vest", "Jobcenter Birkesund, Team Aktivitet", "Rehabiliteringscenteret")
IDEAS = (
    Idea("Tavlen & <b>vi</b>", ((UNITS[0], Mark.ORIGIN), (UNITS[1], Mark.ADOPTED), ("", Mark.TRIED))),
    Idea("Dagsordenskort", (("", Mark.ORIGIN), ("", Mark.TRIED), ("", Mark.TRIED))),
)  # fmt: skip
MOMENTS = (
    Moment(date(2025, 4, 8), "Beslutning: Indfør"),
    Moment(date(2025, 3, 1), "Planen & <b>målet</b>"),
    Moment(date(2025, 3, 3), "Afprøvning", date(2025, 3, 31)),
    Moment(date(2025, 10, 12), "Forankringstjek efter 6 måneder: Fastholdt i tilpasset form"),
)
LASTING = LastingChart(
    title="Så meget & <b>mere</b>",
    points=(
        LastingPoint(3, 1.0, 0.61, 1.0, 0.9, 1.0, 12),
        LastingPoint(6, 0.8, 0.42, 0.94, 0.5, 0.85, 10),
        LastingPoint(12, 0.05, 0.01, 0.2, 0.0, 0.1, 5),
    ),
    told="Efter 12 måneder var 5 % af det indførte ikke faldet bort & <b>mere</b>",
)
MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(25)]
DOTS = tuple(
    Dot(f"måned {n}", day.replace(day=15), 20 + n % 5, f"{20 + n % 5}", follows=n not in (0, 6),
        is_excluded=n == 3, is_on_the_line=n == 2, stands_out=n > 18, note="Tavlen & <b>vi</b>")
    for n, day in enumerate(MONTHS[:24]) if n != 5
)  # fmt: skip
MEASURE = MeasureChart(
    title="Fald & <b>ture</b>",
    unit="fald pr. 1.000 sengedage",
    dots=DOTS,
    stretches=(
        Stretch(MONTHS[0], date(2024, 7, 31), 21, "Median 21"),
        Stretch(MONTHS[7], date(2025, 11, 30), 22.5, "Median 22,5", has_signal=True),
        Stretch(MONTHS[23], date(2025, 12, 31), 22, "Median 22",
                bands=(Band(MONTHS[23], date(2025, 12, 31), 12, 27),)),
    ),
    happenings=(
        Happening(1, date(2019, 1, 1), "Længe før", "1. januar 2019"),
        Happening(2, date(2024, 1, 2), "Tavlen", "2. januar 2024"),
        Happening(3, date(2024, 1, 3), "Kortet", "3. januar 2024"),
        Happening(4, date(2025, 12, 31), "Skemaet", "31. december 2025"),
    ),
    target=(22.1, "Mål 22,1"),
    axis=tuple((n, f"{n}") for n in (0, 10, 20, 30)),
    days=tuple((day, f"jan {day.year}") for day in days_between(MONTHS[0], MONTHS[24], 3)),
    told="23 målinger fra januar 2024 til december 2025",
)  # fmt: skip
DRAWN = {
    "lasting": lambda **how: lasting_curve("g", LASTING, **how),
    "runs": lambda **how: run_chart("g", MEASURE, **how),
    "stacked": lambda **how: stacked_bars("a", "Pr. mål", BARS, **how),
    "simple": lambda **how: simple_bars("b", "Udfald", BARS[0], **how),
    "diverging": lambda **how: diverging_bars("c", "Faktorer", FACTORS, **how),
    "scatter": lambda **how: value_against_effort("d", "Værdi", POINTS, **how),
    "matrix": lambda **how: travels("e", "Idéer", IDEAS, UNITS, **how),
    "timeline": lambda **how: timeline("f", "Forløb", MOMENTS, **how),
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


@pytest.mark.parametrize("width", [400, 620])
def test_every_mark_lies_within_the_picture(draw, width):
    svg = ET.fromstring(draw(width=width).svg)
    for dot in svg.iter(f"{SVG}circle"):
        x, y, r = (float(dot.get(name)) for name in ("cx", "cy", "r"))
        assert r <= x <= width - r
        assert r <= y <= float(svg.get("height")) - r


@pytest.mark.parametrize("width", [400, 620])
def test_every_word_ends_before_the_edge(draw, width):
    svg = ET.fromstring(draw(width=width).svg)
    for text in svg.iter(f"{SVG}text"):
        long = len(text.text) * (6.9 if text.get("font-weight") == "600" else 6.3)
        x = float(text.get("x"))
        left = {"start": x, "middle": x - long / 2, "end": x - long}[text.get("text-anchor")]
        assert left >= -long * 0.1, text.text
        assert left + long <= width * 1.02, text.text


def test_the_quarters_are_counted_and_every_dot_is_drawn():
    chart = value_against_effort("d", "Værdi", POINTS)
    svg = ET.fromstring(chart.svg)
    assert len(list(svg.iter(f"{SVG}circle"))) == len(POINTS)
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert "Stor værdi, lille indsats: 3" in words
    assert "Mindre værdi, stor indsats: 1" in words
    assert chart.rows[0] == ("Værdi 5", 0, 1, 0, 0, 0, 1)
    assert chart.rows[1] == ("Værdi 4", 0, 2, 0, 0, 0, 2)


def test_dots_lie_where_they_lay_yesterday_and_never_on_each_other():
    many = tuple(ValuePoint(4, 2) for _ in range(19))
    chart = value_against_effort("d", "Værdi", many)
    assert chart == value_against_effort("d", "Værdi", many)
    dots = [
        tuple(float(dot.get(name)) for name in ("cx", "cy", "r"))
        for dot in ET.fromstring(chart.svg).iter(f"{SVG}circle")
    ]
    for i, (x, y, r) in enumerate(dots):
        for other_x, other_y, _ in dots[i + 1 :]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= (1.7 * r) ** 2


def test_more_on_one_spot_than_can_be_counted_is_a_number():
    chart = value_against_effort("d", "Værdi", tuple(ValuePoint(4, 2) for _ in range(300)))
    assert len(list(ET.fromstring(chart.svg).iter(f"{SVG}circle"))) == 1
    assert ">300<" in chart.svg


def test_a_unit_that_may_not_be_named_has_a_line_of_its_own():
    chart = travels("e", "Idéer", IDEAS, UNITS)
    assert chart.rows == (
        ("Tavlen & <b>vi</b>", UNITS[0], UNITS[1], "enhed ikke oplyst"),
        ("Dagsordenskort", "enhed ikke oplyst", "–", "2 enheder, ikke oplyst"),
    )
    words = [text.text for text in ET.fromstring(chart.svg).iter(f"{SVG}text")]
    assert "Enhed ikke oplyst" in words


def test_more_ideas_and_units_than_fit_are_all_in_the_table():
    units = tuple(f"Enhed {n}" for n in range(60))
    ideas = tuple(Idea(f"Idé {n}", ((units[n], Mark.ORIGIN),)) for n in range(30))
    chart = travels("e", "Idéer", ideas, units)
    assert len(chart.rows) == 30
    assert float(ET.fromstring(chart.svg).get("height")) < 900


def test_a_timeline_is_told_in_the_order_of_time():
    chart = timeline("f", "Forløb", MOMENTS)
    assert [words for _, words in chart.rows] == [
        "Planen & <b>målet</b>", "Afprøvning", "Beslutning: Indfør", MOMENTS[3].words,
    ]  # fmt: skip
    assert " ".join(chart.rows[1][0].split()) == "3. til 31. marts 2025"


def test_a_run_chart_breaks_where_a_period_is_missing_and_where_a_part_begins():
    chart = run_chart("g", MEASURE)
    svg = ET.fromstring(chart.svg)
    line = next(path for path in svg.iter(f"{SVG}path") if path.get("stroke") == "#005a8c")
    assert line.get("d").count("M") == 4  # the gap and two new parts
    diamonds = [path for path in svg.iter(f"{SVG}path") if path.get("fill") == "#b34700"]
    assert len(diamonds) == 5 + 1  # and one that says what they mean
    numbers = {text.text for text in svg.iter(f"{SVG}text")} & {"1", "2", "3", "4"}
    assert numbers == {"2", "3", "4"}  # what was before it all is told below, not drawn
    assert len(chart.rows) == 23
    assert "<svg" in run_chart("g", MeasureChart(title="Tom", unit="", dots=())).svg


@pytest.mark.parametrize(
    ("low", "high", "steps"),
    [
        (0, 53, (0, 20, 40, 60)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (0, 0, (0, 0.2, 0.4, 0.6, 0.8, 1)),
        (-3, 7, (-4, -2, 0, 2, 4, 6, 8)),
        (91, 99, (90, 92, 94, 96, 98, 100)),
        (0, 12345, (0, 2500, 5000, 7500, 10000, 12500)),
    ],
)
def test_a_scale_has_round_steps_that_hold_all_there_is(low, high, steps):
    assert axis_steps(low, high) == steps


def test_the_twin_holds_the_same_numbers():
    chart = stacked_bars("a", "Pr. mål", BARS)
    assert chart.columns == ("", "Indført", "Stoppet", "I alt")
    assert chart.rows == (("Tidlig opsporing", 2, 1, 3), ("Pårørende & <b>samarbejde</b>", 0, 0, 0))
    assert diverging_bars("c", "F", FACTORS).rows == (
        ("Ledelsesopbakning", 7, 0, "+7"),
        ("Tid og ro", 0, 2, "−2"),
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
    assert "<svg" in value_against_effort("d", "Ingenting", ()).svg
    assert travels("e", "Ingenting", (), ()).rows == ()
    assert timeline("f", "Ingenting", ()).rows == ()
    assert "<svg" in timeline("f", "Én dag", MOMENTS[:1]).svg
