"""Places where WeasyPrint 70 and pydyf 0.13 do often what needs doing once. The page is the same.

Each part says what it replaces and why that is sound for our papers; what it doesn't replace is WeasyPrint's own.
"""

from functools import cache

from reports.quicker import boxes, charts, files, letters, lines, styles

__all__ = ["VERSIONS", "hurry"]

VERSIONS = ("70.0", "0.13.0")
"""Of WeasyPrint and pydyf. With others nothing is changed, and drawing takes longer."""


@cache
def hurry() -> bool:
    """Put ours in place, once for the process, and say whether these are the versions that ours are made for."""
    import pydyf
    import weasyprint

    if (weasyprint.__version__, pydyf.VERSION) != VERSIONS:
        return False
    for part in (charts, lines, letters, styles, boxes, files):
        part.hurry()
    return True
