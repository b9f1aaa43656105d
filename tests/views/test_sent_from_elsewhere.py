"""What is sent without a session, or by another site: words are kept, and nothing is done."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tests.factories import an_organisation
from tests.views.sign_in_setting import (
    AT,
    PASSWORD,
    a_member,
    is_signed_in,
    page_of,
    tries,
)
from tests.web import Visitor, form_on, values_of, words_of
from transfer.app import create_app
from transfer.db import db

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


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
