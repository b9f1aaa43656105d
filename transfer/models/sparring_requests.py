"""Sparringsønsker: the owner of a prøvehandling asks one person one question about it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.sparring_requests import RequestMove, RequestState, request_after
from transfer.models.trial_actions import TrialAction

QUESTION_LIMIT = 500


class SparringRequest(OrganisationOwned, Base):
    """While it is open, whoever was asked may read the prøvehandling and give feedback on it."""

    __tablename__ = "sparring_request"

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    """Key of the question it is about; empty: the prøvehandling as a whole."""
    question: Mapped[str] = mapped_column(sa.String(QUESTION_LIMIT))
    asked_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[RequestState] = mapped_column(
        sa.Enum(RequestState, native_enum=False, length=16, values_callable=lambda ones: list(ones))
    )
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    """What was answered, or why not; empty when the answer is the feedback itself."""
    answered_at: Mapped[datetime | None]
    thanks: Mapped[str] = mapped_column(sa.String(QUESTION_LIMIT), default="")
    closed_at: Mapped[datetime | None]
    """When it ended: thanked for, declined or taken back."""
    sent_as: Mapped[UUID | None]
    revision: Mapped[int] = mapped_column(nullable=False)

    trial: Mapped[TrialAction] = relationship(back_populates="sparring_requests")

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_sparring_request_asked", "asked_id", "state"),
    )
    __mapper_args__ = {"version_id_col": revision}

    def give_answer(self, answer: str, *, at: datetime) -> None:
        """Say what one thinks. Without words the feedback given at the same time is the answer."""
        self.state = request_after(self.state, RequestMove.ANSWER)
        self.answer, self.answered_at = answer, at

    def thank(self, words: str, *, at: datetime) -> None:
        """Say thanks. Whoever was asked no longer reads what is not shared with them otherwise."""
        self.state = request_after(self.state, RequestMove.THANK)
        self.thanks, self.closed_at = words, at

    def decline(self, word: str, *, at: datetime) -> None:
        """Say that one cannot just now."""
        self.state = request_after(self.state, RequestMove.DECLINE)
        self.answer, self.closed_at = word, at

    def withdraw(self, *, at: datetime) -> None:
        self.state = request_after(self.state, RequestMove.WITHDRAW)
        self.closed_at = at


def ask(
    trial: TrialAction,
    question: str,
    *,
    of: UUID,
    by: UUID,
    at: datetime,
    field: str = "",
    sent_as: UUID | None = None,
) -> SparringRequest:
    """A question about the trial to the person `of`, who may read it from now on."""
    return SparringRequest(
        organisation_id=trial.organisation_id,
        trial=trial,
        field=field,
        question=question,
        asked_by_id=by,
        asked_id=of,
        state=RequestState.OPEN,
        asked_at=at,
        sent_as=sent_as,
    )
