"""One record on paper, and the report on one side: what they say, and whether they can be listened to."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pdfua
import pytest

from reports import (
    Blank,
    BlankForm,
    BlankPage,
    Card,
    Consent,
    Entry,
    MeasurePaper,
    Moment,
    Passage,
    Section,
    Share,
    Story,
    blank_paper,
    measure_paper,
    one_page_paper,
    story_paper,
)
from reports.one_page import three_learnings
from tests.reports.reading import Read, on_paper
from tests.reports.sample import CARDS, TRIALS, a_report, an_empty_report
from tests.reports.test_charts import MEASURE
from tests.reports.ua import Paper

STORY = Story(
    organisation="Birkesund Kommune",
    kind="Prøvehandling",
    title="Tre små spisegrupper i stedet for ét langbord",
    state="Forankret",
    readers="Netværket kan se dette",
    made_by="Mette Kragholm",
    made_at=datetime(2026, 1, 9, 10, 30, tzinfo=UTC),
    brand="#1b5e4b",
    facts=(("Enhed", "Plejehjemmet Lindegården"), ("Ansvarlig", "Mette Kragholm")),
    moments=(
        Moment(date(2025, 3, 10), "Afprøvning", date(2025, 3, 31)),
        Moment(date(2025, 4, 10), "Beslutning: Indfør"),
    ),
    sections=(
        Section(
            "Plan",
            (
                Passage("Hvad undrer jer?", "Der er uro ved bordet.\n\nTo går tidligt.\nHver dag."),
                Passage("Hvad forventer I?", "Mere ro.", "Låst, da I gik i gang"),
            ),
        ),
        Section(
            "Afprøvning",
            entries=(Entry("Tal", "12. marts 2025 · Ali", text="Rejste sig", thought="Mindre", value="4"),),
        ),
        Section("Refleksion", (Passage("Hvad lærte I?", ""),)),
        Section("Beslutning"),
    ),
)  # fmt: skip
MEASURED = MeasurePaper(
    organisation="Birkesund Kommune",
    kind="Måling · Seriediagram",
    title="Ture på gangen om natten",
    readers="Alle i enheden kan se målingen",
    made_by="Mette Kragholm",
    made_at=STORY.made_at,
    facts=(("Enhed", "Plejehjemmet Lindegården"),),
    chart=MEASURE,
    sentences=(
        ("", ("Tilfældig variation: Målingerne svinger.",)),
        ("Del 2", ("Der er 1 måling.",)),
    ),
    decisions=("Låst efter december 2024: Før tavlen",),
)
EMPTY = BlankForm(
    "Birkesund Kommune", "Prøvehandling", "Skriv aldrig navne.", "#1d4e6b", datetime(2026, 1, 9, tzinfo=UTC),
    (
        BlankPage("Plan", (Blank("Titel", "Skriv kort."), Blank("Hvad vil I prøve?", lines=4))),
        BlankPage("Refleksion", (Blank("Værdi", choices=("1", "2"), is_scale=True), Blank("x" * 200))),
    ),
)  # fmt: skip
EDITIONS = {
    "empty form": lambda: on_paper(blank_paper(EMPTY)),
    "measure": lambda: on_paper(measure_paper(MEASURED)),
    "story": lambda: on_paper(story_paper(STORY)),
    "bare story": lambda: on_paper(story_paper(replace(STORY, facts=(), moments=(), sections=()))),
    "one page": lambda: on_paper(one_page_paper(a_report())),
    "one page of one unit": lambda: on_paper(one_page_paper(a_report(outcomes_withheld=True))),
    "one page on the first day": lambda: on_paper(one_page_paper(an_empty_report())),
}


@pytest.fixture(scope="module", params=EDITIONS)
def edition(request):
    return EDITIONS[request.param]()


@pytest.fixture(scope="module")
def told():
    return Read(on_paper(story_paper(STORY)))


@pytest.fixture(scope="module")
def sheet():
    return Read(on_paper(one_page_paper(a_report())))


def test_the_file_keeps_its_promises(edition):
    assert list(Paper(edition).faults()) == []


def test_the_checker_finds_nothing(edition, tmp_path):
    file = tmp_path / "papir.pdf"
    file.write_bytes(edition)
    assert [finding.message for finding in pdfua.validate(file).findings] == []


class TestStory:
    def test_it_says_what_it_is_whose_and_when_it_was_taken(self, told):
        assert told.text.startswith(
            "Prøvehandling Tre små spisegrupper i stedet for ét langbord Forankret Birkesund Kommune."
        )
        assert "Hentet 9. januar 2026 af Mette Kragholm. Netværket kan se dette." in told.text
        assert told.reader.metadata.title == f"Prøvehandling: {STORY.title}"

    def test_the_story_stands_in_its_order(self, told):
        order = (
            "Enhed Plejehjemmet Lindegården", "Tidslinje", "Plan", "Der er uro ved bordet.",
            "To går tidligt. Hver dag.", "Låst, da I gik i gang", "Mere ro.", "Afprøvning",
            "Tal · 12. marts 2025 · Ali", "4", "Rejste sig", "Tanke: Mindre", "Refleksion",
            "Ikke udfyldt endnu",
        )  # fmt: skip
        at = -1
        for words in order:
            at = told.text.find(words, at + 1)
            assert at >= 0, words

    def test_a_section_with_nothing_in_it_is_left_out(self, told):
        assert told.bookmarks == [STORY.title, "Tidslinje", "Plan", "Afprøvning", "Refleksion"]

    def test_what_people_typed_is_only_ever_text(self):
        typed = '<img src="http://169.254.169.254/"> {{ 7 * 7 }}'
        story = replace(STORY, title=typed, sections=(Section(typed, (Passage(typed, typed),)),))
        assert typed.replace(" ", "") in Read(on_paper(story_paper(story))).text.replace(" ", "")

    @pytest.mark.parametrize("typed", ["x" * 5_000, "linje\n" * 500, "e" + "\u0301" * 5_000])
    def test_no_text_breaks_it(self, typed):
        story = replace(
            STORY, title=typed[:160], sections=(Section("Plan", (Passage("?", typed),)),)
        )
        assert 1 <= len(Read(on_paper(story_paper(story))).pages) < 30


class TestOnePage:
    def test_it_is_one_page(self, sheet):
        assert len(sheet.pages) == 1

    def test_it_has_the_figures_the_bar_the_decisions_and_three_learnings(self, sheet):
        for words in (
            "Læring i hverdagen 2025",
            "Indført 6/11 55 %",
            "Spredt 1 af 2",
            "Der er 12 prøvehandlinger. »Forankret« er den største gruppe (4).",
            "Indfør Justér og prøv igen Stop Sæt på pause 6 2 3 1",
            "Tre ting, vi har lært",
            "Stop: Fælles morgenmøde for hele huset. Fælles overblik blev til fælles uro",
            "Det beslutter vi på mødet Hvad Hvem Hvornår Skal der stå en ejer og en afløser",
        ):
            assert words in sheet.text

    def test_what_waits_for_a_stand_is_on_the_table_when_nobody_wrote_what_to_decide(self):
        sheet = Read(on_paper(one_page_paper(a_report(decisions_asked=()))))
        asked = "Det beslutter vi på mødet Hvad Hvem Hvornår Leder og afløser skrives på alle"
        assert asked in sheet.text and "Mindst to prøvehandlinger om" in sheet.text
        assert "Ti minutter på ledermødet" not in sheet.text, "that was decided"
        told = replace(a_report(decisions_asked=()), parts=frozenset({"proevet"}))
        assert told.awaiting == () and a_report().awaiting == ()

    def test_of_one_unit_no_outcome_is_a_share(self):
        text = Read(on_paper(one_page_paper(a_report(outcomes_withheld=True)))).text
        assert "55 %" not in text
        assert "1 af 2" not in text
        assert "Andele for udfald er udeladt" in text

    def test_what_may_only_be_counted_is_not_among_the_learnings(self):
        quiet = tuple(replace(one, consent=Consent.ONLY_COUNTED) for one in TRIALS)
        text = Read(on_paper(one_page_paper(a_report(trials=quiet)))).text
        assert "vi har lært" not in text
        assert not [one.title for one in TRIALS if one.title in text]

    def test_the_longest_words_still_fit_on_one_page(self):
        long = "Rehabiliteringscenterets tværfaglige netværk " * 40
        trials = tuple(replace(one, title=long[:160], learning=long[:160]) for one in TRIALS)
        cards = tuple(Card(one.name, Share(99_999, 99_999), long) for one in CARDS)
        report = a_report(
            organisation=long, scope=long, programme=long, made_by=long, trials=trials, cards=cards
        )
        assert len(Read(on_paper(one_page_paper(report))).pages) == 1

    def test_each_kind_of_decision_is_heard(self):
        chosen = three_learnings(TRIALS)
        assert {one.decision for one in chosen} == {"Stop", "Justér og prøv igen", "Indfør"}
        only_adopted = tuple(one for one in TRIALS if one.decision == "Indfør")
        assert len(three_learnings(only_adopted)) == 3
        assert three_learnings(()) == ()
