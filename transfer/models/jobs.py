"""Work to be done after the answer: a row written together with its cause, so that none is lost."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Given up after several tries; an administrator has to look."""


class Job(Base):
    """One piece of work. It may be done twice, if a worker dies just before saying so; never lost."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_due", "state", "due_at"),)

    organisation_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("organisation.id"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the work needs; emptied when it is over, since a mail may hold a secret link."""
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    """The same work asked for twice is done once."""
    state: Mapped[JobState] = mapped_column(
        sa.Enum(
            JobState, native_enum=False, length=16, values_callable=lambda states: list(states)
        ),
        default=JobState.QUEUED,
    )
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    """Until then the worker that took it is believed to be at it."""
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(400), default="")
    """Why the last try failed."""
