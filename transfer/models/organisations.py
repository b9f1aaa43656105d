"""Organisations that share an installation without seeing each other, and their tree of units."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.vocabulary import UnitKind


class Organisation(Base):
    __tablename__ = "organisation"

    slug: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    programme: Mapped[str] = mapped_column(sa.String(160), default="")
    """Name of the programme that the work belongs to; printed on reports."""
    brand: Mapped[str] = mapped_column(sa.String(7), default="#0059b3")
    """Colour of headings and buttons, `#rrggbb`, at least 4.5:1 against white."""
    directory_revision: Mapped[int] = mapped_column(default=1)
    """Another number after each change to units, goals or people, so that remembered names are known to be fresh."""
    parts_revision: Mapped[int] = mapped_column(default=1, server_default="1")
    """Counts how often something was taken back that drawn pages may hold; they are kept under it."""
    activists_need_code: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether activists sign in in two steps, as everybody else does."""
    check_months: Mapped[str] = mapped_column(
        sa.String(40), default="3,6,12", server_default="3,6,12"
    )
    """Months after an adoption at which somebody is asked whether it still lives. Decided for each when it is adopted."""
    created_at: Mapped[datetime]


class Unit(OrganisationOwned, Base):
    """A forvaltning, an område in it, or an enhed in that."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "parent_id", "name"),)

    name: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[UnitKind] = mapped_column(
        sa.Enum(UnitKind, native_enum=False, length=16, values_callable=lambda kinds: list(kinds))
    )
    parent_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id", back_populates="children")
    children: Mapped[list["Unit"]] = relationship(back_populates="parent", order_by="Unit.name")
