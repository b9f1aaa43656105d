"""How long what was adopted lasts, as a value that is drawn: words are put to it by whoever gathers it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LastingPoint:
    """The share that has not fallen away so many months after the adoption, from 0 to 1, and what is uncertain in it."""

    month: int
    share: float
    lower: float | None
    upper: float | None
    if_gone: float
    """The share, had all that nobody answered for stopped."""
    if_kept: float
    followed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingChart:
    """All that is drawn of the curve. told: the chart in words."""

    title: str
    points: tuple[LastingPoint, ...]
    told: str = ""
    months: str = "måneder"
    followed: str = "Fulgt så længe"
    band: str = "95 % sikkerhedsinterval"
    bounds: str = "Hvis alle uden svar er ophørt eller i brug"
    headings: tuple[str, ...] = (
        "Efter",
        "Ikke faldet bort",
        "95 % sikkerhedsinterval",
        "Fulgt så længe",
        "Hvis alle uden svar er ophørt",
        "Hvis alle uden svar er i brug",
    )


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table of ready words; the first cell of each row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastingPaper:
    """The curve on paper, as one reader sees it on one day. chart: None where there are too few."""

    organisation: str
    title: str
    scope: str
    readers: str
    made_by: str
    made_at: datetime
    brand: str = ""
    chart: LastingChart | None = None
    sentences: tuple[str, ...] = ()
    practices: WordTable | None = None
    """All that was adopted, one by one, where a curve would say too much."""
    figures: WordTable | None = None
    method: tuple[str, ...] = ()
