"""Forankringstjek: does an adopted practice still live after 3, 6 and 12 months?"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.vocabulary import CheckFollowup, CheckStatus, LapseReason

if TYPE_CHECKING:
    from transfer.models.trial_actions import TrialAction


class AnchoringCheck(OrganisationOwned, Base):
    __tablename__ = "anchoring_check"
    __table_args__ = (sa.UniqueConstraint("trial_id", "series", "month"),)

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    series: Mapped[int] = mapped_column(default=1)
    """A revived practice begins a new series."""
    month: Mapped[int]
    due_on: Mapped[date]
    checked_on: Mapped[date | None]
    checked_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    status: Mapped[CheckStatus | None] = mapped_column(
        sa.Enum(CheckStatus, native_enum=False, length=16, values_callable=lambda ones: list(ones))
    )
    use_share: Mapped[int | None]
    """Percent of the relevant times: 0, 25, 50, 75 or 100; an estimate."""
    evidence: Mapped[str] = mapped_column(sa.String(160), default="")
    statements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The five quick ones, 1–5 by key `s_owner`, `s_leader`, `s_routine`, `s_benefit`, `s_adapt`."""
    lapse_reason: Mapped[LapseReason | None] = mapped_column(
        sa.Enum(LapseReason, native_enum=False, length=24, values_callable=lambda ones: list(ones))
    )
    lapse_note: Mapped[str] = mapped_column(sa.Text, default="")
    followup: Mapped[CheckFollowup | None] = mapped_column(
        sa.Enum(
            CheckFollowup, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        )
    )
    updated_at: Mapped[datetime | None]

    trial: Mapped["TrialAction"] = relationship(back_populates="checks")

    @property
    def is_done(self) -> bool:
        return self.checked_on is not None
