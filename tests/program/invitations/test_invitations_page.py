"""Calling together from the page of a session."""

import pytest

from tests.program.invitations_setting import (
    addresses,
    recipients,
    the_calendars,
)
from tests.web import values_of, words_of
from transfer import tasks


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
