"""A gathered report as a file, in each format there is."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from reports import Figure, ManagementReport, Measure, Share, danish

CSV_HEADINGS: Final = ("Nøgletal", "Antal", "Ud af", "Procent", "Værdi", "Bemærkning", "Betegnelse")


def written(report: ManagementReport, kind: str) -> bytes:
    """The report as `pdf`, `html`, `json` or `csv`."""
    return _WRITERS[kind](report)


def _pdf(report: ManagementReport) -> bytes:
    from reports import management_pdf

    return management_pdf(report)


def _html(report: ManagementReport) -> bytes:
    from reports import management_html

    return management_html(report).encode()


def _csv(report: ManagementReport) -> bytes:
    """The figures for a Danish spreadsheet: semicolons, decimal comma, a mark that says UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADINGS)
    for figure in report.figures:
        writer.writerow([_safe(cell) for cell in _cells(figure)])
    return out.getvalue().encode("utf-8-sig")


def _cells(figure: Figure) -> Iterator[str]:
    value = figure.value
    yield figure.name
    if isinstance(value, Share):
        percent = "" if value.percent is None else str(value.percent)
        yield from (str(value.n), str(value.of), percent, "")
    elif isinstance(value, Measure):
        number = "" if value.value is None else danish(value.value, value.decimals)
        yield from ("", "", "", number)
    else:
        yield from ("", "", "", str(value))
    yield from (figure.note, figure.identifier)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _json(report: ManagementReport) -> bytes:
    said = {
        "organisation": report.organisation,
        "programme": report.programme,
        "scope": report.scope,
        "period": {"from": report.period_from.isoformat(), "to": report.period_to.isoformat()},
        "as_of": report.as_of.isoformat(),
        "made_at": report.made_at.isoformat(),
        "outcomes_withheld": report.outcomes_withheld,
        "states": {part.label: part.n for part in report.states.segments},
        "goals": {
            goal.code: {part.label: part.n for part in goal.bar.segments} for goal in report.goals
        },
        "figures": [_as_json(figure) for figure in report.figures],
        "only_counted": report.only_counted,
        "trials": [
            {
                "title": trial.title,
                "learning": trial.learning,
                "unit": trial.printed_unit or None,
                "goals": list(trial.goals),
                "decision": trial.decision,
                "state": trial.state,
            }
            for trial in report.quoted
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _as_json(figure: Figure) -> dict[str, Any]:
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
    "html": _html,
    "csv": _csv,
    "json": _json,
}
