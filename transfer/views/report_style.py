"""The printer's style for a report on a screen, made to fit inside our frame."""

import re
from functools import lru_cache
from typing import Final

from flask import Response

ONE_DAY: Final = 24 * 3600


def as_style(text: str) -> Response:
    """The style sheet as a browser gets it."""
    response = Response(_inside_our_frame(text), mimetype="text/css")
    response.cache_control.private = True
    response.cache_control.max_age = ONE_DAY
    return response


@lru_cache(maxsize=64)
def _inside_our_frame(text: str) -> str:
    """The printer reckons with letters of 16 px to the rem; our frame, as Det Fælles Designsystem, with 10.

    Widths in a media query go by the browser's own 16 px in both, and are left alone.
    """

    def larger(found: re.Match[str]) -> str:
        return f"{float(found[1]) * 1.6:g}rem"

    text = re.sub(r"(?<!\(max-width: )(?<![\d.])(\d*\.?\d+)rem", larger, text)
    return f"{text}.report-list{{list-style:disc}}"
