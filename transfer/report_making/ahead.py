"""Drawing what is likely to be asked for soon, so that it is there at once."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from reports import ManagementReport, management_paper
from reports.apart import Stopped
from reports.printing import fragments
from transfer.access import now, today
from transfer.db import db, inside, only_reading
from transfer.domain.periods import year
from transfer.domain.reports import ReportState
from transfer.models.measures import Measure
from transfer.models.organisations import Organisation
from transfer.models.reports import Report
from transfer.models.trial_actions import TrialAction
from transfer.report_making.following import seldom
from transfer.report_making.shelves import shelf_of
from transfer.reporting import drafted, management_report

WRITTEN_LATELY: Final = timedelta(days=30)
"""A report that nobody has touched for longer is not drawn ahead."""


def draw_ahead(organisation_id: UUID, *, still_at_it: Callable[[], bool]) -> None:
    """Draw what is missing of the report of this year and of the reports that are being written.

    Costs what reading them does when nothing is missing.
    """
    with inside(organisation_id):
        with only_reading():
            organisation = db.session.get(Organisation, organisation_id)
            if organisation is None:
                return
            shelf = shelf_of(organisation_id)  # before anything is gathered
            papers = [management_paper(one) for one in _likely(organisation)]
        for paper in papers:
            try:
                fragments(paper.parts, shelf, going_on=seldom(still_at_it))
            except Stopped:  # another worker has taken over
                return


def _likely(organisation: Organisation) -> Iterator[ManagementReport]:
    on, at = today(), now()
    yield management_report(
        organisation,
        year((_last_decided() or on).year),
        measures=sa.select(Measure),
        made_at=at,
        made_by="",
        today=on,
    )
    writing = sa.select(Report).where(
        Report.state == ReportState.DRAFT, Report.updated_at > at - WRITTEN_LATELY
    )
    for report in db.session.scalars(writing):
        yield drafted(report, organisation, made_at=at, made_by="", today=on).report


def _last_decided() -> date | None:
    return db.session.scalar(sa.select(sa.func.max(TrialAction.decided_on)))
