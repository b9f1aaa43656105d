"""The moves of a trial: from plan to decision, and what comes after it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import UUID

from sqlalchemy.orm import Mapped

from transfer.domain import anchoring
from transfer.domain.fields import Phase
from transfer.domain.lifecycle import (
    EDITABLE_AFTER_CLOSING,
    REFLECTION_AFTER_END,
    Move,
    State,
    after,
)
from transfer.domain.vocabulary import Decision, Relation
from transfer.models.anchoring import AnchoringCheck
from transfer.models.people import Person
from transfer.models.trial_actions.refusals import (
    AlreadyExtended,
    LookAgainNeeded,
    ReasonNeeded,
    TooLate,
    Unanswered,
)
from transfer.models.trial_actions.transferring import Transferring


class Moving(Transferring):
    """The part of a trial that goes from state to state. What a move asks for is asked before it is made."""

    if TYPE_CHECKING:  # columns and relationships of the record
        id: Mapped[UUID]
        title: Mapped[str]
        unit_id: Mapped[UUID]
        owner_id: Mapped[UUID]
        cycle_id: Mapped[UUID | None]
        challenge: Mapped[str | None]
        action: Mapped[str | None]
        scale: Mapped[str | None]
        visibility: Mapped[str]
        end_date: Mapped[date | None]
        reflection_due: Mapped[date | None]
        actual_end: Mapped[date | None]
        reflected_on: Mapped[date | None]
        look_again_on: Mapped[date | None]
        ending_note: Mapped[str]
        is_extended: Mapped[bool]
        decision: Mapped[str | None]
        decision_reason: Mapped[str | None]
        decided_on: Mapped[date | None]
        anchor_first_due: Mapped[date | None]
        checks: Mapped[list[AnchoringCheck]]

        def __init__(self, **given: Any) -> None: ...

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
        months: Iterable[int] = anchoring.CHECK_MONTHS,
    ) -> Self | None:
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
        months: Iterable[int] = anchoring.CHECK_MONTHS,
    ) -> None:
        """Bring a lapsed practice back; a new series of checks begins today."""
        self._go(Move.REVIVE, by=by, at=at)
        self._schedule_checks(adopted_on=on, months=months)

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

    def _next_round(self, *, at: datetime, by: Person | UUID | None, on: date) -> Self:
        """A child with the same plan but no dates and no prediction; both belong to the new round."""
        child: Self = type(self)(
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

    def _schedule_checks(
        self,
        adopted_on: date | None = None,
        months: Iterable[int] = anchoring.CHECK_MONTHS,
    ) -> None:
        """Checks from the adoption; the first on the date that was chosen, if one was."""
        revived = adopted_on is not None
        adopted_on = adopted_on or self.decided_on
        assert adopted_on is not None
        series = self._newest_series + 1
        for at, (month, due_on) in enumerate(anchoring.due_dates(adopted_on, months)):
            chosen = at == 0 and not revived and self.anchor_first_due is not None
            self.checks.append(
                AnchoringCheck(
                    organisation_id=self.organisation_id,
                    series=series,
                    month=month,
                    due_on=self.anchor_first_due if chosen else due_on,
                )
            )

    @property
    def _newest_series(self) -> int:
        return max((check.series for check in self.checks), default=0)


_MOVE_OF_DECISION: Final = {
    Decision.ADOPT: Move.ADOPT,
    Decision.ADAPT: Move.ADAPT,
    Decision.STOP: Move.STOP,
    Decision.PAUSE: Move.PAUSE_DECIDED,
}
