"""The worked example: what the loaded demo gives, in figures and on paper, is what was worked out by hand."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pypdf
import pytest

from reports import Mark, management_html, management_pdf
from tests.demo import the_demo, the_organisation
from transfer.db import across_organisations, db
from transfer.domain.indicators import as_json
from transfer.domain.periods import year
from transfer.domain.reports import AT_FIRST, ReportPart
from transfer.models import Measure, Report, TrialAction
from transfer.reporting import drafted, management_report, programme_facts, written

AT = datetime(2026, 1, 9, 10, 30, tzinfo=UTC)
TODAY = date(2026, 1, 9)


@pytest.fixture
def birkesund(app, records) -> Iterator[Any]:
    the_demo(records)
    organisation = the_organisation("birkesund")
    with across_organisations():
        yield organisation


@pytest.fixture
def found(birkesund) -> dict[str, Any]:
    facts = programme_facts(birkesund, year(2025), today=TODAY)
    return json.loads(json.dumps(as_json(facts)))


def share(n: int, of: int) -> dict[str, int]:
    return {"n": n, "of": of}


WORKED_OUT = {
    "started": 12,
    "reflected": 12,
    "decided": 12,
    "decisions": {"adopt": 6, "adapt": 2, "stop": 3, "pause": 1},
    "transfer_rate": share(5, 6),
    "transfer_rate_level_3": share(3, 6),
    "transfer_rate_all": share(9, 12),
    "transfer_rate_all_level_3": share(6, 12),
    "adoption_rate": share(6, 11),
    "adoption_rate_per_chain": share(6, 9),
    "time_to_reflection": {"median": 11.5},
    "time_to_reflection_within_14": share(10, 12),
    "lead_time": {"median": 42.5},
    "chains": 11,
    "chain_length": share(12, 11),
    "chain_length_two_rounds": share(1, 11),
    "outcomes": {
        "better": 2,
        "partly": 3,
        "as_expected": 3,
        "not_as_expected": 3,
        "undecidable": 1,
    },
    "surprise_rate": share(5, 11),
    # T05, T08 and T12 were stopped. I3 and I5 build on T05, I4 on T08 and T12.
    "stop_learning_rate": share(3, 3),
    # Five insights in the year of three sessions.
    "insight_yield": share(5, 3),
    # The five insights are as old as the file, 31 December 2025: too young to be used by anybody.
    "insight_yield_used": share(0, 0),
    "spread_success": share(1, 2),
    "goal_coverage": share(6, 8),
    "goal_coverage_gaps": ["K2", "K8"],
    "reach": share(7, 8),
    "sparring_coverage": share(4, 12),
    "agreements_on_time": share(5, 8),
    "use_in_cycles": share(29, 50),
    "use_in_cycles_by_cycle": {
        "L1": share(9, 11),
        "L2": share(7, 24),
        "L3": share(8, 9),
        "L4": share(5, 6),
    },
}


class TestFigures:
    @pytest.mark.parametrize("identifier", WORKED_OUT)
    def test_each_is_as_worked_out_by_hand(self, found, identifier):
        assert found[identifier] == WORKED_OUT[identifier]

    def test_anchoring_after_three_months(self, found):
        checks = found["anchoring_survival"]["3"]
        assert (checks["a"], checks["b"], checks["c"]) == (share(4, 6), share(4, 6), share(6, 6))
        assert checks["partly"] == 2

    def test_anchoring_after_six_months(self, found):
        checks = found["anchoring_survival"]["6"]
        assert (checks["a"], checks["b"], checks["c"]) == (share(4, 5), share(4, 6), share(5, 6))
        assert (checks["lapsed"], checks["not_checked"]) == (1, 1)

    def test_what_furthered_most(self, found):
        counts = {key: each["enabler"] for key, each in found["factor_balance"].items()}
        assert counts["leader_support"] == max(counts.values()) == 7
        three = {"physical", "visible_benefit", "felt_need", "citizen_fit"}
        assert {counts[factor] for factor in three} == {3}

    def test_what_hindered_most(self, found):
        counts = {key: each["barrier"] for key, each in found["factor_balance"].items()}
        assert {key for key, count in counts.items() if count == 3} == {
            "staffing",
            "competing",
            "citizen_fit",
        }
        assert {key for key, count in counts.items() if count == 2} == {
            "physical",
            "time",
            "it_docs",
        }

    def test_trials_and_cycles_go_by_the_id_of_the_file(self, found):
        assert {each["trial"] for each in found["value_effort"]["points"]} == {
            f"T{number:02}" for number in range(1, 13) if number != 9
        }

    def test_a_half_year_holds_only_its_own(self, birkesund):
        from transfer.domain.periods import half_year

        parts = [
            as_json(programme_facts(birkesund, half_year(2025, half), today=TODAY))
            for half in (1, 2)
        ]
        assert sum(part["decided"] for part in parts) == 12
        assert sum(part["started"] for part in parts) == 12

    def test_a_unit_holds_nothing_of_another(self, birkesund):
        unit = next(each for each in _units(birkesund) if each.name == "Hjemmeplejen Øst")
        facts = programme_facts(birkesund, year(2025), unit.id, today=TODAY)
        assert {each.id for each in facts.trials} == {"T05", "T13"}
        assert facts.cycles == (), "its cycle is shared with Hjemmeplejen Vest"

    def test_the_number_of_queries_does_not_grow_with_the_trials(self, birkesund):
        from sqlalchemy import event

        programme_facts(birkesund, year(2025), today=TODAY)
        asked: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        programme_facts(birkesund, year(2025), today=TODAY)
        assert len(asked) == 12


def _units(organisation: Any) -> list[Any]:
    from transfer.models import Unit

    return list(db.session.scalars(db.select(Unit).where(Unit.organisation_id == organisation.id)))


PRINTED = (
    "Sat i gang 12",
    "Reflekteret 12",
    "Besluttet 12",
    "Beslutning: Indfør 6",
    "Beslutning: Justér og prøv igen 2",
    "Beslutning: Stop 3",
    "Beslutning: Sæt på pause 1",
    "Transfergrad, idéer fra kurser, niveau 2 eller højere 5/6 = 83 %",
    "Transfergrad, idéer fra kurser, niveau 3 eller højere 3/6 = 50 %",
    "Alle prøvehandlinger, niveau 2 eller højere 9/12 = 75 %",
    "Alle prøvehandlinger, niveau 3 eller højere 6/12 = 50 %",
    "Indførelsesgrad pr. prøvehandling 6/11 = 55 %",
    "Indførelsesgrad pr. idé 6/9 = 67 %",
    "Tid til refleksion, median 11,5 dage",
    "Reflekteret inden for 14 dage 10/12 = 83 %",
    "Gennemløbstid fra start til beslutning, median 42,5 dage",
    "Idéer 11",
    "Runder pr. idé, gennemsnit 1,09",
    "Idéer med mindst to runder 1/11 = 9 %",
    "Udfald: Bedre end ventet 2",
    "Udfald: Delvist som ventet 3",
    "Udfald: Som ventet 3",
    "Udfald: Ikke som ventet 3",
    "Udfald: Kan ikke afgøres 1",
    "Overraskelsesgrad 5/11 = 45 %",
    "Overførsler, der er indført 1 af 2",
    "Stor værdi for lille indsats ",
    "Forankring efter 3 måneder, A 4/6 = 67 % delvist 2",
    "Forankring efter 3 måneder, B 4/6 = 67 %",
    "Forankring efter 3 måneder, C 6/6 = 100 %",
    "Forankring efter 6 måneder, A 4/5 = 80 % faldet bort 1, ikke tjekket 1",
    "Forankring efter 6 måneder, B 4/6 = 67 %",
    "Forankring efter 6 måneder, C 5/6 = 83 %",
    "Måldækning 6/8 = 75 % mangler K2 og K8",
    "Rækkevidde, enheder 7/8 = 88 %",
    "Ro i demensafsnittet 15. september 2025 9/11 = 82 %",
    "Tidlig opsporing i hverdagen 17. september 2025 7/24 = 29 %",
    "Borgerens ord først 6. oktober 2025 8/9 = 89 %",
    "Jobretning i samtalen 20. oktober 2025 5/6 = 83 %",
    "Tilsammen 29/50 = 58 %",
    "Ledelsesopbakning 7",
    "Fysiske rammer og udstyr 3 2",
    "Synlig gevinst 3 0",
    "Oplevet behov 3 1",
    "Passer til borgerens situation 3 3",
    "Bemanding og vagtplan 0 3",
    "Konkurrerende opgaver 0 3",
    "Tid og ro 0 2",
    "It og dokumentation 0 2",
)


def report_on(organisation: Any, unit_name: str = "") -> Any:
    unit_id = next((one.id for one in _units(organisation) if one.name == unit_name), None)
    return management_report(
        organisation,
        year(2025),
        unit_id=unit_id,
        measures=db.select(Measure),
        made_at=AT,
        made_by="Birgitte Solvang",
        today=TODAY,
    )


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


class TestOnPaper:
    def test_every_row_of_the_worked_example_is_printed(self, birkesund):
        words = text_of(management_pdf(report_on(birkesund)))
        assert [row for row in PRINTED if row not in words] == []

    def test_no_percentage_of_two_transfers_and_nothing_of_the_other_organisation(self, birkesund):
        words = management_html(report_on(birkesund))
        assert "1/2" not in words
        for foreign in ("Engholm", "lynlås", "Mælkevejen"):
            assert foreign not in words


class TestLessons:
    def test_the_five_insights_stand_with_what_they_build_on(self, birkesund):
        told = {one.number: one for one in report_on(birkesund).insights}
        assert [one.headline[:24] for one in told.values()] == [
            "Det, der er bygget ind i",
            "Praksis, der afhænger af",
            "Kopieret form mislykkes,",
            "Inddragelse uden at spør",
            "Begynd med én borger: de",
        ]
        assert told[1].builds_on == (
            "Bygger på 4 prøvehandlinger i 3 enheder. 1 prøvehandling taler imod."
        )
        assert told[1].strength == "Bekræftet ved forankringstjek"
        assert "Rogivende tilgang (K6)" in told[1].goals
        assert "Tre små spisegrupper i stedet for ét langbord" in told[1].trials

    def test_the_three_recommendations_stand_by_when_they_are_due(self, birkesund):
        told = report_on(birkesund).recommendations
        assert [(one.addressee, one.due.isoformat(), one.insights) for one in told] == [
            ("Leder", "2026-02-01", (2,)),
            ("Forvaltning", "2026-03-01", (1, 2)),
            ("Læringsaktivister", "2026-06-30", ()),
        ]


class TestStories:
    def test_one_succeeded_one_was_adjusted_and_one_was_stopped(self, birkesund):
        told = report_on(birkesund).cases
        assert [one.kind.name for one in told] == ["SUCCEEDED", "ADJUSTED", "STOPPED"]
        assert all(len(one.moments) > 1 for one in told)
        assert [one.trial.title for one in told] == [
            "Dæmpet nat, runde 2: kun lys og tempo",
            "Billedkort fem minutter før skift",
            "Fem minutter ved tavlen – overført til Øst",
        ]
        assert [one.trial.unit for one in told] == ["Plejehjemmet Lindegården", "", ""]

    def test_words_that_may_not_be_quoted_are_not_even_gathered(self, birkesund):
        assert "oprydning flyttes" in repr(report_on(birkesund))
        told = db.session.scalar(db.select(TrialAction).where(TrialAction.reference == "T03"))
        told.report_consent = "figures_only"
        db.session.commit()
        assert "oprydning flyttes" not in repr(report_on(birkesund))


class TestInFull:
    def test_the_annex_tells_what_was_answered_by_those_who_said_yes(self, birkesund):
        assert drafted_report(birkesund).in_full == ()
        chosen = (*AT_FIRST, ReportPart.IN_FULL.value)
        told = {one.trial.title: one for one in drafted_report(birkesund, chosen).in_full}
        one = told["Fem minutter ved tavlen – overført til Øst"]
        assert [part.phase for part in one.answers] == ["Plan", "Refleksion", "Beslutning"]
        assert dict(one.facts)["Udfald"] == "Ikke som ventet"
        assert "Enhed" not in dict(one.facts)  # »Ja, uden enhed«

        for reference, change in (
            ("T01", {"report_consent": "figures_only"}),
            ("T02", {"visibility": "private"}),
        ):
            trial = db.session.scalar(db.select(TrialAction).filter_by(reference=reference))
            gone = told.pop(trial.title)
            for name, value in change.items():
                setattr(trial, name, value)
            db.session.commit()
            report = drafted_report(birkesund, chosen)
            assert {one.trial.title for one in report.in_full} == set(told)
            assert gone.answers[0].passages[0][1] not in repr(report.in_full)

        words = text_of(management_pdf(report))
        assert all(part.passages[0][0] in words for one in told.values() for part in one.answers)
        assert "Bilag D. Tallene bag figurerne" in words
        assert "Bilag E. Prøvehandlingerne i fuld længde" in words

    def test_of_one_unit_nothing_says_how_it_went_and_nobody_unnamed_is_told(self, birkesund):
        chosen = (*AT_FIRST, ReportPart.IN_FULL.value)
        unit = next(one for one in _units(birkesund) if one.name == "Bostedet Havnegade")
        told = drafted_report(birkesund, chosen, units=[unit.id]).in_full
        assert [one.trial.title for one in told] == ["Dagsordenskort: borgeren starter samtalen"]
        assert "Udfald" not in dict(told[0].facts)


def drafted_report(organisation: Any, parts: Any = AT_FIRST, units: Any = ()) -> Any:
    """What the workshop would print of a draft."""
    draft = Report(organisation_id=organisation.id, programme="", audience="")
    draft.period_first, draft.period_last = year(2025).first, year(2025).last
    draft.save({"unit_ids": units, "parts": parts}, at=AT)
    made = drafted(draft, organisation, made_at=AT, made_by="Birgitte Solvang", today=TODAY)
    db.session.rollback()
    return made.report


class TestConsent:
    def test_ideas_are_told_by_the_units_whose_owners_agree(self, birkesund):
        ideas = {one.title: dict(one.marks) for one in report_on(birkesund).ideas}
        assert ideas["Dagsordenskort: borgeren starter samtalen"] == {
            "Bostedet Havnegade": Mark.ORIGIN,
            "Bostøtten Byen": Mark.ADOPTED,
        }
        assert ideas["Fem minutter ved tavlen: Hvem er anderledes i dag?"] == {
            "Hjemmeplejen Vest": Mark.ORIGIN,
            "": Mark.TRIED,  # Øst: »Ja, uden enhed«
        }
        assert len(ideas) == 5

    def test_an_idea_nobody_may_quote_is_not_told(self, birkesund):
        trials = db.session.scalars(
            db.select(TrialAction).where(TrialAction.reference.in_(["T06", "T07"]))
        )
        for trial in trials:
            trial.report_consent = "figures_only"
        db.session.commit()
        said = repr(report_on(birkesund))
        assert "Dagsordenskort" not in said
        assert len(report_on(birkesund).ideas) == 4

    def test_of_part_of_the_organisation_no_title_comes_from_outside(self, birkesund):
        moved = db.session.scalar(db.select(TrialAction).where(TrialAction.reference == "T07"))
        moved.unit_id = next(
            each.id for each in _units(birkesund) if each.name == "Hjemmeplejen Vest"
        )
        db.session.commit()
        ideas = {
            one.title: dict(one.marks) for one in report_on(birkesund, "Ældre og sundhed").ideas
        }
        title = "Dagsordenskort i bostøtten – som opkald dagen før"
        assert ideas[title] == {"Hjemmeplejen Vest": Mark.ADOPTED}
        assert "borgeren starter samtalen" not in repr(ideas)
        assert "Havnegade" not in repr(ideas)

    def test_without_unit_names_the_trial_but_never_the_unit(self, birkesund):
        lines = {line.title: line for line in report_on(birkesund).trials}
        line = lines["Fem minutter ved tavlen – overført til Øst"]
        assert line.unit == ""
        assert lines["Dæmpet nat, runde 2: kun lys og tempo"].unit == "Plejehjemmet Lindegården"

    def test_only_in_figures_is_counted_and_quoted_nowhere(self, birkesund):
        from transfer.models import Organisation

        engholm = db.session.scalars(
            db.select(Organisation).where(Organisation.slug == "engholm")
        ).one()
        report = report_on(engholm)
        assert (len(report.trials), report.only_counted) == (3, 1)
        assert dict(_counts(report.states))["Stoppet"] == 1
        assert "spejl" not in repr(report)

    def test_without_a_decision_only_in_figures(self, birkesund):
        report = report_on(birkesund)
        assert "videosamtaler" not in repr(report)
        assert dict(_counts(report.states))["Til refleksion"] == 1

    def test_observations_and_what_is_not_for_the_report_stay_out(self, birkesund):
        said = repr(report_on(birkesund))
        assert "Ved bord 2 blev alle siddende" not in said
        assert "Mette Kragholm" not in said


class TestOneUnit:
    def test_outcomes_are_left_out(self, birkesund):
        report = report_on(birkesund, "Plejehjemmet Lindegården")
        assert report.outcomes_withheld
        assert not [row for row in report.figures if row.is_outcome]
        assert report.factors == report.transfer_readings == ()
        words = management_html(report)
        for outcome in (
            "Transfergrad",
            "Indførelsesgrad",
            "gik bedre end ventet",
            "Ledelsesopbakning",
        ):
            assert outcome not in words

    def test_counts_and_anchoring_are_there(self, birkesund):
        report = report_on(birkesund, "Plejehjemmet Lindegården")
        assert report.states.total == 3
        assert report.anchoring[0].held == 2

    def test_nothing_of_another_unit(self, birkesund):
        words = management_html(report_on(birkesund, "Plejehjemmet Lindegården"))
        for foreign in (
            "tavlen",
            "Dagsordenskort",
            "Havnegade",
            "Jobønsket",
            "Tidlig opsporing i hverdagen",
        ):
            assert foreign not in words

    def test_without_unit_is_not_quoted_where_the_front_page_names_it(self, birkesund):
        report = report_on(birkesund, "Botilbuddet Engblik")
        assert report.quoted == ()
        assert report.only_counted == 2

    def test_an_area_of_several_units_has_outcomes(self, birkesund):
        report = report_on(birkesund, "Ældre og sundhed")
        assert not report.outcomes_withheld
        assert report.scope == "Ældre og sundhed, 4 enheder"

    def test_an_area_of_one_unit_is_that_unit(self, birkesund):
        assert report_on(birkesund, "Beskæftigelse").outcomes_withheld


CANARY, OTHER = "Kanariefuglen", "Papegøjen"


@pytest.mark.parametrize(
    "kind", ["pdf", "html", "docx", "xlsx", "csv", "trials_csv", "json", "one_page"]
)
class TestEveryFormat:
    """What owners have not agreed to, and what is another unit's, stands in no format."""

    def test_what_may_only_be_counted_is_not_there(self, birkesund, kind):
        change("T03", title=CANARY, learning_headline=CANARY, report_consent="figures_only")
        change("T01", title=OTHER)
        words = read(written(report_on(birkesund), kind), kind)
        assert CANARY not in words
        if kind not in ("csv", "one_page"):  # figures alone, and the three latest learnings
            assert OTHER in words

    def test_the_report_of_a_unit_holds_nothing_of_another(self, birkesund, kind):
        change("T07", title=CANARY, learning_headline=CANARY, relation="transferred_copied")
        change("T04", title=CANARY, learning_headline=CANARY, what_happened=CANARY)
        change("T01", title=OTHER)
        words = read(written(report_on(birkesund, "Plejehjemmet Lindegården"), kind), kind)
        assert CANARY not in words
        for foreign in ("Havnegade", "Bostøtten", "Jobcenter", "Tidlig opsporing i hverdagen"):
            assert foreign not in words
        for outcome in ("Transfergrad", "Indførelsesgrad", "Bedre end ventet", "adoption_rate"):
            assert outcome not in words
        if kind != "csv":
            assert OTHER in words

    def test_of_fewer_than_five_no_percentage_is_told(self, birkesund, kind):
        words = read(written(report_on(birkesund), kind), kind)
        assert "1/2" not in words


def change(reference: str, **values: Any) -> None:
    """Write other words in one of the demo's trials."""
    trial = db.session.scalars(
        db.select(TrialAction).where(TrialAction.reference == reference)
    ).one()
    for name, value in values.items():
        setattr(trial, name, value)
    db.session.commit()


def read(file: bytes, kind: str) -> str:
    """All that is written in the file."""
    if kind in ("pdf", "one_page"):
        return text_of(file)
    if kind in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            return "\n".join(
                re.sub("<[^>]*>", " ", parts.read(name).decode("utf-8", "replace"))
                for name in parts.namelist()
            )
    return file.decode("utf-8-sig")


def test_a_programme_on_its_first_day_has_a_report_too(app):
    from tests.factories import a_goal, a_unit, an_organisation

    organisation = an_organisation()
    a_unit(organisation, "Lindegården")
    a_goal(organisation)
    with across_organisations():
        db.session.refresh(organisation)
        words = management_html(report_on(organisation))
    assert "Der er endnu ingen prøvehandlinger" in words


def _counts(bar: Any) -> list[tuple[str, int]]:
    return [(segment.label, segment.n) for segment in bar.segments]
