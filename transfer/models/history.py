"""Who changed what, and when."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class HistoryEntry(OrganisationOwned, Base):
    """One change of a trial action: the answers before and after, by key, as JSON."""

    __tablename__ = "history_entry"

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    """Nobody: the tool itself, such as when an end date passed."""
    what: Mapped[str] = mapped_column(sa.String(32))
    """`saved`, `restored`, `imported` or the name of a move."""
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Key to `[before, after]`."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
