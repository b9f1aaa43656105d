"""The charts of a management report: which, in what order, under which sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reports.captions import (
    about_anchoring,
    about_course,
    about_factors,
    about_goals,
    about_ideas,
    about_lasting,
    about_measure,
    about_states,
    about_surprise,
    about_value_effort,
)
from reports.chapters import drawn_measures, is_spread_shown, printed_keys, told_cases
from reports.charts import (
    Chart,
    diverging_bars,
    lasting_curve,
    run_chart,
    simple_bars,
    stacked_bars,
    timeline,
    travels,
    value_against_effort,
)
from reports.management import AnchoringLine, Bar, ManagementReport, Segment


@dataclass(frozen=True, slots=True)
class Illustration:
    """A numbered chart with the sentence it is there to tell."""

    number: int
    chapter: str
    caption: str
    chart: Chart
    definition: str = ""
    """What is counted, in one line under the chart."""
    table: str = ""
    """What the table with its numbers is called; its first column is the `corner`."""
    corner: str = ""


def illustrations(report: ManagementReport, *, width: int) -> dict[str, Illustration]:
    """The charts by name, numbered in the order they are met; those with nothing to show left out."""
    meaning = {one.identifier: one.formula for one in report.definitions}
    return {
        name: Illustration(
            number,
            _chapter_of(name),
            caption,
            chart,
            _COUNTED.get(name) or meaning.get(_MEASURED_BY.get(name, ""), ""),
            *_table_of(name, report),
        )
        for number, (name, caption, chart) in enumerate(_printed(report, width), start=1)
    }


def _table_of(name: str, report: ManagementReport) -> tuple[str, str]:
    """What its table is called, and the heading of the first column."""
    if name.startswith("measure-"):
        line = report.measures[int(name.removeprefix("measure-")) - 1]
        return f"{line.name}, {line.unit}", line.chart.headings[0]
    return _TABLES.get(name, ("Forløbet", "Dato"))


def _printed(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    """Without those whose chapter is left out."""
    printed = printed_keys(report)
    for name, caption, chart in _drawn(report, width):
        if _chapter_of(name) in printed:
            yield name, caption, chart


def _chapter_of(name: str) -> str:
    if name.startswith("measure-"):
        return "maalinger"
    return _CHAPTER_OF.get(name, "fortaellinger")


def _drawn(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    """Each chart by name, with what it concludes, in the order of the chapters."""
    if report.states.total:
        bar = _without_zeros(report.states)
        title = "Alle prøvehandlinger efter tilstand"
        chart = _once(stacked_bars, "figur-tilstand", title, (bar,), width=width)
        yield "states", about_states(bar, report.made_at.date()), chart
    if any(goal.bar.total for goal in report.goals):
        bars = tuple(Bar(goal.label, goal.bar.segments) for goal in report.goals)
        title = "Prøvehandlinger pr. kompetencemål"
        yield (
            "goals",
            about_goals(report),
            _once(stacked_bars, "figur-maal", title, bars, width=width),
        )
    if not report.outcomes_withheld:
        yield from _of_outcomes(report, width)
    if report.factors:
        title = "Hvad fremmede, og hvad hæmmede"
        chart = _once(diverging_bars, "figur-faktorer", title, report.factors, width=width)
        yield "factors", about_factors(report.factors), chart
    if any(line.due for line in report.anchoring):
        bars = tuple(_checks(line) for line in report.anchoring if line.due)
        title = "Forankringstjek efter måneder"
        chart = _once(stacked_bars, "figur-forankring", title, bars, width=width)
        yield "anchoring", about_anchoring(report.anchoring), chart
    if report.lasting is not None and report.lasting.points and not report.outcomes_withheld:
        chart = _once(lasting_curve, "figur-holder", report.lasting, width=width)
        yield "lasting", about_lasting(report.lasting), chart
    if is_spread_shown(report):
        title = "Indførte idéer og de enheder, der bruger dem"
        chart = _once(travels, "figur-spredning", title, report.ideas, report.units, width=width)
        yield "ideas", about_ideas(report.ideas), chart
    for n, line in enumerate(drawn_measures(report), start=1):
        yield (
            f"measure-{n}",
            about_measure(line),
            _once(run_chart, f"figur-maaling-{n}", line.chart, width=width),
        )
    yield from _of_cases(report, width)


@lru_cache(maxsize=256)
def _once(draw: Callable[..., Chart], *said: Any, width: int) -> Chart:
    """A chart says the same again and again: those of before are remembered."""
    return draw(*said, width=width)


def _of_outcomes(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    if report.outcomes.total:
        title = "Udfaldet i forhold til forventningen"
        chart = _once(simple_bars, "figur-udfald", title, report.outcomes, width=width)
        yield "outcomes", about_surprise(report.surprise), chart
    if report.value_effort:
        title = "Værdi for borgerne og indsats, begge fra 1 til 5"
        chart = _once(value_against_effort, "figur-vaerdi", title, report.value_effort, width=width)
        yield "value_effort", about_value_effort(report.value_effort, report.reflected), chart


def _of_cases(report: ManagementReport, width: int) -> Iterator[tuple[str, str, Chart]]:
    for n, case in enumerate(told_cases(report), start=1):
        if len(case.moments) > 1:
            title = f"Tidslinje for {case.trial.title}"
            chart = _once(timeline, f"figur-fortaelling-{n}", title, case.moments, width=width)
            yield f"case-{n}", about_course(case), chart


_CHAPTER_OF = {
    "states": "i-tal",
    "goals": "proevet",
    "outcomes": "forventning",
    "value_effort": "forventning",
    "factors": "faktorer",
    "anchoring": "forankring",
    "lasting": "forankring",
    "ideas": "forankring",
}
"""Where each chart stands; the others are of stories."""

_MEASURED_BY = {
    "states": "states",
    "outcomes": "outcomes",
    "value_effort": "value_effort",
    "factors": "factor_balance",
    "anchoring": "anchoring_survival",
}
"""The figure that each chart shows, as the definitions know it."""

_TABLES = {
    "states": ("Prøvehandlinger efter tilstand", "Tilstand"),
    "goals": ("Prøvehandlinger pr. kompetencemål", "Kompetencemål"),
    "outcomes": ("Udfald i forhold til forventningen", "Udfald"),
    "value_effort": ("Antal efter værdi for borgerne og indsats", "Værdi for borgerne"),
    "factors": ("Hvad fremmede, og hvad hæmmede", "Faktor"),
    "anchoring": ("Hvad tjekkene viste", "Efter"),
    "lasting": ("Så meget af det indførte er ikke faldet bort", "Efter"),
    "ideas": ("Hvor idéerne begyndte, og hvor de er ført hen", "Idé"),
}
"""The table of each chart, and what its lines are; a story's chart has dates."""

_COUNTED = {
    "lasting": "Alt indført til og med rapportens dag, fulgt til det sidste tjek, nogen svarede på. Bevidst afviklet og erstattet af noget bedre tæller ikke som faldet bort.",
    "goals": "Beslutninger i perioden, og prøvehandlinger i gang, efter de mål, de øver.",
    "ideas": "Idéer, der er indført ved periodens slutning, med den seneste beslutning i hver enhed.",
}
"""What charts count that no figure has a definition of."""


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
