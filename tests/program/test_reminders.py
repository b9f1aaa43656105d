"""Reminders: one mail about all that waits, at the hour one chose, and never twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from tests.factories import (
    a_consultant,
    a_cycle,
    a_leader,
    a_membership,
    a_remark,
    a_session,
    a_sparring_request,
    a_trial,
    a_unit,
    an_activist,
    an_agreement,
    an_organisation,
    saved,
)
from tests.program.reminders_setting import (
    MONDAY,
    a_minute_passes,
    chooses,
    something_waits_for,
    the_post,
)
from transfer.domain.lifecycle import State
from transfer.domain.sparring import AgendaConsent
from transfer.domain.vocabulary import Reminders, Role
from transfer.models import AnchoringCheck
from transfer.next_steps.own import Task
from transfer.next_steps.waiting import Call
from transfer.reminders import lines

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def clock(app):
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(app):
    return the_post(app)


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def vest(birkesund):
    return a_unit(birkesund, "Hjemmeplejen Vest")


@pytest.fixture
def mette(birkesund, vest):
    return an_activist(birkesund, vest, "Mette Kragholm")


# The letter


def test_it_counts_what_the_start_page_shows_and_quotes_nothing(
    clock, post, birkesund, vest, mette
):
    something_waits_for(mette, birkesund, vest)
    something_waits_for(mette, birkesund, vest, actual_end=date(2026, 2, 13))
    idle = something_waits_for(
        mette, birkesund, vest, state=State.PAUSED, look_again_on=date(2026, 3, 1)
    )
    a_minute_passes()
    [(to, message)] = post()
    assert to == mette.email
    assert message["Subject"] == "Det her venter på dig i Transfer"
    body = message.get_content().replace("\r\n", "\n")
    assert body.startswith("Hej Mette Kragholm\n\nDet her venter på dig i Transfer.\n")
    assert "Birkesund Kommune" in body
    assert "2 refleksioner venter. Den første afprøvning sluttede 13. februar 2026." in body
    assert "http://localhost/birkesund/proevehandlinger?mine=1" in body
    assert (
        "En prøvehandling på pause skal ses på igen. I aftalte 1. marts 2026.\n"
        f"  http://localhost/birkesund/proevehandlinger/{idle.id}\n"
    ) in body
    assert "Hemmelig titel" not in message.as_string()
    assert "http://localhost/min-konto/kalender-og-mails" in body


def test_each_kind_of_step_has_its_own_sentence_in_one_and_in_several(app):
    for task in Task:
        one, several = (lines._sentence(task, number, "3. maj 2026") for number in (1, 3))
        assert one != several
        assert several.startswith("3 ")
        assert "3. maj 2026" in one
        assert "3. maj 2026" in several


def test_a_leader_is_told_what_others_ask_of_her(clock, post, birkesund, vest, mette):
    lone = a_leader(birkesund, vest, "Lone Baadsgaard")
    a_trial(
        birkesund,
        mette,
        vest,
        state=State.RUNNING,
        visibility="unit",
        end_date=date(2026, 4, 1),
        other_answers={"support_needed": "Ro til tavlemødet"},
    )
    adopted = a_trial(birkesund, mette, vest, state=State.ADOPTED, visibility="unit")
    saved(
        AnchoringCheck(
            organisation_id=birkesund.id, trial_id=adopted.id, month=3, due_on=date(2026, 2, 1)
        )
    )
    a_cycle(birkesund, mette, state="completed", sponsor_id=lone.id)
    a_minute_passes()
    bodies = {to: message.get_content() for to, message in post()}
    assert "Et ønske om støtte venter på dig." in bodies[lone.email]
    assert (
        "Et forankringstjek i dine enheder venter på svar siden 1. februar 2026."
        in (bodies[lone.email])
    )
    assert "Et læringsforløb er slut og venter på, at du følger op." in bodies[lone.email]
    assert "tavlemødet" not in bodies[lone.email]
    assert "Et forankringstjek venter på svar siden 1. februar 2026." in bodies[mette.email]


def test_questions_and_feedback_between_people_are_counted_and_not_quoted(
    clock, post, birkesund, vest, mette
):
    jonas = an_activist(birkesund, vest, "Jonas Bredal")
    trial = something_waits_for(jonas, birkesund, vest, visibility="network")
    birgitte = a_consultant(birkesund, vest, "Birgitte Solvang")
    a_sparring_request(trial, mette, question="Hemmeligt spørgsmål")
    a_remark(trial, birgitte, text="Hemmelig feedback")
    a_minute_passes()
    bodies = {to: message.get_content() for to, message in post()}
    assert "En kollega beder dig om sparring." in bodies[mette.email]
    assert "Du har fået feedback, der venter på svar." in bodies[jonas.email]
    assert "emmelig" not in "".join(bodies.values())


@pytest.mark.parametrize(
    "call", [Call.ASKED, Call.FEEDBACK, Call.MENTIONED, Call.SEND, Call.ANSWERED]
)
def test_each_call_has_its_own_sentence_in_one_and_in_several(app, call):
    one, several = (lines._call_sentence(call, number) for number in (1, 3))
    assert one != several
    assert "3" in several


def test_sessions_and_agreements_of_the_days_to_come_are_told(clock, post, birkesund, vest, mette):
    birgitte = a_consultant(birkesund, vest, "Birgitte Solvang")
    monday = MONDAY.date()
    for days in (0, 1, 7, 8):
        held_on = monday + timedelta(days=days)
        a_session(birkesund, birgitte, participants=(mette,), title=f"Om {days}", held_on=held_on)
    a_session(birkesund, birgitte, title="Holdt", held_on=date(2026, 2, 2), state="held")
    for days in (-2, -1, 3, 9):
        due = monday + timedelta(days=days)
        an_agreement(birkesund, mette, what="Hemmelig", due_on=due)
    a_minute_passes()
    bodies = {to: message.get_content().replace("\r\n", "\n") for to, message in post()}
    body = bodies[mette.email]
    assert "Sparringssession mandag 2. marts 2026: Om 0" in body
    assert "Sparringssession mandag 9. marts 2026: Om 7" in body
    assert "Om 8" not in body
    assert "2 aftaler er over tiden. Den første skulle være klar 28. februar 2026." in body
    assert "En aftale skal være klar 5. marts 2026." in body
    assert "Hemmelig" not in body
    assert "Sessionen 2. februar 2026 venter på, at du gør høsten." in bodies[birgitte.email]


def test_one_who_is_told_daily_hears_of_a_session_the_working_day_before(
    clock, post, birkesund, vest, mette
):
    birgitte = a_consultant(birkesund, vest)
    monday = date(2026, 3, 9)
    a_session(birkesund, birgitte, participants=(mette,), title="Session 2", held_on=monday)
    chooses(mette, Reminders.DAILY)
    chooses(birgitte, Reminders.NEVER)
    told = []
    for days in range(8):
        clock.move_to(MONDAY + timedelta(days=days))
        a_minute_passes()
        told += [(MONDAY + timedelta(days=days)).date() for _ in post()]
    assert told == [date(2026, 3, 6), monday]


def test_a_session_that_waits_for_ones_yes_is_told(clock, post, birkesund, vest, mette):
    birgitte = a_consultant(birkesund, vest)
    trial = a_trial(birkesund, mette, vest, title="Hemmelig titel", state=State.PLANNED)
    a_session(
        birkesund, birgitte, trials=(trial,), held_on=date(2026, 5, 5), consent=AgendaConsent.ASKED
    )
    a_minute_passes()
    [body] = [message.get_content() for to, message in post() if to == mette.email]
    assert "Det venter på dit svar." in body
    assert "Hemmelig" not in body


def test_one_who_leads_and_takes_part_is_told_of_a_check_once(clock, post, birkesund, vest, mette):
    a_membership(mette, birkesund, Role.LEADER, vest)
    adopted = a_trial(birkesund, mette, vest, state=State.ADOPTED, visibility="unit")
    saved(
        AnchoringCheck(
            organisation_id=birkesund.id, trial_id=adopted.id, month=3, due_on=date(2026, 2, 1)
        )
    )
    a_minute_passes()
    [(_, message)] = post()
    assert message.get_content().count("forankringstjek venter") == 1


def test_all_organisations_are_in_one_mail_and_none_that_one_has_left(
    clock, post, mette, birkesund, vest
):
    something_waits_for(mette, birkesund, vest)
    for slug, ends_on in (("engholm", None), ("forladt", date(2026, 3, 1))):
        other = an_organisation(slug)
        unit = a_unit(other)
        a_membership(mette, other, Role.ACTIVIST, unit, ends_on=ends_on)
        something_waits_for(mette, other, unit)
    [(_, message)] = (a_minute_passes(), post())[1]
    body = message.get_content()
    assert "Birkesund Kommune" in body
    assert "Engholm" in body
    assert "Forladt" not in body


def test_nothing_is_sent_when_nothing_waits(clock, post, mette):
    a_minute_passes()
    assert post() == []


def test_what_waits_for_others_is_not_in_it(clock, post, birkesund, vest, mette):
    jonas = an_activist(birkesund, vest, "Jonas Bredal")
    something_waits_for(jonas, birkesund, vest, visibility="network")
    a_minute_passes()
    assert [to for to, _ in post()] == [jonas.email]
