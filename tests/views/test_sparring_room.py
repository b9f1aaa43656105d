"""In the room: trial after trial, notes, and what is written while people talk."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests import factories as make
from tests.views.sparring_setting import Room, all_of, at, fresh
from tests.web import words_of
from transfer.access import today
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import AgendaConsent
from transfer.models import Agreement, Contribution, Feedback


@pytest.fixture
def room(app):
    return Room()


@pytest.fixture
def as_(app, visitor):
    return lambda person: visitor.signed_in_as(person)


class TestInTheRoom:
    def test_contributions_are_read_by_all_who_take_part(self, room, as_):
        session = room.session()
        assert as_(room.mette).posts(at(session, "/bidrag"), {"text": "Nej"}).status_code == 403
        as_(room.birgitte).posts(at(session, "/aabning"), {})
        mette = as_(room.mette)
        mette.sends(at(session), {"text": "Hvad siger natten?"}, to=at(session, "/bidrag"))
        assert "Hvad siger natten?" in words_of(as_(room.jonas).opens(at(session)))

    def test_the_start_page_leads_to_the_field_for_it(self, room, as_):
        session = room.session(state=SessionState.OPEN, held_on=today() + timedelta(days=3))
        jonas = as_(room.jonas)
        (link,) = (
            one for one in jonas.opens("/birkesund/").select("main a") if "Skriv bidrag" in one.text
        )
        assert str(link["href"]) == at(session) + "#text"
        assert jonas.opens(at(session)).select_one("textarea#text")

    def test_a_contribution_sent_twice_is_kept_once(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        values = {"text": "Hvad siger natten?", "sent_as": "01890000-0000-7000-8000-00000000bbbb"}
        for _ in range(2):
            as_(room.mette).posts(at(session, "/bidrag"), values)
        assert len(all_of(Contribution)) == 1

    def test_a_cpr_number_is_held_back_with_the_words_kept(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        response = as_(room.mette).posts(at(session, "/bidrag"), {"text": "Om 010203-1234"})
        assert response.status_code == 422
        assert "Om 010203-1234" in response.text
        assert all_of(Contribution) == []

    def test_notes_are_saved_and_lead_on_to_the_next(self, room, as_):
        other = make.a_trial(
            room.here, room.jonas, room.unit, title="Tavlen", state=State.RUNNING,
            visibility="network",
        )  # fmt: skip
        session = room.session(trials=[room.trial, other], state=SessionState.OPEN)
        here = at(session, f"/koer/{session.agenda[0].id}")
        response = as_(room.birgitte).sends(here, {"notes": "De spørger natten.", "videre": "1"})
        assert response.location.endswith(f"/koer/{session.agenda[1].id}")
        assert fresh(session.agenda[0]).notes == "De spørger natten."

    def test_two_who_write_notes_at_once_see_both(self, room, as_):
        session = room.session(state=SessionState.OPEN, scribe_id=room.jonas.id)
        here = at(session, f"/koer/{session.agenda[0].id}")
        jonas = {"notes": "Jonas' ord", "revision": str(fresh(session.agenda[0]).revision)}
        as_(room.birgitte).sends(here, {"notes": "Birgittes ord"})
        response = as_(room.jonas).posts(here, jonas)
        assert response.status_code == 409
        assert "Jonas&#39; ord" in response.text and "Birgittes ord" in response.text
        both = {
            "version": str(fresh(session.agenda[0]).revision),
            "mine-notes": "Jonas' ord",
            "keep-notes": "both",
        }
        as_(room.jonas).posts(here, both)
        assert fresh(session.agenda[0]).notes == "Birgittes ord\nJonas' ord"

    def test_a_page_sent_twice_is_never_overtaken_by_itself(self, room, as_):
        """As when one presses again while the first answer is on its way, with other words by then."""
        session = room.session(state=SessionState.OPEN, scribe_id=room.jonas.id)
        here = at(session, f"/koer/{session.agenda[0].id}")
        page = as_(room.birgitte).opens(here)
        hidden = {one["name"]: one["value"] for one in page.select("input[type=hidden]")}
        del hidden["csrf_token"]
        for notes in ("De spørger natten.", "De spørger dagen.", ""):
            sent = as_(room.birgitte).posts(here, {**hidden, "notes": notes})
            assert (sent.status_code, fresh(session.agenda[0]).notes) == (302, notes)
        as_(room.jonas).sends(here, {"notes": "Jonas' ord"})
        assert as_(room.birgitte).posts(here, {**hidden, "notes": "Nye ord"}).status_code == 409
        assert fresh(session.agenda[0]).notes == "Jonas' ord"

    def test_every_button_in_the_room_saves_the_notes_and_keeps_what_is_half_written(
        self, room, as_
    ):
        session = room.session(state=SessionState.OPEN)
        here = at(session, f"/koer/{session.agenda[0].id}")
        birgitte = as_(room.birgitte)
        agreed = {"what": "Ring til aftenvagten", "person": room.jonas.id, "due_on": "20-04-2026"}
        half = {"notes": "De spørger natten.", "kind": "question", "said": "Hvem spørger?"}
        page = birgitte.sends(here, {**half, **agreed}, to=f"{here}/aftale")
        assert page.status_code == 200 and "Hvem spørger?" in page.text
        assert fresh(session.agenda[0]).notes == "De spørger natten."
        birgitte.sends(here, {"said": "Hvem spørger?", "notes": "Og dagen."}, to=f"{here}/feedback")
        assert fresh(session.agenda[0]).notes == "De spørger natten.", "refused without its kind"
        half = {"notes": "Og dagen.", "kind": "question", "said": "Hvem spørger?"}
        page = birgitte.sends(here, {**half, "what": "Noget mere"}, to=f"{here}/feedback")
        assert "Noget mere" in page.text and len(all_of(Feedback)) == 1
        assert fresh(session.agenda[0]).notes == "Og dagen."
        page = birgitte.sends(here, {"notes": "Til sidst.", "said": "Halvt", "videre": "1"})
        assert page.status_code == 200 and "Halvt" in page.text

    def test_an_agreement_is_written_down_though_somebody_else_saved_notes_meanwhile(
        self, room, as_
    ):
        session = room.session(state=SessionState.OPEN, scribe_id=room.jonas.id)
        here = at(session, f"/koer/{session.agenda[0].id}")
        page = as_(room.jonas).opens(here)
        hidden = {one["name"]: one["value"] for one in page.select("input[type=hidden]")}
        del hidden["csrf_token"]
        as_(room.birgitte).sends(here, {"notes": "Birgittes ord"})
        agreed = {"what": "Ring", "person": room.jonas.id, "due_on": "20-04-2026"}
        sent = {**hidden, "notes": "", **agreed}
        assert as_(room.jonas).posts(f"{here}/aftale", sent).status_code == 302
        assert fresh(session.agenda[0]).notes == "Birgittes ord", "his notes were not written on"
        sent = {**hidden, "notes": "Jonas' ord", **agreed, "sent_as": str(uuid4())}
        page = as_(room.jonas).posts(f"{here}/aftale", sent)
        assert page.status_code == 409 and "Birgittes ord" in page.text
        assert len(all_of(Agreement)) == 2

    def test_a_plain_participant_does_not_run_it(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        assert as_(room.mette).gets(at(session, "/koer")).status_code == 403

    def test_what_the_owner_refused_is_never_on_the_wall(self, room, as_):
        session = room.session(trials=[room.draft], consent=AgendaConsent.REFUSED)
        page = words_of(as_(room.birgitte).opens(at(session, "/koer")))
        assert "En kladde" not in page
        here = at(session, f"/koer/{session.agenda[0].id}")
        assert as_(room.birgitte).gets(here).status_code == 404

    def test_an_agreement_made_in_the_room_is_on_the_trial_and_on_the_start_page(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        here = at(session, f"/koer/{session.agenda[0].id}")
        as_(room.birgitte).sends(
            here,
            {"what": "Ring til aftenvagten", "person": room.jonas.id, "due_on": "20-04-2026"},
            to=f"{here}/aftale",
        )
        (made,) = all_of(Agreement)
        assert (made.trial_id, made.session_id) == (room.trial.id, session.id)
        start = words_of(as_(room.jonas).opens("/birkesund/"))
        assert "Ring til aftenvagten" in start
        assert "du lovede det senest 20. april 2026" in start
        trial = f"/birkesund/proevehandlinger/{room.trial.id}"
        assert "Ring til aftenvagten" in words_of(as_(room.mette).opens(trial))
        assert "Ring til aftenvagten" not in words_of(as_(room.lone).opens(trial))

    def test_a_leader_who_can_be_chosen_is_said_to_read_the_agreement(self, room, as_):
        trial = make.a_trial(
            room.here, room.mette, room.unit, participants=[room.lone],
            state=State.RUNNING, visibility="network",
        )  # fmt: skip
        session = room.session(trials=[trial], state=SessionState.OPEN)
        page = as_(room.birgitte).opens(at(session, f"/koer/{session.agenda[0].id}"))
        names = [one.text for one in page.select("#person option")]
        assert "Lone Baadsgaard (leder, læser aftalen)" in names
        assert "Mette Kragholm" in names
