"""Insights: from a theme to publication, what each reader may know of the sources, and what is made of them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.factories import a_theme, an_insight
from tests.views.insight_setting import HEADLINE, page_of, passage, published
from tests.views.insights_setting import INSIGHTS, OTHER_WORDS, WORDS, Setting, all_of
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.insights import InsightState, Strength
from transfer.models import Insight, InsightSource

WRITTEN: dict[str, Any] = {
    "headline": HEADLINE,
    "body": "Det går igen begge steder.",
    "kind": "condition",
}


@pytest.fixture
def there(app) -> Setting:
    return Setting()


class TestFromThemeToPublished:
    def test_the_passages_of_a_theme_become_sources(self, visitor, there):
        theme = a_theme(
            there.organisation,
            there.consultant,
            passages=[
                (there.trial, passage(there.trial, WORDS)),
                (there.other, passage(there.other, OTHER_WORDS)),
            ],
        )
        against = next(one for one in theme.passages if one.trial_id == there.other.id)
        visitor.signed_in_as(there.consultant)
        address = f"{INSIGHTS}/ny?tema={theme.id}"
        answer = visitor.sends(address, {**WRITTEN, f"kilde_{against.id.hex}": "contradicts"})
        assert answer.status_code == 302
        (insight,) = all_of(Insight)
        assert insight.state is InsightState.DRAFT
        with across_organisations():
            again = db.session.get_one(Insight, insight.id)
            assert again.supporting_ids == (there.trial.id,)
            assert again.contradicting_ids == (there.other.id,)
            assert again.goal_ids == (there.goal.id,), "suggested from the trials"
            assert again.strength is Strength.SEVERAL_UNITS, "suggested from the units"
            assert {source.quote for source in again.sources} == {WORDS, OTHER_WORDS}

    def test_what_is_chosen_away_is_left_out(self, visitor, there):
        theme = a_theme(
            there.organisation,
            there.consultant,
            passages=[(there.trial, passage(there.trial, WORDS))],
        )
        visitor.signed_in_as(there.consultant)
        typed = {**WRITTEN, f"kilde_{theme.passages[0].id.hex}": "none"}
        visitor.sends(f"{INSIGHTS}/ny?tema={theme.id}", typed)
        assert not all_of(InsightSource)

    def test_the_same_form_sent_twice_makes_one(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        typed = {**WRITTEN, "sent_as": "01890000-0000-7000-8000-000000000001"}
        for _ in range(2):
            visitor.sends(f"{INSIGHTS}/ny", typed)
        assert len(all_of(Insight)) == 1

    def test_a_draft_without_its_sentence_is_refused_and_its_words_kept(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(f"{INSIGHTS}/ny", {"body": "Noget, der går igen"})
        assert answer.status_code == 422
        assert "Noget, der går igen" in answer.text
        assert not all_of(Insight)

    def test_it_is_discussed_and_then_published(self, visitor, there):
        insight = published(there, state="draft", published_on=None)
        visitor.signed_in_as(there.consultant)
        visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/droeftet")
        visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        (found,) = all_of(Insight)
        assert found.state is InsightState.PUBLISHED
        assert found.published_on is not None

    def test_what_is_missing_is_named_with_a_way_to_it(self, visitor, there):
        insight = an_insight(there.organisation, state="discussed")
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert answer.status_code == 422
        said = words_of(answer)
        assert "Den kan ikke publiceres endnu" in said
        assert "Skriv, hvad der går igen, og under hvilke betingelser." in said
        assert f"{page_of(insight)}/rediger#kind-0" in answer.text
        assert all_of(Insight)[0].state is InsightState.DISCUSSED

    def test_one_trial_does_not_carry_it_unless_it_is_called_a_single_observation(
        self, visitor, there
    ):
        insight = published(there, state="discussed", supports=[there.trial])
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert answer.status_code == 422
        assert "mindst to prøvehandlinger" in words_of(answer)
        visitor.sends(f"{page_of(insight)}/rediger", {"strength": "single"})
        visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert all_of(Insight)[0].state is InsightState.PUBLISHED
        visitor.signed_in_as(there.leader)
        assert "Styrke: Enkelt iagttagelse" in words_of(visitor.opens(page_of(insight)))

    def test_several_units_are_not_claimed_of_one(self, visitor, there):
        beside = there.finished("Gåture", there.activist, there.unit)
        insight = published(there, state="discussed", supports=[there.trial, beside])
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert answer.status_code == 422
        assert "alle fra én enhed" in words_of(answer)
        visitor.sends(f"{page_of(insight)}/rediger", {"strength": "single"})
        visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert all_of(Insight)[0].state is InsightState.PUBLISHED
        late = visitor.sends(f"{page_of(insight)}/rediger", {"strength": "several_units"})
        assert late.status_code == 422
        assert "alle fra én enhed" in words_of(late)
        assert all_of(Insight)[0].strength is Strength.SINGLE

    @pytest.mark.parametrize("strength", ["single", "several_units", "checked"])
    def test_without_any_source_it_is_never_published(self, visitor, there, strength):
        insight = published(there, state="discussed", supports=[], strength=strength)
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/publicering")
        assert answer.status_code == 422
        assert "prøvehandling" in words_of(answer)
        assert all_of(Insight)[0].state is InsightState.DISCUSSED

    def test_what_is_published_cannot_be_emptied_or_lose_what_carries_it(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.consultant)
        edit = f"{page_of(insight)}/rediger"
        assert visitor.sends(edit, {"body": ""}).status_code == 422
        first = insight.sources[0]
        answer = visitor.sends(edit, {f"kilde_{first.id.hex}": "none"})
        assert answer.status_code == 422
        assert "er styrken »Enkelt iagttagelse«" in words_of(answer)
        assert len(all_of(InsightSource)) == 2

    def test_a_trial_is_added_as_a_contradiction(self, visitor, there):
        insight = published(there, supports=[there.trial, there.other], state="draft")
        third = there.finished("Gåture", there.activist, there.unit)
        visitor.signed_in_as(there.consultant)
        visitor.sends(
            f"{page_of(insight)}/rediger", {"add_trial": third.id, "add_stance": "contradicts"}
        )
        with across_organisations():
            assert db.session.get_one(Insight, insight.id).contradicting_ids == (third.id,)

    def test_two_who_write_at_once_both_keep_their_words(self, visitor, there):
        insight = published(there)
        third = there.finished("En tredje", there.activist, there.unit, learning="Endnu et ord.")
        visitor.signed_in_as(there.consultant)
        here = f"{page_of(insight)}/rediger"
        mine = {
            "headline": "Min egen sætning",
            "body": "Min uddybning.",
            "add_trial": third.id,
            "revision": "77",
        }
        answer = visitor.sends(here, mine)
        assert answer.status_code == 409
        assert "Min egen sætning" in answer.text and HEADLINE in words_of(answer)
        assert all_of(Insight)[0].headline == HEADLINE
        page = BeautifulSoup(answer.data, "html.parser")
        boxes = page.select("form.conflict input[type=hidden], form.conflict input[checked]")
        chosen = {one["name"]: one.get("value", "") for one in boxes}
        chosen |= {"keep-headline": "theirs", "keep-body": "both"}
        assert visitor.posts(here, chosen).status_code == 302
        with across_organisations():
            kept = db.session.get_one(Insight, insight.id)
            assert kept.headline == HEADLINE and kept.body.endswith("\nMin uddybning.")
            assert len(kept.sources) == 3 and kept.strength is insight.strength
            assert kept.goal_ids == insight.goal_ids

    def test_an_old_one_points_on_to_the_one_that_took_over(self, visitor, there):
        old, new = published(there), published(there, headline="Det nye")
        visitor.signed_in_as(there.consultant)
        visitor.sends(page_of(old), {"other": new.id}, to=f"{page_of(old)}/erstatning")
        visitor.signed_in_as(there.leader)
        page = visitor.opens(page_of(old))
        assert "Forældet" in words_of(page)
        assert page.select_one(f"main a[href='{page_of(new)}']")

    def test_a_button_pressed_twice_says_where_it_stands(self, visitor, there):
        insight = published(there)
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(page_of(insight), {}, to=f"{page_of(insight)}/droeftet")
        assert answer.status_code == 302
        assert "Indsigtens tilstand er: Publiceret." in words_of(visitor.opens(page_of(insight)))
