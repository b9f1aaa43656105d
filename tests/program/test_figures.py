"""The worked example: what the loaded demo gives, in figures and on paper, is what was worked out by hand."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from reports import Mark, management_html
from tests.demo import the_demo, the_organisation
from tests.program.figures_setting import TODAY, _units, report_on
from transfer.db import across_organisations, db
from transfer.domain.indicators import as_json
from transfer.domain.periods import year
from transfer.models import TrialAction
from transfer.reporting import programme_facts


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


def _counts(bar: Any) -> list[tuple[str, int]]:
    return [(segment.label, segment.n) for segment in bar.segments]
