"""Calling together from the page of a session."""

from dataclasses import replace

import pytest
import time_machine

from tests.factories import a_consultant, a_unit, an_activist, an_organisation
from tests.program.invitations_setting import (
    NOON,
    addresses,
    recipients,
    the_calendars,
    the_session,
)
from tests.servers import smtp_server
from tests.web import values_of, words_of
from transfer import tasks


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


def work():
    tasks.run_due()
    tasks.run_due()


# From the page


def test_the_consultant_calls_moves_and_calls_off_from_the_page(
    visitor, office, session, birgitte, mette, jonas
):
    page = f"/birkesund/sparring/{session.id}"
    visitor.signed_in_as(birgitte)
    assert visitor.sends(f"{page}/rediger", {"place": "Engen"}).status_code == 302
    work()
    assert office.messages == []
    for _ in range(2):
        assert visitor.posts(f"{page}/invitation", {}).status_code == 302
    work()
    assert recipients(office) == addresses(birgitte, mette, jonas)
    assert "Alle på sessionen er inviteret." in words_of(visitor.opens(page))
    assert visitor.sends(f"{page}/rediger", {"place": "Havnen"}).status_code == 302
    work()
    assert {str(events[0]["location"]) for events in the_calendars(office).values()} == {"Havnen"}
    assert visitor.sends(f"{page}/aflysning", {"reason": "Hemmelig grund"}).status_code == 302
    work()
    assert len(office.messages) == 9
    assert all(events == [] for events in the_calendars(office).values())
    assert visitor.posts(f"{page}/invitation", {}).status_code == 302
    work()
    assert len(office.messages) == 9


@pytest.mark.parametrize(("ticked", "mails"), [(True, 2), (False, 0)])
def test_calling_a_session_sends_the_invitation_unless_one_would_rather_wait(
    visitor, office, birgitte, mette, ticked, mails
):
    visitor.signed_in_as(birgitte)
    page = visitor.opens("/birkesund/sparring/ny")
    typed = {
        **values_of(page.select_one("form:has([name=held_on])")),
        "title": "Sparringssession 1",
        "held_on": "04-06-2026",
        "starts_at": "9",
        "ends_at": "12",
        "format": "in_person",
        "purpose": "Vi øver os.",
        "participants": [str(mette.id)],
    }
    assert "invites" in typed
    if not ticked:
        del typed["invites"]
    answer = visitor.posts("/birkesund/sparring/ny", typed)
    assert answer.status_code == 302, words_of(answer)
    work()
    assert len(office.messages) == mails
