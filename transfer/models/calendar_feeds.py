"""The secret address by which a person's calendar program reads their sessions and dates."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base


class CalendarFeed(Base):
    """One a person. Whoever knows the address reads it without signing in."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of the token in the address, in hex."""
    made_at: Mapped[datetime]
