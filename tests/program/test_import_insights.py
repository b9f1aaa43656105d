"""Loading insights and recommendations: as published, with what speaks for and against them, or not at all."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.demo import AT, BARE, birkesund_alone, file_of, the_organisation
from transfer.db import across_organisations, db
from transfer.domain.insights import (
    Addressee,
    InsightKind,
    InsightState,
    Strength,
    Support,
    suggested_strength,
)
from transfer.domain.recommendations import RecommendationState
from transfer.importing import BadFile, load
from transfer.models import (
    CompetenceGoal,
    Feedback,
    Insight,
    Organisation,
    Recommendation,
    Theme,
    TrialAction,
)


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(BARE)


@pytest.fixture
def loaded(app, records):
    birkesund_alone(records)
    organisation = the_organisation("birkesund")
    with across_organisations():
        yield organisation


def insight(reference: str) -> Insight:
    return db.session.scalars(sa.select(Insight).where(Insight.reference == reference)).one()


def references(ids: tuple[Any, ...]) -> list[str]:
    return [db.session.get_one(TrialAction, one).reference for one in ids]


def faults_of(data: Any) -> list[str]:
    with pytest.raises(BadFile) as bad:
        load("birkesund", data, at=AT)
    db.session.rollback()
    return [str(fault) for fault in bad.value.faults]


class TestWhatIsLoaded:
    def test_every_insight_stands_as_in_the_file(self, loaded):
        for written in BARE["insights"]:
            found = insight(written["id"])
            assert found.headline == written["headline"]
            assert found.body == written["body"]
            assert references(found.supporting_ids) == written["supports"]
            assert references(found.contradicting_ids) == written["contradicts"]
            assert found.kind is not None and found.kind.label == written["kind"]
            assert found.strength is not None and found.strength.label == written["strength"]
            assert found.recommendation == written["recommendation"]
            assert found.addressee is not None and found.addressee.label == written["addressee"]

    def test_it_is_published_on_the_day_the_file_is_true_of_and_looked_at_a_year_later(
        self, loaded
    ):
        found = insight("I1")
        assert found.state is InsightState.PUBLISHED
        assert found.published_on == date(2025, 12, 31)
        assert found.review_on == date(2026, 12, 31)

    def test_its_goals_are_those_of_the_trials_that_support_it(self, loaded):
        codes = [db.session.get_one(CompetenceGoal, one).code for one in insight("I1").goal_ids]
        written = {each["id"]: each["goals"] for each in BARE["trials"]}
        assert codes == list(
            dict.fromkeys(goal for one in ("T01", "T03", "T06", "T07") for goal in written[one])
        )

    def test_what_is_loaded_could_be_published_here_too(self, loaded):
        for found in db.session.scalars(sa.select(Insight)):
            assert found.missing == ()
            assert found.is_carried

    def test_the_suggested_strength_is_the_one_that_people_chose(self, loaded):
        for found in db.session.scalars(sa.select(Insight)):
            trials = [db.session.get_one(TrialAction, one) for one in found.supporting_ids]
            support = [
                Support(trial.unit_id, any(check.is_done for check in trial.checks))
                for trial in trials
            ]
            assert suggested_strength(support) is found.strength, found.reference

    def test_every_recommendation_stands_as_in_the_file(self, loaded):
        found = db.session.scalars(sa.select(Recommendation).order_by(Recommendation.id)).all()
        assert [
            (one.text, one.addressee.label, str(one.due_on), one.state.label) for one in found
        ] == [
            (each["text"], each["to"], each["due"], each["state"])
            for each in BARE["recommendations"]
        ]
        built_on = [
            [db.session.get_one(Insight, link).reference for link in one.insight_ids]
            for one in found
        ]
        assert built_on == [each["based_on"] for each in BARE["recommendations"]]
        assert [one.decided_on for one in found] == [None, date(2025, 12, 31), None]

    def test_engholm_has_one_of_each(self, app):
        load("engholm", file_of("engholm"), at=AT)
        with across_organisations():
            found = db.session.scalars(sa.select(Insight)).one()
            recommended = db.session.scalars(sa.select(Recommendation)).one()
        assert (found.kind, found.strength) == (InsightKind.CONDITION, Strength.SEVERAL_UNITS)
        assert recommended.addressee is Addressee.LEADERS
        assert recommended.state is RecommendationState.PROPOSED
        assert recommended.insight_ids == (found.id,)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("field", "value", "fault"),
        [
            ("headline", "", "I2, felt headline: mangler."),
            ("kind", "Sjovt", "I2, felt kind: »Sjovt« er ikke en af mulighederne"),
            ("strength", None, "I2, felt strength: mangler."),
            ("supports", ["T04", "T99"], "I2, felt supports: T99 findes ikke i filen."),
            ("supports", ["T04"], "I2, felt supports: er kun én prøvehandling."),
            ("contradicts", ["T04"], "I2, felt contradicts: T04 støtter den også."),
            ("goals", ["K77"], "I2, felt goals: K77 findes ikke i filen."),
            ("addressee", "Alle", "I2, felt addressee: »Alle« er ikke en af mulighederne"),
            ("id", "I1", "I1, felt id: bruges af flere."),
            ("body", "Ring 010190-1234", "I2, felt body: indeholder det, der ligner et CPR-nummer"),
        ],
    )
    def test_a_fault_in_an_insight_is_named_by_record_and_field(
        self, app, data, field, value, fault
    ):
        data["insights"][1][field] = value
        data["recommendations"] = []
        assert any(one.startswith(fault) for one in faults_of(data)), faults_of(data)

    @pytest.mark.parametrize(
        ("field", "value", "fault"),
        [
            ("text", "", "recommendations[2], felt text: mangler."),
            ("to", "Borgmesteren", "recommendations[2], felt to: »Borgmesteren« er ikke en af"),
            ("based_on", ["I9"], "recommendations[2], felt based_on: I9 findes ikke i filen."),
            ("state", "Måske", "recommendations[2], felt state: »Måske« er ikke en af"),
            ("due", "i morgen", "recommendations[2], felt due: »i morgen«"),
        ],
    )
    def test_a_fault_in_a_recommendation_is_named_by_its_number(
        self, app, data, field, value, fault
    ):
        data["recommendations"][1][field] = value
        assert any(one.startswith(fault) for one in faults_of(data)), faults_of(data)

    def test_nothing_is_loaded_when_an_insight_is_wrong(self, app, data):
        data["insights"][0]["supports"] = ["T99"]
        faults_of(data)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 0

    def test_one_trial_is_enough_when_it_is_called_a_single_observation(self, app, data):
        data["insights"][1] |= {"supports": ["T04"], "strength": "Enkelt iagttagelse"}
        load("birkesund", data, at=AT)


class TestFeedbackAndThemes:
    def test_what_was_said_stands_at_its_words_with_what_came_of_it(self, loaded):
        said = db.session.scalars(sa.select(Feedback).order_by(Feedback.sent_at)).all()
        assert len(said) == len(BARE["feedback"])
        first, adapted = said[0], next(one for one in said if one.state == "adapted")
        assert first.trial.reference == "T08" and first.state == "applied"
        assert first.quote in first.trial.text_of(first.field)
        assert [one.author_id for one in first.replies] == [first.trial.owner_id]
        assert adapted.reason and first.sent_at < first.answered_at < first.closed_at

    def test_themes_hold_passages_that_stand_in_the_trials(self, loaded):
        themes = db.session.scalars(sa.select(Theme).order_by(Theme.name)).all()
        assert [one.is_common for one in themes] == [True, False, True]
        for theme in themes:
            for one in theme.passages:
                words = db.session.get_one(TrialAction, one.trial_id).text_of(one.field)
                assert one.quote and one.quote in words

    @pytest.mark.parametrize(
        ("path", "value", "fault"),
        [
            (("feedback", 0, "trial"), "T99", "feedback[1], felt trial: T99 findes ikke i filen."),
            (("feedback", 0, "by"), "Ingen", "feedback[1], felt by: Ingen findes ikke i filen."),
            (
                ("feedback", 0, "quote"),
                "Noget andet",
                "feedback[1], felt quote: står ikke i feltet.",
            ),
            (
                ("feedback", 0, "field"),
                "farve",
                "feedback[1], felt field: farve er der ikke svaret på.",
            ),
            (("feedback", 2, "reason"), "", "feedback[3], felt reason: mangler."),
            (("themes", 0, "common"), "ja", "themes[1], felt common: skal være true eller false."),
        ],
        ids=lambda given: str(given)[:30],
    )
    def test_a_fault_is_named(self, app, data, path, value, fault):
        top, number, key = path
        data[top][number][key] = value
        assert fault in faults_of(data)

    def test_a_passage_that_is_nowhere_is_named(self, app, data):
        data["themes"][0]["passages"][1]["quote"] = "Det står der ikke"
        assert "themes[1], felt passages[2].quote: står ikke i feltet." in faults_of(data)
