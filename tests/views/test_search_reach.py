"""Who finds what, how it is listed, and what is like it while one plans."""

import pytest

from tests.factories import (
    AT,
    ON,
    a_consultant,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_insight,
    an_observation,
    an_organisation,
)
from tests.views.search_setting import HERE, asked, changed, titles
from tests.web import words_of
from transfer.domain.lifecycle import State


@pytest.fixture
def here(app):
    return an_organisation("birkesund")


@pytest.fixture
def unit(here):
    return a_unit(here, "Hjemmeplejen Vest")


@pytest.fixture
def owner(here, unit):
    return an_activist(here, unit, "Mette")


@pytest.fixture
def activist(visitor, owner):
    return visitor.signed_in_as(owner)


# Who finds what


def test_a_leader_finds_open_work_by_what_leaders_read_and_closed_work_by_all_but_notes(
    app, here, unit, owner, visitors
):
    leader = visitors(app).signed_in_as(a_leader(here, unit))
    told = {
        "visibility": "network",
        "actual_start": ON,
        "learning": "Hunden gøede.",
        "action": "Vi synger.",
    }
    trial = a_trial(here, owner, unit, title="Alfa", state=State.RUNNING, **told)
    an_observation(trial, owner, saw="Kattene sov.")
    assert titles(asked(leader, "synger")) == ["Alfa"]
    assert titles(asked(leader, "hunden")) == [] == titles(asked(leader, "kattene"))
    changed(trial, state=State.STOPPED, decided_on=ON)
    assert titles(asked(leader, "hunden")) == ["Alfa"]
    assert titles(asked(leader, "kattene")) == []
    changed(trial, state=State.REFLECTING)
    assert titles(asked(leader, "hunden")) == []
    page = asked(leader, "alfa")
    assert titles(page) == ["Alfa"] and "Hunden" not in words_of(page)


def test_words_from_what_one_reads_and_what_one_does_not_find_nothing_together(
    app, here, unit, owner, visitors
):
    leader = visitors(app).signed_in_as(a_leader(here, unit))
    a_trial(
        here, owner, unit, title="Alfa", state=State.RUNNING, visibility="network", learning="Hunden gøede."
    )  # fmt: skip
    assert titles(asked(leader, "alfa hunden")) == []


def test_what_is_shared_later_is_found_later(app, here, unit, owner, visitors):
    colleague = visitors(app).signed_in_as(an_activist(here, a_unit(here)))
    consultant = visitors(app).signed_in_as(a_consultant(here, unit))
    trial = a_trial(here, owner, unit, title="Alfa", visibility="private")
    assert titles(asked(colleague, "alfa")) == [] and titles(asked(consultant, "alfa")) == ["Alfa"]
    changed(trial, visibility="network")
    assert titles(asked(colleague, "alfa")) == ["Alfa"]


def test_another_organisation_finds_nothing_of_it(app, here, unit, owner, visitors):
    a_trial(here, owner, unit, title="Alfa", visibility="network")
    there = an_organisation("engholm")
    stranger = visitors(app).signed_in_as(an_activist(there, a_unit(there)))
    assert titles(stranger.opens("/engholm/soeg?q=alfa")) == []
    stranger.opens("/birkesund/soeg?q=alfa", 404)


# The list


def test_the_list_finds_as_the_search_does(here, unit, owner, activist):
    a_trial(here, owner, unit, title="Alfa", learning="Samtalerne blev længere.", updated_at=AT)
    a_trial(here, owner, unit, title="Beta")
    page = words_of(activist.opens("/birkesund/proevehandlinger?q=samtale"))
    assert "Alfa" in page and "Beta" not in page and "1 prøvehandling" in page
    nothing = words_of(activist.opens("/birkesund/proevehandlinger?q=og"))
    assert "Ingen prøvehandlinger passer" in nothing


def test_every_page_leads_to_the_search(activist):
    page = activist.opens("/birkesund/")
    assert page.select_one("header form[role=search]")["action"] == HERE
    assert page.select_one(f"nav.bar a[href='{HERE}']")
    assert not activist.opens(HERE).select("header form[role=search]")


# While one plans


def plan_page(visitor, trial):
    return visitor.opens(f"/birkesund/proevehandlinger/{trial.id}/rediger/ide")


def likes(page):
    return [one.get_text() for one in page.select("section[aria-labelledby=lignende] .box-title")]


def test_what_others_tried_that_is_like_it_stands_beside_the_plan(here, unit, owner, activist):
    mine = a_trial(here, owner, unit, title="Dæmpet lys om natten på gangen")
    other = an_activist(here, a_unit(here, "Lindegården"), "Jonas")
    far = a_unit(here, "Havnegade")
    told = {"state": State.STOPPED, "visibility": "network", "decided_on": ON}
    a_trial(
        here,
        other,
        far,
        title="Dæmpet nat på gangen",
        learning_headline="Lyset gjorde det.",
        **told,
    )
    a_trial(here, other, far, title="Gåsamtaler ved søen", **told)
    a_trial(here, other, far, title="Lys på gangen hele natten, dæmpet", visibility="private")
    an_insight(here, headline="Dæmpet lys på gangen giver ro", state="published", published_on=ON)
    page = plan_page(activist, mine)
    assert sorted(likes(page)) == ["Dæmpet lys på gangen giver ro", "Dæmpet nat på gangen"]
    assert page.select_one("section[aria-labelledby=lignende] ~ .form-buttons")
    assert "Lyset gjorde det." in words_of(page) and "Stoppet" in words_of(page)


def test_a_plan_like_no_other_stands_alone(here, unit, owner, activist):
    mine = a_trial(here, owner, unit, title="Dæmpet lys om natten")
    a_trial(here, owner, unit, title="Gåsamtaler ved søen")
    assert likes(plan_page(activist, mine)) == []


# Very many


def test_of_very_many_those_with_it_in_their_title_and_then_the_newest_come_first(
    here, unit, owner, activist, monkeypatch
):
    monkeypatch.setattr("transfer.search.asking.COUNTED", 3)
    for number in range(4):
        a_trial(here, owner, unit, title=f"Andet {number}", action="Musik og sang.")
        a_trial(here, owner, unit, title=f"Musik {number}")
    seen = titles(asked(activist, "musik"))
    assert seen == [f"{word} {number}" for word in ("Musik", "Andet") for number in (3, 2, 1, 0)]
    assert len(set(titles(asked(activist, "hjemmeplejen")))) == len(seen)
