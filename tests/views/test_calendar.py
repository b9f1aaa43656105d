"""One's own calendar at a secret address, and how often one is reminded."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from icalendar import Calendar

from tests.factories import (
    a_consultant,
    a_membership,
    a_session,
    a_trial,
    a_unit,
    an_activist,
    an_agreement,
    an_organisation,
    saved,
)
from tests.web import Visitor, words_of
from transfer import reminders
from transfer.calendars import feeds as calendar_feeds
from transfer.db import db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Reminders, Role
from transfer.models import AnchoringCheck, CalendarFeed, Person
from transfer.views import calendar as calendar_view

PAGE = "/min-konto/kalender-og-mails"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet():
    calendar_view.READS.forget()
    calendar_view.MISSES.forget()


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def vest(birkesund):
    return a_unit(birkesund)


@pytest.fixture
def mette(birkesund, vest):
    return an_activist(birkesund, vest, "Mette Kragholm")


@pytest.fixture
def hers(visitor, mette):
    return visitor.signed_in_as(mette)


def makes_an_address(visitor) -> str:
    """The path of the address, as the page shows it."""
    response = visitor.posts(f"{PAGE}/adresse", {})
    assert response.status_code == 200
    [address] = re.findall(r"http://localhost(/kalender/[\w-]{43}\.ics)", response.text)
    return address


def reads(app, address, **headers):
    """A calendar program: no cookies, no sign-in."""
    return app.test_client().get(address, headers=headers)


def events_at(app, address):
    response = reads(app, address)
    assert response.status_code == 200
    return {
        str(event["summary"]): event for event in Calendar.from_ical(response.data).walk("VEVENT")
    }


def a_paused_trial(organisation, owner, unit, **given):
    values = {"state": State.PAUSED, "look_again_on": date(2026, 5, 4), "title": "Hemmeligt"}
    return a_trial(organisation, owner, unit, **{**values, **given})


# The address


def test_the_address_is_shown_once_and_only_its_hash_is_kept(hers, app, mette):
    address = makes_an_address(hers)
    token = address.removeprefix("/kalender/").removesuffix(".ics")
    kept = db.session.scalars(sa.select(CalendarFeed)).one()
    assert token not in (kept.token_hash, str(kept.id))
    assert kept.token_hash == calendar_feeds.hashed(token)
    assert token not in hers.opens(PAGE).text
    assert "Du har en kalenderadresse" in words_of(hers.opens(PAGE))


def test_a_new_address_kills_the_old_at_once(hers, app):
    first = makes_an_address(hers)
    second = makes_an_address(hers)
    assert first != second
    assert reads(app, first).status_code == 404
    assert reads(app, second).status_code == 200


def test_turned_off_it_is_gone_at_once(hers, app):
    address = makes_an_address(hers)
    assert hers.posts(f"{PAGE}/adresse/slut", {}).status_code == 303
    assert reads(app, address).status_code == 404
    assert "Lav en kalenderadresse" in words_of(hers.opens(PAGE))


def test_a_dead_address_is_answered_like_one_that_never_was(hers, app):
    dead = makes_an_address(hers)
    makes_an_address(hers)
    answers = [reads(app, path) for path in (dead, f"/kalender/{'x' * 43}.ics", "/kalender/1.ics")]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.data for answer in answers} == {b""}
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_it_is_a_calendar_for_programs_and_leaves_no_cookie(hers, app):
    address = makes_an_address(hers)
    answer = reads(app, address)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    client = app.test_client()
    head = client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == answer.headers["ETag"]


def test_what_has_not_changed_is_not_sent_again(hers, app, birkesund, mette, vest):
    address = makes_an_address(hers)
    first = reads(app, address)
    again = reads(app, address, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    a_paused_trial(birkesund, mette, vest)
    changed = reads(app, address, **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_who_asks_all_the_time_is_told_to_wait(hers, app):
    address = makes_an_address(hers)
    with time_machine.travel(AT, tick=False) as clock:
        codes = [reads(app, address).status_code for _ in range(61)]
        assert codes == [200] * 60 + [429]
        assert int(reads(app, address).headers["Retry-After"]) == 600
        clock.shift(timedelta(minutes=10))
        assert reads(app, address).status_code == 200


def test_who_guesses_addresses_is_told_to_wait_and_hinders_nobody(hers, app):
    address = makes_an_address(hers)
    with time_machine.travel(AT, tick=False):
        codes = [reads(app, f"/kalender/{n}.ics").status_code for n in range(61)]
        assert codes == [404] * 60 + [429]
        assert reads(app, address).status_code == 200


# What stands in it


def test_it_holds_ones_own_days_without_a_word_of_what_was_written(
    hers, app, birkesund, mette, vest
):
    paused = a_paused_trial(birkesund, mette, vest)
    a_trial(
        birkesund,
        mette,
        vest,
        state=State.REFLECTING,
        reflection_due=date(2026, 5, 5),
        title="Hemmeligt",
    )
    adopted = a_trial(birkesund, mette, vest, state=State.ADOPTED, title="Hemmeligt")
    for month, due in ((3, date(2026, 6, 1)), (6, date(2026, 9, 1))):
        saved(
            AnchoringCheck(
                organisation_id=birkesund.id, trial_id=adopted.id, month=month, due_on=due
            )
        )
    address = makes_an_address(hers)
    assert "Hemmeligt" not in reads(app, address).text
    events = events_at(app, address)
    assert events.keys() == {
        "Prøvehandling: se på den igen",
        "Prøvehandling: skriv refleksion",
        "Prøvehandling: forankringstjek",
    }
    event = events["Prøvehandling: se på den igen"]
    assert event["dtstart"].dt == date(2026, 5, 4)
    assert event["url"] == f"http://localhost/birkesund/proevehandlinger/{paused.id}"
    assert reads(app, address).text.count("forankringstjek") == 2


def test_it_holds_ones_sessions_and_agreements(hers, app, birkesund, mette):
    birgitte = a_consultant(birkesund)
    soon = date.today() + timedelta(days=20)  # noqa: DTZ011
    mine = a_session(
        birkesund, birgitte, participants=(mette,), title="Sparring; nummer 2", held_on=soon,
        place="Rådhuset", purpose="Hemmeligt",
    )  # fmt: skip
    a_session(birkesund, birgitte, title="En andens", held_on=soon)
    a_session(
        birkesund, birgitte, participants=(mette,), title="Aflyst", held_on=soon, state="cancelled"
    )
    agreed = an_agreement(birkesund, mette, what="Hemmelig aftale", due_on=soon)
    an_agreement(birkesund, mette, what="Hemmeligt færdig", due_on=soon, done_on=soon)
    an_agreement(birkesund, birgitte, what="Hemmelig hos en anden", due_on=soon)
    address = makes_an_address(hers)
    events = events_at(app, address)
    assert events.keys() == {"Sparring; nummer 2", "Aftale: skal være klar"}
    session, agreement = events["Sparring; nummer 2"], events["Aftale: skal være klar"]
    assert (session["uid"], session["sequence"]) == (mine.uid, 0)
    assert session["location"] == "Rådhuset"
    assert session["url"] == f"http://localhost/birkesund/sparring/{mine.id}"
    assert session["dtstart"].dt == mine.starts
    assert agreement["dtstart"].dt == soon
    assert agreement["url"] == f"http://localhost/birkesund/aftaler/{agreed.id}"
    assert "emmelig" not in reads(app, address).text


def test_it_holds_nothing_of_others_or_of_an_organisation_one_has_left(
    hers, app, birkesund, mette, vest
):
    jonas = an_activist(birkesund, vest)
    a_paused_trial(birkesund, jonas, vest, visibility="network")
    left = an_organisation("forladt")
    unit = a_unit(left)
    a_membership(mette, left, Role.ACTIVIST, unit, ends_on=date(2026, 1, 31))
    a_paused_trial(left, mette, unit)
    address = makes_an_address(hers)
    assert events_at(app, address) == {}
    there = an_organisation("engholm")
    unit = a_unit(there)
    a_membership(mette, there, Role.ACTIVIST, unit)
    mine = a_paused_trial(there, mette, unit)
    [event] = events_at(app, address).values()
    assert event["url"] == f"http://localhost/engholm/proevehandlinger/{mine.id}"


def test_who_is_no_longer_active_has_no_calendar(hers, app, mette):
    address = makes_an_address(hers)
    db.session.get_one(Person, mette.id).is_active = False
    db.session.commit()
    assert reads(app, address).status_code == 404


def test_nobody_ends_or_sees_the_calendar_of_another(hers, app, birkesund, vest):
    address = makes_an_address(hers)
    other = Visitor(app).signed_in_as(an_activist(birkesund, vest))
    assert "Lav en kalenderadresse" in words_of(other.opens(PAGE))
    other.posts(f"{PAGE}/adresse/slut", {})
    assert reads(app, address).status_code == 200


# Reminders


def test_one_is_reminded_weekly_until_one_chooses(hers, mette):
    page = hers.opens(PAGE)
    assert page.select_one("input[name=reminders][checked]")["value"] == "weekly"
    response = hers.sends(PAGE, {"reminders": "never"}, to=f"{PAGE}/paamindelser")
    assert response.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Person, mette.id).reminders is Reminders.NEVER


def test_a_choice_that_is_not_offered_changes_nothing(hers, mette):
    response = hers.sends(PAGE, {"reminders": "hourly"}, to=f"{PAGE}/paamindelser")
    assert response.status_code == 422
    assert "Vælg en af mulighederne" in words_of(response)
    db.session.expire_all()
    assert db.session.get_one(Person, mette.id).reminders is Reminders.WEEKLY


# The end of them, from a mail


def the_end(person) -> str:
    return f"/paamindelser/slut/{reminders._token_of(person)}"


def often(person) -> Reminders:
    db.session.expire_all()
    return db.session.get_one(Person, person.id).reminders


def test_opening_the_link_changes_nothing_and_its_button_ends_them(visitor, mette):
    for _ in range(2):
        page = visitor.opens(the_end(mette))
        assert page.select_one("form[method=post]")
    assert often(mette) is Reminders.WEEKLY
    response = visitor.client.post(the_end(mette))
    assert response.status_code == 200
    assert "Du får ikke flere påmindelser" in response.text
    assert often(mette) is Reminders.NEVER


def test_a_mail_program_presses_without_a_page_of_ours(app, mette):
    response = app.test_client().post(
        the_end(mette), data={"List-Unsubscribe": "One-Click"}, headers={"User-Agent": "Gmail"}
    )
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert often(mette) is Reminders.NEVER


def test_another_site_cannot_press_for_anybody(app, mette):
    response = app.test_client().post(the_end(mette), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert often(mette) is Reminders.WEEKLY


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_link_ends_nothing(app, mette, method):
    for token in ("x", the_end(mette).rpartition("/")[2] + "x"):
        answer = getattr(app.test_client(), method)(f"/paamindelser/slut/{token}")
        assert answer.status_code == 404
    assert often(mette) is Reminders.WEEKLY


def test_the_link_dies_with_the_address_it_was_mailed_to(app, mette):
    link = the_end(mette)
    db.session.get_one(Person, mette.id).email = "ny@example.dk"
    db.session.commit()
    assert app.test_client().post(link).status_code == 404
    assert often(mette) is Reminders.WEEKLY


def test_a_link_outlives_a_change_of_keys(app, mette, monkeypatch):
    link = the_end(mette)
    settings = app.config["SETTINGS"]
    newer = replace(
        settings, secret_keys=("another-key-0123456789-abcdefghijklmnop", *settings.secret_keys)
    )
    monkeypatch.setitem(app.config, "SETTINGS", newer)
    assert app.test_client().get(link).status_code == 200
