"""Overførsler: a prøvehandling that a unit took over from another, and what it kept and changed."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class Replication(OrganisationOwned, Base):
    """What is told of a transferred trial. The link itself is the trial's own `parent_id` and `relation`.

    It counts only while the trial still builds on `origin_id`.
    """

    __tablename__ = "replication"
    __table_args__ = (sa.UniqueConstraint("trial_id"),)

    trial_id: Mapped[UUID] = mapped_column(sa.ForeignKey("trial_action.id", ondelete="CASCADE"))
    origin_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    kept: Mapped[str] = mapped_column(sa.Text)
    changed: Mapped[str] = mapped_column(sa.Text)
    """Empty when it was taken over as it is."""
    why: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When the transferred trial was adopted, adjusted or stopped; none while it is open."""
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_told(self) -> bool:
        """Whether it says what is kept and why; what is changed has no place in a mere copy."""
        return bool(self.kept and self.why)
