"""Which unit has which idea from where: a line a unit, a column an idea."""

from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from reports.charts.canvas import (
    DARK,
    FAINT,
    LINE,
    PALE,
    PAPER_WIDTH,
    Chart,
    circle,
    picture,
    rect,
    stroke,
    wrapped,
    write,
)
from reports.management import Idea, Mark

UNNAMED = "Enhed ikke oplyst"
MOST_IDEAS = 12
MOST_UNITS = 24
_ROW = 22


def travels(
    key: str, title: str, ideas: Sequence[Idea], units: Sequence[str], *, width: int = PAPER_WIDTH
) -> Chart:
    """Ideas by number, units by name, and a key under them.

    Those that moved most come first when there are more than fit; with many units, only those
    that have an idea are drawn. The table beside it has all.
    """
    drawn = sorted(ideas, key=lambda idea: -len(idea.marks))[:MOST_IDEAS]
    drawn = [idea for idea in ideas if idea in drawn]
    names = _lines_of(drawn, units)
    left = 200.0 if width >= 520 else max(132.0, min(175.0, width - 26.0 * len(drawn)))
    step = min(64.0, (width - left) / max(len(drawn), 1))
    parts = [
        write(left + (i + 0.5) * step, 13, i + 1, anchor="middle", weight=600)
        for i, _ in enumerate(drawn)
    ]
    y = 20.0
    for n, name in enumerate(names):
        lines = wrapped(name or UNNAMED, left - 10, most=2)
        height = max(_ROW, LINE * len(lines) + 6)
        if n % 2 == 0:
            parts.append(rect(0, y, width, height, PALE))
        first = y + height / 2 + 4 - LINE * (len(lines) - 1) / 2
        parts += [write(4, first + i * LINE, line) for i, line in enumerate(lines)]
        for i, idea in enumerate(drawn):
            parts += _marks(idea, name, left + (i + 0.5) * step, y + height / 2)
        y += height
    y = _key(drawn, parts, y + 8, width)
    return Chart(
        picture(key, title, "; ".join(_told(idea) for idea in ideas), (width, y), parts),
        ("", *(_heading(mark) for mark in Mark)),
        tuple((idea.title, *(_named(idea, mark) for mark in Mark)) for idea in ideas),
    )


def _lines_of(ideas: Sequence[Idea], units: Sequence[str]) -> list[str]:
    marked = [unit for idea in ideas for unit, _ in idea.marks]
    there = list(dict.fromkeys([*units, *(unit for unit in marked if unit)]))
    if len(there) > MOST_UNITS:
        there = [unit for unit in there if unit in marked][:MOST_UNITS]
    return [*there, *([""] if "" in marked else [])]


def _marks(idea: Idea, unit: str, x: float, y: float) -> Iterator[Markup]:
    """The strongest mark of a named unit; of those not named, each kind with how many."""
    kinds = Counter(mark for its, mark in idea.marks if its == unit)
    shown = [mark for mark in Mark if kinds[mark]]
    if unit:
        shown = shown[:1]
    for i, mark in enumerate(shown):
        at = x + (i - (len(shown) - 1) / 2) * 15
        yield _mark(mark, at, y)
        if not unit and kinds[mark] > 1:
            yield write(at + 6, y + 4, kinds[mark])


def _mark(mark: Mark, x: float, y: float) -> Markup:
    if mark is Mark.ORIGIN:
        return circle(x, y, 5.5, DARK)
    if mark is Mark.ADOPTED:
        return circle(x, y, 4.8, "#ffffff", edge=DARK)
    a, b, c, d = x - 4.5, y - 4.5, x + 4.5, y + 4.5
    return stroke(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}M{a:.1f} {d:.1f}L{c:.1f} {b:.1f}", DARK, 2)


def _key(ideas: Sequence[Idea], parts: list[Markup], y: float, width: int) -> float:
    """What the marks and the numbers mean; where the picture ends."""
    x = 0.0
    for mark in Mark:
        wide = 24 + 6.6 * len(mark.value) + 14
        if x and x + wide > width:
            x, y = 0.0, y + 19
        parts.append(_mark(mark, x + 7, y + 7))
        parts.append(write(x + 20, y + 11, mark.value.capitalize()))
        x += wide
    y += 26
    parts.append(stroke(f"M0 {y - 4:.1f}H{width}", FAINT, 0.6))
    for i, idea in enumerate(ideas, start=1):
        lines = wrapped(idea.title, width - 26, most=2)
        parts.append(write(14, y + 12, i, anchor="end", weight=600))
        parts += [write(22, y + 12 + n * LINE, line) for n, line in enumerate(lines)]
        y += LINE * len(lines) + 3
    return y + 2


def _heading(mark: Mark) -> str:
    return {Mark.ORIGIN: "Begyndte hos", Mark.ADOPTED: "Overført til"}.get(
        mark, mark.value.capitalize()
    )


def _named(idea: Idea, mark: Mark) -> str:
    """`"Hjemmeplejen Øst og 1 ikke oplyst"`; a line when there is none."""
    units = idea.units(mark)
    named = ", ".join(unit for unit in units if unit)
    unnamed = sum(not unit for unit in units)
    if unnamed and not named:
        return UNNAMED.lower() if unnamed == 1 else f"{unnamed} enheder, ikke oplyst"
    return f"{named} og {unnamed} ikke oplyst" if unnamed else named or "–"


def _told(idea: Idea) -> str:
    told = [f"{mark.value}: {_named(idea, mark)}" for mark in Mark if idea.units(mark)]
    return f"{idea.title}, {', '.join(told)}" if told else idea.title
