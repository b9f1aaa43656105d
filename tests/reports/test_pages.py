"""The report on a screen: the same chapters, well-made, and in need of nothing else."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from reports import management_body, management_html
from tests.reports.sample import a_report, an_empty_report

EDITIONS = {
    "year": a_report(),
    "first day": an_empty_report(),
    "one unit": a_report(outcomes_withheld=True),
}


@pytest.fixture(params=EDITIONS)
def report(request):
    return EDITIONS[request.param]


def test_the_page_stands_alone(report):
    html = management_html(report)
    page = BeautifulSoup(html, "html.parser")
    assert page.html["lang"] == "da"
    assert [h.get_text() for h in page.select("h1")] == ["Ledelsesrapport"]
    assert page.title.get_text() == "Ledelsesrapport: Læring i hverdagen 2025"
    assert not page.select("[src], link, script, [style], [onclick]")
    assert "url(" not in html
    assert "@import" not in html


def test_the_chapters_fit_into_a_page_with_a_frame_of_its_own(report):
    body = BeautifulSoup(management_body(report), "html.parser")
    assert not body.select("h1, main, html, style, script, [style]")
    assert body.find(re.compile("^h[1-6]$")).name == "h2"
    classes = {name for element in body.select("[class]") for name in element["class"]}
    assert {name for name in classes if not name.startswith("report-")} == set()


def test_ids_are_used_once_and_every_link_leads_somewhere(report):
    page = BeautifulSoup(management_html(report), "html.parser")
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.select("a")} <= set(ids)


def test_headings_step_down_one_at_a_time(report):
    page = BeautifulSoup(management_html(report), "html.parser")
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_header_cells(report):
    page = BeautifulSoup(management_html(report), "html.parser")
    for table in page.select("table"):
        assert all(cell.has_attr("scope") for cell in table.select("th"))
        assert table.caption or "report-facts" in table["class"]
    for wide in page.select(".report-scroll"):
        assert wide["tabindex"] == "0"
        assert wide["aria-label"]


def test_page_and_paper_say_the_same(paper):
    page = BeautifulSoup(management_body(a_report()), "html.parser")
    for svg in page.select("svg"):
        svg.decompose()
    for element in page.select("p, td, th, caption, figcaption, h2, h3"):
        words = " ".join(element.get_text().split())
        assert words.replace(" ", "") in paper.text.replace(" ", ""), words


def test_what_people_typed_is_only_ever_text():
    html = management_html(an_empty_report(organisation="<script>alert(1)</script>"))
    assert "<script" not in html


def test_a_brand_that_is_no_colour_cannot_leave_the_style():
    assert "</style><b>" not in management_html(a_report(brand="</style><b>"))
