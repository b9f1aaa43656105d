"""Kompetencemål: what trials and cycles are to strengthen."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned


class CompetenceGoal(OrganisationOwned, Base):
    __tablename__ = "competence_goal"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "code"),)

    code: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    parent_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("competence_goal.id"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["CompetenceGoal | None"] = relationship(
        remote_side="CompetenceGoal.id", back_populates="children"
    )
    children: Mapped[list["CompetenceGoal"]] = relationship(
        back_populates="parent", order_by="CompetenceGoal.code"
    )
