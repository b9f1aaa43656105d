"""Which chapters a management report has, what their figures show, and what the captions conclude.

A chapter with nothing to tell is left out, and the first chapter says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.captions import (
    about_anchoring,
    about_course,
    about_factors,
    about_goals,
    about_ideas,
    about_states,
    about_surprise,
    about_value_effort,
)
from reports.cases import Case
from reports.charts import (
    Chart,
    diverging_bars,
    simple_bars,
    stacked_bars,
    timeline,
    travels,
    value_against_effort,
)
from reports.lessons import InsightLine
from reports.management import (
    AnchoringLine,
    Bar,
    Definition,
    Figure,
    ManagementReport,
    Segment,
    TrialLine,
)

MOST_TOLD = 7
"""Insights that are told in full: more than anybody remembers."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its anchor, its number or letter, its heading and the template that writes it."""

    key: str
    number: str
    title: str

    @property
    def heading(self) -> str:
        """`"2. Hvad har vi prøvet?"`, `"Bilag A. Prøvehandlingerne"`."""
        return f"{self.number}. {self.title}"

    @property
    def template(self) -> str:
        """The file that writes it, named by the anchor."""
        return f"chapters/{self.key}.html"


@dataclass(frozen=True, slots=True)
class Illustration:
    """A numbered chart with the sentence it is there to tell."""

    number: int
    caption: str
    chart: Chart
    definition: str = ""
    """What is counted, in one line under the chart."""


def chapters(report: ManagementReport) -> tuple[Chapter, ...]:
    """The chapters this report has something to say in, numbered without gaps; annexes by letter."""
    texts = (
        ("i-tal", "Programmet i tal", True),
        ("proevet", "Hvad har vi prøvet?", bool(report.goals)),
        ("laert", "Hvad har vi lært på tværs?", bool(report.insights)),
        ("forventning", "Forventning og virkelighed", bool(report.outcomes.total)),
        ("faktorer", "Hvad fremmer, hvad hæmmer?", bool(report.factors)),
        ("forankring", "Forankring og spredning", bool(report.anchoring or _spread(report))),
        ("fortaellinger", _STORIES[len(told_cases(report))], bool(told_cases(report))),
        ("anbefalinger", "Anbefalinger", bool(report.recommendations)),
        ("forloeb", "Læringsforløb", bool(report.cycles)),
        ("metode", "Metode og forbehold", True),
    )
    annexes = (
        ("proevehandlinger", "Prøvehandlingerne", bool(report.trials)),
        ("noegletal", "Alle nøgletal", bool(printed_figures(report))),
        ("definitioner", "Sådan er tallene regnet", bool(printed_definitions(report))),
    )
    told = [(key, title) for key, title, something in texts if something]
    added = [(key, title) for key, title, something in annexes if something]
    return (
        *(Chapter(key, str(n), title) for n, (key, title) in enumerate(told, start=1)),
        *(Chapter(key, f"Bilag {a}", title) for a, (key, title) in zip("ABC", added, strict=False)),
    )


def illustrations(report: ManagementReport, *, width: int) -> dict[str, Illustration]:
    """The charts by name, numbered in the order they are met; those with nothing to show left out."""
    meaning = {one.identifier: one.formula for one in report.definitions}
    return {
        name: Illustration(
            number,
            caption,
            chart,
            _COUNTED.get(name) or meaning.get(_MEASURED_BY.get(name, ""), ""),
        )
        for number, (name, caption, chart) in enumerate(_drawn(report, width), start=1)
    }


def printed_figures(report: ManagementReport) -> tuple[Figure, ...]:
    """The rows of "Alle nøgletal": without outcomes when they would be about one person."""
    return tuple(f for f in report.figures if not (f.is_outcome and report.outcomes_withheld))


def printed_definitions(report: ManagementReport) -> tuple[Definition, ...]:
    """Without those whose every figure was left out."""
    left_out = {f.identifier for f in report.figures} - {
        f.identifier for f in printed_figures(report)
    }
    if report.outcomes_withheld:
        left_out |= _ABOUT_OUTCOMES
    return tuple(d for d in report.definitions if d.identifier not in left_out)


def told_insights(report: ManagementReport) -> tuple[InsightLine, ...]:
    """The strongest insights, which are told in full; the table has them all."""
    return report.insights[:MOST_TOLD]


def told_cases(report: ManagementReport) -> tuple[Case, ...]:
    """The trials that are told at length: none that may only be counted."""
    return tuple(case for case in report.cases if case.trial.may_be_quoted)


def examples(report: ManagementReport, code: str) -> tuple[TrialLine, ...]:
    """The first three trials that practise a goal and may be named."""
    return tuple(trial for trial in report.quoted if code in trial.goals)[:3]


def _drawn(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    """Each chart by name, with what it concludes, in the order of the chapters."""
    if report.states.total:
        bar = _without_zeros(report.states)
        title = "Alle prøvehandlinger efter tilstand"
        chart = stacked_bars("figur-tilstand", title, [bar], width=width)
        yield "states", about_states(bar, report.made_at.date()), chart
    if any(goal.bar.total for goal in report.goals):
        bars = [Bar(goal.label, goal.bar.segments) for goal in report.goals]
        title = "Prøvehandlinger pr. kompetencemål"
        yield "goals", about_goals(report), stacked_bars("figur-maal", title, bars, width=width)
    if not report.outcomes_withheld:
        yield from _of_outcomes(report, width)
    if report.factors:
        title = "Hvad fremmede, og hvad hæmmede"
        chart = diverging_bars("figur-faktorer", title, report.factors, width=width)
        yield "factors", about_factors(report.factors), chart
    if any(line.due for line in report.anchoring):
        bars = [_checks(line) for line in report.anchoring if line.due]
        title = "Forankringstjek efter måneder"
        chart = stacked_bars("figur-forankring", title, bars, width=width)
        yield "anchoring", about_anchoring(report.anchoring), chart
    if _spread(report):
        title = "Indførte idéer og de enheder, der bruger dem"
        chart = travels("figur-spredning", title, report.ideas, report.units, width=width)
        yield "ideas", about_ideas(report.ideas), chart
    yield from _of_cases(report, width)


def _of_outcomes(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    if report.outcomes.total:
        title = "Udfaldet i forhold til forventningen"
        chart = simple_bars("figur-udfald", title, report.outcomes, width=width)
        yield "outcomes", about_surprise(report.surprise), chart
    if report.value_effort:
        title = "Værdi for borgerne og indsats, begge fra 1 til 5"
        chart = value_against_effort("figur-vaerdi", title, report.value_effort, width=width)
        yield "value_effort", about_value_effort(report.value_effort, report.reflected), chart


def _of_cases(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    for n, case in enumerate(told_cases(report), start=1):
        if len(case.moments) > 1:
            title = f"Tidslinje for {case.trial.title}"
            chart = timeline(f"figur-fortaelling-{n}", title, case.moments, width=width)
            yield f"case-{n}", about_course(case), chart


def _spread(report: ManagementReport) -> bool:
    """Whether there is a matrix to show; of one unit it would be a judgement on a person."""
    return bool(report.ideas) and not report.outcomes_withheld


_STORIES = ("", "En fortælling", "To fortællinger", "Tre fortællinger")

_MEASURED_BY = {
    "states": "states",
    "outcomes": "outcomes",
    "value_effort": "value_effort",
    "factors": "factor_balance",
    "anchoring": "anchoring_survival",
}
"""The figure that each chart shows, as the definitions know it."""

_COUNTED = {
    "goals": "Beslutninger i perioden, og prøvehandlinger i gang, efter de mål, de øver.",
    "ideas": "Idéer, der er indført ved periodens slutning, med den seneste beslutning i hver enhed.",
}
"""What charts count that no figure has a definition of."""

_ABOUT_OUTCOMES = {"outcomes", "value_effort", "factor_balance", "spread_count"}


def _without_zeros(bar: Bar) -> Bar:
    return Bar(bar.label, tuple(part for part in bar.segments if part.n))


def _checks(line: AnchoringLine) -> Bar:
    return Bar(
        f"{line.months} måneder",
        (
            Segment("Holdt", line.held),
            Segment("Delvist", line.partial),
            Segment("Faldet bort", line.lapsed),
            Segment("Bevidst afviklet", line.retired),
            Segment("Ikke tjekket", line.not_checked),
        ),
    )
