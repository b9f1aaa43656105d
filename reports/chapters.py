"""Which chapters a management report has, in which order, and what may be printed in them.

A chapter with nothing to tell, or that nobody chose, is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.cases import Case
from reports.full import InFull
from reports.lessons import InsightLine
from reports.management import Definition, Figure, ManagementReport
from reports.measures import MeasureLine
from reports.trials import TrialLine

MOST_TOLD = 7
"""Insights that are told in full: more than anybody remembers."""

MOST_DRAWN = 6
"""Charts of målinger: with more, some would show a signal by chance alone and nobody would look at each."""

CHAPTERS = {
    "hovedbudskaber": "Hovedbudskaber",
    "kort": "Rapporten kort",
    "i-tal": "Programmet i tal",
    "proevet": "Hvad har vi prøvet?",
    "laert": "Hvad har vi lært på tværs?",
    "forventning": "Forventning og virkelighed",
    "faktorer": "Hvad fremmer, hvad hæmmer?",
    "forankring": "Forankring og spredning",
    "maalinger": "Målinger",
    "fortaellinger": "Tre fortællinger",
    "anbefalinger": "Anbefalinger",
    "opfoelgning": "Opfølgning på sidste rapport",
    "metode": "Metode og forbehold",
    "proevehandlinger": "Prøvehandlingerne",
    "noegletal": "Alle nøgletal",
    "definitioner": "Sådan er tallene regnet",
    "figurtal": "Tallene bag figurerne",
    "fuldlaengde": "Prøvehandlingerne i fuld længde",
}
"""Every chapter a report can have, by key and in its order, with the heading readers see."""

NUMBERED = tuple(CHAPTERS)[:1] + tuple(CHAPTERS)[2:12]
ANNEXES = tuple(CHAPTERS)[13:]
ALWAYS = frozenset({"metode"})
"""Nobody may choose these away: numbers without their caveats mislead."""
WHEN_CHOSEN = frozenset({"fuldlaengde"})
"""Printed only if somebody asks for it: with many trials it is as long as a book."""
STARTS_A_PAGE = frozenset(
    {"hovedbudskaber", "kort", "laert", "forankring", "fortaellinger", *ANNEXES} - {"definitioner"}
)
"""On paper; the others follow on the page of the one before."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its anchor, its number or letter ("" when it has none), its title."""

    key: str
    number: str
    title: str

    @property
    def heading(self) -> str:
        """`"3. Hvad har vi prøvet?"`, `"Bilag A. Prøvehandlingerne"`, `"Metode og forbehold"`."""
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def template(self) -> str:
        """The file that writes it, named by the anchor."""
        return f"chapters/{self.key}.html"


def chapters(report: ManagementReport) -> tuple[Chapter, ...]:
    """The chapters to print, numbered without gaps; annexes by letter."""
    printed = printed_keys(report)
    numbers = {key: str(n) for n, key in enumerate((k for k in NUMBERED if k in printed), start=1)}
    letters = zip((k for k in ANNEXES if k in printed), "ABCDE", strict=False)
    numbers |= {key: f"Bilag {letter}" for key, letter in letters}
    return tuple(
        Chapter(key, numbers.get(key, ""), _title(key, report))
        for key in CHAPTERS
        if key in printed
    )


def printed_keys(report: ManagementReport) -> frozenset[str]:
    """The keys of the chapters that were chosen and have something to tell."""
    told = {
        "hovedbudskaber": bool(report.messages or report.decisions_asked),
        "kort": bool(report.states.total),
        "i-tal": True,
        "proevet": bool(report.goals),
        "laert": bool(report.insights),
        "forventning": bool(report.outcomes.total),
        "faktorer": bool(report.factors),
        "forankring": bool(report.anchoring or is_spread_shown(report) or report.cycles),
        "maalinger": bool(report.measures),
        "fortaellinger": bool(told_cases(report)),
        "anbefalinger": bool(report.recommendations),
        "opfoelgning": bool(report.last_report or report.followed_up),
        "metode": True,
        "proevehandlinger": bool(report.trials),
        "noegletal": bool(printed_figures(report)),
        "definitioner": bool(printed_definitions(report)),
        "figurtal": bool(report.states.total or report.measures),
        "fuldlaengde": bool(told_in_full(report)),
    }
    everything = CHAPTERS.keys() - WHEN_CHOSEN
    chosen = everything if report.parts is None else report.parts | ALWAYS
    return frozenset(key for key, something in told.items() if something and key in chosen)


def _title(key: str, report: ManagementReport) -> str:
    return _STORIES[len(told_cases(report))] if key == "fortaellinger" else CHAPTERS[key]


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


def drawn_measures(report: ManagementReport) -> tuple[MeasureLine, ...]:
    """The målinger whose charts are drawn; the table has them all."""
    return report.measures[:MOST_DRAWN]


def told_cases(report: ManagementReport) -> tuple[Case, ...]:
    """The trials that are told at length: none that may only be counted."""
    return tuple(case for case in report.cases if case.trial.may_be_quoted)


def told_in_full(report: ManagementReport) -> tuple[InFull, ...]:
    """The trials that could be told with all their answers: none that may only be counted."""
    return tuple(one for one in report.in_full if one.trial.may_be_quoted)


def printed_in_full(report: ManagementReport) -> tuple[InFull, ...]:
    """The trials of `told_in_full` when somebody chose the annex that tells them, and else none."""
    return told_in_full(report) if "fuldlaengde" in printed_keys(report) else ()


def on_pages(printed: Sequence[Chapter]) -> tuple[tuple[Chapter, ...], ...]:
    """The chapters in groups, each of which starts a page."""
    groups: list[list[Chapter]] = []
    for chapter in printed:
        if chapter.key in STARTS_A_PAGE or not groups:
            groups.append([])
        groups[-1].append(chapter)
    return tuple(tuple(group) for group in groups)


def examples(report: ManagementReport, code: str) -> tuple[TrialLine, ...]:
    """The first three trials that practise a goal and may be named."""
    return tuple(trial for trial in report.quoted if code in trial.goals)[:3]


def is_spread_shown(report: ManagementReport) -> bool:
    """Whether there is a matrix to show; of one unit it would be a judgement on a person."""
    return bool(report.ideas) and not report.outcomes_withheld


_STORIES = ("", "En fortælling", "To fortællinger", "Tre fortællinger")
_ABOUT_OUTCOMES = {"outcomes", "value_effort", "factor_balance", "spread_count"}
