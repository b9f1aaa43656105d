"""Published insights as others meet them: what they may know, the talk, the list, and what was made of it."""

import csv
import io
from datetime import date, timedelta

import pytest

from tests.factories import AT, a_consultant, a_theme, an_activist, an_observation, saved
from tests.queries import counting_queries
from tests.views.insight_setting import HEADLINE, page_of, passage, published
from tests.views.insights_setting import INSIGHTS, OTHER_WORDS, WORDS, Setting, all_of, change
from tests.web import words_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.passages import mark
from transfer.domain.session_lifecycle import SessionState
from transfer.models import (
    InsightComment,
    InsightSource,
    SessionParticipant,
    SparringSession,
    TrialAction,
    TrialInspiration,
)


@pytest.fixture
def there(app) -> Setting:
    return Setting()


class TestWhatAReaderMayKnow:
    def test_both_sides_are_always_there(self, visitor, there):
        insight = published(there)
        said = words_of(visitor.signed_in_as(there.consultant).opens(page_of(insight)))
        assert "Støtter (2)" in said and "Taler imod (0)" in said
        assert "Ingen taler imod endnu." in said
        assert "2 prøvehandlinger, 2 enheder" in said

    def test_a_reader_of_the_trial_gets_the_words_and_the_way_to_it(self, visitor, there):
        insight = published(there)
        page = visitor.signed_in_as(there.activist).opens(page_of(insight))
        assert WORDS in words_of(page)
        assert page.select_one(f"a[href='/birkesund/proevehandlinger/{there.trial.id}']")

    def test_with_a_yes_the_words_reach_those_who_cannot_open_the_trial(self, visitor, there):
        insight = published(there)
        page = visitor.signed_in_as(there.far_leader).opens(page_of(insight))
        assert WORDS in words_of(page) and "Plejehjemmet Lindegården" in words_of(page)
        assert not page.select_one(f"a[href='/birkesund/proevehandlinger/{there.trial.id}']")

    def test_without_the_unit_the_unit_is_not_said(self, visitor, there):
        insight = published(there)
        change(there.trial, report_consent="without_unit")
        said = words_of(visitor.signed_in_as(there.far_leader).opens(page_of(insight)))
        assert WORDS in said and "Plejehjemmet Lindegården" not in said

    def test_an_administrator_reads_the_totals_and_nothing_of_a_trial(self, visitor, there):
        insight = published(there)
        said = words_of(visitor.signed_in_as(there.administrator).opens(page_of(insight)))
        assert "2 prøvehandlinger, 2 enheder" in said and "Støtter (2)" in said
        for hidden in (WORDS, "Dæmpet nat", "Plejehjemmet Lindegården"):
            assert hidden not in said
        assert there.trial.learning_headline not in said
        assert "Som administrator ser du kun, hvor mange prøvehandlinger der ligger bag." in said

    @pytest.mark.parametrize(
        "kept",
        [
            {"report_consent": "figures_only"},
            {"visibility": "private"},
            {"state": "reflecting"},
            {"state": "paused"},
        ],
        ids=lambda kept: "-".join(kept.values()),
    )
    def test_without_a_yes_only_the_plain_total_tells_of_it(self, visitor, there, kept):
        insight = published(there)
        change(there.trial, **kept)
        for reader in ("administrator", "far_leader", "leader"):
            if reader == "leader" and "state" in kept:
                change(there.trial, visibility="private")
            said = words_of(visitor.signed_in_as(getattr(there, reader)).opens(page_of(insight)))
            if reader == "leader" and "visibility" not in kept and "state" not in kept:
                continue  # she sees the trial itself
            assert "Støtter (2)" in said
            assert WORDS not in said and "Dæmpet nat" not in said
            assert there.trial.learning_headline not in said.replace(
                there.other.learning_headline, "", 1
            )

    def test_an_observation_is_never_quoted_to_a_leader(self, visitor, there):
        """Nor, by a yes, an answer that is none of those people are asked about."""
        note = an_observation(there.trial, there.activist, saw="Alle sov til klokken seks.")
        worry = "Natten er urolig."
        change(there.trial, challenge=worry)
        of_the_plan = mark("challenge", worry, worry)
        insight = published(there, supports=[(there.trial, of_the_plan), there.other])
        source = saved(
            InsightSource(
                organisation_id=there.organisation.id,
                insight_id=insight.id,
                trial_id=there.trial.id,
                stance="supports",
                observation_id=note.id,
                field="saw",
                quote=note.saw,
                end=len(note.saw),
            )
        )
        assert note.saw in words_of(visitor.signed_in_as(there.activist).opens(page_of(insight)))
        for reader in (there.leader, there.far_leader, there.administrator):
            said = words_of(visitor.signed_in_as(reader).opens(page_of(insight)))
            assert note.saw not in said and worry not in said
        change(note, is_private=True)
        for reader in (there.activist, there.consultant):
            assert note.saw not in words_of(visitor.signed_in_as(reader).opens(page_of(insight)))
        assert source.id

    def test_the_number_of_units_is_not_said_where_it_would_place_a_trial(self, visitor, there):
        """Both lie in one unit: whoever sees one of them could tell where the other is."""
        hidden = there.finished(
            "Skjult",
            there.activist,
            there.unit,
            visibility="private",
            report_consent="figures_only",
        )
        insight = published(there, supports=[there.trial, hidden])
        said = words_of(visitor.signed_in_as(there.colleague).opens(page_of(insight)))
        assert "2 prøvehandlinger" in said and "1 enhed" not in said
        said = words_of(visitor.signed_in_as(there.consultant).opens(page_of(insight)))
        assert "2 prøvehandlinger, 1 enhed" in said

    def test_words_that_were_taken_out_of_the_text_are_gone_here_too(self, visitor, there):
        insight = published(there)
        change(there.trial, learning="Vi skrev det om.")
        for reader in (there.consultant, there.far_leader):
            assert WORDS not in words_of(visitor.signed_in_as(reader).opens(page_of(insight)))

    @pytest.mark.parametrize("state", ["draft", "discussed"])
    def test_a_draft_is_for_consultants(self, visitor, there, state):
        insight = published(there, state=state)
        for reader in (there.activist, there.leader, there.administrator):
            assert visitor.signed_in_as(reader).gets(page_of(insight)).status_code == 404
            assert HEADLINE not in visitor.gets(INSIGHTS).text

    def test_a_session_held_before_its_day_is_named_as_its_source(self, visitor, there):
        session = saved(
            SparringSession(
                organisation_id=there.organisation.id,
                title="Rykket frem",
                held_on=today() + timedelta(days=5),
                state=SessionState.HELD,
                created_at=AT,
                updated_at=AT,
            )
        )
        page = visitor.signed_in_as(there.consultant).opens(f"{INSIGHTS}/ny?session={session.id}")
        assert page.select_one(f'option[selected][value="{session.id}"]')
        assert "Rykket frem" in words_of(visitor.opens(f"{INSIGHTS}/ny"))

    def test_activists_from_the_session_read_its_drafts_and_say_what_they_think(
        self, visitor, there
    ):
        session = saved(
            SparringSession(
                organisation_id=there.organisation.id,
                title="Anden session",
                held_on=date(2026, 2, 20),
                created_at=AT,
                updated_at=AT,
                participant_links=[
                    SessionParticipant(organisation_id=there.organisation.id, person_id=person.id)
                    for person in (there.activist, there.leader)
                ],
            )
        )
        insight = published(there, state="draft", session_id=session.id)
        change(there.other, visibility="unit")
        said = words_of(visitor.signed_in_as(there.activist).opens(page_of(insight)))
        assert "Kun konsulenter og læringsaktivister fra sparringssessionen" in said
        assert WORDS in said and OTHER_WORDS not in said, "a yes is a yes to what is published"
        visitor.sends(
            page_of(insight), {"text": "Sådan var det ikke."}, to=f"{page_of(insight)}/kommentar"
        )
        assert [one.text for one in all_of(InsightComment)] == ["Sådan var det ikke."]
        for reader in (there.leader, there.colleague):
            assert visitor.signed_in_as(reader).gets(page_of(insight)).status_code == 404
        change(insight, state="published", published_on=date(2026, 3, 1))
        assert OTHER_WORDS in words_of(visitor.signed_in_as(there.activist).opens(page_of(insight)))


class TestTheDiscussion:
    def test_leaders_and_activists_say_what_they_think(self, visitor, there):
        insight = published(there)
        for person, text in ((there.leader, "Det kender vi."), (there.activist, "Vi også.")):
            visitor.signed_in_as(person)
            visitor.sends(page_of(insight), {"text": text}, to=f"{page_of(insight)}/kommentar")
        said = words_of(visitor.opens(page_of(insight)))
        assert said.index("Det kender vi.") < said.index("Vi også.")
        assert "Lone Baadsgaard" in said

    def test_an_administrator_reads_along_without_a_box(self, visitor, there):
        insight = published(there)
        page = visitor.signed_in_as(there.administrator).opens(page_of(insight))
        assert not page.select("main textarea")

    def test_an_empty_comment_is_refused(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.leader)
        answer = visitor.sends(page_of(insight), {"text": " "}, to=f"{page_of(insight)}/kommentar")
        assert answer.status_code == 422
        assert "Skriv din kommentar, før du sender." in words_of(answer)

    def test_a_consultant_from_outside_is_called_so(self, visitor, there):
        from tests.factories import a_membership, a_person
        from transfer.domain.vocabulary import Role

        outsider = a_person("Rasmus Teglgaard")
        a_membership(outsider, there.organisation, Role.CONSULTANT, None, is_external=True)
        insight = published(there)
        visitor.signed_in_as(outsider)
        visitor.sends(page_of(insight), {"text": "Enig."}, to=f"{page_of(insight)}/kommentar")
        said = words_of(visitor.signed_in_as(there.activist).opens(page_of(insight)))
        assert "Rasmus Teglgaard ekstern konsulent" in said
        assert "gives til en uden for" in said


class TestTheList:
    def test_holds_what_is_published_with_both_totals(self, visitor, there):
        published(there)
        published(there, headline="Kun en kladde", state="draft")
        said = words_of(visitor.signed_in_as(there.leader).opens(INSIGHTS))
        assert HEADLINE in said and "Kun en kladde" not in said
        assert "2 prøvehandlinger støtter · ingen taler imod endnu" in said

    @pytest.mark.parametrize(
        ("query", "hits"),
        [
            ("", 2),
            ("tilstand=draft", 1),
            ("slags=condition", 2),
            ("slags=method", 0),
            ("styrke=several_units", 2),
            ("maal=K1", 2),
            ("_scheme=x&_external=1", 2),
        ],
    )
    def test_the_address_narrows_it(self, visitor, there, query, hits):
        published(there)
        published(there, headline="Kun en kladde", state="draft")
        page = visitor.signed_in_as(there.consultant).opens(f"{INSIGHTS}?{query}")
        assert len(page.select(".boxes > li")) == hits

    def test_nothing_yet_is_said_to_each_in_their_own_way(self, visitor, there):
        said = words_of(visitor.signed_in_as(there.consultant).opens(INSIGHTS))
        assert "Begynd med at læse det, der er delt" in said
        said = words_of(visitor.signed_in_as(there.leader).opens(INSIGHTS))
        assert "De kommer, når konsulenten har set" in said

    def test_the_file_holds_what_the_list_holds(self, visitor, there):
        published(there, headline="+Formel")
        published(there, headline="Kun en kladde", state="draft")
        answer = visitor.signed_in_as(there.leader).gets(f"{INSIGHTS}/liste.csv")
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
        assert [row[0] for row in rows] == ["Indsigt", "'+Formel"]
        assert visitor.signed_in_as(there.activist).gets(f"{INSIGHTS}/liste.csv").status_code == 403

    def test_asks_no_more_when_there_are_more(self, visitor, there):
        published(there)
        visitor.signed_in_as(there.consultant).opens(INSIGHTS)
        with counting_queries() as few:
            visitor.opens(INSIGHTS)
        for _ in range(5):
            published(there)
        with counting_queries() as more:
            visitor.opens(INSIGHTS)
        assert len(more) == len(few)

    def test_the_page_of_one_asks_no_more_when_it_builds_on_more(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.activist).opens(page_of(insight))
        with counting_queries() as few:
            visitor.opens(page_of(insight))
        trials = [there.finished(f"N{one}", there.activist, there.unit) for one in range(5)]
        large = published(there, supports=trials)
        with counting_queries() as more:
            visitor.opens(page_of(large))
        assert len(more) <= len(few)


class TestMadeOfIt:
    def test_an_activist_makes_a_trial_of_it_and_both_pages_say_so(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.colleague)
        assert "Lav en prøvehandling af dette" in words_of(visitor.opens(page_of(insight)))
        address = f"/birkesund/proevehandlinger/ny?indsigt={insight.id}"
        page = visitor.opens(address)
        assert not page.select_one("[name=title]")["value"]
        assert page.select_one("[name=challenge]").get_text(strip=True) == insight.body
        assert HEADLINE in page.select_one(".alert").get_text()
        assert page.select_one(".form-buttons a")["href"] == page_of(insight)
        answer = visitor.sends(address, {"title": "Byg kortet ind"})
        assert answer.status_code == 302
        made = next(one for one in all_of(TrialAction) if one.title == "Byg kortet ind")
        (link,) = all_of(TrialInspiration)
        assert (link.trial_id, link.insight_id) == (made.id, insight.id)
        with across_organisations():
            assert db.session.get_one(TrialAction, made.id).goal_ids == (there.goal.id,)
        trial_page = f"/birkesund/proevehandlinger/{made.id}"
        assert f"Lavet af indsigten: {HEADLINE}" in words_of(visitor.opens(trial_page))
        assert "Byg kortet ind" in words_of(visitor.opens(page_of(insight)))

    def test_a_draft_of_a_colleague_is_not_told_to_others(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.colleague)
        visitor.sends(
            f"/birkesund/proevehandlinger/ny?indsigt={insight.id}", {"title": "Byg kortet ind"}
        )
        for reader in (there.activist, there.leader):
            said = words_of(visitor.signed_in_as(reader).opens(page_of(insight)))
            assert "Byg kortet ind" not in said

    def test_nothing_is_made_of_a_draft(self, visitor, there):
        insight = published(there, state="draft")
        someone = an_activist(there.organisation, there.unit)
        visitor.signed_in_as(someone)
        address = f"/birkesund/proevehandlinger/ny?indsigt={insight.id}"
        assert visitor.gets(address).status_code == 404

    def test_a_trial_says_which_insights_speak_of_it(self, visitor, there):
        published(there, supports=[there.trial], contradicts=[there.other], strength="single")
        published(there, headline="Kladden", state="draft")
        visitor.signed_in_as(there.activist)
        said = words_of(visitor.opens(f"/birkesund/proevehandlinger/{there.trial.id}"))
        assert f"Støtter indsigten: {HEADLINE}" in said and "Kladden" not in said
        said = words_of(visitor.opens(f"/birkesund/proevehandlinger/{there.other.id}"))
        assert f"Taler imod indsigten: {HEADLINE}" in said


def test_without_any_consultant_the_one_who_is_appointed_takes_over(visitor, there):
    """J6: what the experts left behind is the organisation's to go on with."""
    from tests.factories import a_membership
    from transfer.domain.vocabulary import Role
    from transfer.models import Membership

    theme = a_theme(
        there.organisation,
        there.consultant,
        passages=[(there.trial, passage(there.trial, WORDS))],
    )
    draft = published(there, state="draft")
    with across_organisations():
        for role in db.session.scalars(
            db.select(Membership).where(Membership.person_id == there.consultant.id)
        ):
            role.ends_on = date(2025, 12, 31)
        db.session.commit()
    assert visitor.signed_in_as(there.consultant).gets(INSIGHTS).status_code == 404
    a_membership(there.activist, there.organisation, Role.CONSULTANT, None)
    with across_organisations():
        from transfer.models import Organisation

        db.session.get_one(Organisation, there.organisation.id).directory_revision += 1
        db.session.commit()
    visitor.signed_in_as(there.activist)
    assert WORDS in words_of(visitor.opens(f"{INSIGHTS}/temaer/{theme.id}"))
    assert visitor.sends(f"{page_of(draft)}/rediger", {"body": "Vi går videre."}).status_code == 302


def test_a_consultant_elsewhere_keeps_the_sources_she_cannot_see(visitor, there):
    insight = published(there, state="draft")
    far = a_consultant(there.organisation, there.other_unit)
    change(there.trial, visibility="unit")
    visitor.signed_in_as(far)
    assert visitor.sends(f"{page_of(insight)}/rediger", {"headline": "Rettet"}).status_code == 302
    assert len(all_of(InsightSource)) == 2
    assert WORDS not in words_of(visitor.opens(page_of(insight)))
