"""Insights and recommendations: what may follow what, and what carries an insight."""

import pytest

from transfer.domain.insights import (
    InsightMove,
    InsightState,
    Strength,
    Support,
    insight_after,
    is_carried,
    suggested_strength,
)
from transfer.domain.lifecycle import WrongState
from transfer.domain.recommendations import (
    RecommendationMove,
    RecommendationState,
    possible_moves,
    recommendation_after,
)


def test_an_insight_goes_from_draft_to_superseded_one_step_at_a_time():
    state = InsightState.DRAFT
    for move in (InsightMove.DISCUSS, InsightMove.PUBLISH, InsightMove.SUPERSEDE):
        state = insight_after(state, move)
    assert state is InsightState.SUPERSEDED


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (InsightState.DRAFT, InsightMove.PUBLISH),
        (InsightState.DRAFT, InsightMove.SUPERSEDE),
        (InsightState.PUBLISHED, InsightMove.DISCUSS),
        (InsightState.SUPERSEDED, InsightMove.PUBLISH),
    ],
)
def test_no_step_is_skipped_or_taken_back(state, move):
    with pytest.raises(WrongState):
        insight_after(state, move)


@pytest.mark.parametrize(
    ("trials", "strength", "carried"),
    [
        (0, Strength.SINGLE, False),
        (1, Strength.SINGLE, True),
        (1, Strength.SEVERAL_UNITS, False),
        (1, Strength.CHECKED, False),
        (2, Strength.CHECKED, True),
        (2, Strength.SINGLE, True),
    ],
)
def test_two_trials_carry_it_or_one_that_is_called_a_single_observation(trials, strength, carried):
    assert is_carried(trials, strength) is carried


@pytest.mark.parametrize(
    ("supporting", "suggested"),
    [
        ([], Strength.SINGLE),
        ([("U1", True)], Strength.SINGLE),
        ([("U1", False), ("U1", False)], Strength.SINGLE),
        ([("U1", False), ("U2", False)], Strength.SEVERAL_UNITS),
        ([("U1", True), ("U2", False)], Strength.SEVERAL_UNITS),
        ([("U1", True), ("U1", True)], Strength.CHECKED),
    ],
)
def test_the_strength_is_suggested_from_units_and_checks(supporting, suggested):
    assert suggested_strength(Support(*one) for one in supporting) is suggested


def test_a_recommendation_is_decided_begun_and_done():
    state = RecommendationState.PROPOSED
    for move in (RecommendationMove.ACCEPT, RecommendationMove.BEGIN, RecommendationMove.FINISH):
        state = recommendation_after(state, move)
    assert state is RecommendationState.DONE
    assert possible_moves(state) == (RecommendationMove.TAKE_UP_AGAIN,)


def test_what_was_rejected_cannot_be_done_before_it_is_taken_up_again():
    with pytest.raises(WrongState):
        recommendation_after(RecommendationState.REJECTED, RecommendationMove.FINISH)
    again = recommendation_after(RecommendationState.REJECTED, RecommendationMove.TAKE_UP_AGAIN)
    assert again is RecommendationState.PROPOSED


def test_only_a_rejection_needs_a_reason():
    assert [move for move in RecommendationMove if move.needs_reason] == [RecommendationMove.REJECT]
