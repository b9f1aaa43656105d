"""Guessing at passwords is slowed, and the owner is let in all the same."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import an_organisation
from tests.views.sign_in_setting import AT, a_member, count, page_of, tries
from tests.web import Visitor, words_of
from transfer.app import create_app
from transfer.db import across_organisations, db
from transfer.models import SignInAttempt

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


# Guessing


def test_the_fifth_wrong_password_slows_down_and_says_for_how_long(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(5):
            assert tries(visitor, "forkert adgangskode").status_code == 422
        slowed = tries(visitor)
        assert slowed.status_code == 429
        wait = int(slowed.headers["Retry-After"])
        assert 1 <= wait <= 30
        page = page_of(slowed)
        assert f"Vent {wait} sekunder" in words_of(page)
        assert page.select_one("input[name=email]")["value"] == "mette@birkesund.example"
        clock.shift(wait)
        assert tries(visitor).status_code == 303


def test_who_waits_is_not_kept_waiting_longer_by_trying_too_soon(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(5):
            tries(visitor, "forkert adgangskode")
        waits = {int(tries(visitor).headers["Retry-After"]) for _ in range(30)}
        assert len(waits) == 1
        clock.shift(waits.pop())
        assert tries(visitor).status_code == 303


def test_the_owner_gets_in_from_elsewhere_while_somebody_guesses(app, mette):
    with time_machine.travel(AT, tick=False) as clock:
        statuses = []
        for _ in range(30):
            statuses.append(tries(Visitor(app), "gæt", address="127.0.0.2").status_code)
            clock.shift(1)
        assert 429 in statuses
        assert tries(Visitor(app), address="127.0.0.3").status_code == 303


def test_an_account_guessed_at_from_many_places_is_slowed_but_not_for_long(app, mette):
    with time_machine.travel(AT, tick=False) as clock:
        statuses = [
            tries(Visitor(app), "gæt", address=f"10.0.0.{number}").status_code
            for number in range(25)
        ]
        assert statuses[0] == 422
        assert statuses[-1] == 429
        clock.shift(9)
        assert tries(Visitor(app), address="127.0.0.3").status_code == 303


def test_one_place_that_guesses_at_many_accounts_is_slowed(app, mette):
    with time_machine.travel(AT, tick=False):
        statuses = [
            tries(Visitor(app), "gæt", email=f"nr{number}@birkesund.example").status_code
            for number in range(45)
        ]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_a_caller_cannot_choose_another_address_by_a_header(visitor, mette):
    with time_machine.travel(AT, tick=False):
        statuses = [
            tries(
                visitor,
                "gæt",
                headers={"X-Forwarded-For": f"10.1.1.{n}", "Forwarded": f"for=10.1.1.{n}"},
            ).status_code
            for n in range(6)
        ]
    assert statuses[-1] == 429


def test_the_tries_are_remembered_when_the_program_starts_again(visitor, app, mette):
    with time_machine.travel(AT, tick=False):
        for _ in range(5):
            tries(visitor, "forkert adgangskode")
        started_again = create_app(app.config["SETTINGS"])
        with started_again.app_context():
            assert tries(Visitor(started_again)).status_code == 429
            db.session.remove()
            db.engine.dispose()


def test_the_right_password_forgives_earlier_slips(visitor, app, mette):
    with time_machine.travel(AT, tick=False):
        for _ in range(4):
            tries(visitor, "forkert adgangskode")
        tries(visitor)
        for _ in range(4):
            assert tries(Visitor(app), "forkert adgangskode").status_code == 422
        assert tries(Visitor(app)).status_code == 303
        assert count(SignInAttempt) == 0


def test_the_tries_tell_nobodys_address_and_go_after_a_day(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        tries(visitor, "forkert adgangskode")
        with across_organisations():
            row = db.session.execute(sa.select(SignInAttempt.__table__)).one()
            db.session.rollback()
        assert "mette" not in str(row)
        assert "127.0.0.1" not in str(row)
        clock.shift(timedelta(days=1, minutes=1))
        tries(visitor, "forkert adgangskode")
        assert count(SignInAttempt) == 1
