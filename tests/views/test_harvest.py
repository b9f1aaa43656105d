"""The harvest desk and the themes: what can be marked, by whom, and what becomes of it."""

from datetime import date

import pytest

from tests.factories import AT, a_consultant, a_session, an_observation, saved
from tests.queries import counting_queries
from tests.views.harvest_setting import marking
from tests.views.insights_setting import DESK, OTHER_WORDS, THEMES, WORDS, Setting, all_of, change
from tests.web import words_of
from transfer.domain.lifecycle import State
from transfer.models import AgendaItem, Insight, InsightSource, SparringSession, ThemedPassage
from transfer.models.sparring_sessions import Takeaway


@pytest.fixture
def there(app) -> Setting:
    return Setting()


class TestTheDesk:
    def test_shows_what_was_shared_one_text_after_another(self, visitor, there):
        an_observation(there.trial, there.activist, saw="Alle sov til klokken seks.")
        page = visitor.signed_in_as(there.consultant).opens(DESK)
        said = words_of(page)
        assert WORDS in said and OTHER_WORDS in said and "Alle sov til klokken seks." in said
        assert "2 prøvehandlinger" in said

    def test_never_shows_a_private_observation_or_a_private_trial(self, visitor, there):
        an_observation(there.trial, there.activist, saw="Jeg var selv træt.", is_private=True)
        there.finished(
            "Kun min", there.activist, there.unit, visibility="private", learning="Hemmeligt"
        )
        said = words_of(visitor.signed_in_as(there.consultant).opens(DESK))
        assert "Jeg var selv træt." not in said
        assert "Hemmeligt" not in said and "Kun min" not in said

    def test_a_reflection_under_way_is_left_alone(self, visitor, there):
        change(there.trial, state=State.REFLECTING, reflected_on=None)
        assert WORDS not in words_of(visitor.signed_in_as(there.consultant).opens(DESK))

    def test_a_consultant_of_another_unit_harvests_only_there(self, visitor, there):
        far = a_consultant(there.organisation, there.other_unit)
        said = words_of(visitor.signed_in_as(far).opens(DESK))
        assert OTHER_WORDS in said and WORDS not in said

    @pytest.mark.parametrize(
        ("query", "hits"),
        [
            ("maal=K1", 2),
            ("enhed=Bostedet Havnegade", 1),
            ("udfald=as_expected", 2),
            ("udfald=better", 0),
            ("fra=01-03-2026", 0),
            ("fra=01-02-2026&til=03-02-2026", 2),
            ("umarkeret=1", 2),
        ],
    )
    def test_the_address_narrows_it(self, visitor, there, query, hits):
        page = visitor.signed_in_as(there.consultant).opens(f"{DESK}?{query}")
        assert len(page.select(".desk-texts article")) == hits

    def test_a_filter_that_makes_no_sense_says_so(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        assert "Vælg en af mulighederne." in words_of(visitor.opens(f"{DESK}?udfald=x", 422))
        visitor.opens(f"{DESK}?fra=i+morges", 422)

    def test_nothing_shared_yet_is_said_in_words(self, visitor, there):
        for trial in (there.trial, there.other):
            change(trial, visibility="private")
        said = words_of(visitor.signed_in_as(there.consultant).opens(DESK))
        assert "Der er ikke noget at høste endnu." in said

    @pytest.mark.parametrize("who", ["activist", "leader", "administrator"])
    def test_is_for_consultants(self, visitor, there, who):
        visitor.signed_in_as(getattr(there, who))
        for address in (DESK, THEMES, f"{THEMES}.csv", f"{THEMES}.qdc"):
            assert visitor.gets(address).status_code == 403

    def test_asks_no_more_when_there_is_more_to_read(self, visitor, there):
        visitor.signed_in_as(there.consultant).opens(DESK)
        an_observation(there.trial, there.activist)
        with counting_queries() as few:
            visitor.opens(DESK)
        for number in range(2):
            trial = there.finished(f"Nummer {number}", there.activist, there.unit)
            an_observation(trial, there.activist)
        with counting_queries() as more:
            visitor.opens(DESK)
        assert len(more) == len(few)


class TestMinutes:
    def minutes(self, there, **given) -> AgendaItem:
        session = saved(
            SparringSession(
                organisation_id=there.organisation.id,
                title="Anden session",
                held_on=date(2026, 2, 20),
                created_at=AT,
                updated_at=AT,
                **given,
            )
        )
        return saved(
            AgendaItem(
                organisation_id=there.organisation.id,
                session_id=session.id,
                trial_id=there.trial.id,
                notes="Kernen kan flyttes, formen kan ikke.",
                updated_at=AT,
            )
        )

    def test_what_was_said_about_a_trial_is_harvested_with_the_way_to_the_session(
        self, visitor, there
    ):
        item = self.minutes(there)
        visitor.signed_in_as(there.consultant)
        assert "Kernen kan flyttes" in words_of(visitor.opens(DESK))
        address = marking(there.trial, "notes", referat=item.id)
        visitor.sends(address, {"quote": "Kernen kan flyttes", "theme": "Overførsel"})
        (found,) = all_of(ThemedPassage)
        assert (found.agenda_item_id, found.field) == (item.id, "notes")
        insight_of_it = f"/birkesund/indsigter/ny?tema={found.theme_id}&session={item.session_id}"
        visitor.sends(insight_of_it, {"headline": "Flyt kernen."})
        (insight,) = all_of(Insight)
        (source,) = all_of(InsightSource)
        assert (insight.session_id, source.agenda_item_id) == (item.session_id, item.id)
        page = visitor.opens(f"/birkesund/indsigter/{insight.id}")
        assert page.select_one(f"a[href='/birkesund/sparring/{item.session_id}']")

    def test_a_consultant_of_one_unit_who_was_not_there_does_not_read_them(self, visitor, there):
        self.minutes(there)
        near = a_consultant(there.organisation, there.unit)
        said = words_of(visitor.signed_in_as(near).opens(DESK))
        assert WORDS in said and "Kernen kan flyttes" not in said


class TestWordsOfSessions:
    """What was kept of a session as a whole is harvested too, and read by those in the room alone."""

    SAID = "Spørg, hvad idéen hviler på, før den flyttes."
    TAKEN = "Jeg spørger natten først."

    def held(self, there, **given) -> SparringSession:
        session = a_session(
            there.organisation,
            there.consultant,
            participants=[there.activist],
            **{"state": "held", "summary": f"Vi talte om natten. {self.SAID}", **given},
        )
        saved(
            Takeaway(
                organisation_id=there.organisation.id,
                session_id=session.id,
                person_id=there.activist.id,
                line=self.TAKEN,
                updated_at=AT,
            )
        )
        return session

    def marked(self, visitor, there, session) -> tuple[ThemedPassage, ThemedPassage]:
        page = visitor.signed_in_as(there.consultant).opens(
            f"{DESK}/sessioner?session={session.id}"
        )
        assert self.SAID in words_of(page)
        links = [one["href"] for one in page.select(".harvest-text a")]
        (of_summary,) = [one for one in links if "/summary?" in one]
        (of_takeaway,) = [one for one in links if "/line?" in one]
        visitor.sends(of_summary, {"quote": self.SAID, "theme": "Overførsel"})
        visitor.sends(of_takeaway, {"quote": self.TAKEN, "theme": "Overførsel"})
        return tuple(all_of(ThemedPassage))

    def test_they_get_a_theme_and_the_session_leads_to_where_they_are_marked(self, visitor, there):
        session = self.held(there)
        page = visitor.signed_in_as(there.consultant).opens(f"/birkesund/sparring/{session.id}")
        assert page.select_one(f"a[href$='/hoest/sessioner?session={session.id}']")
        first, second = self.marked(visitor, there, session)
        assert (first.trial_id, first.session_id, first.field) == (None, session.id, "summary")
        assert second.takeaway_id is not None
        page = visitor.opens(f"{DESK}/sessioner")
        assert [one.text for one in page.select("mark")] == [self.SAID, self.TAKEN]
        page = visitor.opens(f"{THEMES}/{first.theme_id}")
        assert self.SAID in words_of(page) and "0 prøvehandlinger, 0 enheder" in words_of(page)
        assert page.select_one(f"main a[href='/birkesund/sparring/{session.id}']")
        assert self.SAID in visitor.gets(f"{THEMES}.csv").text

    def test_an_insight_of_them_shows_them_to_those_who_were_there_and_counts_none(
        self, visitor, there
    ):
        session = self.held(there)
        theme_id = self.marked(visitor, there, session)[0].theme_id
        visitor.sends(f"/birkesund/indsigter/ny?tema={theme_id}", {"headline": "Flyt kernen."})
        (insight,) = all_of(Insight)
        assert {one.session_id for one in all_of(InsightSource)} == {session.id}
        assert not insight.missing or insight.state == "draft"
        change(insight, state="published", published_on=date(2026, 3, 1))
        page_of = f"/birkesund/indsigter/{insight.id}"
        assert "Støtter (0)" in words_of(visitor.opens(page_of))
        edit = words_of(visitor.opens(f"{page_of}/rediger"))
        assert self.SAID in edit and self.TAKEN in edit
        reads = {
            there.consultant: (True, True),
            there.activist: (True, True),
            there.colleague: (False, False),
            there.leader: (False, False),
            there.far_leader: (False, False),
            there.administrator: (False, False),
            a_consultant(there.organisation, there.unit): (False, False),
        }
        for person, read in reads.items():
            page = visitor.signed_in_as(person).opens(page_of)
            said = words_of(page)
            assert (self.SAID in said, self.TAKEN in said) == read, person.name
            assert (session.title in said) == read[0], person.name

    def test_another_in_the_room_does_not_read_what_one_took_along(self, visitor, there):
        session = a_session(
            there.organisation,
            there.consultant,
            participants=[there.activist, there.colleague],
            state="held",
            summary=self.SAID,
        )
        saved(
            Takeaway(
                organisation_id=there.organisation.id,
                session_id=session.id,
                person_id=there.activist.id,
                line=self.TAKEN,
                updated_at=AT,
            )
        )
        theme_id = self.marked(visitor, there, session)[0].theme_id
        visitor.sends(f"/birkesund/indsigter/ny?tema={theme_id}", {"headline": "Flyt kernen."})
        (insight,) = all_of(Insight)
        change(insight, state="published", published_on=date(2026, 3, 1))
        said = words_of(
            visitor.signed_in_as(there.colleague).opens(f"/birkesund/indsigter/{insight.id}")
        )
        assert self.SAID in said and self.TAKEN not in said

    def test_nobody_else_marks_them_and_not_before_it_was_held(self, visitor, there):
        session = self.held(there)
        address = f"{DESK}/sessioner/{session.id}/summary"
        near = a_consultant(there.organisation, there.unit)
        assert visitor.signed_in_as(near).gets(address).status_code == 404
        assert self.SAID not in words_of(visitor.opens(f"{DESK}/sessioner"))
        assert visitor.signed_in_as(there.activist).gets(address).status_code == 403
        change(session, state="open")
        assert visitor.signed_in_as(there.consultant).gets(address).status_code == 403
        assert self.SAID not in words_of(visitor.opens(f"{DESK}/sessioner"))
