from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.anchoring import CHECK_MONTHS, CheckState, check_state, due_dates, state_after
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import CheckFollowup, CheckStatus

DUE = date(2025, 6, 1)


def test_checks_fall_due_three_six_and_twelve_months_after_the_adoption() -> None:
    assert due_dates(date(2025, 2, 25)) == (
        (3, date(2025, 5, 25)),
        (6, date(2025, 8, 25)),
        (12, date(2026, 2, 25)),
    )


def test_a_day_that_the_month_lacks_becomes_its_last() -> None:
    assert due_dates(date(2025, 8, 31), (6,)) == ((6, date(2026, 2, 28)),)
    assert due_dates(date(2023, 8, 31), (6,)) == ((6, date(2024, 2, 29)),)
    assert due_dates(date(2024, 2, 29), (12,)) == ((12, date(2025, 2, 28)),)


def test_months_are_put_in_order_and_each_taken_once() -> None:
    assert [month for month, _ in due_dates(DUE, (12, 1, 12))] == [1, 12]


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_later_checks_never_fall_due_earlier(adopted_on: date) -> None:
    days = [day for _, day in due_dates(adopted_on)]
    assert [adopted_on, *days] == sorted([adopted_on, *days])
    assert len(days) == len(CHECK_MONTHS)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (DUE - timedelta(days=1), CheckState.SCHEDULED),
        (DUE, CheckState.DUE),
        (DUE + timedelta(days=59), CheckState.DUE),
        (DUE + timedelta(days=60), CheckState.MISSED),
    ],
)
def test_a_check_not_done_goes_from_scheduled_to_due_to_missed(
    as_of: date, expected: CheckState
) -> None:
    assert check_state(DUE, None, as_of) is expected


def test_a_check_may_be_done_early_and_after_it_was_missed() -> None:
    assert check_state(DUE, DUE - timedelta(days=5), DUE) is CheckState.DONE
    late = DUE + timedelta(days=200)
    assert check_state(DUE, late, late) is CheckState.DONE
    assert check_state(DUE, late, late - timedelta(days=1)) is CheckState.MISSED


def test_every_state_of_a_check_has_a_danish_name() -> None:
    assert [state.label for state in CheckState] == [
        "Planlagt",
        "Forfalden",
        "Gennemført",
        "Sprunget over",
    ]


@pytest.mark.parametrize("status", [CheckStatus.HELD_AS_IS, CheckStatus.HELD_ADAPTED])
def test_held_at_six_months_or_later_is_anchored(status: CheckStatus) -> None:
    assert state_after(State.ADOPTED, 3, status) is State.ADOPTED
    assert state_after(State.ADOPTED, 6, status) is State.ANCHORED
    assert state_after(State.ADOPTED, 12, status) is State.ANCHORED
    assert state_after(State.ANCHORED, 12, status) is State.ANCHORED


@pytest.mark.parametrize("state", [State.ADOPTED, State.ANCHORED])
def test_what_fell_away_lapses_and_what_was_ended_on_purpose_retires(state: State) -> None:
    assert state_after(state, 3, CheckStatus.LAPSED) is State.LAPSED
    assert state_after(state, 12, CheckStatus.RETIRED) is State.RETIRED


@pytest.mark.parametrize("state", [State.ADOPTED, State.ANCHORED])
def test_partly_held_moves_nothing(state: State) -> None:
    assert state_after(state, 6, CheckStatus.PARTLY) is state


@pytest.mark.parametrize("state", [State.ADOPTED, State.ANCHORED])
def test_whoever_ends_what_still_lives_retires_it(state: State) -> None:
    for status in (CheckStatus.PARTLY, CheckStatus.HELD_AS_IS, CheckStatus.HELD_ADAPTED):
        assert state_after(state, 12, status, CheckFollowup.RETIRE) is State.RETIRED
    assert state_after(state, 12, CheckStatus.LAPSED, CheckFollowup.RETIRE) is State.LAPSED


@given(st.sampled_from(list(State)), st.integers(1, 24), st.sampled_from(list(CheckStatus)))
def test_a_check_moves_only_what_is_adopted_or_anchored(
    state: State, month: int, status: CheckStatus
) -> None:
    if state not in (State.ADOPTED, State.ANCHORED):
        assert state_after(state, month, status) is state
