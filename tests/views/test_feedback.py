"""Feedback through the pages: given on an answer, sent, answered, settled, and what it changed."""

import pytest

from tests.factories import a_membership, a_person, a_remark
from tests.views.feedback_setting import ACTION, HERE, MINE, changed, remarks, text_of, the_scene
from tests.web import values_of, words_of
from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models import Job

REMARK = {"kind": "suggestion", "text": "Lad aftenvagten begynde."}


@pytest.fixture
def scene(app):
    return the_scene(app)


def mails():
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).where(Job.kind.like("mail.%"))))


# Giving


def test_a_remark_is_a_draft_that_only_its_author_sees(scene, visitor):
    visitor.signed_in_as(scene.consultant)
    answer = visitor.sends(f"{scene.address}/feedback/ny?felt=action", REMARK)

    assert answer.location.endswith("#feedback-action")
    (remark,) = remarks()
    assert (remark.state, remark.field, remark.kind) == ("draft", "action", "suggestion")
    assert "Lad aftenvagten begynde." in words_of(visitor.opens(scene.address))
    visitor.signed_in_as(scene.owner)
    for page in (scene.address, f"{scene.address}/feedback", MINE, "/birkesund/"):
        assert "aftenvagten" not in words_of(visitor.opens(page))
    assert visitor.gets(f"{MINE}/{remark.id}").status_code == 404
    assert not mails()


def test_drafts_are_gathered_and_sent_together_with_one_mail_that_tells_nothing(scene, visitor):
    visitor.signed_in_as(scene.consultant)
    visitor.sends(f"{scene.address}/feedback/ny?felt=action", REMARK)
    visitor.sends(f"{scene.address}/feedback/ny", {"kind": "strength", "text": "Godt set."})
    page = visitor.opens(MINE)
    assert "Send feedback (2)" in words_of(page)
    assert "Send din feedback (2)" in words_of(visitor.opens("/birkesund/"))

    visitor.sends(MINE, {}, to=f"{MINE}/afsendelse")

    assert [one.state for one in remarks()] == ["open", "open"]
    (mail,) = mails()
    assert mail.payload["to"] == scene.owner.email
    told = f"{mail.payload['subject']} {mail.payload['body']}"
    assert f"{scene.address}/feedback" in told
    for secret in ("aftenvagten", "Godt set", scene.trial.title, "tavlen"):
        assert secret not in told


def test_the_owner_meets_it_on_the_front_page_at_the_answer_and_in_the_list(scene, visitor):
    a_remark(scene.trial, scene.consultant, text="Hvem gør det i weekenden?")
    visitor.signed_in_as(scene.owner)
    front = words_of(visitor.opens("/birkesund/"))
    assert "Svar på feedback fra Birgitte Solvang" in front
    page = visitor.opens(scene.address)
    assert "Hvem gør det i weekenden?" in text_of(page.select_one("#tekst-action"))
    assert "Hvem gør det i weekenden?" in words_of(visitor.opens(f"{scene.address}/feedback"))


def test_it_is_sent_at_once_when_one_wants_that(scene, visitor):
    visitor.signed_in_as(scene.colleague)
    visitor.sends(f"{scene.address}/feedback/ny?felt=action", {**REMARK, "send-nu": "1"})
    (remark,) = remarks()
    assert remark.state == "open"
    assert len(mails()) == 1


def test_the_page_quotes_what_was_marked_and_the_mark_is_shown_in_the_answer(scene, visitor):
    visitor.signed_in_as(scene.consultant)
    start = ACTION.index("Alle siger")
    address = f"{scene.address}/feedback/ny?felt=action&fra={start}&til={start + 10}"
    assert visitor.opens(address).select_one("[name=quote]").get_text().strip() == "Alle siger"

    visitor.sends(address, {**REMARK, "send-nu": "1"})

    (remark,) = remarks()
    assert (remark.quote, remark.quote_start) == ("Alle siger", start)
    page = visitor.opens(scene.address)
    assert [mark.get_text() for mark in page.select("#tekst-action mark")] == ["Alle siger"]
    assert page.select_one("#tekst-action > .prose").get_text() == ACTION


@pytest.mark.parametrize("places", ["fra=5&til=2", "fra=0&til=9999", "fra=x&til=y", "fra=-3&til=2"])
def test_places_that_are_not_in_the_answer_quote_nothing(scene, visitor, places):
    visitor.signed_in_as(scene.consultant)
    page = visitor.opens(f"{scene.address}/feedback/ny?felt=action&{places}")
    assert page.select_one("[name=quote]").get_text().strip() == ""


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "Skriv din feedback."),
        ({"kind": ""}, "Vælg, hvad din feedback er."),
        ({"kind": "ros"}, "er ikke en af dem"),
        ({"quote": "Det står her ikke"}, "Citatet står ikke i teksten."),
        ({"text": "Ring til 010203-1234"}, "CPR"),
        ({"text": "x" * 2001}, "Der er plads til"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field_and_every_word_is_kept(
    scene, visitor, typed, said
):
    visitor.signed_in_as(scene.consultant)
    answer = visitor.sends(f"{scene.address}/feedback/ny?felt=action", {**REMARK, **typed})
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert (typed.get("text") or REMARK["text"] if "text" not in typed else typed["text"]) in (
        answer.get_data(as_text=True)
    )
    assert not remarks()


def test_a_question_that_is_not_there_is_not_spoken_of(scene, visitor):
    visitor.signed_in_as(scene.consultant)
    assert visitor.gets(f"{scene.address}/feedback/ny?felt=findes-ikke").status_code == 404


def test_a_form_sent_twice_makes_one_remark(scene, visitor):
    visitor.signed_in_as(scene.consultant)
    address = f"{scene.address}/feedback/ny?felt=action"
    values = {**values_of(visitor.opens(address).select_one("main form[method=post]")), **REMARK}
    visitor.posts(address, values)
    visitor.posts(address, values)
    assert len(remarks()) == 1


def test_a_draft_can_be_put_right_and_deleted_until_it_is_sent(scene, visitor):
    draft = a_remark(scene.trial, scene.consultant, is_sent=False)
    visitor.signed_in_as(scene.consultant)
    assert visitor.gets(f"{MINE}/{draft.id}").location.endswith("/rediger")
    visitor.sends(f"{MINE}/{draft.id}/rediger", {"text": "Rettet", "quote": "kl. 7.10"})
    (remark,) = remarks()
    assert (remark.text, remark.quote) == ("Rettet", "kl. 7.10")
    visitor.posts(f"{MINE}/{draft.id}/sletning", {})
    assert not remarks()
    sent = a_remark(scene.trial, scene.consultant)
    assert visitor.gets(f"{MINE}/{sent.id}/rediger").status_code == 403


def test_what_can_no_longer_be_read_is_not_sent(scene, visitor):
    a_remark(scene.trial, scene.colleague, is_sent=False)
    changed(scene, visibility="private")
    visitor.signed_in_as(scene.colleague)
    visitor.posts(f"{MINE}/afsendelse", {})
    (remark,) = remarks()
    assert remark.state == "draft"
    assert not mails()


# Who can read it


def test_the_box_says_who_reads_it_and_marks_whoever_is_from_outside(scene, visitor):
    external = a_person("Rasmus Teglgaard")
    a_membership(external, scene.organisation, Role.CONSULTANT, scene.unit, is_external=True)
    visitor.signed_in_as(scene.colleague)
    page = visitor.opens(f"{scene.address}/feedback/ny?felt=action")
    said = words_of(page)
    assert "Ledere og administratorer kan ikke." in said
    assert "Rasmus Teglgaard er ekstern konsulent." in said
    assert "aktindsigt" in said
    names = [text_of(one) for one in page.select("details.fold li")]
    assert names == [
        "Birgitte Solvang",
        "Jonas Bredal",
        "Mette Kragholm",
        "Rasmus Teglgaard ekstern konsulent",
    ]
    a_remark(scene.trial, external)
    page = visitor.signed_in_as(scene.owner).opens(f"{scene.address}/feedback")
    assert "Rasmus Teglgaard ekstern konsulent" in text_of(page.select_one(".remark-head"))
    assert "Rasmus Teglgaard ekstern konsulent" in words_of(visitor.opens(scene.address))


def test_nothing_is_said_of_outsiders_where_there_are_none(scene, visitor):
    visitor.signed_in_as(scene.colleague)
    said = words_of(visitor.opens(f"{scene.address}/feedback/ny?felt=action"))
    assert "ekstern konsulent" not in said


@pytest.mark.parametrize("who", ["leader", "administrator"])
def test_leaders_and_administrators_find_no_trace_of_it(scene, visitor, who):
    a_remark(scene.trial, scene.consultant, text="Hvem gør det i weekenden?")
    remark = a_remark(scene.trial, scene.consultant)
    visitor.signed_in_as(getattr(scene, who))
    for address in ("/birkesund/", HERE, scene.address, f"{HERE}/tavle", MINE):
        told = words_of(visitor.gets(address))
        assert "weekenden" not in told
        assert "feedback" not in told.casefold()
    for address in (f"{scene.address}/feedback", f"{scene.address}/feedback/ny?felt=action", MINE):
        assert visitor.gets(address).status_code in (403, 404)
    assert visitor.gets(f"{MINE}/{remark.id}").status_code == 404


def test_neither_the_list_as_a_file_nor_the_history_holds_any_of_it(scene, visitor):
    a_remark(scene.trial, scene.consultant, text="Hvem gør det i weekenden?")
    visitor.signed_in_as(scene.owner)
    for address in (f"{HERE}/liste.csv", f"{scene.address}/historik"):
        assert "weekenden" not in visitor.gets(address).get_data(as_text=True)
