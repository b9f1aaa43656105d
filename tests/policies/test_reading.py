"""How much of a trial that one sees one also reads."""

import pytest

from tests.policies.cast import (
    CONSULTANTS,
    EVERY_LEADER,
    OWN,
    PEOPLE,
    a_trial,
)
from transfer.domain.lifecycle import CLOSED, State
from transfer.policies import readable_keys, reads_in_full

SUPPORT = {
    "title", "unit", "owner", "goals", "action", "start_date", "end_date", "support_needed",
}  # fmt: skip
OPEN = sorted(set(State) - CLOSED)


def those_who_read_in_full(trial):
    return {name for name, member in PEOPLE.items() if reads_in_full(member, trial)}


@pytest.mark.parametrize("state", list(State))
def test_what_is_kept_private_is_read_by_its_own_people_and_the_consultant(state):
    trial = a_trial(state, visibility="private")
    assert those_who_read_in_full(trial) == OWN | CONSULTANTS


@pytest.mark.parametrize("visibility", ["network", "unit", "department"])
def test_what_is_shared_is_read_by_activists_too_and_by_no_mere_leader(visibility):
    read = those_who_read_in_full(a_trial(visibility=visibility))
    assert read >= OWN | CONSULTANTS | {"colleague"}
    assert not read & (EVERY_LEADER | {"administrator", "nobody", "consultant_elsewhere"})


@pytest.mark.parametrize("state", OPEN)
def test_a_leader_reads_of_open_work_just_what_helps_to_support_it(state):
    assert readable_keys(PEOPLE["leader"], a_trial(state)) == SUPPORT


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_a_leader_reads_every_answer_of_closed_work(state):
    trial = a_trial(state)
    assert readable_keys(PEOPLE["leader"], trial) == {question.key for question in trial.questions}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", sorted(OWN | CONSULTANTS | {"colleague"}))
def test_the_others_read_every_answer(who, state):
    trial = a_trial(state)
    assert readable_keys(PEOPLE[who], trial) == {question.key for question in trial.questions}
