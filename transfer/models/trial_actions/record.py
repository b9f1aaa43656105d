"""Prøvehandlinger: a small trial in daily practice, from idea to decision."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.anchoring import CHECK_MONTHS
from transfer.domain.fields import Phase
from transfer.domain.lifecycle import (
    EDITABLE_AFTER_CLOSING,
    REFLECTION_AFTER_END,
    Move,
    State,
    after,
    is_overdue,
)
from transfer.domain.vocabulary import Decision, Relation
from transfer.models.anchoring import AnchoringCheck
from transfer.models.form_templates import FormVersion
from transfer.models.history import HistoryEntry
from transfer.models.people import Person
from transfer.models.replications import Replication
from transfer.models.trial_actions.answering import Answering
from transfer.models.trial_actions.checking import Checking
from transfer.models.trial_actions.links import TrialGoal, TrialParticipant
from transfer.models.trial_actions.refusals import (
    AlreadyExtended,
    LookAgainNeeded,
    ReasonNeeded,
    TooLate,
    Unanswered,
)
from transfer.models.trial_actions.transferring import Transferring

if TYPE_CHECKING:
    from transfer.models.sparring_requests import SparringRequest


class TrialAction(Answering, Checking, Transferring, OrganisationOwned, Base):
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

    # Moving on

    def plan(self, *, by: Person | UUID | None, at: datetime) -> None:
        """Say that the plan is ready.

        Raises:
            Unanswered: required answers of the plan are missing.
            Untold: a transfer that doesn't say what is kept and changed.
        """
        self._insist_on(Phase.PLAN)
        self._insist_on_telling()
        self._go(Move.PLAN, by=by, at=at)

    def unplan(self, *, by: Person | UUID | None, at: datetime) -> None:
        self._go(Move.UNPLAN, by=by, at=at)

    def cancel(self, reason: str, *, by: Person | UUID | None, at: datetime) -> None:
        """Give it up before it started, with a short reason."""
        self._go(Move.CANCEL, by=by, at=at, note=reason)
        self.ending_note = reason

    def start(
        self, *, by: Person | UUID | None, at: datetime, on: date, visibility: str | None = None
    ) -> None:
        """Begin. Prediction and signs are locked from here on.

        Raises:
            Unanswered: the plan lost a required answer, such as the prediction.
            Untold: a transfer that doesn't say what is kept and changed.
        """
        self._insist_on(Phase.PLAN)
        self._insist_on_telling()
        self._go(Move.START, by=by, at=at)
        self.actual_start = on
        if visibility:
            self.visibility = visibility

    def end(self, *, by: Person | UUID | None, at: datetime, on: date, reason: str = "") -> None:
        """End the trying out. Breaking off before the planned end needs a reason.

        Raises:
            ReasonNeeded: it ends early and no reason is given.
        """
        if self.end_date is not None and on < self.end_date and not reason.strip():
            raise ReasonNeeded
        self._go(Move.END, by=by, at=at, note=reason)
        self.actual_end = on
        self.ending_note = reason
        due = self._reflection_after(on)
        if due != self.reflection_due:
            self.save({"reflection_due": due}, by=by, at=at, on=on)

    def _reflection_after(self, end: date) -> date:
        """Two weeks after the end, and no later than was agreed, unless it ended late."""
        usual, agreed = end + REFLECTION_AFTER_END, self.reflection_due
        if agreed is None or self.end_date is None or end > self.end_date:
            return usual
        return agreed if end == self.end_date else min(usual, agreed)

    def pause(self, look_again_on: date, *, by: Person | UUID | None, at: datetime) -> None:
        self._go(Move.PAUSE, by=by, at=at)
        self.look_again_on = look_again_on

    def resume(self, move: Move, *, by: Person | UUID | None, at: datetime, on: date) -> None:
        """Take a paused trial up again, by one of the resuming moves.

        Resuming a trial that never started begins it.
        """
        if move is Move.RESUME:
            self._insist_on_telling()
        self._go(move, by=by, at=at)
        self.look_again_on = None
        if move is Move.RESUME and self.actual_start is None:
            self.actual_start = on
        if move is Move.RESUME:
            self.actual_end = None
        if move is Move.RESUME_REFLECTING and self.actual_end is None:
            self.actual_end = on

    def extend(self, end_date: date, *, by: Person | UUID | None, at: datetime, on: date) -> None:
        """Try a little longer, once, until a new end date."""
        if self.is_extended:
            raise AlreadyExtended
        self.save({"end_date": end_date}, by=by, at=at, on=on, what=Move.EXTEND)
        self._go(Move.EXTEND, by=by, at=at)
        self.is_extended = True
        self.actual_end = None
        self.reflection_due = end_date + REFLECTION_AFTER_END

    def reflect(self, *, by: Person | UUID | None, at: datetime, on: date) -> None:
        """Say that the reflection is done.

        Raises:
            Unanswered: required answers of the reflection are missing.
        """
        self._insist_on(Phase.REFLECTION)
        if self.reflected_on is None:
            self.reflected_on = on
            self._remember("reflected", {}, by=by, at=at)

    def decide(
        self,
        *,
        by: Person | UUID | None,
        at: datetime,
        on: date,
        look_again_on: date | None = None,
        months: Iterable[int] = CHECK_MONTHS,
    ) -> "TrialAction | None":
        """Carry out the decision that was answered: adopt, adapt, stop or pause.

        Args:
            months: after an adoption, when someone looks whether it still lives.

        Returns: the next round, when the decision is to adjust and try again.

        Raises:
            Unanswered: reflection or decision lacks required answers.
            LookAgainNeeded: a pause without a date.
        """
        self._insist_on_reflection()
        self._insist_on(Phase.DECISION)
        decision = Decision(str(self.decision))
        if decision is Decision.PAUSE and look_again_on is None:
            raise LookAgainNeeded
        if self.reflected_on is None:
            self.reflected_on = on
        self._go(_MOVE_OF_DECISION[decision], by=by, at=at)
        if decision is Decision.ADOPT:
            self._schedule_checks(months=months)
        if decision is Decision.PAUSE:
            self.look_again_on = look_again_on
        return self._next_round(at=at, by=by, on=on) if decision is Decision.ADAPT else None

    def stop_paused(
        self, headline: str, *, by: Person | UUID | None, at: datetime, on: date
    ) -> None:
        """Stop a paused trial; what was learnt in one sentence is the price."""
        self.save({"learning_headline": headline}, by=by, at=at, on=on, what=Move.STOP_PAUSED)
        self._go(Move.STOP_PAUSED, by=by, at=at)
        self._close_as_stopped(headline, on=on)

    def give_up(self, learning: str, *, by: Person | UUID | None, at: datetime, on: date) -> None:
        """Let a lapsed practice go, with what was learnt."""
        self._go(Move.GIVE_UP, by=by, at=at, note=learning)
        self._close_as_stopped(learning, on=on)

    def reopen(self, *, by: Person | UUID | None, at: datetime, on: date) -> None:
        """Open a stopped or adjusted trial for more reflection, within 30 days.

        Raises:
            TooLate: the 30 days have passed.
        """
        if self.decided_on is not None and on > self.decided_on + EDITABLE_AFTER_CLOSING:
            raise TooLate
        self._go(Move.REOPEN, by=by, at=at)

    def revive(
        self,
        *,
        by: Person | UUID | None,
        at: datetime,
        on: date,
        months: Iterable[int] = CHECK_MONTHS,
    ) -> None:
        """Bring a lapsed practice back; a new series of checks begins today."""
        self._go(Move.REVIVE, by=by, at=at)
        self._schedule_checks(adopted_on=on, months=months)

    # Inner workings

    def _insist_on(self, phase: Phase) -> None:
        missing = self.missing(phase)
        if missing:
            raise Unanswered(missing)

    def _insist_on_reflection(self) -> None:
        """Stopping asks for the learning only; every other decision for the whole reflection."""
        missing = self.missing(Phase.REFLECTION)
        if self.decision == Decision.STOP:
            missing = tuple(one for one in missing if one.key in ("learning", "learning_headline"))
        if missing:
            raise Unanswered(missing)

    def _go(self, move: Move, *, by: Person | UUID | None, at: datetime, note: str = "") -> None:
        before = self.state
        self.state = after(before, move)
        self._settle(at=at)
        self._remember(move, {"state": [before.value, self.state.value]}, by=by, at=at, note=note)

    def _next_round(self, *, at: datetime, by: Person | UUID | None, on: date) -> "TrialAction":
        """A child with the same plan but no dates and no prediction; both belong to the new round."""
        child = TrialAction(
            organisation_id=self.organisation_id,
            form_id=self.form_id,
            form=self.form,
            state=State.PLANNED,
            title=self.title,
            unit_id=self.unit_id,
            owner_id=self.owner_id,
            origin="own_earlier_trial",
            cycle_id=self.cycle_id,
            parent_id=self.id,
            relation=Relation.NEXT_ROUND.value,
            challenge=self.challenge,
            action=self.action,
            scale=self.scale,
            visibility=self.visibility,
            other_answers={
                question.key: self.other_answers[question.key]
                for question in self.questions
                if question.phase is Phase.PLAN and question.key in self.other_answers
            },
            created_at=at,
            updated_at=at,
        )
        child._link_goals(self.goal_ids)
        child._link_participants(self.participant_ids)
        child._remember("next_round", {}, by=by, at=at)
        return child

    def _close_as_stopped(self, reason: str, *, on: date) -> None:
        self.decision = Decision.STOP.value
        self.decision_reason = self.decision_reason or reason
        self.decided_on = on
        self.look_again_on = None


_MOVE_OF_DECISION: Final = {
    Decision.ADOPT: Move.ADOPT,
    Decision.ADAPT: Move.ADAPT,
    Decision.STOP: Move.STOP,
    Decision.PAUSE: Move.PAUSE_DECIDED,
}
