"""The first set-up of an installation, and the first administrator of a new organisation."""

import stat
from dataclasses import replace

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from tests.factories import an_activist, an_administrator, an_organisation
from tests.views.account_setting import AT, PASSWORD, is_signed_in, path_of, sends
from tests.web import Visitor, form_on, values_of, words_of
from transfer.app import create_app
from transfer.credentials import one_time_links
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import BrowserSession, FormVersion, Membership, Organisation, Person, Unit
from transfer.models.founding import RESERVED, BadSlug, SlugTaken, is_slug, new_organisation

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


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
