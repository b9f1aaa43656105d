"""The report that somebody works on: figures gathered by the tool, words and picks of the consultants."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from reports import CaseKind, Conclusion, ManagementReport
from transfer.domain.reports import (
    ALWAYS,
    CONCLUSIONS,
    DECISIONS,
    MESSAGES,
    Pick,
    Place,
    ReportPart,
)
from transfer.models import Measure, Report
from transfer.models.directory import Directory, directory_of
from transfer.reporting.facts import ReportedOn
from transfer.reporting.picks import Offered, Picks
from transfer.reporting.report import report_and_offers
from transfer.reporting.scope import Scope, scope_of
from transfer.reporting.since import compared, report_before

CASE_KINDS = {
    Pick.SUCCEEDED: CaseKind.SUCCEEDED,
    Pick.ADJUSTED: CaseKind.ADJUSTED,
    Pick.STOPPED: CaseKind.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """A report as it would be printed now, and what else might be picked for it."""

    report: ManagementReport
    offered: Offered


def drafted(
    report: Report, organisation: ReportedOn, *, made_at: datetime, made_by: str, today: date
) -> Drafted:
    """What the printer would print of a report, with the rules that hold for every report."""
    directory = directory_of(organisation.id, organisation.directory_revision)
    before = report_before(report)
    gathered, offered = report_and_offers(
        organisation,
        report.period,
        scope=scope_of_draft(report, directory),
        picks=picks_of(report),
        measures=sa.select(Measure),  # consultants see all that they advise
        made_at=made_at,
        made_by=made_by,
        today=today,
        asked_before=before.recommendation_ids if before else (),
        in_full=ReportPart.IN_FULL.value in report.parts,
    )
    printed = replace(
        compared(gathered, before),
        programme=report.programme or organisation.programme,
        audience=report.audience,
        is_draft=report.is_draft,
        parts=frozenset((*report.parts, *ALWAYS)),
        messages=_written(report, MESSAGES),
        decisions_asked=_written(report, DECISIONS),
        conclusions=tuple(
            Conclusion(place.part, text)
            for place in CONCLUSIONS
            if (text := report.written(place.key).strip())
        ),
    )
    return Drafted(printed, offered)


def scope_of_draft(report: Report, directory: Directory) -> Scope:
    """What a report is about."""
    return scope_of(
        directory,
        unit_ids=report.unit_ids,
        goal_ids=[one for one in report.goal_ids if one in directory.goals],
        cycle_ids=report.cycle_ids,
    )


def picks_of(report: Report) -> Picks:
    """What was picked by hand."""
    cases = {kind: report.picked(pick) for pick, kind in CASE_KINDS.items()}
    return Picks(
        insights=report.picked(Pick.INSIGHTS),
        recommendations=report.picked(Pick.RECOMMENDATIONS),
        measures=report.picked(Pick.MEASURES),
        cases={
            kind: next(iter(picked), None) for kind, picked in cases.items() if picked is not None
        },
    )


def _written(report: Report, places: tuple[Place, ...]) -> tuple[str, ...]:
    texts = (report.written(place.key).strip() for place in places)
    return tuple(text for text in texts if text)
