"""How many queries each page asks: exactly so many, and no more when there is ten times as much."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import (
    PLAN,
    REFLECTION,
    a_consultant,
    a_goal,
    a_recommendation,
    a_remark,
    a_trial,
    a_unit,
    an_activist,
    an_insight,
    an_observation,
    an_organisation,
    made_together,
)
from tests.queries import counting_queries
from transfer.access import today
from transfer.models import TrialAction
from transfer.views.start import numbers

FEW, MANY = 10, 100
SESSION_AND_ROLES = 2
"""What every page asks first: whose session it is, and their roles."""

START, LIST, TRIAL, LOG = (
    "/birkesund/",
    "/birkesund/proevehandlinger",
    "/birkesund/proevehandlinger/{}",
    "/birkesund/log",
)
FEEDBACK = "/birkesund/feedback"
REPORT = "/birkesund/rapporter/ledelsesrapport?fra=2026-01-01&til=2026-12-31"


class Setting:
    """One unit, its activist and a colleague elsewhere, and as many trials as asked for."""

    @made_together()
    def __init__(self) -> None:
        self.organisation = an_organisation()
        self.unit = a_unit(self.organisation)
        self.goal = a_goal(self.organisation)
        self.activist = an_activist(self.organisation, self.unit)
        self.colleague = an_activist(self.organisation, self.unit)
        self.consultant = a_consultant(self.organisation)

    def fill(self, size: int) -> TrialAction:
        """So many trials of the activist, of every state that pages tell apart. Gives one that runs."""
        kinds: list[dict[str, Any]] = [
            {"state": "running", "actual_start": today() - timedelta(days=3)},
            {"state": "idea"},
            {"state": "reflecting", "actual_start": today() - timedelta(days=30)},
            {"state": "running", "owner": self.colleague, "visibility": "network"},
            {"state": "adopted", "learning_headline": "Det virker.", "decision": "adopt"},
        ]
        with made_together():
            made = [self._trial(**kinds[n % len(kinds)]) for n in range(size)]
            for trial in made[: size // 2]:
                an_observation(trial, self.activist)
        return made[0]

    def next_round(self, trial: TrialAction) -> TrialAction:
        return self._trial(state="idea", parent_id=trial.id, relation="next_round")

    def _trial(self, **given: Any) -> TrialAction:
        owner = given.pop("owner", self.activist)
        return a_trial(
            self.organisation,
            owner,
            self.unit,
            goals=[self.goal],
            participants=[self.colleague if owner is self.activist else self.activist],
            **{**PLAN, "updated_at": datetime.now(UTC), **given},
        )


@pytest.fixture
def setting(app) -> Setting:
    numbers._KEPT.clear()
    return Setting()


def queries_of(visitor: Any, address: str) -> int:
    """How many the page asks once the process knows the organisation's names."""
    visitor.opens(address)
    with counting_queries() as sent:
        visitor.gets(address)
    return len(sent)


@pytest.mark.parametrize("size", [FEW, MANY])
class TestAnActivist:
    def test_asks_ten_things_for_the_start_page(self, setting, visitor, size):
        """Four about their own work and others', questions, feedback with mentions, and transfers;
        agreements, sessions ahead, and sessions that ask to read a trial of theirs."""
        trial = setting.fill(size)
        with made_together():
            for _ in range(size):
                a_remark(trial, setting.consultant, mentioning=[setting.activist.id])
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, START) == SESSION_AND_ROLES + 10

    def test_asks_three_things_for_the_list(self, setting, visitor, size):
        """How many, the page of them, and their goals."""
        setting.fill(size)
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, LIST) == SESSION_AND_ROLES + 3

    def test_asks_six_things_for_one_trial_with_feedback(self, setting, visitor, size):
        """The trial, its goals and people, what there is beside it, its observations, feedback and the talk about it."""
        trial = setting.fill(size)
        with made_together():
            for _ in range(size):
                an_observation(trial, setting.activist)
                a_remark(trial, setting.consultant)
        address = TRIAL.format(trial.id)
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, address) == SESSION_AND_ROLES + 6

    def test_asks_for_rounds_and_insights_of_one_trial_only_where_there_are_any(
        self, setting, visitor, size
    ):
        trial = setting.fill(size)
        address = TRIAL.format(trial.id)
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, address) == SESSION_AND_ROLES + 4
        with made_together():
            for _ in range(size):
                setting.next_round(trial)
                an_insight(
                    setting.organisation, state="published", published_on=today(), supports=[trial]
                )
        assert queries_of(visitor, address) == SESSION_AND_ROLES + 6

    def test_asks_no_more_for_the_feedback_when_there_is_more_of_it(self, setting, visitor, size):
        trial = setting.fill(size)
        with made_together():
            for _ in range(size):
                a_remark(trial, setting.consultant)
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, f"{TRIAL.format(trial.id)}/feedback") == SESSION_AND_ROLES + 3
        assert queries_of(visitor, FEEDBACK) == SESSION_AND_ROLES + 5

    def test_asks_one_thing_for_the_quick_log(self, setting, visitor, size):
        setting.fill(size)
        visitor.signed_in_as(setting.activist)
        assert queries_of(visitor, LOG) == SESSION_AND_ROLES + 1


@pytest.mark.parametrize("size", [FEW, MANY])
def test_a_report_asks_the_same_however_much_it_is_about(setting, visitor, size):
    """Four about trials and cycles, six about sparring, feedback and insights, two for its list,
    three for the insights it tells, their goals and the recommendations, two for what was decided and what is
    to begin, two for the trials it tells at length, one for where ideas went, two for what leaders were asked, and one
    for what units count."""
    trial = setting.fill(size)
    with made_together():
        for _ in range(size // 5):
            a_trial(
                setting.organisation,
                setting.activist,
                setting.unit,
                **{**PLAN, **REFLECTION, "visibility": "network"},
                state="adopted",
                decision="adopt",
                report_consent="with_unit",
                actual_start=today(),
                decided_on=today(),
            )
            insight = an_insight(
                setting.organisation,
                state="published",
                strength="single",
                published_on=today(),
                supports=[trial],
                goals=[setting.goal],
            )
            a_recommendation(setting.organisation, insights=[insight], proposed_on=today())
    visitor.signed_in_as(setting.consultant)
    assert queries_of(visitor, REPORT) == SESSION_AND_ROLES + 24
