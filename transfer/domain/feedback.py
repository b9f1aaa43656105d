"""Feedback on a prøvehandling: its kinds, its states, and which may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import WrongState
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Wording


class FeedbackKind(Wording):
    """What a remark is meant as (DOMAIN A.4)."""

    STRENGTH = "strength", marked("Styrke")
    QUESTION = "question", marked("Spørgsmål")
    SUGGESTION = "suggestion", marked("Forslag")
    ATTENTION = "attention", marked("Opmærksomhed")


class FeedbackState(StrEnum):
    """Where a remark stands (DOMAIN B.2); a draft is its author's alone."""

    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    APPLIED = "applied"
    ADAPTED = "adapted"
    SET_ASIDE = "set_aside"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_closed(self) -> bool:
        return self in CLOSINGS

    @property
    def changed_something(self) -> bool:
        """Whether the owner used it, as it was or in a way of their own."""
        return self in (FeedbackState.APPLIED, FeedbackState.ADAPTED)


CLOSINGS: Final = (FeedbackState.APPLIED, FeedbackState.ADAPTED, FeedbackState.SET_ASIDE)
"""What the owner can close it as."""

REASON_NEEDED: Final = frozenset({FeedbackState.ADAPTED, FeedbackState.SET_ASIDE})
"""Whoever gave it learns why it was not simply taken up."""


class FeedbackMove(StrEnum):
    SEND = "send"
    ANSWER = "answer"
    APPLY = "apply"
    ADAPT = "adapt"
    SET_ASIDE = "set_aside"
    REOPEN = "reopen"


CLOSING_MOVES: Final = {
    FeedbackState.APPLIED: FeedbackMove.APPLY,
    FeedbackState.ADAPTED: FeedbackMove.ADAPT,
    FeedbackState.SET_ASIDE: FeedbackMove.SET_ASIDE,
}

_WAITING: Final = frozenset({FeedbackState.OPEN, FeedbackState.ANSWERED})

FEEDBACK_STEPS: Final[Mapping[FeedbackMove, tuple[frozenset[FeedbackState], FeedbackState]]] = {
    FeedbackMove.SEND: (frozenset({FeedbackState.DRAFT}), FeedbackState.OPEN),
    FeedbackMove.ANSWER: (_WAITING, FeedbackState.ANSWERED),
    FeedbackMove.APPLY: (_WAITING, FeedbackState.APPLIED),
    FeedbackMove.ADAPT: (_WAITING, FeedbackState.ADAPTED),
    FeedbackMove.SET_ASIDE: (_WAITING, FeedbackState.SET_ASIDE),
    FeedbackMove.REOPEN: (frozenset(CLOSINGS), FeedbackState.ANSWERED),
}
"""To close what is open answers it in the same moment; the reason is the answer."""


def feedback_after(state: FeedbackState, move: FeedbackMove) -> FeedbackState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    sources, target = FEEDBACK_STEPS[move]
    if state not in sources:
        raise WrongState(state, move)
    return target


_STATE_LABELS: Final = {
    FeedbackState.DRAFT: marked("Kladde"),
    FeedbackState.OPEN: marked("Åben"),
    FeedbackState.ANSWERED: marked("Besvaret"),
    FeedbackState.APPLIED: marked("Taget op"),
    FeedbackState.ADAPTED: marked("Tilpasset"),
    FeedbackState.SET_ASIDE: marked("Fravalgt"),
}
