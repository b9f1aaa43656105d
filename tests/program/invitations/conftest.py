"""A session, its people, and the post office that their invitations go through."""

from dataclasses import replace

import pytest
import time_machine

from tests.factories import a_consultant, a_unit, an_activist, an_organisation
from tests.program.invitations_setting import NOON, the_session
from tests.servers import smtp_server


@pytest.fixture(autouse=True)
def clock(app):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def post_office():
    with smtp_server() as office:
        yield office


@pytest.fixture
def office(app, post_office, monkeypatch):
    """A real post office, and each reader's calendar kept by what it got."""
    post_office.messages.clear()
    settings = replace(app.config["SETTINGS"], mail_url=post_office.url)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return post_office


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def birgitte(birkesund):
    return a_consultant(birkesund, name="Birgitte Solvang")


@pytest.fixture
def mette(birkesund):
    return an_activist(birkesund, a_unit(birkesund), "Mette Kragholm")


@pytest.fixture
def jonas(birkesund):
    return an_activist(birkesund, a_unit(birkesund), "Jonas Bredal")


@pytest.fixture
def session(birkesund, birgitte, mette, jonas):
    return the_session(birkesund, birgitte, mette, jonas)
