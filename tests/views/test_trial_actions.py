"""From a title to a decision, through the pages."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.factories import (
    PLAN,
    REFLECTION,
    a_consultant,
    a_goal,
    a_leader,
    a_membership,
    a_trial,
    a_unit,
    an_activist,
    an_organisation,
)
from tests.reports.reading import Read
from tests.web import values_of, words_of
from transfer.access import now, today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role
from transfer.models import TrialAction

HERE = "/birkesund/proevehandlinger"


@pytest.fixture
def scene(app, visitor):
    """An activist in a unit of one organisation, signed in."""

    class Scene:
        organisation = an_organisation()
        unit = a_unit(organisation, "Hjemmeplejen Vest")
        goal = a_goal(organisation)
        activist = an_activist(organisation, unit, "Jonas Bredal")

        def trial(self, **given):
            return a_trial(self.organisation, self.activist, self.unit, **given)

        def planned(self, **given):
            return self.trial(**{**PLAN, "goals": [self.goal], "state": State.PLANNED, **given})

        def running(self, **given):
            start = today() - timedelta(days=10)
            return self.planned(
                **{
                    "state": State.RUNNING,
                    "start_date": start,
                    "actual_start": start,
                    "end_date": today(),
                    "visibility": "network",
                    "predicted_on": start,
                    **given,
                }
            )

        def reflecting(self, **given):
            return self.running(
                **{"state": State.REFLECTING, "actual_end": today() - timedelta(days=1), **given}
            )

    visitor.signed_in_as(Scene.activist)
    return Scene()


def again(trial):
    """The trial as it stands in the database now."""
    with across_organisations():
        db.session.rollback()
        return db.session.get(TrialAction, trial.id, populate_existing=True)


def the_only_one():
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(db.select(TrialAction)).one()


def typed_into(visitor, address):
    """What the form of the page holds, ready to be changed and sent."""
    return values_of(visitor.opens(address).select_one("main form[method=post]"))


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


def test_the_whole_path_from_plan_to_adoption(scene, visitor):
    trial = scene.trial()
    at = f"{HERE}/{trial.id}"

    visitor.sends(
        f"{at}/rediger/ide",
        {
            "svar-goals": [scene.goal.id],
            "svar-origin": "course",
            "svar-challenge": PLAN["challenge"],
        },
    )
    visitor.sends(
        f"{at}/rediger/handling", {"svar-action": PLAN["action"], "svar-scale": "one_team"}
    )
    visitor.sends(
        f"{at}/rediger/forventning",
        {
            "svar-prediction": PLAN["prediction"],
            "svar-signs": PLAN["signs"],
            "svar-measure_before": "3,5",
        },
    )
    start = (today() - timedelta(days=1)).strftime("%d-%m-%Y")
    visitor.sends(f"{at}/rediger/tid-og-mennesker", {"svar-start_date": start})
    planned = again(trial)
    assert planned.end_date - planned.start_date == timedelta(days=21)
    assert planned.reflection_due - planned.end_date == timedelta(days=14)

    assert visitor.sends(f"{at}/plan", {}).status_code == 302
    assert again(trial).state == "planned"
    page = words_of(visitor.opens(f"{at}/start"))
    assert PLAN["prediction"] in page
    visitor.sends(f"{at}/start", {"visibility": "unit"})
    running = again(trial)
    assert (running.state, running.visibility, running.actual_start) == ("running", "unit", today())

    early = visitor.sends(f"{at}/afslutning", {})
    assert early.status_code == 422
    assert "hvorfor I slutter før tid" in words_of(early)
    visitor.sends(f"{at}/afslutning", {"reason": "Borgerne sagde fra"})
    assert again(trial).state == "reflecting"

    lacking = visitor.sends(
        f"{at}/rediger/refleksion", {"svar-what_happened": "Meget", "indsend": "1"}
    )
    assert lacking.status_code == 422
    assert "Meget" in lacking.get_data(as_text=True)
    told = {f"svar-{key}": str(value) for key, value in REFLECTION.items()}
    visitor.sends(f"{at}/rediger/refleksion", {**told, "indsend": "1"})
    assert again(trial).reflected_on == today()

    decided = {
        "svar-decision": "adopt",
        "svar-decision_reason": "Det virker",
        "svar-decided_by": "Lederen og teamet",
        "svar-next_step": "Skriv det ind",
        "svar-next_step_owner": "Jonas",
        "svar-next_step_due": "01-02-2027",
        "indsend": "1",
    }
    missing = visitor.sends(f"{at}/rediger/beslutning", decided)
    assert missing.status_code == 422, "adopting asks for who owns it and how it is kept alive"
    answer = visitor.sends(
        f"{at}/rediger/beslutning",
        {**decided, "svar-anchor_owner": "Lederen", "svar-anchor_means": ["roster", "meeting"]},
    )
    assert answer.status_code == 302
    adopted = again(trial)
    assert adopted.state == "adopted"
    assert [check.month for check in adopted.checks] == [3, 6, 12]
    page = words_of(visitor.opens(at))
    assert "Efter 3 måneder" in page


def test_submitting_the_plan_lists_all_that_is_missing_with_links(scene, visitor):
    trial = scene.trial()

    answer = visitor.sends(f"{HERE}/{trial.id}/plan", {})

    assert answer.status_code == 422
    links = [link["href"] for link in visitor.opens(f"{HERE}/{trial.id}/plan").select(".missing a")]
    assert len(links) >= 9
    assert all(f"/{trial.id}/rediger/" in link and "#svar-" in link for link in links)
    page = visitor.opens(links[0].split("#")[0])
    assert page.select(".form-error-message"), "the field says what is missing"


def test_prediction_and_signs_are_locked_once_it_runs(scene, visitor):
    trial = scene.running()

    page = visitor.opens(f"{HERE}/{trial.id}/rediger/forventning")

    assert not page.select("[name=svar-prediction], [name=svar-signs]")
    assert PLAN["prediction"] in words_of(page)
    answer = visitor.sends(
        f"{HERE}/{trial.id}/rediger/forventning", {"svar-prediction": "Noget andet"}
    )
    assert answer.status_code == 302
    assert again(trial).prediction == PLAN["prediction"]


def test_a_button_pressed_twice_changes_nothing_the_second_time(scene, visitor):
    trial = scene.planned()
    values = {**typed_into(visitor, f"{HERE}/{trial.id}/start"), "visibility": "unit"}

    assert visitor.posts(f"{HERE}/{trial.id}/start", values).status_code == 302
    twice = visitor.posts(f"{HERE}/{trial.id}/start", values)

    assert twice.status_code == 409
    assert "allerede flyttet" in words_of(twice)
    assert again(trial).state == "running"


def test_adjusting_makes_the_next_round(scene, visitor):
    trial = scene.reflecting(**REFLECTION)

    answer = visitor.sends(
        f"{HERE}/{trial.id}/rediger/beslutning",
        {
            "svar-decision": "adapt",
            "svar-decision_reason": "Skil ændringerne ad",
            "svar-decided_by": "Teamet",
            "svar-next_step": "Planlæg runde 2",
            "svar-next_step_owner": "Jonas",
            "svar-next_step_due": "01-03-2027",
            "indsend": "1",
        },
    )

    assert again(trial).state == "adapted"
    with across_organisations():
        child = db.session.get(TrialAction, UUID(answer.location.rsplit("/", 1)[1]))
        assert (child.state, child.relation, child.parent_id) == ("planned", "next_round", trial.id)
        assert child.goal_ids == (scene.goal.id,)
        assert child.prediction is None


def test_stopping_asks_only_for_the_learning(scene, visitor):
    trial = scene.reflecting(learning="Vi lærte", learning_headline="Kort sagt")

    answer = visitor.sends(
        f"{HERE}/{trial.id}/rediger/beslutning",
        {
            "svar-decision": "stop",
            "svar-decision_reason": "Skadede",
            "svar-decided_by": "Lederen",
            "indsend": "1",
        },
    )

    assert answer.status_code == 302
    assert again(trial).state == "stopped"


def test_pause_resume_extend_cancel_reopen_and_revive(scene, visitor):
    at = today()
    trial = scene.running()
    visitor.sends(f"{HERE}/{trial.id}/pause", {"day": (at + timedelta(7)).strftime("%d-%m-%Y")})
    assert again(trial).look_again_on == at + timedelta(7)
    visitor.posts(f"{HERE}/{trial.id}/genoptagelse/afproevning", {})
    assert again(trial).state == "running"
    visitor.sends(f"{HERE}/{trial.id}/afslutning", {"reason": "x"})
    until = (at + timedelta(9)).strftime("%d-%m-%Y")
    visitor.sends(f"{HERE}/{trial.id}/forlaengelse", {"day": until})
    assert (again(trial).state, again(trial).end_date) == ("running", at + timedelta(9))

    idea = scene.trial()
    visitor.sends(f"{HERE}/{idea.id}/opgivelse", {"text": "Ingen tid"})
    assert (again(idea).state, again(idea).ending_note) == ("cancelled", "Ingen tid")

    stopped = scene.reflecting(state=State.STOPPED, decision="stop", decided_on=at)
    visitor.posts(f"{HERE}/{stopped.id}/genaabning", {})
    assert again(stopped).state == "reflecting"
    old = scene.reflecting(state=State.STOPPED, decision="stop", decided_on=at - timedelta(31))
    assert visitor.posts(f"{HERE}/{old.id}/genaabning", {}).status_code == 403

    lapsed = scene.reflecting(state=State.LAPSED, decision="adopt", decided_on=at - timedelta(200))
    visitor.posts(f"{HERE}/{lapsed.id}/genoplivning", {})
    assert (again(lapsed).state, len(again(lapsed).checks)) == ("adopted", 3)


def test_a_check_moves_the_state(scene, visitor):
    trial = scene.reflecting(**REFLECTION, decision="adopt", decided_on=today() - timedelta(270))
    trial.state = State.ADOPTED
    with across_organisations():
        trial._schedule_checks()
        db.session.commit()

    early = f"{HERE}/{trial.id}/forankringstjek/1/12"
    assert "Indtil da kan du sige til" in words_of(visitor.opens(early))
    assert [tap["href"][-7:] for tap in visitor.opens(early).select(".tap")] == [
        "=lapsed",
        "retired",
    ]
    alive = {"status": "held_as_is", "evidence": "Set", "followup": "continue"}
    assert visitor.sends(f"{early}?svar=lapsed", alive).status_code == 422
    assert (again(trial).state, again(trial).checks[2].checked_on) == ("adopted", None)

    answer = visitor.sends(
        f"{HERE}/{trial.id}/forankringstjek/1/6?svar=held_adapted",
        {"status": "held_adapted", "evidence": "Set på morgenmødet", "followup": "continue"},
    )

    assert answer.status_code == 302
    assert again(trial).state == "anchored"
    gone = {"status": "lapsed", "evidence": "Spurgt", "followup": "revive"}
    lacking = visitor.sends(f"{HERE}/{trial.id}/forankringstjek/1/12?svar=lapsed", gone)
    assert lacking.status_code == 422
    assert "hvorfor den faldt bort" in words_of(lacking)
    visitor.sends(
        f"{HERE}/{trial.id}/forankringstjek/1/12?svar=lapsed", {**gone, "lapse_reason": "no_owner"}
    )
    revived = again(trial)
    assert revived.state == "adopted"
    assert [(one.series, one.month) for one in revived.checks][3:] == [(2, 3), (2, 6), (2, 12)]


def test_an_answered_check_is_mended_by_its_own_people_and_the_state_follows(
    app, scene, visitor, visitors
):
    trial = scene.reflecting(**REFLECTION, decision="adopt", decided_on=date(2026, 1, 5))
    trial.state = State.ADOPTED
    with across_organisations():
        trial._schedule_checks()
        db.session.commit()
    check = f"{HERE}/{trial.id}/forankringstjek/1/6"
    tapped = visitor.opens(f"{check}?svar=held_as_is")
    assert tapped.select_one("input[name=followup][checked]")["value"] == "continue"
    lapsed = {"status": "lapsed", "known_by": ["seen", "asked"], "evidence": "Ingen gør det"}
    visitor.sends(
        f"{check}?svar=lapsed", {**lapsed, "followup": "retire", "lapse_reason": "no_owner"}
    )
    assert again(trial).state == "lapsed"
    assert again(trial).checks[1].evidence == "Set, spurgt: Ingen gør det"

    shown = visitor.opens(check)
    assert "Ret forankringstjekket efter 6 måneder" in words_of(shown)
    stale = {"status": "held_as_is", "evidence": "Set i går", "followup": "adapt"}
    overtaken = visitor.sends(check, {**stale, "seen": "2020-01-01"})
    assert overtaken.status_code == 409
    assert "Set i går" in overtaken.get_data(as_text=True)
    stand = shown.select_one("input[name=seen]")["value"]
    answer = visitor.sends(check, {**stale, "seen": stand})
    assert answer.status_code == 302
    mended = again(trial)
    assert (mended.state, mended.checks[1].status, mended.checks[1].lapse_reason) == (
        "anchored", "held_as_is", None,
    )  # fmt: skip
    next_rounds = sa.select(TrialAction.state).where(TrialAction.parent_id == trial.id)
    with across_organisations():
        assert list(db.session.scalars(next_rounds)) == ["planned"]
    told = words_of(visitor.opens(f"{HERE}/{trial.id}/historik"))
    assert "rettede et svar på et forankringstjek" in told
    assert "Lever den stadig? (efter 6 måneder)" in told

    leader = visitors(app).signed_in_as(a_leader(scene.organisation, scene.unit))
    shown = leader.opens(f"{HERE}/{trial.id}/forankringstjek/1/3?svar=partly")
    values = values_of(shown.select_one("main form"))
    visitor.sends(f"{HERE}/{trial.id}/forankringstjek/1/3?svar=held_as_is", {"known_by": ["seen"]})
    mine = {"evidence": "Set hver fredag", "followup": "continue"}
    late = leader._posts(f"{HERE}/{trial.id}/forankringstjek/1/3", {**values, **mine})
    assert late.status_code == 409
    assert "Dit eget svar står herunder og er ikke gemt." in words_of(late)
    assert "Set hver fredag" in late.get_data(as_text=True)


# Two people at once


def test_an_overtaken_save_shows_both_versions_and_loses_nothing(app, scene, visitor, visitors):
    colleague = an_activist(scene.organisation, scene.unit, "Sanne Vestervig")
    trial = scene.trial(participants=[colleague], challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    mine = {
        **typed_into(visitor, address),
        "svar-challenge": "Min udgave",
        "svar-title": "Min titel",
    }
    visitors(app).signed_in_as(colleague).sends(address, {"svar-challenge": "Sannes udgave"})

    answer = visitor.posts(address, mine)

    assert answer.status_code == 409
    page = words_of(answer)
    assert "Min udgave" in page and "Sannes udgave" in page and "Sanne Vestervig" in page
    assert again(trial).challenge == "Sannes udgave"

    from bs4 import BeautifulSoup

    form = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one("form.conflict")
    kept = {**values_of(form), "keep-challenge": "both"}
    assert visitor.posts(address, kept).status_code == 302
    assert again(trial).challenge == "Sannes udgave\n\nMin udgave"
    assert again(trial).title == "Min titel"


def test_two_windows_of_one_person_are_not_called_somebody_else(scene, visitor):
    trial = scene.trial(challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    old = {**typed_into(visitor, address), "svar-challenge": "Fra den gamle fane"}
    visitor.sends(address, {"svar-challenge": "Fra den nye fane"})

    page = words_of(visitor.posts(address, old))

    assert "Du har selv gemt imens et andet sted" in page and "Det, du selv gemte" in page
    assert "anden har" not in page


def test_a_stale_form_that_changes_nothing_else_is_simply_saved(scene, visitor):
    trial = scene.trial(challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    old = typed_into(visitor, address)
    visitor.sends(f"{HERE}/{trial.id}/rediger/handling", {"svar-action": "Noget"})

    answer = visitor.posts(address, {**old, "svar-challenge": "Først"})

    assert answer.status_code == 302


# History


def test_history_tells_who_changed_what_and_an_old_version_comes_back(scene, visitor):
    trial = scene.trial()
    address = f"{HERE}/{trial.id}/rediger/ide"
    visitor.sends(address, {"svar-challenge": "Første udgave"})
    visitor.sends(address, {"svar-challenge": "Anden udgave"})

    page = visitor.opens(f"{HERE}/{trial.id}/historik")

    text = words_of(page)
    assert "Jonas Bredal" in text and "Første udgave" in text and "Anden udgave" in text
    older = page.select("a[href*='/historik/']")[1]["href"]
    assert "Første udgave" in words_of(visitor.opens(older))
    visitor.posts(f"{older}/gendannelse", {})
    assert again(trial).challenge == "Første udgave"


# Who sees what


def test_a_draft_is_for_its_own_people_and_the_consultant(app, scene, visitors):
    trial = scene.trial(title="Hemmelig idé")
    at = f"{HERE}/{trial.id}"
    organisation, unit = scene.organisation, scene.unit
    strangers = [an_activist(organisation, unit), a_leader(organisation, unit)]

    for stranger in strangers:
        other = visitors(app).signed_in_as(stranger)
        other.opens(at, 404)
        assert "Hemmelig" not in words_of(other.opens(HERE))
    adviser = visitors(app).signed_in_as(a_consultant(organisation))
    assert "Hemmelig idé" in words_of(adviser.opens(at))
    adviser.opens(f"{at}/rediger/ide", 403)
    assert adviser.posts(f"{at}/start", {}).status_code == 403


def test_a_leader_reads_while_it_runs_only_what_helps_to_support(app, scene, visitors):
    trial = scene.running(
        prediction="Vi venter ro", other_answers={"support_needed": "Ti minutter"}
    )
    leader = visitors(app).signed_in_as(a_leader(scene.organisation, scene.unit))

    page = words_of(leader.opens(f"{HERE}/{trial.id}"))

    assert PLAN["action"] in page and "Ti minutter" in page
    assert "Vi venter ro" not in page and PLAN["challenge"] not in page
    leader.opens(f"{HERE}/{trial.id}/historik", 403)
    assert leader.gets(f"{HERE}/liste.csv").status_code == 403


def test_another_organisation_cannot_tell_that_it_exists(app, scene, visitors):
    trial = scene.running(visibility="department")
    elsewhere = an_organisation("engholm")
    stranger = visitors(app).signed_in_as(an_activist(elsewhere, a_unit(elsewhere)))

    for address in (f"{HERE}/{trial.id}", HERE, f"/engholm/proevehandlinger/{trial.id}"):
        stranger.opens(address, 404)
    never = stranger.gets("/engholm/proevehandlinger/00000000-0000-7000-8000-000000000000")
    there = stranger.gets(f"/engholm/proevehandlinger/{trial.id}")
    assert never.get_data() == there.get_data()


# The list


def test_the_list_filters_sorts_and_counts_as_the_address_says(scene, visitor):
    scene.trial(title="Alfa")
    scene.running(title="Beta")

    assert "Beta" not in words_of(visitor.opens(f"{HERE}?tilstand=idea"))
    only = words_of(visitor.opens(f"{HERE}?tilstand=i-gang&maal=K1&enhed={scene.unit.id}&q=beta"))
    assert "Beta" in only and "Alfa" not in only and "1 prøvehandling" in only
    sorted_page = words_of(visitor.opens(f"{HERE}?sorter=-titel"))
    assert sorted_page.index("Beta") < sorted_page.index("Alfa")
    nothing = words_of(visitor.opens(f"{HERE}?q=findesikke"))
    assert "Ingen prøvehandlinger passer" in nothing


def test_the_ideas_tell_how_old_they_are_and_why_some_were_given_up(scene, visitor):
    scene.trial(title="Musik til maden", created_at=now() - timedelta(days=23))
    given_up = scene.planned(title="Fælles frokost", visibility="unit")
    scene.running(title="Kørelisten")
    visitor.sends(f"{HERE}/{given_up.id}/opgivelse", {"text": "Køkkenet lukker kl. 13."})

    page = visitor.opens(f"{HERE}?ideer=1")
    said = words_of(page)
    assert "Musik til maden" in said
    assert "Idé i 3 uger" in said
    assert "Opgivet, fordi: Køkkenet lukker kl. 13." in said
    assert "Kørelisten" not in said
    assert page.select_one(".tab-links [aria-current]").get_text(strip=True) == "Idéer"
    assert "Kørelisten" in words_of(visitor.opens(HERE))
    assert "Idé i 3 uger" in words_of(visitor.opens(f"{HERE}/tavle?ideer=1"))

    colleague = visitor.signed_in_as(an_activist(scene.organisation, scene.unit))
    said = words_of(colleague.opens(f"{HERE}?ideer=1"))
    assert "Opgivet, fordi: Køkkenet lukker kl. 13." in said
    assert "Musik til maden" not in said, "an idea is its owner's until it is shared"
    leader = visitor.signed_in_as(a_leader(scene.organisation, scene.unit))
    assert "Køkkenet" not in words_of(leader.opens(f"{HERE}?ideer=1")), "leaders read no drafts"
    stranger = an_organisation("soenderby")
    other = visitor.signed_in_as(an_activist(stranger, a_unit(stranger)))
    assert "Køkkenet" not in words_of(other.opens("/soenderby/proevehandlinger?ideer=1"))


def test_a_filter_that_makes_no_sense_is_told_at_its_place(scene, visitor):
    page = visitor.opens(f"{HERE}?fra=31.02.2026&tilstand=flyvende", 422)

    assert "Den dato findes ikke" in words_of(page)
    assert page.select_one("#fra")["value"] == "31.02.2026"


def test_the_file_holds_just_what_the_list_shows(scene, visitor):
    scene.trial(title="=HYPERLINK(1)")
    scene.running(title="Æblemost; god")

    answer = visitor.gets(f"{HERE}/liste.csv?tilstand=running")

    text = answer.get_data().decode("utf-8-sig")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert '"Æblemost; god";I gang;Hjemmeplejen Vest;Jonas Bredal' in text
    assert "HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in visitor.gets(f"{HERE}/liste.csv").get_data(as_text=True)


def test_an_empty_form_to_fill_by_hand_asks_what_the_template_asks(scene, visitor):
    page = visitor.opens(f"{HERE}/ny")
    link = next(one["href"] for one in page.select("a") if "tomt skema" in one.text)
    answer = visitor.gets(link)
    assert "filename=proevehandling-tomt-skema.pdf" in answer.headers["Content-Disposition"]
    paper = Read(answer.get_data())
    text = " ".join(paper.text.split())
    assert "Side 4 af 4" in text
    assert "Utilsigtede virkninger" not in text  # may be left empty, so it is left to the screen
    for words in ("Hvad vil I prøve?", "Kursus eller kompetenceforløb", scene.goal.name,
                  "Observationer", "Sæt højst 3 kryds.", "Kun hvis svaret på »Beslutning«"):  # fmt: skip
        assert words in text, words


def test_the_list_is_paged(scene, visitor):
    for number in range(27):
        scene.trial(title=f"Nummer {number:02}")

    first, second = visitor.opens(HERE), visitor.opens(f"{HERE}?side=2")

    assert "27 prøvehandlinger" in words_of(first)
    assert len(second.select("tbody tr")) == 2
    visitor.opens(f"{HERE}?side=999999999999")


def test_the_board_shows_them_by_state(scene, visitor):
    scene.trial(title="Alfa")
    scene.running(title="Beta")

    page = words_of(visitor.opens(f"{HERE}/tavle"))

    assert page.index("Alfa") < page.index("Beta")


def test_one_who_leads_here_and_is_activist_there_sees_here_as_a_leader(app, scene, visitors):
    both = a_leader(scene.organisation, scene.unit)
    a_membership(both, scene.organisation, Role.ACTIVIST, a_unit(scene.organisation, "En anden"))
    draft = scene.trial(visibility="unit")
    running = scene.running(visibility="unit", prediction="Vi venter ro")
    leader = visitors(app).signed_in_as(both)

    leader.opens(f"{HERE}/{draft.id}", 404)
    assert "Vi venter ro" not in words_of(leader.opens(f"{HERE}/{running.id}"))
