"""Kompetencemål, and the work that is tied to them."""

from datetime import date

import pytest

from tests import factories as make
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import CompetenceGoal

GOALS = "/birkesund/kompetencemaal"


@pytest.fixture
def here(app):
    return make.an_organisation(name="Birkesund")


@pytest.fixture
def unit(here):
    return make.a_unit(here, "Hjemmeplejen Vest")


@pytest.fixture
def admin(here, visitor):
    return visitor.signed_in_as(make.an_administrator(here))


def fresh(goal):
    with across_organisations():
        db.session.rollback()
        return db.session.get(CompetenceGoal, goal.id)


def coded(code):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(
            db.select(CompetenceGoal).where(CompetenceGoal.code == code)
        ).all()


def typed(**given):
    return {"code": "K1", "name": "Tidlig opsporing", **given}


def test_a_goal_is_written_with_all_that_belongs_to_it(admin, here):
    parent = make.a_goal(here, "K0", "Nærvær")
    owner = make.a_leader(here, name="Lone Baadsgaard")

    response = admin.sends(
        f"{GOALS}/nyt",
        typed(
            description="Se små ændringer.\nHandle samme dag.",
            parent=parent.id,
            owner=owner.id,
            starts_on="1-1-2026",
            ends_on="31-12-2026",
        ),
    )

    assert response.status_code == 302, words_of(response)
    (goal,) = coded("K1")
    assert (goal.parent_id, goal.owner_id) == (parent.id, owner.id)
    assert (goal.starts_on, goal.ends_on) == (date(2026, 1, 1), date(2026, 12, 31))
    words = words_of(admin.opens(response.location))
    assert "K0 Nærvær" in words
    assert "Lone Baadsgaard" in words
    assert "Handle samme dag." in words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": ""}, "Skriv en kode"),
        ({"code": "k0"}, "Koden bruges allerede af »Nærvær«."),
        ({"code": "K" * 17}, "Der er plads til 16 tegn"),
        ({"name": "  "}, "Skriv, hvad målet hedder."),
        ({"ends_on": "1-1-2025", "starts_on": "1-1-2026"}, "Slutdatoen ligger før startdatoen."),
        ({"starts_on": "31.02.2026"}, "Den dato findes ikke"),
        ({"parent": "vrøvl"}, "Vælg en af mulighederne."),
        ({"name": "Bo 070761-4285"}, "CPR"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(admin, here, wrong, sentence):
    make.a_goal(here, "K0", "Nærvær")

    response = admin.sends(f"{GOALS}/nyt", typed(**{"description": "Skal ikke tabes", **wrong}))

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert "Skal ikke tabes" in words_of(response)
    assert coded("K1") == []


def test_two_organisations_may_use_the_same_code(admin):
    make.a_goal(make.an_organisation("engholm"), "K1", "Engholms mål")

    assert admin.sends(f"{GOALS}/nyt", typed()).status_code == 302
    assert len(coded("K1")) == 2


def test_a_goal_is_not_placed_under_itself_or_what_is_under_it(admin, here):
    top = make.a_goal(here, "K1", "Øverst")
    middle = make.a_goal(here, "K2", "Midten", parent_id=top.id)
    low = make.a_goal(here, "K3", "Nederst", parent_id=middle.id)

    for under in (top, middle, low):
        assert admin.sends(f"{GOALS}/{top.id}/rediger", {"parent": under.id}).status_code == 422
    assert fresh(top).parent_id is None
    assert admin.sends(f"{GOALS}/{low.id}/rediger", {"parent": top.id}).status_code == 302


def test_owner_and_parent_come_from_this_organisation(admin, here):
    elsewhere = make.an_organisation("engholm")
    foreign = make.a_goal(elsewhere, "E1", "Engholms mål")
    stranger = make.a_leader(elsewhere, name="Fremmed Leder")

    assert admin.sends(f"{GOALS}/nyt", typed(parent=foreign.id)).status_code == 422
    assert admin.sends(f"{GOALS}/nyt", typed(owner=stranger.id)).status_code == 422
    page = words_of(admin.opens(f"{GOALS}/nyt"))
    assert "Engholms mål" not in page
    assert "Fremmed" not in page


def test_a_goal_of_another_organisation_is_not_found(admin):
    foreign = make.a_goal(make.an_organisation("engholm"), "E1", "Engholms mål")

    assert "Engholms" not in words_of(admin.opens(GOALS))
    for page in (f"{GOALS}/{foreign.id}", f"{GOALS}/{foreign.id}/rediger"):
        assert admin.gets(page).status_code == 404
    for door in ("rediger", "lukning", "genaabning"):
        assert admin.posts(f"{GOALS}/{foreign.id}/{door}", typed()).status_code == 404
    assert fresh(foreign).name == "Engholms mål"
    assert fresh(foreign).is_active


@pytest.mark.parametrize("maker", [make.an_activist, make.a_consultant, make.a_leader])
def test_others_read_but_do_not_change(here, unit, visitor, maker):
    goal = make.a_goal(here)
    visitor.signed_in_as(maker(here, unit))

    assert "Nyt kompetencemål" not in words_of(visitor.opens(GOALS))
    assert "Deaktivér" not in words_of(visitor.opens(f"{GOALS}/{goal.id}"))
    assert visitor.gets(f"{GOALS}/nyt").status_code == 403
    assert visitor.posts(f"{GOALS}/{goal.id}/rediger", typed()).status_code == 403
    assert visitor.posts(f"{GOALS}/{goal.id}/lukning", {}).status_code == 403
    assert fresh(goal).is_active


def test_a_goal_is_taken_out_of_use_and_back_with_all_that_is_tied_to_it(admin, here, unit):
    goal = make.a_goal(here)
    make.a_trial(here, make.an_activist(here, unit), unit, goals=[goal])

    admin.posts(f"{GOALS}/{goal.id}/lukning", {})
    assert not fresh(goal).is_active
    assert "Ikke aktive" in words_of(admin.opens(GOALS))
    admin.posts(f"{GOALS}/{goal.id}/genaabning", {})
    assert fresh(goal).is_active


def test_the_page_shows_every_trial_the_reader_may_see_and_no_other(
    here, unit, visitor, visitors, app
):
    goal, other_goal = make.a_goal(here), make.a_goal(here, "K2", "Ro")
    owner = make.an_activist(here, unit, "Mette Kragholm")
    reader = make.an_activist(here, unit, "Lone Baadsgaard")
    common = {"unit": unit, "goals": [goal]}
    make.a_trial(
        here,
        owner,
        title="Sent",
        state=State.RUNNING,
        actual_start=date(2026, 3, 1),
        visibility="network",
        **common,
    )
    make.a_trial(
        here, owner, title="Tidligt", state=State.ADOPTED, actual_start=date(2026, 1, 5), visibility="network",
        learning_headline="Et fast spørgsmål virker.", decided_on=date(2026, 2, 1), **common,
    )  # fmt: skip
    make.a_trial(here, owner, title="Privat kladde", visibility="private", **common)
    make.a_trial(here, owner, unit, title="Et andet mål", visibility="network", goals=[other_goal])

    page = visitor.signed_in_as(reader).opens(f"{GOALS}/{goal.id}")
    titles = [cell.get_text(strip=True) for cell in page.select("tbody th")]
    assert titles == ["Tidligt", "Sent"]
    assert "Et fast spørgsmål virker." in words_of(page)
    assert "Privat" not in words_of(page)
    row = visitor.opens(GOALS).select_one("tbody tr")
    assert "2 prøvehandlinger" in " ".join(row.get_text(" ").split())

    own = visitors(app).signed_in_as(owner).opens(f"{GOALS}/{goal.id}")
    assert "Privat kladde" in words_of(own)


def test_learning_is_not_told_before_the_decision(here, unit, visitor):
    goal = make.a_goal(here)
    make.a_trial(
        here, make.an_activist(here, unit), unit, goals=[goal], state=State.REFLECTING,
        visibility="network", learning_headline="Halvfærdig tanke",
    )  # fmt: skip

    words = words_of(visitor.signed_in_as(make.a_leader(here, unit)).opens(f"{GOALS}/{goal.id}"))

    assert "Halvfærdig tanke" not in words


def test_the_administrator_sees_no_trials_by_way_of_a_goal(admin, here, unit):
    goal = make.a_goal(here)
    make.a_trial(
        here, make.an_activist(here, unit), unit, title="Skjult", visibility="network", goals=[goal]
    )

    assert "Skjult" not in words_of(admin.opens(f"{GOALS}/{goal.id}"))


def test_cycles_are_shown_to_those_who_see_them(here, unit, visitor):
    goal = make.a_goal(here)
    owner = make.an_activist(here, unit)
    make.a_cycle(here, owner, title="Ro i afsnittet", units=[unit], goals=[goal])
    make.a_cycle(here, owner, title="Endnu en kladde", state="draft", units=[unit], goals=[goal])

    words = words_of(visitor.signed_in_as(make.an_activist(here, unit)).opens(f"{GOALS}/{goal.id}"))

    assert "Ro i afsnittet" in words
    assert "Endnu en kladde" not in words


def test_a_long_list_is_paged(here, unit, visitor):
    goal = make.a_goal(here)
    owner = make.an_activist(here, unit)
    for number in range(27):
        make.a_trial(here, owner, unit, title=f"Prøve {number:02}", goals=[goal])
    visitor.signed_in_as(owner)

    assert len(visitor.opens(f"{GOALS}/{goal.id}").select("tbody tr")) == 25
    assert len(visitor.opens(f"{GOALS}/{goal.id}?side=2").select("tbody tr")) == 2
    assert len(visitor.opens(f"{GOALS}/{goal.id}?side={'9' * 30}").select("tbody tr")) == 25


def test_goals_stand_under_the_ones_they_belong_to(here, unit, visitor):
    top = make.a_goal(here, "K2", "Øverst")
    make.a_goal(here, "K1", "Under", parent_id=top.id)
    make.a_goal(here, "K3", "Ved siden af")

    page = visitor.signed_in_as(make.an_activist(here, unit)).opens(GOALS)

    assert [link.get_text() for link in page.select("tbody th a")] == [
        "K2 Øverst",
        "K1 Under",
        "K3 Ved siden af",
    ]
    assert "Delmål: K1 Under" in words_of(page)
