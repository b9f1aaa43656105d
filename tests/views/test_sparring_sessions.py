"""Sparringssessioner, from the call to the last word: who is told what, and what is kept."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.views.sparring_setting import SPARRING, Room, all_of, at, fresh, typed
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import LONGEST_SERIES, AgendaConsent
from transfer.domain.vocabulary import Role
from transfer.models import AgendaItem, Membership, SparringSession


@pytest.fixture
def room(app):
    return Room()


@pytest.fixture
def as_(app, visitor):
    return lambda person: visitor.signed_in_as(person)


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


def test_nothing_yet_says_what_to_do(room, as_):
    assert "Indkald fire til otte" in words_of(as_(room.birgitte).opens(SPARRING))
    assert "Når du bliver indkaldt" in words_of(as_(room.mette).opens(SPARRING))
    assert "ingen åbne aftaler" in words_of(as_(room.mette).opens("/birkesund/aftaler"))


def test_the_agenda_item_keeps_its_own_edition(room):
    session = room.session()
    with across_organisations():
        item = db.session.get(AgendaItem, session.agenda[0].id)
        assert item.revision == 1
