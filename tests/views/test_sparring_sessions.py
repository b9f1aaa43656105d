"""Sparringssessioner, from the call to the last word: who is told what, and what is kept."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import LONGEST_SERIES, AgendaConsent
from transfer.domain.vocabulary import Role
from transfer.models import (
    AgendaItem,
    Agreement,
    Contribution,
    DocumentationCheck,
    Feedback,
    Membership,
    PrivateNote,
    SparringSession,
    Takeaway,
)

SPARRING = "/birkesund/sparring"


class Room:
    """An organisation with a consultant, two activists, a leader and an administrator."""

    @make.made_together()
    def __init__(self):
        self.here = make.an_organisation(name="Birkesund")
        self.unit = make.a_unit(self.here, "Havblik")
        self.birgitte = make.a_consultant(self.here, name="Birgitte Solvang")
        self.mette = make.an_activist(self.here, self.unit, name="Mette Kragholm")
        self.jonas = make.an_activist(self.here, self.unit, name="Jonas Bredal")
        self.sanne = make.an_activist(self.here, self.unit, name="Sanne Vestervig")
        self.lone = make.a_leader(self.here, self.unit, name="Lone Baadsgaard")
        self.henrik = make.an_administrator(self.here, name="Henrik Stald")
        self.trial = make.a_trial(
            self.here, self.mette, self.unit, state=State.RUNNING, visibility="network",
            title="Tre små spisegrupper", challenge="Larm ved langbordet.",
        )  # fmt: skip
        self.draft = make.a_trial(
            self.here, self.mette, self.unit, title="En kladde", challenge="Kun for Mette."
        )

    def session(self, **given):
        given = {"participants": [self.mette, self.jonas], "trials": [self.trial], **given}
        return make.a_session(self.here, self.birgitte, **given)


@pytest.fixture
def room(app):
    return Room()


@pytest.fixture
def as_(app, visitor):
    return lambda person: visitor.signed_in_as(person)


def fresh(record):
    with across_organisations():
        db.session.rollback()
        found = db.session.get(type(record), record.id)
        if isinstance(found, SparringSession):
            _read = (found.agenda, found.participant_links)
        return found


def all_of(kind):
    with across_organisations():
        db.session.rollback()
        return db.session.scalars(sa.select(kind).order_by(kind.id)).all()


def typed(room, **given):
    return {
        "title": "Sparringssession 1",
        "series_no": "1",
        "held_on": "14-04-2026",
        "starts_at": "9",
        "ends_at": "12.00",
        "format": "in_person",
        "place": "Rådhuset",
        "participants": [str(room.mette.id), str(room.jonas.id)],
        "purpose": "Skil iagttagelse fra forklaring.",
        **given,
    }


def at(session, tail=""):
    return f"{SPARRING}/{session.id}{tail}"


class TestCalling:
    def test_a_consultant_calls_a_session_and_leads_it(self, room, as_):
        response = as_(room.birgitte).sends(f"{SPARRING}/ny", typed(room))
        assert response.status_code == 302
        (session,) = all_of(SparringSession)
        assert (session.held_on, session.starts_at, session.ends_at) == (
            date(2026, 4, 14), time(9), time(12),
        )  # fmt: skip
        assert session.facilitator_id == room.birgitte.id
        assert set(fresh(session).participant_ids) == {room.mette.id, room.jonas.id}
        assert session.series_id == session.id

    def test_a_form_sent_twice_makes_one_session(self, room, as_):
        visitor = as_(room.birgitte)
        values = typed(room, sent_as="01890000-0000-7000-8000-00000000aaaa")
        for _ in range(2):
            assert visitor.posts(f"{SPARRING}/ny", values).status_code == 302
        assert len(all_of(SparringSession)) == 1

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"title": ""}, "Skriv en titel"),
            ({"held_on": ""}, "Skriv, hvilken dag I mødes."),
            ({"starts_at": "kl. ni"}, "Skriv klokkeslættet som 9.30."),
            ({"ends_at": "8.30"}, "Slutter før det begynder."),
            ({"link": "javascript:alert(1)"}, "Et link begynder med https://."),
            ({"series_no": "0"}, "Den første i rækken er nummer 1."),
            ({"participants": []}, "Vælg dem, der skal være med."),
            ({"purpose": ""}, "Skriv i én sætning"),
        ],
    )
    def test_what_is_missing_is_said_at_the_field_and_every_word_is_kept(
        self, room, as_, wrong, sentence
    ):
        response = as_(room.birgitte).posts(f"{SPARRING}/ny", typed(room, **wrong))
        assert response.status_code == 422
        assert sentence in words_of(response)
        assert "Rådhuset" in response.text
        assert all_of(SparringSession) == []

    def test_a_mere_leader_cannot_be_called(self, room, as_):
        response = as_(room.birgitte).posts(
            f"{SPARRING}/ny", typed(room, participants=[str(room.lone.id)])
        )
        assert response.status_code == 422

    def test_the_next_in_the_series_takes_the_people_along(self, room, as_):
        first = room.session(held_on=date(2026, 4, 14))
        visitor = as_(room.birgitte)
        page = visitor.opens(f"{SPARRING}/ny?efter={first.id}")
        assert page.select_one("#title")["value"] == "Sparringssession 2"
        chosen = {box["value"] for box in page.select("input[name=participants][checked]")}
        assert chosen == {str(room.mette.id), str(room.jonas.id)}
        visitor.sends(f"{SPARRING}/ny?efter={first.id}", {"purpose": "Videre."})
        second = all_of(SparringSession)[-1]
        assert (second.series_id, second.series_no) == (first.series_id, 2)

    def test_a_new_one_is_suggested_the_number_after_the_highest(self, room, as_):
        room.session(series_no=3)
        page = as_(room.birgitte).opens(f"{SPARRING}/ny")
        assert page.select_one("#series_no")["value"] == "4"

    def test_no_number_beyond_the_longest_series_is_suggested(self, room, as_):
        room.session(series_no=LONGEST_SERIES)
        page = as_(room.birgitte).opens(f"{SPARRING}/ny")
        assert page.select_one("#series_no")["value"] == str(LONGEST_SERIES)

    def test_an_invitation_on_its_way_is_not_offered_again(self, room, as_):
        day = f"{today() + timedelta(days=9):%d-%m-%Y}"
        birgitte = as_(room.birgitte)
        birgitte.sends(f"{SPARRING}/ny", typed(room, held_on=day, invites="1"))
        (session,) = all_of(SparringSession)
        page = birgitte.opens(at(session))
        assert "Invitationen er på vej" in words_of(page)
        assert "Send invitationen" not in words_of(page)
        other = room.session(held_on=today() + timedelta(days=9))
        assert "Send invitationen" in words_of(birgitte.opens(at(other)))

    def test_two_who_change_it_at_once_see_both_versions(self, room, as_):
        session = room.session()
        stale = typed(room, revision="0", place="Mødelokale B")
        response = as_(room.birgitte).posts(at(session, "/rediger"), stale)
        assert response.status_code == 409
        assert "Mødelokale B" in response.text
        assert fresh(session).place == ""

    def test_a_new_time_is_a_new_edition_for_peoples_calendars(self, room, as_):
        session = room.session()
        visitor = as_(room.birgitte)
        visitor.sends(at(session, "/rediger"), {"purpose": "Andet formål"})
        assert fresh(session).sequence == 0
        visitor.sends(at(session, "/rediger"), {"starts_at": "10"})
        changed = fresh(session)
        assert (changed.sequence, changed.uid) == (1, session.uid)

    def test_it_is_cancelled_with_a_reason_that_everybody_reads(self, room, as_):
        session = room.session()
        visitor = as_(room.birgitte)
        assert visitor.sends(at(session, "/aflysning"), {"reason": ""}).status_code == 422
        visitor.sends(at(session, "/aflysning"), {"reason": "Facilitator er syg."})
        assert fresh(session).state is SessionState.CANCELLED
        assert "Facilitator er syg." in words_of(as_(room.mette).opens(at(session)))
        assert as_(room.birgitte).gets(at(session, "/rediger")).status_code == 302


class TestWhoIsToldWhat:
    def test_a_participant_reads_agenda_and_purpose(self, room, as_):
        page = words_of(as_(room.jonas).opens(at(room.session())))
        assert "Tre små spisegrupper" in page
        assert "Skil iagttagelse fra forklaring." in page

    def test_one_who_is_not_called_does_not_know_that_it_exists(self, room, as_):
        session = room.session()
        assert as_(room.sanne).gets(at(session)).status_code == 404
        assert "Sparringssession 1" not in words_of(as_(room.sanne).opens(SPARRING))

    def test_a_leader_is_told_day_and_topics_and_no_more(self, room, as_):
        session = room.session(headline="Det vi tog med", summary="Referatet")
        page = words_of(as_(room.lone).opens(at(session)))
        assert "14. april 2026" in page
        assert "Tre små spisegrupper" in page
        for kept in ("Skil iagttagelse", "Det vi tog med", "Referatet", "Jonas Bredal"):
            assert kept not in page

    def test_an_administrator_is_told_that_it_exists(self, room, as_):
        session = room.session()
        page = words_of(as_(room.henrik).opens(at(session)))
        assert "Sparringssession nummer 1" in page
        assert "Tre små spisegrupper" not in page
        assert as_(room.henrik).gets(at(session, "/facilitator")).status_code == 403

    def test_when_the_consultant_has_left_an_administrator_appoints_without_reading(
        self, room, as_
    ):
        session = room.session()
        with across_organisations():
            role = db.session.scalars(
                sa.select(Membership).where(Membership.person_id == room.birgitte.id)
            ).one()
            role.ends_on = today() - timedelta(days=1)
            room.here = db.session.merge(room.here)
            room.here.directory_revision += 1
            db.session.commit()
        admin = as_(room.henrik)
        assert "Tre små spisegrupper" not in words_of(admin.opens(at(session)))
        admin.sends(at(session, "/facilitator"), {"facilitator_id": room.jonas.id})
        assert fresh(session).facilitator_id == room.jonas.id
        assert as_(room.jonas).sends(at(session, "/rediger"), {"place": "Her"}).status_code == 302
        assert as_(room.jonas).gets(f"{SPARRING}/ny").status_code == 200

    def test_somebody_from_outside_is_marked_where_text_is_shared(self, room, as_):
        rasmus = make.a_person("Rasmus Teglgaard")
        make.a_membership(rasmus, room.here, Role.CONSULTANT, is_external=True)
        session = room.session(participants=[room.mette, rasmus])
        page = words_of(as_(room.mette).opens(at(session)))
        assert "Rasmus Teglgaard (ekstern)" in page
        assert "delt uden for organisationen" in page


class TestTheAgenda:
    def test_a_shared_trial_goes_on_at_once(self, room, as_):
        session = room.session(trials=[])
        as_(room.birgitte).sends(
            at(session, "/dagsorden"),
            {"trial": room.trial.id, "focus_question": "Hvad med weekenden?", "minutes": "40"},
        )
        (item,) = fresh(session).agenda
        assert (item.consent, item.minutes) == (AgendaConsent.NOT_NEEDED, 40)

    def test_a_draft_waits_for_its_owners_yes(self, room, as_):
        session = room.session(trials=[])
        as_(room.birgitte).sends(at(session, "/dagsorden"), {"trial": room.draft.id})
        (item,) = fresh(session).agenda
        assert item.consent is AgendaConsent.ASKED
        assert "En kladde" not in words_of(as_(room.jonas).opens(at(session)))
        assert as_(room.jonas).gets(at(session, f"/dagsorden/{item.id}/tekst")).status_code == 404

        answer = f"{SPARRING}/samtykke/{room.draft.id}/{item.id}"
        assert "En kladde" in words_of(as_(room.mette).opens("/birkesund/"))
        as_(room.mette).posts(answer, {"svar": "ja"})
        assert "En kladde" in words_of(as_(room.jonas).opens(at(session)))
        text = words_of(as_(room.jonas).opens(at(session, f"/dagsorden/{item.id}/tekst")))
        assert "Kun for Mette." in text
        elsewhere = f"/birkesund/proevehandlinger/{room.draft.id}"
        assert as_(room.jonas).gets(elsewhere).status_code == 404

        as_(room.mette).posts(answer, {"svar": "nej"})
        assert "En kladde" not in words_of(as_(room.jonas).opens(at(session)))

    def test_the_one_it_waits_for_is_told_so(self, room, as_):
        session = room.session(trials=[room.draft], consent=AgendaConsent.ASKED)
        assert "Venter på ja fra dig" in words_of(as_(room.mette).opens(at(session)))
        assert "Venter på ja fra Mette Kragholm" in words_of(as_(room.birgitte).opens(at(session)))

    def test_what_is_over_waits_for_nobody(self, room, as_):
        session = room.session(
            trials=[room.draft], consent=AgendaConsent.ASKED, state=SessionState.CLOSED
        )
        said = words_of(as_(room.mette).opens(at(session)))
        assert "Intet sparringsspørgsmål" in said
        for told in ("Venter på ja", "Intet sparringsspørgsmål endnu", "Svar på, om de må"):
            assert told not in said

    def test_only_who_leads_is_told_of_the_minutes(self, room, as_):
        session = room.session()
        assert "check-in, høst og check-out" in words_of(as_(room.birgitte).opens(at(session)))
        assert "check-in, høst og check-out" not in words_of(as_(room.mette).opens(at(session)))

    def test_nobody_but_the_owner_says_yes(self, room, as_):
        session = room.session(trials=[room.draft], consent=AgendaConsent.ASKED)
        address = f"{SPARRING}/samtykke/{room.draft.id}/{session.agenda[0].id}"
        assert as_(room.birgitte).posts(address, {"svar": "ja"}).status_code == 403
        assert as_(room.jonas).posts(address, {"svar": "ja"}).status_code == 404

    def test_a_participant_brings_their_own_and_nobody_elses(self, room, as_):
        session = room.session(trials=[])
        other = make.a_trial(room.here, room.jonas, room.unit, title="Jonas' egen")
        page = as_(room.mette).opens(at(session, "/dagsorden"))
        offered = {option["value"] for option in page.select("select[name=trial] option")}
        assert offered == {"", str(room.trial.id), str(room.draft.id)}
        response = as_(room.mette).posts(
            at(session, "/dagsorden"), {"trial": other.id, "minutes": "30"}
        )
        assert response.status_code == 422
        assert fresh(session).agenda == []

    def test_a_trial_of_another_organisation_is_none_that_can_be_chosen(self, room, as_):
        beta = make.an_organisation("engholm")
        theirs = make.a_trial(beta, make.an_activist(beta), make.a_unit(beta))
        session = room.session(trials=[])
        response = as_(room.birgitte).posts(
            at(session, "/dagsorden"), {"trial": theirs.id, "minutes": "30"}
        )
        assert response.status_code == 422
        assert fresh(session).agenda == []

    def test_it_is_put_in_order_with_buttons(self, room, as_):
        other = make.a_trial(
            room.here, room.jonas, room.unit, title="Tavlen", state=State.RUNNING,
            visibility="network",
        )  # fmt: skip
        session = room.session(trials=[room.trial, other])
        first, second = session.agenda
        as_(room.birgitte).posts(at(session, f"/dagsorden/{second.id}/plads"), {"vej": "op"})
        assert [item.id for item in fresh(session).agenda] == [second.id, first.id]
        as_(room.birgitte).posts(at(session, f"/dagsorden/{second.id}/plads"), {"vej": "op"})
        assert [item.id for item in fresh(session).agenda] == [second.id, first.id]

    def test_an_item_of_another_session_is_not_found_under_this_one(self, room, as_):
        one, other = room.session(), room.session(title="En anden")
        address = at(one, f"/dagsorden/{other.agenda[0].id}/fjernelse")
        assert as_(room.birgitte).posts(address, {}).status_code == 404
        assert len(fresh(other).agenda) == 1

    def test_the_minutes_are_summed_against_the_length(self, room, as_):
        session = room.session(starts_at=time(9), ends_at=time(10))
        page = words_of(as_(room.birgitte).opens(at(session, "/dagsorden")))
        assert "= 70 min." in page
        assert "10 minutter mere" in page

    def test_open_agreements_from_earlier_come_first_until_they_are_done(self, room, as_):
        first = room.session(held_on=date(2026, 3, 1), state=SessionState.HELD)
        promise = make.an_agreement(room.here, room.jonas, session_id=first.id)
        second = room.session(title="Sparringssession 2", series_id=first.id, trials=[])
        page = words_of(as_(room.mette).opens(at(second)))
        assert page.index("Spørg aftenvagten") < page.index("Dagsorden")
        visitor = as_(room.jonas)
        visitor.sends(
            f"/birkesund/aftaler/{promise.id}", {"outcome": "De vil gerne."},
            to=f"/birkesund/aftaler/{promise.id}/afslutning",
        )  # fmt: skip
        assert "Spørg aftenvagten" not in words_of(as_(room.mette).opens(at(second)))


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


class TestAfterwards:
    def test_closing_demands_a_harvest_or_the_word_that_there_was_none(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        birgitte = as_(room.birgitte)
        too_soon = birgitte.posts(at(session, "/hoest"), {"nothing_across": "1"})
        assert too_soon.status_code == 302
        assert fresh(session).state is SessionState.OPEN
        birgitte.posts(at(session, "/afholdt"), {})
        birgitte.posts(at(session, "/lukning"), {})
        assert fresh(session).state is SessionState.HELD
        refused = birgitte.posts(at(session, "/hoest"), {})
        assert refused.status_code == 422
        assert "Lav en indsigt" in words_of(refused)
        birgitte.posts(at(session, "/hoest"), {"nothing_across": "1"})
        birgitte.posts(at(session, "/lukning"), {})
        closed = fresh(session)
        assert (closed.state, closed.nothing_across) == (SessionState.CLOSED, True)
        assert birgitte.gets(at(session, "/efter")).status_code == 302

    def test_pressing_twice_does_it_once_and_says_so(self, room, as_):
        session = room.session(state=SessionState.OPEN)
        birgitte = as_(room.birgitte)
        for _ in range(2):
            assert birgitte.posts(at(session, "/afholdt"), {}).status_code == 302
        assert fresh(session).state is SessionState.HELD

    def test_the_minutes_are_for_the_room(self, room, as_):
        session = room.session(state=SessionState.HELD)
        as_(room.birgitte).sends(
            at(session, "/efter"), {"headline": "Spørg først", "summary": "Alle sagde det."}
        )
        assert "Spørg først" in words_of(as_(room.jonas).opens(at(session)))
        assert "Spørg først" not in words_of(as_(room.lone).opens(at(session)))

    def test_every_button_beside_the_minutes_saves_them(self, room, as_):
        session = room.session(state=SessionState.HELD)
        birgitte = as_(room.birgitte)
        here = at(session, "/efter")
        assert len(birgitte.opens(here).select("main form")) == 1
        revision = str(fresh(session).revision)
        typed = {"revision": revision, "headline": "Spørg først", "summary": "Alle sagde det."}
        refused = birgitte.posts(at(session, "/hoest"), typed)
        assert refused.status_code == 422
        assert "Alle sagde det." in refused.text
        assert fresh(session).summary == ""
        birgitte.posts(at(session, "/hoest"), {**typed, "nothing_across": "1"})
        assert fresh(session).headline == "Spørg først"
        assert fresh(session).state is SessionState.HARVESTED
        again = {
            **typed,
            "revision": str(fresh(session).revision),
            "summary": "Alle sagde det to gange.",
        }
        birgitte.posts(at(session, "/lukning"), again)
        closed = fresh(session)
        assert (closed.state, closed.summary) == (SessionState.CLOSED, "Alle sagde det to gange.")

    def test_minutes_that_somebody_else_changed_are_not_overwritten_by_the_harvest(self, room, as_):
        session = room.session(state=SessionState.HELD)
        birgitte = as_(room.birgitte)
        old = str(fresh(session).revision)
        birgitte.sends(at(session, "/efter"), {"headline": "Den første"})
        typed = {"revision": old, "headline": "Den anden", "nothing_across": "1"}
        response = birgitte.posts(at(session, "/hoest"), typed)
        assert response.status_code == 409
        assert "Den anden" in response.text
        assert (fresh(session).headline, fresh(session).state) == ("Den første", SessionState.HELD)

    def test_one_whose_day_is_ahead_is_asked_about_before_it_counts_as_held(self, room, as_):
        ahead = room.session(state=SessionState.OPEN, held_on=today() + timedelta(days=3))
        due = room.session(state=SessionState.OPEN, held_on=today())
        birgitte = as_(room.birgitte)
        assert "Er den allerede afholdt?" in words_of(birgitte.opens(at(ahead, "/koer")))
        assert "Er den allerede afholdt?" not in words_of(birgitte.opens(at(due, "/koer")))

    def test_a_documentation_check_is_for_the_owner_and_the_consultant(self, room, as_):
        session = room.session(state=SessionState.HELD)
        here = at(session, f"/dokumentation/{session.agenda[0].id}")
        as_(room.birgitte).sends(here, {"challenge": "2", "signs": "1"})
        (check,) = all_of(DocumentationCheck)
        assert check.marks == {"challenge": 2, "signs": 1}
        other = as_(make.a_consultant(room.here, name="Rasmus Teglgaard"))
        overtaken = other.posts(here, {"challenge": "0", "revision": "0"})
        assert "En anden har lavet tjekket imens" in words_of(other.opens(overtaken.location))
        assert fresh(check).marks == {"challenge": 2, "signs": 1}
        assert "Udfordringen er konkret" in words_of(as_(room.mette).opens(at(session)))
        assert "Udfordringen er konkret" not in words_of(as_(room.jonas).opens(at(session)))
        assert as_(room.mette).gets(here).status_code == 403

    def test_each_takes_something_along_and_only_who_leads_reads_it(self, room, as_):
        session = room.session(state=SessionState.HELD)
        as_(room.mette).sends(
            at(session), {"line": "Én ting ad gangen", "benefit": "4"}, to=at(session, "/udbytte")
        )
        assert "Én ting ad gangen" in words_of(as_(room.birgitte).opens(at(session)))
        page = words_of(as_(room.jonas).opens(at(session)))
        assert "Én ting ad gangen" not in page
        assert "når mindst fem har svaret" in page

    def test_the_average_is_shown_when_five_have_answered(self, room, as_):
        session = room.session(state=SessionState.HELD)
        for benefit in (5, 4, 4, 3, 4):
            someone = make.an_activist(room.here)
            make.saved(
                Takeaway(
                    organisation_id=room.here.id, session_id=session.id, person_id=someone.id,
                    benefit=benefit, updated_at=make.AT,
                )
            )  # fmt: skip
        assert "I gennemsnit 4 af 5, svar fra 5." in words_of(as_(room.jonas).opens(at(session)))

    def test_ones_own_notes_are_read_by_nobody_else(self, room, as_):
        other = make.a_consultant(room.here, name="Rasmus Teglgaard")
        session = room.session(state=SessionState.HELD)
        here = at(session, "/noter")
        as_(room.birgitte).sends(here, {"text": "Han var nervøs."})
        assert "Han var nervøs." in words_of(as_(room.birgitte).opens(here))
        assert "Han var nervøs." not in words_of(as_(other).opens(here))
        assert as_(room.mette).gets(here).status_code == 403
        as_(other).sends(here, {"text": "Min egen."})
        assert {note.text for note in all_of(PrivateNote)} == {"Han var nervøs.", "Min egen."}

    def test_notes_written_in_two_windows_are_both_shown(self, room, as_):
        session = room.session()
        here = at(session, "/noter")
        birgitte = as_(room.birgitte)
        birgitte.sends(here, {"text": "Første"})
        response = birgitte.posts(here, {"text": "Anden", "revision": "0"})
        assert response.status_code == 409
        assert "Første" in response.text and "Anden" in response.text


class TestAgreements:
    def test_one_on_a_trial_is_written_by_its_owner(self, room, as_):
        as_(room.mette).sends(
            f"/birkesund/aftaler/ny/{room.trial.id}",
            {"what": "Spørg køkkenet", "person": room.mette.id, "due_on": "1-5-2026"},
        )
        (made,) = all_of(Agreement)
        assert (made.trial_id, made.session_id, made.due_on) == (
            room.trial.id, None, date(2026, 5, 1),
        )  # fmt: skip
        assert as_(room.jonas).gets(f"/birkesund/aftaler/ny/{room.trial.id}").status_code == 403

    def test_it_is_put_off_and_that_is_counted(self, room, as_):
        made = make.an_agreement(room.here, room.mette)
        here = f"/birkesund/aftaler/{made.id}"
        as_(room.mette).sends(here, {"due_on": "1-6-2026"}, to=f"{here}/dato")
        moved = fresh(made)
        assert (moved.due_on, moved.times_moved) == (date(2026, 6, 1), 1)

    def test_it_is_let_go_with_a_reason(self, room, as_):
        made = make.an_agreement(room.here, room.mette)
        here = f"/birkesund/aftaler/{made.id}"
        assert as_(room.mette).posts(f"{here}/bortfald", {}).status_code == 422
        as_(room.mette).sends(here, {"reason": "Køkkenet er nedlagt."}, to=f"{here}/bortfald")
        assert fresh(made).dropped_on is not None
        assert fresh(made).done_on is None

    def test_a_stale_page_changes_nothing(self, room, as_):
        made = make.an_agreement(room.here, room.mette)
        here = f"/birkesund/aftaler/{made.id}"
        response = as_(room.mette).posts(
            f"{here}/afslutning", {"outcome": "Gjort", "revision": "0"}
        )
        assert response.status_code == 302
        assert fresh(made).is_open

    def test_what_others_have_promised_is_not_found(self, room, as_):
        made = make.an_agreement(room.here, room.mette)
        assert as_(room.sanne).gets(f"/birkesund/aftaler/{made.id}").status_code == 404
        assert "Spørg aftenvagten" not in words_of(as_(room.sanne).opens("/birkesund/aftaler"))

    def test_an_overdue_one_is_said_to_be_so(self, room, as_):
        make.an_agreement(room.here, room.mette, due_on=today() - timedelta(days=3))
        page = words_of(as_(room.mette).opens("/birkesund/aftaler"))
        assert "Overskredet" in page
        assert "Dem, du har lovet" in page


def test_nothing_yet_says_what_to_do(room, as_):
    assert "Indkald fire til otte" in words_of(as_(room.birgitte).opens(SPARRING))
    assert "Når du bliver indkaldt" in words_of(as_(room.mette).opens(SPARRING))
    assert "ingen åbne aftaler" in words_of(as_(room.mette).opens("/birkesund/aftaler"))


def test_the_agenda_item_keeps_its_own_edition(room):
    session = room.session()
    with across_organisations():
        item = db.session.get(AgendaItem, session.agenda[0].id)
        assert item.revision == 1
