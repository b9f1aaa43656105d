"""What the report tells of insights, recommendations and single trials, and what it keeps to itself."""

import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.factories import AT, a_measure, a_recommendation, a_trial, an_insight
from tests.views.insights_setting import Setting, change
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import Measure

YEAR = "fra=2026-01-01&til=2026-12-31"
REPORTS = "/birkesund/rapporter"
PAGE = f"{REPORTS}/ledelsesrapport"
ON = date(2026, 2, 20)
CANARY = "Kanariefuglen"
KINDS = ("", ".pdf", ".docx", ".xlsx", ".json")


@pytest.fixture
def setting(app) -> Setting:
    return Setting()


@pytest.fixture
def reader(setting, visitor):
    return visitor.signed_in_as(setting.consultant)


def published(setting: Setting, **given: Any) -> Any:
    return an_insight(
        setting.organisation,
        **{
            "state": "published",
            "published_on": ON,
            "strength": "several_units",
            "kind": "condition",
            "body": "Det sad i lyset.",
            "supports": [setting.trial, setting.other],
            "goals": [setting.goal],
            **given,
        },
    )


def said_in(reader: Any, kind: str, unit: Any = None) -> str:
    """Everything a file says, without the marks between."""
    address = f"{PAGE}{kind}?{YEAR}" + (f"&enhed={unit.id}" if unit else "")
    if not kind:
        return words_of(reader.opens(address))
    file = reader.gets(address).get_data()
    if kind == ".pdf":
        from pypdf import PdfReader

        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
    elif kind == ".json":
        text = file.decode()
    else:
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            text = " ".join(
                re.sub("<[^>]*>", " ", parts.read(name).decode("utf-8", "replace"))
                for name in parts.namelist()
            )
    return " ".join(text.split())


def data_of(reader: Any, unit: Any = None, asked: str = YEAR) -> dict[str, Any]:
    address = f"{PAGE}.json?{asked}" + (f"&enhed={unit.id}" if unit else "")
    told: dict[str, Any] = json.loads(reader.gets(address).get_data())
    return told


class TestInsights:
    def test_one_is_told_with_its_sources_counted_and_those_that_may_be_named(
        self, setting, reader
    ):
        published(setting, supports=[setting.trial], contradicts=[setting.other], strength="single")
        words = said_in(reader, "")
        assert "Hvad har vi lært på tværs?" in words
        assert "Bygger på 1 prøvehandling i 1 enhed. 1 prøvehandling taler imod." in words
        assert "I bilag A: Dæmpet nat." in words

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("state", ["draft", "discussed", "superseded"])
    def test_one_that_is_not_published_is_in_no_format(self, setting, reader, kind, state):
        body = "Kun for dem, der skrev den."
        hidden = published(setting, headline=CANARY, body=body, state=state)
        a_recommendation(setting.organisation, insights=[hidden], proposed_on=ON)
        told = said_in(reader, kind)
        assert "Udpeg altid en afløser" in told
        assert body not in told
        if state != "superseded":  # everybody may read it, and a recommendation builds on it
            assert CANARY not in told

    def test_of_another_period_it_is_left_out(self, setting, reader):
        published(setting, published_on=date(2025, 12, 31))
        assert data_of(reader)["insights"] == []
        assert len(data_of(reader, asked="fra=2025-01-01&til=2025-12-31")["insights"]) == 1

    def test_with_nothing_but_contradiction_it_is_left_out(self, setting, reader):
        published(setting, supports=[], contradicts=[setting.trial])
        assert data_of(reader)["insights"] == []

    def test_the_firmest_come_first_and_then_those_seen_in_most_units(self, setting, reader):
        alone = [setting.trial]
        published(setting, headline="Én.", supports=alone, strength="single")
        published(setting, headline="Samme enhed.", supports=alone)
        published(setting, headline="To enheder.")
        published(setting, headline="Tjekket.", supports=alone, strength="checked")
        told = data_of(reader)["insights"]
        assert [one["headline"] for one in told] == [
            "Tjekket.",
            "To enheder.",
            "Samme enhed.",
            "Én.",
        ]
        assert [one["number"] for one in told] == [1, 2, 3, 4]

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_trial_only_for_figures_is_counted_and_named_in_no_format(
        self, setting, reader, kind
    ):
        change(setting.trial, report_consent="figures_only", title=CANARY)
        published(setting)
        told = said_in(reader, kind)
        assert CANARY not in told
        assert "Dagsordenskort" in told

    def test_a_trial_without_a_decision_is_counted_and_not_named(self, setting, reader):
        running = a_trial(
            setting.organisation,
            setting.activist,
            setting.unit,
            title=CANARY,
            state=State.RUNNING,
            visibility="network",
            report_consent="with_unit",
        )
        published(setting, supports=[running, setting.other])
        told = data_of(reader)["insights"][0]
        assert (told["supporting"], told["units"], told["trials"]) == (2, 2, ["Dagsordenskort"])

    def test_the_same_trial_marked_twice_counts_once(self, setting, reader):
        published(setting, supports=[setting.trial, setting.trial, setting.other])
        assert data_of(reader)["insights"][0]["supporting"] == 2


class TestOneUnit:
    def test_an_insight_on_other_units_alone_is_left_out(self, setting, reader):
        published(setting, supports=[setting.other], contradicts=[setting.trial], strength="single")
        assert data_of(reader, setting.unit)["insights"] == []

    @pytest.mark.parametrize("kind", KINDS)
    def test_other_units_trials_are_counts_and_nothing_more(self, setting, reader, kind):
        change(
            setting.other,
            title=CANARY,
            learning=CANARY,
            learning_headline=CANARY,
            what_happened=CANARY,
        )
        published(setting)
        told = said_in(reader, kind, setting.unit)
        assert "Det sad i lyset." in told
        assert CANARY not in told
        assert "Havnegade" not in told

    @pytest.mark.parametrize("kind", KINDS)
    def test_without_unit_is_not_named_where_the_front_page_names_the_unit(
        self, setting, reader, kind
    ):
        change(setting.trial, title=CANARY, report_consent="without_unit")
        published(setting)
        assert CANARY in said_in(reader, kind)
        assert CANARY not in said_in(reader, kind, setting.unit)

    def test_a_recommendation_is_there_when_it_builds_on_what_the_report_tells(
        self, setting, reader
    ):
        shared = published(setting)
        elsewhere = published(setting, supports=[setting.other], strength="single")
        a_recommendation(setting.organisation, text="Vores.", insights=[shared], proposed_on=ON)
        a_recommendation(setting.organisation, text="Andres.", insights=[elsewhere], proposed_on=ON)
        a_recommendation(setting.organisation, text="Alles.", proposed_on=ON)
        told = data_of(reader, setting.unit)["recommendations"]
        assert [one["text"] for one in told] == ["Vores."]
        assert len(data_of(reader)["recommendations"]) == 3


class TestRecommendations:
    def test_one_says_what_to_whom_when_and_on_what_it_builds(self, setting, reader):
        a_recommendation(
            setting.organisation,
            insights=[published(setting)],
            due_on=date(2026, 6, 1),
            state="accepted",
            proposed_on=ON,
        )
        assert data_of(reader)["recommendations"] == [
            {
                "text": "Udpeg altid en afløser.",
                "addressee": "Leder",
                "due": "2026-06-01",
                "state": "Besluttet",
                "insights": [1],
                "other_insights": [],
            }
        ]
        words = said_in(reader, "").replace("\N{NO-BREAK SPACE}", " ")
        assert "Udpeg altid en afløser. Leder 1. juni 2026 Indsigt 1 Besluttet" in words

    def test_an_older_published_insight_is_named_by_its_headline(self, setting, reader):
        older = published(setting, headline="Spørg først.", published_on=date(2025, 5, 1))
        a_recommendation(setting.organisation, insights=[older], proposed_on=ON)
        told = data_of(reader)["recommendations"][0]
        assert (told["insights"], told["other_insights"]) == ([], ["Spørg først."])

    @pytest.mark.parametrize(
        ("given", "is_told"),
        [
            ({"proposed_on": date(2025, 3, 1)}, True),
            ({"proposed_on": date(2025, 3, 1), "state": "done"}, False),
            (
                {
                    "proposed_on": date(2025, 3, 1),
                    "state": "rejected",
                    "decided_on": date(2026, 1, 9),
                },
                True,
            ),
            ({"proposed_on": date(2027, 1, 1)}, False),
        ],
    )
    def test_what_is_open_or_was_decided_in_the_period_is_told(
        self, setting, reader, given, is_told
    ):
        a_recommendation(setting.organisation, **given)
        assert bool(data_of(reader)["recommendations"]) is is_told


PLAN_AND_REFLECTION = {
    "challenge": "Skiftet giver uro.",
    "action": "Et kort fem minutter før.",
    "prediction": "Færre konflikter.",
    "what_happened": "Kortene virkede for nogle.",
    "learning": "Ens varsel passer ikke til alle.",
}


def a_story(setting: Setting, title: str, **given: Any) -> Any:
    return setting.finished(
        title, setting.activist, setting.unit, **{**PLAN_AND_REFLECTION, **given}
    )


class TestStories:
    def test_one_of_each_kind_is_told_with_its_course(self, setting, reader):
        a_story(setting, "Ja.", actual_end=date(2026, 1, 30))
        a_story(setting, "Lidt.", state=State.ADAPTED, decision="adapt")
        a_story(setting, "Nej.", state=State.STOPPED, decision="stop")
        told = data_of(reader)["cases"]
        assert [(one["kind"], one["title"]) for one in told] == [
            ("succeeded", "Ja."),
            ("adjusted", "Lidt."),
            ("stopped", "Nej."),
        ]
        assert told[0]["moments"] == [
            {"on": "2026-01-05", "until": "2026-01-30", "words": "Afprøvning"},
            {"on": "2026-02-01", "until": None, "words": "Refleksion"},
            {"on": "2026-02-02", "until": None, "words": "Beslutning: Indfør"},
        ]
        assert "Hvad blev prøvet? Et kort fem minutter før." in said_in(reader, "")

    def test_the_fullest_reflection_is_chosen_and_then_the_latest_decision(self, setting, reader):
        a_story(setting, "Ældst.")
        a_story(setting, "Nyest.", decided_on=date(2026, 2, 9))
        assert data_of(reader)["cases"][0]["title"] == "Nyest."
        a_story(setting, "Fyldigst.", decision_reason="Det gav ro.")
        assert data_of(reader)["cases"][0]["title"] == "Fyldigst."

    @pytest.mark.parametrize(
        "given",
        [
            {"learning": None},
            {"prediction": " "},
            {"report_consent": "figures_only"},
            {"visibility": "private"},
            {"state": State.LAPSED},
            {"state": State.PAUSED, "decision": "pause"},
            {"decided_on": date(2025, 12, 31)},
        ],
    )
    def test_one_that_may_not_or_cannot_be_told_is_left_out(self, setting, reader, given):
        a_story(setting, "Det her", **given)
        assert data_of(reader)["cases"] == []
        assert "fortælling" not in said_in(reader, "")

    @pytest.mark.parametrize("kind", KINDS)
    def test_only_for_figures_not_one_word_is_told(self, setting, reader, kind):
        words = {key: f"{CANARY} {key}" for key in PLAN_AND_REFLECTION}
        a_story(setting, CANARY, report_consent="figures_only", **words)
        assert CANARY not in said_in(reader, kind)

    @pytest.mark.parametrize("kind", KINDS)
    def test_without_unit_the_words_are_told_and_the_unit_is_not(self, setting, reader, kind):
        change(setting.trial, report_consent="figures_only")
        a_story(setting, "Kort.", report_consent="without_unit")
        told = said_in(reader, kind)
        assert "Ens varsel passer ikke til alle." in told or kind == ".xlsx"
        if kind == ".json":
            assert data_of(reader)["cases"][0]["unit"] is None
        assert "Lindegården. Beslutning" not in told
        assert "varsel" not in said_in(reader, kind, setting.unit)

    def test_of_one_unit_no_other_unit_is_told_of_and_no_outcome(self, setting, reader):
        setting.finished(
            CANARY,
            setting.colleague,
            setting.other_unit,
            **PLAN_AND_REFLECTION,
            decision_reason="Ro.",
        )
        a_story(setting, "Vores.")
        assert data_of(reader)["cases"][0]["title"] == CANARY
        told = data_of(reader, setting.unit)["cases"]
        assert [(one["title"], one["outcome_vs_prediction"]) for one in told] == [("Vores.", None)]

    def test_long_answers_are_cut_between_words(self, setting, reader):
        a_story(setting, "Lang.", challenge="Det er en lang historie. " * 40)
        told = data_of(reader)["cases"][0]["challenge"]
        assert 280 < len(told) <= 320
        assert told.endswith(" …")


class TestMeasures:
    def test_they_are_told_to_the_reports_day_of_its_own_units_and_without_a_word_of_causes(
        self, setting, reader, visitors, app
    ):
        here, owner = setting.organisation, setting.consultant
        numbers = [6, 7, 6, 8, 7, 6, 7, 8, 6, 7, 8, 7, 2, 3, 1, 2, 3, 2, 1, 3, 2, 1, 2, 3, 90]
        mine = a_measure(here, owner, setting.unit, name="Fald", numbers=numbers, target=4.0)
        a_measure(here, owner, setting.other_unit, name=CANARY, numbers=[1] * 30)
        a_measure(here, owner, name="Sygefravær", numbers=[0] * 26)
        a_measure(here, owner, name="Før", numbers=[5, 6])
        quiet = setting.finished(
            "Uden enhed", setting.activist, setting.unit, report_consent="without_unit"
        )
        counted = setting.finished(
            "Kun i tal", setting.activist, setting.unit, report_consent="figures_only"
        )
        with across_organisations():
            again = db.session.get_one(Measure, mine.id)
            for trial in (setting.trial, quiet, counted):
                again.annotate(by=owner.id, at=AT, trial_id=trial.id, on=None)
            db.session.commit()
        asked = "fra=2025-07-01&til=2025-12-31"
        told = {one["name"]: one for one in data_of(reader, asked=asked)["measures"]}
        assert list(told) == ["Sygefravær", "Fald", CANARY], "the whole first; none without numbers"
        assert told["Fald"]["latest"] == "3, december 2025"
        assert told["Fald"]["target"] == "4"
        assert told["Fald"]["variation"] == "Usædvanligt mønster"
        assert told["Sygefravær"]["variation"] == "Kan ikke vurderes endnu", "mostly zeros"

        words = said_in(reader, "")
        assert "Med 2 diagrammer" not in words, "only one of them is judged"
        _before, _start, chapter = words.partition("Målingerne, og hvor de står")
        chapter = chapter.partition("Metode og forbehold")[0]
        assert "Dæmpet nat, 5. januar 2026" in chapter
        assert "Uden enhed" not in chapter, "its title would tell the unit"
        for kind in KINDS:
            assert "Kun i tal" not in said_in(reader, kind)
        for never in ("bevis", "skyldes", "på grund af", "signifikant", "sandsynlighed"):
            assert never not in words.lower()

        of_the_unit = data_of(reader, setting.unit)["measures"]
        assert [one["name"] for one in of_the_unit] == ["Fald"]
        lone = visitors(app).signed_in_as(setting.leader)
        assert [one["name"] for one in data_of(lone)["measures"]] == ["Sygefravær", "Fald"]
