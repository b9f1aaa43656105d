"""Temaer: what goes through several texts, and the passages that were marked for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.models.marked_passages import MarkedPassage


class SameTheme(ValueError):
    """A theme cannot be merged with itself."""


class Theme(OrganisationOwned, Base):
    """A consultant's own theme, or one that all consultants of the organisation share."""

    __tablename__ = "theme"

    name: Mapped[str] = mapped_column(sa.String(160))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    owner_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who made it."""
    is_common: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    passages: Mapped[list["ThemedPassage"]] = relationship(
        cascade="all, delete-orphan", order_by="ThemedPassage.id", back_populates="theme"
    )

    __mapper_args__ = {"version_id_col": revision}

    def save(self, name: str, description: str, *, is_common: bool, at: datetime) -> None:
        self.name, self.description, self.is_common = name, description, is_common
        self.updated_at = at

    def take_over(self, other: "Theme", *, at: datetime) -> None:
        """Take in all passages of another theme, which is left empty. The caller deletes it.

        Raises:
            SameTheme: it is the same theme.
        """
        if other is self:
            raise SameTheme
        self.passages += other.passages
        other.passages = []
        self.updated_at = other.updated_at = at

    def split(self, name: str, passage_ids: Iterable[UUID], *, by: UUID, at: datetime) -> "Theme":
        """A new theme with the chosen passages, which leave this one."""
        chosen = set(passage_ids)
        new = Theme(
            organisation_id=self.organisation_id,
            name=name,
            description="",
            owner_id=by,
            is_common=self.is_common,
            created_at=at,
            updated_at=at,
        )
        new.passages = [one for one in self.passages if one.id in chosen]
        self.passages = [one for one in self.passages if one.id not in chosen]
        self.updated_at = at
        return new


class ThemedPassage(MarkedPassage, OrganisationOwned, Base):
    """A passage of one text under one theme."""

    __tablename__ = "themed_passage"

    theme_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    trial_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    """None only for what was said at a sparring session about no single trial."""
    marked_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    marked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(sa.Text, default="")

    theme: Mapped[Theme] = relationship(back_populates="passages")
