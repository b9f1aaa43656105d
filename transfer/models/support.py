"""What leaders and consultants answer when a prøvehandling asks them for something."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned
from transfer.models.trial_actions import TrialAction


class SupportAnswer(OrganisationOwned, Base):
    """One answer to what stood under "Hvad har I brug for …?" that day. A new wish needs a new answer."""

    __tablename__ = "support_answer"
    __table_args__ = (sa.UniqueConstraint("trial_id", "asked_on"),)

    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    wish: Mapped[str] = mapped_column(sa.Text)
    """What was wished for, as it stood when it was answered."""
    asked_on: Mapped[date]
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"))
    answered_on: Mapped[date]
    answered_at: Mapped[datetime]


def wish_asked_on() -> sa.ColumnElement[date]:
    """The day from which a trial's wish could be read by its leader: written and begun."""
    written, began = TrialAction.support_asked_on, TrialAction.actual_start
    return sa.case((sa.or_(written.is_(None), written < began), began), else_=written)


def is_wish_answered() -> sa.ColumnElement[bool]:
    """The condition on a trial that the wish it has now is answered."""
    return (
        sa.select(SupportAnswer.id)
        .where(
            SupportAnswer.trial_id == TrialAction.id, SupportAnswer.answered_on >= wish_asked_on()
        )
        .exists()
    )


def answer_wish(
    trial: TrialAction, text: str, *, by: UUID, on: date, at: datetime
) -> SupportAnswer:
    """Answer what the trial asks for now."""
    assert trial.wish_asked_on is not None
    return SupportAnswer(
        organisation_id=trial.organisation_id,
        trial_id=trial.id,
        wish=trial.text_of("support_needed"),
        asked_on=trial.wish_asked_on,
        text=text,
        by_id=by,
        answered_on=on,
        answered_at=at,
    )
