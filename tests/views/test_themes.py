"""Marking words, gathering them in themes, and taking them along as files."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from tests.factories import a_consultant, a_theme, an_observation
from tests.views.harvest_setting import marking
from tests.views.insights_setting import DESK, OTHER_WORDS, THEMES, WORDS, Setting, all_of, change
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.passages import mark
from transfer.domain.qda import NAMESPACE
from transfer.models import Observation, Theme, ThemedPassage, TrialAction


@pytest.fixture
def there(app) -> Setting:
    return Setting()


def passage(trial: TrialAction, words: str):
    return mark("learning", str(trial.learning), words)


class TestMarking:
    def test_a_passage_gets_a_new_theme_of_ones_own(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(marking(there.trial), {"quote": WORDS, "theme": "Rammer"})
        assert answer.status_code == 302
        (theme,) = all_of(Theme)
        (found,) = all_of(ThemedPassage)
        assert (theme.name, theme.is_common) == ("Rammer", False)
        assert (found.trial_id, found.field, found.quote) == (there.trial.id, "learning", WORDS)
        said = words_of(visitor.opens(DESK))
        assert "Markeret under: Rammer" in said
        assert "1 prøvehandling, 1 enhed" in said

    def test_the_same_name_in_other_letters_is_the_same_theme(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        visitor.sends(marking(there.trial), {"quote": WORDS, "theme": "Rammer"})
        visitor.sends(marking(there.other), {"quote": OTHER_WORDS, "theme": "rammer"})
        assert len(all_of(Theme)) == 1
        assert "Gør til indsigt" in words_of(visitor.opens(DESK))

    def test_the_same_words_are_marked_once_under_a_theme(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        for theme in ("Rammer", "Rammer", "Lys"):
            visitor.sends(marking(there.trial), {"quote": WORDS, "theme": theme})
        assert len(all_of(ThemedPassage)) == 2

    def test_without_a_script_the_whole_text_stands_ready_to_be_cut(self, visitor, there):
        page = visitor.signed_in_as(there.consultant).opens(marking(there.trial))
        assert page.select_one("textarea[name=quote]").get_text().strip() == there.trial.learning

    def test_words_that_are_not_in_the_text_are_refused_and_kept(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(marking(there.trial), {"quote": "Noget andet", "theme": "Rammer"})
        assert answer.status_code == 422
        assert "De ord står ikke i teksten." in words_of(answer)
        assert "Noget andet" in answer.text and "Rammer" in answer.text
        assert not all_of(Theme)

    def test_a_cpr_number_in_the_remark_is_stopped(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        typed = {"quote": WORDS, "theme": "Rammer", "note": "Se 010190-1234"}
        assert visitor.sends(marking(there.trial), typed).status_code == 422
        assert not all_of(ThemedPassage)

    def test_a_shared_observation_can_be_marked(self, visitor, there):
        note = an_observation(there.trial, there.activist, saw="Alle sov til klokken seks.")
        visitor.signed_in_as(there.consultant)
        address = marking(there.trial, "saw", observation=note.id)
        visitor.sends(address, {"quote": "Alle sov", "theme": "Søvn"})
        (found,) = all_of(ThemedPassage)
        assert found.observation_id == note.id

    def test_a_private_observation_is_not_there(self, visitor, there):
        note = an_observation(there.trial, there.activist, is_private=True)
        visitor.signed_in_as(there.consultant)
        address = marking(there.trial, "saw", observation=note.id)
        assert visitor.gets(address).status_code == 404

    def test_a_trial_that_is_not_shared_cannot_be_marked(self, visitor, there):
        change(there.trial, visibility="private")
        visitor.signed_in_as(there.consultant)
        assert visitor.gets(marking(there.trial)).status_code == 404

    def test_one_comes_back_to_the_desk_as_it_was_filtered(self, visitor, there):
        visitor.signed_in_as(there.consultant)
        back = f"{DESK}?maal=K1"
        address = marking(there.trial, tilbage=back.replace("?", "%3F").replace("=", "%3D"))
        answer = visitor.sends(address, {"quote": WORDS, "theme": "Rammer"})
        assert answer.location == f"{back}#learning-{there.trial.id}"
        evil = marking(there.trial, tilbage="https://evil.example")
        answer = visitor.sends(evil, {"quote": WORDS, "theme": "Rammer"})
        assert answer.location.startswith(DESK)


class TestThemes:
    @pytest.fixture
    def theme(self, there) -> Theme:
        return a_theme(
            there.organisation,
            there.consultant,
            passages=[
                (there.trial, passage(there.trial, WORDS)),
                (there.other, passage(there.other, OTHER_WORDS)),
            ],
        )

    def test_its_page_shows_the_passages_with_a_way_to_where_they_stand(
        self, visitor, there, theme
    ):
        page = visitor.signed_in_as(there.consultant).opens(f"{THEMES}/{theme.id}")
        said = words_of(page)
        assert WORDS in said and OTHER_WORDS in said
        assert "2 prøvehandlinger, 2 enheder" in said
        assert page.select_one(f"a[href='/birkesund/proevehandlinger/{there.trial.id}']")

    def test_what_its_owner_takes_out_of_a_text_is_shown_nowhere_else(self, visitor, there, theme):
        change(there.trial, learning="Vi skrev det om.")
        page = visitor.signed_in_as(there.consultant).opens(f"{THEMES}/{theme.id}")
        assert WORDS not in words_of(page)
        assert "Ordene står ikke i teksten længere." in words_of(page)
        assert WORDS not in visitor.gets(f"{THEMES}.csv").text

    def test_a_colleague_sees_it_once_it_is_common(self, visitor, visitors, app, there, theme):
        colleague = a_consultant(there.organisation, there.other_unit)
        other = visitors(app).signed_in_as(colleague)
        assert other.gets(f"{THEMES}/{theme.id}").status_code == 404
        visitor.signed_in_as(there.consultant)
        visitor.sends(f"{THEMES}/{theme.id}/rediger", {"is_common": "y"})
        said = words_of(other.opens(f"{THEMES}/{theme.id}"))
        assert OTHER_WORDS in said, "hers to read"
        assert WORDS not in said and "Dæmpet nat" not in said, "of a unit she does not advise"

    def test_it_is_renamed(self, visitor, there, theme):
        visitor.signed_in_as(there.consultant)
        visitor.sends(f"{THEMES}/{theme.id}/rediger", {"name": "Bygget ind"})
        assert [one.name for one in all_of(Theme)] == ["Bygget ind"]

    def test_two_who_rename_it_at_once_both_keep_their_words(self, visitor, there, theme):
        visitor.signed_in_as(there.consultant)
        address = f"{THEMES}/{theme.id}/rediger"
        answer = visitor.sends(address, {"name": "Mit navn", "revision": "999"})
        assert answer.status_code == 409
        assert "Mit navn" in answer.text and "Rammer" in words_of(answer)
        assert [one.name for one in all_of(Theme)] == ["Rammer"]

    def test_a_second_theme_is_merged_into_it(self, visitor, there, theme):
        second = a_theme(
            there.organisation,
            there.consultant,
            "Udstyr",
            passages=[(there.other, passage(there.other, "Kortet"))],
        )
        visitor.signed_in_as(there.consultant)
        visitor.sends(
            f"{THEMES}/{theme.id}", {"other": second.id}, to=f"{THEMES}/{theme.id}/samling"
        )
        assert [one.id for one in all_of(Theme)] == [theme.id]
        assert {one.theme_id for one in all_of(ThemedPassage)} == {theme.id}
        assert len(all_of(ThemedPassage)) == 3

    def test_some_passages_become_a_theme_of_their_own(self, visitor, there, theme):
        moved = all_of(ThemedPassage)[0]
        visitor.signed_in_as(there.consultant)
        visitor.sends(
            f"{THEMES}/{theme.id}",
            {"passages": [moved.id], "name": "Lys"},
            to=f"{THEMES}/{theme.id}/deling",
        )
        by_name = {one.name: one.id for one in all_of(Theme)}
        assert by_name.keys() == {"Rammer", "Lys"}
        with across_organisations():
            again = db.session.get_one(ThemedPassage, moved.id)
            assert again.theme_id == by_name["Lys"]

    def test_splitting_nothing_off_is_refused(self, visitor, there, theme):
        visitor.signed_in_as(there.consultant)
        answer = visitor.sends(
            f"{THEMES}/{theme.id}", {"name": "Lys"}, to=f"{THEMES}/{theme.id}/deling"
        )
        assert answer.status_code == 422
        assert "Vælg mindst én passage." in words_of(answer)

    def test_a_passage_is_taken_out_and_a_theme_deleted_and_the_texts_stay(
        self, visitor, there, theme
    ):
        first = all_of(ThemedPassage)[0]
        visitor.signed_in_as(there.consultant)
        address = f"{THEMES}/{theme.id}"
        visitor.sends(address, {}, to=f"{address}/passager/{first.id}/fjernelse")
        assert len(all_of(ThemedPassage)) == 1
        visitor.sends(address, {}, to=f"{address}/sletning")
        assert not all_of(Theme) and not all_of(ThemedPassage)
        assert len(all_of(TrialAction)) == 2

    def test_a_deleted_observation_takes_its_mark_along(self, visitor, there):
        note = an_observation(there.trial, there.activist, saw="Alle sov.")
        theme = a_theme(
            there.organisation,
            there.consultant,
            passages=[(there.trial, mark("saw", "Alle sov.", "Alle sov."))],
        )
        change(theme.passages[0], observation_id=note.id)
        with across_organisations():
            db.session.delete(db.session.get_one(Observation, note.id))
            db.session.commit()
        assert not all_of(ThemedPassage)


class TestFiles:
    def test_themes_and_passages_as_a_table_without_formulas(self, visitor, there):
        a_theme(
            there.organisation,
            there.consultant,
            "=HYPERLINK(1)",
            passages=[(there.trial, passage(there.trial, WORDS))],
        )
        a_theme(there.organisation, there.consultant, "Tomt")
        answer = visitor.signed_in_as(there.consultant).gets(f"{THEMES}.csv")
        assert answer.mimetype == "text/csv"
        assert answer.text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
        assert rows[0][:4] == ["Tema", "Fælles", "Beskrivelse", "Citat"]
        assert ["'=HYPERLINK(1)", "Nej", "", WORDS] in [row[:4] for row in rows]
        assert ["Tomt", "Nej", "", ""] in [row[:4] for row in rows]

    def test_the_codebook_has_a_code_for_each_theme_that_one_sees(self, visitor, there):
        colleague = a_consultant(there.organisation)
        own = a_theme(
            there.organisation,
            there.consultant,
            "Rammer & »vaner« <1>",
            description="Det, der bærer.",
        )
        common = a_theme(there.organisation, colleague, "Fælles", is_common=True)
        a_theme(there.organisation, colleague, "Kollegas eget")
        answer = visitor.signed_in_as(there.consultant).gets(f"{THEMES}.qdc")
        assert ".qdc" in answer.headers["Content-Disposition"]
        book = ET.fromstring(answer.data)
        assert book.tag == f"{{{NAMESPACE}}}CodeBook"
        assert book.get("origin") == "Transfer"
        (codes,) = book
        assert codes.tag == f"{{{NAMESPACE}}}Codes"
        assert {code.tag for code in codes} == {f"{{{NAMESPACE}}}Code"}
        found = {code.get("guid"): code for code in codes}
        assert found.keys() == {str(own.id), str(common.id)}
        assert found[str(own.id)].get("name") == "Rammer & »vaner« <1>"
        assert all(code.get("isCodable") == "true" for code in codes)
        described = found[str(own.id)].find(f"{{{NAMESPACE}}}Description")
        assert described is not None and described.text == "Det, der bærer."
        assert found[str(common.id)].find(f"{{{NAMESPACE}}}Description") is None
