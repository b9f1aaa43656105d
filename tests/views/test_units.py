"""The tree of units: made, renamed, moved, taken out of use."""

import pytest

from tests import factories as make
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import Unit

UNITS = "/birkesund/administration/enheder"


@pytest.fixture
def here(app):
    return make.an_organisation(name="Birkesund")


@pytest.fixture
def admin(here, visitor):
    return visitor.signed_in_as(make.an_administrator(here))


@pytest.fixture
def department(here):
    return make.a_unit(here, "Social og sundhed", kind=UnitKind.DEPARTMENT)


@pytest.fixture
def area(here, department):
    return make.a_unit(here, "Ældre", parent=department, kind=UnitKind.AREA)


@pytest.fixture
def unit(here, area):
    return make.a_unit(here, "Hjemmeplejen Vest", parent=area)


def fresh(record):
    with across_organisations():
        db.session.rollback()
        return db.session.get(Unit, record.id)


def named(name):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(db.select(Unit).where(Unit.name == name)).one_or_none()


def test_the_kind_follows_from_the_place(admin):
    above = "top"
    for name, kind in [("Social", "department"), ("Ældre", "area"), ("Team Vest", "unit")]:
        response = admin.sends(f"{UNITS}/ny", {"name": name, "parent": above})
        assert response.status_code == 302, words_of(response)
        made = named(name)
        assert made.kind == kind
        above = made.id


def test_nothing_is_placed_under_the_lowest_kind_or_in_another_organisation(admin, unit):
    foreign = make.a_unit(make.an_organisation("engholm"), "Engholm", kind=UnitKind.DEPARTMENT)

    for parent in (unit.id, foreign.id, "vrøvl"):
        response = admin.sends(f"{UNITS}/ny", {"name": "Ny", "parent": parent})
        assert response.status_code == 422
    assert named("Ny") is None
    assert "Engholm" not in words_of(admin.opens(UNITS))


def test_the_same_name_twice_in_the_same_place_is_refused(admin, unit, area):
    response = admin.sends(f"{UNITS}/ny", {"name": "hjemmeplejen vest", "parent": area.id})

    assert response.status_code == 422
    assert "Der er allerede en enhed med det navn" in words_of(response)


def test_a_unit_is_renamed_and_moved_with_all_below_it(admin, here, department, area, unit):
    other = make.a_unit(here, "Kultur", kind=UnitKind.DEPARTMENT)

    response = admin.sends(f"{UNITS}/{area.id}", {"name": "Ældre og pleje", "parent": other.id})

    assert response.status_code == 302
    assert fresh(area).name == "Ældre og pleje"
    assert fresh(area).parent_id == other.id
    assert fresh(unit).parent_id == area.id


@pytest.mark.parametrize("where", ["itself", "below", "a lower kind", "top", "elsewhere"])
def test_a_unit_is_not_moved_where_it_cannot_be(admin, here, department, area, unit, where):
    foreign = make.a_unit(make.an_organisation("engholm"), kind=UnitKind.DEPARTMENT)
    lower = make.a_unit(here, "Team", parent=department)
    targets = {
        "itself": area.id,
        "below": unit.id,
        "a lower kind": lower.id,
        "top": "top",
        "elsewhere": foreign.id,
    }

    response = admin.sends(f"{UNITS}/{area.id}", {"parent": targets[where]})

    assert response.status_code == 422
    assert fresh(area).parent_id == department.id


def test_a_unit_in_use_is_not_deleted_and_says_what_uses_it(admin, here, area, unit):
    activist = make.an_activist(here, unit)
    make.a_trial(here, activist, unit)
    make.a_cycle(here, activist, units=[unit])

    words = words_of(admin.opens(f"{UNITS}/{unit.id}"))
    assert "1 prøvehandling" in words
    assert "1 læringsforløb" in words
    assert "1 rolle" in words
    assert admin.posts(f"{UNITS}/{unit.id}/sletning", {}).status_code == 422
    assert admin.posts(f"{UNITS}/{area.id}/sletning", {}).status_code == 422
    assert fresh(unit) is not None


def test_a_unit_that_nothing_is_tied_to_is_deleted(admin, unit):
    assert admin.posts(f"{UNITS}/{unit.id}/sletning", {}).status_code == 302
    assert named("Hjemmeplejen Vest") is None


def test_a_unit_is_taken_out_of_use_and_back_from_the_bottom_up(admin, area, unit):
    refused = admin.posts(f"{UNITS}/{area.id}/lukning", {})
    assert refused.status_code == 422
    assert "Hjemmeplejen Vest" in words_of(refused)

    for one in (unit, area):
        assert admin.posts(f"{UNITS}/{one.id}/lukning", {}).status_code == 302
        assert not fresh(one).is_active
    assert admin.posts(f"{UNITS}/{unit.id}/genaabning", {}).status_code == 422
    for one in (area, unit):
        assert admin.posts(f"{UNITS}/{one.id}/genaabning", {}).status_code == 302
        assert fresh(one).is_active


def test_a_unit_out_of_use_is_not_offered(admin, here, area):
    make.a_unit(here, "Lukket Område", kind=UnitKind.AREA, is_active=False)

    assert "Lukket Område" in words_of(admin.opens(UNITS))
    assert "Lukket Område" not in words_of(admin.opens(f"{UNITS}/ny"))


def test_units_of_another_organisation_are_not_found(admin):
    elsewhere = make.an_organisation("engholm")
    foreign = make.a_unit(elsewhere, "Engholm Nord")
    make.a_membership(make.a_person(), elsewhere, Role.LEADER, foreign)

    assert admin.gets(f"{UNITS}/{foreign.id}").status_code == 404
    for door in ("", "/lukning", "/genaabning", "/sletning"):
        answer = admin.posts(f"{UNITS}/{foreign.id}{door}", {"name": "Overtaget", "parent": "top"})
        assert answer.status_code == 404
    assert fresh(foreign).name == "Engholm Nord"
    assert fresh(foreign).is_active


def test_a_doubled_submit_makes_one_unit(admin):
    for _ in range(2):
        admin.sends(f"{UNITS}/ny", {"name": "Social", "parent": "top"})

    assert named("Social") is not None


def test_a_name_of_nothing_visible_is_no_name(admin):
    response = admin.sends(f"{UNITS}/ny", {"name": "\u200b \u200d", "parent": "top"})

    assert response.status_code == 422
    assert "Skriv enhedens navn." in words_of(response)
