import json
from dataclasses import replace
from datetime import date

import pytest

from tests.domain.figures import (
    SHARES_THAT_ADD_UP,
    adopted,
    birkesund,
    facts_of,
    listed,
)
from transfer.domain import indicators
from transfer.domain.indicators import INDICATORS, CheckFacts, ProgrammeFacts
from transfer.domain.periods import quarter, year
from transfer.domain.shares import Median, Share
from transfer.domain.vocabulary import CheckStatus


@pytest.fixture(params=[False, True], ids=["the twelve", "with the three open ones"])
def demo(request: pytest.FixtureRequest) -> ProgrammeFacts:
    return birkesund(with_open=request.param)


class TestTheWorkedExample:
    def test_all_twelve_are_started_reflected_and_decided(self) -> None:
        facts = birkesund()
        assert (len(facts.started), len(facts.reflected), len(facts.decided)) == (12, 12, 12)

    def test_the_overdue_open_trial_counts_as_started_and_lowers_completion(self) -> None:
        facts = birkesund(with_open=True)
        assert (len(facts.started), len(facts.reflected), len(facts.decided)) == (13, 12, 12)
        assert indicators.completion_rate(birkesund()) == Share(12, 12)
        assert indicators.completion_rate(facts) == Share(12, 13)
        assert indicators.prediction_rate(birkesund()) == Share(12, 12)

    def test_decisions(self, demo: ProgrammeFacts) -> None:
        assert indicators.decisions(demo) == {"adopt": 6, "adapt": 2, "stop": 3, "pause": 1}

    def test_transfer_rate_of_ideas_from_courses(self, demo: ProgrammeFacts) -> None:
        assert indicators.transfer_rate(demo) == Share(5, 6)
        assert indicators.transfer_rate(demo).percent == 83
        assert indicators.transfer_rate(demo, level=3) == Share(3, 6)

    def test_transfer_level_over_all(self, demo: ProgrammeFacts) -> None:
        assert indicators.transfer_rate_all(demo) == Share(9, 12)
        assert indicators.transfer_rate_all(demo, level=3) == Share(6, 12)

    def test_adoption_per_trial_and_per_chain(self, demo: ProgrammeFacts) -> None:
        assert indicators.adoption_rate(demo) == Share(6, 11)
        assert indicators.adoption_rate(demo).percent == 55
        assert indicators.adoption_rate_per_chain(demo) == Share(6, 9)
        assert indicators.adoption_rate_per_chain(demo).percent == 67

    def test_times(self, demo: ProgrammeFacts) -> None:
        assert indicators.time_to_reflection(demo) == Median(11.5, 12)
        assert indicators.reflected_within(demo, days=14) == Share(10, 12)
        assert indicators.lead_time(demo) == Median(42.5, 12)

    def test_chains(self, demo: ProgrammeFacts) -> None:
        found = indicators.chains(demo)
        assert found.count == 11
        assert found.mean_length is not None
        assert round(found.mean_length, 2) == 1.09
        assert found.two_rounds == Share(1, 11)
        assert found.two_rounds.percent == 9

    def test_outcomes_and_surprises(self, demo: ProgrammeFacts) -> None:
        assert indicators.outcomes(demo) == {
            "better": 2,
            "as_expected": 3,
            "partly": 3,
            "not_as_expected": 3,
            "undecidable": 1,
        }
        assert indicators.surprise_rate(demo) == Share(5, 11)
        assert indicators.surprise_rate(demo).percent == 45

    def test_spread_gives_counts_only(self, demo: ProgrammeFacts) -> None:
        found = indicators.spread(demo)
        assert (found.succeeded, found.attempted) == (1, 2)
        assert (found.copied, found.adapted) == (Share(0, 1), Share(1, 1))
        assert indicators.spread_success(demo).percent is None
        assert indicators.spread_count(demo) == 1

    def test_spread_reach(self, demo: ProgrammeFacts) -> None:
        # T01 1/4, T03 1/4 (the four units of the area), T04 0/1 (fell away),
        # T06 and T07 2/8 (the whole department), T10 1/8
        assert indicators.spread_reach(demo) == Share(1 + 1 + 0 + 2 + 1, 4 + 4 + 1 + 8 + 8)

    def test_anchoring_at_three_months(self, demo: ProgrammeFacts) -> None:
        found = indicators.anchoring_survival(demo, 3)
        assert (found.a, found.b, found.c) == (Share(4, 6), Share(4, 6), Share(6, 6))
        assert found.partly == 2

    def test_anchoring_at_six_months(self, demo: ProgrammeFacts) -> None:
        found = indicators.anchoring_survival(demo, 6)
        assert (found.a, found.b, found.c) == (Share(4, 5), Share(4, 6), Share(5, 6))
        assert (found.lapsed, found.not_checked) == (1, 1)

    def test_anchoring_at_twelve_months_is_not_due(self, demo: ProgrammeFacts) -> None:
        assert indicators.anchoring_survival(demo, 12).due == 0

    def test_goals_and_their_gaps(self, demo: ProgrammeFacts) -> None:
        found = indicators.goal_coverage(demo)
        assert (found.share, found.share.percent) == (Share(6, 8), 75)
        assert found.gaps == ("K2", "K8")

    def test_reach(self, demo: ProgrammeFacts) -> None:
        assert indicators.reach(demo) == Share(7, 8)
        assert indicators.reach(demo).percent == 88

    def test_top_enablers(self, demo: ProgrammeFacts) -> None:
        top = indicators.top_enablers(demo)
        assert (top[0].factor, top[0].enabler) == ("leader_support", 7)
        with_three = {"physical", "visible_benefit", "felt_need", "citizen_fit"}
        assert {each.factor for each in top if each.enabler == 3} >= with_three

    def test_top_barriers(self, demo: ProgrammeFacts) -> None:
        top = indicators.top_barriers(demo)
        assert {each.factor for each in top[:3]} == {"staffing", "competing", "citizen_fit"}
        assert [each.barrier for each in top[:4]] == [3, 3, 3, 2]
        assert {each.factor for each in top if each.barrier == 2} == {"physical", "time", "it_docs"}

    def test_use_in_cycles(self, demo: ProgrammeFacts) -> None:
        found = indicators.use_in_cycles(demo)
        shares = [each.share for each in found.cycles]
        assert shares == [Share(9, 11), Share(7, 24), Share(8, 9), Share(5, 6)]
        assert (found.together, found.together.percent) == (Share(29, 50), 58)

    def test_value_and_effort_leave_out_dont_know(self, demo: ProgrammeFacts) -> None:
        found = indicators.value_effort(demo)
        assert (len(found.points), found.of) == (11, 12)
        assert found.quadrants == {
            "high_value_low_effort": 6,
            "high_value_high_effort": 0,
            "low_value_low_effort": 3,
            "low_value_high_effort": 2,
        }

    def test_states_show_the_open_ones_too(self) -> None:
        found = indicators.states(birkesund(with_open=True))
        assert {state: count for state, count in found.items() if count} == {
            "idea": 1,
            "planned": 1,
            "reflecting": 1,
            "paused": 1,
            "adopted": 1,
            "adapted": 2,
            "stopped": 3,
            "anchored": 4,
            "lapsed": 1,
        }

    def test_as_other_programs_read_it(self, demo: ProgrammeFacts) -> None:
        found = json.loads(json.dumps(listed(demo)))
        assert found["transfer_rate"] == {"n": 5, "of": 6}
        assert found["time_to_reflection"] == {"median": 11.5}
        assert found["anchoring_survival_6"]["a"] == {"n": 4, "of": 5}
        assert found["anchoring_survival"]["6"]["c"] == {"n": 5, "of": 6}
        assert found["chain_length"] == {"n": 12, "of": 11}
        assert found["goal_coverage_gaps"] == ["K2", "K8"]
        assert found["factor_balance"]["citizen_fit"] == {"enabler": 3, "barrier": 3, "balance": 0}

    def test_every_figure_with_a_definition_is_listed(self, demo: ProgrammeFacts) -> None:
        assert INDICATORS.keys() <= listed(demo).keys()


class TestPeriods:
    def test_four_quarters_add_up_to_the_year(self) -> None:
        facts = birkesund(with_open=True)
        parts = [listed(replace(facts, period=quarter(2025, which))) for which in (1, 2, 3, 4)]
        whole = listed(facts)
        for key in SHARES_THAT_ADD_UP:
            assert sum(part[key]["n"] for part in parts) == whole[key]["n"], key
            assert sum(part[key]["of"] for part in parts) == whole[key]["of"], key
        for key in ("started", "reflected", "decided", "chains", "spread_count"):
            assert sum(part[key] for part in parts) == whole[key], key

    def test_a_start_and_its_decision_may_belong_to_different_periods(self) -> None:
        facts = replace(birkesund(), period=quarter(2025, 1))
        assert (len(facts.started), len(facts.decided)) == (7, 5)

    def test_what_happened_after_the_day_looked_from_is_not_known(self) -> None:
        facts = replace(birkesund(), as_of=date(2025, 9, 16))
        found = indicators.anchoring_survival(facts, 6)
        assert (found.due, found.done, found.held) == (2, 1, 1)

    def test_a_late_check_counts_once_it_is_done(self) -> None:
        held = CheckFacts(6, date(2025, 12, 27), date(2026, 1, 9), CheckStatus.HELD_AS_IS)
        facts = facts_of(adopted("A", date(2025, 6, 27), held))
        assert indicators.anchoring_survival(facts, 6).c == Share(0, 1)
        later = replace(facts, as_of=date(2026, 2, 1))
        assert indicators.anchoring_survival(later, 6).a == Share(1, 1)

    def test_a_check_is_due_on_the_very_day(self) -> None:
        facts = facts_of(adopted("A", date(2025, 6, 30)))
        assert indicators.anchoring_survival(replace(facts, as_of=date(2025, 9, 29)), 3).due == 0
        assert indicators.anchoring_survival(replace(facts, as_of=date(2025, 9, 30)), 3).due == 1

    def test_a_period_without_anything_is_empty_and_not_wrong(self) -> None:
        found = listed(replace(birkesund(), period=year(2031), as_of=date(2032, 1, 1)))
        assert found["transfer_rate"] == {"n": 0, "of": 0}
        assert found["time_to_reflection"] == {"median": None}
