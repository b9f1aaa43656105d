"""Indsigter: a claim across trials, with what speaks for it and what speaks against it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.insights import (
    REVIEWED_AFTER_MONTHS,
    Addressee,
    InsightKind,
    InsightMove,
    InsightState,
    Strength,
    insight_after,
    is_carried,
)
from transfer.domain.periods import months_later
from transfer.models.marked_passages import MarkedPassage
from transfer.models.trial_actions import TrialAction

NEEDED_TO_PUBLISH: Final = ("headline", "body", "kind", "strength", "goals")
"""What must be written before everybody may read it (DOMAIN A.6)."""

_WRITTEN: Final = frozenset(
    {
        "headline",
        "body",
        "kind",
        "strength",
        "recommendation",
        "addressee",
        "review_on",
        "session_id",
    }
)


class Unfinished(Exception):
    """What an insight needs before it is published is not there. `keys` names it."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = tuple(keys)


class NotCarried(Exception):
    """Fewer than two trials support it, and it is not said to be a single observation."""


class LeadsNowhere(ValueError):
    """The insight that should take over is not published, or is this very one."""


class Stance(StrEnum):
    """What a source says of the insight."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


def _choice(words: type[StrEnum], length: int) -> sa.Enum:
    return sa.Enum(words, native_enum=False, length=length, values_callable=lambda ones: list(ones))


class Insight(OrganisationOwned, Base):
    __tablename__ = "insight"

    headline: Mapped[str] = mapped_column(sa.String(160))
    body: Mapped[str] = mapped_column(sa.Text, default="")
    kind: Mapped[InsightKind | None] = mapped_column(_choice(InsightKind, 16))
    strength: Mapped[Strength | None] = mapped_column(_choice(Strength, 16))
    recommendation: Mapped[str] = mapped_column(sa.Text, default="")
    addressee: Mapped[Addressee | None] = mapped_column(_choice(Addressee, 24))
    review_on: Mapped[date]
    state: Mapped[InsightState] = mapped_column(
        _choice(InsightState, 16), default=InsightState.DRAFT
    )
    superseded_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("insight.id"), index=True)
    session_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="SET NULL"), index=True
    )
    """The sparringssession it came from; none when it was made at the harvest desk."""
    author_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who wrote it first; nobody when it came from a file."""
    published_on: Mapped[date | None]
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    goal_links: Mapped[list["InsightGoal"]] = relationship(
        cascade="all, delete-orphan", order_by="InsightGoal.id"
    )
    sources: Mapped[list["InsightSource"]] = relationship(
        cascade="all, delete-orphan", order_by="InsightSource.id"
    )
    comments: Mapped[list["InsightComment"]] = relationship(
        cascade="all, delete-orphan", order_by="InsightComment.id"
    )
    superseded_by: Mapped["Insight | None"] = relationship(remote_side="Insight.id")

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_insight_listed", "organisation_id", "state", "updated_at", "id"),
    )
    __mapper_args__ = {"version_id_col": revision}

    @property
    def goal_ids(self) -> tuple[UUID, ...]:
        return tuple(link.goal_id for link in self.goal_links)

    def trial_ids(self, stance: Stance) -> tuple[UUID, ...]:
        """The trials that speak for it or against it, each once."""
        return tuple(
            dict.fromkeys(
                source.trial_id
                for source in self.sources
                if source.stance == stance and source.trial_id is not None
            )
        )

    @property
    def supporting_ids(self) -> tuple[UUID, ...]:
        return self.trial_ids(Stance.SUPPORTS)

    @property
    def contradicting_ids(self) -> tuple[UUID, ...]:
        return self.trial_ids(Stance.CONTRADICTS)

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be written before it can be published."""
        held = {"goals": self.goal_links}
        return tuple(
            key for key in NEEDED_TO_PUBLISH if not held.get(key, getattr(self, key, None))
        )

    @property
    def is_carried(self) -> bool:
        """Whether enough trials support it for the strength that is claimed."""
        return self.strength is not None and is_carried(len(self.supporting_ids), self.strength)

    def save(self, written: Mapping[str, Any], *, at: datetime) -> None:
        """Replace what is given, by key; `goals` are ids.

        Raises:
            Unfinished: everybody reads it, and something that it needs would be emptied.
            NotCarried: everybody reads it, and its strength is more than its sources give.
        """
        for key, value in written.items():
            if key == "goals":
                self.aim_at(value)
            elif key in _WRITTEN:
                setattr(self, key, value)
            else:
                raise KeyError(key)
        if self.state is InsightState.PUBLISHED:
            self._insist()
        self.updated_at = at

    def discuss(self, *, at: datetime) -> None:
        """Say that it was talked through with those it builds on."""
        self._go(InsightMove.DISCUSS, at=at)

    def publish(self, *, on: date, at: datetime) -> None:
        """Let everybody in the organisation read it.

        Raises:
            WrongState: it was not discussed yet, or is published already.
            Unfinished: something that must be written is missing.
            NotCarried: fewer than two trials support it, and it is not called a single observation.
        """
        insight_after(self.state, InsightMove.PUBLISH)
        self._insist()
        self._go(InsightMove.PUBLISH, at=at)
        self.published_on = on

    def supersede(self, by: "Insight", *, at: datetime) -> None:
        """Let another published insight take over; this one points on to it.

        Raises:
            WrongState: this one is not published.
            LeadsNowhere: the other is not published, or is this one.
        """
        insight_after(self.state, InsightMove.SUPERSEDE)
        if by is self or by.state is not InsightState.PUBLISHED:
            raise LeadsNowhere
        self._go(InsightMove.SUPERSEDE, at=at)
        self.superseded_by = by

    def comment(self, text: str, *, by: UUID, at: datetime) -> "InsightComment":
        said = InsightComment(
            organisation_id=self.organisation_id, author_id=by, at=at, text=text.strip()
        )
        self.comments.append(said)
        return said

    def aim_at(self, goal_ids: Iterable[UUID]) -> None:
        wanted = tuple(dict.fromkeys(goal_ids))
        kept = [link for link in self.goal_links if link.goal_id in wanted]
        new = [one for one in wanted if one not in self.goal_ids]
        self.goal_links = kept + [
            InsightGoal(organisation_id=self.organisation_id, goal_id=one) for one in new
        ]

    def _insist(self) -> None:
        if self.missing:
            raise Unfinished(self.missing)
        if not self.is_carried:
            raise NotCarried

    def _go(self, move: InsightMove, *, at: datetime) -> None:
        self.state = insight_after(self.state, move)
        self.updated_at = at


class InsightGoal(OrganisationOwned, Base):
    __tablename__ = "insight_goal"
    __table_args__ = (sa.UniqueConstraint("insight_id", "goal_id"),)

    insight_id: Mapped[UUID] = mapped_column(sa.ForeignKey("insight.id", ondelete="CASCADE"))
    goal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("competence_goal.id"), index=True)


class InsightSource(MarkedPassage, OrganisationOwned, Base):
    """What speaks for the insight or against it: a trial, if need be with the words that do, or words of a session."""

    __tablename__ = "insight_source"

    insight_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )
    trial_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    """None only for what was said at a sparring session about no single trial. It carries nothing by itself."""
    stance: Mapped[Stance] = mapped_column(_choice(Stance, 16))


class InsightComment(OrganisationOwned, Base):
    """What somebody says of an insight to all who read it."""

    __tablename__ = "insight_comment"

    insight_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(sa.Text)


class TrialInspiration(OrganisationOwned, Base):
    """That a trial was made of an insight."""

    __tablename__ = "trial_inspiration"
    __table_args__ = (sa.UniqueConstraint("trial_id", "insight_id"),)

    trial_id: Mapped[UUID] = mapped_column(sa.ForeignKey("trial_action.id", ondelete="CASCADE"))
    insight_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )

    trial: Mapped[TrialAction] = relationship()


def review_day(written_on: date) -> date:
    """When an insight of that day is looked at again, unless somebody chooses another day."""
    return months_later(written_on, REVIEWED_AFTER_MONTHS)
