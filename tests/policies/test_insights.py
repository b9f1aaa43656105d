"""Who sees insights, themes and recommendations, and whose words are shown to whom."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import (
    AT,
    a_consultant,
    a_person,
    an_organisation,
    saved,
)
from tests.policies.cast import (
    ACTIVISTS,
    DIRECTORY,
    EVERY_CONSULTANT,
    EVERY_LEADER,
    PEOPLE,
    TODAY,
    a_trial,
    decided,
    those_who_may,
)
from transfer.db import across_organisations, db
from transfer.domain.insights import Addressee, InsightState
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role
from transfer.models import Insight, Recommendation, Theme
from transfer.models.directory import PersonEntry, RoleEntry
from transfer.policies import (
    Deed,
    Shown,
    shown_by_consent,
    visible_insights,
    visible_recommendations,
    visible_themes,
)

WORKING = ACTIVISTS | EVERY_CONSULTANT | EVERY_LEADER


@pytest.mark.parametrize(
    "deed",
    [
        Deed.HARVEST,
        Deed.WRITE_INSIGHT,
        Deed.CHANGE_THEME,
        Deed.EXPORT_THEMES,
        Deed.WRITE_RECOMMENDATION,
    ],
)
def test_only_consultants_harvest_and_write(deed):
    assert those_who_may(deed) == EVERY_CONSULTANT


def test_everybody_who_works_with_it_takes_part_in_the_discussion():
    assert those_who_may(Deed.COMMENT_INSIGHT) == WORKING


def test_only_leaders_move_recommendations():
    assert those_who_may(Deed.MOVE_RECOMMENDATION) == EVERY_LEADER


def test_an_administrator_reads_insights_but_no_recommendations():
    assert "administrator" in those_who_may(Deed.LIST_INSIGHTS)
    assert those_who_may(Deed.LIST_RECOMMENDATIONS) == WORKING


READER = PEOPLE["leader_elsewhere"]
"""Works here, and cannot open a trial in Havblik."""


class TestConsent:
    """What is shown of a trial to somebody who cannot open it."""

    @pytest.mark.parametrize(
        ("answer", "shown"),
        [
            ("with_unit", Shown.WITH_UNIT),
            ("without_unit", Shown.WITHOUT_UNIT),
            ("figures_only", Shown.NOTHING),
        ],
    )
    def test_a_decided_trial_is_shown_as_its_people_said(self, answer, shown):
        trial = decided(10)
        trial.report_consent = answer
        assert shown_by_consent(READER, trial) is shown

    @pytest.mark.parametrize(
        "state", [State.IDEA, State.RUNNING, State.REFLECTING, State.PAUSED, State.CANCELLED]
    )
    def test_before_the_decision_nobody_was_asked(self, state):
        assert shown_by_consent(READER, a_trial(state, report_consent="with_unit")) is Shown.NOTHING

    def test_what_is_private_stays_so_whatever_the_answer(self):
        trial = decided(10)
        trial.report_consent, trial.visibility = "with_unit", "private"
        assert shown_by_consent(READER, trial) is Shown.NOTHING

    def test_it_holds_for_nobody_who_only_administers(self):
        trial = decided(10)
        trial.report_consent = "with_unit"
        assert shown_by_consent(PEOPLE["administrator"], trial) is Shown.NOTHING


@pytest.fixture
def organisation(app):
    with across_organisations():
        yield an_organisation()


def an_insight(organisation, state: InsightState) -> Insight:
    return saved(
        Insight(
            organisation_id=organisation.id,
            headline=f"Indsigt {state}",
            state=state,
            review_on=date(2027, 1, 1),
            created_at=AT,
            updated_at=AT,
        )
    )


def test_drafts_are_for_consultants_and_the_published_for_all(organisation):
    for state in InsightState:
        an_insight(organisation, state)

    def seen(name):
        found = db.session.scalars(visible_insights(PEOPLE[name]))
        return {insight.state for insight in found}

    assert seen("consultant") == set(InsightState)
    for name in ("owner", "leader", "administrator"):
        assert seen(name) == {InsightState.PUBLISHED, InsightState.SUPERSEDED}, name


def test_an_administrator_alone_sees_no_recommendation(organisation):
    saved(
        Recommendation(
            organisation_id=organisation.id,
            text="Udpeg en afløser",
            addressee=Addressee.LEADERS,
            proposed_on=TODAY,
            created_at=AT,
            updated_at=AT,
        )
    )
    assert not db.session.scalars(visible_recommendations(PEOPLE["administrator"])).all()
    assert db.session.scalars(visible_recommendations(PEOPLE["leader"])).all()


def test_a_theme_is_its_owners_until_it_is_common_or_its_owner_is_a_consultant_no_more(
    organisation,
):
    asking = PEOPLE["consultant_of_all"]
    colleague, gone = a_consultant(organisation), a_person()

    def entry(person, ends_on=None):
        role = RoleEntry(Role.CONSULTANT, None, "", False, date(2025, 1, 1), ends_on)
        return PersonEntry(person.id, person.name, (role,))

    directory = replace(
        DIRECTORY,
        people={
            colleague.id: entry(colleague),
            gone.id: entry(gone, ends_on=date(2026, 1, 31)),
        },
    )
    for name, owner, is_common in (
        ("kollegas eget", colleague, False),
        ("kollegas fælles", colleague, True),
        ("efterladt", gone, False),
    ):
        saved(
            Theme(
                organisation_id=organisation.id,
                name=name,
                owner_id=owner.id,
                is_common=is_common,
                created_at=AT,
                updated_at=AT,
            )
        )
    member = replace(asking, directory=directory, today=TODAY)
    found = {theme.name for theme in db.session.scalars(visible_themes(member))}
    assert found == {"kollegas fælles", "efterladt"}
    assert not db.session.scalars(visible_themes(PEOPLE["leader"])).all()
