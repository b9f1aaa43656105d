"""Invitations to sessions: each calendar ends up as the session is, and nobody is told twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from tests.factories import a_consultant, a_session, a_trial, a_unit, an_activist
from tests.program.invitations_setting import (
    NOON,
    addresses,
    opened,
    recipients,
    the_calendars,
)
from tests.servers import smtp_server
from transfer import tasks
from transfer.db import db, inside
from transfer.domain.clock import COPENHAGEN
from transfer.models import Job, JobState, Membership, SparringSession


def tells(session, do=None, *, announce=False):
    """Change the session and tell the calendars, as a view does; then the worker works."""
    with inside(session.organisation_id):
        if do is not None:
            do(session)
        tasks.tell_calendars_later(session, announce=announce)
        db.session.commit()
    tasks.run_due()
    tasks.run_due()


def announce(session):
    tells(session, announce=True)


def moves(session, day, **given):
    tells(session, lambda one: one.save({"held_on": day, **given}, at=datetime.now(UTC)))


def test_all_in_the_room_are_invited_when_it_is_announced_and_not_before(
    office, session, birgitte, mette, jonas
):
    moves(session, date(2026, 11, 25))
    assert office.messages == []
    announce(session)
    assert recipients(office) == addresses(birgitte, mette, jonas)
    message = next(one for one in office.messages if one["To"] == mette.email)
    assert message["Subject"] == "Invitation: Sparringssession 25. november 2026"
    method, event, words = opened(message)
    assert method == "REQUEST"
    assert event["summary"] == "Sparring på tavlemøder"
    assert event["location"] == "Rådhuset; lokale 3"
    assert event["dtstart"].dt == datetime(2026, 11, 25, 9, tzinfo=COPENHAGEN)
    assert event["dtend"].dt == datetime(2026, 11, 25, 12, tzinfo=COPENHAGEN)
    assert event["uid"] == session.uid
    assert event["url"] == f"http://localhost/birkesund/sparring/{session.id}"
    assert words == (
        "Hej Mette Kragholm\n\n"
        "Du er inviteret til en sparringssession i Birkesund Kommune.\n\n"
        "Sparring på tavlemøder\nonsdag 25. november 2026 kl. 09.00–12.00\nRådhuset; lokale 3\n\n"
        f"Dagsordenen ligger i Transfer:\nhttp://localhost/birkesund/sparring/{session.id}\n"
    )


def test_no_letter_holds_a_word_of_a_trial_or_names_another_reader(
    office, birkesund, birgitte, mette, jonas
):
    trial = a_trial(birkesund, mette, a_unit(birkesund), title="Hemmelig titel")
    session = a_session(
        birkesund,
        birgitte,
        participants=(mette, jonas),
        trials=(trial,),
        held_on=date(2026, 11, 24),
        purpose="Hemmeligt formål",
    )
    announce(session)
    tells(session, lambda one: one.cancel("Hemmelig grund", at=NOON))
    assert len(office.messages) == 6
    for message in office.messages:
        _, event, words = opened(message)
        text = f"{words}{event.to_ical().decode()}{message['Subject']}"
        assert "Hemmelig" not in text
        others = set(addresses(birgitte, mette, jonas)) - {message["To"]}
        assert not any(other in text for other in others)


def test_pressing_twice_sends_once(office, session):
    for _ in range(3):
        announce(session)
    assert len(office.messages) == 3


def test_a_change_replaces_the_first_for_everybody(office, session, birgitte, mette, jonas, clock):
    announce(session)
    clock.shift(timedelta(minutes=5))
    moves(session, date(2026, 12, 1), starts_at=time(13), ends_at=time(15), place="Engen")
    assert recipients(office, 3) == addresses(birgitte, mette, jonas)
    assert office.messages[-1]["Subject"] == "Ændret: Sparringssession 1. december 2026"
    for events in the_calendars(office).values():
        [event] = events
        assert event["dtstart"].dt == datetime(2026, 12, 1, 13, tzinfo=COPENHAGEN)
        assert event["location"] == "Engen"
        assert event["sequence"] == 1


def test_a_change_that_no_calendar_shows_is_no_reason_to_write(office, session, mette):
    announce(session)
    tells(session, lambda one: one.save({"purpose": "Noget andet"}, at=NOON))
    moves(session, session.held_on)
    assert len(office.messages) == 3


def test_two_changes_before_the_worker_looks_are_one_letter(office, session):
    announce(session)
    with inside(session.organisation_id):
        for day in (date(2026, 12, 1), date(2026, 12, 2)):
            session.save({"held_on": day}, at=NOON)
            tasks.tell_calendars_later(session)
            db.session.commit()
    tasks.run_due()
    tasks.run_due()
    assert len(office.messages) == 6


def test_a_change_and_back_again_is_told_again(office, session):
    announce(session)
    moves(session, date(2026, 12, 1))
    moves(session, date(2026, 11, 24))
    for events in the_calendars(office).values():
        [event] = events
        assert event["dtstart"].dt.date() == date(2026, 11, 24)
        assert event["sequence"] == 2


def test_only_those_who_come_or_go_hear_of_it(office, session, birkesund, mette, jonas, birgitte):
    announce(session)
    peter = an_activist(birkesund, a_unit(birkesund), "Peter Oldrup")
    tells(session, lambda one: one.save({"participants": [mette.id, peter.id]}, at=NOON))
    assert recipients(office, 3) == addresses(jonas, peter)
    calendars = the_calendars(office)
    assert calendars[jonas.email] == []
    assert len(calendars[peter.email]) == len(calendars[mette.email]) == 1
    [left] = [one for one in office.messages[3:] if one["To"] == jonas.email]
    assert opened(left)[0] == "CANCEL"
    assert "Du er ikke længere med" in opened(left)[2]
    tells(session, lambda one: one.save({"participants": [mette.id, jonas.id]}, at=NOON))
    calendars = the_calendars(office)
    assert len(calendars[jonas.email]) == 1
    assert calendars[peter.email] == []


def test_another_facilitator_changes_two_calendars(office, session, birkesund, birgitte):
    announce(session)
    rasmus = a_consultant(birkesund, name="Rasmus Teglgaard")
    tells(session, lambda one: one.be_led_by(rasmus.id, at=NOON))
    assert recipients(office, 3) == addresses(birgitte, rasmus)
    assert the_calendars(office)[birgitte.email] == []


def test_called_off_it_leaves_every_calendar(office, session):
    announce(session)
    tells(session, lambda one: one.cancel("Sygdom", at=NOON))
    assert all(events == [] for events in the_calendars(office).values())
    assert {opened(one)[0] for one in office.messages[3:]} == {"CANCEL"}
    assert office.messages[-1]["Subject"] == "Aflyst: Sparringssession 24. november 2026"
    announce(session)
    assert len(office.messages) == 6


def test_called_off_before_anybody_was_invited_it_is_nobodys_business(office, session):
    tells(session, lambda one: one.cancel("Sygdom", at=NOON))
    announce(session)
    assert office.messages == []


def test_who_has_left_the_organisation_hears_nothing(office, session, mette, birgitte, jonas):
    announce(session)
    membership = db.session.scalars(
        sa.select(Membership).where(Membership.person_id == mette.id)
    ).one()
    membership.ends_on = date(2026, 3, 1)
    db.session.commit()
    moves(session, date(2026, 12, 1))
    assert recipients(office, 3) == addresses(birgitte, jonas)
    tells(session, lambda one: one.cancel("Sygdom", at=NOON))
    assert recipients(office, 5) == addresses(birgitte, jonas)


def test_nobody_is_invited_to_what_is_over(office, session, clock):
    clock.move_to(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))
    announce(session)
    assert office.messages == []


def test_a_session_without_a_time_is_a_whole_day(office, birkesund, birgitte):
    session = a_session(
        birkesund, birgitte, held_on=date(2026, 11, 24), starts_at=None, ends_at=None
    )
    announce(session)
    _, event, words = opened(office.messages[0])
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 11, 24), date(2026, 11, 25))
    assert "tirsdag 24. november 2026\n" in words


@pytest.mark.parametrize(
    "title",
    [
        "Æblegrød; Ørhage, Ål",
        "En lang titel med æ, ø og å " * 5,
        "To\nlinjer\r\nBEGIN:VEVENT",
        "Bcc: en@anden.dk\r\n\r\nNy mail",
    ],
)
def test_whatever_the_title_it_stays_one_meeting_in_one_mail(office, session, mette, title):
    announce(session)
    tells(session, lambda one: one.save({"title": title}, at=NOON))
    for message in office.messages[3:]:
        _, event, words = opened(message)
        assert event["summary"] == " ".join(title.split())
        assert f"\n{' '.join(title.split())}\n" in words
        assert message["Bcc"] is None


@pytest.mark.parametrize(
    ("day", "utc"),
    [(date(2026, 10, 25), "00:30"), (date(2026, 7, 1), "00:30"), (date(2026, 12, 1), "01:30")],
)
def test_half_past_two_is_half_past_two_when_the_clocks_change(office, session, day, utc):
    announce(session)
    moves(session, day, starts_at=time(2, 30), ends_at=time(4, 30))
    _, event, _ = opened(office.messages[-1])
    assert f"{event['dtstart'].dt.astimezone(UTC):%H:%M}" == utc


def test_a_letter_that_waited_for_the_post_goes_out_once(app, session, clock, monkeypatch):
    settings = app.config["SETTINGS"]
    with monkeypatch.context() as broken:
        broken.setitem(app.config, "SETTINGS", replace(settings, mail_url="smtp://127.0.0.1:1"))
        announce(session)
    with smtp_server() as office:
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_url=office.url))
        clock.shift(timedelta(minutes=10))
        tasks.run_due()
        tasks.run_due()
        assert len(office.messages) == 3
    assert set(db.session.scalars(sa.select(Job.state))) == {JobState.DONE}


def test_a_change_that_was_given_up_is_told_to_nobody(office, session):
    announce(session)
    with inside(session.organisation_id):
        one = db.session.get_one(SparringSession, session.id)
        one.save({"held_on": date(2026, 12, 1)}, at=NOON)
        tasks.tell_calendars_later(one)
        db.session.rollback()
    tasks.run_due()
    tasks.run_due()
    assert len(office.messages) == 3
