"""Signing in and out: who gets in, who does not, and what nobody learns."""

import threading
import time
from datetime import date, timedelta
from urllib.parse import quote

import pytest
import time_machine
from argon2 import PasswordHasher

from tests.factories import a_membership, a_person, an_organisation, saved
from tests.views.sign_in_setting import (
    AT,
    PASSWORD,
    a_member,
    count,
    is_signed_in,
    page_of,
    tries,
)
from tests.web import Visitor, form_on, values_of, words_of
from transfer.credentials import passwords
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import Person, SignInAttempt

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


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
