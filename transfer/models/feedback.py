"""Feedback: a remark on one answer of a prøvehandling, the talk about it, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.feedback import (
    CLOSING_MOVES,
    REASON_NEEDED,
    FeedbackKind,
    FeedbackMove,
    FeedbackState,
    feedback_after,
)
from transfer.domain.passages import NEIGHBOURS_KEPT, Passage, mark
from transfer.models.trial_actions import ReasonNeeded, TrialAction


class NotInTheText(Exception):
    """The quoted words do not stand in the answer."""


class Feedback(OrganisationOwned, Base):
    """One remark, on the whole prøvehandling, on one answer, or on a passage of it."""

    __tablename__ = "feedback"

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("sparring_session.id"), index=True
    )
    """The sparringssession it was given in, if it was."""
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    """Key of the question; empty: the prøvehandling as a whole."""
    quote: Mapped[str] = mapped_column(sa.Text, default="")
    """The words it is about, as they stood; empty: the whole answer."""
    quote_start: Mapped[int] = mapped_column(default=0)
    quote_end: Mapped[int] = mapped_column(default=0)
    quote_before: Mapped[str] = mapped_column(sa.String(NEIGHBOURS_KEPT), default="")
    quote_after: Mapped[str] = mapped_column(sa.String(NEIGHBOURS_KEPT), default="")
    kind: Mapped[FeedbackKind] = mapped_column(
        sa.Enum(FeedbackKind, native_enum=False, length=16, values_callable=lambda ones: list(ones))
    )
    text: Mapped[str] = mapped_column(sa.Text)
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[FeedbackState] = mapped_column(
        sa.Enum(
            FeedbackState, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        )
    )
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why the owner closed it as they did."""
    written_at: Mapped[datetime]
    """When its author last wrote on it, and so read the answer."""
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    changed_at: Mapped[datetime]
    """When anything was last said or done about it."""
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one remark."""
    revision: Mapped[int] = mapped_column(nullable=False)

    trial: Mapped[TrialAction] = relationship()
    replies: Mapped[list["FeedbackReply"]] = relationship(
        cascade="all, delete-orphan", order_by="FeedbackReply.id"
    )
    mentions: Mapped[list["FeedbackMention"]] = relationship(
        cascade="all, delete-orphan", order_by="FeedbackMention.id"
    )

    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)
    __mapper_args__ = {"version_id_col": revision}

    @property
    def passage(self) -> Passage | None:
        """The passage as it was marked; none when the remark is about the whole answer."""
        if not self.quote:
            return None
        return Passage(
            self.field,
            self.quote_start,
            self.quote_end,
            self.quote,
            before=self.quote_before,
            after=self.quote_after,
        )

    def write(
        self,
        kind: FeedbackKind,
        text: str,
        *,
        at: datetime,
        quote: str = "",
        near: int = 0,
        mentioning: Iterable[UUID] = (),
    ) -> None:
        """Put other words in a draft.

        Raises:
            WrongState: it has been sent.
            NotInTheText: the quoted words do not stand in the answer.
        """
        feedback_after(self.state, FeedbackMove.SEND)
        self._point_at(quote, near)
        self.kind, self.text = kind, text
        self.written_at = self.changed_at = at
        self.mentions = [
            FeedbackMention(organisation_id=self.organisation_id, person_id=one, at=at)
            for one in mentioning
        ]

    def send(self, *, at: datetime) -> None:
        """Let the owner and the others who may see it read it."""
        self._go(FeedbackMove.SEND, at=at)
        self.sent_at = at

    def reply(
        self,
        text: str,
        *,
        by: UUID,
        at: datetime,
        mentioning: Iterable[UUID] = (),
        sent_as: UUID | None = None,
    ) -> "FeedbackReply":
        """Say something in the talk about it. What the trial's own people say first answers it."""
        if self.state is FeedbackState.OPEN and self.trial.is_own(by):
            self._go(FeedbackMove.ANSWER, at=at)
            self.answered_at = at
        self.changed_at = at
        said = FeedbackReply(
            organisation_id=self.organisation_id, author_id=by, text=text, at=at, sent_as=sent_as
        )
        self.replies.append(said)
        self.mentions += [
            FeedbackMention(organisation_id=self.organisation_id, person_id=one, at=at)
            for one in mentioning
        ]
        return said

    def close(self, outcome: FeedbackState, reason: str, *, by: UUID, at: datetime) -> None:
        """Say what came of it: taken up, adapted or set aside.

        Raises:
            ReasonNeeded: adapted or set aside without saying why.
            WrongState: somebody closed it before.
        """
        if outcome in REASON_NEEDED and not reason.strip():
            raise ReasonNeeded
        self._go(CLOSING_MOVES[outcome], at=at)
        self.answered_at = self.answered_at or at
        self.reason, self.closed_at, self.closed_by_id = reason, at, by

    def reopen(self, *, at: datetime) -> None:
        """Take the closing back."""
        self._go(FeedbackMove.REOPEN, at=at)
        self.reason, self.closed_at, self.closed_by_id = "", None, None

    def _point_at(self, quote: str, near: int) -> None:
        text = self.trial.text_of(self.field)
        passage = mark(self.field, text, quote, near) if quote.strip() else None
        if passage is None and quote.strip():
            raise NotInTheText
        self.quote = passage.quote if passage else ""
        self.quote_start, self.quote_end = (passage.start, passage.end) if passage else (0, 0)
        self.quote_before = passage.before if passage else ""
        self.quote_after = passage.after if passage else ""

    def _go(self, move: FeedbackMove, *, at: datetime) -> None:
        self.state = feedback_after(self.state, move)
        self.changed_at = at


class FeedbackReply(OrganisationOwned, Base):
    """One contribution to the talk about a remark."""

    __tablename__ = "feedback_reply"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)

    feedback_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("feedback.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    sent_as: Mapped[UUID | None]


class FeedbackMention(OrganisationOwned, Base):
    """Somebody's attention was called to a remark. Only who may see it anyway can be mentioned."""

    __tablename__ = "feedback_mention"

    feedback_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("feedback.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


def give(
    trial: TrialAction,
    field: str,
    kind: FeedbackKind,
    text: str,
    *,
    by: UUID,
    at: datetime,
    quote: str = "",
    near: int = 0,
    mentioning: Iterable[UUID] = (),
    **given: Any,
) -> Feedback:
    """A remark on an answer of the trial, as a draft; `send` lets others read it.

    Args:
        field: key of the question; empty for the prøvehandling as a whole.
        quote: the words of the answer that it is about; `near` tells which, if they stand there twice.
        mentioning: people whose attention is called to it.

    Raises:
        NotInTheText: the quoted words do not stand in the answer.
    """
    remark = Feedback(
        organisation_id=trial.organisation_id,
        trial=trial,
        field=field,
        state=FeedbackState.DRAFT,
        author_id=by,
        **given,
    )
    remark.write(kind, text, at=at, quote=quote, near=near, mentioning=mentioning)
    return remark
