"""A unit takes over what another has adopted: the draft, what is told, the tree, the table, and the news."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from tests.factories import (
    PLAN,
    REFLECTION,
    a_consultant,
    a_goal,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_organisation,
)
from tests.queries import counting_queries
from tests.web import Visitor, words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Reminders
from transfer.models import Person, Replication, TrialAction
from transfer.reminders import letter_to

HERE = "/birkesund/proevehandlinger"
SPREAD = "/birkesund/spredning"
TOLD = {
    "how": "adapted",
    "kept": "Fem minutter hver dag.",
    "changed": "Vi mødes ved bilen.",
    "why": "Vi har ingen tavle.",
}


@pytest.fixture
def scene(app, visitor):
    """An idea adopted in Vest, and activists in Øst who may take it over."""

    class Scene:
        organisation = an_organisation()
        vest = a_unit(organisation, "Hjemmeplejen Vest")
        east = a_unit(organisation, "Hjemmeplejen Øst")
        goal = a_goal(organisation)
        originator = an_activist(organisation, vest, "Jonas Bredal")
        mette = an_activist(organisation, east, "Mette Holm")
        ali = an_activist(organisation, east, "Ali Kaya")

        def adopted(self, **given):
            return a_trial(
                self.organisation,
                self.originator,
                self.vest,
                **{
                    **PLAN,
                    **REFLECTION,
                    "goals": [self.goal],
                    "title": "Fem minutter ved tavlen",
                    "action": "Vi mødes ved tavlen kl. 7.30.",
                    "state": "adopted",
                    "decision": "adopt",
                    "visibility": "network",
                    "actual_start": today() - timedelta(days=60),
                    "decided_on": today() - timedelta(days=20),
                    "other_answers": {
                        "spread_potential": "whole_department",
                        "spread_conditions": "Et fælles mødested.",
                        "preconditions": "En tavle.",
                    },
                    **given,
                },
            )

        def copy(self, origin, **given):
            return a_trial(
                self.organisation,
                self.mette,
                self.east,
                **{
                    "parent_id": origin.id,
                    "relation": "transferred_copied",
                    "title": "Fem minutter i Øst",
                    **given,
                },
            )

    return Scene()


def copies() -> list[TrialAction]:
    db.session.expire_all()
    with across_organisations():
        asked = sa.select(TrialAction).where(TrialAction.parent_id.is_not(None))
        return list(db.session.scalars(asked.order_by(TrialAction.id)))


class TestTakingOver:
    def test_an_activist_elsewhere_gets_a_draft_that_says_what_is_changed_before_it_begins(
        self, scene, visitor
    ):
        origin = scene.adopted()
        visitor.signed_in_as(scene.mette)
        page = visitor.opens(f"{HERE}/{origin.id}")
        (take,) = [one["href"] for one in page.select("a") if "Overfør til os" in one.text]
        assert "Et fælles mødested." in words_of(visitor.opens(take))
        first = visitor.sends(take, {})
        (copy,) = copies()
        assert first.location.endswith(f"{copy.id}/overfoert")
        assert (copy.state, copy.unit_id, copy.owner_id) == ("idea", scene.east.id, scene.mette.id)
        assert (copy.action, copy.goal_ids) == (origin.action, (scene.goal.id,))
        assert (copy.visibility, copy.prediction, copy.challenge) == ("private", None, None)

        with across_organisations():
            copy.save(
                {
                    **{key: value for key, value in PLAN.items() if hasattr(TrialAction, key)},
                    "scale": "one_team",
                },
                by=scene.mette.id,
                at=datetime.now(UTC),
                on=today(),
            )
            db.session.commit()
        address = f"{HERE}/{copy.id}"
        plan = visitor.posts(f"{address}/plan", {})
        assert plan.status_code == 422 and "Hvad I beholder og laver om" in plan.text
        assert visitor.opens(f"{address}/start", 422)

        lacking = visitor.sends(f"{address}/overfoert", {**TOLD, "changed": "", "why": ""})
        assert lacking.status_code == 422 and "Fem minutter hver dag." in lacking.text
        assert "Laver I ikke noget om, så vælg Kopieret." in lacking.text
        assert visitor.sends(f"{address}/overfoert", TOLD).status_code == 302
        (copy,) = copies()
        assert copy.relation == "transferred_adapted" and copy.told.changed == TOLD["changed"]
        page = visitor.opens(f"{address}/overfoert")
        assert "Et fælles mødested." in words_of(page) and "Hos dem" in words_of(page)
        assert "Et fælles mødested." in words_of(visitor.opens(f"{address}/rediger/ide"))
        assert "Hvad I beholder og laver om" not in visitor.posts(f"{address}/plan", {}).text

    def test_the_form_sent_twice_makes_one_and_a_colleague_is_told_of_it(self, scene, visitor):
        origin = scene.adopted()
        form = {"title": "Hos os", "unit": str(scene.east.id), "sent_as": str(uuid4())}
        take = f"{HERE}/{origin.id}/overfoer"
        visitor.signed_in_as(scene.mette)
        there = {visitor.posts(take, form).location for _ in range(2)}
        assert len(there) == 1 and len(copies()) == 1
        visitor.signed_in_as(scene.ali)
        second = visitor.posts(take, {**form, "sent_as": str(uuid4())})
        assert second.status_code == 422 and "En kollega i enheden" in second.text
        assert "Hos os" not in words_of(visitor.opens(take))  # a private draft
        assert len(copies()) == 1
        own = visitor.posts(take, {**form, "unit": str(scene.vest.id)})
        assert own.status_code == 422

    def test_two_who_press_at_once_make_one_draft(self, app, scene):
        take = f"{HERE}/{scene.adopted().id}/overfoer"
        presses = []
        for person in (scene.mette, scene.ali):
            visitor = Visitor(app).signed_in_as(person)
            form = {"title": "Hos os", "unit": str(scene.east.id), "sent_as": str(uuid4())}
            presses.append((visitor.client, {**form, "csrf_token": visitor.token()}))
        db.session.rollback()
        ready = Barrier(2)

        def press(client, form):
            ready.wait(10)
            return client.post(take, data=form).status_code

        with ThreadPoolExecutor(2) as pool:
            codes = [task.result(30) for task in [pool.submit(press, *one) for one in presses]]
        assert sorted(codes) == [302, 422] and len(copies()) == 1

    def test_two_who_write_at_once_lose_no_word(self, scene, visitor):
        origin = scene.adopted()
        copy = scene.copy(origin, participants=[scene.ali])
        visitor.signed_in_as(scene.mette)
        opened = {**TOLD, "revision": "0"}
        assert visitor.posts(f"{HERE}/{copy.id}/overfoert", opened).status_code == 302
        late = visitor.posts(f"{HERE}/{copy.id}/overfoert", {**opened, "kept": "Kun tavlen."})
        assert late.status_code == 409
        assert "Kun tavlen." in late.text and "Fem minutter hver dag." in late.text

    def test_it_is_offered_only_where_it_is_practice_and_shared_with_somebody_elsewhere(
        self, scene, visitor
    ):
        trials = {
            "shared": scene.adopted(),
            "private": scene.adopted(visibility="private"),
            "running": scene.adopted(state="running", decision=None),
        }
        people = {
            "mette": scene.mette,
            "originator": scene.originator,
            "consultant": a_consultant(scene.organisation),
            "leader": a_leader(scene.organisation),
        }
        answers = {}
        for name, person in people.items():
            visitor.signed_in_as(person)
            for kind, trial in trials.items():
                answers[name, kind] = visitor.gets(f"{HERE}/{trial.id}/overfoer").status_code
        assert answers["mette", "shared"] == 200
        assert answers["mette", "private"] == 404
        assert {code for key, code in answers.items() if key != ("mette", "shared")} == {403, 404}


class TestTheTreeAndTheTable:
    def test_both_ends_show_the_link_but_nothing_of_what_is_not_seen(self, scene, visitor):
        origin = scene.adopted()
        scene.copy(origin, title="Hemmelig kladde")
        visitor.signed_in_as(scene.originator)
        said = words_of(visitor.opens(f"{HERE}/{origin.id}"))
        assert "En prøvehandling i en anden enhed" in said
        assert "Hemmelig" not in said + words_of(visitor.opens(f"{HERE}/{origin.id}/vej"))
        visitor.signed_in_as(scene.mette)
        copy = copies()[0]
        assert "Fem minutter ved tavlen" in words_of(visitor.opens(f"{HERE}/{copy.id}/vej"))

    def test_every_generation_is_told_with_state_outcome_and_what_was_changed(self, scene, visitor):
        origin = scene.adopted()
        copy = scene.copy(
            origin,
            state="stopped",
            decision="stop",
            visibility="network",
            outcome_vs_prediction="not_as_expected",
            learning_headline="Vi manglede et mødested.",
            actual_start=today() - timedelta(days=30),
            decided_on=today(),
        )
        with across_organisations():
            again = db.session.get_one(TrialAction, copy.id)
            again.tell(
                is_copy=False, kept="Mødet.", changed="Klokken 8.", why="Vagten.",
                by=scene.mette.id, at=datetime.now(UTC), on=today(), note="Skrevet",
            )  # fmt: skip
            db.session.commit()
        scene.copy(copy, title="Anden runde", relation="next_round", visibility="network")
        visitor.signed_in_as(scene.originator)
        address = f"{HERE}/{origin.id}/vej"
        page = visitor.opens(address)
        said = words_of(page)
        for words in (
            "Stoppet",
            "Klokken 8.",
            "Vagten.",
            "Vi manglede et mødested.",
            "Anden runde",
        ):
            assert words in said
        assert len(page.select(".lineage ul ul")) == 1
        paper = PdfReader(io.BytesIO(visitor.gets(f"{HERE}/{copy.id}.pdf").data)).pages
        told = " ".join(" ".join(one.extract_text() for one in paper).split())
        for words in ("Beholdt: Mødet.", "Lavet om: Klokken 8.", "Hvorfor: Vagten.", "Anden runde"):
            assert words in told
        with counting_queries() as few:
            visitor.gets(address)
        for _ in range(10):
            scene.copy(origin, visibility="network", state="running")
        with counting_queries() as many:
            visitor.gets(address)
        assert len(few) == len(many)

    def test_the_table_tells_where_each_idea_is_and_every_figure_leads_to_its_list(
        self, scene, visitor
    ):
        south = a_unit(scene.organisation, "Hjemmeplejen Syd")
        origin = scene.adopted()
        decided = {
            "visibility": "network",
            "actual_start": today() - timedelta(days=30),
            "decided_on": today(),
        }
        scene.copy(origin, state="stopped", decision="stop", **decided)
        a_trial(
            scene.organisation,
            an_activist(scene.organisation, south),
            south,
            title="Fem minutter i Syd",
            parent_id=origin.id,
            relation="transferred_adapted",
            state="adopted",
            decision="adopt",
            **decided,
        )
        visitor.signed_in_as(scene.mette)
        page = visitor.opens(SPREAD)
        signs = [mark.get_text(" ", strip=True)[0] for mark in page.select(".spread-mark")]
        assert sorted(signs) == sorted("●○×")
        assert "forsøgt uden held" in words_of(page)
        figures = [one.get_text(" ", strip=True) for one in page.select(".figure-number")]
        assert figures == ["1", "1 af 2", "0 af 1", "1 af 1", "2 af 3"]
        for link in page.select(".figure a"):
            assert page.select_one(link["href"]) is not None
        assert len(page.select("#besluttet ~ * tbody tr, #besluttet + * tbody tr")) == 2
        with counting_queries() as few:
            visitor.gets(SPREAD)
        for _ in range(10):
            scene.copy(scene.adopted(), state="stopped", decision="stop", **decided)
        with counting_queries() as many:
            visitor.gets(SPREAD)
        assert len(few) == len(many)

    def test_a_transfer_that_nobody_has_told_about_is_no_fault(self, scene, visitor):
        origin = scene.adopted()
        copy = scene.copy(origin, visibility="network", state="running", actual_start=today())
        visitor.signed_in_as(scene.originator)
        assert "Overført – kopieret" in words_of(visitor.opens(f"{HERE}/{copy.id}/vej"))


class TestTheOriginator:
    def test_is_told_when_it_is_taken_over_and_again_when_that_is_decided(self, scene, visitor):
        origin = scene.adopted()
        visitor.signed_in_as(scene.mette)
        visitor.sends(f"{HERE}/{origin.id}/overfoer", {"title": "Hos os"})
        visitor.signed_in_as(scene.originator)
        said = words_of(visitor.opens("/birkesund/"))
        assert "En anden enhed har taget din prøvehandling med hjem" in said
        assert "Hos os" not in said and "Øst" not in said
        with across_organisations():
            person = db.session.get_one(Person, scene.originator.id)
            person.reminders = Reminders.WEEKLY
            db.session.commit()
        letter = letter_to(scene.originator.id, today() + timedelta(days=1))
        assert letter is not None
        assert "En af dine prøvehandlinger er taget med til en anden enhed." in letter.body
        assert "/vej" in letter.body and "tavlen" not in letter.body
        (copy,) = copies()
        with across_organisations():
            copy.visibility, copy.state = "network", State.PAUSED
            copy.stop_paused("Det gik ikke.", by=scene.mette.id, at=datetime.now(UTC), on=today())
            db.session.commit()
            assert db.session.scalars(sa.select(Replication)).one().settled_at is not None
        said = words_of(visitor.opens("/birkesund/"))
        assert "Hjemmeplejen Øst har besluttet" in said
