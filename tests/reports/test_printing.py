"""Papers printed of kept parts: the same report whatever happens to what is kept or to who draws."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from reports import management_paper, printing
from reports.apart import Limits, NotDrawn, Stopped, drawn_apart, let_go
from reports.kept import MEGABYTE, KeptParts
from reports.parts import Part
from reports.printing import excuse, missing, printed
from tests.reports.reading import Read
from tests.reports.sample import TRIALS, a_report
from tests.reports.test_apart import drawers_of
from tests.reports.ua import Paper as Tagged


@pytest.fixture(scope="module")
def paper():
    return management_paper(a_report())


@pytest.fixture(scope="module")
def right(paper):
    return b"".join(printed(paper))


@pytest.fixture
def shelf(tmp_path):
    return KeptParts(tmp_path, 100 * MEGABYTE).shelf("birkesund", 1)


def test_what_is_kept_is_not_drawn_again_and_what_is_harmed_is(paper, right, shelf, monkeypatch):
    told = []
    assert missing(paper, shelf) == len(paper.parts)
    assert b"".join(printed(paper, shelf, told=lambda *so_far: told.append(so_far))) == right
    assert told[-1] == (len(paper.parts), len(paper.parts)) and missing(paper, shelf) == 0

    drawn = []
    apart = drawn_apart
    monkeypatch.setattr(
        printing, "drawn_apart", lambda *a, **more: drawn.append(a[1]) or apart(*a, **more)
    )
    assert b"".join(printed(paper, shelf)) == right
    assert not drawn
    harmed, cut, gone = (shelf.place / part.key for part in paper.parts[1:4])
    harmed.write_bytes(harmed.read_bytes().replace(b"Font", b"Fond", 1)[:-3] + b"abc")
    cut.write_bytes(cut.read_bytes()[:1000])
    gone.unlink()
    assert b"".join(printed(paper, shelf)) == right
    assert {part.key for part in drawn} == {harmed.name, cut.name, gone.name}

    # Nothing can be kept: the report comes all the same.
    nothing = KeptParts(shelf.place.parent, 0).shelf("other", 1)
    assert b"".join(printed(paper, nothing)) == right
    # An upgrade: other keys, the same report.
    monkeypatch.setattr("reports.parts.part.made_with", lambda: b"another version")
    upgraded = replace(paper, parts=tuple(replace(part) for part in paper.parts))
    assert missing(upgraded, shelf) == len(paper.parts)
    with pytest.raises(Stopped):
        printed(upgraded, shelf, going_on=lambda: False)
    assert Read(b"".join(printed(upgraded, shelf))).pages == Read(right).pages


def test_two_at_once_and_drawers_that_are_killed_give_the_right_report(paper, right, tmp_path):
    let_go()
    is_over = threading.Event()

    def kill_now_and_then():
        while not is_over.wait(0.7):
            for one in drawers_of(os.getpid())[:1]:
                os.kill(one, signal.SIGKILL)

    def export(_n):
        return b"".join(printed(paper, KeptParts(tmp_path, MEGABYTE).shelf("birkesund", 1)))

    killer = threading.Timer(1.0, kill_now_and_then)
    killer.start()
    threading.Timer(4.0, is_over.set).start()
    with ThreadPoolExecutor(2) as hands:
        assert set(hands.map(export, range(2))) == {right}
    killer.join()
    assert missing(paper, KeptParts(tmp_path, MEGABYTE).shelf("birkesund", 1)) == 0


def bomb() -> bytes:
    file = BytesIO()
    Image.new("1", (9400, 9400)).save(file, "png")
    return file.getvalue()


def test_a_part_that_cannot_be_drawn_is_a_page_that_says_so_and_the_rest_stands(
    paper, right, shelf, monkeypatch
):
    monkeypatch.setattr(printing, "LIMITS", Limits(seconds=3.0, processor_seconds=3))
    heading = '<h2 id="{0}">{0} <b>og</b> &lt;mere&gt;</h2>'
    hostile = (
        Part(heading.format("linjer") + "<p>" + "ja<br/>" * 100_000 + "</p>"),
        Part(heading.format("dybt") + "<p>" + "<b>" * 3000 + "ja" + "</b>" * 3000 + "</p>"),
    )
    picture = Part(
        heading.format("bombe") + '<img src="photo:x" alt="Sort"/>',
        "img { width: 60mm }",
        (("x", bomb()),),
    )
    at = 4
    paper = replace(paper, parts=(*paper.parts[:at], *hostile, picture, *paper.parts[at:]))
    begun = time.monotonic()
    drawn = b"".join(printed(paper, shelf))
    took = time.monotonic() - begun
    read, before = Read(drawn), Read(right)
    text = " ".join(read.text.split())
    # The picture may be drawn in time, where nothing else goes on.
    assert text.count("Denne side kunne ikke tegnes") in (2, 3)
    assert "linjer og <mere> Denne side" in text and "dybt og <mere> Denne side" in text
    assert list(Tagged(drawn).faults()) == []
    without_foot = [page.rsplit(" Side ", 1)[0] for page in read.pages]
    for page in before.pages[1:]:
        assert page.rsplit(" Side ", 1)[0] in without_foot
    assert took < 40

    # It is not kept in the place of the part; for an hour it is not waited for again, and then it is tried.
    assert missing(paper, shelf) in (2, 3)
    assert shelf.get(excuse(hostile[0]).key) is not None
    assert shelf.is_put_off(hostile[0].key)
    with pytest.raises(NotDrawn):
        printed(replace(paper, parts=hostile[:1]), shelf, whole=True)
    begun = time.monotonic()
    assert b"".join(printed(replace(paper, parts=hostile[:1]), shelf)).startswith(b"%PDF")
    assert time.monotonic() - begun < 1


def test_what_people_type_cannot_bring_a_report_down():
    """Within the limits of a text, everything is drawn, and in bounded time."""
    first, *others = TRIALS
    typed = ("e" + "\u0301\u0323" * 25_000, "nej\n" * 20_000, "å" * 4_000)
    hostile = tuple(
        replace(first, title=f"{n} {one}"[:300], learning=one) for n, one in enumerate(typed)
    )
    paper = management_paper(a_report(trials=(*hostile, *others)))
    text = " ".join(Read(b"".join(printed(paper))).text.split())
    assert "kunne ikke tegnes" not in text
    assert all(one.title in text for one in others)
