"""One's own account, and the links that let people in once."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask, g
from flask.testing import FlaskClient

from tests.factories import (
    a_membership,
    a_person,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
)
from tests.web import Visitor, assert_well_made, form_on, values_of, words_of
from transfer.app import create_app
from transfer.credentials import one_time_links, passwords
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import (
    BrowserSession,
    FormVersion,
    Membership,
    OneTimeLink,
    Organisation,
    Person,
    Unit,
)
from transfer.models.founding import (
    RESERVED,
    BadSlug,
    SlugTaken,
    is_slug,
    new_organisation,
)

PASSWORD = "fire grønne hatte på et bord"
KEPT = passwords.hashed(PASSWORD)
ANOTHER = "tre blå katte under en bro"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class FreshClient(FlaskClient):
    """Each request begins with nothing remembered, as on a real server.

    Tests run inside the application's context, which requests would otherwise share with its `g`.
    """

    def open(self, *arguments, **given):
        g.__dict__.clear()
        try:
            return super().open(*arguments, **given)
        finally:
            g.__dict__.clear()


@pytest.fixture(autouse=True)
def _fresh_requests(application, monkeypatch):
    monkeypatch.setattr(Flask, "test_client_class", FreshClient)


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def mette(birkesund):
    person = a_person("Mette Kragholm", email="mette@birkesund.example", password_hash=KEPT)
    a_membership(person, birkesund, Role.ACTIVIST, a_unit(birkesund, "Hjemmeplejen Vest"))
    return person


def signs_in(visitor, password=PASSWORD, agent="", email="mette@birkesund.example"):
    page = BeautifulSoup(visitor.client.get("/log-ind").get_data(as_text=True), "html.parser")
    values = {**values_of(form_on(page, "/log-ind")), "email": email, "password": password}
    return visitor.client.post("/log-ind", data=values, headers={"User-Agent": agent})


def is_signed_in(visitor) -> bool:
    return visitor.client.get("/min-konto").status_code == 200


def sends(visitor, page_address, action, **typed):
    page = BeautifulSoup(visitor.client.get(page_address).get_data(as_text=True), "html.parser")
    response = visitor.client.post(action, data={**values_of(form_on(page, action)), **typed})
    if response.status_code not in (302, 303):
        assert_well_made(BeautifulSoup(response.get_data(as_text=True), "html.parser"))
    return response


def path_of(link: str) -> str:
    assert link.startswith("http://localhost/")
    return link.removeprefix("http://localhost")


def kept_password_is(person, password) -> bool:
    db.session.expire_all()
    is_it = passwords.is_right(db.session.get(Person, person.id).password_hash, password)
    db.session.rollback()
    return is_it


# The page


def test_it_shows_who_one_is_and_as_what_where(visitor, mette):
    other = an_organisation("engholm", name="Engholm Kommune")
    a_membership(mette, other, Role.CONSULTANT, is_external=True)
    a_membership(mette, other, Role.LEADER, ends_on=date(2025, 6, 30))
    signs_in(visitor)
    words = words_of(visitor.opens("/min-konto"))
    assert "mette@birkesund.example" in words
    assert "Birkesund Kommune Læringsaktivist i Hjemmeplejen Vest" in words
    assert "Engholm Kommune Konsulent (ekstern) i hele organisationen" in words
    assert "Leder" not in words


@pytest.mark.parametrize("own_page", ["", "/kalender-og-mails", "/to-trin", "/to-trin/opsaetning"])
def test_ones_own_pages_lead_back_to_each_organisation(visitor, mette, own_page):
    a_membership(mette, an_organisation("engholm", name="Engholm Kommune"), Role.CONSULTANT)
    signs_in(visitor)
    ways = visitor.opens(f"/min-konto{own_page}").select(".ways-back a")
    assert [one["href"] for one in ways] == ["/birkesund/", "/engholm/"]
    assert ways[0].get_text(strip=True) == "Tilbage til Birkesund Kommune"


def test_a_stranger_is_asked_to_sign_in(visitor, mette):
    assert visitor.gets("/min-konto").location == "/log-ind?next=/min-konto"


def test_it_shows_where_one_is_signed_in_and_ends_the_others(app, mette):
    here, there = Visitor(app), Visitor(app)
    signs_in(here, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    signs_in(
        there,
        agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
    )
    words = words_of(here.opens("/min-konto"))
    assert "Firefox · Linux · Denne enhed" in words
    assert "Safari · iPhone" in words
    assert words.count("Denne enhed") == 1
    assert sends(here, "/min-konto", "/min-konto/andre-enheder").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    page = here.opens("/min-konto")
    assert "iPhone" not in words_of(page)
    assert not page.select("form[action='/min-konto/andre-enheder']")


def test_nobody_sees_or_ends_the_sessions_of_another(app, mette, birkesund):
    ole = a_person("Ole", email="ole@birkesund.example", password_hash=KEPT)
    a_membership(ole, birkesund, Role.ACTIVIST)
    his, hers = Visitor(app), Visitor(app)
    signs_in(his, email="ole@birkesund.example")
    signs_in(hers, agent="Firefox Windows")
    assert "Windows" not in words_of(his.opens("/min-konto"))
    his.posts("/min-konto/andre-enheder", {})
    assert is_signed_in(hers)


# Password


def changes(visitor, current=PASSWORD, new=ANOTHER):
    return sends(
        visitor, "/min-konto", "/min-konto/adgangskode", current_password=current, new_password=new
    )


def test_a_new_password_works_and_ends_the_sessions_elsewhere(app, mette):
    here, there = Visitor(app), Visitor(app)
    signs_in(here)
    signs_in(there)
    before = here.client.get_cookie("transfer").value
    assert changes(here).status_code == 303
    assert kept_password_is(mette, ANOTHER)
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert here.client.get_cookie("transfer").value != before
    there.client.set_cookie("transfer", before)
    assert not is_signed_in(there)
    assert signs_in(Visitor(app)).status_code == 422
    assert signs_in(Visitor(app), ANOTHER).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "said"),
    [
        ("forkert adgangskode", ANOTHER, "Det er ikke den adgangskode, du bruger nu."),
        ("", ANOTHER, "Skriv den adgangskode, du bruger nu."),
        (PASSWORD, "", "Skriv den adgangskode, du vælger."),
        (PASSWORD, "for kort", "mindst 15 tegn. Den her er på 8."),
        (PASSWORD, "Velkommen12345678", "bruger mange andre"),
        (PASSWORD, "Birkesund Kommune 26", "næsten kun dit navn"),
        (PASSWORD, "Kragholm 123456789", "næsten kun dit navn"),
    ],
)
def test_a_password_that_will_not_do_changes_nothing_and_is_not_shown(
    visitor, mette, current, new, said
):
    signs_in(visitor)
    response = changes(visitor, current, new)
    assert response.status_code == 422
    assert said in words_of(response)
    assert not new or new not in response.get_data(as_text=True)
    assert kept_password_is(mette, PASSWORD)


def test_a_borrowed_session_cannot_guess_the_password(visitor, mette):
    with time_machine.travel(AT, tick=False):
        signs_in(visitor)
        for _ in range(5):
            assert changes(visitor, "et gæt").status_code == 422
        response = changes(visitor)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) >= 1
    assert kept_password_is(mette, PASSWORD)


def test_browsers_and_password_keepers_know_what_each_field_is(visitor, mette):
    page = visitor.opens("/log-ind")
    assert page.select_one("input[name=email]")["autocomplete"] == "username"
    assert page.select_one("input[name=password]")["autocomplete"] == "current-password"
    signs_in(visitor)
    page = visitor.opens("/min-konto")
    for name, known_as in (
        ("current_password", "current-password"),
        ("new_password", "new-password"),
    ):
        field = page.select_one(f"input[name={name}]")
        assert (field["autocomplete"], field["type"]) == (known_as, "password")
        assert field["data-reveal"] == "Vis"
        assert not field.get("maxlength")


# Language


def test_the_language_is_chosen_by_a_form_and_kept_in_the_browser(visitor, mette):
    signs_in(visitor)
    response = sends(visitor, "/min-konto", "/min-konto/sprog", language="en")
    cookie = next(one for one in response.headers.getlist("Set-Cookie") if one.startswith("sprog="))
    assert cookie.startswith("sprog=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert visitor.opens("/min-konto").select_one("input[name=language][checked]")["value"] == "en"


def test_a_language_that_is_not_offered_is_refused(visitor, mette):
    signs_in(visitor)
    response = visitor.posts("/min-konto/sprog", {"language": "de\r\nX: y"})
    assert response.status_code == 422
    assert "sprog=" not in str(response.headers)


# Invitations


@pytest.fixture
def invited(birkesund):
    person = a_person("Ny Kollega", email="ny@birkesund.example")
    a_membership(person, birkesund, Role.ACTIVIST)
    return person


def an_invitation(person, at=AT):
    link = one_time_links.invite(person, by=person.id, at=at)
    db.session.commit()
    return path_of(link)


def test_an_invited_person_chooses_a_password_and_is_in(visitor, app, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        for _ in range(3):  # mail filters open links too
            assert "Hej Ny Kollega" in words_of(visitor.opens(path))
        response = sends(visitor, path, path, new_password=PASSWORD)
        assert response.status_code == 303
        assert is_signed_in(visitor)
        assert kept_password_is(invited, PASSWORD)
        page = Visitor(app).opens(path, status=404)
        assert "Linket virker ikke længere" in words_of(page)
        assert Visitor(app).posts(path, {"new_password": ANOTHER}).status_code in (400, 404)
        assert kept_password_is(invited, PASSWORD)


def test_the_link_holds_256_random_bits_and_the_database_only_a_hash(invited):
    first, second = an_invitation(invited), an_invitation(invited)
    token = second.rsplit("/", 1)[1]
    assert re.fullmatch(r"[\w-]{43}", token)
    assert first != second
    rows = db.session.execute(sa.select(OneTimeLink.__table__)).all()
    db.session.rollback()
    assert len(rows) == 1
    assert token not in str(rows)


def test_a_weak_password_does_not_use_the_link_up(visitor, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        assert sends(visitor, path, path, new_password="for kort").status_code == 422
        assert sends(visitor, path, path, new_password="Birkesund Kommune 26").status_code == 422
        assert sends(visitor, path, path, new_password=PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("after", "status"),
    [(timedelta(days=7, seconds=-1), 200), (timedelta(days=7), 404), (timedelta(days=8), 404)],
)
def test_an_invitation_lasts_seven_days(visitor, invited, after, status):
    path = an_invitation(invited)
    with time_machine.travel(AT + after, tick=False):
        visitor.opens(path, status=status)


def _newer(person):
    one_time_links.invite(person, by=person.id, at=AT)


@pytest.mark.parametrize(
    "spoil",
    [
        _newer,
        lambda person: setattr(person, "email", "anden@birkesund.example"),
        lambda person: setattr(person, "is_active", False),
    ],
    ids=["a newer one was made", "the address changed", "deactivated"],
)
def test_an_invitation_dies_when(visitor, invited, spoil):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        spoil(invited)
        db.session.commit()
        visitor.opens(path, status=404)


def test_a_link_opens_only_what_it_was_made_for(visitor, invited):
    with time_machine.travel(AT, tick=False):
        token = an_invitation(invited).rsplit("/", 1)[1]
        visitor.opens(f"/nulstil/{token}", status=404)
        visitor.opens(f"/opsaetning/{token}", status=404)
        visitor.opens("/velkommen/" + "x" * 43, status=404)
        visitor.opens("/velkommen/" + "x" * 5000, status=404)


def test_whoever_is_invited_for_later_chooses_now_and_signs_in_then(visitor, app, birkesund):
    person = a_person("Senere", email="mette@birkesund.example")
    a_membership(person, birkesund, Role.ACTIVIST, starts_on=date(2026, 3, 5))
    with time_machine.travel(AT, tick=False) as clock:
        path = an_invitation(person)
        assert sends(visitor, path, path, new_password=PASSWORD).location == "/log-ind"
        assert not is_signed_in(visitor)
        clock.shift(timedelta(days=3))
        assert signs_in(Visitor(app)).status_code == 303


def test_of_two_who_use_a_link_at_the_same_moment_one_wins(app, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
    link_id = db.session.scalars(sa.select(OneTimeLink.id)).one()
    db.session.rollback()
    ready = Barrier(4)

    def use() -> bool:
        with app.app_context():
            link = db.session.get(OneTimeLink, link_id)
            db.session.rollback()
            ready.wait(10)
            won = one_time_links.claim(link, at=AT + timedelta(hours=1))
            db.session.commit()
            return won

    with app.app_context():
        link = db.session.get(OneTimeLink, link_id)
        assert link is not None
        db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        results = [task.result(30) for task in [pool.submit(use) for _ in range(4)]]
    assert sorted(results) == [False, False, False, True]
    assert path


# A new password by mail


def asks(visitor, email):
    return sends(visitor, "/nulstil", "/nulstil", email=email)


def mails() -> list[dict]:
    from transfer.models.jobs import Job

    found = [job.payload for job in db.session.scalars(sa.select(Job))]
    db.session.rollback()
    return found


def test_the_answer_is_the_same_whether_there_is_an_account_or_not(visitor, app, mette):
    retired = a_person("Ude", email="ude@birkesund.example", password_hash=KEPT)
    assert retired
    answers = {
        (response.status_code, re.sub(r"[\w.]+@birkesund.example", "", words_of(response)))
        for response in (
            asks(Visitor(app), email)
            for email in (
                "mette@birkesund.example",
                "ingen@birkesund.example",
                "ude@birkesund.example",
            )
        )
    }
    assert len(answers) == 1
    assert [mail["to"] for mail in mails()] == ["mette@birkesund.example"]


def test_the_mailed_link_gives_a_new_password_and_ends_all_sessions(visitor, app, mette):
    elsewhere = Visitor(app)
    signs_in(elsewhere)
    asks(visitor, "mette@birkesund.example")
    [mail] = mails()
    path = path_of(re.search(r"http://localhost/nulstil/\S+", mail["body"]).group())
    visitor.opens(path)
    assert sends(visitor, path, path, new_password=ANOTHER).status_code == 303
    assert is_signed_in(visitor)
    assert not is_signed_in(elsewhere)
    assert kept_password_is(mette, ANOTHER)
    Visitor(app).opens(path, status=404)


def test_the_link_in_the_mail_comes_from_the_settings_and_not_from_the_caller(visitor, mette):
    page = BeautifulSoup(visitor.client.get("/nulstil").get_data(as_text=True), "html.parser")
    values = {**values_of(form_on(page, "/nulstil")), "email": "mette@birkesund.example"}
    evil = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    visitor.client.post("/nulstil", data=values, headers=evil)
    assert "evil.example" not in mails()[0]["body"]


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (60, 404)])
def test_a_reset_link_lasts_an_hour(visitor, mette, minutes, status):
    link = path_of(one_time_links.offer_reset(mette, at=AT))
    db.session.commit()
    with time_machine.travel(AT + timedelta(minutes=minutes), tick=False):
        visitor.opens(link, status=status)


def test_pressing_again_sends_one_mail_and_later_another_that_kills_the_first(app, mette):
    with time_machine.travel(AT, tick=False) as clock:
        for _ in range(3):
            assert asks(Visitor(app), "mette@birkesund.example").status_code == 200
        assert len(mails()) == 1
        clock.shift(timedelta(minutes=3))
        asks(Visitor(app), "mette@birkesund.example")
        first, second = (
            path_of(re.search(r"http://\S+", mail["body"]).group())
            for mail in sorted(mails(), key=lambda mail: "nulstil" in mail["body"])
        )
        statuses = {Visitor(app).gets(path).status_code for path in (first, second)}
        assert statuses == {200, 404}


def test_asking_for_a_reset_does_not_kill_a_waiting_invitation(visitor, invited):
    with time_machine.travel(AT, tick=False):
        path = an_invitation(invited)
        asks(visitor, invited.email)
        visitor.opens(path)


def test_one_who_asks_again_and_again_is_slowed(visitor, app, mette):
    with time_machine.travel(AT, tick=False):
        statuses = [asks(visitor, "ingen@birkesund.example").status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]


# The first set-up


SETUP = {
    "organisation": "Ærø Kommune",
    "slug": "aeroe",
    "programme": "Læringsaktivister",
    "name": "Anna Admin",
    "email": "Anna@aeroe.example",
    "new_password": PASSWORD,
}


def a_setup_path() -> str:
    link = one_time_links.make_setup_link("http://localhost")
    assert link is not None
    return path_of(link)


def setup_file(app):
    return app.config["SETTINGS"].instance / "setup_link"


def test_an_empty_installation_is_set_up_once_by_whoever_holds_the_link(visitor, app):
    path = a_setup_path()
    assert setup_file(app).read_text().strip() == f"http://localhost{path}"
    assert stat.S_IMODE(setup_file(app).stat().st_mode) == 0o600
    visitor.opens(path)
    response = sends(visitor, path, path, **SETUP)
    assert (response.status_code, response.location) == (303, "/aeroe/")
    assert is_signed_in(visitor)
    assert not setup_file(app).exists()
    with across_organisations():
        organisation = db.session.scalars(sa.select(Organisation)).one()
        unit = db.session.scalars(sa.select(Unit)).one()
        member = db.session.scalars(sa.select(Membership)).one()
        version = db.session.scalars(sa.select(FormVersion)).one()
        assert (organisation.slug, organisation.programme) == ("aeroe", "Læringsaktivister")
        assert (unit.name, unit.kind, unit.parent_id) == ("Ærø Kommune", UnitKind.DEPARTMENT, None)
        assert (member.role, member.unit_id) == (Role.LOCAL_ADMIN, None)
        assert (member.person.name, member.person.email) == ("Anna Admin", "anna@aeroe.example")
        assert (version.number, len(version.questions) > 50) == (1, True)
        db.session.rollback()
    Visitor(app).opens(path, status=404)
    assert one_time_links.make_setup_link("http://localhost") is None


def test_there_is_no_way_to_set_up_without_the_link(visitor, app):
    bare = visitor.client.get("/opsaetning", follow_redirects=True)
    assert "Sæt Transfer op" not in words_of(bare)
    visitor.opens("/opsaetning/" + "x" * 43, status=404)
    old = a_setup_path()
    a_setup_path()
    visitor.opens(old, status=404)


def test_there_is_no_default_account(app):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    a_setup_path()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    db.session.rollback()


def test_a_set_up_link_is_dead_once_there_is_an_organisation_and_after_a_restart(visitor, app):
    path = a_setup_path()
    an_organisation("andre")
    visitor.opens(path, status=404)
    started_again = create_app(replace(app.config["SETTINGS"]))
    with started_again.app_context():
        Visitor(started_again).opens(path, status=404)
        assert one_time_links.make_setup_link("http://localhost") is None
        db.session.remove()
        db.engine.dispose()
    assert not setup_file(app).exists()


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("organisation", "", "Skriv organisationens navn."),
        ("slug", "log-ind", "Navnet i adresselinjen"),
        ("slug", "Ærø Kommune", "Navnet i adresselinjen"),
        ("slug", "a" * 41, "Der er plads til 40 tegn"),
        ("name", "  ", "Skriv dit navn."),
        ("email", "anna", "Skriv en hel e-mailadresse"),
        ("new_password", "Ærø Kommune 2026", "næsten kun dit navn"),
    ],
)
def test_a_faulty_set_up_keeps_every_word_and_makes_nothing(visitor, app, field, typed, said):
    path = a_setup_path()
    response = sends(visitor, path, path, **{**SETUP, field: typed})
    assert response.status_code == 422
    assert said in words_of(response)
    page = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    kept = values_of(form_on(page, path))
    for name in {"organisation", "programme", "name"} - {field}:
        assert kept[name] == SETUP[name]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0
    db.session.rollback()
    assert sends(visitor, path, path, **SETUP).status_code == 303


# Founding


@pytest.mark.parametrize(
    "slug",
    ["", "a", "Birkesund", "ærø", "a b", "-a", "a-", "a--b", "1a", "a/b", "a" * 41, "static"],
)
def test_what_cannot_stand_in_an_address_is_no_slug(app, slug):
    with pytest.raises(BadSlug):
        new_organisation(slug, "Navn", "", "", AT)


def test_a_slug_is_given_once(birkesund):
    with pytest.raises(SlugTaken):
        new_organisation("birkesund", "Navn", "", "", AT)


def test_no_organisation_can_stand_in_the_way_of_our_own_pages(app):
    firsts = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    own = {first for first in firsts if first and "<" not in first}
    assert own <= RESERVED
    assert not any(is_slug(first) for first in own)


def test_staying_is_one_press_that_uses_the_session(visitor, app):
    person = an_activist(an_organisation())
    visitor.signed_in_as(person)
    page = visitor.opens("/min-konto")
    assert page.select_one("[data-session-minutes='120'][data-stay='/min-konto/bliv']")
    with across_organisations():
        before = db.session.scalars(db.select(BrowserSession.seen_at)).one()

    assert visitor.gets("/min-konto/bliv").status_code == 204

    with across_organisations():
        db.session.rollback()
        assert db.session.scalars(db.select(BrowserSession.seen_at)).one() > before


def test_the_short_limit_is_told_to_the_page(visitor, app):
    person = an_administrator(an_organisation())
    visitor.signed_in_as(person)

    assert visitor.opens("/min-konto").select_one("[data-session-minutes='30']")
