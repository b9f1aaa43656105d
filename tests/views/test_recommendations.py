"""Recommendations: who writes them, who moves them, and where leaders meet them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories import a_recommendation, an_insight
from tests.views.insights_setting import RECOMMENDATIONS, Setting, all_of
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.recommendations import RecommendationState
from transfer.models import Recommendation

TEXT = "Udpeg altid en afløser."


@pytest.fixture
def there(app) -> Setting:
    return Setting()


def page_of(recommendation: Any) -> str:
    return f"{RECOMMENDATIONS}/{recommendation.id}"


def moved(visitor, recommendation: Any, move: str, word: str = "") -> Any:
    address = page_of(recommendation)
    return visitor.sends(address, {"word": word}, to=f"{address}/flyt/{move}")


class TestWriting:
    def test_a_consultant_makes_one_of_an_insight(self, visitor, there):
        insight = an_insight(
            there.organisation,
            state="published",
            recommendation=TEXT,
            addressee="leaders",
        )
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(
            f"{RECOMMENDATIONS}/ny?indsigt={insight.id}", {"due_on": "1. februar 2027"}
        )
        assert answer.status_code == 302
        (made,) = all_of(Recommendation)
        assert (made.text, made.addressee, made.due_on) == (TEXT, "leaders", date(2027, 2, 1))
        with across_organisations():
            again = db.session.get_one(Recommendation, made.id)
            assert again.insight_ids == (insight.id,)

    def test_what_is_missing_is_asked_for_and_the_rest_kept(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(f"{RECOMMENDATIONS}/ny", {"text": TEXT, "due_on": "snart"})
        assert answer.status_code == 422
        assert TEXT in answer.text and "snart" in answer.text
        assert "Vælg, hvem den er til." in words_of(answer)

    def test_two_who_write_at_once_both_keep_their_words(self, visitor, there):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(f"{page_of(one)}/rediger", {"text": "Mine ord", "revision": "9"})
        assert answer.status_code == 409
        assert "Mine ord" in answer.text and TEXT in words_of(answer)

    @pytest.mark.parametrize("who", ["activist", "leader"])
    def test_others_do_not_write_them(self, visitor, there, who):
        visitor.signed_in_as(getattr(there, who))
        assert visitor.gets(f"{RECOMMENDATIONS}/ny").status_code == 403


class TestMoving:
    def test_a_leader_decides_begins_and_carries_out_with_a_word_each_time(self, visitor, there):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(there.leader)
        for move, word in (
            ("beslut", "Det gør vi."),
            ("begynd", "Fra mandag."),
            ("gennemfoert", ""),
        ):
            assert moved(visitor, one, move, word).status_code == 302
        (found,) = all_of(Recommendation)
        assert found.state is RecommendationState.DONE
        assert found.decided_on == today()
        said = words_of(visitor.opens(page_of(one)))
        history = visitor.opens(page_of(one)).select(".timeline strong")
        assert [one.text for one in history] == ["Gennemført", "Sat i gang", "Besluttet"]
        assert "Det gør vi." in said and "Fra mandag." in said and "Lone Baadsgaard" in said

    def test_rejecting_needs_a_reason(self, visitor, there):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(there.leader)
        answer = moved(visitor, one, "afvis")
        assert answer.status_code == 422
        assert "Skriv, hvorfor I afviser den." in words_of(answer)
        assert moved(visitor, one, "afvis", "Vi har ikke hænderne.").status_code == 302
        assert all_of(Recommendation)[0].state is RecommendationState.REJECTED
        assert moved(visitor, one, "tag-op-igen").status_code == 302
        assert all_of(Recommendation)[0].decided_on is None

    def test_a_cpr_number_in_the_word_is_stopped_and_the_word_kept(self, visitor, there):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(there.leader)
        answer = moved(visitor, one, "afvis", "Se 010190-1234")
        assert answer.status_code == 422
        assert "Se 010190-1234" in answer.text
        assert all_of(Recommendation)[0].state is RecommendationState.PROPOSED

    def test_an_old_page_says_where_it_stands(self, visitor, there):
        one = a_recommendation(there.organisation, state="done")
        visitor.signed_in_as(there.leader)
        answer = visitor.posts(f"{page_of(one)}/flyt/beslut", {"csrf_token": visitor.token()})
        assert answer.status_code == 302
        said = words_of(visitor.opens(page_of(one)))
        assert "Anbefalingens tilstand er: Gennemført." in said

    @pytest.mark.parametrize("who", ["activist", "consultant"])
    def test_others_read_but_do_not_move(self, visitor, there, who):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(getattr(there, who))
        assert "Hvad gør I?" not in words_of(visitor.opens(page_of(one)))
        answer = visitor.posts(f"{page_of(one)}/flyt/beslut", {"csrf_token": visitor.token()})
        assert answer.status_code == 403

    def test_an_administrator_does_not_see_them(self, visitor, there):
        one = a_recommendation(there.organisation)
        visitor.signed_in_as(there.administrator)
        assert visitor.gets(page_of(one)).status_code == 404
        assert visitor.gets(RECOMMENDATIONS).status_code == 403

    def test_a_leader_and_a_consultant_talk_about_it(self, visitor, there):
        one = a_recommendation(there.organisation)
        for person, text in ((there.leader, "Hvem betaler?"), (there.consultant, "Ingen.")):
            visitor.signed_in_as(person)
            visitor.sends(page_of(one), {"text": text}, to=f"{page_of(one)}/kommentar")
        said = words_of(visitor.signed_in_as(there.activist).opens(page_of(one)))
        assert "Hvem betaler?" in said and "Ingen." in said


class TestTheList:
    def test_open_ones_come_first_by_their_time(self, visitor, there):
        a_recommendation(there.organisation, text="Færdig", state="done", due_on=date(2020, 1, 1))
        a_recommendation(there.organisation, text="Senere", due_on=date(2030, 1, 1))
        a_recommendation(there.organisation, text="Først", due_on=date(2020, 1, 1))
        a_recommendation(there.organisation, text="Uden frist")
        page = visitor.signed_in_as(there.leader).opens(RECOMMENDATIONS)
        found = [one.get_text(strip=True) for one in page.select("tbody th a")]
        assert found == ["Først", "Senere", "Uden frist", "Færdig"]
        assert words_of(page).count("Overskredet") == 1

    def test_a_day_that_had_passed_before_the_decision_binds_nobody(self, visitor, there):
        late = a_recommendation(there.organisation, due_on=today() - timedelta(days=5))
        kept = a_recommendation(there.organisation, state="accepted", due_on=today() - timedelta(1))
        with across_organisations():
            db.session.get_one(Recommendation, kept.id).decided_on = today() - timedelta(days=9)
            db.session.commit()
        visitor.signed_in_as(there.leader)
        assert "Overskredet" in words_of(visitor.opens(page_of(late)))
        visitor.sends(page_of(late), {"word": ""}, to=f"{page_of(late)}/flyt/beslut")
        assert "Overskredet" not in words_of(visitor.opens(page_of(late)))
        assert "Overskredet" in words_of(visitor.opens(page_of(kept)))
        asked = visitor.opens("/birkesund/").select_one(".next").get_text(" ")
        assert asked.count("En anbefaling, I har sagt ja til") == 2 and asked.count("frist") == 1

    @pytest.mark.parametrize(
        ("query", "hits"), [("tilstand=done", 1), ("til_hvem=Forvaltning", 1), ("til_hvem=x", 2)]
    )
    def test_the_address_narrows_it(self, visitor, there, query, hits):
        a_recommendation(there.organisation, state="done")
        a_recommendation(there.organisation, addressee="department")
        page = visitor.signed_in_as(there.leader).opens(f"{RECOMMENDATIONS}?{query}")
        assert len(page.select("tbody tr")) == hits


class TestALeadersStartPage:
    def test_says_what_waits_for_a_stand_and_what_is_soon_due(self, visitor, there):
        a_recommendation(there.organisation, text="Ny til ledere")
        a_recommendation(there.organisation, text="Ny til forvaltningen", addressee="department")
        a_recommendation(there.organisation, text="Ikke til ledere", addressee="activists")
        soon, later = today() + timedelta(days=5), today() + timedelta(days=50)
        a_recommendation(there.organisation, text="Snart", state="accepted", due_on=soon)
        a_recommendation(there.organisation, text="Langt ude", state="accepted", due_on=later)
        a_recommendation(there.organisation, text="Afvist", state="rejected")
        page = visitor.signed_in_as(there.leader).opens("/birkesund/")
        said = page.select_one(".next").get_text(" ")
        for text in ("Ny til ledere", "Ny til forvaltningen", "Snart"):
            assert text in said
        for text in ("Ikke til ledere", "Langt ude", "Afvist"):
            assert text not in said

    def test_of_another_organisation_nothing(self, visitor, there):
        from tests.factories import an_organisation

        other = an_organisation("engholm")
        a_recommendation(other, text="Engholms egen")
        said = words_of(visitor.signed_in_as(there.leader).opens("/birkesund/"))
        assert "Engholms egen" not in said
