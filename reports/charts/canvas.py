"""What every chart is drawn with: text, fields and patterns, and the frame that makes them a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

INK = "#1c1c1c"
FAINT = "#6b6b6b"
PALE = "#eef1f4"
DARK = "#17365c"
PAPER_WIDTH = 620
PAGE_WIDTH = 400
FONT = "IBM Plex Sans, system-ui, sans-serif"
SIZE = 12
LINE = 15
GLYPH = 6.3
"""Mean width of a letter; generous, so that text never meets its neighbour."""

FILLS = (DARK, "#a9cddd", "#6a4c7d", "#e6cd94", "#d3d3d3", "#4f7332")
INKS = dict(zip(FILLS, ("#ffffff", INK, "#ffffff", INK, INK, "#ffffff"), strict=True))


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart and its twin: the same numbers as the columns and rows of a table."""

    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


def picture(
    key: str, title: str, told: str, size: tuple[float, float], parts: Sequence[Markup]
) -> Markup:
    """The whole SVG. `key` makes the id inside unique on a page; `told` says its numbers in words."""
    # Paper takes the alternative text from the title alone, so the title holds the numbers too.
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="report-chart" role="img"'
        ' aria-labelledby="{key}-t" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' font-family="{font}" font-size="{size}" fill="{ink}">'
        '<title id="{key}-t">{title}. {told}.</title><desc>{told}.</desc>{body}</svg>'
    ).format(
        key=key,
        w=round(size[0]),
        h=round(size[1]),
        font=FONT,
        size=SIZE,
        ink=INK,
        title=title.rstrip("."),
        told=told.rstrip("."),
        body=Markup("").join(parts),
    )


def wrapped(text: str, width: float, most: int = 3) -> list[str]:
    """A name on at most three lines; the table beside the chart has all of it."""
    return wrap(text, max(8, int(width / GLYPH)), max_lines=most, placeholder=" …") or [""]


def write(x: float, y: float, text: object, *, anchor: str = "start", weight: int = 400) -> Markup:
    """A line of text that begins, is centred (`middle`) or ends (`end`) at `x`, and stands on `y`."""
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" font-weight="{}">{}</text>').format(
        x, y, anchor, weight, text
    )


def rect(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    """A filled field, and nothing where it has no width."""
    if width <= 0:
        return Markup("")
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:g}" fill="{}"/>').format(
        x, y, width, height, fill
    )


def circle(
    x: float, y: float, radius: float, fill: str, *, edge: str = "", thick: float = 2
) -> Markup:
    """A dot, with an `edge` so thick around it if it has a colour."""
    drawn = Markup(' stroke="{}" stroke-width="{:g}"').format(edge, thick) if edge else Markup("")
    return Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{:g}" fill="{}"{}/>').format(
        x, y, radius, fill, drawn
    )


def stroke(path: str, ink: str, thick: float = 1) -> Markup:
    """A line along a path of SVG ("M0 0 L9 9")."""
    return Markup('<path d="{}" stroke="{}" stroke-width="{:g}" fill="none"/>').format(
        path, ink, thick
    )


def field(i: int, x: float, y: float, width: float, height: float) -> Markup:
    """A field in the look of part `i`: its own lightness, and lines or dots drawn upon it.

    The lines are drawn one by one: a repeated pattern shows seams on paper.
    """
    fill = FILLS[i % len(FILLS)]
    draw = _HATCHES[(i + i // len(FILLS)) % len(_HATCHES)]
    plain = rect(x, y, width, height, fill)
    return plain + draw(x, y, width, height, INKS[fill]) if draw and width > 2 else plain


def slanted(x: float, y: float, width: float, height: float, ink: str) -> Markup:
    """Lines that slant across a field, cut off at its sides."""
    moves = []
    start = x - height + 4
    while start < x + width:
        left, right = max(start, x), min(start + height, x + width)
        if right > left:
            moves.append(
                f"M{left:.1f} {y + height - left + start:.1f}L{right:.1f} {y + height - right + start:.1f}"
            )
        start += 6
    return stroke("".join(moves), ink, 1.2)


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


_HATCHES = (None, slanted, _dotted)
