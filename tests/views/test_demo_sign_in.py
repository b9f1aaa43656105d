"""The demo lets everybody in as anybody, and a real installation does not."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import a_membership, a_person, a_unit, an_organisation
from tests.views.sign_in_setting import a_member, is_signed_in, page_of, tries
from tests.web import Visitor, values_of, words_of
from transfer.app import create_app
from transfer.credentials import passwords
from transfer.db import db
from transfer.domain.vocabulary import Role

pytestmark = pytest.mark.usefixtures("fresh_requests")


@pytest.fixture
def mette(app):
    return a_member(an_organisation())


# The demo


@pytest.fixture
def demo(app):
    opened = create_app(replace(app.config["SETTINGS"], is_demo=True))
    with opened.app_context():
        yield Visitor(opened)
        db.session.remove()
        db.engine.dispose()


def test_a_real_installation_has_no_way_in_without_a_password(visitor, mette):
    response = visitor.client.post(
        "/log-ind/demo", data={"person": str(mette.id), "csrf_token": sign_in_token(visitor)}
    )
    assert response.status_code in (404, 405)
    assert "Mette" not in words_of(visitor.opens("/log-ind"))


def test_the_demo_offers_each_person_with_role_and_unit(demo, app):
    organisation, other = an_organisation(name="Birkesund Kommune"), an_organisation("engholm")
    unit = a_unit(organisation, "Hjemmeplejen Vest")
    mette = a_member(organisation, unit=unit, title="sygeplejerske")
    a_membership(mette, other, Role.CONSULTANT)
    gone = a_person("Ole Borte")
    a_membership(gone, organisation, Role.LEADER, ends_on=date(2025, 6, 30))
    page = demo.opens("/log-ind")
    words = words_of(page)
    assert "Birkesund Kommune Læringsaktivist Mette Kragholm" in words
    assert "sygeplejerske, Hjemmeplejen Vest" in words
    assert "Konsulent Mette Kragholm" in words
    assert "hele organisationen" in words
    assert "Ole Borte" not in words


def test_the_demo_says_the_password_wherever_it_asks_for_it(demo, mette, visitor):
    assert "adgangskoden proevehandling" in words_of(demo.opens("/log-ind"))
    demo.signed_in_as(mette)
    assert "adgangskoden proevehandling" in words_of(demo.opens("/min-konto/to-trin/opsaetning"))
    visitor.signed_in_as(mette)
    assert "proevehandling" not in words_of(visitor.opens("/min-konto/to-trin/opsaetning"))


def test_one_press_signs_in_as_a_person_of_the_demo(demo, app, mette):
    a_membership(mette, an_organisation("engholm"), Role.CONSULTANT)
    forms = [
        form
        for form in demo.opens("/log-ind").select("form")
        if form.get("action") == "/log-ind/demo"
    ]
    assert [values_of(form)["organisation"] for form in forms] == ["birkesund", "engholm"]
    response = demo.client.post("/log-ind/demo", data=values_of(forms[1]))
    assert response.location == "/engholm/"
    assert is_signed_in(demo)


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_the_demo_signs_nobody_in_who_is_not_there(demo, mette, person):
    answer = demo.client.post(
        "/log-ind/demo", data={"person": person, "csrf_token": sign_in_token(demo)}
    )
    assert answer.status_code == 404


def test_the_demo_can_be_entered_by_password_too(demo, mette):
    mette.password_hash = passwords.hashed("proevehandling")
    db.session.commit()
    assert tries(demo, "proevehandling").status_code == 303


def sign_in_token(visitor) -> str:
    return page_of(visitor.client.get("/log-ind")).select_one("input[name=csrf_token]")["value"]
