"""The management report on paper: in parts that each start a page, and as one document of the same parts.

The document is the reference: WeasyPrint lays all of it out at once, with page numbers of its own. What is
assembled of parts must say the same on every page, and tests hold it to that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from markupsafe import Markup

from reports import chapters, drawing
from reports.chapters import Chapter
from reports.charts import PAPER_WIDTH
from reports.full import InFull
from reports.limits import fit_for_paper
from reports.management import ManagementReport
from reports.numbers import danish_date
from reports.parts import Paper, Part
from reports.room import lines
from reports.trials import TrialLine
from reports.writing import brand_style, context, environment, face_style, logo, short

_T = TypeVar("_T")
_Trial = TypeVar("_Trial", TrialLine, InFull)


class _Room(NamedTuple):
    """Lines that a page has room for, and how many of them a chapter's heading and first words take."""

    lines: float
    heading: float


_TABLE, _LIST = _Room(54.0, 9.0), _Room(41.0, 6.0)
_COLUMNS, _SMALL = (39.0, 29.0, 13.0, 22.0, 51.0), 8.5
"""Of the list of trials: how wide each is in millimetres, and the size of its letters in points."""
_LISTED, _NORMAL = 150.0, 10.0
"""The same of a list of titles."""
_ROUND_A_ROW = 0.45
"""The space around a row of the table, in lines."""


def management_paper(report: ManagementReport) -> Paper:
    """The report in parts; only what is said in a part decides its key."""
    report = _fit(report)
    mark = logo(report)
    about = context(report, PAPER_WIDTH, logo="photo:logo" if mark else "")
    style = brand_style(report.brand) + face_style(report.typeface)
    pictures = (("logo", mark),) if mark else ()
    front = Part(_written("front.html", **about), style, pictures)
    groups = chapters.on_pages(about["chapters"])
    return Paper(
        parts=(front, *(part for group in groups for part in _group(group, about, style))),
        title=short(f"Ledelsesrapport: {report.programme or report.organisation}", 200),
        author=f"{short(report.made_by, 200)}, {short(report.organisation, 200)}",
        subject=_subject(report),
        made_at=report.made_at,
        head=(short(report.organisation, 60), "Ledelsesrapport"),
        links=_links(about),
        typeface=report.typeface,
    )


def _fit(report: ManagementReport) -> ManagementReport:
    """The report with texts that can be drawn."""
    fit = fit_for_paper(replace(report, trials=(), in_full=()))
    return replace(
        fit,
        trials=tuple(map(_fit_trial, report.trials)),
        in_full=tuple(map(_fit_trial, report.in_full)),
    )


@lru_cache(maxsize=4096)
def _fit_trial(one: _Trial) -> _Trial:
    """Trials are many, and few have changed since the last paper."""
    return fit_for_paper(one)


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


def _group(group: Sequence[Chapter], about: Mapping[str, Any], style: str) -> Iterator[Part]:
    """The parts of chapters that follow each other: one, and then what is too long for one."""
    last = group[-1].key
    if last == "proevehandlinger":
        first, *more = _blocks(about["told"].trials, _lines_of_trial, _TABLE)
        yield Part(_body(group, about, told=replace(about["told"], trials=first)), style)
        for rows in more:
            yield Part(_written("more_trials.html", rows=rows), style)
    elif last == "fuldlaengde":
        told = about["told_in_full"]
        first, *more = _blocks(told, _lines_of_title, _LIST)
        yield Part(_body(group, about, listed=first, told_in_full=()), style)
        for listed in more:
            yield Part(_written("more_listed.html", listed=listed), style)
        for one in told:
            yield _story(one, style)
    else:
        yield Part(_body(group, about), style)


@lru_cache(maxsize=2048)
def _story(one: InFull, style: str) -> Part:
    """A trial told in full. What is decided seldom changes: its part and key are remembered while the process lives,
    and found again only by the same words."""
    return Part(_written("one_story.html", one=one), style)


def _body(group: Sequence[Chapter], about: Mapping[str, Any], **instead: Any) -> str:
    return _written("body.html", **{**about, "chapters": group, **instead})


def _written(template: str, **about: Any) -> str:
    return environment().get_template(template).render(about)


def _blocks(
    rows: Sequence[_T], lines_of: Callable[[_T], float], room: _Room
) -> Iterator[tuple[_T, ...]]:
    """Rows in blocks of about a page each; the first has less room, and may be empty."""
    block: list[_T] = []
    left = room.lines - room.heading
    for row in rows:
        needed = lines_of(row)
        if block and needed > left:
            yield tuple(block)
            block, left = [], room.lines
        block.append(row)
        left -= needed
    yield tuple(block)


@lru_cache(maxsize=4096)
def _lines_of_trial(row: Sequence[str]) -> float:
    """How high a row of the list of trials is: its highest cell, and the space around it."""
    told = (cell.striptags() if isinstance(cell, Markup) else cell for cell in row)
    cells = zip(told, _COLUMNS, strict=True)
    return max(lines(cell, width, _SMALL) for cell, width in cells) + _ROUND_A_ROW


def _lines_of_title(one: Any) -> int:
    return lines(one.trial.title, _LISTED, _NORMAL)


def _subject(report: ManagementReport) -> str:
    first, last = danish_date(report.period_from), danish_date(report.period_to)
    return f"Prøvehandlinger i perioden {first} til {last}"


def _links(about: Mapping[str, Any]) -> dict[str, str]:
    """What a listener hears of each link: where it leads."""
    said = {chapter.key: f"Gå til {chapter.heading}" for chapter in about["chapters"]}
    return said | {one.anchor: f"Gå til {one.trial.title}" for one in about["told_in_full"]}
