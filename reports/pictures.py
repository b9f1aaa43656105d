"""Pictures as PNG: our own charts, for documents that cannot be trusted to draw SVG, and logos.

Of charts it knows the few shapes that `reports.charts` draws with, and no more; Pillow, which comes with
WeasyPrint, does the drawing, in the report's own typeface.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FONTS = Path(__file__).parent / "assets" / "fonts"
SCALE = 3
"""Pixels of the picture for each of the chart, along a side: sharp on paper at the width of a page."""
_STEP = re.compile(r"([MLHVh])([-\d. ]+)")
_NAME = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]


MOST_PIXELS, LONGEST_SIDE = 24_000_000, 10_000
LOGO = (900, 300)
"""Pixels that a logo may at most keep: twice what the front page has room for."""


@lru_cache(maxsize=8)
def logo(image: bytes) -> bytes:
    """The picture drawn anew as PNG, without whatever else lay in the file; b"" when it is none, or too large."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(image), formats=("PNG", "JPEG")) as given:
            if given.width * given.height > MOST_PIXELS or max(given.size) > LONGEST_SIDE:
                return b""
            drawn = ImageOps.exif_transpose(given).convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return b""
    drawn.thumbnail(LOGO)
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def png(svg: str) -> tuple[bytes, str]:
    """The chart as a picture, and its alternative text."""
    from PIL import Image, ImageDraw

    # Our own text, made a moment ago: no entities, nothing from outside.
    root = ET.fromstring(svg)  # noqa: S314
    size = (SCALE * int(root.get("width", 0)), SCALE * int(root.get("height", 0)))
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for shape in root:
        _SHAPES.get(shape.tag.removeprefix(_NAME), _nothing)(draw, shape)
    out = BytesIO()
    few = image.quantize(
        64, method=Image.Quantize.FASTOCTREE
    )  # the best method takes ten times as long
    few.save(out, "PNG", dpi=(96 * SCALE, 96 * SCALE))
    return out.getvalue(), root.findtext(f"{_NAME}title", "")


def _nothing(draw: Any, shape: ET.Element) -> None:
    """Titles and descriptions are not drawn."""


def _rect(draw: Any, shape: ET.Element) -> None:
    x, y, width, height = _numbers(shape, "x", "y", "width", "height")
    draw.rectangle((x, y, x + width - 1, y + height - 1), fill=shape.get("fill"))


def _circle(draw: Any, shape: ET.Element) -> None:
    x, y, radius, thick = _numbers(shape, "cx", "cy", "r", "stroke-width")
    radius += thick / 2
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(box, fill=shape.get("fill"), outline=shape.get("stroke"), width=round(thick))


def _path(draw: Any, shape: ET.Element) -> None:
    (thick,) = _numbers(shape, "stroke-width")
    ink = shape.get("stroke")
    for start, end in _lines(shape.get("d", "")):
        if abs(start[0] - end[0]) + abs(start[1] - end[1]) < SCALE:  # a dot
            x, y, radius = *start, thick / 2
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=ink)
        else:
            draw.line((*start, *end), fill=ink, width=max(1, round(thick)))


def _text(draw: Any, shape: ET.Element) -> None:
    anchors = {"start": "ls", "middle": "ms", "end": "rs"}
    x, y = _numbers(shape, "x", "y")
    anchor = anchors[shape.get("text-anchor", "start")]
    font = _font(shape.get("font-weight") == "600")
    draw.text((x, y), shape.text or "", fill="#1c1c1c", font=font, anchor=anchor)


_SHAPES = {"rect": _rect, "circle": _circle, "path": _path, "text": _text}


def _lines(path: str) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path, each from where to where."""
    at: Point = (0, 0)
    for letter, text in _STEP.findall(path):
        first, *rest = (SCALE * float(one) for one in text.split())
        to: Point
        if letter == "V":
            to = (at[0], first)
        elif letter in "Hh":
            to = (first + (at[0] if letter == "h" else 0), at[1])
        else:
            to = (first, rest[0])
        if letter != "M":
            yield at, to
        at = to


def _numbers(shape: ET.Element, *names: str) -> list[float]:
    return [SCALE * float(shape.get(name, 0)) for name in names]


@cache
def _font(is_bold: bool) -> Any:
    from PIL import ImageFont

    name = "IBMPlexSans-SemiBold.ttf" if is_bold else "IBMPlexSans-Regular.ttf"
    return ImageFont.truetype(FONTS / name, 12 * SCALE)
