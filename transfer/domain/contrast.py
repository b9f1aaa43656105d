"""How well a colour is read against another, and the darker tones of a colour.

Source: WCAG 2.2 (W3C, 2023), "contrast ratio" and "relative luminance".
"""

import re
from typing import Final

WHITE: Final = "#ffffff"
LEAST_FOR_TEXT: Final = 4.5
"""WCAG 2.2, 1.4.3: what text needs against its background."""

_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")


class NoColour(ValueError):
    """A text that names no colour as `#rrggbb` or `#rgb`."""


def colour(text: str) -> str:
    """The colour that a person typed, as `#rrggbb`."""
    found = _HEX.fullmatch(text.strip().casefold())
    if not found:
        raise NoColour(text)
    digits = found[1]
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


def contrast(one: str, other: str = WHITE) -> float:
    """The contrast ratio of two colours, from 1 (alike) to 21 (black on white)."""
    lighter, darker_one = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker_one + 0.05)


def darker(hex_colour: str, share: float) -> str:
    """The colour with a share of black mixed in: 0 leaves it, 1 is black."""
    kept = 1 - min(max(share, 0), 1)
    return "#" + "".join(f"{round(channel * kept):02x}" for channel in _channels(hex_colour))


def dark_enough(hex_colour: str, least: float = LEAST_FOR_TEXT) -> str:
    """The nearest darker tone of the colour that reads well against white; itself if it does."""
    for percent in range(101):
        tone = darker(hex_colour, percent / 100)
        if contrast(tone) >= least:
            return tone
    return "#000000"


def _channels(hex_colour: str) -> tuple[int, int, int]:
    digits = colour(hex_colour)
    return int(digits[1:3], 16), int(digits[3:5], 16), int(digits[5:7], 16)


def _luminance(hex_colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(hex_colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
