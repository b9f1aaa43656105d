"""Sessions kept on the server, one-time links, and the tries that throttling counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base


class BrowserSession(Base):
    """What the server remembers of one browser. The cookie holds only a random name for it."""

    __tablename__ = "browser_session"

    name_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of the cookie's value, in hex."""
    person_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    """Browser and kind of machine, such as "Firefox · Windows"."""


class OneTimeLink(Base):
    """An invitation, a password reset or the first set-up: used once, by whoever holds it."""

    __tablename__ = "one_time_link"

    purpose: Mapped[str] = mapped_column(sa.String(16))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of the token, in hex."""
    person_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    """The person's address when it was made; with another address it opens nothing."""
    made_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """Who invited; nobody for what people ask for themselves."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A try that failed, or is being judged. Account and address are kept as keyed hashes only."""

    __tablename__ = "sign_in_attempt"

    account_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    address_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
