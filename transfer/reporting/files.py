"""A gathered report as a file, in each format there is."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import reports as printer
from reports import (
    Bar,
    Case,
    Figure,
    FollowUpLine,
    InsightLine,
    LastReport,
    ManagementReport,
    Measure,
    RecommendationLine,
    Share,
    danish,
)
from reports.chapters import printed_keys, told_cases
from reports.listings import FIGURES, TRIALS, Cell
from transfer.domain.csv_tables import without_formula

FORMATS: Final = ("pdf", "html", "docx", "xlsx", "csv", "json")
"""Of the whole report; `csv` holds its figures."""

FIGURE_HEADINGS: Final = (
    "Nøgletal",
    "Antal",
    "Ud af",
    "Procent",
    "Værdi",
    "Bemærkning",
    "Betegnelse",
)


def written(report: ManagementReport, kind: str) -> bytes:
    """The report in one of the `FORMATS`; its quoted trials as `trials_csv`; on a side as `one_page`."""
    return _WRITERS[kind](report)


def _pdf(report: ManagementReport) -> bytes:
    return b"".join(printer.printed(printer.management_paper(report)))


def _one_page(report: ManagementReport) -> bytes:
    return b"".join(printer.printed(printer.one_page_paper(report)))


def _html(report: ManagementReport) -> bytes:
    return printer.management_html(report).encode()


def _figures_csv(report: ManagementReport) -> bytes:
    rows: list[Sequence[Cell]] = [FIGURE_HEADINGS]
    for identifier, name, n, of, percent, value, _unit, note, _formula in FIGURES.rows(report):
        rows.append((name, n, of, percent, value, note, identifier))
    return spreadsheet(rows)


def _trials_csv(report: ManagementReport) -> bytes:
    """One row a trial, under the same stable keys and Danish words as in the workbook."""
    keys = tuple(column.key for column in TRIALS.columns)
    labels = tuple(column.label for column in TRIALS.columns)
    return spreadsheet([keys, labels, *TRIALS.rows(report)])


def spreadsheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    """For a Danish spreadsheet: semicolons, decimal comma, a mark that says UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([without_formula(_text(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return danish(cell, 2) if isinstance(cell, float) else str(cell)


def _json(report: ManagementReport) -> bytes:
    keys = [column.key for column in TRIALS.columns]
    said = {
        "organisation": report.organisation,
        "programme": report.programme,
        "scope": report.scope,
        "period": {"from": report.period_from.isoformat(), "to": report.period_to.isoformat()},
        "as_of": report.as_of.isoformat(),
        "made_at": report.made_at.isoformat(),
        "made_by": report.made_by,
        "version": report.version,
        "is_draft": report.is_draft,
        "outcomes_withheld": report.outcomes_withheld,
        "messages": list(report.messages),
        "decisions_asked": list(report.decisions_asked),
        "conclusions": {one.chapter: one.text for one in report.conclusions},
        "last_report": _last_report(report.last_report),
        "news": list(report.news),
        "followed_up": [_followed_up(each) for each in report.followed_up],
        "states": _counts(report.states),
        "goals": {goal.code: _counts(goal.bar) for goal in report.goals},
        "figures": [_figure(each) for each in printer.printed_figures(report)],
        "definitions": {
            each.identifier: {"name": each.name, "formula": each.formula}
            for each in printer.printed_definitions(report)
        },
        **_outcomes(report),
        "anchoring": [
            {
                "months": line.months,
                "held": line.held,
                "partial": line.partial,
                "lapsed": line.lapsed,
                "retired": line.retired,
                "not_checked": line.not_checked,
            }
            for line in report.anchoring
        ],
        "insights": [_insight(each) for each in report.insights],
        "recommendations": [_recommendation(each) for each in report.recommendations],
        "measures": _measures(report),
        "cases": [_case(each, withheld=report.outcomes_withheld) for each in told_cases(report)],
        "only_counted": report.only_counted,
        "trials": [_trial(dict(zip(keys, row, strict=True))) for row in TRIALS.rows(report)],
        "remarks": list(report.remarks),
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _outcomes(report: ManagementReport) -> dict[str, Any]:
    """What is left out of the report of a single unit."""
    if report.outcomes_withheld:
        return {}
    return {
        "outcomes": _counts(report.outcomes),
        "value_effort": [
            {"value": point.value, "effort": point.effort} for point in report.value_effort
        ],
        "factors": {
            each.name: {"enabling": each.enabling, "hindering": each.hindering}
            for each in report.factors
        },
        "ideas": [
            {
                "title": idea.title,
                "units": [
                    {"unit": unit or None, "is": mark.name.lower()} for unit, mark in idea.marks
                ],
            }
            for idea in report.ideas
        ],
        "cycles": [
            {
                "title": cycle.title,
                "asked_on": cycle.asked_on.isoformat() if cycle.asked_on else None,
                "use": {"n": cycle.use.n, "of": cycle.use.of} if cycle.use else None,
            }
            for cycle in report.cycles
        ],
    }


def _trial(row: dict[str, Cell]) -> dict[str, Any]:
    """A row under the keys of its columns; what is not told is null."""
    goals = str(row["goals"])
    return {
        **{key: cell or None for key, cell in row.items()},
        "goals": goals.split(", ") if goals else [],
    }


def _insight(insight: InsightLine) -> dict[str, Any]:
    return {
        "number": insight.number,
        "headline": insight.headline,
        "body": insight.body,
        "strength": insight.strength,
        "supporting": insight.supporting,
        "units": insight.units,
        "contradicting": insight.contradicting,
        "goals": list(insight.goals),
        "trials": list(insight.trials),
    }


def _measures(report: ManagementReport) -> list[dict[str, Any]]:
    """The målinger as in the workbook, each with its numbers."""
    if "maalinger" not in printed_keys(report):
        return []
    return [
        {
            "name": line.name,
            "unit": line.unit,
            "unit_of_measure": line.chart.unit,
            "baseline": line.baseline,
            "latest": line.latest,
            "target": line.target or None,
            "variation": line.verdict,
            "said": list(line.sentences),
            "numbers": [
                {
                    "period": dot.period,
                    "level": round(dot.level, 4),
                    "counts": not dot.is_excluded,
                    "note": dot.note or None,
                }
                for dot in line.chart.dots
            ],
        }
        for line in report.measures
    ]


def _last_report(report: LastReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "title": report.title,
        "issued_on": report.issued_on.isoformat(),
        "version": report.version,
    }


def _followed_up(line: FollowUpLine) -> dict[str, Any]:
    return {
        "decided": line.decided,
        "decided_by": line.decided_by or None,
        "decided_on": line.decided_on.isoformat() if line.decided_on else None,
        "due": line.due.isoformat() if line.due else None,
        "state": line.state or None,
        "happened": line.happened or None,
    }


def _recommendation(recommendation: RecommendationLine) -> dict[str, Any]:
    return {
        "text": recommendation.text,
        "addressee": recommendation.addressee,
        "due": recommendation.due.isoformat() if recommendation.due else None,
        "state": recommendation.state,
        "insights": list(recommendation.insights),
        "other_insights": list(recommendation.others),
    }


def _case(case: Case, *, withheld: bool) -> dict[str, Any]:
    return {
        "kind": case.kind.name.lower(),
        "title": case.trial.title,
        "unit": case.trial.printed_unit or None,
        "decision": case.trial.decision,
        "outcome_vs_prediction": None if withheld else case.trial.outcome or None,
        "challenge": case.challenge,
        "action": case.tried,
        "prediction": case.expected,
        "what_happened": case.happened,
        "learning": case.learnt,
        "moments": [
            {
                "on": one.on.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "words": one.words,
            }
            for one in case.moments
        ],
    }


def _counts(bar: Bar) -> dict[str, int]:
    return {part.label: part.n for part in bar.segments}


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.value
    plain: dict[str, Any]
    if isinstance(value, Share):
        plain = {"n": value.n, "of": value.of}
    elif isinstance(value, Measure):
        plain = {"value": value.value, "unit": value.unit}
    else:
        plain = {"value": value}
    return {"identifier": figure.identifier, "name": figure.name, **plain, "note": figure.note}


_WRITERS: Final[Mapping[str, Callable[[ManagementReport], bytes]]] = {
    "pdf": _pdf,
    "one_page": _one_page,
    "html": _html,
    "docx": printer.management_docx,
    "xlsx": printer.management_xlsx,
    "csv": _figures_csv,
    "trials_csv": _trials_csv,
    "json": _json,
}
