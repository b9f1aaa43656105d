"""Læring fra stop, indsigtsudbytte og brugte indsigter, on small facts made by hand."""

from dataclasses import replace
from datetime import date

from tests.domain.figures import decided, facts_of
from transfer.domain import indicators
from transfer.domain.indicators import InsightFacts
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Decision, Relation

STOPPED = decided("T1", Decision.STOP, date(2025, 5, 1))
ANOTHER = decided("T2", Decision.STOP, date(2025, 6, 1))
ADOPTED = decided("T3", Decision.ADOPT, date(2025, 6, 1))


def insight(name: str, published_on: date | None, *trials: str, **given: object) -> InsightFacts:
    return InsightFacts(id=name, published_on=published_on, trials=trials, **given)


class TestLearningFromStops:
    def test_a_stop_that_nobody_speaks_of_taught_nobody(self):
        assert indicators.stop_learning_rate(facts_of(STOPPED, ANOTHER, ADOPTED)) == Share(0, 2)

    def test_an_insight_cites_what_supports_and_what_contradicts_it(self):
        facts = replace(
            facts_of(STOPPED, ANOTHER), insights=(insight("I1", date(2025, 7, 1), "T1", "T3"),)
        )
        assert indicators.stop_learning_rate(facts) == Share(1, 2)

    def test_an_insight_published_later_is_not_known_yet(self):
        facts = replace(
            facts_of(STOPPED, as_of=date(2025, 6, 30)),
            insights=(insight("I1", date(2025, 7, 1), "T1"),),
        )
        assert indicators.stop_learning_rate(facts) == Share(0, 1)

    def test_a_later_trial_that_builds_on_it_cites_it_once_it_has_begun(self):
        later = replace(
            ADOPTED, parent="T1", relation=Relation.INSPIRED_ADAPTED, started_on=date(2025, 5, 20)
        )
        assert indicators.stop_learning_rate(facts_of(STOPPED, later)) == Share(1, 1)
        not_begun = replace(later, started_on=None)
        assert indicators.stop_learning_rate(facts_of(STOPPED, not_begun)) == Share(0, 1)

    def test_two_citations_count_once(self):
        facts = replace(
            facts_of(STOPPED),
            insights=tuple(insight(name, date(2025, 7, 1), "T1") for name in ("I1", "I2")),
        )
        assert indicators.stop_learning_rate(facts) == Share(1, 1)


class TestYield:
    def test_published_insights_are_held_against_sessions_of_the_same_period(self):
        facts = replace(
            facts_of(),
            insights=(
                insight("I1", date(2025, 3, 1)),
                insight("I2", date(2025, 9, 1)),
                insight("I0", date(2024, 9, 1)),
            ),
            sessions_held=(date(2025, 2, 1), date(2024, 2, 1)),
        )
        assert indicators.insight_yield(facts) == Share(2, 1)


class TestUse:
    def test_only_insights_of_three_months_and_more_are_asked_about(self):
        facts = replace(
            facts_of(as_of=date(2025, 12, 31)),
            insights=(
                insight("I1", date(2025, 9, 30), tried_on=(date(2025, 10, 2), date(2025, 11, 2))),
                insight("I2", date(2025, 9, 30)),
                insight("I3", date(2025, 10, 1), tried_on=(date(2025, 10, 2),)),
                insight("I4", date(2024, 1, 1)),
            ),
        )
        assert indicators.insight_use(facts) == Share(1, 3)

    def test_a_trial_made_after_the_day_of_the_report_is_not_known_yet(self):
        facts = replace(
            facts_of(as_of=date(2025, 12, 31)),
            insights=(insight("I1", date(2025, 1, 1), tried_on=(date(2026, 1, 1),)),),
        )
        assert indicators.insight_use(facts) == Share(0, 1)
