"""The tables of words in a report, row by row: the same for paper, page and Word."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.chapters import printed_definitions, printed_figures
from reports.management import ManagementReport
from reports.numbers import danish_date

Rows = tuple[tuple[str | Markup, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of each table, the name of the row first."""

    trials: Rows
    figures: Rows
    definitions: Rows
    anchoring_columns: tuple[str, ...]
    anchoring: Rows
    insights: Rows
    recommendations: Rows


def told(report: ManagementReport) -> Told:
    """What may be printed of a report, as rows."""
    return Told(
        trials=tuple(
            (
                trial.title,
                trial.printed_unit or "Ikke oplyst",
                ", ".join(trial.goals),
                trial.decision or trial.state,
                trial.learning or "Kommer, når der er reflekteret",
            )
            for trial in report.quoted
        ),
        figures=tuple((one.name, str(one.value), one.note) for one in printed_figures(report)),
        definitions=tuple(
            (_NAMED.format(one.name, one.identifier), one.formula)
            for one in printed_definitions(report)
        ),
        anchoring_columns=("Andel", *(f"{line.months} måneder" for line in report.anchoring)),
        anchoring=_anchoring(report),
        insights=tuple(
            (
                f"{one.number}. {one.headline}",
                str(one.supporting),
                str(one.contradicting),
                one.strength,
            )
            for one in report.insights
        ),
        recommendations=tuple(
            (
                one.text,
                one.addressee,
                danish_date(one.due) if one.due else "Ingen frist",
                one.builds_on or "Ingen indsigt",
                one.state,
            )
            for one in report.recommendations
        ),
    )


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
