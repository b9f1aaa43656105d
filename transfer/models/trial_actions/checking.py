"""Answering the forankringstjek of a trial, and mending an answer: the state follows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID

from transfer.domain import anchoring
from transfer.domain.lifecycle import Move, State
from transfer.domain.vocabulary import CheckFollowup, CheckStatus, LapseReason
from transfer.models.anchoring import AnchoringCheck
from transfer.models.trial_actions.moving import Moving

CHECKED: Final = "checked"
CORRECTED: Final = "check_corrected"
"""What the history calls an answer, and an answer that was mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """What people found, and what they do now."""

    status: CheckStatus
    evidence: str
    followup: CheckFollowup
    use_share: int | None = None
    statements: dict[str, int]
    lapse_reason: LapseReason | None = None


class Checking(Moving):
    """The part of a trial that is asked whether the practice still lives."""

    def answer_check(
        self,
        check: AnchoringCheck,
        answer: CheckAnswer,
        *,
        by: UUID,
        at: datetime,
        on: date,
        months: Iterable[int] = anchoring.CHECK_MONTHS,
        may_revive: bool = True,
    ) -> Self | None:
        """Answer a check, and let it move the state: anchored, lapsed or retired.

        A lapsed practice that is revived gets a new series of checks, at `months`; one that is adjusted
        gets a next round.

        Returns: the next round, if there is one.
        """
        self._remember(CHECKED, _write(check, answer, at=at), by=by, at=at)
        check.checked_on, check.checked_by_id = on, by
        state = anchoring.state_after(
            State(self.state), check.month, answer.status, answer.followup
        )
        if state != self.state:
            self.state = state
            self._remember(_MOVE_OF_STATE[state], {}, by=by, at=at)
        return self._act_on(answer, by=by, at=at, on=on, months=months, may_revive=may_revive)

    def is_correctable(self, check: AnchoringCheck, on: date) -> bool:
        """Whether an answer may still be mended: soon after it was given, and while nothing rests upon it.

        A revived practice goes by its new series, and one that was let go or taken up again by its decision.
        """
        return (
            check.checked_on is not None
            and on <= check.checked_on + anchoring.CORRECTED_WITHIN
            and check.series == self._newest_series
            and self.state in _FOLLOWED
        )

    def correct_check(
        self,
        check: AnchoringCheck,
        answer: CheckAnswer,
        *,
        by: UUID,
        at: datetime,
        on: date,
        months: Iterable[int] = anchoring.CHECK_MONTHS,
        may_revive: bool = True,
    ) -> Self | None:
        """Mend an answer. The day and the person of the first answer stand; the state is gone through anew.

        A state that the checks alone do not explain, such as one that came from a file, is left as it is.

        Returns: the next round, if the mended answer is the first to ask for one.
        """
        had_round = check.followup is CheckFollowup.ADAPT
        explained = self._state_by_checks() == self.state
        changes = _write(check, answer, at=at)
        state = self._state_by_checks()
        if explained and state != self.state:
            changes["state"] = [str(self.state), str(state)]
            self.state = state
        if not changes:
            return None
        self._remember(CORRECTED, changes, by=by, at=at)
        if had_round and answer.followup is CheckFollowup.ADAPT:
            return None
        return self._act_on(answer, by=by, at=at, on=on, months=months, may_revive=may_revive)

    def _act_on(
        self,
        answer: CheckAnswer,
        *,
        by: UUID,
        at: datetime,
        on: date,
        months: Iterable[int],
        may_revive: bool,
    ) -> Self | None:
        if answer.followup is CheckFollowup.ADAPT:
            return self._next_round(at=at, by=by, on=on)
        revived = answer.followup is CheckFollowup.REVIVE and self.state is State.LAPSED
        if revived and may_revive:
            self.revive(by=by, at=at, on=on, months=months)
        return None

    def _state_by_checks(self) -> State:
        """Where the answers of the newest series lead from the adoption, in the order they were given."""
        done = [
            (check.checked_on, check.month, check.status, check.followup)
            for check in self.checks
            if check.series == self._newest_series and check.checked_on and check.status
        ]
        state = State.ADOPTED
        for _, month, status, followup in sorted(done, key=lambda one: one[:2]):
            state = anchoring.state_after(state, month, status, followup)
        return state


def _write(check: AnchoringCheck, answer: CheckAnswer, *, at: datetime) -> dict[str, list[Any]]:
    """Put the answer on the check. Returns what changed, as the history keeps it, by `check.<series>.<month>.<name>`."""
    changes = {}
    for name in (field.name for field in fields(answer)):
        before, after = getattr(check, name), getattr(answer, name)
        if (before or None) != (after or None):
            changes[f"check.{check.series}.{check.month}.{name}"] = [_plain(before), _plain(after)]
            setattr(check, name, after)
    check.updated_at = at
    return changes


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


_FOLLOWED: Final = frozenset({State.ADOPTED, State.ANCHORED, State.LAPSED, State.RETIRED})
"""States in which the checks alone decide."""

_MOVE_OF_STATE: Final = {
    State.ANCHORED: Move.ANCHOR,
    State.LAPSED: Move.LAPSE,
    State.RETIRED: Move.RETIRE,
}
