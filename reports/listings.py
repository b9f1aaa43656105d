"""The lists of a management report as data: their columns, and what stands in each.

What may be printed is decided as on paper: consent, small numbers, single units.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, TypeVar

from reports.advice import FollowUpLine
from reports.chapters import chapters, printed_definitions, printed_figures, printed_keys
from reports.lessons import InsightLine, RecommendationLine
from reports.management import Figure, ManagementReport
from reports.measures import Dot, MeasureLine
from reports.numbers import Measure, Share, danish_date
from reports.trials import TrialLine

Cell = str | int | float | None
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Column(Generic[Line]):
    """A column: the name that never changes, the Danish words, how wide it is in letters, and a line's cell."""

    key: str
    label: str
    width: int
    cell: Callable[[Line], Cell]


@dataclass(frozen=True, slots=True)
class Listing(Generic[Line]):
    """A list under its Danish name: a row for each of its lines."""

    name: str
    lines: Callable[[ManagementReport], Iterable[Line]]
    columns: tuple[Column[Line], ...]
    is_always_there: bool = False
    """Else it is left out of a workbook when it is empty."""

    def rows(self, report: ManagementReport) -> list[tuple[Cell, ...]]:
        """In the order of the columns."""
        return [tuple(column.cell(line) for column in self.columns) for line in self.lines(report)]


def _day(on: date | None) -> str | None:
    return danish_date(on) if on else None


def _written(report: ManagementReport) -> Iterator[tuple[str, str]]:
    """What the consultant wrote: what it is, and a sentence."""
    conclusions = {one.chapter: one.text for one in report.conclusions}
    yield from (("Hovedbudskab", text) for text in report.messages)
    yield from (("Til beslutning", text) for text in report.decisions_asked)
    for chapter in chapters(report):
        if conclusions.get(chapter.key):
            yield f"Konklusion: {chapter.title}", conclusions[chapter.key]
    yield from (("Nyt siden sidste rapport", text) for text in report.news)


MESSAGES: Final[Listing[tuple[str, str]]] = Listing(
    "Hovedbudskaber",
    _written,
    (
        Column("kind", "Hvad er det?", 30, lambda one: one[0]),
        Column("text", "Tekst", 110, lambda one: one[1]),
    ),
)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A trial that may be quoted, and its number on the list."""

    number: int
    trial: TrialLine
    outcome: str
    """Empty in a report of a single unit: it would be a judgement on one person."""


def _quoted(report: ManagementReport) -> Iterator[_Quoted]:
    for number, trial in enumerate(report.quoted, start=1):
        yield _Quoted(number, trial, "" if report.outcomes_withheld else trial.outcome)


TRIALS: Final[Listing[_Quoted]] = Listing(
    "Prøvehandlinger",
    _quoted,
    (
        Column("number", "Nr.", 6, lambda one: one.number),
        Column("title", "Prøvehandling", 44, lambda one: one.trial.title),
        Column("unit", "Enhed (når ejeren har sagt ja)", 28, lambda one: one.trial.printed_unit),
        Column("goals", "Kompetencemål (koder)", 16, lambda one: ", ".join(one.trial.goals)),
        Column("origin", "Hvor kom idéen fra?", 26, lambda one: one.trial.origin),
        Column("relation", "Slægtskab", 22, lambda one: one.trial.relation),
        Column("scale", "Omfang", 24, lambda one: one.trial.scale),
        Column("outcome_vs_prediction", "I forhold til forventningen", 24, lambda one: one.outcome),
        Column("decision", "Beslutning", 22, lambda one: one.trial.decision),
        Column("state", "Tilstand", 14, lambda one: one.trial.state),
        Column("learning_headline", "Læringen i én sætning", 70, lambda one: one.trial.learning),
    ),
    is_always_there=True,
)


@dataclass(frozen=True, slots=True)
class _Explained:
    """A figure that may be printed: its value taken apart, and how it is calculated."""

    figure: Figure
    formula: str
    n: int | None = None
    of: int | None = None
    percent: int | None = None
    value: float | str | None = None
    """What is no count: a measure, rounded, or ready words."""
    unit: str | None = None


def _explained(report: ManagementReport) -> Iterator[_Explained]:
    formulas = {one.identifier: one.formula for one in printed_definitions(report)}
    for figure in printed_figures(report):
        formula, value = formulas.get(figure.identifier, ""), figure.value
        if isinstance(value, Share):
            yield _Explained(figure, formula, n=value.n, of=value.of, percent=value.percent)
        elif isinstance(value, Measure):
            number = None if value.value is None else round(value.value, value.decimals)
            yield _Explained(figure, formula, value=number, unit=value.unit or None)
        elif isinstance(value, int):
            yield _Explained(figure, formula, n=value)
        else:
            yield _Explained(figure, formula, value=value)


FIGURES: Final[Listing[_Explained]] = Listing(
    "Nøgletal",
    _explained,
    (
        Column("identifier", "Betegnelse", 28, lambda one: one.figure.identifier),
        Column("name", "Nøgletal", 48, lambda one: one.figure.name),
        Column("n", "Antal", 9, lambda one: one.n),
        Column("of", "Ud af", 9, lambda one: one.of),
        Column("percent", "Procent (fra fem og op)", 12, lambda one: one.percent),
        Column("value", "Værdi", 14, lambda one: one.value),
        Column("unit", "Måles i", 10, lambda one: one.unit),
        Column("note", "Bemærkning", 36, lambda one: one.figure.note),
        Column("definition", "Sådan regnes det", 80, lambda one: one.formula),
    ),
    is_always_there=True,
)  # fmt: skip

INSIGHTS: Final[Listing[InsightLine]] = Listing(
    "Indsigter",
    lambda report: report.insights,
    (
        Column("number", "Nr.", 6, lambda one: one.number),
        Column("headline", "Indsigt", 60, lambda one: one.headline),
        Column("body", "Hvad er det, vi har set?", 80, lambda one: one.body),
        Column("supporting", "Bygger på prøvehandlinger", 14, lambda one: one.supporting),
        Column("units", "I antal enheder", 12, lambda one: one.units),
        Column("contradicting", "Prøvehandlinger, der taler imod", 16, lambda one: one.contradicting),
        Column("strength", "Styrke", 30, lambda one: one.strength),
        Column("goals", "Kompetencemål", 40, lambda one: ", ".join(one.goals)),
        Column("trials", "Prøvehandlinger, der må nævnes", 60, lambda one: " · ".join(one.trials)),
    ),
)  # fmt: skip

RECOMMENDATIONS: Final[Listing[RecommendationLine]] = Listing(
    "Anbefalinger",
    lambda report: report.recommendations,
    (
        Column("text", "Anbefaling", 70, lambda one: one.text),
        Column("addressee", "Til", 24, lambda one: one.addressee),
        Column("due", "Senest", 18, lambda one: _day(one.due)),
        Column("builds_on", "Bygger på", 40, lambda one: one.builds_on),
        Column("state", "Tilstand", 14, lambda one: one.state),
    ),
)


def _measures(report: ManagementReport) -> tuple[MeasureLine, ...]:
    return report.measures if "maalinger" in printed_keys(report) else ()


MEASURES: Final[Listing[MeasureLine]] = Listing(
    "Målinger",
    _measures,
    (
        Column("measure", "Måling", 44, lambda one: one.name),
        Column("unit", "Enhed", 28, lambda one: one.unit),
        Column("description", "Det tælles", 60, lambda one: one.description),
        Column("unit_of_measure", "Måles i", 14, lambda one: one.chart.unit),
        Column("baseline", "Udgangspunkt", 28, lambda one: one.baseline),
        Column("latest", "Seneste", 28, lambda one: one.latest),
        Column("target", "Mål", 12, lambda one: one.target),
        Column("variation", "Mønster", 26, lambda one: one.verdict),
        Column("said", "Det kan der siges om diagrammet", 90, lambda one: " ".join(one.sentences)),
    ),
)

POINTS: Final[Listing[tuple[MeasureLine, Dot]]] = Listing(
    "Måletal",
    lambda report: ((line, dot) for line in _measures(report) for dot in line.chart.dots),
    (
        Column("measure", "Måling", 44, lambda one: one[0].name),
        Column("unit", "Enhed", 28, lambda one: one[0].unit),
        Column("period", "Periode", 18, lambda one: one[1].period),
        Column("level", "Tal", 10, lambda one: round(one[1].level, 4)),
        Column("shown", "Som det vises", 22, lambda one: one[1].shown),
        Column("counts", "Tæller med", 12, lambda one: "Nej" if one[1].is_excluded else "Ja"),
        Column("note", "Bemærkning", 50, lambda one: one[1].note),
    ),
)

FOLLOW_UP: Final[Listing[FollowUpLine]] = Listing(
    "Opfølgning",
    lambda report: report.followed_up,
    (
        Column("decided", "Beslutning", 60, lambda one: one.decided),
        Column("decided_by", "Af hvem", 24, lambda one: one.decided_by),
        Column("decided_on", "Besluttet", 18, lambda one: _day(one.decided_on)),
        Column("due", "Frist", 18, lambda one: _day(one.due)),
        Column("state", "Står nu", 16, lambda one: one.state),
        Column("happened", "Hvad er der sket?", 70, lambda one: one.happened),
    ),
)

LISTINGS: Final[tuple[Listing[Any], ...]] = (
    MESSAGES,
    TRIALS,
    FIGURES,
    INSIGHTS,
    RECOMMENDATIONS,
    MEASURES,
    POINTS,
    FOLLOW_UP,
)
"""All of them, in the order of the workbook."""
