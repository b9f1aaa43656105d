"""Parts of reports are drawn ahead: what is settled now will be asked for, and is drawn while nobody waits."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import Session

from transfer.access import now
from transfer.domain.insights import InsightState
from transfer.domain.vocabulary import ReportConsent, Visibility
from transfer.models.insights import Insight
from transfer.models.trial_actions import TrialAction
from transfer.tasks.asking import ask

GATHERED_FOR: Final = timedelta(minutes=2)
"""Many saves within so long are one drawing."""


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    """Whatever saves a record through the session is noticed, whichever way it comes."""
    for record in (*session.new, *session.dirty):
        if is_told(record):
            session.info.setdefault("told", set()).add(record.organisation_id)


@event.listens_for(Session, "before_commit")
def _ask_for_drawings(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    for organisation_id in session.info.pop("told", ()):
        _draw_ahead_later(organisation_id)


@event.listens_for(Session, "after_rollback")
def _nothing_was_told(session: Session) -> None:
    session.info.pop("told", None)


def is_told(record: Any) -> bool:
    """Whether a report may tell of it: a decided prøvehandling with a yes, a published indsigt."""
    if isinstance(record, TrialAction):
        return (
            record.decided_on is not None
            and record.report_consent != ReportConsent.FIGURES_ONLY
            and record.visibility != Visibility.PRIVATE
        )
    return isinstance(record, Insight) and record.state is InsightState.PUBLISHED


def _draw_ahead_later(organisation_id: UUID) -> None:
    """When it has been quiet for a while, for all that is saved within the two minutes that have begun."""
    length = GATHERED_FOR.total_seconds()
    end = (now().timestamp() // length + 2) * length
    ask(
        "report.ahead",
        {"organisation": str(organisation_id)},
        organisation_id=organisation_id,
        dedupe=f"ahead:{organisation_id}:{end:.0f}",
        due=datetime.fromtimestamp(end, UTC),
    )
