"""States of a sparringsønske: one question from the owner of a prøvehandling to one person."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import WrongState
from transfer.domain.texts import marked


class RequestState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def lets_in(self) -> bool:
        """Whether whoever was asked may read the prøvehandling because of it."""
        return self in LETTING_IN


LETTING_IN: Final = (RequestState.OPEN, RequestState.ANSWERED)
"""The talk goes on until the owner says thanks or takes the question back."""


class RequestMove(StrEnum):
    ANSWER = "answer"
    THANK = "thank"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


REQUEST_STEPS: Final[Mapping[RequestMove, tuple[frozenset[RequestState], RequestState]]] = {
    RequestMove.ANSWER: (frozenset({RequestState.OPEN}), RequestState.ANSWERED),
    RequestMove.THANK: (frozenset({RequestState.ANSWERED}), RequestState.DONE),
    RequestMove.DECLINE: (frozenset({RequestState.OPEN}), RequestState.DECLINED),
    RequestMove.WITHDRAW: (frozenset(LETTING_IN), RequestState.WITHDRAWN),
}


def request_after(state: RequestState, move: RequestMove) -> RequestState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    sources, target = REQUEST_STEPS[move]
    if state not in sources:
        raise WrongState(state, move)
    return target


_STATE_LABELS: Final = {
    RequestState.OPEN: marked("Venter på svar"),
    RequestState.ANSWERED: marked("Besvaret"),
    RequestState.DONE: marked("Afsluttet"),
    RequestState.DECLINED: marked("Kunne ikke"),
    RequestState.WITHDRAWN: marked("Trukket tilbage"),
}
