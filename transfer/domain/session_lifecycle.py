"""States of a sparringssession, which may follow which, and what a harvest asks for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import WrongState
from transfer.domain.texts import marked


class NothingHarvested(Exception):
    """There is no insight from the session, and nobody has said "Intet på tværs denne gang"."""


class SessionState(StrEnum):
    """Where a sparringssession stands (DOMAIN B.2)."""

    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    HARVESTED = "harvested"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_ahead(self) -> bool:
        """Whether it is still to be held."""
        return self in (SessionState.PLANNED, SessionState.OPEN)

    @property
    def was_held(self) -> bool:
        return self in WERE_HELD


WERE_HELD: Final = frozenset({SessionState.HELD, SessionState.HARVESTED, SessionState.CLOSED})


class SessionMove(StrEnum):
    OPEN = "open"
    HOLD = "hold"
    HARVEST = "harvest"
    CLOSE = "close"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """What the button says."""
        return _MOVE_LABELS[self]


SESSION_STEPS: Final[Mapping[SessionMove, tuple[frozenset[SessionState], SessionState]]] = {
    SessionMove.OPEN: (frozenset({SessionState.PLANNED}), SessionState.OPEN),
    SessionMove.HOLD: (frozenset({SessionState.OPEN}), SessionState.HELD),
    SessionMove.HARVEST: (frozenset({SessionState.HELD}), SessionState.HARVESTED),
    SessionMove.CLOSE: (frozenset({SessionState.HARVESTED}), SessionState.CLOSED),
    SessionMove.CANCEL: (
        frozenset({SessionState.PLANNED, SessionState.OPEN}),
        SessionState.CANCELLED,
    ),
}


def session_after(state: SessionState, move: SessionMove) -> SessionState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    sources, target = SESSION_STEPS[move]
    if state not in sources:
        raise WrongState(state, move)
    return target


def is_harvested(insights: int, *, nothing_across: bool) -> bool:
    """Whether a held session may count as harvested: it gave an insight, or it is said that it gave none.

    Args:
        insights: how many insights name the session as their source.
        nothing_across: whether "Intet på tværs denne gang" was chosen.
    """
    return insights > 0 or nothing_across


_LABELS: Final = {
    SessionState.PLANNED: marked("Planlagt"),
    SessionState.OPEN: marked("Åben for bidrag"),
    SessionState.HELD: marked("Afholdt"),
    SessionState.HARVESTED: marked("Høstet"),
    SessionState.CLOSED: marked("Lukket"),
    SessionState.CANCELLED: marked("Aflyst"),
}

_MOVE_LABELS: Final = {
    SessionMove.OPEN: marked("Åbn for bidrag"),
    SessionMove.HOLD: marked("Sessionen er afholdt"),
    SessionMove.HARVEST: marked("Høsten er gjort"),
    SessionMove.CLOSE: marked("Luk sessionen"),
    SessionMove.CANCEL: marked("Aflys sessionen"),
}
