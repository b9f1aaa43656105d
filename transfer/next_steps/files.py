"""Files that somebody asked for, and that are there now, or will not come: told once, on the front page."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from transfer.db import db
from transfer.models.report_files import FileState, ReportFile
from transfer.models.reports import Report
from transfer.policies import Deed, Member, may
from transfer.prepared import Prepared


def of(member: Member) -> Sequence[Any]:
    """Rows of id, state, kind, period, unit, and the report it is drawn from; the newest first."""
    if not may(member, Deed.MAKE_REPORT):
        return ()
    return [row for row in _NEWS.rows(me=member.person_id) if _still_may(member, row)]


def _still_may(member: Member, row: Any) -> bool:
    draft = db.session.get(Report, row.report_id) if row.report_id else None
    asked = ReportFile(asked_by_id=member.person_id, unit_id=row.unit_id, report=draft)
    return may(member, Deed.FETCH_REPORT_FILE, asked)


_NEWS: Final = Prepared(
    sa.select(
        ReportFile.id,
        ReportFile.state,
        ReportFile.kind,
        ReportFile.period_first,
        ReportFile.period_last,
        ReportFile.unit_id,
        ReportFile.report_id,
        Report.title.label("report_title"),
    )
    .outerjoin(Report, Report.id == ReportFile.report_id)
    .where(
        ReportFile.asked_by_id == sa.bindparam("me", type_=sa.Uuid()),
        ReportFile.state.in_([FileState.READY, FileState.FAILED]),
        ReportFile.seen_at.is_(None),
    )
    .order_by(ReportFile.asked_at.desc())
    .limit(5)
)
