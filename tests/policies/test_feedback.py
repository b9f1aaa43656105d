"""Who gives feedback, reads it and settles it (DOMAIN D, C2); who is let in by a question."""

import pytest

from tests.factories import a_membership, a_remark, a_sparring_request, an_observation, saved
from tests.policies.cast import (
    CONSULTANTS,
    HAVBLIK,
    KOMPASSET,
    OWN,
    PEOPLE,
    a_member,
    a_trial,
    those_who_may,
)
from tests.policies.test_sight import Scene, notes_read
from transfer.db import db, inside
from transfer.domain.feedback import FeedbackState
from transfer.domain.lifecycle import State
from transfer.domain.sparring_requests import RequestState
from transfer.domain.vocabulary import Role
from transfer.models import Feedback, SparringRequest, TrialAction, TrialParticipant
from transfer.policies import (
    Deed,
    is_for_sparring,
    may,
    readers_of_feedback,
    reads_in_full,
    those_to_ask,
    visible_feedback,
    visible_sparring_requests,
    visible_trial_actions,
)

OTHERS = {"colleague", "neighbour", "distant"}


def a_sent_remark(trial, author="consultant", **given):
    return Feedback(
        **{
            "trial": trial,
            "author_id": PEOPLE[author].person_id,
            "state": FeedbackState.OPEN,
            **given,
        }
    )


# Giving


@pytest.mark.parametrize("state", [State.PLANNED, State.RUNNING, State.STOPPED])
def test_consultants_and_activists_who_read_it_in_full_speak_of_what_is_shared(state):
    trial = a_trial(state, visibility="network")
    assert those_who_may(Deed.GIVE_FEEDBACK, trial) == OTHERS | CONSULTANTS


@pytest.mark.parametrize("state", [State.IDEA, State.RUNNING])
def test_only_the_consultants_speak_of_what_is_private(state):
    assert those_who_may(Deed.GIVE_FEEDBACK, a_trial(state, visibility="private")) == CONSULTANTS


def test_nobody_gives_feedback_on_a_trial_they_take_part_in():
    consultant = a_member(consultant=[HAVBLIK])
    trial = a_trial()
    trial.participant_links.append(TrialParticipant(person_id=consultant.person_id))
    assert not may(consultant, Deed.GIVE_FEEDBACK, trial)
    assert not may(PEOPLE["owner"], Deed.GIVE_FEEDBACK, trial)


# Reading


def test_what_is_said_is_for_its_own_people_and_the_consultant():
    trial = a_trial()
    assert {name for name, one in PEOPLE.items() if is_for_sparring(one, trial)} == (
        OWN | CONSULTANTS
    )


def test_a_mere_leader_or_administrator_has_no_part_in_it_even_as_a_participant():
    for member in (a_member(leader=[HAVBLIK]), a_member(local_admin=None), a_member(leader=None)):
        trial = a_trial()
        trial.participant_links.append(TrialParticipant(person_id=member.person_id))
        assert not is_for_sparring(member, trial)
        for deed in (Deed.FOLLOW_FEEDBACK, Deed.GIVE_FEEDBACK, Deed.ASK_FOR_SPARRING):
            assert not may(member, deed, trial)
        for deed in (Deed.GATHER_FEEDBACK, Deed.READ_FEEDBACK, Deed.READ_SPARRING_REQUEST):
            assert not may(member, deed, None)


def test_who_both_leads_and_advises_the_unit_is_kept_out_of_it():
    both = a_member(leader=[HAVBLIK], consultant=[HAVBLIK, KOMPASSET])
    assert not is_for_sparring(both, a_trial())
    assert not may(both, Deed.GIVE_FEEDBACK, a_trial())
    elsewhere = a_trial(unit_id=KOMPASSET)
    assert is_for_sparring(both, elsewhere)
    assert may(both, Deed.GIVE_FEEDBACK, elsewhere)


def test_who_leads_the_unit_reads_what_is_said_on_their_own_trial_but_on_no_other():
    both = a_member(leader=[HAVBLIK], activist=[HAVBLIK])
    own = a_trial()
    own.owner_id = both.person_id
    assert is_for_sparring(both, own)
    taking_part = a_trial()
    taking_part.participant_links.append(TrialParticipant(person_id=both.person_id))
    assert not is_for_sparring(both, taking_part)


# Settling


def test_those_it_was_given_settle_it():
    assert those_who_may(Deed.CLOSE_FEEDBACK, a_sent_remark(a_trial())) == OWN


def test_a_draft_is_written_by_its_author_alone_and_answered_by_nobody():
    draft = a_sent_remark(a_trial(), state=FeedbackState.DRAFT)
    assert those_who_may(Deed.WRITE_FEEDBACK, draft) == {"consultant"}
    assert those_who_may(Deed.REPLY_TO_FEEDBACK, draft) == set()
    assert those_who_may(Deed.WRITE_FEEDBACK, a_sent_remark(a_trial())) == set()


# Asking


def test_only_the_owner_asks_since_asking_lets_somebody_in():
    assert those_who_may(Deed.ASK_FOR_SPARRING, a_trial()) == {"owner"}


def asked(trial, name, state=RequestState.OPEN):
    return SparringRequest(
        trial=trial,
        asked_by_id=PEOPLE["owner"].person_id,
        asked_id=PEOPLE[name].person_id,
        state=state,
    )


def test_whoever_is_asked_reads_it_and_gives_feedback_until_it_is_over():
    trial = a_trial(visibility="private")
    request = asked(trial, "neighbour")
    for state in RequestState:
        request.state = state
        assert reads_in_full(PEOPLE["neighbour"], trial) is state.lets_in
        assert may(PEOPLE["neighbour"], Deed.GIVE_FEEDBACK, trial) is state.lets_in
        assert those_who_may(Deed.ANSWER_SPARRING_REQUEST, request) == (
            {"neighbour"} if state.lets_in else set()
        )
    assert those_who_may(Deed.END_SPARRING_REQUEST, request) == {"owner"}


def test_to_ask_somebody_who_may_not_spar_there_lets_nobody_in():
    trial = a_trial(visibility="private")
    for name in ("leader_elsewhere", "administrator"):
        asked(trial, name)
        assert not reads_in_full(PEOPLE[name], trial)


# The same, asked of the database


@pytest.fixture
def scene(app):
    return Scene()


DATABASE_CONSULTANTS = {"consultant", "external", "consultant_of_all"}


def test_sight_of_feedback_is_as_the_rule_says(scene):
    trial = scene.trial(state=State.RUNNING, visibility="network")
    remark = a_remark(trial, scene.people["colleague"])
    assert scene.those_who_see(visible_feedback, remark) == (
        OWN | DATABASE_CONSULTANTS | {"colleague"}
    )


def test_a_draft_is_seen_by_its_author_alone(scene):
    trial = scene.trial(state=State.RUNNING, visibility="network")
    draft = a_remark(trial, scene.people["consultant"], is_sent=False)
    assert scene.those_who_see(visible_feedback, draft) == {"consultant"}


def test_who_no_longer_sees_the_trial_no_longer_sees_what_they_said_on_it(scene):
    trial = scene.trial(state=State.RUNNING, visibility="private")
    remark = a_remark(trial, scene.people["colleague"])
    assert scene.those_who_see(visible_feedback, remark) == OWN | DATABASE_CONSULTANTS


def test_sight_keeps_leaders_out_whatever_else_they_are(scene):
    people = scene.people
    a_membership(people["consultant"], scene.organisation, Role.LEADER, scene.havblik)
    a_membership(people["participant"], scene.organisation, Role.LEADER, scene.havblik)
    a_membership(people["colleague"], scene.organisation, Role.LEADER, scene.havblik)
    a_membership(people["owner"], scene.organisation, Role.LEADER, scene.havblik)
    trial = scene.trial(state=State.RUNNING, visibility="network")
    remark = a_remark(trial, people["colleague"])
    assert scene.those_who_see(visible_feedback, remark) == {
        "owner",
        "external",
        "consultant_of_all",
    }


def test_a_question_lets_one_person_see_the_trial_until_it_is_over(scene):
    trial = scene.trial(state=State.IDEA, visibility="private")
    before = scene.those_who_see(visible_trial_actions, trial)
    for state in RequestState:
        request = a_sparring_request(trial, scene.people["neighbour"])
        request.state = state
        saved(request)
        now = scene.those_who_see(visible_trial_actions, trial)
        assert now - before == ({"neighbour"} if state.lets_in else set())
        request.state = RequestState.WITHDRAWN
        saved(request)


def test_a_question_does_not_open_private_observations(scene):
    trial = scene.trial(state=State.RUNNING, visibility="private")
    a_sparring_request(trial, scene.people["neighbour"])
    an_observation(trial, scene.people["owner"], saw="fælles")
    an_observation(trial, scene.people["owner"], saw="min", is_private=True)
    with inside(scene.organisation.id):
        there = db.session.get_one(TrialAction, trial.id)
        assert notes_read(scene.member("neighbour"), there) == {"fælles"}


def test_a_request_is_seen_by_those_it_is_between(scene):
    trial = scene.trial(state=State.RUNNING, visibility="network")
    request = a_sparring_request(trial, scene.people["neighbour"])
    assert scene.those_who_see(visible_sparring_requests, request) == OWN | {"neighbour"}


def test_the_readers_told_at_the_box_are_those_who_see_it(scene):
    trial = scene.trial(state=State.RUNNING, visibility="network")
    a_membership(scene.people["consultant"], scene.organisation, Role.LEADER, scene.havblik)
    remark = a_remark(trial, scene.people["colleague"])
    seers = scene.those_who_see(visible_feedback, remark)
    member = scene.member("owner")
    told = readers_of_feedback(trial, member.directory, member.today, scene.people["colleague"].id)
    names = {person.id: name for name, person in scene.people.items()}
    assert {names[one.id] for one in told} == seers


def test_those_to_ask_are_the_units_consultants_first_and_no_leader_of_it(scene):
    trial = scene.trial(state=State.RUNNING, visibility="private")
    a_membership(scene.people["colleague"], scene.organisation, Role.LEADER, scene.havblik)
    with inside(scene.organisation.id):
        member = scene.member("owner")
    offered = those_to_ask(trial, member.directory, member.today)
    names = {person.id: name for name, person in scene.people.items()}
    asked_in_order = [names[one.id] for one in offered]
    assert set(asked_in_order[:3]) == DATABASE_CONSULTANTS
    assert set(asked_in_order) == DATABASE_CONSULTANTS | {
        "neighbour",
        "distant",
        "consultant_elsewhere",
    }
