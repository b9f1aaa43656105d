"""What becomes of feedback: answers, settling, what it changed, and the list of it."""

import pytest

from tests.factories import a_remark, saved
from tests.views.feedback_setting import ACTION, MINE, changed, remarks, text_of, the_scene
from tests.web import values_of, words_of
from transfer.access import now
from transfer.db import across_organisations, db, inside
from transfer.domain.feedback import FeedbackState
from transfer.models import Feedback, FeedbackMention
from transfer.models.trial_actions import ReasonNeeded


@pytest.fixture
def scene(app):
    return the_scene(app)


# Answering


def test_an_answer_from_its_own_people_answers_it_and_tells_the_author(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant, at=now())
    visitor.signed_in_as(scene.owner)
    visitor.sends(f"{MINE}/{remark.id}", {"text": "Weekendvagten."}, to=f"{MINE}/{remark.id}/svar")
    assert [one.state for one in remarks()] == ["answered"]
    visitor.signed_in_as(scene.consultant)
    assert "Der er svar på din feedback" in words_of(visitor.opens("/birkesund/"))
    assert "Weekendvagten." in words_of(visitor.opens(f"{MINE}/{remark.id}"))


def test_what_others_add_leaves_it_open(scene, visitor):
    remark = a_remark(scene.trial, scene.colleague)
    visitor.signed_in_as(scene.consultant)
    visitor.sends(f"{MINE}/{remark.id}", {"text": "Enig."}, to=f"{MINE}/{remark.id}/svar")
    assert [one.state for one in remarks()] == ["open"]


def test_an_empty_answer_is_asked_for_again(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(scene.owner)
    answer = visitor.sends(f"{MINE}/{remark.id}", {"text": " "}, to=f"{MINE}/{remark.id}/svar")
    assert answer.status_code == 422
    assert "Skriv dit svar." in words_of(answer)


def test_whoever_is_mentioned_gets_it_on_the_front_page_until_they_have_answered(scene, visitor):
    remark = a_remark(scene.trial, scene.colleague, at=now())
    visitor.signed_in_as(scene.owner)
    visitor.sends(
        f"{MINE}/{remark.id}", {"text": "@Birgitte, hvad siger du?"}, to=f"{MINE}/{remark.id}/svar"
    )
    with across_organisations():
        called = list(db.session.scalars(db.select(FeedbackMention.person_id)))
    assert called == [scene.consultant.id]
    visitor.signed_in_as(scene.consultant)
    assert "Du er nævnt i en tråd" in words_of(visitor.opens("/birkesund/"))
    visitor.sends(f"{MINE}/{remark.id}", {"text": "Prøv det."}, to=f"{MINE}/{remark.id}/svar")
    assert "Du er nævnt i en tråd" not in words_of(visitor.opens("/birkesund/"))


def test_somebody_can_be_picked_from_those_who_read_it_and_nobody_else(scene, visitor):
    remark = a_remark(scene.trial, scene.colleague)
    visitor.signed_in_as(scene.owner)
    address = f"{MINE}/{remark.id}"
    offered = [one["value"] for one in visitor.opens(address).select("[name=mention] option")]
    assert set(offered) == {"", str(scene.consultant.id), str(scene.colleague.id)}
    picked = {"text": "Se her", "mention": str(scene.leader.id)}
    assert visitor.sends(address, picked, to=f"{address}/svar").status_code == 422


# Settling


@pytest.mark.parametrize("outcome", ["applied", "adapted", "set_aside"])
def test_its_own_people_settle_it_with_a_reason(scene, visitor, outcome):
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(scene.owner)
    values = {"outcome": outcome, "reason": "Vi har kun to i weekenden."}
    visitor.sends(f"{MINE}/{remark.id}", values, to=f"{MINE}/{remark.id}/afgoerelse")
    (settled,) = remarks()
    assert (settled.state, settled.closed_by_id) == (outcome, scene.owner.id)
    said = words_of(visitor.opens(f"{scene.address}/feedback?vis=lukkede"))
    assert "Vi har kun to i weekenden." in said
    assert "Svar på feedback" not in words_of(visitor.opens("/birkesund/"))


@pytest.mark.parametrize("outcome", ["adapted", "set_aside"])
def test_to_adapt_or_set_aside_takes_a_reason(scene, visitor, outcome):
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(scene.owner)
    address = f"{MINE}/{remark.id}"
    answer = visitor.sends(address, {"outcome": outcome, "reason": " "}, to=f"{address}/afgoerelse")
    assert answer.status_code == 422
    assert "Skriv kort hvorfor." in words_of(answer)
    (still,) = remarks()
    with pytest.raises(ReasonNeeded):
        still.close(FeedbackState(outcome), " ", by=scene.owner.id, at=now())
    assert still.state == "open"


def test_whoever_settles_it_second_is_told_what_the_first_decided(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(scene.owner)
    address = f"{MINE}/{remark.id}"
    first = values_of(visitor.opens(address).select_one("form[action$=afgoerelse]"))
    visitor.posts(f"{address}/afgoerelse", {**first, "outcome": "applied"})
    answer = visitor.posts(
        f"{address}/afgoerelse", {**first, "outcome": "set_aside", "reason": "x"}
    )
    assert answer.status_code == 409
    assert "Den er allerede afgjort." in words_of(answer)
    assert [one.state for one in remarks()] == ["applied"]


def test_a_closing_can_be_taken_back(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant)
    with inside(scene.organisation.id):
        there = db.session.get_one(Feedback, remark.id)
        there.close(FeedbackState.SET_ASIDE, "Nej", by=scene.owner.id, at=now())
        db.session.commit()
    visitor.signed_in_as(scene.owner)
    visitor.posts(f"{MINE}/{remark.id}/genaabning", {})
    (again,) = remarks()
    assert (again.state, again.reason, again.closed_at) == ("answered", "", None)


# What it changed


def test_before_and_after_stand_beside_each_other(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant, quote="Alle siger én ting.")
    changed(scene, action="Vi mødes ved tavlen kl. 7.10. Aftenvagten begynder.")
    visitor.signed_in_as(scene.owner)
    assert "Teksten er ændret siden." in words_of(visitor.opens(f"{MINE}/{remark.id}"))
    values = {"outcome": "applied", "reason": ""}
    visitor.sends(f"{MINE}/{remark.id}", values, to=f"{MINE}/{remark.id}/afgoerelse")

    page = visitor.opens(f"{scene.address}/feedback/foer-og-efter")

    before, after = (text_of(part) for part in page.select(".beside-part"))
    assert "Alle siger én ting." in before
    assert "Aftenvagten begynder." not in before
    assert "Aftenvagten begynder." in after


@pytest.mark.parametrize("field", ["action", ""])
def test_a_text_that_stands_as_it_stood_is_said_to(scene, visitor, field):
    remark = a_remark(scene.trial, scene.consultant, field=field, quote="")
    visitor.signed_in_as(scene.owner)
    values = {"outcome": "adapted", "reason": "Kun i uge 2."}
    visitor.sends(f"{MINE}/{remark.id}", values, to=f"{MINE}/{remark.id}/afgoerelse")
    address = f"{scene.address}/feedback/foer-og-efter"
    said = words_of(visitor.opens(address))
    assert "Før og efter sparringen" in said and "Teksten er ikke ændret siden." in said

    changed(scene, action="Vi mødes ved tavlen kl. 7.10.")
    assert "Teksten er ikke ændret siden." not in words_of(visitor.opens(address))


def test_what_was_set_aside_changed_nothing(scene, visitor):
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(scene.owner)
    values = {"outcome": "set_aside", "reason": "Ikke nu"}
    visitor.sends(f"{MINE}/{remark.id}", values, to=f"{MINE}/{remark.id}/afgoerelse")
    said = words_of(visitor.opens(f"{scene.address}/feedback/foer-og-efter"))
    assert "Ingen feedback er taget op eller tilpasset endnu." in said


def test_a_passage_is_found_again_after_a_change_elsewhere(scene, visitor):
    a_remark(scene.trial, scene.consultant, quote="Alle siger én ting.")
    changed(scene, action=f"Fra mandag: {ACTION}")
    visitor.signed_in_as(scene.owner)
    marks = visitor.opens(scene.address).select("#tekst-action mark")
    assert [mark.get_text() for mark in marks] == ["Alle siger én ting."]


# Empty, and filters


def test_the_pages_say_so_when_there_is_nothing(scene, visitor):
    visitor.signed_in_as(scene.owner)
    assert "Her er ingen feedback endnu." in words_of(visitor.opens(f"{scene.address}/feedback"))
    assert "Du har ikke givet eller fået feedback endnu." in words_of(visitor.opens(MINE))
    assert "Her er" in words_of(visitor.opens(f"{scene.address}/feedback?vis=vrøvl"))


def test_open_and_settled_are_told_apart(scene, visitor):
    a_remark(scene.trial, scene.consultant, text="Den åbne")
    closed = a_remark(scene.trial, scene.consultant, text="Den afgjorte")
    closed.state = FeedbackState.APPLIED
    saved(closed)
    visitor.signed_in_as(scene.owner)
    listed = {
        chosen: words_of(visitor.opens(f"{scene.address}/feedback?vis={chosen}"))
        for chosen in ("aabne", "lukkede", "alle")
    }
    assert "Den åbne" in listed["aabne"] and "Den afgjorte" not in listed["aabne"]
    assert "Den åbne" not in listed["lukkede"] and "Den afgjorte" in listed["lukkede"]
    assert "Den åbne" in listed["alle"] and "Den afgjorte" in listed["alle"]
