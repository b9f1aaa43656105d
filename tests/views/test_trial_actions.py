"""From a title to a decision, through the pages."""

import pytest

from tests.factories import a_goal, an_activist, an_organisation
from tests.views.trial_setting import HERE, again, the_scene, typed_into
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.models import TrialAction


@pytest.fixture
def scene(app, visitor):
    return the_scene(app, visitor)


def the_only_one():
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(db.select(TrialAction)).one()


def test_a_title_is_enough_to_begin(scene, visitor):
    answer = visitor.sends(f"{HERE}/ny", {"title": "Æbler på bordet"})

    assert answer.status_code == 302
    trial = the_only_one()
    assert (trial.title, trial.state, trial.unit_id) == ("Æbler på bordet", "idea", scene.unit.id)
    assert trial.visibility == "private"
    assert "Æbler på bordet" in words_of(visitor.opens(answer.location))


def test_no_title_is_told_at_the_field_and_the_rest_is_kept(scene, visitor):
    answer = visitor.sends(f"{HERE}/ny", {"title": "  ", "challenge": "Støj ved middagen"})

    assert answer.status_code == 422
    assert "Skriv en titel" in words_of(answer)
    assert "Støj ved middagen" in answer.get_data(as_text=True)
    with across_organisations():
        assert db.session.scalar(db.select(db.func.count(TrialAction.id))) == 0


def test_a_form_sent_twice_makes_one_trial(scene, visitor):
    values = {**typed_into(visitor, f"{HERE}/ny"), "title": "Én gang"}

    first, second = visitor.posts(f"{HERE}/ny", values), visitor.posts(f"{HERE}/ny", values)

    assert first.location == second.location
    the_only_one()


def test_going_back_and_saving_again_leads_to_the_idea_that_is_there(app, scene, visitor, visitors):
    def saves(who, **typed):
        return who.sends(f"{HERE}/ny", {"title": "Æbler", "challenge": "De spiser ikke", **typed})

    first = saves(visitor)
    second = saves(visitor)
    assert second.location == first.location
    assert "Idéen var allerede gemt." in words_of(visitor.opens(second.location))
    other = visitors(app).signed_in_as(an_activist(scene.organisation, scene.unit))
    others = saves(other).location
    changed = saves(visitor, challenge="De drikker ikke").location
    assert len({first.location, others, changed}) == 3, "no typed word is lost"
    visitor.sends(f"{first.location}/rediger/handling", {"svar-action": "Skær dem ud"})
    assert saves(visitor).location != first.location, "that one has moved on"


def test_what_became_different_waits_for_any_answer_but_yes(scene, visitor):
    page = visitor.opens(f"{HERE}/{scene.reflecting().id}/rediger/refleksion")
    waiting = page.select_one("[data-asked-when]:has([name=svar-deviations])")
    assert waiting["data-asked-when"].split() == ["svar-fidelity=partly", "svar-fidelity=no"]


def test_a_transfer_is_asked_what_it_builds_on(scene, visitor):
    trial = scene.trial()
    address = f"{HERE}/{trial.id}"
    visitor.sends(
        f"{address}/rediger/ide",
        {"svar-origin": "course", "svar-relation": "transferred_copied"},
    )
    page = visitor.opens(f"{address}/rediger/ide")
    waiting = page.select_one("[data-asked-when]:has([name=svar-parent])")
    assert "svar-relation=transferred_copied" in waiting["data-asked-when"].split()
    assert "svar-origin=other_trial" in waiting["data-asked-when"].split()
    told = "Vælg den prøvehandling, I har den fra – eller ret svaret om slægtskab."
    assert told in words_of(visitor.sends(f"{address}/plan", {}))
    assert told in words_of(visitor.opens(f"{address}/rediger/ide?mangler=1"))
    visitor.sends(f"{address}/rediger/ide", {"svar-relation": "developed_here"})
    assert "Bygger på" not in words_of(visitor.sends(f"{address}/plan", {}))


@pytest.mark.parametrize(
    ("step", "key", "typed", "said"),
    [
        ("ide", "title", "x" * 10_000, "Der er plads til 160 tegn. Du har skrevet 10.000."),
        ("tid-og-mennesker", "start_date", "31.02.2026", "Den dato findes ikke"),
        ("tid-og-mennesker", "start_date", "01-01-20225", "år"),
        ("forventning", "measure_before", "tolv", "cifre"),
        ("ide", "origin", "stjernerne", "er ikke en af dem"),
        ("ide", "goals", "00000000-0000-0000-0000-000000000000", "er ikke en af dem"),
        ("ide", "challenge", "Borgeren 251248-4916 faldt", "CPR"),
    ],
)
def test_bad_input_is_refused_at_the_field_and_kept(scene, visitor, step, key, typed, said):
    trial = scene.trial(challenge="Som før")
    address = f"{HERE}/{trial.id}/rediger/{step}"

    answer = visitor.sends(address, {f"svar-{key}": typed})

    assert answer.status_code == 422
    assert said in words_of(answer)
    if key in ("title", "start_date", "measure_before", "challenge"):
        assert typed in answer.get_data(as_text=True)
    assert again(trial).revision == trial.revision


def test_an_end_before_the_start_is_refused(scene, visitor):
    trial = scene.trial()
    typed = {"svar-start_date": "24-01-2026", "svar-end_date": "23-01-2026"}

    answer = visitor.sends(f"{HERE}/{trial.id}/rediger/tid-og-mennesker", typed)

    assert answer.status_code == 422
    assert "Slutdatoen ligger før startdatoen" in words_of(answer)
    assert again(trial).start_date is None


def test_the_title_cannot_be_taken_away(scene, visitor):
    trial = scene.trial()

    answer = visitor.sends(f"{HERE}/{trial.id}/rediger/ide", {"svar-title": "   "})

    assert answer.status_code == 422
    assert again(trial).title == trial.title


def test_emoji_stay_and_what_cannot_be_seen_goes(scene, visitor):
    trial = scene.trial()

    visitor.sends(
        f"{HERE}/{trial.id}/rediger/ide", {"svar-title": "Kaf\u200bfe ☕ og\x00 æbler\u202e"}
    )

    assert again(trial).title == "Kaffe ☕ og æbler"


def test_a_goal_of_another_organisation_cannot_be_chosen(scene, visitor):
    trial = scene.trial()
    foreign = a_goal(an_organisation("engholm"), "K9", "Fremmed")

    answer = visitor.sends(f"{HERE}/{trial.id}/rediger/ide", {"svar-goals": [foreign.id]})

    assert answer.status_code == 422
    assert "Fremmed" not in words_of(answer)
