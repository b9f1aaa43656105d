"""What a leader owes others: wishes for support that are answered, and the mirror that counts them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.factories import (
    a_cycle,
    a_leader,
    a_recommendation,
    a_trial,
    a_unit,
    an_activist,
    an_agreement,
    an_organisation,
)
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.periods import year
from transfer.models import SupportAnswer, TrialAction
from transfer.reporting import programme_facts


@pytest.fixture
def birkesund(app):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def vest(birkesund):
    return a_unit(birkesund, "Hjemmeplejen Vest")


@pytest.fixture
def mette(birkesund, vest):
    return an_activist(birkesund, vest, "Mette Kragholm")


@pytest.fixture
def lone(birkesund, vest):
    return a_leader(birkesund, vest, "Lone Baadsgaard")


def a_wish(birkesund, mette, vest, **given):
    values = {
        "state": State.RUNNING,
        "visibility": "unit",
        "actual_start": today() - timedelta(days=20),
        "end_date": today() + timedelta(days=9),
        "other_answers": {"support_needed": "Ro til tavlemødet"},
    }
    return a_trial(birkesund, mette, vest, **{**values, **given})


def duties_on(page) -> dict[str, str]:
    return {
        one.select_one(".tally-name").get_text(): " ".join(
            one.select_one(".tally-number").get_text().split()
        )
        for one in page.select("main .tally")
    }


def test_a_wish_is_answered_and_its_owner_reads_the_answer(visitor, birkesund, vest, mette, lone):
    trial = a_wish(birkesund, mette, vest)
    at = f"/birkesund/proevehandlinger/{trial.id}/stoette"
    visitor.signed_in_as(mette)
    visitor.opens(at, status=403)
    visitor.signed_in_as(lone)
    assert "Ro til tavlemødet" in words_of(visitor.opens("/birkesund/"))
    visitor.opens(at)
    assert visitor.sends(at, {"answer": ""}).status_code == 422
    assert visitor.sends(at, {"answer": "Mødet flyttes til kl. 9 fra mandag."}).status_code == 302
    answer = "Mødet flyttes til kl. 9 fra mandag."
    assert "Ro til tavlemødet" not in words_of(visitor.opens("/birkesund/"))
    visitor.posts(at, {"answer": "En gang til"})
    visitor.signed_in_as(mette)
    page = visitor.opens(f"/birkesund/proevehandlinger/{trial.id}")
    assert answer in words_of(page)
    assert "Lone Baadsgaard" in words_of(page)
    with across_organisations():
        assert [one.text for one in db.session.scalars(sa.select(SupportAnswer))] == [answer]
        again = db.session.get_one(TrialAction, trial.id)
        again.save(
            {"support_needed": "Også om aftenen"},
            by=None,
            at=again.updated_at,
            on=today() + timedelta(days=1),
        )
        db.session.commit()
        assert again.wish_asked_on == today() + timedelta(days=1), "a new wish, a new answer"


def test_a_draft_or_a_private_trial_asks_nobody_for_anything(visitor, birkesund, vest, mette, lone):
    idea = a_wish(birkesund, mette, vest, state=State.PLANNED, actual_start=None)
    private = a_wish(birkesund, mette, vest, visibility="private")
    visitor.signed_in_as(lone)
    for one in (idea, private):
        visitor.opens(f"/birkesund/proevehandlinger/{one.id}/stoette", status=404)
    assert duties_on(visitor.opens("/birkesund/ledelsesspejl"))[
        "Støtteønsker besvaret inden 14 dage"
    ] == ("Ingen endnu")


def test_the_mirror_counts_what_the_leader_owes(visitor, birkesund, vest, mette, lone):
    late = a_wish(birkesund, mette, vest)
    in_time = a_wish(birkesund, mette, vest)
    with across_organisations():
        db.session.add(
            SupportAnswer(
                organisation_id=birkesund.id,
                trial_id=in_time.id,
                wish="Ro",
                asked_on=in_time.actual_start,
                text="Ja",
                by_id=lone.id,
                answered_on=in_time.actual_start + timedelta(days=14),
                answered_at=in_time.updated_at,
            )
        )
        db.session.commit()
    a_cycle(birkesund, mette, state="completed", sponsor_id=lone.id, end_date=today())
    an_agreement(birkesund, lone, due_on=today() - timedelta(days=3))
    a_recommendation(birkesund, proposed_on=today() - timedelta(days=3))
    visitor.signed_in_as(lone)
    page = visitor.opens("/birkesund/ledelsesspejl")
    found = duties_on(page)
    assert found["Støtteønsker besvaret inden 14 dage"] == "1 af 2"
    assert found["Læringsforløb, der er fulgt op"] == "0 af 1"
    assert found["Dine aftaler, der er holdt"] == "0 af 1"
    assert found["Anbefalinger, der er taget stilling til"] == "0 af 1"
    waiting = [one.get_text() for one in page.select("a.tally-change")]
    assert [one.split()[0] for one in waiting] == ["1", "1", "1", "1"]
    assert "Dit ledelsesspejl" in words_of(visitor.opens("/birkesund/"))
    with across_organisations():
        period = year(today().year)
        facts = programme_facts(birkesund, period, today=period.last)
    assert {one.trial: one.answered_on is not None for one in facts.wishes} == {
        str(late.id): False,
        str(in_time.id): True,
    }
    visitor.signed_in_as(mette)
    visitor.opens("/birkesund/ledelsesspejl", status=403)
