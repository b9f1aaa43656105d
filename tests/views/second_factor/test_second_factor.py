"""Signing in in two steps: who must, what proves it, and that nothing goes round it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from urllib.parse import quote

import pyotp
import pytest
import time_machine

from tests.factories import a_membership, an_organisation
from tests.two_steps import (
    AT,
    CODE,
    METTE,
    PASSWORD,
    SET_UP,
    a_member,
    code_at,
    comes_in,
    gives_code,
    gives_password,
    is_on,
    is_signed_in,
    mails,
    page_of,
    relax,
    sends,
    shown_codes,
    shown_secret,
    with_a_phone,
)
from tests.web import Visitor, form_on, values_of, words_of
from transfer.credentials import second_factor
from transfer.credentials.second_factor import Kind
from transfer.db import db
from transfer.domain.vocabulary import Role

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
