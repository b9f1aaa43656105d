"""Sessions of browsers: how they begin, what their cookie is, and when they are over."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import a_membership, an_organisation
from tests.views.sign_in_setting import (
    AT,
    PASSWORD,
    a_member,
    is_signed_in,
    page_of,
    tries,
)
from tests.web import Visitor, words_of
from transfer.app import create_app
from transfer.credentials.sessions import end_sessions_of
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models import BrowserSession, Person

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


def cookie_of(visitor) -> str:
    cookie = visitor.client.get_cookie("transfer")
    return cookie.value if cookie else ""


# Sessions


def test_signing_in_gives_a_new_session_name_and_token_and_kills_the_old_name(visitor, app, mette):
    page = page_of(visitor.client.get("/log-ind"))
    before, token = cookie_of(visitor), page.select_one("input[name=csrf_token]")["value"]
    tries(visitor)
    assert before
    assert cookie_of(visitor) != before
    with app.app_context():
        names = set(db.session.scalars(sa.select(BrowserSession.name_hash)))
    assert len(names) == 1
    assert cookie_of(visitor) not in names
    other = Visitor(app)
    other.client.set_cookie("transfer", before)
    assert not is_signed_in(other)
    stale = visitor.client.post("/min-konto/andre-enheder", data={"csrf_token": token})
    assert stale.status_code == 400


def test_a_session_name_chosen_by_somebody_else_is_not_taken_over(visitor, mette):
    visitor.client.set_cookie("transfer", "a-name-that-an-attacker-knows-0123456789abcdef")
    tries(visitor)
    assert cookie_of(visitor) != "a-name-that-an-attacker-knows-0123456789abcdef"
    assert len(cookie_of(visitor)) >= 43


def test_the_cookie_is_an_opaque_name_that_scripts_cannot_read(visitor, mette):
    cookies = tries(visitor).headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookies[0]
    assert "mette" not in cookies[0].lower()


def test_with_tls_every_cookie_is_secure_and_bound_to_the_host(app, mette):
    secure = create_app(replace(app.config["SETTINGS"], base_url="https://localhost"))
    with secure.app_context():
        client = secure.test_client()
        cookies = client.get("/log-ind", base_url="https://localhost").headers.getlist("Set-Cookie")
        db.session.remove()
        db.engine.dispose()
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-transfer=")
        assert "Secure" in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    ("role", "minutes"), [(Role.ACTIVIST, 120), (Role.CONSULTANT, 120), (Role.LOCAL_ADMIN, 30)]
)
def test_a_session_that_rests_too_long_is_over(app, role, minutes):
    a_member(an_organisation(), role=role)
    assert rests_out(app) == minutes


def test_a_consultant_in_several_organisations_has_the_short_limit(app):
    person = a_member(an_organisation(), role=Role.CONSULTANT)
    a_membership(person, an_organisation("engholm"), Role.CONSULTANT)
    assert rests_out(app) == 30


def rests_out(app) -> int:
    """After how many minutes without a request the session is over."""
    for minutes in (30, 120):
        visitor = Visitor(app)
        with time_machine.travel(AT, tick=False) as clock:
            tries(visitor)
            clock.shift(timedelta(minutes=minutes - 1))
            assert is_signed_in(visitor)
            clock.shift(timedelta(minutes=minutes, seconds=1))
            if not is_signed_in(visitor):
                return minutes
    return 0


def test_a_session_in_use_is_over_after_twelve_hours(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        tries(visitor)
        for _ in range(12):
            clock.shift(timedelta(minutes=59))
            assert is_signed_in(visitor)
        clock.shift(timedelta(minutes=13))
        assert not is_signed_in(visitor)


def test_a_deactivated_person_is_out_at_once(visitor, mette):
    tries(visitor)
    mette.is_active = False
    db.session.commit()
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    "address", ["/min-konto/andre-enheder", "/min-konto/adgangskode", "/log-ud"]
)
def test_a_request_under_way_does_not_bring_an_ended_session_back(app, mette, address):
    slow = create_app(app.config["SETTINGS"])
    ends = []

    @slow.before_request
    def _somebody_ends_it() -> None:
        if ends:
            end_sessions_of(ends.pop())
            db.session.commit()

    with slow.app_context():
        visitor = Visitor(slow)
        tries(visitor)
        values = {
            "csrf_token": visitor.token(),
            "current_password": PASSWORD,
            "new_password": "tre blå katte under en bro",
        }
        kept = cookie_of(visitor)
        ends.append(db.session.scalars(sa.select(Person.id)).one())
        response = visitor.client.post(address, data=values)
        assert response.status_code == 303
        assert not ends
        assert not is_signed_in(visitor)
        visitor.client.set_cookie("transfer", kept)
        assert not is_signed_in(visitor)
        db.session.remove()
        db.engine.dispose()


def test_logging_out_ends_the_session_for_whoever_kept_its_cookie(visitor, app, mette):
    tries(visitor)
    kept = cookie_of(visitor)
    response = visitor.posts("/log-ud", {})
    assert response.status_code == 303
    assert response.location == "/log-ind"
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "Du er logget ud." in words_of(visitor.opens("/log-ind"))
    thief = Visitor(app)
    thief.client.set_cookie("transfer", kept)
    assert not is_signed_in(thief)
    assert not is_signed_in(visitor)


def test_logging_out_is_not_done_by_a_link(visitor, mette):
    tries(visitor)
    assert visitor.client.get("/log-ud", follow_redirects=True).status_code in (404, 405)
    assert is_signed_in(visitor)


def test_no_page_behind_the_sign_in_is_kept_by_the_browser(visitor, mette):
    tries(visitor)
    for address in ("/min-konto", "/", "/log-ind"):
        assert visitor.gets(address).headers["Cache-Control"] == "no-store"
