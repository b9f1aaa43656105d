"""A måling as a chart and as a paper: values that whoever gathers them has put ready words to."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Dot:
    """One measurement, drawn in the middle of its period."""

    period: str
    """`"januar 2025"`"""
    middle: date
    level: float
    shown: str
    """`"6 af 8 (75 %)"`"""
    follows: bool = True
    """Whether its period comes right after that of the dot before; otherwise the line has a gap."""
    is_excluded: bool = False
    is_on_the_line: bool = False
    stands_out: bool = False
    """In an unusually long run, or outside its limits."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """The limits of one measurement, from the first day of its period to the last."""

    first: date
    last: date
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time with one centre line. `words` stand at its end: `"Median 6,5"`."""

    first: date
    last: date
    level: float
    words: str
    has_signal: bool = False
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened on a day; its number stands on the line of time, its words below."""

    number: int
    on: date
    words: str
    day: str
    """The day in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureChart:
    """All that is drawn of a måling. Levels are in the unit they are shown in.

    axis, days: where the scales have a line or a name. told: the chart in words. key: what the
    hollow mark and the mark that stands out mean. headings: of the table of the dots.
    """

    title: str
    unit: str
    dots: tuple[Dot, ...]
    stretches: tuple[Stretch, ...] = ()
    happenings: tuple[Happening, ...] = ()
    target: tuple[float, str] | None = None
    frozen_after: date | None = None
    axis: tuple[tuple[float, str], ...] = ()
    days: tuple[tuple[date, str], ...] = ()
    told: str = ""
    key: tuple[str, str] = ("Udeladt", "Skiller sig ud")
    headings: tuple[str, str, str] = ("Periode", "Tal", "Bemærkning")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """A måling in a management report: ready words, and what is drawn.

    unit: the unit it is about, or that it is about all. baseline, latest: a number and its period.
    verdict: the shortest that can be said of it. sentences: all that may be said, none about causes.
    """

    unit: str
    baseline: str
    latest: str
    verdict: str
    sentences: tuple[str, ...]
    chart: MeasureChart
    target: str = ""
    description: str = ""

    @property
    def name(self) -> str:
        return self.chart.title


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePaper:
    """A måling on paper, as one reader sees it on one day."""

    organisation: str
    kind: str
    title: str
    readers: str
    made_by: str
    made_at: datetime
    brand: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    chart: MeasureChart
    sentences: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What may be said, under headings (which may be empty)."""
    decisions: tuple[str, ...] = ()
    """What people have decided about the line, and why."""
