"""What is kept of the second factor, and how people and administrators manage it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from tests.factories import a_membership, a_person, an_organisation
from tests.two_steps import (
    AT,
    CODE,
    METTE,
    OWN,
    PASSWORD,
    SET_UP,
    a_member,
    code_at,
    comes_in,
    cookie_of,
    gives_code,
    gives_password,
    is_on,
    is_signed_in,
    mails,
    sends,
    shown_codes,
    shown_secret,
    with_a_phone,
)
from tests.web import Visitor, words_of
from transfer.app import create_app
from transfer.credentials import passwords, second_factor
from transfer.credentials.second_factor import Kind
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role
from transfer.models import (
    Person,
    RecoveryCode,
    SecondFactor,
    SignInDecision,
)

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
