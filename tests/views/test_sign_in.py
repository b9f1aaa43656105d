"""Signing in and out: who gets in, who does not, and what nobody learns."""

import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher
from bs4 import BeautifulSoup
from flask import Flask, g
from flask.testing import FlaskClient

from tests.factories import a_membership, a_person, a_unit, an_organisation, saved
from tests.web import Page, Visitor, assert_well_made, form_on, values_of, words_of
from transfer.app import create_app
from transfer.credentials import passwords
from transfer.credentials.sessions import end_sessions_of
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import BrowserSession, Person, SignInAttempt

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class FreshClient(FlaskClient):
    """Each request begins with nothing remembered, as on a real server.

    Tests run inside the application's context, which requests would otherwise share with its `g`.
    """

    def open(self, *arguments, **given):
        g.__dict__.clear()
        try:
            return super().open(*arguments, **given)
        finally:
            g.__dict__.clear()


@pytest.fixture(autouse=True)
def _fresh_requests(application, monkeypatch):
    monkeypatch.setattr(Flask, "test_client_class", FreshClient)


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


def a_member(organisation, email="mette@birkesund.example", role=Role.ACTIVIST, **given):
    person = a_person("Mette Kragholm", email=email, password_hash=KEPT)
    a_membership(person, organisation, role, **given)
    return person


def tries(visitor, password=PASSWORD, email="mette@birkesund.example", **given):
    """What a browser sends from the sign-in page; `address` is the caller's."""
    address = given.pop("address", "127.0.0.1")
    page = page_of(visitor.client.get(given.pop("page", "/log-ind")))
    values = {**values_of(form_on(page, "/log-ind")), "email": email, "password": password}
    environ = {"REMOTE_ADDR": address}
    return visitor.client.post("/log-ind", data=values, environ_base=environ, **given)


def page_of(response) -> Page:
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert_well_made(page)
    return page


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def cookie_of(visitor) -> str:
    cookie = visitor.client.get_cookie("transfer")
    return cookie.value if cookie else ""


def count(model) -> int:
    with across_organisations():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        db.session.rollback()
    return found


# Who gets in


def test_the_right_password_opens_the_only_organisation(visitor, mette):
    response = tries(visitor)
    assert response.status_code == 303
    assert response.location == "/"
    assert visitor.gets("/").location == "/birkesund/"
    assert is_signed_in(visitor)


def test_the_email_may_be_written_with_capitals_and_blanks_around(visitor, mette):
    assert tries(visitor, email="  Mette@Birkesund.Example ").status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("mette@birkesund.example", "forkert adgangskode"),
        ("ingen@birkesund.example", PASSWORD),
        ("mette@birkesund.example", "x" * 5000),
        ("mette@birkesund.example", "\x00"),
        ("' or 1=1 --", PASSWORD),
    ],
)
def test_anything_else_stays_outside_and_keeps_the_email(visitor, mette, email, password):
    response = tries(visitor, password, email)
    assert response.status_code == 422
    page = page_of(response)
    assert "E-mail og adgangskode passer ikke sammen." in words_of(page)
    assert page.select_one("input[name=email]")["value"] == email.replace(" ", "")
    assert page.select_one("input[name=password]").get("value", "") == ""
    assert not is_signed_in(visitor)


def test_an_empty_form_says_what_is_missing(visitor, mette):
    response = tries(visitor, "", "")
    assert response.status_code == 422
    assert "Skriv din e-mailadresse." in words_of(response)
    assert "Skriv din adgangskode." in words_of(response)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda person: setattr(person, "is_active", False),
        lambda person: setattr(person, "password_hash", None),
        lambda person: setattr(person.memberships[0], "ends_on", date(2025, 6, 30)),
        lambda person: setattr(person.memberships[0], "starts_on", date(2999, 1, 1)),
        lambda person: person.memberships.clear(),
    ],
    ids=["deactivated", "never chose a password", "role is over", "role to come", "no role"],
)
def test_those_without_access_read_the_same_as_for_a_wrong_password(visitor, mette, spoil):
    wrong = without_secrets(tries(visitor, "forkert adgangskode"))
    with across_organisations():
        if "clear" in spoil.__code__.co_names:
            db.session.delete(mette.memberships[0])
        else:
            spoil(mette)
        db.session.commit()
    refused = tries(visitor)
    assert refused.status_code == 422
    assert without_secrets(refused) == wrong
    assert not is_signed_in(visitor)


def test_the_last_day_of_a_role_still_opens(visitor, app):
    a_member(an_organisation(), ends_on=date(2026, 3, 2))
    with time_machine.travel(AT, tick=False):
        assert tries(visitor).status_code == 303
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        assert tries(Visitor(app)).status_code == 422


def test_a_session_of_one_whose_role_ends_shows_no_organisation(visitor, mette):
    tries(visitor)
    with across_organisations():
        mette.memberships[0].ends_on = date(2025, 6, 30)
        db.session.commit()
    assert "Du har ingen adgang lige nu" in words_of(visitor.opens("/"))
    assert visitor.gets("/birkesund/").status_code == 404


def test_known_and_unknown_accounts_read_the_same(app, mette):
    pages = set()
    for email in ("mette@birkesund.example", "ingen@birkesund.example"):
        visitor = Visitor(app)
        page = page_of(visitor.client.get("/log-ind"))
        values = {
            **values_of(form_on(page, "/log-ind")),
            "email": email,
            "password": "forkert",
        }
        response = visitor.client.post("/log-ind", data=values)
        pages.add((response.status_code, without_secrets(response).replace(email, "")))
    assert len(pages) == 1


def without_secrets(response) -> str:
    page = page_of(response)
    for control in page.select("input[name=csrf_token]"):
        control["value"] = ""
    return str(page)


def test_a_hash_of_older_settings_is_made_anew_when_it_is_used(visitor, mette):
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    mette.password_hash = old
    db.session.commit()
    tries(visitor, "forkert adgangskode")
    assert db.session.get(Person, mette.id).password_hash == old
    tries(visitor)
    db.session.expire_all()
    renewed = db.session.get(Person, mette.id).password_hash
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.is_right(renewed, PASSWORD)


def test_the_database_is_not_held_while_a_password_is_checked(app, mette):
    """Another's write must not wait for the hash: with both permits taken, the try stands still."""

    def try_it():
        with app.app_context():
            tries(Visitor(app), "forkert adgangskode")

    slow = threading.Thread(target=try_it, daemon=True)
    with passwords._AT_ONCE, passwords._AT_ONCE:
        slow.start()
        deadline = time.monotonic() + 5
        while not count(SignInAttempt) and time.monotonic() < deadline:
            time.sleep(0.02)
        before = time.monotonic()
        saved(a_person("En anden"))
        assert time.monotonic() - before < 2
        assert slow.is_alive()
    slow.join(10)


def test_pages_are_read_while_somebody_else_writes(visitor, app, mette):
    tries(visitor)
    assert is_signed_in(visitor)
    if db.engine.dialect.name != "sqlite":
        pytest.skip("SQLite alone has one writer at a time")
    db.session.rollback()
    with db.engine.connect() as busy:
        busy.exec_driver_sql("SELECT 1")  # begins at once, as a writer does
        assert is_signed_in(visitor)


@pytest.mark.parametrize("email", ["mette@birkesund.example", "ingen@birkesund.example"])
def test_a_password_is_hashed_whether_there_is_such_an_account_or_not(app, mette, email):
    def try_it():
        with app.app_context():
            tries(Visitor(app), "forkert adgangskode", email)

    attempt = threading.Thread(target=try_it, daemon=True)
    with passwords._AT_ONCE, passwords._AT_ONCE:
        attempt.start()
        attempt.join(1)
        assert attempt.is_alive()
    attempt.join(10)
    assert not attempt.is_alive()


# Where to afterwards


def test_after_signing_in_one_is_where_one_wanted_to_be(visitor, mette):
    turned_away = visitor.gets("/min-konto?fra=mail&q=%C3%A6")
    assert turned_away.status_code == 302
    assert turned_away.location.startswith("/log-ind?next=")
    assert tries(visitor, page=turned_away.location).location == "/min-konto?fra=mail&q=%C3%A6"


EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:\\evil.example",
    "HTTPS://evil.example/min-konto",
    "http://localhost/min-konto",
    "http://localhost@evil.example/",
    "//localhost@evil.example/",
    "//evil.example/min-konto",
    "//evil.example%2fmin-konto",
    "/%2f%2fevil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "/\n/evil.example",
    "/min-konto\r\nLocation: //evil.example",
    "/min-konto\r\nSet-Cookie: a=b",
    "/min-konto%0d%0aSet-Cookie:a=b",
    "/\x00/evil.example",
    "javascript:alert(1)",
    "/javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "?next=//evil.example",
    "#//evil.example",
    "//ev\u0131l.example",
    "/\u2215evil.example",
    "\uff0f\uff0fevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/;@evil.example",
    "/evil.example",
    "/evil.example/",
    "/findes-ikke/og/heller/ikke/her",
    "/log-ud",
    "/engholm/",
    "/static/x/transfer.css",
    "",
    "/" * 3000,
]


def test_next_leads_only_to_pages_of_ones_own(visitor, mette):
    an_organisation("engholm")
    tries(visitor)
    led_to = {
        target: visitor.client.get(f"/log-ind?next={quote(target, safe='')}") for target in EVIL
    }
    assert {target: one.location for target, one in led_to.items() if one.location != "/"} == {}
    assert "a=b" not in str([one.headers for one in led_to.values()])


@pytest.mark.parametrize("target", [EVIL[0], EVIL[3], EVIL[7], EVIL[26], EVIL[28], "/engholm/"])
def test_next_is_judged_again_when_the_form_is_sent(visitor, mette, target):
    an_organisation("engholm")
    page = page_of(visitor.client.get("/log-ind"))
    typed = {"email": "mette@birkesund.example", "password": PASSWORD, "next": target}
    response = visitor.client.post(
        "/log-ind", data={**values_of(form_on(page, "/log-ind")), **typed}
    )
    assert response.status_code == 303
    assert response.location == "/"
    assert "a=b" not in str(response.headers)


@pytest.mark.parametrize("target", ["/min-konto", "/birkesund/", "/birkesund/?side=2#top", "/"])
def test_next_to_a_page_of_ones_own_is_followed(visitor, mette, target):
    response = tries(visitor, page=f"/log-ind?next={quote(target, safe='')}")
    assert response.location == target


def test_with_several_organisations_one_chooses(visitor, mette):
    a_membership(mette, an_organisation("engholm", name="Engholm Kommune"), Role.CONSULTANT)
    an_organisation("tredje", name="Tredje Kommune")
    assert tries(visitor).location == "/"
    page = visitor.opens("/")
    links = [link["href"] for link in page.select("main a")]
    assert links == ["/birkesund/", "/engholm/"]
    assert "Tredje" not in words_of(page)


def test_a_stranger_is_sent_to_the_sign_in_page(visitor, app):
    assert visitor.gets("/").location == "/log-ind"


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


# What is sent without a session, or by another site


TYPED = {
    "email": "",
    "not_cpr": "y",
    "tekst": "Vi prøvede <b>det</b>\r\nto gange & mere",
    "password": "hemmelig",
}


def test_words_sent_after_the_session_ran_out_are_there_after_signing_in(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        tries(visitor)
        token = visitor.token()
        clock.shift(timedelta(hours=3))
        answer = visitor.client.post("/min-konto/sprog", data={**TYPED, "csrf_token": token})
        if answer.status_code == 400:
            answer = presses(visitor, answer, "/min-konto/sprog")
        assert answer.status_code == 401
        assert "er ikke gået tabt" in words_of(answer)
        wrong = presses(
            visitor, answer, "/log-ind", email="mette@birkesund.example", password="forkert"
        )
        assert wrong.status_code == 422
        inside = presses(
            visitor, wrong, "/log-ind", email="mette@birkesund.example", password=PASSWORD
        )
        assert inside.status_code == 200
        form = form_on(page_of(inside), "/min-konto/sprog")
        values = values_of(form)
        assert values["tekst"].replace("\r\n", "\n") == TYPED["tekst"].replace("\r\n", "\n")
        assert "hemmelig" not in inside.get_data(as_text=True)
        assert "password" not in values
        assert (
            visitor.client.post("/min-konto/sprog", data={**values, "language": "da"}).status_code
            == 303
        )


def presses(visitor, response, address, **typed):
    values = {**values_of(form_on(page_of(response), address)), **typed}
    return visitor.client.post(address, data=values)


@pytest.mark.parametrize(
    "carried", ["[", "7", '[["a"]]', '[["a", "b", "c"]]', '{"a": 1}', '[7, ["a", null]]']
)
def test_a_spoilt_parcel_of_words_breaks_nothing(visitor, mette, carried):
    page = page_of(visitor.client.get("/log-ind"))
    values = {
        **values_of(form_on(page, "/log-ind")),
        "email": "mette@birkesund.example",
        "password": PASSWORD,
        "typed": carried,
        "resend_to": "/min-konto/sprog",
    }
    assert visitor.client.post("/log-ind", data=values).status_code == 200


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/findes/ikke/her"])
def test_words_are_sent_on_only_to_pages_of_ours(visitor, mette, target):
    page = page_of(visitor.client.get("/log-ind"))
    values = {
        **values_of(form_on(page, "/log-ind")),
        "email": "mette@birkesund.example",
        "password": PASSWORD,
        "typed": '[["a", "b"]]',
        "resend_to": target,
    }
    response = visitor.client.post("/log-ind", data=values)
    assert response.status_code == 303
    assert response.location == "/"


def test_a_form_without_the_sessions_token_changes_nothing_and_keeps_the_words(visitor, app, mette):
    tries(visitor)
    stranger = Visitor(app)
    foreign = page_of(stranger.client.get("/log-ind")).select_one("input[name=csrf_token]")["value"]
    for token in ({}, {"csrf_token": ""}, {"csrf_token": foreign}):
        response = visitor.client.post(
            "/min-konto/sprog", data={"language": "en", "tekst": "Vi prøvede det to gange", **token}
        )
        assert response.status_code == 400
        assert "Vi prøvede det to gange" in response.get_data(as_text=True)
        assert "sprog=" not in str(response.headers)
        page_of(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:9"},
        {"Origin": "http://localhost@evil.example"},
    ],
)
def test_another_site_is_refused_even_with_the_right_token(visitor, mette, headers):
    tries(visitor)
    values = {"language": "en", "csrf_token": visitor.token()}
    assert visitor.client.post("/min-konto/sprog", data=values, headers=headers).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert visitor.client.post("/min-konto/sprog", data=values, headers=own).status_code == 303


def test_a_sign_in_page_left_open_for_hours_keeps_the_email(visitor, mette):
    with time_machine.travel(AT, tick=False) as clock:
        page = page_of(visitor.client.get("/log-ind?next=/min-konto"))
        values = {
            **values_of(form_on(page, "/log-ind")),
            "email": "mette@birkesund.example",
            "password": PASSWORD,
        }
        clock.shift(timedelta(hours=5))
        stale = visitor.client.post("/log-ind", data=values)
        assert stale.status_code == 400
        assert not is_signed_in(visitor)
        kept = values_of(form_on(page_of(stale), "/log-ind"))
        assert kept["email"] == "mette@birkesund.example"
        assert (
            visitor.client.post("/log-ind", data={**kept, "password": PASSWORD}).location
            == "/min-konto"
        )


def test_only_the_installations_own_name_is_answered(app, mette):
    strict = create_app(
        replace(app.config["SETTINGS"], testing=False, base_url="https://transfer.example.dk")
    )
    with strict.app_context():
        client = strict.test_client()
        asked = {"X-Forwarded-Host": "evil.example"}
        assert client.get("/log-ind", base_url="https://evil.example").status_code == 400
        good = client.get("/log-ind", base_url="https://transfer.example.dk", headers=asked)
        assert good.status_code == 200
        assert "evil.example" not in good.get_data(as_text=True)
        db.session.remove()
        db.engine.dispose()


# The demo


@pytest.fixture
def demo(app):
    opened = create_app(replace(app.config["SETTINGS"], is_demo=True))
    with opened.app_context():
        yield Visitor(opened)
        db.session.remove()
        db.engine.dispose()


def test_a_real_installation_has_no_way_in_without_a_password(visitor, mette):
    response = visitor.client.post(
        "/log-ind/demo", data={"person": str(mette.id), "csrf_token": sign_in_token(visitor)}
    )
    assert response.status_code in (404, 405)
    assert "Mette" not in words_of(visitor.opens("/log-ind"))


def test_the_demo_offers_each_person_with_role_and_unit(demo, app):
    organisation, other = an_organisation(name="Birkesund Kommune"), an_organisation("engholm")
    unit = a_unit(organisation, "Hjemmeplejen Vest")
    mette = a_member(organisation, unit=unit, title="sygeplejerske")
    a_membership(mette, other, Role.CONSULTANT)
    gone = a_person("Ole Borte")
    a_membership(gone, organisation, Role.LEADER, ends_on=date(2025, 6, 30))
    page = demo.opens("/log-ind")
    words = words_of(page)
    assert "Birkesund Kommune Læringsaktivist Mette Kragholm" in words
    assert "sygeplejerske, Hjemmeplejen Vest" in words
    assert "Konsulent Mette Kragholm" in words
    assert "hele organisationen" in words
    assert "Ole Borte" not in words


def test_the_demo_says_the_password_wherever_it_asks_for_it(demo, mette, visitor):
    assert "adgangskoden proevehandling" in words_of(demo.opens("/log-ind"))
    demo.signed_in_as(mette)
    assert "adgangskoden proevehandling" in words_of(demo.opens("/min-konto/to-trin/opsaetning"))
    visitor.signed_in_as(mette)
    assert "proevehandling" not in words_of(visitor.opens("/min-konto/to-trin/opsaetning"))


def test_one_press_signs_in_as_a_person_of_the_demo(demo, app, mette):
    a_membership(mette, an_organisation("engholm"), Role.CONSULTANT)
    forms = [
        form
        for form in demo.opens("/log-ind").select("form")
        if form.get("action") == "/log-ind/demo"
    ]
    assert [values_of(form)["organisation"] for form in forms] == ["birkesund", "engholm"]
    response = demo.client.post("/log-ind/demo", data=values_of(forms[1]))
    assert response.location == "/engholm/"
    assert is_signed_in(demo)


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_the_demo_signs_nobody_in_who_is_not_there(demo, mette, person):
    answer = demo.client.post(
        "/log-ind/demo", data={"person": person, "csrf_token": sign_in_token(demo)}
    )
    assert answer.status_code == 404


def test_the_demo_can_be_entered_by_password_too(demo, mette):
    mette.password_hash = passwords.hashed("proevehandling")
    db.session.commit()
    assert tries(demo, "proevehandling").status_code == 303


def sign_in_token(visitor) -> str:
    return page_of(visitor.client.get("/log-ind")).select_one("input[name=csrf_token]")["value"]
