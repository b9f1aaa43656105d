"""Is a paper that is assembled of parts the same as one that is laid out whole?"""

import pkgutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from zlib import crc32

import pdfua
import pytest
from PIL import Image

from reports import CHAPTERS, Answers, InFull, Typeface, management_paper, management_pdf
from reports.parts import DamagedFragment, Part, assembled, draw_part
from reports.parts.engine import KNOWN, NAMES
from reports.parts.faces import face
from reports.parts.fragment import MARK
from tests.reports.reading import Read
from tests.reports.sample import TRIALS, a_report, an_empty_report
from tests.reports.ua import Paper as Tagged


def with_the_annex():
    """A long report in the other typeface, with more trials than a page of the list has room for, and a title
    that takes two lines of the contents."""
    answers = (("Hvad skete der?", "Ét fast spørgsmål.\n\nHver morgen."), ("Hvorfor?", "Ja " * 900))
    long = {5: ", og hvad vi gør, når nogen er syge, nye eller på ferie," * 2}
    trials = tuple(
        replace(TRIALS[n % 12], title=f"{TRIALS[n % 12].title} ({n}{long.get(n, '')})")
        for n in range(50)
    )
    told = tuple(
        InFull(
            f"ph-{n}", trial, (("Enhed", trial.unit),), (Answers("Refleksion", answers[n % 2 :]),)
        )
        for n, trial in enumerate(trials)
    )
    return a_report(
        trials=trials, in_full=told[:46:5], parts=frozenset(CHAPTERS), typeface=Typeface.PLEX_SERIF
    )


EDITIONS = {"paper": a_report, "first_day": an_empty_report, "annex": with_the_annex}


@pytest.fixture(scope="module")
def annex():
    return Read(management_pdf(with_the_annex()))


class Kept(dict):
    """Drawn parts by their keys."""

    def __call__(self, paper):
        for part in paper.parts:
            if part.key not in self:
                self[part.key] = draw_part(part)
        return [self[part.key] for part in paper.parts]


@pytest.fixture(scope="module")
def kept():
    return Kept()


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_assembled_is_what_is_laid_out_whole(edition, kept, request, tmp_path):
    whole = request.getfixturevalue(edition)
    paper = management_paper(EDITIONS[edition]())
    ours = Read(b"".join(assembled(paper, kept(paper))))
    assert ours.pages == whole.pages
    for name in ("title", "author", "subject", "creator"):
        assert getattr(ours.reader.metadata, name) == getattr(whole.reader.metadata, name)
    tagged = Tagged(ours.bytes)
    _insist_on_the_same(tagged, Tagged(whole.bytes))
    _insist_that_contents_are_right(tagged, ours)
    _insist_that_it_is_in_order(tagged, ours, tmp_path / "rapport.pdf")


def _insist_on_the_same(ours, whole):
    """For whoever listens, or looks something up."""
    assert ours.headings == whole.headings
    assert ours.figures == whole.figures
    assert ours.scopes == whole.scopes
    assert ours.outline() == whole.outline()
    places = whole.places()
    assert ours.places() == {name: pytest.approx(places[name], abs=0.01) for name in places}
    assert len(ours.links) == len(whole.links)
    for link, same in zip(ours.links, whole.links, strict=True):
        assert (link.Dest, link.Contents) == (same.Dest, same.Contents)
        assert [*map(float, link.Rect)] == pytest.approx([*map(float, same.Rect)], abs=0.01)
    # The document has an element around each part.
    frame = ("Div", ("Document",))
    kinds = [kind for kind, _, above in whole.elements if (kind, above) != frame]
    assert [kind for kind, _, _ in ours.elements] == kinds


def _insist_that_contents_are_right(tagged, ours):
    places = tagged.destinations()
    assert tagged.links
    for link in tagged.links:
        page, words = places[str(link.Dest)], str(link.Contents).removeprefix("Gå til ")
        assert f"{words} {page}" in ours.text
        assert words in ours.pages[page - 1]


def _insist_that_it_is_in_order(tagged, ours, file):
    file.write_bytes(ours.bytes)
    assert list(tagged.faults()) == []
    assert [finding.message for finding in pdfua.validate(file).findings] == []
    said = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def test_letters_and_pictures_that_are_not_ours_come_along(tmp_path):
    picture = BytesIO()
    Image.new("RGBA", (40, 40), (20, 80, 120, 90)).save(picture, "PNG")
    strange = Part(
        '<h1>Forside</h1><p>Fremmed: שלום</p><p><img src="photo:p" alt="Et billede"/></p>',
        pictures=(("p", picture.getvalue()),),
    )
    usual = Part("<h2>100 % (vores) \\ æøå</h2><h2>(Fem euro: 5 €</h2><h2>é, \xa7 og \u2013</h2>")
    paper = replace(management_paper(an_empty_report()), parts=(strange, usual, strange))
    drawn = [draw_part(part) for part in paper.parts]
    ours = Read(b"".join(assembled(paper, drawn)))
    assert "Fremmed: שלום" in ours.pages[0]
    assert "100 % (vores) \\ æøå" in ours.pages[1]
    assert "שלום" in ours.pages[2]
    told = [title for title, _ in Tagged(ours.bytes).outline()]
    assert told[1:4] == ["100 % (vores) \\ æøå", "(Fem euro: 5 €", "é, \xa7 og \u2013"]
    assert len(ours.reader.pages[0].images) == 1
    _insist_that_it_is_in_order(Tagged(ours.bytes), ours, tmp_path / "rapport.pdf")


def test_a_link_to_a_part_that_is_not_chosen_is_plain_text():
    pieces = '<h1 id="a">Forrest</h1><ul class="report-listed">{}</ul><p>Se <a href="#c">kapitel C</a>.</p>'
    line = '<li><a href="#{0}">Linje {0}</a> <span class="report-page-number" data-at="#{0}"></span></li>'
    first = Part(pieces.format(line.format("b") + line.format("c")))
    second, third = Part('<h2 id="b">Kapitel B</h2>'), Part('<h2 id="c">Kapitel C</h2>')
    fragments = [draw_part(part) for part in (first, second, third)]
    paper = replace(
        management_paper(an_empty_report()),
        parts=(first, second, third),
        links={"b": "Gå til B", "c": "Gå til C"},
    )

    full = Read(b"".join(assembled(paper, fragments)))
    assert full.pages[0].startswith("Forrest Se kapitel C. Linje b 2 Linje c 3")
    tagged = Tagged(full.bytes)
    words = [str(link.Contents) for link in tagged.links]
    assert words == ["Gå til B", "Gå til C", "Gå til C"]

    fewer = Read(b"".join(assembled(replace(paper, parts=(first, second)), fragments[:2])))
    assert fewer.pages[0].startswith("Forrest Se kapitel C. Linje b 2 Linje c Side 1")
    tagged = Tagged(fewer.bytes)
    assert [str(link.Contents) for link in tagged.links] == ["Gå til B"]
    assert len(tagged.of_kind("Link")) == 1
    assert list(tagged.faults()) == []


def test_a_letter_that_no_typeface_has_keeps_no_page_from_its_number(tmp_path):
    line = '<li><a href="#{0}">{0} 漢字</a> <span class="report-page-number" data-at="#{0}"></span></li>'
    listed = f'<h1 id="a">Forrest</h1><ul class="report-listed">{line.format("b")}</ul>'
    parts = (Part(listed), Part('<h2 id="b">b 漢字</h2>'))
    paper = replace(management_paper(an_empty_report()), parts=parts, links={"b": "Gå til B"})
    file = tmp_path / "rapport.pdf"
    file.write_bytes(b"".join(assembled(paper, [draw_part(part) for part in parts])))
    asked = ["pdftotext", file, "-"]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert said[:4] == ["Forrest", "b", "漢字", "2"]
    assert list(Tagged(file.read_bytes()).faults()) == []


def test_the_key_of_a_part_is_all_that_it_looks_like():
    part = Part("<p>Ja</p>", "p {color: red}", (("a", b"1"),))
    assert part.key == replace(part).key
    others = [
        replace(part, html="<p>Nej</p>"),
        replace(part, style="p {color: blue}"),
        replace(part, pictures=(("a", b"2"),)),
        replace(part, pictures=(("b", b"1"),)),
    ]
    assert len({part.key, *(other.key for other in others)}) == 5


def test_two_trials_that_say_the_same_lead_each_to_its_own_page():
    told = tuple(InFull(f"ph-{n}", TRIALS[0]) for n in range(2))
    paper = management_paper(
        an_empty_report(trials=TRIALS[:1] * 2, in_full=told, parts=frozenset(CHAPTERS))
    )
    listed = "".join(part.html for part in paper.parts if "report-listed" not in part.html)
    assert [listed.count(f'href="#{one.anchor}"') for one in told] == [1, 1]


def test_a_part_that_is_damaged_is_known(kept):
    paper = management_paper(an_empty_report())
    good = kept(paper)
    for bad in (
        b"",
        b"x" * 99,
        good[0][:-1],
        good[0] + b"x",
        good[0][:200] + b"\xff" + good[0][201:],
    ):
        with pytest.raises(DamagedFragment):
            assembled(paper, [bad, *good[1:]])
    values = bytearray(good[0][len(MARK) + 4 :])
    values[values.index(b"IBMPlexSans")] = 0xFF
    its_checksum_is_right = MARK + crc32(values).to_bytes(4, "big") + values
    with pytest.raises(DamagedFragment):
        assembled(paper, [its_checksum_is_right, *good[1:]])
    with pytest.raises(KeyError):
        face("../../../README.md")


def test_whoever_assembles_loads_nothing_that_draws(kept, tmp_path):
    paper = management_paper(an_empty_report())
    for n, fragment in enumerate(kept(paper)):
        (tmp_path / f"{n:03}").write_bytes(fragment)
    asked = (
        "import sys, pathlib; from reports import management_paper; from reports.parts import assembled;"
        "from tests.reports.sample import an_empty_report;"
        f"kept = [f.read_bytes() for f in sorted(pathlib.Path({str(tmp_path)!r}).iterdir())];"
        "assert b''.join(assembled(management_paper(an_empty_report()), kept)).startswith(b'%PDF');"
        "print({'weasyprint', 'pydyf', 'fontTools', 'pikepdf'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def test_what_we_use_of_weasyprint_is_still_there():
    """If this fails after an upgrade: `reports/parts/engine.py` and `cutting.py` have to follow."""
    for place, names in NAMES.items():
        holder = pkgutil.resolve_name(place)
        assert [name for name in names if not hasattr(holder, name)] == [], place
    for place, names in KNOWN.items():
        known = pkgutil.resolve_name(place).__init__.__code__.co_names
        assert set(names) - set(known) == set(), place
