"""The course of one case: what happened when, to scale, with the words under it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from markupsafe import Markup

from reports.charts.canvas import (
    DARK,
    FAINT,
    INK,
    LINE,
    PAPER_WIDTH,
    Chart,
    circle,
    picture,
    rect,
    slanted,
    stroke,
    wrapped,
    write,
)
from reports.moments import Moment

_RADIUS = 8.5
_LEVEL = 20
_BAND = 12
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def timeline(key: str, title: str, moments: Sequence[Moment], *, width: int = PAPER_WIDTH) -> Chart:
    """Numbered marks on a line of months; what lasted is a hatched band. The words stand below.

    Marks that would meet are lifted above each other.
    """
    told = sorted(moments, key=lambda one: (one.on, one.until or one.on))
    rows = tuple((one.days, one.words) for one in told)
    parts: list[Markup] = []
    if not told:
        return Chart(picture(key, title, "ingen datoer", (width, 2), parts), ("", "Hændelse"), ())
    scale = _Scale(told, width)
    places = _levels([scale.at(one.on) for one in told])
    y = _LEVEL * (max(level for _, level in places) + 1) + 8.0
    parts += scale.months(y)
    for one in told:
        if one.until is not None and one.until > one.on:
            left, right = scale.at(one.on), scale.at(one.until)
            parts.append(rect(left, y - _BAND / 2, right - left, _BAND, "#a9cddd"))
            parts.append(slanted(left, y - _BAND / 2, right - left, _BAND, INK))
    for n, (x, level) in enumerate(places, start=1):
        up = y - 14 - level * _LEVEL
        parts.append(stroke(f"M{x:.1f} {y + 4:.1f}V{up:.1f}", DARK, 1.5))
        parts += _number(n, x, up)
    y = _words(told, parts, y + 36, width)
    words = "; ".join(f"{days}: {what}" for days, what in rows)
    return Chart(picture(key, title, words, (width, y), parts), ("", "Hændelse"), rows)


class _Scale:
    """Days as places on the line."""

    def __init__(self, moments: Sequence[Moment], width: int) -> None:
        self.first = min(one.on for one in moments)
        self.last = max(one.until or one.on for one in moments)
        self.left, self.span = _RADIUS + 2, width - 2 * _RADIUS - 4
        self.width = width

    def at(self, day: date) -> float:
        whole = (self.last - self.first).days
        return self.left + self.span * ((day - self.first).days / whole if whole else 0.5)

    def months(self, y: float) -> Iterator[Markup]:
        """The line, and the first of each month that has room for its name."""
        yield stroke(f"M0 {y:.1f}H{self.width}", FAINT, 1)
        free = -1.0
        for day in _firsts(self.first, self.last):
            x = self.at(day)
            name = f"{_MONTHS[day.month - 1]} {day.year}"
            if x >= free and x + 52 <= self.width:
                yield stroke(f"M{x:.1f} {y:.1f}V{y + 13:.1f}", FAINT, 1)
                yield write(x + 3, y + 20, name)
                free = x + 62


def _firsts(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _levels(places: Sequence[float]) -> list[tuple[float, int]]:
    """Each place with how high its mark must be lifted to be clear of the others."""
    ends: list[float] = []
    found = []
    for x in places:
        level = next((i for i, end in enumerate(ends) if x >= end), len(ends))
        ends[level : level + 1] = [x + 2 * _RADIUS + 3]
        found.append((x, level))
    return found


def _words(told: Sequence[Moment], parts: list[Markup], y: float, width: int) -> float:
    beside = width >= 520
    longest = max(len(one.days) for one in told)
    left = max(200.0, 34 + longest * 6.6) if beside else 24.0
    for n, one in enumerate(told, start=1):
        lines = wrapped(one.words, (width - left) / 1.12, most=2)  # bold is wider
        parts += _number(n, _RADIUS + 1, y + 8)
        if beside:
            parts.append(write(26, y + 12, one.days))
            parts += [
                write(left, y + 12 + i * LINE, line, weight=600) for i, line in enumerate(lines)
            ]
            y += max(LINE * len(lines), 18) + 5
        else:
            parts += [
                write(26, y + 12 + i * LINE, line, weight=600) for i, line in enumerate(lines)
            ]
            parts.append(write(26, y + 12 + len(lines) * LINE, one.days))
            y += LINE * (len(lines) + 1) + 8
    return y


def _number(n: int, x: float, y: float) -> Iterator[Markup]:
    yield circle(x, y, _RADIUS, "#ffffff", edge=DARK, thick=1.5)
    yield write(x, y + 4, n, anchor="middle", weight=600)
