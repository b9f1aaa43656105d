"""The front page of administration, and the organisation's name and colour."""

import pytest

from tests import factories as make
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.models import Organisation

INDEX = "/birkesund/administration"
PAGE = "/birkesund/administration/organisation"


@pytest.fixture
def organisation(app):
    return make.an_organisation(name="Birkesund Kommune")


def brand_of(organisation):
    with across_organisations():
        db.session.expire_all()
        return db.session.get(Organisation, organisation.id).brand


def test_the_front_page_counts_only_what_is_here(organisation, visitor):
    other = make.an_organisation("engholm")
    for _ in range(3):
        make.an_activist(other, make.a_unit(other))
    make.a_goal(other)
    unit = make.a_unit(organisation)
    make.a_unit(organisation, is_active=False)
    make.an_activist(organisation, unit)

    words = words_of(visitor.signed_in_as(make.an_administrator(organisation)).opens(INDEX))

    assert "2 har adgang i dag" in words
    assert "1 aktiv enhed" in words
    assert "0 aktive mål" in words


@pytest.mark.parametrize("maker", [make.an_activist, make.a_consultant, make.a_leader])
@pytest.mark.parametrize(
    "page", ["", "/organisation", "/enheder", "/enheder/ny", "/brugere", "/brugere/ny", "/import"]
)
def test_only_administrators_get_in(organisation, visitor, maker, page):
    visitor.signed_in_as(maker(organisation, make.a_unit(organisation)))

    assert visitor.gets(INDEX + page).status_code == 403


def test_an_administrator_of_another_organisation_finds_nothing(organisation, visitor):
    other = make.an_organisation("engholm")
    visitor.signed_in_as(make.an_administrator(other))

    assert visitor.gets(INDEX).status_code == 404


def test_the_organisation_gets_a_name_a_programme_and_a_colour(organisation, visitor):
    visitor.signed_in_as(make.an_administrator(organisation))

    response = visitor.sends(
        PAGE, {"name": "Birkesund", "programme": "Læring i hverdagen", "brand": "0B5D66"}
    )

    assert response.status_code == 302
    assert brand_of(organisation) == "#0b5d66"
    assert "Birkesund" in words_of(visitor.opens(INDEX))


def test_a_colour_that_is_too_light_is_refused_with_its_ratio_and_a_darker_one(
    organisation, visitor
):
    visitor.signed_in_as(make.an_administrator(organisation))
    before = brand_of(organisation)

    response = visitor.sends(PAGE, {"name": "Birkesund i vækst", "brand": "#777777"})

    words = words_of(response)
    assert response.status_code == 422
    assert "4,47:1" in words
    assert "4,5:1" in words
    assert "#767676" in words
    assert "Birkesund i vækst" in response.get_data(as_text=True)
    assert brand_of(organisation) == before


@pytest.mark.parametrize("typed", ["blå", "#12345", "", "url(x)", "#0b5d66;}"])
def test_what_is_no_colour_is_refused(organisation, visitor, typed):
    visitor.signed_in_as(make.an_administrator(organisation))
    before = brand_of(organisation)

    assert visitor.sends(PAGE, {"brand": typed}).status_code == 422
    assert brand_of(organisation) == before


def test_columns_that_are_not_on_the_form_cannot_be_set(organisation, visitor):
    visitor.signed_in_as(make.an_administrator(organisation))

    visitor.sends(PAGE, {"name": "Birkesund", "slug": "overtaget", "directory_revision": "1"})

    with across_organisations():
        db.session.expire_all()
        assert db.session.get(Organisation, organisation.id).slug == "birkesund"


def test_a_name_may_not_be_empty_or_endless(organisation, visitor):
    visitor.signed_in_as(make.an_administrator(organisation))

    assert visitor.sends(PAGE, {"name": "  "}).status_code == 422
    response = visitor.sends(PAGE, {"name": "x" * 10_000})

    assert response.status_code == 422
    assert "Der er plads til 120 tegn" in words_of(response)
