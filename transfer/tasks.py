"""Work after the response and by the clock.

What must happen is a row in the `job` table, written together with its cause; the queue only tells a
worker to look, and the clock tells it again. So a lost message or a killed worker delays work and
never loses it. Work may run twice and must do no harm by it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from psycopg.errors import UniqueViolation
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from transfer import daily_work, invitations, mail, reminders
from transfer.access import now, today
from transfer.config import Settings
from transfer.db import across_organisations, db, inside, new_id, only_reading
from transfer.models.jobs import Job, JobState
from transfer.models.sparring_sessions import SparringSession

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=60)
STOP_WITHIN: Final = 20
"""Seconds that work under way gets when the worker is told to stop."""


# Asking for work


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
    _ask(f"mail.{kind}", payload, organisation_id=organisation_id, dedupe=dedupe)


def tell_calendars_later(session: SparringSession, *, announce: bool = False) -> None:
    """Once the present transaction is committed, let people's calendars know how the session is now.

    Until it was announced once, nobody is told of anything.
    """
    payload = {"session": str(session.id), "announce": announce}
    _ask("calendars", payload, organisation_id=session.organisation_id)


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
        _ask(kind, payload, dedupe=dedupe)
        db.session.commit()
    db.session.rollback()


def _ask(
    kind: str,
    payload: Mapping[str, Any],
    *,
    organisation_id: UUID | None = None,
    dedupe: str | None = None,
) -> None:
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
            due_at=at,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
    db.session.info.setdefault("jobs", set()).add(job_id)


def _insert(table: Any) -> Any:
    of = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return of.insert(table)


@event.listens_for(Session, "after_commit")
def _wake_a_worker(session: Session) -> None:
    if session.in_nested_transaction():  # only a savepoint; the transaction may yet be given up
        return
    for job_id in session.info.pop("jobs", ()):
        _wake(job_id)


@event.listens_for(Session, "after_rollback")
def _nothing_was_asked(session: Session) -> None:
    session.info.pop("jobs", None)


def _wake(job_id: UUID) -> None:
    try:
        _queue_of(app_ctx.app).run(str(job_id))
    except Exception:  # the work is written down; the next sweep tells a worker
        log.warning("no worker could be told of job %s", job_id, exc_info=True)


# Doing it


@dataclass(frozen=True, slots=True)
class Work:
    do: Callable[["Taken"], None]
    lease: timedelta
    """Longer than it ever takes; after it, the worker is believed to be dead."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this worker has taken upon itself."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int


def run_job(job_id: UUID) -> bool:
    """Do the job, if it is due and nobody else is at it. Returns whether it was done."""
    job = _take(job_id)
    if job is None:
        return False
    try:
        _WORK[_family(job.kind)].do(job)
    except Exception as error:  # whatever it was, it is written down and tried again
        db.session.rollback()
        log.warning("job %s (%s) failed", job.id, job.kind, exc_info=True)
        _put_back(job, error)
        return False
    _finish(job, state=JobState.DONE, payload={}, done_at=now(), error="")
    return True


def run_due() -> int:
    """Do here and now all that is due. Returns how many jobs were done."""
    return sum(run_job(job_id) for job_id in _due(now()))


def sweep() -> None:
    """Tell the workers again of all that is due, and give up on what has killed each that tried."""
    at = now()
    worn_out = sa.and_(
        Job.state == JobState.RUNNING, Job.lease_until < at, Job.attempts >= MOST_ATTEMPTS
    )
    _update(
        worn_out, state=JobState.FAILED, payload={}, done_at=at, error="the worker died each time"
    )
    for job_id in _due(at):
        _wake(job_id)


def _take(job_id: UUID) -> Taken | None:
    """Claim the job in one statement, so that two workers never both have it."""
    at = now()
    kind = db.session.scalar(sa.select(Job.kind).where(Job.id == job_id))
    db.session.rollback()  # SQLite's transaction ends before the next one begins
    if kind is None or _family(kind) not in _WORK:
        return None
    row = db.session.execute(
        sa.update(Job)
        .where(Job.id == job_id, _is_due(at), Job.attempts < MOST_ATTEMPTS)
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            lease_until=at + _WORK[_family(kind)].lease,
        )
        .returning(Job.id, Job.kind, Job.payload, Job.attempts),
        execution_options={"synchronize_session": False},
    ).first()
    db.session.commit()
    return Taken(*row) if row else None


def _put_back(job: Taken, error: Exception) -> None:
    """Try again later, each time after a longer wait; or give up."""
    told = f"{type(error).__name__}: {error}"[:400]
    if job.attempts >= MOST_ATTEMPTS or isinstance(error, mail.BadMail):
        _finish(job, state=JobState.FAILED, payload={}, done_at=now(), error=told)
        return
    wait = min(LONGEST_WAIT, timedelta(minutes=2**job.attempts))
    _finish(job, state=JobState.QUEUED, due_at=now() + wait, error=told)


def _finish(job: Taken, **values: Any) -> None:
    """Write down how it went, unless another worker has taken over since."""
    _update(sa.and_(Job.id == job.id, Job.attempts == job.attempts), lease_until=None, **values)


def _update(which: sa.ColumnElement[bool], **values: Any) -> None:
    statement = sa.update(Job).where(which).values(**values)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.commit()


def _due(at: datetime) -> list[UUID]:
    found = sa.select(Job.id).where(_is_due(at), Job.attempts < MOST_ATTEMPTS).order_by(Job.due_at)
    ids = list(db.session.scalars(found.limit(1000)))
    db.session.rollback()
    return ids


def _is_due(at: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Job.state == JobState.QUEUED, Job.due_at <= at),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < at),
    )


def _family(kind: str) -> str:
    return kind.partition(".")[0]


# The work itself


def _send(job: Taken) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    mail.send(settings, **job.payload, key=str(job.id))


def _daily(_job: Taken) -> None:
    daily_work.carry_out()


def _tell_calendars(job: Taken) -> None:
    with across_organisations():
        session = db.session.get(
            SparringSession, UUID(job.payload["session"]), with_for_update=True
        )
    if session is None:
        return
    with inside(session.organisation_id):
        found = invitations.letters(session, announce=job.payload["announce"], at=now())
        for letter in found:
            _ask("mail.session", letter.as_mail(), dedupe=letter.key)
        db.session.commit()


def _remind(job: Taken) -> None:
    """Have one mail sent to each person for whom something waits. Those who got theirs get no other.

    Raises:
        NotAll: some could not be written; the job is tried again and its failure is seen.
    """
    morning = date.fromisoformat(job.payload["morning"])
    left = []
    for person_id, dedupe in reminders.readers(morning):
        try:
            with only_reading():
                letter = reminders.letter_to(person_id, morning)
            if letter is not None:
                _ask("mail.digest", letter.as_mail(), dedupe=dedupe)
                db.session.commit()
        except Exception:
            log.exception("no reminder could be written to %s", person_id)
            left.append(person_id)
            db.session.rollback()
    if left:
        raise daily_work.NotAll(f"people without their reminder: {left[:5]}")


_WORK: Final[Mapping[str, Work]] = {
    "mail": Work(_send, lease=timedelta(minutes=2)),
    "calendars": Work(_tell_calendars, lease=timedelta(minutes=5)),
    "daily": Work(_daily, lease=timedelta(minutes=15)),
    "reminders": Work(_remind, lease=timedelta(minutes=30)),
}


# Messenger and clock


@dataclass(frozen=True, slots=True)
class Queue:
    huey: Any
    run: Callable[[str], Any]
    """Tell a worker to look at the job with this id."""


def work(app: Flask) -> None:
    """Do what is due until told to stop; what is under way is finished first."""
    queue = _queue_of(app)
    with app.app_context():
        ask_for_daily()
        ask_for_reminders()
        sweep()
    consumer = queue.huey.create_consumer(
        workers=2,
        worker_type="thread",  # processes would outlive a consumer that is killed
        initial_delay=0.05,
        max_delay=0.5,
        graceful_signal="TERM",
        shutdown_timeout=STOP_WITHIN,
    )
    consumer.run()


def _queue_of(app: Flask) -> Queue:
    if "queue" not in app.extensions:
        app.extensions["queue"] = _make_queue(app)
    queue: Queue = app.extensions["queue"]
    return queue


def _make_queue(app: Flask) -> Queue:
    huey = _huey(app.config["SETTINGS"])

    @huey.task(name="run")
    def run(job_id: str) -> None:
        with app.app_context():
            run_job(UUID(job_id))

    @huey.periodic_task(crontab(), name="each_minute")
    def each_minute() -> None:
        with app.app_context():
            ask_for_daily()
            ask_for_reminders()
            sweep()

    return Queue(huey, run)


def _huey(settings: Settings) -> Any:
    """The queue that the settings name. Messages are signed, since reading one runs what it says."""
    kind = settings.queue_url.partition(":")[0]
    shared: dict[str, Any] = {
        "name": "transfer",
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_keys[0]),
    }
    if kind == "postgresql":
        try:
            return PostgresHuey(dsn=settings.queue_url, connect_timeout=2, **shared)
        except (
            UniqueViolation
        ):  # two that start at once both make the queue's tables: now they are there
            return PostgresHuey(dsn=settings.queue_url, connect_timeout=2, **shared)
    if kind in ("redis", "rediss"):
        from redis import ConnectionPool

        timeouts = {"socket_connect_timeout": 2, "socket_timeout": 5}
        pool = ConnectionPool.from_url(settings.queue_url, **timeouts)
        return RedisHuey(connection_pool=pool, **shared)
    # No fsync: the job table is what must survive a power cut, and it does.
    file = sa.make_url(settings.queue_url).database
    return SqliteHuey(filename=file, fsync=False, timeout=5, **shared)
