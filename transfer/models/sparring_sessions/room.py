"""What single people write around a session: before it, about the documentation, after it, and for themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class Contribution(OrganisationOwned, Base):
    """What a participant wrote before the session, to be read by all who take part."""

    __tablename__ = "session_contribution"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    sent_as: Mapped[UUID | None]
    created_at: Mapped[datetime]


class DocumentationCheck(OrganisationOwned, Base):
    """How well a prøvehandling is written down, seen by its owner and the consultant alone.

    To help the writing along; no figure is made of it.
    """

    __tablename__ = "documentation_check"
    __table_args__ = (sa.UniqueConstraint("session_id", "trial_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """0, 1 or 2 by `DocPoint`; what was not looked at is not there."""
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}

    def mark(self, marks: Mapping[str, int], *, by: UUID, at: datetime) -> None:
        self.marks = dict(marks)
        self.by_id, self.updated_at = by, at


class Takeaway(OrganisationOwned, Base):
    """What one participant takes along, and how much they got out of it."""

    __tablename__ = "session_takeaway"
    __table_args__ = (sa.UniqueConstraint("session_id", "person_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    line: Mapped[str] = mapped_column(sa.String(160), default="")
    benefit: Mapped[int | None]
    """1 to 5."""
    updated_at: Mapped[datetime]


class PrivateNote(OrganisationOwned, Base):
    """A consultant's own notes on a session. Its author reads it, and nobody else ever."""

    __tablename__ = "private_note"
    __table_args__ = (sa.UniqueConstraint("session_id", "author_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}
