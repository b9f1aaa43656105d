"""Papers printed: parts that are kept are taken as they are, the others are drawn apart and then kept.

A part that cannot be drawn, or takes too long, becomes a page that says so. It never takes the paper
with it, and is tried again later.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from html import unescape
from typing import Final

from markupsafe import escape

from reports.apart import MOST_AT_A_TIME, TICK, Limits, NotDrawn, Stopped, drawn_apart
from reports.kept import Shelf
from reports.parts import Paper, Part, assembled

LIMITS: Final = Limits(seconds=10.0, processor_seconds=10)
"""Of one part; an ordinary one takes a tenth of a second."""

_FEW: Final = 3
"""So few missing parts are drawn one after the other: a second drawer would have to be woken."""
_LONGEST_HEADING: Final = 80

log = logging.getLogger(__name__)


def printed(
    paper: Paper,
    shelf: Shelf | None = None,
    *,
    going_on: Callable[[], bool] = lambda: True,
    told: Callable[[int, int], None] = lambda _drawn, _of: None,
    whole: bool = False,
) -> Iterator[bytes]:
    """The paper as PDF/UA-1, piece by piece; all that takes time is done before the first.

    Args:
        shelf: Where its parts are kept; without one all are drawn, and none is kept.
        going_on: Is asked now and then whether to go on.
        told: Is told after each drawing how many of the missing parts are there.
        whole: Rather no paper than one in which a page only says that it could not be drawn.

    Raises:
        NotDrawn: nothing can be drawn at all, or not all of what must be whole.
        Stopped: `going_on` said no.
    """
    return assembled(
        paper, fragments(paper.parts, shelf, going_on=going_on, told=told, whole=whole)
    )


def missing(paper: Paper, shelf: Shelf) -> int:
    """How many of its parts would have to be drawn."""
    return sum(not shelf.has(part.key) for part in paper.parts)


def fragments(
    parts: Sequence[Part],
    shelf: Shelf | None,
    *,
    going_on: Callable[[], bool] = lambda: True,
    told: Callable[[int, int], None] = lambda _drawn, _of: None,
    whole: bool = False,
) -> list[bytes]:
    """What the parts look like, in their order. Arguments and errors as of `printed`."""
    found: dict[str, bytes] = {}
    absent: dict[str, Part] = {}
    for part in parts:
        kept = shelf.get(part.key) if shelf else None
        if kept is None:
            absent[part.key] = part
        else:
            found[part.key] = kept
    if absent:
        told(0, len(absent))
    for number, (part, drawn) in enumerate(
        _each_drawn([*absent.values()], shelf, going_on, whole), start=1
    ):
        found[part.key] = drawn
        told(number, len(absent))
    return [found[part.key] for part in parts]


def _each_drawn(
    parts: Sequence[Part], shelf: Shelf | None, going_on: Callable[[], bool], whole: bool
) -> Iterator[tuple[Part, bytes]]:
    """In the order in which they are done."""
    if len(parts) <= _FEW:
        for part in parts:
            if not going_on():
                raise Stopped
            yield part, _drawn(part, shelf, going_on, whole)
        return
    is_called_off = threading.Event()
    with ThreadPoolExecutor(MOST_AT_A_TIME) as hands:
        waiting: dict[Future[bytes], Part] = {
            hands.submit(_drawn, part, shelf, lambda: not is_called_off.is_set(), whole): part
            for part in parts
        }
        try:
            while waiting:
                done, _ = wait(waiting, timeout=TICK, return_when=FIRST_COMPLETED)
                for one in done:
                    yield waiting.pop(one), one.result()
                if not going_on():
                    raise Stopped
        finally:
            is_called_off.set()
            hands.shutdown(wait=True, cancel_futures=True)


def _drawn(part: Part, shelf: Shelf | None, going_on: Callable[[], bool], whole: bool) -> bytes:
    """The part, kept; or the page that stands in its place."""
    if not whole and shelf is not None and shelf.is_put_off(part.key):
        return _excuse(part, shelf, going_on)
    try:
        drawn = drawn_apart("part", part, limits=LIMITS, going_on=going_on)
    except NotDrawn as error:
        log.warning("a part could not be drawn (%s): %s", part.key, error)
        if whole:
            raise NotDrawn("a part of what must be whole") from error
        page = _excuse(part, shelf, going_on)
        if shelf is not None:
            shelf.put_off(part.key)
        return page
    if shelf is not None:
        shelf.put(part.key, drawn)
    return drawn


# What stands where a part could not be drawn

_HEADING: Final = re.compile(r"<(h[1-4])([^>]*)>(.*?)</\1>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_ID: Final = re.compile(r'id="[^"]*"')


def _excuse(part: Part, shelf: Shelf | None, going_on: Callable[[], bool]) -> bytes:
    page = excuse(part)
    kept = shelf.get(page.key) if shelf else None
    if kept is not None:
        return kept
    drawn = drawn_apart("part", page, limits=LIMITS, going_on=going_on)
    if shelf is not None:
        shelf.put(page.key, drawn)
    return drawn


def excuse(part: Part) -> Part:
    """A plain page under the part's own heading, and the anchor that leads there."""
    found = _HEADING.search(part.html)
    level, attributes, words = found.groups() if found else ("h2", "", "")
    name = " ".join(unescape(_TAG.sub("", words)).split())[:_LONGEST_HEADING]
    anchor = _ID.search(attributes)
    html = _EXCUSE.format(
        level=level,
        anchor=f" {anchor[0]}" if anchor else "",
        heading=escape("".join(letter for letter in name if letter.isprintable()) or _NAMELESS),
    )
    return replace(part, html=html, pictures=())


_NAMELESS: Final = "En side mangler"
_EXCUSE: Final = (
    '<{level}{anchor}>{heading}</{level}><p class="report-note">Denne side kunne ikke tegnes, så den '
    "mangler her. Resten er, som det skal være. Hent filen igen om en time. Mangler siden stadig, "
    "så sig det til jeres administrator. Du kan læse indholdet i Transfer.</p>"
)
