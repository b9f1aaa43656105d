"""Signing in in two steps: who must, what proves it, and that nothing goes round it."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from urllib.parse import quote

import pyotp
import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask, g
from flask.testing import FlaskClient

from tests.factories import a_membership, a_person, an_organisation
from tests.web import Visitor, assert_well_made, form_on, values_of, words_of
from transfer import one_time_links, passwords, second_factor
from transfer.app import create_app
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import (
    BrowserSession,
    Job,
    Organisation,
    Person,
    RecoveryCode,
    SecondFactor,
    SignInDecision,
)
from transfer.second_factor import Kind
from transfer.sessions import end_sessions_of

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
METTE = "mette@birkesund.example"
SET_UP = "/log-ind/opsaetning"
CODE = "/log-ind/kode"
OWN = "/min-konto/to-trin"


class FreshClient(FlaskClient):
    """Each request begins with nothing remembered, as on a real server."""

    def open(self, *arguments, **given):
        g.__dict__.clear()
        try:
            return super().open(*arguments, **given)
        finally:
            g.__dict__.clear()


@pytest.fixture(autouse=True)
def _fresh_requests(application, monkeypatch):
    monkeypatch.setattr(Flask, "test_client_class", FreshClient)


@pytest.fixture(scope="module")
def asking(application):
    """The application as a real installation has it: two steps for everybody."""
    made = create_app(replace(application.config["SETTINGS"], second_factor="required"))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def strict(app, asking):
    with asking.app_context():
        yield asking
        db.session.remove()


@pytest.fixture
def birkesund(strict):
    return an_organisation(name="Birkesund Kommune")


def a_member(organisation, role=Role.ACTIVIST, email=METTE, name="Mette Kragholm", **given):
    person = a_person(name, email=email, password_hash=KEPT)
    a_membership(person, organisation, role, **given)
    return person


@pytest.fixture
def mette(birkesund):
    return a_member(birkesund)


def with_a_phone(person, at=AT - timedelta(days=1)) -> list[str]:
    """Give the person a second factor, as if they had set it up. Returns the recovery codes."""
    codes = second_factor.set_up(person.id, SECRET, code_at(at), at=at)
    db.session.commit()
    return codes


def code_at(moment, secret=SECRET) -> str:
    return pyotp.TOTP(secret).at(int(moment.timestamp()))


def page_of(response):
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    assert_well_made(page)
    return page


def sends(visitor, page_address, action=None, **typed):
    """Fill in the form that the page has for the address, and send it."""
    action = action or page_address
    page = page_of(visitor.client.get(page_address))
    form = form_on(page, action)
    response = visitor.client.post(
        str(form.get("action") or action), data={**values_of(form), **typed}
    )
    if response.status_code not in (302, 303):
        page_of(response)
    return response


def gives_password(visitor, email=METTE, password=PASSWORD, page="/log-ind"):
    return sends(visitor, page, "/log-ind", email=email, password=password)


def gives_code(visitor, code, page=CODE):
    return sends(visitor, page, page.partition("?")[0], one_time_code=code)


def comes_in(visitor, email=METTE, at=None):
    gives_password(visitor, email)
    response = gives_code(visitor, code_at(at or AT))
    assert response.status_code == 303, words_of(response)


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def cookie_of(visitor) -> str:
    cookie = visitor.client.get_cookie("transfer")
    return cookie.value if cookie else ""


def mails() -> list[dict]:
    found = [job.payload for job in db.session.scalars(sa.select(Job).order_by(Job.id))]
    db.session.rollback()
    return found


def is_on(person) -> bool:
    found = second_factor.standing_of(person.id).is_on
    db.session.rollback()
    return found


def shown_secret(response) -> str:
    return page_of(response).select_one("#noegle").get_text().replace(" ", "")


def shown_codes(response) -> list[str]:
    return [one.get_text() for one in page_of(response).select("#koder code")]


# Setting it up on the way in


def test_whoever_has_none_sets_it_up_after_the_password_and_is_in(strict, mette):
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        response = gives_password(visitor)
        assert (response.status_code, response.location) == (303, SET_UP)
        assert not is_signed_in(visitor)
        page = visitor.client.get(SET_UP)
        secret = shown_secret(page)
        assert shown_secret(visitor.client.get(SET_UP)) == secret
        link = page_of(page).select_one("a[href^='otpauth:']")["href"]
        assert pyotp.parse_uri(link).secret == secret
        assert pyotp.parse_uri(link).name == METTE
        done = sends(visitor, SET_UP, new_one_time_code=code_at(AT, secret))
        assert done.status_code == 200
        assert len(set(shown_codes(done))) == 10
        assert page_of(done).select_one("main a.button")["href"] == "/"
        assert is_signed_in(visitor)
    assert is_on(mette)
    assert [mail["to"] for mail in mails()] == [METTE]
    assert secret not in str(mails())


def test_a_code_that_does_not_fit_keeps_the_secret_on_the_page(strict, mette):
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        secret = shown_secret(visitor.client.get(SET_UP))
        for typed in ("000000", "", "12345", "abcdef", "١٢٣٤٥٦"):
            response = sends(visitor, SET_UP, new_one_time_code=typed)
            assert response.status_code == 422
            assert shown_secret(response) == secret
            assert not is_signed_in(visitor)
    assert not is_on(mette)


def test_the_code_that_set_it_up_does_not_sign_in_again(strict, mette):
    with time_machine.travel(AT, tick=False):
        visitor = Visitor(strict)
        gives_password(visitor)
        secret = shown_secret(visitor.client.get(SET_UP))
        sends(visitor, SET_UP, new_one_time_code=code_at(AT, secret))
        again = Visitor(strict)
        gives_password(again)
        assert gives_code(again, code_at(AT, secret)).status_code == 422
        assert not is_signed_in(again)


def test_where_one_wanted_to_be_survives_the_steps(strict, mette):
    with time_machine.travel(AT, tick=False) as clock:
        wanted = "/min-konto?fra=mail"
        visitor = Visitor(strict)
        step = gives_password(visitor, page=f"/log-ind?next={quote(wanted, safe='')}")
        assert step.location.startswith(f"{SET_UP}?next=")
        secret = shown_secret(visitor.client.get(step.location))
        done = sends(visitor, step.location, SET_UP, new_one_time_code=code_at(AT, secret))
        assert page_of(done).select_one("main a.button")["href"] == wanted
        clock.shift(60)
        later = Visitor(strict)
        step = gives_password(later, page=f"/log-ind?next={quote(wanted, safe='')}")
        assert step.location.startswith(f"{CODE}?next=")
        code = code_at(AT + timedelta(seconds=60), secret)
        assert gives_code(later, code, page=step.location).location == wanted


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/engholm/"])
def test_next_is_judged_at_the_last_step_too(strict, mette, target):
    with_a_phone(mette)
    an_organisation("engholm")
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        page = page_of(visitor.client.get(CODE))
        values = {**values_of(form_on(page, CODE)), "next": target, "one_time_code": code_at(AT)}
        assert visitor.client.post(CODE, data=values).location == "/"


def test_words_sent_after_the_session_ran_out_come_along_through_the_steps(strict, mette):
    with_a_phone(mette)
    typed = {"tekst": "Vi prøvede <b>det</b> & mere", "one_time_code": "123456", "code": "K1"}
    with time_machine.travel(AT, tick=False) as clock:
        visitor = Visitor(strict)
        comes_in(visitor)
        token = visitor.token()
        clock.shift(timedelta(hours=3))
        answer = visitor.client.post("/min-konto/sprog", data={**typed, "csrf_token": token})
        if answer.status_code == 400:
            answer = presses(visitor, answer, "/min-konto/sprog")
        assert answer.status_code == 401
        step = presses(visitor, answer, "/log-ind", email=METTE, password=PASSWORD)
        assert step.status_code == 200
        wrong = presses(visitor, step, CODE, one_time_code="000000")
        assert wrong.status_code == 422
        inside = presses(visitor, wrong, CODE, one_time_code=code_at(AT + timedelta(hours=3)))
        kept = values_of(form_on(page_of(inside), "/min-konto/sprog"))
        assert kept["tekst"] == typed["tekst"]
        assert kept["code"] == "K1"
        assert "one_time_code" not in kept


def presses(visitor, response, address, **typed):
    form = form_on(page_of(response), address)
    return visitor.client.post(address, data={**values_of(form), **typed})


# Who must


@pytest.mark.parametrize("role", list(Role))
def test_every_role_signs_in_in_two_steps_unless_something_else_was_decided(
    strict, birkesund, role
):
    a_member(birkesund, role)
    assert gives_password(Visitor(strict)).location == SET_UP


@pytest.mark.parametrize("role", list(Role))
def test_only_activists_can_be_let_off(strict, birkesund, role):
    relax(birkesund)
    a_member(birkesund, role)
    visitor = Visitor(strict)
    response = gives_password(visitor)
    assert is_signed_in(visitor) is (role is Role.ACTIVIST)
    assert response.location == ("/" if role is Role.ACTIVIST else SET_UP)


def relax(organisation):
    with across_organisations():
        db.session.get_one(Organisation, organisation.id).activists_need_code = False
        db.session.commit()


def test_of_several_organisations_the_strictest_counts(strict, birkesund):
    relax(birkesund)
    person = a_member(birkesund)
    assert gives_password(Visitor(strict)).location == "/"
    a_membership(person, an_organisation("engholm"), Role.ACTIVIST)
    assert gives_password(Visitor(strict)).location == SET_UP


def test_a_role_that_asks_for_it_closes_the_sessions_that_lack_it(strict, birkesund):
    relax(birkesund)
    person = a_member(birkesund)
    visitor = Visitor(strict)
    gives_password(visitor)
    assert is_signed_in(visitor)
    a_membership(person, birkesund, Role.LEADER)
    assert not is_signed_in(visitor)
    assert visitor.gets("/birkesund/").location.startswith("/log-ind?next=")
    assert visitor.client.get("/log-ind").status_code == 200
    assert gives_password(visitor).location == SET_UP


def test_whoever_is_let_off_and_has_it_is_still_asked(strict, birkesund):
    relax(birkesund)
    with_a_phone(a_member(birkesund))
    visitor = Visitor(strict)
    assert gives_password(visitor).location == CODE
    assert not is_signed_in(visitor)


def test_where_it_is_optional_nobody_must_and_whoever_has_it_is_asked(app):
    person = a_member(an_organisation(), Role.LOCAL_ADMIN)
    assert gives_password(Visitor(app)).location == "/"
    with_a_phone(person)
    assert gives_password(Visitor(app)).location == CODE


# The code


@pytest.mark.parametrize(
    ("seconds", "status"), [(-60, 422), (-30, 303), (0, 303), (30, 303), (60, 422)]
)
def test_a_code_is_good_one_step_to_either_side(strict, mette, seconds, status):
    with_a_phone(mette)
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        response = gives_code(visitor, code_at(AT + timedelta(seconds=seconds)))
        assert response.status_code == status
        assert is_signed_in(visitor) is (status == 303)


def test_a_code_is_taken_once_and_none_before_it(strict, mette):
    with_a_phone(mette)
    with time_machine.travel(AT, tick=False):
        comes_in(Visitor(strict))
        for earlier in (0, -30):
            again = Visitor(strict)
            gives_password(again)
            code = code_at(AT + timedelta(seconds=earlier))
            assert gives_code(again, code).status_code == 422
            assert not is_signed_in(again)
        assert gives_code(again, code_at(AT + timedelta(seconds=30))).status_code == 303


def test_blanks_in_a_code_do_not_matter(strict, mette):
    with_a_phone(mette)
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        code = code_at(AT)
        assert gives_code(visitor, f" {code[:3]} {code[3:]} ").status_code == 303


@pytest.mark.parametrize("is_recovery", [False, True], ids=["code", "recovery code"])
def test_of_two_who_bring_a_code_in_the_same_moment_one_is_let_in(strict, mette, is_recovery):
    codes = with_a_phone(mette)
    typed = codes[0] if is_recovery else code_at(AT)
    person_id, ready = mette.id, Barrier(4)
    db.session.rollback()

    def bring() -> Kind | None:
        with strict.app_context():
            ready.wait(10)
            kind = second_factor.accepts(person_id, typed, at=AT)
            db.session.commit()
            return kind

    with ThreadPoolExecutor(4) as pool:
        kinds = [task.result(30) for task in [pool.submit(bring) for _ in range(4)]]
    assert sum(kind is not None for kind in kinds) == 1


def test_a_code_of_somebody_else_is_not_taken(strict, mette, birkesund):
    with_a_phone(mette)
    ole = a_member(birkesund, email="ole@birkesund.example", name="Ole")
    codes = with_a_phone(ole)
    assert second_factor.accepts(mette.id, codes[0], at=AT) is None
    db.session.rollback()


def test_guessing_codes_is_slowed_as_guessing_passwords_is(strict, mette):
    with_a_phone(mette)
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False) as clock:
        gives_password(visitor)
        for _ in range(5):
            assert gives_code(visitor, "000000").status_code == 422
        slowed = gives_code(visitor, code_at(AT))
        assert slowed.status_code == 429
        wait = int(slowed.headers["Retry-After"])
        assert f"Vent {wait} sekunder" in words_of(slowed)
        clock.shift(wait)
        assert gives_code(visitor, code_at(AT + timedelta(seconds=wait))).status_code == 303


def test_guessing_codes_from_many_places_is_slowed_for_an_hour(strict, mette):
    with_a_phone(mette)
    statuses = []
    with time_machine.travel(AT, tick=False) as clock:
        for place in range(18):
            visitor = Visitor(strict)
            gives_password(visitor)
            values = {**values_of(form_on(page_of(visitor.client.get(CODE)), CODE))}
            response = visitor.client.post(
                CODE,
                data={**values, "one_time_code": "000000"},
                environ_base={"REMOTE_ADDR": f"10.0.0.{place}"},
            )
            statuses.append(response.status_code)
            clock.shift(61)
    assert statuses[:10] == [422] * 10
    assert 429 in statuses[10:]


def test_the_words_are_the_same_whatever_was_wrong(strict, mette):
    codes = with_a_phone(mette)
    with time_machine.travel(AT, tick=False) as clock:
        comes_in(Visitor(strict))
        visitor = Visitor(strict)
        gives_password(visitor)
        gives_code(visitor, codes[0])
        said = set()
        for typed in ("000000", code_at(AT), codes[0], "abcd-efgh-ijkl-mnop", "æøå", "\x00"):
            other = Visitor(strict)
            gives_password(other)
            page = page_of(gives_code(other, typed))
            for control in page.select("input[name=csrf_token]"):
                control["value"] = ""
            said.add(str(page))
            clock.shift(61)
    assert len(said) == 1


# Recovery codes


def test_a_recovery_code_opens_once_and_tells_the_person(strict, mette):
    codes = with_a_phone(mette)
    with time_machine.travel(AT, tick=False):
        visitor = Visitor(strict)
        gives_password(visitor)
        page = f"{CODE}?med=gendannelseskode"
        typed = codes[3].upper().replace("-", " ")
        assert gives_code(visitor, typed, page=page).status_code == 303
        assert is_signed_in(visitor)
        again = Visitor(strict)
        gives_password(again)
        assert gives_code(again, codes[3]).status_code == 422
        assert gives_code(again, codes[4]).status_code == 303
    assert [mail["subject"] for mail in mails()] == [
        "En gendannelseskode til Transfer er brugt"
    ] * 2
    assert any("Du har 9 tilbage" in mail["body"] for mail in mails())
    assert not any(code in str(mails()) for code in codes)


def test_the_count_left_is_shown_and_warned_of_when_it_is_three(strict, mette):
    codes = with_a_phone(mette)
    with time_machine.travel(AT, tick=False) as clock:
        comes_in(visitor := Visitor(strict))
        assert "Du har 10 gendannelseskoder tilbage." in words_of(visitor.opens("/min-konto"))
        for number, code in enumerate(codes[:7], 1):
            other = Visitor(strict)
            gives_password(other)
            assert gives_code(other, code).status_code == 303
            words = words_of(other.opens(OWN))
            assert f"Du har {10 - number} gendannelseskoder tilbage" in words
            assert ("Lav nye, så du ikke bliver lukket ude" in words) is (number == 7)
            clock.shift(61)


def test_new_recovery_codes_need_password_and_code_and_end_the_old(strict, mette):
    codes = with_a_phone(mette)
    with time_machine.travel(AT, tick=False) as clock:
        comes_in(visitor := Visitor(strict))
        clock.shift(30)
        proof = {
            "koder-password": PASSWORD,
            "koder-one_time_code": code_at(AT + timedelta(seconds=30)),
        }
        address = f"{OWN}/gendannelseskoder"
        for spoilt in ({"koder-password": "forkert"}, {"koder-one_time_code": "000000"}):
            response = sends(visitor, OWN, address, **{**proof, **spoilt})
            assert response.status_code == 422
            assert "Adgangskoden eller koden er ikke rigtig." in words_of(response)
        fresh = shown_codes(sends(visitor, OWN, address, **proof))
        assert len(fresh) == 10
        assert not set(fresh) & set(codes)
        other = Visitor(strict)
        gives_password(other)
        assert gives_code(other, codes[0]).status_code == 422
        assert gives_code(other, fresh[0]).status_code == 303


# Half-way in


def test_the_session_has_a_new_name_at_each_step_and_the_old_one_opens_nothing(strict, mette):
    with_a_phone(mette)
    visitor, names = Visitor(strict), []
    with time_machine.travel(AT, tick=False):
        visitor.client.get("/log-ind")
        names.append(cookie_of(visitor))
        gives_password(visitor)
        names.append(cookie_of(visitor))
        gives_code(visitor, code_at(AT))
        names.append(cookie_of(visitor))
        assert len(set(names)) == 3
        for name in names[:2]:
            thief = Visitor(strict)
            thief.client.set_cookie("transfer", name)
            assert not is_signed_in(thief)
            assert thief.client.get(CODE).location == "/log-ind"


def test_half_way_in_lasts_ten_minutes(strict, mette):
    with_a_phone(mette)
    for minutes, status in ((9, 303), (11, 200)):
        visitor = Visitor(strict)
        with time_machine.travel(AT, tick=False) as clock:
            at = AT + timedelta(hours=minutes)
            clock.move_to(at)
            gives_password(visitor)
            page = page_of(visitor.client.get(CODE))
            later = at + timedelta(minutes=minutes, seconds=1)
            clock.move_to(later)
            values = {**values_of(form_on(page, CODE)), "one_time_code": code_at(later)}
            response = visitor.client.post(CODE, data=values, follow_redirects=status == 200)
            assert response.status_code == status
            assert is_signed_in(visitor) is (status == 303)
    assert "Der gik for lang tid." in words_of(response)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda person: end_sessions_of(person.id),
        lambda person: setattr(person, "is_active", False),
    ],
    ids=["signed out everywhere", "deactivated"],
)
def test_half_way_in_ends_when_sessions_of_the_person_end(strict, mette, spoil):
    with_a_phone(mette)
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        page = page_of(visitor.client.get(CODE))
        spoil(mette)
        db.session.commit()
        values = {**values_of(form_on(page, CODE)), "one_time_code": code_at(AT)}
        visitor.client.post(CODE, data=values)
        assert not is_signed_in(visitor)


def test_half_way_in_is_not_shown_as_a_place_where_one_is_signed_in(strict, mette):
    with_a_phone(mette)
    with time_machine.travel(AT, tick=False):
        comes_in(visitor := Visitor(strict))
        gives_password(Visitor(strict))
        assert not visitor.opens("/min-konto").select("form[action='/min-konto/andre-enheder']")


def test_half_way_in_one_can_begin_as_somebody_else(strict, mette):
    with_a_phone(mette)
    visitor = Visitor(strict)
    gives_password(visitor)
    assert sends(visitor, CODE, "/log-ud").location == "/log-ind"
    assert visitor.client.get(CODE).location == "/log-ind"


@pytest.mark.parametrize("address", [CODE, SET_UP])
def test_the_steps_open_only_after_the_password(strict, mette, address):
    visitor = Visitor(strict)
    assert visitor.gets(f"{address}?next=/min-konto").location == "/log-ind?next=/min-konto"
    token = page_of(visitor.client.get("/log-ind")).select_one("[name=csrf_token]")["value"]
    values = {"csrf_token": token, "one_time_code": code_at(AT), "new_one_time_code": code_at(AT)}
    assert visitor.client.post(address, data=values).location == "/log-ind"


def test_one_cannot_set_another_up_half_way_in(strict, mette):
    with_a_phone(mette)
    visitor = Visitor(strict)
    gives_password(visitor)
    assert visitor.gets(SET_UP).location == CODE
    with db.engine.connect() as connection:
        kept = connection.scalar(sa.select(BrowserSession.content))
    assert "_pending" not in kept


# Links do not go round it


def a_reset(person):
    link = one_time_links.offer_reset(person, at=AT)
    db.session.commit()
    return link.removeprefix("http://localhost")


NEW = "tre blå katte under en bro"


def test_a_reset_asks_for_the_code_as_well(strict, mette):
    with_a_phone(mette)
    with time_machine.travel(AT, tick=False):
        visitor, path = Visitor(strict), a_reset(mette)
        response = sends(visitor, path, new_password=NEW)
        assert response.location == CODE
        assert not is_signed_in(visitor)
        assert gives_code(visitor, code_at(AT)).status_code == 303
        assert is_signed_in(visitor)


def test_an_invitation_leads_to_setting_it_up(strict, birkesund):
    person = a_person("Ny Kollega", email="ny@birkesund.example")
    a_membership(person, birkesund, Role.ACTIVIST)
    with time_machine.travel(AT, tick=False):
        path = one_time_links.invite(person, by=person.id, at=AT).removeprefix("http://localhost")
        db.session.commit()
        visitor = Visitor(strict)
        page = visitor.opens(path)
        assert "Mindst 12 tegn, fordi du også logger ind med en kode." in words_of(page)
        assert page.select_one("input[name=new_password]")["minlength"] == "12"
        assert sends(visitor, path, new_password="grøn hest 7x").location == SET_UP
        assert not is_signed_in(visitor)


def test_alone_a_password_has_fifteen_characters(strict, birkesund):
    relax(birkesund)
    mette = a_member(birkesund)
    with time_machine.travel(AT, tick=False):
        visitor, path = Visitor(strict), a_reset(mette)
        assert "Mindst 15 tegn." in words_of(visitor.opens(path))
        response = sends(visitor, path, new_password="grøn hest 7x")
        assert response.status_code == 422
        assert "mindst 15 tegn. Den her er på 12" in words_of(response)


def test_the_first_administrator_sets_it_up_on_the_way_in(strict):
    link = one_time_links.make_setup_link("http://localhost")
    assert link is not None
    path = link.removeprefix("http://localhost")
    visitor = Visitor(strict)
    typed = {
        "organisation": "Ærø Kommune",
        "slug": "aeroe",
        "programme": "",
        "name": "Anna",
        "email": "anna@aeroe.example",
        "new_password": "grøn hest 7x",
    }
    with time_machine.travel(AT, tick=False):
        step = sends(visitor, path, **typed)
        assert step.location.startswith(SET_UP)
        assert visitor.gets("/aeroe/").location.startswith("/log-ind")
        secret = shown_secret(visitor.client.get(step.location))
        done = sends(visitor, step.location, SET_UP, new_one_time_code=code_at(AT, secret))
        assert page_of(done).select_one("main a.button")["href"] == "/aeroe/"
        assert visitor.gets("/aeroe/").status_code == 200


# What is kept


def test_the_database_holds_neither_secret_nor_codes_to_be_read(strict, mette):
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        gives_password(visitor)
        secret = shown_secret(visitor.client.get(SET_UP))
        before = everything_kept()
        codes = shown_codes(sends(visitor, SET_UP, new_one_time_code=code_at(AT, secret)))
    after = everything_kept()
    for kept in (before, after):
        assert secret not in kept
        assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def everything_kept() -> str:
    with db.engine.connect() as connection:
        return str([connection.execute(sa.select(one)).all() for one in db.metadata.sorted_tables])


def test_a_new_key_reads_what_an_older_one_sealed_and_seals_it_anew(app):
    person = a_member(an_organisation())
    with_a_phone(person)
    person_id, settings = person.id, app.config["SETTINGS"]
    db.session.rollback()
    new = "another-key-for-tests-0123456789-klmnopqrst"
    for keys, unreadable in (
        ((new, *settings.secret_keys), 0),
        ((new,), 0),  # the old one is put away
        (settings.secret_keys, 1),  # the new one is lost
    ):
        rekeyed = create_app(replace(settings, secret_keys=keys))
        with rekeyed.app_context():
            kind = second_factor.accepts(person_id, code_at(AT), at=AT)
            db.session.rollback()
            assert kind is (None if unreadable else Kind.CODE)
            assert second_factor.seal_anew() == unreadable
            db.session.commit()
            db.session.remove()
            db.engine.dispose()


def test_with_the_key_lost_a_recovery_code_still_opens(app):
    person = a_member(an_organisation())
    codes, person_id = with_a_phone(person), person.id
    db.session.rollback()
    keys = ("another-key-for-tests-0123456789-klmnopqrst",)
    rekeyed = create_app(replace(app.config["SETTINGS"], secret_keys=keys))
    with rekeyed.app_context():
        assert second_factor.accepts(person_id, codes[0], at=AT) is Kind.RECOVERY_CODE
        db.session.rollback()
        db.engine.dispose()


# One's own account


def test_one_can_set_it_up_oneself_with_the_password(app):
    person = a_member(an_organisation())
    here, there = Visitor(app), Visitor(app)
    with time_machine.travel(AT, tick=False):
        gives_password(here)
        gives_password(there)
        address, name = f"{OWN}/opsaetning", cookie_of(here)
        secret = shown_secret(here.client.get(address))
        typed = {"new_one_time_code": code_at(AT, secret), "password": "forkert adgangskode"}
        wrong = sends(here, address, **typed)
        assert wrong.status_code == 422
        assert "Det er ikke den adgangskode, du bruger nu." in words_of(wrong)
        assert not is_on(person)
        done = sends(here, address, **{**typed, "password": PASSWORD})
        assert len(shown_codes(done)) == 10
        assert is_on(person)
        assert is_signed_in(here)
        assert not is_signed_in(there)
        assert cookie_of(here) != name
        assert here.gets(address).location == OWN


def test_another_phone_needs_password_and_the_old_code_and_ends_the_rest(strict, mette):
    codes = with_a_phone(mette)
    with time_machine.travel(AT, tick=False) as clock:
        comes_in(here := Visitor(strict))
        clock.shift(30)
        now = AT + timedelta(seconds=30)
        address = f"{OWN}/ny-telefon"
        secret = shown_secret(here.client.get(address))
        right = {
            "password": PASSWORD,
            "one_time_code": codes[0],
            "new_one_time_code": code_at(now, secret),
        }
        for spoilt in (
            {"password": "forkert"},
            {"one_time_code": "000000"},
            {"new_one_time_code": "000000"},
        ):
            assert sends(here, address, **{**right, **spoilt}).status_code == 422
            clock.shift(61)
        now += timedelta(seconds=183)
        right["new_one_time_code"] = code_at(now, secret)
        fresh = shown_codes(sends(here, address, **right))
        assert len(fresh) == 10
        clock.shift(30)
        now += timedelta(seconds=30)
        for code, status in ((code_at(now), 422), (codes[1], 422), (code_at(now, secret), 303)):
            other = Visitor(strict)
            gives_password(other)
            assert gives_code(other, code).status_code == status


def turns_off(visitor, at, password=PASSWORD):
    proof = {"fjern-password": password, "fjern-one_time_code": code_at(at)}
    return sends(visitor, OWN, f"{OWN}/fjernelse", **proof)


def test_it_can_be_removed_where_nobody_asks_for_it(app):
    person = a_member(an_organisation())
    with_a_phone(person)
    with time_machine.travel(AT, tick=False) as clock:
        comes_in(here := Visitor(app))
        clock.shift(30)
        there = Visitor(app)
        gives_password(there)
        assert turns_off(here, AT + timedelta(seconds=30)).status_code == 303
        assert not is_on(person)
        assert is_signed_in(here)
        assert there.client.get(CODE).location == "/log-ind"
        assert gives_password(Visitor(app)).location == "/"
    assert [mail["subject"] for mail in mails()] == [
        "Du logger ikke længere ind i to trin i Transfer"
    ]


def test_it_cannot_be_removed_where_it_is_asked_for(strict, mette):
    with_a_phone(mette)
    with time_machine.travel(AT, tick=False):
        comes_in(visitor := Visitor(strict))
        assert not visitor.opens(OWN).select(f"form[action='{OWN}/fjernelse']")
        values = {
            "fjern-password": PASSWORD,
            "fjern-one_time_code": code_at(AT + timedelta(seconds=30)),
        }
        response = visitor.posts(f"{OWN}/fjernelse", values)
        assert response.status_code == 422
    assert is_on(mette)


def test_a_short_password_is_not_left_to_stand_alone(app):
    short = "grøn hest 7x"
    person = a_person("Mette", email=METTE, password_hash=passwords.hashed(short))
    a_membership(person, an_organisation(), Role.ACTIVIST)
    with_a_phone(person)
    with time_machine.travel(AT, tick=False) as clock:
        visitor = Visitor(app)
        gives_password(visitor, password=short)
        gives_code(visitor, code_at(AT))
        clock.shift(30)
        response = turns_off(visitor, AT + timedelta(seconds=30), short)
        assert response.status_code == 422
        assert "Vælg først en adgangskode på mindst 15 tegn" in words_of(response)
    assert is_on(person)


# Administrators


@pytest.fixture
def admin(birkesund):
    person = a_member(birkesund, Role.LOCAL_ADMIN, "anna@birkesund.example", "Anna Admin")
    with_a_phone(person)
    return person


@pytest.fixture
def at_work(strict, admin):
    """The administrator, signed in."""
    visitor = Visitor(strict)
    with time_machine.travel(AT, tick=False):
        comes_in(visitor, admin.email)
        yield visitor


def takes_away(visitor, person, **typed):
    page = f"/birkesund/administration/brugere/{person.id}"
    filled = {"reason": "Telefonen faldt i havnen", "own_password": PASSWORD, **typed}
    return sends(visitor, page, f"{page}/login-i-to-trin", **filled)


def test_an_administrator_helps_somebody_who_lost_phone_and_codes(strict, mette, admin, at_work):
    codes = with_a_phone(mette)
    elsewhere = Visitor(strict)
    comes_in(elsewhere)
    assert takes_away(at_work, mette).status_code == 303
    assert not is_on(mette)
    assert not is_signed_in(elsewhere)
    decided = the_decision()
    assert (decided.what, decided.by_id, decided.about_id) == ("taken_away", admin.id, mette.id)
    assert decided.reason == "Telefonen faldt i havnen"
    assert [mail["to"] for mail in mails()] == [METTE]
    words = words_of(at_work.opens("/birkesund/administration/login"))
    assert "Fjernet fra Mette Kragholm Hvorfor Telefonen faldt i havnen Af hvem Anna Admin" in words
    other = Visitor(strict)
    assert gives_password(other).location == SET_UP
    assert other.client.get(CODE).location == SET_UP
    assert second_factor.accepts(mette.id, codes[0], at=AT) is None
    db.session.rollback()


def the_decision() -> SignInDecision:
    with across_organisations():
        return db.session.scalars(sa.select(SignInDecision)).one()


def test_whoever_it_was_taken_from_sets_it_up_even_where_nobody_asks(app):
    person = a_member(an_organisation())
    with_a_phone(person)
    second_factor.take_away(person.id)
    db.session.commit()
    assert gives_password(Visitor(app)).location == SET_UP


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": " "}, "Skriv, hvorfor."),
        ({"own_password": "forkert"}, "Det er ikke din adgangskode."),
        ({"own_password": ""}, "Skriv din egen adgangskode."),
    ],
)
def test_it_is_not_taken_away_without_a_reason_and_the_administrators_password(
    mette, at_work, typed, said
):
    with_a_phone(mette)
    response = takes_away(at_work, mette, **typed)
    assert response.status_code == 422
    assert said in words_of(response)
    if "reason" not in typed:
        assert "Telefonen faldt i havnen" in response.get_data(as_text=True)
    assert is_on(mette)


@pytest.mark.parametrize("ends_on", [None, date(2026, 12, 31)])
def test_nobody_elses_person_is_touched(mette, at_work, ends_on):
    with_a_phone(mette)
    a_membership(mette, an_organisation("engholm"), Role.ACTIVIST, ends_on=ends_on)
    response = takes_away(at_work, mette)
    assert response.status_code == 422
    assert "Det kan ikke gøres herfra." in words_of(response)
    assert "engholm" not in words_of(response).lower()
    assert is_on(mette)


def test_a_person_of_another_organisation_is_not_there(strict, at_work):
    ole = a_member(an_organisation("engholm"), email="ole@engholm.example", name="Ole")
    with_a_phone(ole)
    for place in ("birkesund", "engholm"):
        address = f"/{place}/administration/brugere/{ole.id}/login-i-to-trin"
        assert at_work.posts(address, {"reason": "x", "own_password": PASSWORD}).status_code == 404
    assert is_on(ole)


def test_an_administrator_does_not_take_it_from_themselves(admin, at_work):
    page = f"/birkesund/administration/brugere/{admin.id}"
    assert not at_work.opens(page).select(f"form[action='{page}/login-i-to-trin']")
    response = at_work.posts(f"{page}/login-i-to-trin", {"reason": "x", "own_password": PASSWORD})
    assert response.status_code == 422
    assert is_on(admin)


RULE = "/birkesund/administration/login"


def test_the_rule_for_activists_is_changed_with_a_reason_that_stands(
    strict, birkesund, mette, admin, at_work
):
    typed = {"rule": "relaxed", "reason": "Fælles telefon på afdelingen", "own_password": PASSWORD}
    assert "Intet endnu." in words_of(at_work.opens(RULE))
    for spoilt, said in (
        ({"reason": ""}, "Skriv, hvorfor."),
        ({"own_password": "forkert"}, "Det er ikke din adgangskode."),
        ({"rule": "required"}, "Sådan er det allerede."),
        ({"rule": "nobody"}, "Vælg en af mulighederne."),
    ):
        response = sends(at_work, RULE, **{**typed, **spoilt})
        assert response.status_code == 422
        assert said in words_of(response)
    assert gives_password(Visitor(strict)).location == SET_UP
    assert sends(at_work, RULE, **typed).status_code == 303
    decided = the_decision()
    assert (decided.what, decided.by_id, decided.at) == ("relaxed", admin.id, AT)
    assert decided.reason == "Fælles telefon på afdelingen"
    words = words_of(at_work.opens(RULE))
    assert "Hvad Læringsaktivister vælger selv Hvorfor Fælles telefon på afdelingen" in words
    assert gives_password(Visitor(strict)).location == "/"
    assert sends(at_work, RULE, **{**typed, "rule": "required"}).status_code == 303
    assert gives_password(Visitor(strict)).location == SET_UP


def test_the_reason_is_for_ones_own_organisation(strict, at_work):
    sends(at_work, RULE, rule="relaxed", reason="Fælles telefon", own_password=PASSWORD)
    other = a_member(an_organisation("engholm"), Role.LOCAL_ADMIN, "ida@engholm.example", "Ida")
    with_a_phone(other)
    comes_in(visitor := Visitor(strict), other.email)
    assert "Fælles telefon" not in words_of(visitor.opens("/engholm/administration/login"))


def test_records_of_the_second_factor_go_with_the_person(strict, birkesund):
    person = a_person("Kort", email="kort@birkesund.example")
    with_a_phone(person)
    db.session.execute(sa.delete(Person).where(Person.id == person.id))
    db.session.commit()
    for table in (SecondFactor, RecoveryCode):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    db.session.rollback()


def test_recovery_codes_are_read_off_paper_without_doubt(strict, mette):
    for code in with_a_phone(mette):
        assert re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", code)
