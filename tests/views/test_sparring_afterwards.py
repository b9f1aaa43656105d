"""After a session: what is sent round, what each took along, and what was agreed."""

from datetime import date, timedelta

import pytest

from tests import factories as make
from tests.views.sparring_setting import Room, all_of, at, fresh
from tests.web import words_of
from transfer.access import today
from transfer.domain.session_lifecycle import SessionState
from transfer.models import Agreement, DocumentationCheck, PrivateNote, Takeaway


@pytest.fixture
def room(app):
    return Room()


@pytest.fixture
def as_(app, visitor):
    return lambda person: visitor.signed_in_as(person)


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
