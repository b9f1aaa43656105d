"""Links that let somebody in: invitations, and a new password by mail."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup

from tests.factories import a_membership, a_person, a_unit, an_organisation
from tests.views.account_setting import (
    ANOTHER,
    AT,
    KEPT,
    PASSWORD,
    is_signed_in,
    kept_password_is,
    path_of,
    sends,
    signs_in,
)
from tests.web import Visitor, form_on, values_of, words_of
from transfer.credentials import one_time_links
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models import OneTimeLink

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def mette(birkesund):
    person = a_person("Mette Kragholm", email="mette@birkesund.example", password_hash=KEPT)
    a_membership(person, birkesund, Role.ACTIVIST, a_unit(birkesund, "Hjemmeplejen Vest"))
    return person


# Invitations


@pytest.fixture
def invited(birkesund):
    person = a_person("Ny Kollega", email="ny@birkesund.example")
    a_membership(person, birkesund, Role.ACTIVIST)
    return person


def an_invitation(person, at=AT):
    link = one_time_links.invite(person, by=person.id, at=at)
    db.session.commit()
    return path_of(link)


def test_an_invited_person_chooses_a_password_and_is_in(visitor, app, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        for _ in range(3):  # mail filters open links too
            assert "Hej Ny Kollega" in words_of(visitor.opens(path))
        response = sends(visitor, path, path, new_password=PASSWORD)
        assert response.status_code == 303
        assert is_signed_in(visitor)
        assert kept_password_is(invited, PASSWORD)
        page = Visitor(app).opens(path, status=404)
        assert "Linket virker ikke længere" in words_of(page)
        assert Visitor(app).posts(path, {"new_password": ANOTHER}).status_code in (400, 404)
        assert kept_password_is(invited, PASSWORD)


def test_the_link_holds_256_random_bits_and_the_database_only_a_hash(invited):
    first, second = an_invitation(invited), an_invitation(invited)
    token = second.rsplit("/", 1)[1]
    assert re.fullmatch(r"[\w-]{43}", token)
    assert first != second
    rows = db.session.execute(sa.select(OneTimeLink.__table__)).all()
    db.session.rollback()
    assert len(rows) == 1
    assert token not in str(rows)


def test_a_weak_password_does_not_use_the_link_up(visitor, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        assert sends(visitor, path, path, new_password="for kort").status_code == 422
        assert sends(visitor, path, path, new_password="Birkesund Kommune 26").status_code == 422
        assert sends(visitor, path, path, new_password=PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("after", "status"),
    [(timedelta(days=7, seconds=-1), 200), (timedelta(days=7), 404), (timedelta(days=8), 404)],
)
def test_an_invitation_lasts_seven_days(visitor, invited, after, status):
    path = an_invitation(invited)
    with time_machine.travel(AT + after, tick=False):
        visitor.opens(path, status=status)


def _newer(person):
    one_time_links.invite(person, by=person.id, at=AT)


@pytest.mark.parametrize(
    "spoil",
    [
        _newer,
        lambda person: setattr(person, "email", "anden@birkesund.example"),
        lambda person: setattr(person, "is_active", False),
    ],
    ids=["a newer one was made", "the address changed", "deactivated"],
)
def test_an_invitation_dies_when(visitor, invited, spoil):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        spoil(invited)
        db.session.commit()
        visitor.opens(path, status=404)


def test_a_link_opens_only_what_it_was_made_for(visitor, invited):
    with time_machine.travel(AT, tick=False):
        token = an_invitation(invited).rsplit("/", 1)[1]
        visitor.opens(f"/nulstil/{token}", status=404)
        visitor.opens(f"/opsaetning/{token}", status=404)
        visitor.opens("/velkommen/" + "x" * 43, status=404)
        visitor.opens("/velkommen/" + "x" * 5000, status=404)


def test_whoever_is_invited_for_later_chooses_now_and_signs_in_then(visitor, app, birkesund):
    person = a_person("Senere", email="mette@birkesund.example")
    a_membership(person, birkesund, Role.ACTIVIST, starts_on=date(2026, 3, 5))
    with time_machine.travel(AT, tick=False) as clock:
        path = an_invitation(person)
        assert sends(visitor, path, path, new_password=PASSWORD).location == "/log-ind"
        assert not is_signed_in(visitor)
        clock.shift(timedelta(days=3))
        assert signs_in(Visitor(app)).status_code == 303


def test_of_two_who_use_a_link_at_the_same_moment_one_wins(app, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
    link_id = db.session.scalars(sa.select(OneTimeLink.id)).one()
    db.session.rollback()
    ready = Barrier(4)

    def use() -> bool:
        with app.app_context():
            link = db.session.get(OneTimeLink, link_id)
            db.session.rollback()
            ready.wait(10)
            won = one_time_links.claim(link, at=AT + timedelta(hours=1))
            db.session.commit()
            return won

    with app.app_context():
        link = db.session.get(OneTimeLink, link_id)
        assert link is not None
        db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        results = [task.result(30) for task in [pool.submit(use) for _ in range(4)]]
    assert sorted(results) == [False, False, False, True]
    assert path


# A new password by mail


def asks(visitor, email):
    return sends(visitor, "/nulstil", "/nulstil", email=email)


def mails() -> list[dict]:
    from transfer.models.jobs import Job

    found = [job.payload for job in db.session.scalars(sa.select(Job))]
    db.session.rollback()
    return found


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(visitor, app, mette):
    retired = a_person("Ude", email="ude@birkesund.example", password_hash=KEPT)
    assert retired
    answers = {
        (response.status_code, re.sub(r"[\w.]+@birkesund.example", "", words_of(response)))
        for response in (
            asks(Visitor(app), email)
            for email in (
                "mette@birkesund.example",
                "ingen@birkesund.example",
                "ude@birkesund.example",
            )
        )
    }
    assert len(answers) == 1
    assert [mail["to"] for mail in mails()] == ["mette@birkesund.example"]


def test_the_mailed_link_gives_a_new_password_and_ends_all_sessions(visitor, app, mette):
    elsewhere = Visitor(app)
    signs_in(elsewhere)
    asks(visitor, "mette@birkesund.example")
    [mail] = mails()
    path = path_of(re.search(r"http://localhost/nulstil/\S+", mail["body"]).group())
    visitor.opens(path)
    assert sends(visitor, path, path, new_password=ANOTHER).status_code == 303
    assert is_signed_in(visitor)
    assert not is_signed_in(elsewhere)
    assert kept_password_is(mette, ANOTHER)
    Visitor(app).opens(path, status=404)


def test_the_link_in_the_mail_comes_from_the_settings_and_not_from_the_caller(visitor, mette):
    page = BeautifulSoup(visitor.client.get("/nulstil").get_data(as_text=True), "html.parser")
    values = {**values_of(form_on(page, "/nulstil")), "email": "mette@birkesund.example"}
    evil = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    visitor.client.post("/nulstil", data=values, headers=evil)
    assert "evil.example" not in mails()[0]["body"]


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 404)])
def test_a_reset_link_lasts_an_hour(visitor, mette, minutes, status):
    link = path_of(one_time_links.offer_reset(mette, at=AT))
    db.session.commit()
    with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
        visitor.opens(link, status=status)


def test_pressing_again_sends_one_mail_and_later_another_that_kills_the_first(app, mette):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(3):
            assert asks(Visitor(app), "mette@birkesund.example").status_code == 200
        assert len(mails()) == 1
        clock.shift(timedelta(minutes=3))
        asks(Visitor(app), "mette@birkesund.example")
        first, second = (
            path_of(re.search(r"http://\S+", mail["body"]).group())
            for mail in sorted(mails(), key=lambda mail: "nulstil" in mail["body"])
        )
        statuses = {Visitor(app).gets(path).status_code for path in (first, second)}
        assert statuses == {200, 404}


def test_asking_for_a_reset_does_not_kill_a_waiting_invitation(visitor, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        asks(visitor, invited.email)
        visitor.opens(path)


def test_one_who_asks_again_and_again_is_slowed(visitor, app, mette):
    with time_machine.travel(AT, tick=False):
        statuses = [asks(visitor, "ingen@birkesund.example").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
