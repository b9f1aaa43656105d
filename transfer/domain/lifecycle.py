"""States of a prøvehandling and of a læringsforløb, and which may follow which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from transfer.domain.texts import marked

EDITABLE_AFTER_CLOSING: Final = timedelta(days=30)
REFLECTION_AFTER_END: Final = timedelta(days=14)
USUAL_LENGTH: Final = timedelta(days=21)
LONG_TRIAL: Final = timedelta(days=90)


class WrongState(Exception):
    """The record is not in a state from which this can be done."""

    def __init__(self, state: StrEnum, move: StrEnum) -> None:
        super().__init__(f"{move} is not possible from {state}")
        self.state = state
        self.move = move


class State(StrEnum):
    """Where a prøvehandling stands (DOMAIN B.1)."""

    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    REFLECTING = "reflecting"
    PAUSED = "paused"
    ADOPTED = "adopted"
    ADAPTED = "adapted"
    STOPPED = "stopped"
    ANCHORED = "anchored"
    LAPSED = "lapsed"
    RETIRED = "retired"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_draft(self) -> bool:
        return self in (State.IDEA, State.PLANNED)

    @property
    def is_closed(self) -> bool:
        """Decided or given up; only late corrections and checks remain."""
        return self in CLOSED


CLOSED: Final = frozenset(
    {
        State.ADOPTED,
        State.ADAPTED,
        State.STOPPED,
        State.ANCHORED,
        State.LAPSED,
        State.RETIRED,
        State.CANCELLED,
    }
)


class Move(StrEnum):
    """What people do that changes the state."""

    PLAN = "plan"
    UNPLAN = "unplan"
    CANCEL = "cancel"
    START = "start"
    END = "end"
    PAUSE = "pause"
    RESUME_PLANNING = "resume_planning"
    RESUME = "resume"
    RESUME_REFLECTING = "resume_reflecting"
    STOP_PAUSED = "stop_paused"
    EXTEND = "extend"
    ADOPT = "adopt"
    ADAPT = "adapt"
    STOP = "stop"
    PAUSE_DECIDED = "pause_decided"
    REOPEN = "reopen"
    ANCHOR = "anchor"
    LAPSE = "lapse"
    RETIRE = "retire"
    REVIVE = "revive"
    GIVE_UP = "give_up"

    @property
    def label(self) -> str:
        """What the button says."""
        return _MOVE_LABELS[self]


@dataclass(frozen=True, slots=True)
class Step:
    sources: frozenset[State]
    target: State


def _step(target: State, *sources: State) -> Step:
    return Step(frozenset(sources), target)


STEPS: Final[Mapping[Move, Step]] = {
    Move.PLAN: _step(State.PLANNED, State.IDEA),
    Move.UNPLAN: _step(State.IDEA, State.PLANNED),
    Move.CANCEL: _step(State.CANCELLED, State.IDEA, State.PLANNED),
    Move.START: _step(State.RUNNING, State.PLANNED),
    Move.END: _step(State.REFLECTING, State.RUNNING),
    Move.PAUSE: _step(State.PAUSED, State.RUNNING),
    Move.RESUME_PLANNING: _step(State.PLANNED, State.PAUSED),
    Move.RESUME: _step(State.RUNNING, State.PAUSED),
    Move.RESUME_REFLECTING: _step(State.REFLECTING, State.PAUSED),
    Move.STOP_PAUSED: _step(State.STOPPED, State.PAUSED),
    Move.EXTEND: _step(State.RUNNING, State.REFLECTING),
    Move.ADOPT: _step(State.ADOPTED, State.REFLECTING),
    Move.ADAPT: _step(State.ADAPTED, State.REFLECTING),
    Move.STOP: _step(State.STOPPED, State.REFLECTING),
    Move.PAUSE_DECIDED: _step(State.PAUSED, State.REFLECTING),
    Move.REOPEN: _step(State.REFLECTING, State.STOPPED, State.ADAPTED),
    Move.ANCHOR: _step(State.ANCHORED, State.ADOPTED, State.ANCHORED),
    Move.LAPSE: _step(State.LAPSED, State.ADOPTED, State.ANCHORED),
    Move.RETIRE: _step(State.RETIRED, State.ADOPTED, State.ANCHORED),
    Move.REVIVE: _step(State.ADOPTED, State.LAPSED),
    Move.GIVE_UP: _step(State.STOPPED, State.LAPSED),
}
"""Every transition of DOMAIN B.1. The conditions beside the states stand with the verbs."""


def after(state: State, move: Move) -> State:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    step = STEPS[move]
    if state not in step.sources:
        raise WrongState(state, move)
    return step.target


def is_possible(state: State, move: Move) -> bool:
    return state in STEPS[move].sources


def is_overdue(state: State, *, end: date | None, reflection_due: date | None, on: date) -> bool:
    """Whether something should have happened by now. Computed, never stored."""
    if state is State.RUNNING:
        return end is not None and end < on
    if state is State.REFLECTING:
        return reflection_due is not None and reflection_due < on
    return False


class CycleState(StrEnum):
    """Where a læringsforløb stands (DOMAIN B.2)."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    FOLLOWED_UP = "followed_up"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _CYCLE_LABELS[self]


class CycleMove(StrEnum):
    BEGIN = "begin"
    COMPLETE = "complete"
    FOLLOW_UP = "follow_up"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        return _CYCLE_MOVE_LABELS[self]


CYCLE_STEPS: Final[Mapping[CycleMove, tuple[frozenset[CycleState], CycleState]]] = {
    CycleMove.BEGIN: (frozenset({CycleState.DRAFT}), CycleState.ACTIVE),
    CycleMove.COMPLETE: (frozenset({CycleState.ACTIVE}), CycleState.COMPLETED),
    CycleMove.FOLLOW_UP: (frozenset({CycleState.COMPLETED}), CycleState.FOLLOWED_UP),
    CycleMove.CANCEL: (frozenset({CycleState.DRAFT, CycleState.ACTIVE}), CycleState.CANCELLED),
}


def cycle_after(state: CycleState, move: CycleMove) -> CycleState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    sources, target = CYCLE_STEPS[move]
    if state not in sources:
        raise WrongState(state, move)
    return target


_STATE_LABELS: Final = {
    State.IDEA: marked("Idé"),
    State.PLANNED: marked("Planlagt"),
    State.RUNNING: marked("I gang"),
    State.REFLECTING: marked("Til refleksion"),
    State.PAUSED: marked("På pause"),
    State.ADOPTED: marked("Indført"),
    State.ADAPTED: marked("Justeres"),
    State.STOPPED: marked("Stoppet"),
    State.ANCHORED: marked("Forankret"),
    State.LAPSED: marked("Faldet bort"),
    State.RETIRED: marked("Afviklet"),
    State.CANCELLED: marked("Opgivet før start"),
}

_MOVE_LABELS: Final = {
    Move.PLAN: marked("Planen er klar"),
    Move.UNPLAN: marked("Tilbage til idé"),
    Move.CANCEL: marked("Opgiv før start"),
    Move.START: marked("Gå i gang"),
    Move.END: marked("Afslut afprøvningen"),
    Move.PAUSE: marked("Sæt på pause"),
    Move.RESUME_PLANNING: marked("Planlæg igen"),
    Move.RESUME: marked("Fortsæt afprøvningen"),
    Move.RESUME_REFLECTING: marked("Gå til refleksion"),
    Move.STOP_PAUSED: marked("Stop"),
    Move.EXTEND: marked("Forlæng afprøvningen"),
    Move.ADOPT: marked("Indfør"),
    Move.ADAPT: marked("Justér og prøv igen"),
    Move.STOP: marked("Stop"),
    Move.PAUSE_DECIDED: marked("Sæt på pause"),
    Move.REOPEN: marked("Åbn igen"),
    Move.ANCHOR: marked("Forankret"),
    Move.LAPSE: marked("Faldet bort"),
    Move.RETIRE: marked("Bevidst afviklet"),
    Move.REVIVE: marked("Genopliv"),
    Move.GIVE_UP: marked("Stop med læring"),
}

_CYCLE_LABELS: Final = {
    CycleState.DRAFT: marked("Kladde"),
    CycleState.ACTIVE: marked("I gang"),
    CycleState.COMPLETED: marked("Afsluttet"),
    CycleState.FOLLOWED_UP: marked("Fulgt op"),
    CycleState.CANCELLED: marked("Aflyst"),
}

_CYCLE_MOVE_LABELS: Final = {
    CycleMove.BEGIN: marked("Gå i gang"),
    CycleMove.COMPLETE: marked("Afslut forløbet"),
    CycleMove.FOLLOW_UP: marked("Følg op"),
    CycleMove.CANCEL: marked("Aflys"),
}
