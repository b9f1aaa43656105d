"""Feedback through the pages: given on an answer, sent, answered, settled, and what it changed."""

from datetime import date

import pytest

from tests.factories import (
    a_consultant,
    a_leader,
    a_membership,
    a_person,
    a_remark,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
    saved,
)
from tests.web import values_of, words_of
from transfer.access import now
from transfer.db import across_organisations, db, inside
from transfer.domain.feedback import FeedbackState
from transfer.domain.vocabulary import Role
from transfer.models import Feedback, FeedbackMention, Job, TrialAction
from transfer.models.trial_actions import ReasonNeeded

HERE = "/birkesund/proevehandlinger"
MINE = "/birkesund/feedback"
ACTION = "Vi mødes ved tavlen kl. 7.10. Alle siger én ting."
REMARK = {"kind": "suggestion", "text": "Lad aftenvagten begynde."}


@pytest.fixture
def scene(app):
    class Scene:
        organisation = an_organisation(name="Birkesund Kommune")
        unit = a_unit(organisation, "Hjemmeplejen Vest")
        owner = an_activist(organisation, unit, "Mette Kragholm")
        colleague = an_activist(organisation, unit, "Jonas Bredal")
        consultant = a_consultant(organisation, unit, "Birgitte Solvang")
        leader = a_leader(organisation, unit, "Lone Baadsgaard")
        administrator = an_administrator(organisation, "Henrik Stald")
        trial = a_trial(
            organisation,
            owner,
            unit,
            state="running",
            visibility="network",
            action=ACTION,
            challenge="Vi glemmer at sige det højt.",
            actual_start=date(2026, 2, 2),
        )

    Scene.address = f"{HERE}/{Scene.trial.id}"
    return Scene


def remarks():
    with across_organisations():
        db.session.rollback()
        return list(db.session.scalars(db.select(Feedback).order_by(Feedback.id)))


def text_of(part):
    return " ".join(part.get_text(" ").split())


def mails():
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).where(Job.kind.like("mail.%"))))


def changed(scene, **answers):
    with inside(scene.organisation.id):
        trial = db.session.get_one(TrialAction, scene.trial.id)
        trial.save(answers, by=scene.owner.id, at=now(), on=date(2026, 3, 2))
        db.session.commit()


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
