"""The management report on paper: in parts that each start a page, and as one document of the same parts.

The document is the reference: WeasyPrint lays all of it out at once, with page numbers of its own. What is
assembled of parts must say the same on every page, and tests hold it to that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Any, TypeVar

from markupsafe import Markup

from reports import chapters, drawing
from reports.chapters import Chapter
from reports.charts import PAPER_WIDTH
from reports.limits import fit_for_paper, within_limits
from reports.management import ManagementReport
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.writing import brand_style, context, environment, face_style, logo

_T = TypeVar("_T")

_ROOM = 58.0
"""Lines of a table that a page has room for, with some to spare: what does not fit would stand alone on the next."""
_HEADING = 9.0
"""Lines that a chapter's heading and first words take."""
_LETTERS = (25, 18, 8, 14, 34)
"""How many of them a line has in each column of the list of trials."""
_LISTED = (44, 4, 92)
"""Lines of a list with page numbers on a page, those a heading takes of them, and letters in one."""


def management_paper(report: ManagementReport) -> Paper:
    """The report in parts; only what is said in a part decides its key."""
    report = fit_for_paper(within_limits(report))
    mark = logo(report)
    about = context(report, PAPER_WIDTH, logo="photo:logo" if mark else "")
    style = brand_style(report.brand) + face_style(report.typeface)
    pictures = (("logo", mark),) if mark else ()
    front = Part(_written("front.html", about), style, pictures)
    bodies = (
        html for group in chapters.on_pages(about["chapters"]) for html in _group(group, about)
    )
    return Paper(
        parts=(front, *(Part(html, style) for html in bodies)),
        title=_short(f"Ledelsesrapport: {report.programme or report.organisation}", 200),
        author=f"{_short(report.made_by, 200)}, {_short(report.organisation, 200)}",
        subject=_subject(report),
        made_at=report.made_at,
        head=(_short(report.organisation, 60), "Ledelsesrapport"),
        links=_links(about),
        typeface=report.typeface,
    )


def management_pdf(report: ManagementReport) -> bytes:
    """The report as PDF/UA-1: tagged, with bookmarks, contents with page numbers, charts with words."""
    paper = management_paper(report)
    return drawing.to_pdf(
        as_one(paper),
        style=paper.parts[0].style,
        pictures=dict(paper.parts[0].pictures),
        links=paper.links,
    )


def as_one(paper: Paper) -> str:
    """All parts of a paper as one page."""
    bodies = [Markup(part.html) for part in paper.parts]  # noqa: S704  written by our templates, which escape
    return environment().get_template("paper.html").render(paper=paper, bodies=bodies)


def _group(group: Sequence[Chapter], about: Mapping[str, Any]) -> Iterator[str]:
    """The parts of chapters that follow each other: one, and then what is too long for one."""
    last = group[-1].key
    if last == "proevehandlinger":
        first, *more = _blocks(about["told"].trials, _lines_of_trial, _ROOM, _HEADING)
        yield _body(group, about, told=replace(about["told"], trials=first))
        for rows in more:
            yield _written("more_trials.html", about, rows=rows)
    elif last == "i-fuld-laengde":
        told = about["told_in_full"]
        first, *more = _blocks(told, _lines_of_title, *_LISTED[:2])
        yield _body(group, about, listed=first, told_in_full=())
        for listed in more:
            yield _written("more_listed.html", about, listed=listed)
        for one in told:
            yield _written("one_story.html", about, one=one)
    else:
        yield _body(group, about)


def _body(group: Sequence[Chapter], about: Mapping[str, Any], **instead: Any) -> str:
    return _written("body.html", about, chapters=group, **instead)


def _written(template: str, about: Mapping[str, Any], **instead: Any) -> str:
    return environment().get_template(template).render(**{**about, **instead})


def _blocks(
    rows: Sequence[_T], lines_of: Any, room: float, heading: float
) -> Iterator[tuple[_T, ...]]:
    """Rows in blocks of about a page each; the first has less room, and may be empty."""
    block: list[_T] = []
    left = room - heading
    for row in rows:
        lines = lines_of(row)
        if block and lines > left:
            yield tuple(block)
            block, left = [], room
        block.append(row)
        left -= lines
    yield tuple(block)


def _lines_of_trial(row: Sequence[str]) -> float:
    """How high a row of the list of trials is, in lines: its highest cell, and the space around it."""
    return max(ceil(len(cell) / room) for cell, room in zip(row, _LETTERS, strict=True)) + 0.4


def _lines_of_title(one: Any) -> int:
    return ceil(len(one.trial.title) / _LISTED[2])


def _short(text: str, letters: int) -> str:
    """As the templates shorten."""
    return str(environment().call_filter("truncate", text, [letters]))


def _subject(report: ManagementReport) -> str:
    first, last = danish_date(report.period_from), danish_date(report.period_to)
    return f"Prøvehandlinger i perioden {first} til {last}"


def _links(about: Mapping[str, Any]) -> dict[str, str]:
    """What a listener hears of each link: where it leads."""
    said = {chapter.key: f"Gå til {chapter.heading}" for chapter in about["chapters"]}
    return said | {one.anchor: f"Gå til {one.trial.title}" for one in about["told_in_full"]}
