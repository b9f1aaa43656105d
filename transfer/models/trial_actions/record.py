"""Prøvehandlinger: a small trial in daily practice, from idea to decision."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.lifecycle import (
    EDITABLE_AFTER_CLOSING,
    State,
    is_overdue,
)
from transfer.domain.vocabulary import Relation
from transfer.models.anchoring import AnchoringCheck
from transfer.models.form_templates import FormVersion
from transfer.models.history import HistoryEntry
from transfer.models.replications import Replication
from transfer.models.trial_actions.checking import Checking
from transfer.models.trial_actions.links import TrialGoal, TrialParticipant

if TYPE_CHECKING:
    from transfer.models.sparring_requests import SparringRequest


class TrialAction(Checking, OrganisationOwned, Base):
    """Core answers are columns, so that figures are plain SQL; the rest are kept as JSON by key."""

    __tablename__ = "trial_action"

    form_id: Mapped[UUID] = mapped_column(sa.ForeignKey("form_version.id"))
    state: Mapped[State] = mapped_column(
        sa.Enum(State, native_enum=False, length=16, values_callable=lambda states: list(states))
    )
    reference: Mapped[str] = mapped_column(sa.String(40))
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one trial."""

    title: Mapped[str] = mapped_column(sa.String(160))
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    owner_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    origin: Mapped[str | None] = mapped_column(sa.String(24))
    cycle_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("learning_cycle.id"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("trial_action.id"))
    relation: Mapped[str | None] = mapped_column(sa.String(24))
    challenge: Mapped[str | None] = mapped_column(sa.Text)
    action: Mapped[str | None] = mapped_column(sa.Text)
    prediction: Mapped[str | None] = mapped_column(sa.Text)
    signs: Mapped[str | None] = mapped_column(sa.Text)
    scale: Mapped[str | None] = mapped_column(sa.String(24))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    reflection_due: Mapped[date | None]
    visibility: Mapped[str] = mapped_column(sa.String(16))
    actual_start: Mapped[date | None]
    support_asked_on: Mapped[date | None]
    """When what it asks its leader for was last written anew."""
    actual_end: Mapped[date | None]
    fidelity: Mapped[str | None] = mapped_column(sa.String(16))
    what_happened: Mapped[str | None] = mapped_column(sa.Text)
    outcome_vs_prediction: Mapped[str | None] = mapped_column(sa.String(24))
    value_citizen: Mapped[int | None]
    enablers: Mapped[list[str]]
    barriers: Mapped[list[str]]
    learning: Mapped[str | None] = mapped_column(sa.Text)
    learning_headline: Mapped[str | None] = mapped_column(sa.String(160))
    transfer_level: Mapped[int | None]
    decision: Mapped[str | None] = mapped_column(sa.String(16))
    decision_reason: Mapped[str | None] = mapped_column(sa.Text)
    decided_by: Mapped[str | None] = mapped_column(sa.String(160))
    decided_on: Mapped[date | None]
    next_step: Mapped[str | None] = mapped_column(sa.String(160))
    next_step_owner: Mapped[str | None] = mapped_column(sa.String(160))
    next_step_due: Mapped[date | None]
    anchor_owner: Mapped[str | None] = mapped_column(sa.String(160))
    anchor_means: Mapped[list[str]]
    anchor_first_due: Mapped[date | None]
    report_consent: Mapped[str] = mapped_column(sa.String(16))
    other_answers: Mapped[dict[str, Any]]

    predicted_on: Mapped[date | None]
    """The day the prediction was first written."""
    reflected_on: Mapped[date | None]
    """The day the required reflection was complete."""
    look_again_on: Mapped[date | None]
    """When a paused trial is to be taken up again."""
    ending_note: Mapped[str] = mapped_column(sa.Text)
    """Why it ended early or was given up."""
    is_extended: Mapped[bool]
    is_archived: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(nullable=False)

    form: Mapped[FormVersion] = relationship()
    goal_links: Mapped[list["TrialGoal"]] = relationship(
        cascade="all, delete-orphan", order_by="TrialGoal.id"
    )
    participant_links: Mapped[list["TrialParticipant"]] = relationship(
        cascade="all, delete-orphan", order_by="TrialParticipant.id"
    )
    history: Mapped[list[HistoryEntry]] = relationship(
        cascade="all, delete-orphan", order_by="HistoryEntry.id.desc()"
    )
    sparring_requests: Mapped[list["SparringRequest"]] = relationship(
        cascade="all, delete-orphan", back_populates="trial", order_by="SparringRequest.id"
    )
    replication: Mapped[Replication | None] = relationship(
        cascade="all, delete-orphan", foreign_keys=Replication.trial_id
    )
    checks: Mapped[list[AnchoringCheck]] = relationship(
        cascade="all, delete-orphan",
        order_by="AnchoringCheck.series, AnchoringCheck.month",
        back_populates="trial",
    )

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_trial_action_listed", "organisation_id", "is_archived", "updated_at", "id"),
        sa.Index(
            "ix_trial_action_rounds",
            "parent_id",
            sqlite_where=sa.text("parent_id IS NOT NULL"),
            postgresql_where=sa.text("parent_id IS NOT NULL"),
        ),
        # All that decides who sees it, so that counting what is seen reads the index alone.
        sa.Index(
            "ix_trial_action_seen",
            "organisation_id",
            "is_archived",
            "visibility",
            "unit_id",
            "owner_id",
            "id",
        ),
        sa.Index("ix_trial_action_by_state", "organisation_id", "state"),
    )
    __mapper_args__ = {"version_id_col": revision}

    def __init__(self, **given: Any) -> None:
        at_first: dict[str, Any] = {
            "state": State.IDEA,
            "relation": Relation.DEVELOPED_HERE.value,
            "visibility": "private",
            "report_consent": "without_unit",
            "enablers": [],
            "barriers": [],
            "anchor_means": [],
            "other_answers": {},
            "ending_note": "",
            "reference": "",
            "is_extended": False,
            "is_archived": False,
        }
        super().__init__(**{**at_first, **given})

    def is_own(self, person_id: UUID) -> bool:
        return person_id == self.owner_id or person_id in self.participant_ids

    def is_editable(self, on: date) -> bool:
        """Open, or closed less than 30 days ago."""
        if not self.state.is_closed:
            return True
        if self.state is State.CANCELLED or self.decided_on is None:
            return False
        return on <= self.decided_on + EDITABLE_AFTER_CLOSING

    def is_overdue(self, on: date) -> bool:
        return is_overdue(self.state, end=self.end_date, reflection_due=self.reflection_due, on=on)

    @property
    def wish_asked_on(self) -> date | None:
        """The day from which its leader could read what it asks for: written and begun. None: nothing, or not yet."""
        if self.actual_start is None or not self.text_of("support_needed").strip():
            return None
        return max(self.actual_start, self.support_asked_on or self.actual_start)
