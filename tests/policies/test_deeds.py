"""Who may do what (DOMAIN D), one sentence a rule, each asked of everybody there is."""

import pytest

from tests.policies.cast import (
    ACTIVISTS,
    CONSULTANTS,
    EVERY_CONSULTANT,
    EVERY_LEADER,
    HAVBLIK,
    KOMPASSET,
    LEADERS,
    OWN,
    PEOPLE,
    a_cycle,
    a_member,
    a_trial,
    decided,
    those_who_may,
)
from transfer.domain.lifecycle import CLOSED, CycleState, State
from transfer.domain.vocabulary import Role
from transfer.models import Measure
from transfer.policies import RULES, Deed, may

ALL = set(PEOPLE)
OPEN = [state for state in State if state not in CLOSED]
UNDER_WAY = (State.RUNNING, State.REFLECTING, State.PAUSED)


def test_every_deed_has_a_rule_with_a_sentence_about_who():
    assert set(RULES) == set(Deed)
    assert all((rule.__doc__ or "").strip().endswith(".") for rule in RULES.values())


@pytest.mark.parametrize("deed", list(Deed))
def test_whoever_has_no_role_may_do_nothing_that_needs_no_record(deed):
    about_records = {
        Deed.ISSUE_REPORT, Deed.READ_EDITION, Deed.FETCH_EDITION, Deed.FETCH_REPORT_FILE, Deed.READ_TRIAL, Deed.SAVE_TRIAL, Deed.MOVE_TRIAL, Deed.OBSERVE, Deed.REOPEN_TRIAL,
        Deed.REVIVE_TRIAL, Deed.CHECK_ANCHORING, Deed.READ_HISTORY, Deed.RESTORE,
        Deed.READ_CYCLE, Deed.SAVE_CYCLE, Deed.FOLLOW_UP_CYCLE, Deed.READ_INSIGHT,
        Deed.FOLLOW_FEEDBACK, Deed.GIVE_FEEDBACK, Deed.WRITE_FEEDBACK, Deed.REPLY_TO_FEEDBACK,
        Deed.SEE_SESSION, Deed.READ_SESSION, Deed.LEAD_SESSION, Deed.APPOINT_FACILITATOR,
        Deed.BRING_TO_AGENDA, Deed.ANSWER_AGENDA, Deed.CONTRIBUTE, Deed.WRITE_IN_ROOM,
        Deed.TAKE_AWAY, Deed.NOTE_PRIVATELY, Deed.CHECK_DOCUMENTATION, Deed.AGREE_ON_TRIAL,
        Deed.SETTLE_AGREEMENT, Deed.CLOSE_FEEDBACK, Deed.ANSWER_SPARRING_REQUEST, Deed.END_SPARRING_REQUEST,
        Deed.WRITE_REPORT, Deed.READ_MEASURE, Deed.WRITE_MEASURE, Deed.CORRECT_CHECK,
        Deed.ANSWER_SUPPORT, Deed.TAKE_OVER_TRIAL,
    }  # fmt: skip
    if deed not in about_records:
        assert not may(PEOPLE["nobody"], deed)


# The organisation


def test_everyone_with_a_role_may_open_the_front_page_and_read_the_goals():
    assert those_who_may(Deed.VISIT) == ALL - {"nobody"}
    assert those_who_may(Deed.READ_GOALS) == ALL - {"nobody"}


def test_only_administrators_change_people_units_and_goals():
    assert those_who_may(Deed.ADMINISTER) == {"administrator"}
    assert those_who_may(Deed.CHANGE_GOALS) == {"administrator"}


def test_administering_opens_no_content():
    # The published insights; that sessions exist; and agreements, of which there are none for them.
    for_all = {Deed.LIST_INSIGHTS, Deed.LIST_SESSIONS, Deed.LIST_AGREEMENTS}
    opened = {
        deed for deed in Deed if deed.name.startswith(("LIST_", "EXPORT_", "CREATE_", "MAKE_"))
    } - for_all
    assert not any(may(PEOPLE["administrator"], deed) for deed in opened)


# Målinger


@pytest.mark.parametrize("unit_id", [HAVBLIK, None])
def test_its_owner_and_those_who_advise_and_lead_where_it_is_counted_write_a_measure(unit_id):
    measure = Measure(owner_id=PEOPLE["participant"].person_id, unit_id=unit_id)
    everywhere = {"participant", "consultant_of_all"}
    there = {"consultant", "leader", "leader_above"} if unit_id else set()
    assert those_who_may(Deed.WRITE_MEASURE, measure) == everywhere | there
    assert those_who_may(Deed.CREATE_MEASURE) == EVERY_CONSULTANT | EVERY_LEADER
    assert those_who_may(Deed.LIST_MEASURES) == ALL - {"nobody", "administrator"}


# Prøvehandlinger


def test_only_activists_create_trials():
    assert those_who_may(Deed.CREATE_TRIAL) == ACTIVISTS


def test_lists_are_for_activists_consultants_and_leaders():
    everyone = ACTIVISTS | EVERY_CONSULTANT | EVERY_LEADER
    assert those_who_may(Deed.LIST_TRIALS) == everyone
    assert those_who_may(Deed.LIST_CYCLES) == everyone


def test_leaders_take_no_list_of_trials_away():
    assert those_who_may(Deed.EXPORT_TRIALS) == ACTIVISTS | EVERY_CONSULTANT


@pytest.mark.parametrize("state", OPEN)
def test_an_open_trial_is_corrected_by_its_own_people(state):
    assert those_who_may(Deed.SAVE_TRIAL, a_trial(state)) == OWN
    assert those_who_may(Deed.RESTORE, a_trial(state)) == OWN


@pytest.mark.parametrize("state", sorted(CLOSED - {State.CANCELLED}))
def test_a_closed_trial_is_corrected_for_thirty_days(state):
    assert those_who_may(Deed.SAVE_TRIAL, decided(30, state)) == OWN
    assert those_who_may(Deed.SAVE_TRIAL, decided(31, state)) == set()
    assert those_who_may(Deed.RESTORE, decided(31, state)) == set()


def test_what_was_given_up_before_the_start_is_left_as_it_is():
    assert those_who_may(Deed.SAVE_TRIAL, a_trial(State.CANCELLED)) == set()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("visibility", ["private", "network", "unit", "department"])
def test_only_its_own_people_move_a_trial_whoever_sees_it(state, visibility):
    assert those_who_may(Deed.MOVE_TRIAL, a_trial(state, visibility=visibility)) == OWN


@pytest.mark.parametrize("state", list(State))
def test_observations_are_written_by_its_own_people_while_it_is_under_way(state):
    assert those_who_may(Deed.OBSERVE, a_trial(state)) == (OWN if state in UNDER_WAY else set())


@pytest.mark.parametrize("state", [State.STOPPED, State.ADAPTED])
def test_reopening_is_for_its_own_people_and_the_consultant_within_thirty_days(state):
    assert those_who_may(Deed.REOPEN_TRIAL, decided(30, state)) == OWN | CONSULTANTS
    assert those_who_may(Deed.REOPEN_TRIAL, decided(31, state)) == set()


@pytest.mark.parametrize("state", sorted(set(State) - {State.STOPPED, State.ADAPTED}))
def test_nothing_else_is_reopened(state):
    assert those_who_may(Deed.REOPEN_TRIAL, decided(0, state)) == set()


def test_a_lapsed_practice_is_revived_by_its_own_people_or_the_leader():
    assert those_who_may(Deed.REVIVE_TRIAL, a_trial(State.LAPSED)) == OWN | LEADERS


def test_a_check_is_answered_by_its_own_people_the_consultant_or_the_leader():
    adopted = a_trial(State.ADOPTED)
    assert those_who_may(Deed.CHECK_ANCHORING, adopted) == OWN | CONSULTANTS | LEADERS


@pytest.mark.parametrize("state", list(State))
def test_the_history_is_for_its_own_people_and_the_consultant(state):
    assert those_who_may(Deed.READ_HISTORY, a_trial(state)) == OWN | CONSULTANTS


def test_a_role_in_one_unit_gives_nothing_in_another():
    elsewhere = a_trial(unit_id=KOMPASSET)
    assert those_who_may(Deed.CHECK_ANCHORING, elsewhere) == OWN | {
        "consultant_of_all", "consultant_elsewhere", "leader_elsewhere"
    }  # fmt: skip


# Læringsforløb


def test_activists_and_consultants_create_cycles():
    assert those_who_may(Deed.CREATE_CYCLE) == ACTIVISTS | EVERY_CONSULTANT


@pytest.mark.parametrize("state", list(CycleState))
def test_a_cycle_is_corrected_by_its_owner_and_the_consultant(state):
    assert those_who_may(Deed.SAVE_CYCLE, a_cycle(state)) == {"owner"} | CONSULTANTS


def test_the_consultant_named_on_a_cycle_corrects_it_wherever_they_work():
    cycle = a_cycle(consultant_id=PEOPLE["consultant_elsewhere"].person_id)
    assert "consultant_elsewhere" in those_who_may(Deed.SAVE_CYCLE, cycle)


def test_a_cycle_is_followed_up_by_its_owner_consultant_sponsor_and_leaders():
    cycle = a_cycle(CycleState.COMPLETED, sponsor_id=PEOPLE["leader_elsewhere"].person_id)
    may_follow_up = {"owner", "leader_elsewhere"} | CONSULTANTS | LEADERS
    assert those_who_may(Deed.FOLLOW_UP_CYCLE, cycle) == may_follow_up


def test_a_sponsor_follows_up_and_corrects_nothing():
    cycle = a_cycle(sponsor_id=PEOPLE["leader"].person_id)
    assert "leader" not in those_who_may(Deed.SAVE_CYCLE, cycle)


# Reports


def test_reports_are_made_by_consultants_and_leaders():
    assert those_who_may(Deed.MAKE_REPORT) == EVERY_CONSULTANT | EVERY_LEADER


def test_the_page_of_reports_is_for_everyone_with_a_role():
    assert those_who_may(Deed.READ_REPORTS) == ALL - {"nobody"}


# Several roles at once


def test_two_roles_give_what_either_gives():
    both = a_member(leader=[HAVBLIK], local_admin=None)
    assert may(both, Deed.ADMINISTER)
    assert may(both, Deed.MAKE_REPORT)
    assert not may(both, Deed.CREATE_TRIAL)


def test_an_administrator_has_no_units_of_their_own():
    assert not PEOPLE["administrator"].is_in(Role.LEADER, HAVBLIK)
