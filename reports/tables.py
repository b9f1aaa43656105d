"""The tables of words in a report, row by row: the same for paper, page and Word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from reports.advice import FollowUpLine
from reports.captions import about_insights, about_measures, about_states_of
from reports.chapters import chapters, printed_definitions, printed_figures, printed_in_full
from reports.illustrations import Illustration
from reports.limits import cell_text
from reports.management import Figure, ManagementReport
from reports.numbers import danish_date
from reports.trials import TrialLine

Rows = tuple[tuple[str | Markup, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of each table, the name of the row first."""

    brief: Rows
    trials: Rows
    figures: Rows
    definitions: Rows
    anchoring_columns: tuple[str, ...]
    anchoring: Rows
    insights: Rows
    recommendations: Rows
    measures: Rows
    followed_up: Rows
    figure_columns: tuple[str, ...]


def told(report: ManagementReport, figures: Mapping[str, Illustration]) -> Told:
    """What may be printed of a report, as rows. `figures`: the charts that are printed in it."""
    compared = any(one.last_time is not None for one in printed_figures(report))
    return Told(
        brief=_brief(report, figures),
        trials=tuple(_about_trial(*pair) for pair in _with_anchors(report)),
        figures=tuple(_figure(one, compared=compared) for one in printed_figures(report)),
        figure_columns=("Nøgletal", "Tal", *(("Sidst",) if compared else ()), "Bemærkning"),
        definitions=tuple(
            (_NAMED.format(one.name, one.identifier), one.formula)
            for one in printed_definitions(report)
        ),
        anchoring_columns=("Andel", *(f"{line.months} måneder" for line in report.anchoring)),
        anchoring=_anchoring(report),
        insights=_cells(
            (
                f"{one.number}. {one.headline}",
                str(one.supporting),
                str(one.contradicting),
                one.strength,
            )
            for one in report.insights
        ),
        recommendations=_cells(
            (
                one.text,
                one.addressee,
                danish_date(one.due) if one.due else "Ingen frist",
                one.builds_on or "Ingen indsigt",
                one.state,
            )
            for one in report.recommendations
        ),
        measures=_cells(
            (
                f"{one.name}, {one.unit}",
                one.baseline,
                one.latest,
                one.target or "Ikke sat",
                one.verdict,
            )
            for one in report.measures
        ),
        followed_up=_cells(
            (
                one.decided,
                _by_whom(one),
                danish_date(one.due) if one.due else "Ingen frist",
                one.state or "Ikke oplyst",
                one.happened or "Ikke skrevet ned",
            )
            for one in report.followed_up
        ),
    )


def _with_anchors(report: ManagementReport) -> Iterator[tuple[TrialLine, str | None]]:
    """Each trial of the list, and where it is told in full. Two may say the same: they come in the same order there."""
    anchors: dict[TrialLine, list[str]] = {}
    for one in printed_in_full(report):
        anchors.setdefault(one.trial, []).append(one.anchor)
    for trial in report.quoted:
        left = anchors.get(trial)
        yield trial, left.pop(0) if left else None


@lru_cache(maxsize=4096)
def _about_trial(trial: TrialLine, anchor: str | None) -> tuple[str, ...]:
    """Trials are many, and few have changed since the last report."""
    return _row(
        _linked(trial.title, anchor),
        trial.printed_unit or "Ikke oplyst",
        ", ".join(trial.goals),
        trial.decision or trial.state,
        trial.learning or "Kommer, når der er reflekteret",
    )


def _cells(rows: Iterable[tuple[str, ...]]) -> Rows:
    return tuple(_row(*row) for row in rows)


def _row(*cells: str) -> tuple[str, ...]:
    return tuple(cell_text(one) for one in cells)


def _linked(title: str, anchor: str | None) -> str | Markup:
    """The title of a trial, leading to the page where it is told in full."""
    return Markup('<a href="#{}">{}</a>').format(anchor, title) if anchor else title


def conclusions(report: ManagementReport) -> dict[str, str]:
    """The line that stands first in a chapter, by the chapter's key; only what somebody wrote."""
    return {one.chapter: one.text for one in report.conclusions if one.text.strip()}


def _brief(report: ManagementReport, figures: Mapping[str, Illustration]) -> Rows:
    """Each chapter with what it shows: what was written, or else what the numbers say by themselves."""
    shown = {
        "laert": about_insights(report.insights),
        "anbefalinger": about_states_of(
            "anbefaling", [one.state for one in report.recommendations]
        ),
        "opfoelgning": about_states_of("beslutning", [one.state for one in report.followed_up]),
    }
    for figure in reversed([*figures.values()]):
        if figure.chapter != "fortaellinger":  # when it all took place is no conclusion
            shown[figure.chapter] = figure.caption
    if report.measures:  # one of them says nothing about the others
        shown["maalinger"] = about_measures(report.measures)
    shown |= conclusions(report)
    return tuple(
        (chapter.heading, shown[chapter.key])
        for chapter in chapters(report)
        if shown.get(chapter.key)
    )


def _figure(figure: Figure, *, compared: bool) -> tuple[str, ...]:
    last = "" if figure.last_time is None else str(figure.last_time)
    return (figure.name, str(figure.value), *((last,) if compared else ()), figure.note)


def _by_whom(line: FollowUpLine) -> str:
    """`"Ledergruppen, 3. februar 2025"`."""
    day = danish_date(line.decided_on) if line.decided_on else ""
    return ", ".join(filter(None, [line.decided_by, day])) or "Ikke oplyst"


def _anchoring(report: ManagementReport) -> Rows:
    """A, B and C for each of the checks; a check that is not due yet has no share."""
    ways = (
        ("A. Holdt, af dem der er tjekket", "held_of_done"),
        ("B. Holdt, af alle der skulle være tjekket", "held_of_due"),
        ("C. Tjekket, af alle der skulle være tjekket", "done_of_due"),
    )
    return tuple(
        (
            words,
            *(str(getattr(line, share)) if line.due else "ikke nået" for line in report.anchoring),
        )
        for words, share in ways
    )


_NAMED = Markup('{} <span class="report-identifier">({})</span>')
