"""The transitions of a prøvehandling: those of the table, and no others."""

from datetime import date

import pytest

from transfer.domain.lifecycle import Move, State, WrongState, after, is_overdue, is_possible

TABLE = {
    ("idea", "planned"),
    ("idea", "cancelled"),
    ("planned", "cancelled"),
    ("planned", "running"),
    ("planned", "idea"),
    ("running", "reflecting"),
    ("running", "paused"),
    ("paused", "planned"),
    ("paused", "running"),
    ("paused", "reflecting"),
    ("paused", "stopped"),
    ("reflecting", "running"),
    ("reflecting", "adopted"),
    ("reflecting", "adapted"),
    ("reflecting", "stopped"),
    ("reflecting", "paused"),
    ("adopted", "anchored"),
    ("anchored", "anchored"),
    ("adopted", "lapsed"),
    ("anchored", "lapsed"),
    ("adopted", "retired"),
    ("anchored", "retired"),
    ("lapsed", "adopted"),
    ("lapsed", "stopped"),
    ("stopped", "reflecting"),
    ("adapted", "reflecting"),
}


def test_the_moves_are_those_of_the_table_and_no_others():
    possible = {
        (state.value, after(state, move).value)
        for state in State
        for move in Move
        if is_possible(state, move)
    }

    assert possible == TABLE


def test_a_move_from_the_wrong_state_is_refused():
    with pytest.raises(WrongState):
        after(State.IDEA, Move.START)


@pytest.mark.parametrize("word", [*State, *Move])
def test_everything_has_a_word(word):
    assert word.label[0].isupper()


@pytest.mark.parametrize(
    ("state", "on", "overdue"),
    [
        (State.RUNNING, date(2026, 3, 1), False),
        (State.RUNNING, date(2026, 3, 2), True),
        (State.REFLECTING, date(2026, 3, 15), False),
        (State.REFLECTING, date(2026, 3, 16), True),
        (State.ADOPTED, date(2027, 1, 1), False),
    ],
)
def test_overdue_is_after_the_last_day(state, on, overdue):
    found = is_overdue(state, end=date(2026, 3, 1), reflection_due=date(2026, 3, 15), on=on)

    assert found is overdue
