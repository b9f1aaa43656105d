"""From planned to closed: which step follows which, and what a harvest asks for."""

import pytest

from transfer.domain.lifecycle import WrongState
from transfer.domain.session_lifecycle import (
    SESSION_STEPS,
    SessionMove,
    SessionState,
    is_harvested,
    session_after,
)


def test_a_session_goes_from_planned_to_closed_step_by_step():
    state = SessionState.PLANNED
    for move in (SessionMove.OPEN, SessionMove.HOLD, SessionMove.HARVEST, SessionMove.CLOSE):
        state = session_after(state, move)
    assert state is SessionState.CLOSED


@pytest.mark.parametrize("state", [SessionState.PLANNED, SessionState.OPEN])
def test_a_session_ahead_can_be_cancelled(state):
    assert state.is_ahead
    assert session_after(state, SessionMove.CANCEL) is SessionState.CANCELLED


@pytest.mark.parametrize("state", list(SessionState))
@pytest.mark.parametrize("move", list(SessionMove))
def test_every_other_step_is_refused(state, move):
    if state in SESSION_STEPS[move][0]:
        return
    with pytest.raises(WrongState):
        session_after(state, move)


def test_nothing_leads_out_of_closed_or_cancelled():
    sources = {state for froms, _ in SESSION_STEPS.values() for state in froms}
    assert not sources & {SessionState.CLOSED, SessionState.CANCELLED}


@pytest.mark.parametrize(
    ("insights", "nothing_across", "harvested"),
    [(0, False, False), (0, True, True), (1, False, True), (3, True, True)],
)
def test_a_harvest_is_an_insight_or_the_word_that_there_was_none(
    insights, nothing_across, harvested
):
    assert is_harvested(insights, nothing_across=nothing_across) is harvested


def test_every_state_and_step_has_a_danish_name():
    assert len({state.label for state in SessionState}) == 6
    assert len({move.label for move in SessionMove}) == 5
