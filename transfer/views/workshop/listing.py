"""The drafts that a consultant may write in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import directory, member
from transfer.db import db
from transfer.domain.reports import ReportState
from transfer.language import period_in_words
from transfer.models import Report, ReportText
from transfer.policies import visible_reports

MOST_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as a list tells of it."""

    id: UUID
    title: str
    period: str
    changed_at: datetime
    made_by: str


def drafts(most: int = MOST_LISTED) -> list[Draft]:
    """Those that somebody wrote in last stand first."""
    written = (
        sa.select(sa.func.max(ReportText.written_at))
        .where(ReportText.report_id == Report.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        visible_reports(member())
        .add_columns(written.label("written_at"))
        .where(Report.state == ReportState.DRAFT)
        .order_by(sa.func.coalesce(written, Report.updated_at).desc(), Report.id)
        .limit(most)
    )
    return [
        Draft(
            row.Report.id,
            row.Report.title,
            period_in_words(row.Report.period),
            max(row.Report.updated_at, row.written_at or row.Report.updated_at),
            directory().person_name(row.Report.made_by_id),
        )
        for row in rows
    ]
