"""Asking one person for sparring, and what comes of it."""

import pytest

from tests.factories import (
    a_consultant,
    a_leader,
    a_membership,
    a_person,
    a_sparring_request,
    a_trial,
    a_unit,
    an_activist,
    an_observation,
    an_organisation,
)
from tests.web import words_of
from transfer.access import now
from transfer.db import across_organisations, db, inside
from transfer.domain.vocabulary import Role
from transfer.models import Job, SparringRequest

HERE = "/birkesund/proevehandlinger"
ASKED = "/birkesund/sparringsoensker"
QUESTION = "Hvordan får vi aftenvagten med?"


@pytest.fixture
def scene(app):
    class Scene:
        organisation = an_organisation(name="Birkesund Kommune")
        unit = a_unit(organisation, "Hjemmeplejen Vest")
        elsewhere = a_unit(organisation, "Jobcentret")
        owner = an_activist(organisation, unit, "Maja Holm")
        anna = an_activist(organisation, elsewhere, "Anna Bak")
        consultant = a_consultant(organisation, unit, "Birgitte Solvang")
        leader = a_leader(organisation, unit, "Lone Baadsgaard")
        trial = a_trial(
            organisation,
            owner,
            unit,
            state="running",
            visibility="private",
            title="Tavlemødet",
            action="Vi mødes kl. 7.10.",
        )

    Scene.address = f"{HERE}/{Scene.trial.id}"
    Scene.asking = f"{Scene.address}/sparringsoenske"
    return Scene


def requests():
    with across_organisations():
        db.session.rollback()
        return list(db.session.scalars(db.select(SparringRequest).order_by(SparringRequest.id)))


def test_the_owner_asks_and_the_other_is_told_without_a_word_of_it(scene, visitor):
    visitor.signed_in_as(scene.owner)
    page = visitor.opens(scene.asking)
    said = words_of(page)
    assert "kan så læse hele prøvehandlingen" in said
    assert "Dine private observationer er ikke med." in said
    offered = [one.get_text().strip() for one in page.select("[name=asked] option")]
    assert offered == ["Vælg en person", "Birgitte Solvang", "Anna Bak"]

    visitor.sends(scene.asking, {"asked": scene.anna.id, "question": QUESTION, "field": "action"})

    (asked,) = requests()
    assert (asked.state, asked.asked_id, asked.field) == ("open", scene.anna.id, "action")
    db.session.rollback()
    (mail,) = db.session.scalars(db.select(Job).where(Job.kind == "mail.sparring"))
    assert mail.payload["to"] == scene.anna.email
    told = f"{mail.payload['subject']} {mail.payload['body']}"
    assert f"{ASKED}/{asked.id}" in told
    assert "aftenvagten" not in told
    assert "Tavlemødet" not in told
    assert "Du har spurgt Anna Bak" in words_of(visitor.opens(scene.address))


def test_whoever_is_asked_reads_it_all_but_private_observations_and_answers_by_feedback(
    scene, visitor
):
    an_observation(scene.trial, scene.owner, saw="Alle kom til tiden.")
    an_observation(scene.trial, scene.owner, saw="Jeg var træt.", is_private=True)
    visitor.signed_in_as(scene.anna)
    assert visitor.gets(scene.address).status_code == 404
    asked = a_sparring_request(scene.trial, scene.anna, question=QUESTION)
    front = words_of(visitor.opens("/birkesund/"))
    assert f"Maja Holm beder om sparring: {QUESTION}" in front
    said = words_of(visitor.opens(scene.address))
    assert "Alle kom til tiden." in said
    assert "Jeg var træt." not in said
    assert QUESTION in words_of(visitor.opens(f"{scene.address}/feedback/ny?felt=action"))

    remark = {"kind": "suggestion", "text": "Begynd med én vagt.", "send-nu": "1"}
    visitor.sends(f"{scene.address}/feedback/ny?felt=action", remark)

    assert [one.state for one in requests()] == ["answered"]
    visitor.signed_in_as(scene.owner)
    assert "Anna Bak har svaret" in words_of(visitor.opens("/birkesund/"))
    said = words_of(visitor.opens(f"{ASKED}/{asked.id}"))
    assert "Anna Bak har svaret med feedback" in said


def test_an_answer_in_words_and_thanks_end_it_and_close_the_door(scene, visitor):
    asked = a_sparring_request(scene.trial, scene.anna, question=QUESTION)
    here = f"{ASKED}/{asked.id}"
    visitor.signed_in_as(scene.anna)
    visitor.sends(here, {"answer": "Spørg dem først."}, to=f"{here}/svar")
    assert visitor.gets(scene.address).status_code == 200
    visitor.signed_in_as(scene.owner)
    visitor.sends(here, {"thanks": "Det gør vi."}, to=f"{here}/tak")
    (done,) = requests()
    assert (done.state, done.answer, done.thanks) == ("done", "Spørg dem først.", "Det gør vi.")
    visitor.signed_in_as(scene.anna)
    assert visitor.gets(scene.address).status_code == 404
    page = words_of(visitor.opens(here))
    assert "Det gør vi." in page
    assert "Tavlemødet" not in page


def test_one_can_say_no_with_a_word(scene, visitor):
    asked = a_sparring_request(scene.trial, scene.anna)
    here = f"{ASKED}/{asked.id}"
    visitor.signed_in_as(scene.anna)
    assert visitor.sends(here, {"word": ""}, to=f"{here}/afslag").status_code == 422
    visitor.sends(here, {"word": "Jeg er på ferie."}, to=f"{here}/afslag")
    assert [one.state for one in requests()] == ["declined"]
    visitor.signed_in_as(scene.owner)
    with inside(scene.organisation.id):
        db.session.get_one(SparringRequest, asked.id).closed_at = now()
        db.session.commit()
    assert "Anna Bak kan ikke give sparring denne gang" in words_of(visitor.opens("/birkesund/"))
    assert "Jeg er på ferie." in words_of(visitor.opens(here))


def test_the_owner_takes_it_back_and_the_door_closes(scene, visitor):
    asked = a_sparring_request(scene.trial, scene.anna)
    visitor.signed_in_as(scene.owner)
    visitor.posts(f"{ASKED}/{asked.id}/tilbagetraekning", {})
    assert [one.state for one in requests()] == ["withdrawn"]
    visitor.signed_in_as(scene.anna)
    assert visitor.gets(scene.address).status_code == 404
    assert visitor.posts(f"{ASKED}/{asked.id}/svar", {"answer": "For sent"}).status_code == 403


def test_a_request_that_is_over_is_not_ended_again(scene, visitor):
    asked = a_sparring_request(scene.trial, scene.anna)
    visitor.signed_in_as(scene.owner)
    answer = visitor.posts(f"{ASKED}/{asked.id}/tak", {"thanks": ""})
    assert "Ønsket er ikke åbent længere." in words_of(visitor.opens(answer.location))
    assert [one.state for one in requests()] == ["open"]


def test_the_same_person_is_asked_once_at_a_time(scene, visitor):
    a_sparring_request(scene.trial, scene.anna)
    visitor.signed_in_as(scene.owner)
    typed = {"asked": scene.anna.id, "question": "Igen?"}
    answer = visitor.sends(scene.asking, typed)
    assert answer.status_code == 422
    assert f"Du har allerede spurgt {scene.anna.name}." in words_of(answer)
    assert "Igen?" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"question": QUESTION}, "Vælg, hvem du vil spørge."),
        ({"asked": "anna"}, "Skriv det, du gerne vil have hjælp til."),
        ({"asked": "leader", "question": QUESTION}, "er ikke en af dem"),
        ({"asked": "anna", "question": "x" * 501}, "Der er plads til 500 tegn"),
    ],
)
def test_what_is_missing_is_said_and_nobody_is_asked(scene, visitor, typed, said):
    if "asked" in typed:
        typed = {**typed, "asked": getattr(scene, typed["asked"]).id}
    visitor.signed_in_as(scene.owner)
    answer = visitor.sends(scene.asking, typed)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not requests()


def test_an_external_consultant_is_marked_and_warned_of_where_one_asks(scene, visitor):
    external = a_person("Rasmus Teglgaard")
    a_membership(external, scene.organisation, Role.CONSULTANT, scene.unit, is_external=True)
    visitor.signed_in_as(scene.owner)
    page = visitor.opens(scene.asking)
    offered = [one.get_text().strip() for one in page.select("[name=asked] option")]
    assert "Rasmus Teglgaard (ekstern konsulent)" in offered
    assert "Rasmus Teglgaard er ekstern konsulent." in words_of(page)


def test_a_leader_finds_no_trace_of_it(scene, visitor):
    asked = a_sparring_request(scene.trial, scene.consultant, question=QUESTION)
    visitor.signed_in_as(scene.leader)
    assert "beder om sparring" not in words_of(visitor.opens("/birkesund/"))
    assert visitor.gets(f"{ASKED}/{asked.id}").status_code == 404
    assert visitor.gets(scene.asking).status_code == 404
