"""States of feedback and of sparringsønsker: which follow which, and what people read about them."""

import pytest

from transfer.domain.feedback import (
    CLOSING_MOVES,
    CLOSINGS,
    FEEDBACK_STEPS,
    REASON_NEEDED,
    FeedbackKind,
    FeedbackMove,
    FeedbackState,
    feedback_after,
)
from transfer.domain.lifecycle import WrongState
from transfer.domain.sparring_requests import (
    LETTING_IN,
    REQUEST_STEPS,
    RequestMove,
    RequestState,
    request_after,
)

POSSIBLE = {
    ("draft", "send", "open"),
    ("open", "answer", "answered"),
    ("answered", "answer", "answered"),
    *((state, "apply", "applied") for state in ("open", "answered")),
    *((state, "adapt", "adapted") for state in ("open", "answered")),
    *((state, "set_aside", "set_aside") for state in ("open", "answered")),
    *((state, "reopen", "answered") for state in ("applied", "adapted", "set_aside")),
}


@pytest.mark.parametrize("state", list(FeedbackState))
@pytest.mark.parametrize("move", list(FeedbackMove))
def test_feedback_moves_as_the_domain_says_and_no_other_way(state, move):
    after = {target for source, how, target in POSSIBLE if (source, how) == (state, move)}
    if after:
        assert {feedback_after(state, move)} == after
    else:
        with pytest.raises(WrongState):
            feedback_after(state, move)


def test_every_move_and_every_closing_is_there():
    assert set(FEEDBACK_STEPS) == set(FeedbackMove)
    assert set(CLOSING_MOVES) == set(CLOSINGS)


def test_whoever_adapts_or_sets_aside_says_why():
    assert {FeedbackState.ADAPTED, FeedbackState.SET_ASIDE} == REASON_NEEDED


def test_feedback_speaks_danish():
    assert [kind.label for kind in FeedbackKind] == [
        "Styrke",
        "Spørgsmål",
        "Forslag",
        "Opmærksomhed",
    ]
    assert [state.label for state in CLOSINGS] == ["Taget op", "Tilpasset", "Fravalgt"]
    assert all(state.label for state in FeedbackState)


def test_what_is_set_aside_changed_nothing():
    changed = [state for state in FeedbackState if state.changed_something]
    assert changed == [FeedbackState.APPLIED, FeedbackState.ADAPTED]
    assert [state for state in FeedbackState if state.is_closed] == list(CLOSINGS)


ASKED = {
    ("open", "answer", "answered"),
    ("open", "decline", "declined"),
    ("open", "withdraw", "withdrawn"),
    ("answered", "thank", "done"),
    ("answered", "withdraw", "withdrawn"),
}


@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("move", list(RequestMove))
def test_a_request_ends_with_thanks_a_no_or_a_withdrawal(state, move):
    after = {target for source, how, target in ASKED if (source, how) == (state, move)}
    if after:
        assert {request_after(state, move)} == after
    else:
        with pytest.raises(WrongState):
            request_after(state, move)


def test_a_request_lets_in_until_it_is_over():
    assert set(REQUEST_STEPS) == set(RequestMove)
    assert [state for state in RequestState if state.lets_in] == list(LETTING_IN)
    assert set(LETTING_IN) == {RequestState.OPEN, RequestState.ANSWERED}
    assert all(state.label for state in RequestState)
