"""The rows of the `job` table: who has taken which, and how it went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa

from transfer import mail
from transfer.access import now
from transfer.db import db
from transfer.models.jobs import Job, JobState

MOST_ATTEMPTS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=60)
CLOCKS_DIFFER: Final = timedelta(seconds=10)
"""By how much the clocks of two machines may differ. Work is asked for by the clock of one, and taken by another's."""


@dataclass(frozen=True, slots=True)
class Work:
    do: Callable[["Taken"], None]
    lease: timedelta
    """Longer than it ever takes, or than it is silent; after it, the worker is believed to be dead."""
    give_up: Callable[["Taken"], None] = lambda _job: None
    """What is done when nobody tries any more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that this worker has taken upon itself."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    attempts: int


def take(job_id: UUID, leases: Mapping[str, timedelta]) -> Taken | None:
    """Claim the job in one statement, so that two workers never both have it.

    `leases` says for each family of work how long a worker that took it is believed to be at it.

    Whoever is told of a job takes it, though by this machine's clock it be due in a moment only: the
    telling is used up, and the job would wait for the next sweep.
    """
    at = now()
    kind = db.session.scalar(sa.select(Job.kind).where(Job.id == job_id))
    db.session.rollback()  # SQLite's transaction ends before the next one begins
    if kind is None or family(kind) not in leases:
        return None
    row = db.session.execute(
        sa.update(Job)
        .where(Job.id == job_id, _is_due(at, CLOCKS_DIFFER), Job.attempts < MOST_ATTEMPTS)
        .values(
            state=JobState.RUNNING,
            attempts=Job.attempts + 1,
            lease_until=at + leases[family(kind)],
        )
        .returning(Job.id, Job.kind, Job.payload, Job.attempts),
        execution_options={"synchronize_session": False},
    ).first()
    db.session.commit()
    return Taken(*row) if row else None


def put_back(job: Taken, error: Exception) -> bool:
    """Try again later, each time after a longer wait. False: it is given up."""
    told = f"{type(error).__name__}: {error}"[:400]
    if job.attempts >= MOST_ATTEMPTS or isinstance(error, mail.BadMail):
        finish(job, state=JobState.FAILED, payload={}, done_at=now(), error=told)
        return False
    wait = min(LONGEST_WAIT, timedelta(minutes=2**job.attempts))
    finish(job, state=JobState.QUEUED, due_at=now() + wait, error=told)
    return True


def hand_back(job: Taken) -> None:
    """Leave it in line, as if it had not been tried."""
    finish(job, state=JobState.QUEUED, attempts=Job.attempts - 1)


def still_at_it(job: Taken, lease: timedelta) -> bool:
    """Say that the worker lives and goes on. False if another has taken over."""
    done = db.session.execute(
        sa.update(Job)
        .where(Job.id == job.id, Job.attempts == job.attempts, Job.state == JobState.RUNNING)
        .values(lease_until=now() + lease),
        execution_options={"synchronize_session": False},
    )
    db.session.commit()
    return bool(cast(Any, done).rowcount)


def finish(job: Taken, **values: Any) -> None:
    """Write down how it went, unless another worker has taken over since."""
    update(sa.and_(Job.id == job.id, Job.attempts == job.attempts), lease_until=None, **values)


def update(which: sa.ColumnElement[bool], **values: Any) -> None:
    statement = sa.update(Job).where(which).values(**values)
    db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.commit()


def due(at: datetime) -> list[UUID]:
    found = sa.select(Job.id).where(_is_due(at), Job.attempts < MOST_ATTEMPTS).order_by(Job.due_at)
    ids = list(db.session.scalars(found.limit(1000)))
    db.session.rollback()
    return ids


def _is_due(at: datetime, ahead: timedelta = timedelta()) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Job.state == JobState.QUEUED, Job.due_at <= at + ahead),
        sa.and_(Job.state == JobState.RUNNING, Job.lease_until < at),
    )


def family(kind: str) -> str:
    return kind.partition(".")[0]
