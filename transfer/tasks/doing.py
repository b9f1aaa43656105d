"""Doing what was asked for, now or when the clock says so."""

import logging
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import now
from transfer.db import db
from transfer.models.jobs import Job, JobState
from transfer.tasks.asking import wake
from transfer.tasks.kinds import WORK, Busy
from transfer.tasks.ledger import (
    MOST_ATTEMPTS,
    Taken,
    due,
    family,
    finish,
    hand_back,
    put_back,
    take,
)

log = logging.getLogger(__name__)


def run_job(job_id: UUID) -> bool:
    """Do the job, if it is due and nobody else is at it. Returns whether it was done."""
    job = take(job_id, _LEASES)
    if job is None:
        return False
    work = WORK[family(job.kind)]
    try:
        work.do(job)
    except Busy:
        hand_back(job)
        return False
    except Exception as error:  # whatever it was, it is written down and tried again
        db.session.rollback()
        log.warning("job %s (%s) failed", job.id, job.kind, exc_info=True)
        if not put_back(job, error):
            work.give_up(job)
        return False
    finish(job, state=JobState.DONE, payload={}, done_at=now(), error="")
    return True


def run_due() -> int:
    """Do here and now all that is due. Returns how many jobs were done."""
    return sum(run_job(job_id) for job_id in due(now()))


def sweep() -> None:
    """Tell the workers again of all that is due, and give up on what has killed each that tried."""
    at = now()
    worn_out = sa.and_(
        Job.state == JobState.RUNNING, Job.lease_until < at, Job.attempts >= MOST_ATTEMPTS
    )
    dead = sa.select(Job.id, Job.kind, Job.payload, Job.attempts).where(worn_out)
    for job in [Taken(*row) for row in db.session.execute(dead)]:
        said = "the worker died each time"
        finish(job, state=JobState.FAILED, payload={}, done_at=at, error=said)
        WORK[family(job.kind)].give_up(job)
    for job_id in due(at):
        wake(job_id)


_LEASES: Final = {kind: work.lease for kind, work in WORK.items()}
