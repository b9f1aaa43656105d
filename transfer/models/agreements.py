"""Aftaler: what somebody will do, and by when."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class Settled(Exception):
    """The agreement is done or dropped already."""


class Agreement(OrganisationOwned, Base):
    """What, who, when; about a prøvehandling, from a session, or both."""

    __tablename__ = "agreement"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_agreement_whose", "organisation_id", "person_id", "done_on"),
    )

    trial_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(sa.String(160))
    person_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who will do it."""
    due_on: Mapped[date]
    times_moved: Mapped[int] = mapped_column(default=0)
    """How often the date was put off."""
    done_on: Mapped[date | None]
    dropped_on: Mapped[date | None]
    """When it was let go because it no longer made sense; never counted as done."""
    outcome: Mapped[str] = mapped_column(sa.String(500), default="")
    """What came of it, or why it was dropped."""
    created_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one agreement."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_on is None

    def is_overdue(self, on: date) -> bool:
        return self.is_open and self.due_on < on

    def finish(self, outcome: str = "", *, on: date, at: datetime) -> None:
        """Say that it is done, with a word about what came of it.

        Raises:
            Settled: it was done or dropped before.
        """
        self._insist_that_it_is_open()
        self.done_on, self.outcome, self.updated_at = on, outcome, at

    def drop(self, reason: str, *, on: date, at: datetime) -> None:
        """Let it go, with the reason.

        Raises:
            Settled: it was done or dropped before.
        """
        self._insist_that_it_is_open()
        self.dropped_on, self.outcome, self.updated_at = on, reason, at

    def move_to(self, due_on: date, *, at: datetime) -> None:
        """Give it another date.

        Raises:
            Settled: it was done or dropped before.
        """
        self._insist_that_it_is_open()
        if due_on > self.due_on:
            self.times_moved = (self.times_moved or 0) + 1
        self.due_on, self.updated_at = due_on, at

    def _insist_that_it_is_open(self) -> None:
        if not self.is_open:
            raise Settled
