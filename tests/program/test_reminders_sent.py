"""When reminders are sent, and that they are sent once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import a_cycle, a_membership, a_person, a_unit, an_activist, an_organisation
from tests.program.reminders_setting import (
    MONDAY,
    a_minute_passes,
    chooses,
    copenhagen,
    something_waits_for,
    the_post,
)
from transfer import reminders, tasks
from transfer.db import db
from transfer.domain.vocabulary import Reminders, Role
from transfer.models import Job, JobState, Person


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
def engholm_unit(app):
    elsewhere = an_organisation("engholm")
    return elsewhere, a_unit(elsewhere)


@pytest.fixture
def mette(birkesund, vest):
    return an_activist(birkesund, vest, "Mette Kragholm")


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
