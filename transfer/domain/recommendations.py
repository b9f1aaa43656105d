"""Anbefalinger: what leaders are asked to do, and how far they have come with it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import WrongState
from transfer.domain.texts import marked


class RecommendationState(StrEnum):
    """Where a recommendation stands (DOMAIN B.2)."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do with it."""
        return self in OPEN


OPEN: Final = frozenset(
    {
        RecommendationState.PROPOSED,
        RecommendationState.ACCEPTED,
        RecommendationState.IN_PROGRESS,
    }
)


class RecommendationMove(StrEnum):
    """What leaders do that changes the state."""

    ACCEPT = "accept"
    BEGIN = "begin"
    FINISH = "finish"
    REJECT = "reject"
    TAKE_UP_AGAIN = "take_up_again"

    @property
    def label(self) -> str:
        """What the button says."""
        return _MOVE_LABELS[self]

    @property
    def done_label(self) -> str:
        """What the history says once it is done."""
        return _DONE_LABELS[self]

    @property
    def needs_reason(self) -> bool:
        return self is RecommendationMove.REJECT


_STEPS: Final[
    Mapping[RecommendationMove, tuple[frozenset[RecommendationState], RecommendationState]]
] = {
    RecommendationMove.ACCEPT: (
        frozenset({RecommendationState.PROPOSED}),
        RecommendationState.ACCEPTED,
    ),
    RecommendationMove.BEGIN: (
        frozenset({RecommendationState.ACCEPTED}),
        RecommendationState.IN_PROGRESS,
    ),
    RecommendationMove.FINISH: (
        frozenset({RecommendationState.ACCEPTED, RecommendationState.IN_PROGRESS}),
        RecommendationState.DONE,
    ),
    RecommendationMove.REJECT: (OPEN, RecommendationState.REJECTED),
    RecommendationMove.TAKE_UP_AGAIN: (
        frozenset({RecommendationState.DONE, RecommendationState.REJECTED}),
        RecommendationState.PROPOSED,
    ),
}


def recommendation_after(
    state: RecommendationState, move: RecommendationMove
) -> RecommendationState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    sources, target = _STEPS[move]
    if state not in sources:
        raise WrongState(state, move)
    return target


def binding_date(due_on: date | None, decided_on: date | None) -> date | None:
    """The day by which something should have happened. A day that had passed before anybody took a stand
    asked for a stand; once it is taken, that day binds nobody."""
    return None if due_on and decided_on and decided_on > due_on else due_on


def possible_moves(state: RecommendationState) -> tuple[RecommendationMove, ...]:
    """What can be done from here, the step forward first."""
    return tuple(move for move in RecommendationMove if state in _STEPS[move][0])


_STATE_LABELS: Final = {
    RecommendationState.PROPOSED: marked("Foreslået"),
    RecommendationState.ACCEPTED: marked("Besluttet"),
    RecommendationState.IN_PROGRESS: marked("I gang"),
    RecommendationState.DONE: marked("Gennemført"),
    RecommendationState.REJECTED: marked("Afvist"),
}
_MOVE_LABELS: Final = {
    RecommendationMove.ACCEPT: marked("Beslut"),
    RecommendationMove.BEGIN: marked("Gå i gang"),
    RecommendationMove.FINISH: marked("Gennemført"),
    RecommendationMove.REJECT: marked("Afvis"),
    RecommendationMove.TAKE_UP_AGAIN: marked("Tag op igen"),
}
_DONE_LABELS: Final = {
    RecommendationMove.ACCEPT: marked("Besluttet"),
    RecommendationMove.BEGIN: marked("Sat i gang"),
    RecommendationMove.FINISH: marked("Gennemført"),
    RecommendationMove.REJECT: marked("Afvist"),
    RecommendationMove.TAKE_UP_AGAIN: marked("Taget op igen"),
}
