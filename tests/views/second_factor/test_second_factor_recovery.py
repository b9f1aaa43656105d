"""Without the phone, half-way in, and links that lead round no step."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import a_membership, a_person
from tests.two_steps import (
    AT,
    CODE,
    OWN,
    PASSWORD,
    SET_UP,
    a_member,
    code_at,
    comes_in,
    cookie_of,
    gives_code,
    gives_password,
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
from transfer.credentials import one_time_links
from transfer.credentials.sessions import end_sessions_of
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models import BrowserSession

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
