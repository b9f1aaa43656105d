"""Anbefalinger: what somebody should do, and what became of it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.insights import Addressee
from transfer.domain.recommendations import (
    RecommendationMove,
    RecommendationState,
    binding_date,
    recommendation_after,
)


class WordNeeded(Exception):
    """Rejecting a recommendation needs a reason."""


class Recommendation(OrganisationOwned, Base):
    __tablename__ = "recommendation"

    text: Mapped[str] = mapped_column(sa.Text)
    addressee: Mapped[Addressee] = mapped_column(
        sa.Enum(Addressee, native_enum=False, length=24, values_callable=lambda ones: list(ones))
    )
    due_on: Mapped[date | None]
    state: Mapped[RecommendationState] = mapped_column(
        sa.Enum(
            RecommendationState,
            native_enum=False,
            length=16,
            values_callable=lambda ones: list(ones),
        ),
        default=RecommendationState.PROPOSED,
    )
    proposed_on: Mapped[date]
    decided_on: Mapped[date | None]
    """The day it was accepted or rejected; none while nobody has taken a stand."""
    author_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who wrote it; nobody when it came from a file."""
    sent_as: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    insight_links: Mapped[list["RecommendationInsight"]] = relationship(
        cascade="all, delete-orphan", order_by="RecommendationInsight.id"
    )
    entries: Mapped[list["RecommendationEntry"]] = relationship(
        cascade="all, delete-orphan", order_by="RecommendationEntry.id.desc()"
    )

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_recommendation_listed", "organisation_id", "state", "due_on"),
    )
    __mapper_args__ = {"version_id_col": revision}

    @property
    def insight_ids(self) -> tuple[UUID, ...]:
        return tuple(link.insight_id for link in self.insight_links)

    @property
    def promised_by(self) -> date | None:
        """The day that still binds: none when it had passed before anybody took a stand."""
        return binding_date(self.due_on, self.decided_on)

    def is_overdue(self, on: date) -> bool:
        return self.state.is_open and self.promised_by is not None and self.promised_by < on

    def save(self, text: str, addressee: Addressee, due_on: date | None, *, at: datetime) -> None:
        self.text, self.addressee, self.due_on = text, addressee, due_on
        self.updated_at = at

    def build_on(self, insight_ids: Iterable[UUID]) -> None:
        wanted = tuple(dict.fromkeys(insight_ids))
        kept = [link for link in self.insight_links if link.insight_id in wanted]
        new = [one for one in wanted if one not in self.insight_ids]
        self.insight_links = kept + [
            RecommendationInsight(organisation_id=self.organisation_id, insight_id=one)
            for one in new
        ]

    def move(
        self, move: RecommendationMove, word: str, *, by: UUID, on: date, at: datetime
    ) -> None:
        """Move it on, with a word about why.

        Raises:
            WrongState: not possible from here.
            WordNeeded: it is rejected without a reason.
        """
        before = self.state
        target = recommendation_after(before, move)
        if move.needs_reason and not word.strip():
            raise WordNeeded
        self.state = target
        if target is RecommendationState.PROPOSED:
            self.decided_on = None
        elif self.decided_on is None:
            self.decided_on = on
        self._remember(move.value, word, by=by, at=at)

    def comment(self, text: str, *, by: UUID, at: datetime) -> None:
        self._remember("comment", text, by=by, at=at)

    def _remember(self, what: str, note: str, *, by: UUID, at: datetime) -> None:
        self.updated_at = at
        self.entries.append(
            RecommendationEntry(
                organisation_id=self.organisation_id,
                by_id=by,
                at=at,
                what=what,
                note=note.strip(),
            )
        )


class RecommendationInsight(OrganisationOwned, Base):
    """What a recommendation builds on."""

    __tablename__ = "recommendation_insight"
    __table_args__ = (sa.UniqueConstraint("recommendation_id", "insight_id"),)

    recommendation_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("recommendation.id", ondelete="CASCADE")
    )
    insight_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )


class RecommendationEntry(OrganisationOwned, Base):
    """What somebody did with a recommendation, or said of it."""

    __tablename__ = "recommendation_entry"

    recommendation_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("recommendation.id", ondelete="CASCADE"), index=True
    )
    by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(sa.String(16))
    """The name of a move, or `comment`."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
