"""What people prove themselves by besides the password, and what was decided about it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class SecondFactor(Base):
    """The secret that a person's app makes codes from. A person's own, whatever organisations they are in."""

    __tablename__ = "second_factor"

    person_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), unique=True
    )
    sealed_secret: Mapped[str | None] = mapped_column(sa.String(300))
    """Readable with the installation's key only. None: somebody took it away, and it must be set up anew."""
    last_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    """The half minute whose code was used last; neither it nor an earlier one is taken again."""
    set_up_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of the codes that open once when the phone is away."""

    __tablename__ = "recovery_code"

    person_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of person and code, in hex. A code holds 80 random bits."""
    used_at: Mapped[datetime | None]


class SignInDecision(OrganisationOwned, Base):
    """Something that was decided about how people sign in, by whom and why."""

    __tablename__ = "sign_in_decision"

    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """Nobody: whoever runs the installation, from the command line."""
    about_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    """The person it is about; nobody: all the organisation's activists."""
    what: Mapped[str] = mapped_column(sa.String(24))
    """`relaxed`, `required` or `taken_away`."""
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
