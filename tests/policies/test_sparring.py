"""Who sees a sparringssession and who may do what around it, asked of unsaved records."""

from datetime import date

import pytest

from tests.policies.cast import HAVBLIK, PEOPLE, a_member, a_trial, those_who_may
from transfer.db import new_id
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import AgendaConsent
from transfer.models import AgendaItem, Agreement, SessionParticipant, SparringSession
from transfer.policies import (
    Deed,
    is_in_the_room,
    is_shown_in_the_room,
    may,
    needs_consent,
)

LEADING = {"consultant", "consultant_of_all"}
ROOM = LEADING | {"owner", "colleague"}


def a_session(state: SessionState = SessionState.OPEN, **given) -> SparringSession:
    """One that the unit's consultant leads, with two activists called, and a leader by mistake."""
    called = ("owner", "colleague", "leader")
    return SparringSession(
        title="Sparringssession 1",
        held_on=date(2026, 4, 14),
        state=state,
        facilitator_id=PEOPLE["consultant"].person_id,
        participant_links=[SessionParticipant(person_id=PEOPLE[one].person_id) for one in called],
        **given,
    )


def test_the_room_is_those_who_are_called_and_consultants_for_all():
    session = a_session()
    assert {name for name, who in PEOPLE.items() if is_in_the_room(who, session)} == ROOM
    assert those_who_may(Deed.READ_SESSION, session) == ROOM


def test_a_leader_who_was_called_by_mistake_reads_nothing():
    assert not may(PEOPLE["leader"], Deed.READ_SESSION, a_session())
    assert not may(PEOPLE["leader"], Deed.TAKE_AWAY, a_session(SessionState.HELD))


def test_it_is_led_by_its_facilitator_and_consultants_for_all():
    assert those_who_may(Deed.LEAD_SESSION, a_session()) == LEADING


def test_a_facilitator_without_a_role_leads_nothing():
    gone = a_member()
    session = a_session()
    session.facilitator_id = gone.person_id
    assert not may(gone, Deed.LEAD_SESSION, session)


def test_an_administrator_appoints_only_when_nobody_leads():
    session = a_session()
    session.facilitator_id = None
    assert those_who_may(Deed.APPOINT_FACILITATOR, session) == {
        "administrator",
        "consultant_of_all",
    }
    assert not may(PEOPLE["administrator"], Deed.READ_SESSION, session)


@pytest.mark.parametrize("state", list(SessionState))
def test_contributions_are_taken_while_it_is_open_only(state):
    expected = ROOM if state is SessionState.OPEN else set()
    assert those_who_may(Deed.CONTRIBUTE, a_session(state)) == expected


@pytest.mark.parametrize("state", list(SessionState))
def test_the_agenda_is_built_before_it_is_held(state):
    expected = ROOM if state.is_ahead else set()
    assert those_who_may(Deed.BRING_TO_AGENDA, a_session(state)) == expected


@pytest.mark.parametrize("state", list(SessionState))
def test_notes_in_the_room_end_when_it_is_closed(state):
    over = state in (SessionState.CLOSED, SessionState.CANCELLED)
    assert those_who_may(Deed.WRITE_IN_ROOM, a_session(state)) == (set() if over else LEADING)


def test_a_scribe_writes_in_the_room_and_leads_nothing():
    session = a_session(scribe_id=PEOPLE["colleague"].person_id)
    assert may(PEOPLE["colleague"], Deed.WRITE_IN_ROOM, session)
    assert not may(PEOPLE["colleague"], Deed.LEAD_SESSION, session)


def test_those_who_took_part_say_what_they_take_along():
    assert those_who_may(Deed.TAKE_AWAY, a_session(SessionState.HELD)) == {
        "owner",
        "colleague",
        "consultant",
    }
    assert those_who_may(Deed.TAKE_AWAY, a_session()) == set()


def test_own_notes_are_for_who_leads():
    assert those_who_may(Deed.NOTE_PRIVATELY, a_session()) == LEADING


def test_the_documentation_is_checked_by_a_consultant_who_does_not_lead_the_unit():
    assert those_who_may(Deed.CHECK_DOCUMENTATION, a_trial()) == LEADING
    both = a_member(consultant=[HAVBLIK], leader=[HAVBLIK])
    assert not may(both, Deed.CHECK_DOCUMENTATION, a_trial())


def test_only_the_owner_answers_for_a_trial():
    assert those_who_may(Deed.ANSWER_AGENDA, a_trial()) == {"owner"}
    assert those_who_may(Deed.AGREE_ON_TRIAL, a_trial()) == {"owner"} | LEADING


@pytest.mark.parametrize(
    ("state", "visibility", "asked"),
    [
        (State.RUNNING, "network", False),
        (State.RUNNING, "unit", True),
        (State.RUNNING, "private", True),
        (State.IDEA, "network", True),
        (State.PLANNED, "network", True),
        (State.STOPPED, "network", False),
        (State.RUNNING, "department", True),  # there are two forvaltninger in the cast
    ],
)
def test_an_owner_is_asked_unless_it_is_shared_with_all_who_may_be_there(state, visibility, asked):
    trial = a_trial(state, visibility=visibility)
    assert needs_consent(PEOPLE["consultant"], trial) is asked


@pytest.mark.parametrize(
    ("consent", "visibility", "shown"),
    [
        (AgendaConsent.NOT_NEEDED, "network", True),
        (AgendaConsent.NOT_NEEDED, "private", False),
        (AgendaConsent.ASKED, "private", False),
        (AgendaConsent.REFUSED, "network", False),
        (AgendaConsent.GIVEN, "private", True),
    ],
)
def test_what_was_shared_once_and_is_private_now_is_not_shown(consent, visibility, shown):
    item = AgendaItem(trial_id=new_id(), consent=consent)
    trial = a_trial(visibility=visibility)
    assert is_shown_in_the_room(PEOPLE["consultant"], item, trial) is shown


def test_an_agreement_is_settled_by_who_made_it_or_promised_it():
    agreement = Agreement(
        person_id=PEOPLE["colleague"].person_id, created_by_id=PEOPLE["consultant"].person_id
    )
    assert those_who_may(Deed.SETTLE_AGREEMENT, agreement) == {
        "colleague",
        "consultant",
        "consultant_of_all",
    }


def test_activists_call_a_session_when_there_is_no_consultant():
    """The directory of the cast names nobody, so it has no consultant either."""
    assert may(PEOPLE["owner"], Deed.CREATE_SESSION)
    assert may(PEOPLE["consultant_elsewhere"], Deed.CREATE_SESSION)
    assert not may(PEOPLE["leader"], Deed.CREATE_SESSION)
