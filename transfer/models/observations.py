"""Short notes made while a trial is running: what was seen, apart from what it may mean."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned
from transfer.domain.vocabulary import ObservationKind


class Observation(OrganisationOwned, Base):
    __tablename__ = "observation"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[ObservationKind] = mapped_column(
        sa.Enum(
            ObservationKind, native_enum=False, length=16, values_callable=lambda kinds: list(kinds)
        )
    )
    saw: Mapped[str] = mapped_column(sa.String(500))
    thought: Mapped[str] = mapped_column(sa.String(500), default="")
    value: Mapped[Decimal | None] = mapped_column(sa.Numeric(18, 6))
    observed_at: Mapped[datetime]
    is_private: Mapped[bool] = mapped_column(default=False)
    """Only the author sees it."""
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one observation."""
    created_at: Mapped[datetime]
