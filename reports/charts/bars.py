"""Bars: stacked, side by side, and to both sides of a line."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from reports.charts.canvas import (
    FAINT,
    FILLS,
    GLYPH,
    INKS,
    LINE,
    PAPER_WIDTH,
    Chart,
    field,
    picture,
    rect,
    slanted,
    stroke,
    wrapped,
    write,
)
from reports.management import Bar, FactorLine

_BAR = 21
_THIN = 13
_GAP = 7
_CLOSE = 5
_HINDERING = 3


def stacked_bars(key: str, title: str, bars: Sequence[Bar], *, width: int = PAPER_WIDTH) -> Chart:
    """One bar a line, made of the same parts in the same order; a bar of nothing says 0.

    `key` makes the id inside unique on a page ("figur-1").
    """
    labels = tuple(segment.label for segment in bars[0].segments) if bars else ()
    rows = tuple(_row(bar) for bar in bars)
    seen = [i for i, _ in enumerate(labels) if any(bar.segments[i].n for bar in bars)]
    most = max((bar.total for bar in bars), default=0) or 1
    frame = _Frame(width, named=len(bars) > 1, right=34)
    parts: list[Markup] = []
    for bar in bars:
        y = frame.row(bar.label, parts)
        x = frame.left
        for look, i in enumerate(seen):  # looks are few; the parts that are there get them first
            wide = frame.span * bar.segments[i].n / most
            parts += _part(look, x, y, wide, bar.segments[i].n)
            x += wide
        parts.append(write(x + 6, y + 15, bar.total, weight=600))
    frame.legend([(look, labels[i]) for look, i in enumerate(seen)], parts)
    told = "; ".join(f"{bar.label}: {_told(bar)}" for bar in bars)
    svg = picture(key, title, told, (width, frame.y), parts)
    return Chart(svg, ("", *labels, "I alt"), rows)


def simple_bars(key: str, title: str, bar: Bar, *, width: int = PAPER_WIDTH) -> Chart:
    """The parts of one whole, each as a bar of its own with its number at the end."""
    most = max((part.n for part in bar.segments), default=0) or 1
    frame = _Frame(width, named=True, right=34)
    parts: list[Markup] = []
    for part in bar.segments:
        y = frame.row(part.label, parts)
        wide = frame.span * part.n / most
        parts.append(rect(frame.left, y, wide, _BAR, FILLS[0]))
        parts.append(write(frame.left + wide + 6, y + 15, part.n, weight=600))
    svg = picture(key, title, _told(bar), (width, frame.y), [*parts, frame.axis(frame.left)])
    return Chart(svg, ("", "Antal"), tuple((part.label, part.n) for part in bar.segments))


def diverging_bars(
    key: str,
    title: str,
    factors: Sequence[FactorLine],
    *,
    words: tuple[str, str] = ("Hæmmer", "Fremmer"),
    width: int = PAPER_WIDTH,
) -> Chart:
    """Hindering to the left of the line, helping to the right, a number at the end of each."""
    hinders, helps = words
    most = max((max(f.enabling, f.hindering) for f in factors), default=0) or 1
    frame = _Frame(width, named=True, right=24, bar=_THIN)
    middle = frame.left + 24 + (frame.span - 24) / 2
    reach = (frame.span - 24) / 2
    parts = [
        write(middle - 8, 14, f"\N{LEFTWARDS ARROW} {hinders}", anchor="end", weight=600),
        write(middle + 8, 14, f"{helps} \N{RIGHTWARDS ARROW}", weight=600),
    ]
    frame.y += 24
    for factor in factors:
        y = frame.row(factor.name, parts)
        left, right = (reach * n / most for n in (factor.hindering, factor.enabling))
        parts.append(_hindering(middle - left, y, left))
        parts.append(rect(middle, y, right, _THIN, FILLS[0]))
        parts.append(write(middle - left - 6, y + 11, factor.hindering, anchor="end"))
        parts.append(write(middle + right + 6, y + 11, factor.enabling))
    parts.append(frame.axis(middle, top=20))
    told = "; ".join(f"{f.name}: {helps} {f.enabling}, {hinders} {f.hindering}" for f in factors)
    svg = picture(key, title, told, (width, frame.y), parts)
    rows = tuple((f.name, f.enabling, f.hindering, f.balance) for f in factors)
    return Chart(svg, ("", helps, hinders, "Forskel"), rows)


class _Frame:
    """Where things go: names beside the bars when there is room, above them on a phone."""

    def __init__(self, width: int, *, named: bool, right: int, bar: int = _BAR) -> None:
        self.gap = _GAP if bar == _BAR else _CLOSE
        self.width = width
        self.bar = bar
        self.named = named
        self.beside = named and width >= 520
        self.left = 240.0 if self.beside else 0.0
        self.span = width - self.left - right
        self.y = 2.0

    def row(self, label: str, parts: list[Markup]) -> float:
        """Write the name of a line, make room for it, and say where its bar begins."""
        lines = wrapped(label, (self.left or self.width) - 10) if self.named else []
        top = self.y
        if self.beside:
            height = max(self.bar, len(lines) * LINE if len(lines) > 1 else 0)
            y = top + (height - self.bar) / 2
            first = top + (height - (len(lines) - 1) * LINE) / 2 + 4
            parts += [
                write(self.left - 10, first + i * LINE, line, anchor="end")
                for i, line in enumerate(lines)
            ]
            self.y = top + height + self.gap
        else:
            parts += [write(0, top + 11 + i * LINE, line) for i, line in enumerate(lines)]
            y = top + len(lines) * LINE + 2 * bool(lines)
            self.y = y + self.bar + self.gap
        return y

    def legend(self, entries: Sequence[tuple[int, str]], parts: list[Markup]) -> None:
        """What each pattern means, in the order of the bar, as many on a line as fit."""
        x, y = 0.0, self.y + 3
        for i, label in entries:
            wide = 20 + len(label) * GLYPH + 16
            if x and x + wide > self.width:
                x, y = 0.0, y + 19
            parts.append(field(i, x, y, 13, 13))
            parts.append(write(x + 19, y + 11, label))
            x += wide
        self.y = y + (19 if entries else 0)

    def axis(self, x: float, top: float = 0) -> Markup:
        """The line the bars stand on."""
        path = f"M{x:.1f} {top:.0f}V{self.y - self.gap / 2:.0f}"
        return stroke(path, FAINT)


def _row(bar: Bar) -> tuple[str | int, ...]:
    return (bar.label, *(part.n for part in bar.segments), bar.total)


def _told(bar: Bar) -> str:
    """The numbers of a bar as a sentence for those who do not see it."""
    return ", ".join(f"{part.label} {part.n}" for part in bar.segments) or "ingen"


def _part(i: int, x: float, y: float, width: float, n: int) -> Iterator[Markup]:
    """A part of a bar, white at its end, and its number where there is room for it."""
    if n <= 0:
        return
    yield field(i, x, y, max(width - 1.5, 0.5), _BAR)
    room = 7 * len(str(n)) + 6
    if width < room + 4:
        return
    middle = x + (width - 1.5) / 2
    yield rect(middle - room / 2, y + 3.5, room, 15, "#ffffff")
    yield write(middle, y + 15, n, anchor="middle", weight=600)


def _hindering(x: float, y: float, width: float) -> Markup:
    fill = FILLS[_HINDERING]
    return rect(x, y, width, _THIN, fill) + slanted(x, y, width, _THIN, INKS[fill])
