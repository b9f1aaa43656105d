"""How many lines a text takes in a column: close enough to fill a page, and rather too many than too few."""

from functools import lru_cache
from math import ceil

from reports.parts.faces import face

_FACE = "IBMPlexSans-SemiBold.ttf"
"""The widest that running text is set in."""
_POINTS_PER_MILLIMETRE = 72 / 25.4


def lines(text: str, millimetres: float, size: float) -> int:
    """How many lines a text takes in a column so many `millimetres` wide, in letters of `size` points.

    Words are not divided; one that is wider than the column goes on in the next line.
    """
    room = millimetres * _POINTS_PER_MILLIMETRE * 1000 / size
    blank, count, filled = _width(" "), 1, 0.0
    for word in text.split():
        width = float(_width(word))
        if filled and filled + width > room:
            count, filled = count + 1, 0.0
        if width > room:
            count += ceil(width / room) - 1
            width %= room
        filled += width + blank
    return count


@lru_cache(maxsize=8192)
def _width(word: str) -> int:
    return face(_FACE).width(word)
