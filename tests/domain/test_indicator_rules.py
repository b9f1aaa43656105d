from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.figures import (
    NEW_YEARS_EVE,
    SHARES_THAT_ADD_UP,
    adopted,
    decided,
    facts_of,
    listed,
)
from transfer.domain import indicators
from transfer.domain.indicators import INDICATORS, CheckFacts, ProgrammeFacts, TrialFacts
from transfer.domain.lifecycle import State
from transfer.domain.periods import Period, year
from transfer.domain.shares import Share
from transfer.domain.vocabulary import (
    CheckStatus,
    Decision,
    Factor,
    Origin,
    Outcome,
    Relation,
    SpreadPotential,
)


class TestAnchoring:
    def test_what_fell_away_at_three_months_is_gone_at_six_though_nobody_asked(self) -> None:
        gone = CheckFacts(3, date(2025, 4, 1), date(2025, 4, 2), CheckStatus.LAPSED)
        facts = facts_of(adopted("A", date(2025, 1, 1), gone, CheckFacts(6, date(2025, 7, 1))))
        found = indicators.anchoring_survival(facts, 6)
        assert (found.lapsed, found.done, found.due, found.not_checked) == (1, 1, 1, 0)

    def test_what_held_at_three_months_is_unknown_at_six_until_checked(self) -> None:
        held = CheckFacts(3, date(2025, 4, 1), date(2025, 4, 2), CheckStatus.HELD_AS_IS)
        due = CheckFacts(6, date(2025, 7, 1))
        trial = adopted("A", date(2025, 1, 1), held, due)
        found = indicators.anchoring_survival(facts_of(trial), 6)
        assert (found.a, found.b, found.c) == (Share(0, 0), Share(0, 1), Share(0, 1))

    def test_retired_on_purpose_is_shown_apart_from_lapsed(self) -> None:
        check = CheckFacts(3, date(2025, 4, 1), date(2025, 4, 2), CheckStatus.RETIRED)
        found = indicators.anchoring_survival(facts_of(adopted("A", date(2025, 1, 1), check)), 3)
        assert (found.retired, found.lapsed, found.held) == (1, 0, 0)

    def test_a_revived_practice_is_checked_anew(self) -> None:
        checks = (
            CheckFacts(3, date(2025, 4, 1), date(2025, 4, 2), CheckStatus.LAPSED),
            CheckFacts(3, date(2025, 8, 1), date(2025, 8, 2), CheckStatus.HELD_AS_IS),
        )
        trial = adopted("A", date(2025, 1, 1), *checks)
        found = indicators.anchoring_survival(facts_of(trial), 3)
        assert (found.held, found.lapsed, found.due) == (1, 1, 2)
        assert indicators.still_used(trial, facts_of(trial))


class TestKin:
    def test_a_round_under_way_does_not_change_the_chain(self) -> None:
        first = decided("A", Decision.STOP, date(2025, 3, 1))
        running = replace(
            first,
            id="B",
            parent="A",
            relation=Relation.NEXT_ROUND,
            state=State.RUNNING,
            decision=None,
            decided_on=None,
        )
        facts = facts_of(first, running)
        assert indicators.chains(facts).two_rounds == Share(0, 1)
        assert indicators.adoption_rate_per_chain(facts) == Share(0, 1)

    def test_the_last_decision_of_a_chain_is_the_one_that_counts(self) -> None:
        first = decided("B", Decision.STOP, date(2025, 3, 1))
        second = replace(
            decided("A", Decision.ADOPT, date(2025, 6, 1)), parent="B", relation=Relation.NEXT_ROUND
        )
        facts = facts_of(second, first)
        assert indicators.adoption_rate_per_chain(facts) == Share(1, 1)
        assert indicators.adoption_rate(facts) == Share(1, 2)

    def test_the_same_idea_twice_in_a_new_unit_is_one_spread(self) -> None:
        origin = decided("A", Decision.ADOPT, date(2025, 3, 1))
        copies = [
            replace(
                decided(name, Decision.ADOPT, date(2025, 6, 1)),
                parent="A",
                unit="U2",
                relation=Relation.TRANSFERRED_COPIED,
            )
            for name in ("B", "C")
        ]
        facts = facts_of(origin, *copies)
        assert indicators.spread_count(facts) == 1
        assert indicators.spread_success(facts) == Share(2, 2)

    def test_an_idea_brought_back_to_where_it_came_from_has_not_spread(self) -> None:
        origin = decided("A", Decision.ADOPT, date(2025, 3, 1))
        back = replace(
            decided("B", Decision.ADOPT, date(2025, 6, 1)),
            parent="A",
            relation=Relation.TRANSFERRED_ADAPTED,
        )
        assert indicators.spread_count(facts_of(origin, back)) == 0

    def test_a_second_round_began_where_it_is_even_when_the_first_is_out_of_sight(self) -> None:
        second = replace(
            decided("B", Decision.ADOPT, date(2025, 6, 1)),
            parent="A",
            relation=Relation.NEXT_ROUND,
        )
        (travel,) = indicators.travels(facts_of(second))
        assert (travel.began, travel.adopted) == ((second,), ())

    def test_links_that_run_in_a_ring_are_one_chain(self) -> None:
        one, two = (
            replace(
                decided(name, Decision.STOP, date(2025, 3, 1)),
                parent=parent,
                relation=Relation.NEXT_ROUND,
            )
            for name, parent in (("A", "B"), ("B", "A"))
        )
        assert indicators.chains(facts_of(one, two)).count == 1
        assert indicators.chains(facts_of(two, one)).count == 1

    def test_where_a_ring_of_transfers_began_does_not_hang_on_the_order(self) -> None:
        ring = [
            replace(
                decided(name, decision, date(2025, 3, 1)),
                unit=unit,
                parent=parent,
                relation=Relation.TRANSFERRED_COPIED,
            )
            for name, decision, unit, parent in (
                ("A", Decision.STOP, "U1", "C"),
                ("B", Decision.ADOPT, "U2", "A"),
                ("C", Decision.ADOPT, "U3", "B"),
            )
        ]
        for start in range(3):
            turned = ring[start:] + ring[:start]
            assert indicators.spread_count(facts_of(*turned)) == 2

    def test_a_decision_does_not_stand_once_the_trial_is_reopened(self) -> None:
        reopened = replace(decided("A", Decision.STOP, date(2025, 3, 1)), state=State.REFLECTING)
        assert indicators.decisions(facts_of(reopened))["stop"] == 0


def test_ideas_and_those_given_up_are_never_counted() -> None:
    cancelled = replace(decided("A", Decision.STOP, date(2025, 3, 1)), state=State.CANCELLED)
    found = facts_of(cancelled)
    assert (found.started, found.reflected, found.decided) == ((), (), ())


def test_the_fourteenth_day_after_the_end_is_within_fourteen_days() -> None:
    in_time, late = (
        replace(
            decided(name, Decision.STOP, date(2025, 4, 1)),
            ended_on=date(2025, 3, 1),
            reflected=True,
            reflected_on=date(2025, 3, 1) + timedelta(days=days),
        )
        for name, days in (("A", 14), ("B", 15))
    )
    assert indicators.reflected_within(facts_of(in_time, late)) == Share(1, 2)


def test_a_goal_is_covered_by_a_reflection_and_not_by_a_start() -> None:
    started = replace(decided("A", Decision.STOP, date(2025, 3, 1)), goals=("K1",))
    assert indicators.goal_coverage(facts_of(started)).gaps == ("K1", "K2")
    reflected = replace(started, reflected=True, reflected_on=date(2025, 2, 25))
    assert indicators.goal_coverage(facts_of(reflected)).gaps == ("K2",)


def test_a_factor_named_twice_by_one_trial_counts_once() -> None:
    trial = replace(
        decided("A", Decision.STOP, date(2025, 3, 1)),
        reflected=True,
        reflected_on=date(2025, 2, 25),
        enablers=("time", "time"),
    )
    assert indicators.top_enablers(facts_of(trial))[0].enabler == 1


def test_every_figure_has_a_danish_name_and_a_one_line_definition() -> None:
    for identifier, each in INDICATORS.items():
        assert each.identifier == identifier
        assert each.name
        assert each.definition.endswith(".")
        assert "\n" not in each.definition


DAYS = st.none() | st.dates(date(2024, 1, 1), date(2026, 12, 31))


def some(words: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(list(words))


TRIALS = st.builds(
    TrialFacts,
    id=st.sampled_from([f"T{number}" for number in range(9)]),
    unit=st.sampled_from(["U1", "U2", "U3", "elsewhere"]),
    area=st.sampled_from(["X", "Y"]),
    origin=some(Origin),
    relation=some(Relation),
    parent=st.none() | st.sampled_from([f"T{number}" for number in range(10)]),
    goals=st.lists(st.sampled_from(["K1", "K2", "K3"]), max_size=3).map(tuple),
    state=st.sampled_from(list(State)),
    created=DAYS,
    started_on=DAYS,
    ended_on=DAYS,
    reflection_due=DAYS,
    prediction_before_start=st.booleans(),
    reflected=st.booleans(),
    reflected_on=DAYS,
    outcome=some(Outcome),
    transfer_level=st.none() | st.integers(0, 4),
    value_citizen=st.none() | st.integers(0, 5),
    effort=st.none() | st.integers(0, 5),
    enablers=st.lists(st.sampled_from(list(Factor)), max_size=3).map(tuple),
    barriers=st.lists(st.sampled_from(list(Factor)), max_size=3).map(tuple),
    decision=some(Decision),
    decided_on=DAYS,
    spread_potential=some(SpreadPotential),
    checks=st.lists(
        st.builds(
            CheckFacts,
            month=st.sampled_from([3, 6, 12]),
            due_on=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
            done_on=DAYS,
            status=some(CheckStatus),
        ),
        max_size=4,
    ).map(tuple),
)
LISTS = st.lists(TRIALS, max_size=9, unique_by=lambda trial: trial.id)


@given(LISTS, st.dates(date(2024, 6, 1), date(2026, 6, 1)))
def test_no_share_is_more_than_the_whole(trials: list[TrialFacts], as_of: date) -> None:
    for name, share in shares(listed(facts_of(*trials, as_of=as_of))):
        assert share["n"] >= 0, name
        assert share["n"] <= share["of"] or name == "chain_length", name


@given(LISTS, st.randoms())
def test_the_order_of_the_trials_changes_nothing(trials: list[TrialFacts], chance: Any) -> None:
    shuffled = list(trials)
    chance.shuffle(shuffled)
    assert listed(facts_of(*shuffled)) == listed(facts_of(*trials))


@given(LISTS, st.dates(date(2025, 1, 1), date(2025, 12, 30)))
def test_two_halves_of_a_period_add_up(trials: list[TrialFacts], cut: date) -> None:
    facts = facts_of(*trials)
    halves = [
        listed(replace(facts, period=half))
        for half in (
            Period(facts.period.first, cut),
            Period(cut + timedelta(days=1), facts.period.last),
        )
    ]
    whole = listed(facts)
    for key in SHARES_THAT_ADD_UP:
        for part in ("n", "of"):
            assert sum(half[key][part] for half in halves) == whole[key][part], key


def test_nothing_at_all_gives_noughts_and_no_errors() -> None:
    nothing = ProgrammeFacts(period=year(2025), as_of=NEW_YEARS_EVE)
    for name, share in shares(listed(nothing)):
        assert share == {"n": 0, "of": 0}, name
    assert indicators.chains(nothing).mean_length is None


def shares(tree: Any, name: str = "") -> Iterator[tuple[str, dict[str, int]]]:
    """Every share in the listing, with the key it stands under."""
    if isinstance(tree, dict):
        if tree.keys() == {"n", "of"}:
            yield name, tree
        for key, each in tree.items():
            yield from shares(each, key)
