"""Charts as SVG text, the same on the page and on paper.

Only presentation attributes (the content policy forbids styles), real text, a title and a
description, and nothing told by colour alone: parts differ in lightness and in pattern, carry
their number where there is room, and every chart has its numbers as a table beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from reports.management import Bar, FactorLine

INK = "#1c1c1c"
FAINT = "#6b6b6b"
PAPER_WIDTH = 620
PAGE_WIDTH = 400
FONT = "IBM Plex Sans, system-ui, sans-serif"
_SIZE = 12
_LINE = 15
_BAR = 21
_THIN = 15
_GAP = 7
_GLYPH = 6.3  # mean width of a letter; generous, so that text never meets its neighbour

_FILLS = ("#17365c", "#a9cddd", "#6a4c7d", "#e6cd94", "#d3d3d3", "#4f7332")
_INKS = dict(zip(_FILLS, ("#ffffff", INK, "#ffffff", INK, INK, "#ffffff"), strict=True))
_HINDERING = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart and its twin: the same numbers as the columns and rows of a table."""

    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


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
        parts.append(_text(x + 6, y + 15, bar.total, weight=600))
    frame.legend([(look, labels[i]) for look, i in enumerate(seen)], parts)
    told = "; ".join(f"{bar.label}: {_told(bar)}" for bar in bars)
    svg = _svg(key, title, told, frame, parts)
    return Chart(svg, ("", *labels, "I alt"), rows)


def simple_bars(key: str, title: str, bar: Bar, *, width: int = PAPER_WIDTH) -> Chart:
    """The parts of one whole, each as a bar of its own with its number at the end."""
    most = max((part.n for part in bar.segments), default=0) or 1
    frame = _Frame(width, named=True, right=34)
    parts: list[Markup] = []
    for part in bar.segments:
        y = frame.row(part.label, parts)
        wide = frame.span * part.n / most
        parts.append(_rect(frame.left, y, wide, _FILLS[0]))
        parts.append(_text(frame.left + wide + 6, y + 15, part.n, weight=600))
    svg = _svg(key, title, _told(bar), frame, [*parts, frame.axis(frame.left)])
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
        _text(middle - 8, 14, f"\N{LEFTWARDS ARROW} {hinders}", anchor="end", weight=600),
        _text(middle + 8, 14, f"{helps} \N{RIGHTWARDS ARROW}", weight=600),
    ]
    frame.y += 24
    for factor in factors:
        y = frame.row(factor.name, parts)
        left, right = (reach * n / most for n in (factor.hindering, factor.enabling))
        parts.append(_hindering(middle - left, y, left))
        parts.append(_rect(middle, y, right, _FILLS[0], height=_THIN))
        parts.append(_text(middle - left - 6, y + 12, factor.hindering, anchor="end"))
        parts.append(_text(middle + right + 6, y + 12, factor.enabling))
    parts.append(frame.axis(middle, top=20))
    told = "; ".join(f"{f.name}: {helps} {f.enabling}, {hinders} {f.hindering}" for f in factors)
    svg = _svg(key, title, told, frame, parts)
    return Chart(
        svg, ("", helps, hinders), tuple((f.name, f.enabling, f.hindering) for f in factors)
    )


class _Frame:
    """Where things go: names beside the bars when there is room, above them on a phone."""

    def __init__(self, width: int, *, named: bool, right: int, bar: int = _BAR) -> None:
        self.width = width
        self.bar = bar
        self.named = named
        self.beside = named and width >= 520
        self.left = 240.0 if self.beside else 0.0
        self.span = width - self.left - right
        self.y = 2.0

    def row(self, label: str, parts: list[Markup]) -> float:
        """Write the name of a line, make room for it, and say where its bar begins."""
        lines = _lines(label, (self.left or self.width) - 10) if self.named else []
        top = self.y
        if self.beside:
            height = max(self.bar, len(lines) * _LINE if len(lines) > 1 else 0)
            y = top + (height - self.bar) / 2
            first = top + (height - (len(lines) - 1) * _LINE) / 2 + 4
            parts += [
                _text(self.left - 10, first + i * _LINE, line, anchor="end")
                for i, line in enumerate(lines)
            ]
            self.y = top + height + _GAP
        else:
            parts += [_text(0, top + 11 + i * _LINE, line) for i, line in enumerate(lines)]
            y = top + len(lines) * _LINE + 2 * bool(lines)
            self.y = y + self.bar + _GAP
        return y

    def legend(self, entries: Sequence[tuple[int, str]], parts: list[Markup]) -> None:
        """What each pattern means, in the order of the bar, as many on a line as fit."""
        x, y = 0.0, self.y + 3
        for i, label in entries:
            wide = 20 + len(label) * _GLYPH + 16
            if x and x + wide > self.width:
                x, y = 0.0, y + 19
            parts.append(_filled(i, x, y, 13, 13))
            parts.append(_text(x + 19, y + 11, label))
            x += wide
        self.y = y + (19 if entries else 0)

    def axis(self, x: float, top: float = 0) -> Markup:
        """The line the bars stand on."""
        path = f"M{x:.1f} {top:.0f}V{self.y - _GAP / 2:.0f}"
        return Markup('<path d="{}" stroke="{}" fill="none"/>').format(path, FAINT)


def _row(bar: Bar) -> tuple[str | int, ...]:
    return (bar.label, *(part.n for part in bar.segments), bar.total)


def _told(bar: Bar) -> str:
    """The numbers of a bar as a sentence for those who do not see it."""
    return ", ".join(f"{part.label} {part.n}" for part in bar.segments) or "ingen"


def _lines(text: str, width: float) -> list[str]:
    """The name on at most three lines; the table beside the chart has all of it."""
    return wrap(text, max(8, int(width / _GLYPH)), max_lines=3, placeholder=" …") or [""]


def _svg(key: str, title: str, told: str, frame: _Frame, parts: Sequence[Markup]) -> Markup:
    # Paper takes the alternative text from the title alone, so the title holds the numbers too.
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" role="img"'
        ' aria-labelledby="{key}-t" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' font-family="{font}" font-size="{size}" fill="{ink}">'
        '<title id="{key}-t">{title}. {told}.</title><desc>{told}.</desc>{body}</svg>'
    ).format(
        key=key,
        w=frame.width,
        h=round(frame.y),
        font=FONT,
        size=_SIZE,
        ink=INK,
        title=title.rstrip("."),
        told=told,
        body=Markup("").join(parts),
    )


def _text(x: float, y: float, text: object, *, anchor: str = "start", weight: int = 400) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-weight="{}">{}</text>').format(
        x, y, anchor, weight, text
    )


def _rect(x: float, y: float, width: float, fill: str, *, height: float = _BAR) -> Markup:
    if width <= 0:
        return Markup("")
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{}" fill="{}"/>').format(
        x, y, width, height, fill
    )


def _part(i: int, x: float, y: float, width: float, n: int) -> Iterator[Markup]:
    """A part of a bar, white at its end, and its number where there is room for it."""
    if n <= 0:
        return
    yield _filled(i, x, y, max(width - 1.5, 0.5), _BAR)
    room = 7 * len(str(n)) + 6
    if width < room + 4:
        return
    middle = x + (width - 1.5) / 2
    yield _rect(middle - room / 2, y + 3.5, room, "#ffffff", height=15)
    yield _text(middle, y + 15, n, anchor="middle", weight=600)


def _filled(i: int, x: float, y: float, width: float, height: float) -> Markup:
    """A field in the look of part `i`: its own lightness, and lines or dots drawn upon it.

    The lines are drawn one by one: a repeated pattern shows seams on paper.
    """
    fill = _FILLS[i % len(_FILLS)]
    draw = _HATCHES[(i + i // len(_FILLS)) % len(_HATCHES)]
    field = _rect(x, y, width, fill, height=height)
    return field + draw(x, y, width, height, _INKS[fill]) if draw and width > 2 else field


def _hindering(x: float, y: float, width: float) -> Markup:
    fill = _FILLS[_HINDERING]
    return _rect(x, y, width, fill, height=_THIN) + _slanted(x, y, width, _THIN, _INKS[fill])


def _slanted(x: float, y: float, width: float, height: float, ink: str) -> Markup:
    moves = []
    start = x - height + 4
    while start < x + width:
        left, right = max(start, x), min(start + height, x + width)
        if right > left:
            moves.append(
                f"M{left:.1f} {y + height - left + start:.1f}L{right:.1f} {y + height - right + start:.1f}"
            )
        start += 6
    return Markup('<path d="{}" stroke="{}" stroke-width="1.2" fill="none"/>').format(
        "".join(moves), ink
    )


def _dotted(x: float, y: float, width: float, height: float, ink: str) -> Markup:
    rows = max(1, int(height // 6))
    columns = max(1, int((width - 2) // 6))
    across, down = width / columns, height / rows
    dots = "".join(
        f"M{x + across * (column + 0.5):.1f} {y + down * (row + 0.5):.1f}h.01"
        for row in range(rows)
        for column in range(columns)
    )
    return Markup(
        '<path d="{}" stroke="{}" stroke-width="2" stroke-linecap="round" fill="none"/>'
    ).format(dots, ink)


_HATCHES = (None, _slanted, _dotted)
