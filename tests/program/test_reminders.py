"""Reminders: one mail about all that waits, at the hour one chose, and never twice."""

import threading
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import (
    a_consultant,
    a_cycle,
    a_leader,
    a_membership,
    a_person,
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
from transfer import reminders, tasks
from transfer.db import db
from transfer.domain.clock import COPENHAGEN
from transfer.domain.lifecycle import State
from transfer.domain.sparring import AgendaConsent
from transfer.domain.vocabulary import Reminders, Role
from transfer.models import AnchoringCheck, Job, JobState, Person
from transfer.next_steps.own import Task
from transfer.next_steps.waiting import Call
from transfer.reminders import lines

ROOT = Path(__file__).parent.parent.parent


def copenhagen(*when) -> datetime:
    return datetime(*when, tzinfo=COPENHAGEN)


MONDAY = copenhagen(2026, 3, 2, 7, 0)


@pytest.fixture
def clock(app):
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def post(app):
    """Letters that have come since they were last taken, as (to, message)."""
    folder = app.config["SETTINGS"].instance / "mail"
    for old in folder.glob("*"):
        old.unlink()

    def take():
        taken = []
        for file in sorted(folder.glob("*.eml")):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            taken.append((message["To"], message))
            file.unlink()
        return taken

    return take


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def vest(birkesund):
    return a_unit(birkesund, "Hjemmeplejen Vest")


@pytest.fixture
def engholm_unit(app):
    elsewhere = an_organisation("engholm")
    return elsewhere, a_unit(elsewhere)


@pytest.fixture
def mette(birkesund, vest):
    return an_activist(birkesund, vest, "Mette Kragholm")


def something_waits_for(person, organisation, unit, **given):
    """A trial in reflection since February."""
    values = {
        "title": "Hemmelig titel",
        "state": State.REFLECTING,
        "actual_end": date(2026, 2, 20),
        "reflection_due": date(2026, 3, 6),
    }
    return a_trial(organisation, person, unit, **{**values, **given})


def chooses(person, often):
    with db.session.begin_nested():
        db.session.get_one(Person, person.id).reminders = often
    db.session.commit()


def a_minute_passes():
    """What a worker does each minute, and the jobs that come of it."""
    tasks.ask_for_reminders()
    tasks.run_due()
    tasks.run_due()


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


# When


def a_year_goes_by(clock, post, addresses, what_happens_on) -> dict[str, list[datetime]]:
    """Two workers look at the clock each morning. The moments at which mails came, by address."""
    came: dict[str, list[datetime]] = {address: [] for address in addresses}
    first, last = MONDAY.date(), date(2027, 2, 28)
    changes = (date(2026, 3, 29), date(2026, 10, 25))
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        what_happens_on(day)
        is_near_a_change = any(abs(day - change) <= timedelta(days=1) for change in changes)
        for hour in (6, 7, 15) if is_near_a_change else (7,):
            moment = copenhagen(day.year, day.month, day.day, hour)
            clock.move_to(moment)
            for _worker in range(2):
                a_minute_passes()
            for to, _message in post():
                came[to].append(moment)
    return came


def test_a_year_of_mornings(clock, post, birkesund, vest, engholm_unit):
    """Each person's mails counted: none twice, none on a day of rest, none to one who has left.

    Two workers look every morning at seven, and around the days when the clocks are changed also an
    hour before and late in the afternoon.
    """
    people = {}
    for name, often, role, given in (
        ("daily", Reminders.DAILY, Role.LEADER, {}),
        ("weekly", Reminders.WEEKLY, Role.ACTIVIST, {}),
        ("never", Reminders.NEVER, Role.ACTIVIST, {}),
        ("idle", Reminders.WEEKLY, Role.LEADER, {}),
        ("leaver", Reminders.DAILY, Role.LEADER, {"ends_on": date(2026, 4, 3)}),
        ("newcomer", Reminders.WEEKLY, Role.ACTIVIST, {"starts_on": date(2026, 10, 1)}),
        ("dismissed", Reminders.WEEKLY, Role.LEADER, {}),
        ("tired", Reminders.DAILY, Role.LEADER, {}),
    ):
        person = people[name] = a_person(name.title())
        a_membership(person, birkesund, role, vest, **given)
        chooses(person, often)
        if role is Role.ACTIVIST:
            something_waits_for(person, birkesund, vest)
        elif name != "idle":
            a_cycle(birkesund, people["daily"], state="completed", sponsor_id=person.id)
    elsewhere, unit = engholm_unit
    a_membership(people["weekly"], elsewhere, Role.ACTIVIST, unit)
    something_waits_for(people["weekly"], elsewhere, unit)
    emails = {name: person.email for name, person in people.items()}

    def a_day_in_a_life(day: date) -> None:
        if day == date(2026, 3, 18):  # a Wednesday: from now on Mondays are enough
            chooses(people["tired"], Reminders.WEEKLY)
        if day == date(2026, 8, 4):
            db.session.get_one(Person, people["dismissed"].id).is_active = False
            db.session.commit()

    came = a_year_goes_by(clock, post, emails.values(), a_day_in_a_life)

    weekdays, weeks = 52 * 5, 52
    counts = {name: len(came[email]) for name, email in emails.items()}
    assert counts == {
        "daily": weekdays,
        "weekly": weeks,
        "never": 0,
        "idle": 0,
        "leaver": 25,
        "newcomer": 21,
        "dismissed": 23,
        "tired": 12 + 49,
    }
    for moments in came.values():
        assert len({at.date() for at in moments}) == len(moments)
        assert {at.hour for at in moments} <= {7}
        assert {at.isoweekday() for at in moments} <= {1, 2, 3, 4, 5}
    assert {at.isoweekday() for at in came[emails["weekly"]]} == {1}
    assert {at.isoweekday() for at in came[emails["tired"]] if at.date() > date(2026, 3, 18)} == {1}
    assert {at.utcoffset() for at in came[emails["daily"]]} == {
        timedelta(hours=1),
        timedelta(hours=2),
    }
    assert max(came[emails["leaver"]]).date() == date(2026, 4, 3)
    assert max(came[emails["dismissed"]]).date() == date(2026, 8, 3)
    assert min(came[emails["newcomer"]]).date() == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        (copenhagen(2026, 3, 27, 6, 59), None),
        (copenhagen(2026, 3, 27, 7, 0), date(2026, 3, 27)),
        (copenhagen(2026, 3, 30, 7, 0), date(2026, 3, 30)),
        (copenhagen(2026, 10, 23, 7, 0), date(2026, 10, 23)),
        (copenhagen(2026, 10, 26, 6, 59), None),
        (copenhagen(2026, 10, 26, 15, 59), date(2026, 10, 26)),
        (copenhagen(2026, 10, 26, 16, 0), None),
        (copenhagen(2026, 3, 28, 8, 0), None),
        (copenhagen(2026, 3, 29, 8, 0), None),
    ],
)
def test_morning_is_by_the_clock_in_denmark(at, morning):
    assert reminders.morning_of(at.astimezone(UTC)) == morning


def test_the_weekly_mail_comes_on_tuesday_if_nothing_worked_on_monday(
    clock, post, birkesund, vest, mette
):
    something_waits_for(mette, birkesund, vest)
    clock.move_to(MONDAY + timedelta(days=1))
    a_minute_passes()
    assert len(post()) == 1
    clock.move_to(MONDAY + timedelta(days=2))
    a_minute_passes()
    assert post() == []


def test_what_begins_to_wait_after_monday_comes_the_week_after(clock, post, birkesund, vest, mette):
    a_minute_passes()
    something_waits_for(mette, birkesund, vest)
    clock.move_to(MONDAY + timedelta(days=1))
    a_minute_passes()
    assert post() == []
    clock.move_to(MONDAY + timedelta(days=7))
    a_minute_passes()
    assert len(post()) == 1


# Once


def test_a_worker_that_dies_half_way_writes_to_nobody_twice(
    clock, post, birkesund, vest, monkeypatch
):
    people = [an_activist(birkesund, vest) for _ in range(4)]
    for person in people:
        something_waits_for(person, birkesund, vest)
    letter_to, written = reminders.letter_to, []

    def dies_after_two(person_id, morning):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(person_id)
        return letter_to(person_id, morning)

    with monkeypatch.context() as dying:
        dying.setattr(reminders, "letter_to", dies_after_two)
        tasks.ask_for_reminders()
        with pytest.raises(KeyboardInterrupt):
            tasks.run_due()
    db.session.rollback()
    clock.shift(timedelta(minutes=31))
    a_minute_passes()
    assert sorted(to for to, _ in post()) == sorted(person.email for person in people)


def test_one_letter_that_cannot_be_written_keeps_no_other_back_and_is_seen(
    clock, post, birkesund, vest, monkeypatch
):
    people = [an_activist(birkesund, vest) for _ in range(2)]
    for person in people:
        something_waits_for(person, birkesund, vest)
    letter_to = reminders.letter_to

    def not_the_first(person_id, morning):
        if person_id == people[0].id:
            raise ValueError(person_id)
        return letter_to(person_id, morning)

    with monkeypatch.context() as broken:
        broken.setattr(reminders, "letter_to", not_the_first)
        a_minute_passes()
        assert [to for to, _ in post()] == [people[1].email]
        job = db.session.scalars(sa.select(Job).where(Job.kind == "reminders")).one()
        assert "people without their reminder" in job.error
    clock.shift(timedelta(minutes=3))
    a_minute_passes()
    assert [to for to, _ in post()] == [people[0].email]


def test_workers_at_the_same_moment_write_once(app, clock, post, birkesund, vest):
    people = [an_activist(birkesund, vest) for _ in range(5)]
    for person in people:
        something_waits_for(person, birkesund, vest)
    addresses = sorted(person.email for person in people)
    db.session.remove()

    def works():
        with app.app_context():
            a_minute_passes()

    threads = [threading.Thread(target=works) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a_minute_passes()
    assert sorted(to for to, _ in post()) == addresses
    assert set(db.session.scalars(sa.select(Job.state))) == {JobState.DONE}
