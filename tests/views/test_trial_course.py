"""The course of a trial: from plan to decision and on to anchoring."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.factories import PLAN, REFLECTION, a_leader
from tests.views.trial_setting import HERE, again, the_scene, typed_into
from tests.web import values_of, words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import TrialAction


@pytest.fixture
def scene(app, visitor):
    return the_scene(app, visitor)


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

    ended = {"status": "partly", "evidence": "Set", "followup": "retire"}
    visitor.sends(check, ended)
    assert again(trial).state == "retired"
    assert "tilstand er nu: Afviklet." in words_of(visitor.opens(f"{HERE}/{trial.id}"))
