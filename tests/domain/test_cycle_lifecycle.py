"""A læringsforløb on its way: what each step asks for, and what it refuses."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from transfer.domain.lifecycle import CycleState, WrongState
from transfer.domain.vocabulary import CycleDecision
from transfer.models.learning_cycles import (
    NEEDED_TO_BEGIN,
    ImpossibleCount,
    Incomplete,
    LearningCycle,
    SessionLine,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

WRITTEN: dict[str, Any] = {
    "title": "Ro i demensafsnittet",
    "units": (uuid4(),),
    "owner_id": uuid4(),
    "sponsor_id": uuid4(),
    "background": "Kurset i low arousal.",
    "purpose": "Roligere aftener.",
    "goals": (uuid4(),),
    "participant_note": "11 hjælpere og 2 sygeplejersker",
    "methods": ["action_learning"],
    "start_date": date(2026, 1, 12),
    "end_date": date(2026, 5, 29),
    "before_plan": "Leder og team vælger to situationer.",
    "during_plan": "Tre møder med en prøvehandling imellem.",
    "after_plan": "Lederen spørger til det hver måned.",
    "sessions": [SessionLine(None, date(2026, 1, 20), "Vi vælger to situationer")],
}


def a_cycle(state: CycleState = CycleState.DRAFT, **given: Any) -> LearningCycle:
    cycle = LearningCycle(state=CycleState.DRAFT, learning="", methods=[])
    cycle.save({**WRITTEN, **given}, at=AT)
    cycle.state = state
    return cycle


def test_a_cycle_begins_when_everything_it_needs_is_written():
    cycle = a_cycle()
    cycle.begin(at=AT)
    assert cycle.state is CycleState.ACTIVE


@pytest.mark.parametrize("key", NEEDED_TO_BEGIN)
def test_it_does_not_begin_while_something_is_missing(key):
    cycle = a_cycle(**{key: () if key in ("units", "goals", "sessions", "methods") else ""})
    with pytest.raises(Incomplete) as lacking:
        cycle.begin(at=AT)
    assert lacking.value.keys == (key,)
    assert cycle.state is CycleState.DRAFT


def test_all_that_is_missing_is_named_at_once():
    cycle = LearningCycle(state=CycleState.DRAFT)
    with pytest.raises(Incomplete) as lacking:
        cycle.begin(at=AT)
    assert lacking.value.keys == NEEDED_TO_BEGIN


def test_what_a_cycle_needs_cannot_be_emptied_once_it_has_begun():
    cycle = a_cycle(CycleState.ACTIVE)
    with pytest.raises(Incomplete):
        cycle.save({"purpose": ""}, at=AT)
    assert cycle.purpose == "Roligere aftener."


def test_it_ends_with_a_learning_and_a_decision():
    cycle = a_cycle(CycleState.ACTIVE)
    cycle.complete("Korte møder er bedre end lange.", CycleDecision.REPEAT, at=AT)
    assert cycle.state is CycleState.COMPLETED
    assert cycle.decision is CycleDecision.REPEAT


@pytest.mark.parametrize(("learning", "decision"), [("  ", CycleDecision.STOP), ("Lært", None)])
def test_it_does_not_end_without_both(learning, decision):
    cycle = a_cycle(CycleState.ACTIVE)
    with pytest.raises(Incomplete):
        cycle.complete(learning, decision, at=AT)
    assert cycle.state is CycleState.ACTIVE


def test_the_follow_up_counts_those_who_use_it_among_those_who_were_asked():
    cycle = a_cycle(CycleState.COMPLETED)
    cycle.follow_up(date(2026, 9, 15), 9, 11, at=AT)
    assert cycle.state is CycleState.FOLLOWED_UP
    assert (cycle.using_count, cycle.asked_count) == (9, 11)


def test_a_wrong_count_can_be_corrected_after_the_follow_up():
    cycle = a_cycle(CycleState.COMPLETED)
    cycle.follow_up(date(2026, 9, 15), 9, 11, at=AT)
    cycle.follow_up(date(2026, 9, 15), 8, 11, at=AT)
    assert cycle.using_count == 8


def test_more_cannot_use_it_than_were_asked():
    cycle = a_cycle(CycleState.COMPLETED)
    with pytest.raises(ImpossibleCount):
        cycle.follow_up(date(2026, 9, 15), 12, 11, at=AT)
    assert cycle.state is CycleState.COMPLETED


@pytest.mark.parametrize("state", [CycleState.DRAFT, CycleState.ACTIVE])
def test_it_can_be_called_off_until_it_has_ended(state):
    cycle = a_cycle(state)
    cycle.cancel(at=AT)
    assert cycle.state is CycleState.CANCELLED


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (CycleState.COMPLETED, lambda cycle: cycle.cancel(at=AT)),
        (CycleState.FOLLOWED_UP, lambda cycle: cycle.cancel(at=AT)),
        (CycleState.ACTIVE, lambda cycle: cycle.begin(at=AT)),
        (CycleState.CANCELLED, lambda cycle: cycle.begin(at=AT)),
        (CycleState.DRAFT, lambda cycle: cycle.complete("Lært", CycleDecision.STOP, at=AT)),
        (CycleState.ACTIVE, lambda cycle: cycle.follow_up(date(2026, 9, 1), 1, 2, at=AT)),
    ],
)
def test_no_other_step_is_possible(state, step):
    with pytest.raises(WrongState):
        step(a_cycle(state))


def test_meetings_are_changed_added_and_removed_together():
    cycle = a_cycle()
    cycle.sessions[0].id = kept = uuid4()
    cycle.save(
        {
            "sessions": [
                SessionLine(None, date(2026, 3, 3), "Hvad så vi?"),
                SessionLine(kept, date(2026, 1, 21), "Vi vælger to situationer", attendance=11),
            ]
        },
        at=AT,
    )
    assert [one.content for one in cycle.sessions] == ["Vi vælger to situationer", "Hvad så vi?"]
    assert cycle.sessions[0].id == kept
    assert cycle.sessions[0].attendance == 11


def test_learning_and_decision_are_written_at_the_end_only():
    with pytest.raises(KeyError):
        a_cycle(CycleState.ACTIVE).save({"learning": "For tidligt"}, at=AT)


def test_a_key_that_is_no_answer_is_refused():
    with pytest.raises(KeyError):
        a_cycle().save({"state": "completed"}, at=AT)
