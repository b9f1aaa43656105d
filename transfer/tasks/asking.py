"""Asking for work: a row written together with its cause."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask.globals import app_ctx
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from transfer import reminders
from transfer.access import now, today
from transfer.db import db, new_id
from transfer.models.jobs import Job, JobState
from transfer.models.report_editions import ReportEdition
from transfer.models.report_files import ReportFile
from transfer.models.sparring_sessions import SparringSession
from transfer.tasks.queue import queue_of

log = logging.getLogger(__name__)


def send_later(
    kind: str,
    to: str,
    subject: str,
    body: str,
    organisation_id: UUID | None = None,
    dedupe: str | None = None,
) -> None:
    """Send a mail once the present transaction is committed; if it is not, there is no mail.

    Args:
        kind: What the mail is about, such as `invitation`.
        dedupe: Two mails with the same one are one mail.
    """
    payload = {"to": to, "subject": subject, "body": body}
    ask(f"mail.{kind}", payload, organisation_id=organisation_id, dedupe=dedupe)


def tell_calendars_later(session: SparringSession, *, announce: bool = False) -> None:
    """Once the present transaction is committed, let people's calendars know how the session is now.

    Until it was announced once, nobody is told of anything.
    """
    payload = {"session": str(session.id), "announce": announce}
    ask("calendars", payload, organisation_id=session.organisation_id)


def calendars_are_to_be_told(session: SparringSession) -> bool:
    """Whether an announcement of the session is still on its way."""
    waiting = db.session.scalars(
        sa.select(Job.payload).where(
            Job.organisation_id == session.organisation_id,
            Job.kind == "calendars",
            Job.state.in_((JobState.QUEUED, JobState.RUNNING)),
        )
    )
    own = str(session.id)
    return any(one.get("session") == own and one.get("announce") for one in waiting)


def make_later(file: ReportFile) -> None:
    """Once the present transaction is committed, have a worker make the file."""
    db.session.flush()
    payload = {"file": str(file.id)}
    ask("report", payload, organisation_id=file.organisation_id, dedupe=f"report:{file.id}")


def freeze_later(edition: ReportEdition) -> None:
    """Once the present transaction is committed, have a worker freeze the edition and tell its readers."""
    db.session.flush()
    payload = {"edition": str(edition.id)}
    key = f"edition:{edition.id}"
    ask("report.edition", payload, organisation_id=edition.organisation_id, dedupe=key)


def ask_for_daily() -> None:
    """Have today's work done, however many workers ask for it. Commits."""
    _ask_once("daily", f"daily:{today()}")


def ask_for_reminders() -> None:
    """Have this morning's reminders sent, once the morning has come. Commits."""
    morning = reminders.morning_of(now())
    if morning is not None:
        _ask_once("reminders", reminders.key_of(morning), morning=morning.isoformat())


def _ask_once(kind: str, dedupe: str, **payload: str) -> None:
    if db.session.scalar(sa.select(Job.id).where(Job.dedupe_key == dedupe)) is None:
        ask(kind, payload, dedupe=dedupe)
        db.session.commit()
    db.session.rollback()


def ask(
    kind: str,
    payload: Mapping[str, Any],
    *,
    organisation_id: UUID | None = None,
    dedupe: str | None = None,
    due: datetime | None = None,
) -> None:
    """Have it done once the present transaction is committed, or when it is `due`."""
    at, job_id = now(), new_id()
    db.session.flush()
    db.session.execute(
        _insert(Job)
        .values(
            id=job_id,
            kind=kind,
            payload=dict(payload),
            organisation_id=organisation_id,
            dedupe_key=dedupe,
            made_at=at,
            due_at=due or at,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
    if due is None:  # else the clock tells
        db.session.info.setdefault("jobs", set()).add(job_id)


def _insert(table: Any) -> Any:
    of = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return of.insert(table)


@event.listens_for(Session, "after_commit")
def _wake_a_worker(session: Session) -> None:
    if session.in_nested_transaction():  # only a savepoint; the transaction may yet be given up
        return
    for job_id in session.info.pop("jobs", ()):
        wake(job_id)


@event.listens_for(Session, "after_rollback")
def _nothing_was_asked(session: Session) -> None:
    session.info.pop("jobs", None)


def wake_those_in_line(kind: str) -> None:
    """Tell a worker of the first of this kind that had to wait for another."""
    waiting = sa.select(Job.id).where(
        Job.kind.startswith(kind), Job.state == JobState.QUEUED, Job.due_at <= now()
    )
    found = db.session.scalar(waiting.order_by(Job.due_at).limit(1))
    db.session.rollback()
    if found is not None:
        wake(found)


def wake(job_id: UUID) -> None:
    try:
        queue_of(app_ctx.app).tell(job_id)
    except Exception:  # the work is written down; the next sweep tells a worker
        log.warning("no worker could be told of job %s", job_id, exc_info=True)
