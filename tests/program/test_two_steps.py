"""Where two steps are asked for, nothing opens after the first: every address, for everybody."""

from dataclasses import replace

import pytest
from flask import g, session

from tests.program.policy import ROWS
from tests.program.walking import BOOKKEEPING, named
from transfer import signing_in
from transfer.app import create_app
from transfer.db import db

WAYS_IN = {"second_step.give_code", "second_step.set_up"}
BEHIND = [row for row in ROWS if row.kind != "public"]


@pytest.fixture(scope="module")
def strict(walk):
    """The same two organisations, in an installation that asks for two steps."""
    app = create_app(replace(walk.app.config["SETTINGS"], second_factor="required"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def half_way(walk, strict):
    """A session and its token for each person whose password was right and who gave no code."""
    sessions = {}
    for name in ("owner", "leader", "consultant", "admin"):
        with strict.test_request_context():
            signing_in.begin_awaiting(walk.scene.people[name])
            response = strict.response_class()
            token = g.csrf_token
            strict.session_interface.save_session(strict, session._get_current_object(), response)
            db.session.remove()
        cookie = response.headers["Set-Cookie"].split(";")[0]
        sessions[name] = (*cookie.split("=", 1), token)
    return sessions


def asks(app, row, address, cookie, token):
    client = app.test_client()
    client.set_cookie(*cookie)
    if row.method == "GET":
        return client.get(address)
    return client.post(address, data={"csrf_token": token})


@pytest.mark.parametrize("row", BEHIND, ids=named)
def test_after_the_password_alone_no_address_opens(walk, strict, half_way, row):
    wrong = {}
    for name, (key, value, token) in half_way.items():
        with walk.noting_writes() as written:
            answer = asks(strict, row, walk.address(row), (key, value), token)
        if not turns_away(row, answer) or written - BOOKKEEPING:
            wrong[name] = (answer.status_code, sorted(written))
    assert not wrong, wrong
    assert walk.is_untouched()


@pytest.mark.parametrize("row", BEHIND, ids=named)
def test_a_session_without_a_second_factor_opens_nothing_where_one_is_asked_for(walk, strict, row):
    """Such as one from before the organisation asked, or before a role that asks."""
    wrong = {}
    for name in ("owner", "leader", "consultant", "admin"):
        with walk.noting_writes() as written:
            answer = asks(strict, row, walk.address(row), walk.cookies[name], walk.tokens[name])
        if not turns_away(row, answer) or written - BOOKKEEPING:
            wrong[name] = (answer.status_code, sorted(written))
    assert not wrong, wrong
    assert walk.is_untouched()


def turns_away(row, answer) -> bool:
    """As a stranger is answered: to the sign-in page, or told to sign in there and then."""
    if row.method != "GET":
        return answer.status_code == 401
    return answer.status_code == 302 and answer.location.startswith("/log-ind?next=")


def test_the_front_page_names_no_organisation_to_such_a_session(walk, strict, half_way):
    key, value, token = half_way["owner"]
    for cookie in ((key, value), walk.cookies["owner"], walk.cookies["external"]):
        client = strict.test_client()
        client.set_cookie(*cookie)
        assert client.get("/").location == "/log-ind"
        page = client.get("/log-ind")
        assert page.status_code == 200
        assert not any(
            word in page.text for side in walk.scene.sides.values() for word in side.words
        )
    assert token


def test_the_steps_themselves_are_open_to_whoever_gave_the_password(walk, strict, half_way):
    for name, (key, value, _token) in half_way.items():
        client = strict.test_client()
        client.set_cookie(key, value)
        assert client.get("/log-ind/opsaetning").status_code == 200, name
        assert client.get("/log-ind/kode").location == "/log-ind/opsaetning", name
    assert {row.endpoint for row in ROWS} >= WAYS_IN
