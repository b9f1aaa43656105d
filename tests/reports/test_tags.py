"""Can the paper be listened to?"""

import pdfua
import pytest

from tests.reports.ua import Paper
from tests.reports.ua_content import heads_and_feet


@pytest.fixture(scope="module", params=["paper", "first_day", "one_unit"])
def edition(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def tagged(edition):
    return Paper(edition.bytes)


def test_the_file_keeps_its_promises(tagged):
    assert list(tagged.faults()) == []


def test_the_checker_finds_nothing(edition, tmp_path):
    file = tmp_path / "rapport.pdf"
    file.write_bytes(edition.bytes)
    assert [finding.message for finding in pdfua.validate(file).findings] == []


def test_the_title_and_language_are_those_of_the_report(edition, tagged):
    assert tagged.root.Lang == "da"
    assert edition.reader.metadata.title == "Ledelsesrapport: Læring i hverdagen 2025"
    assert edition.reader.metadata.author == "Birgitte Solvang, Birkesund Kommune"


def test_there_is_one_first_heading_and_no_level_is_skipped(tagged):
    assert tagged.headings.count(1) == 1
    assert tagged.headings[0] == 1


def test_only_what_says_something_is_an_element(tagged):
    """What stands in another weight is words of its paragraph."""
    inside = {above[-1] for kind, _, above in tagged.elements if kind == "NonStruct"}
    assert inside.isdisjoint({"P", "TD", "TH", "LBody", "Caption"})


def test_header_cells_say_what_they_head(tagged):
    assert set(tagged.scopes) == {"/Column", "/Row"}


def test_figures_are_told_with_their_numbers(paper):
    figures = Paper(paper.bytes).figures
    assert len(figures) == 9
    assert "Udfaldet i forhold til forventningen. Bedre end ventet 2, Som ventet 3" in figures[2]
    assert "begge fra 1 til 5. stor værdi, lille indsats 6, " in figures[3]
    assert "Ledelsesopbakning: Fremmer 7, Hæmmer 0" in figures[4]
    assert "samtalen, begyndte her: Bostedet Havnegade, overført hertil: Bos" in figures[6]


def test_heads_and_feet_are_not_read_aloud(paper):
    tree = Paper(paper.bytes)
    assert all("Side " in text for text in paper.pages)
    running = [len(heads_and_feet(page)) for page in tree.file.pages]
    assert running == [1] + (len(paper.pages) - 1) * [3]


def test_the_contents_are_told_as_contents(edition, tagged):
    chapters = len(tagged.outline()) - 1
    kinds = [kind for kind, _, above in tagged.elements if "TOC" in (kind, *above)]
    assert kinds[:5] == ["TOC", "TOCI", "Reference", "Link", "Span"]
    assert kinds.count("TOCI") == kinds.count("Link") == chapters


def test_links_say_where_they_lead(paper):
    tree = Paper(paper.bytes)
    words = [str(link.Contents) for link in tree.links]
    assert words[0] == "Gå til 1. Hovedbudskaber"
    assert len(words) == 16


def test_bookmarks_are_the_chapters(edition, tagged):
    outline = tagged.outline()
    assert outline[0] == ("Ledelsesrapport", 1)
    for title, page in outline[1:]:
        assert title in edition.pages[page - 1]


def test_the_contents_give_the_pages_the_chapters_are_on(edition, tagged):
    for title, page in tagged.outline()[1:]:
        assert f"{title} {page}" in edition.pages[0]


def test_links_lead_to_the_pages_the_contents_give(tagged):
    pages = [page for _, page in tagged.outline()[1:]]
    destinations = tagged.destinations()
    assert [destinations[str(link.Dest)] for link in tagged.links] == pages
