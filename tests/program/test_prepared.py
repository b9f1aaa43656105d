"""Statements that go past the session meet the same wall between organisations."""

import pytest
import sqlalchemy as sa

from tests.factories import a_trial, a_unit, an_activist, an_organisation
from transfer.db import NoOrganisation, across_organisations, db, inside
from transfer.models import Organisation, TrialAction, TrialParticipant, Unit
from transfer.prepared import Prepared
from transfer.views.trial_actions import rows

ALL = Prepared(sa.select(TrialAction.id, TrialAction.title).order_by(TrialAction.title))
TAKEN_PART_IN = Prepared(
    sa.select(TrialAction.title).where(
        TrialAction.id.in_(sa.select(TrialParticipant.trial_id)),
        TrialAction.title == sa.bindparam("title"),
    )
)
UNIT_OF_TRIAL = Prepared(sa.select(Unit.name).join(TrialAction, TrialAction.unit_id == Unit.id))


@pytest.fixture
def two(app) -> tuple[Organisation, Organisation]:
    made = []
    for slug in ("birkesund", "engholm"):
        organisation = an_organisation(slug=slug)
        with inside(organisation.id):
            unit = a_unit(organisation)
            owner, other = an_activist(organisation, unit), an_activist(organisation, unit)
            a_trial(organisation, owner, unit, title=f"I {slug}", participants=[other])
        made.append(organisation)
    return made[0], made[1]


def test_they_find_what_is_in_the_organisation_at_work(two):
    for organisation in two:
        with inside(organisation.id):
            assert [row.title for row in ALL.rows()] == [f"I {organisation.slug}"]


def test_subqueries_and_joins_stay_within_it_too(two):
    one, other = two
    with inside(one.id):
        assert TAKEN_PART_IN.value(title=f"I {one.slug}") == f"I {one.slug}"
        assert TAKEN_PART_IN.value(title=f"I {other.slug}") is None
        assert len(UNIT_OF_TRIAL.rows()) == 1


def test_they_ask_what_the_session_would_ask(two):
    compared = TAKEN_PART_IN.statement.compile(db.engine)
    assert str(compared).count("organisation_id = ") == 2


def test_every_part_of_a_statement_of_several_stays_within_it(two):
    """What is beside a trial is asked of several tables at once: in a union, and by whether there is any."""
    parts = {rows._LINKS: 2, rows._BESIDE: 9}
    for asked, number in parts.items():
        assert str(asked.statement.compile(db.engine)).count("organisation_id = ") == number


def test_without_an_organisation_at_work_nothing_is_asked(two):
    db.session.info.pop("organisation", None)
    with pytest.raises(NoOrganisation):
        ALL.rows()
    with across_organisations(), pytest.raises(NoOrganisation):
        ALL.rows()


def test_they_see_what_is_not_yet_written_down(two):
    with inside(two[0].id):
        db.session.scalars(sa.select(TrialAction)).one().title = "Ny titel"
        assert [row.title for row in ALL.rows()] == ["Ny titel"]


def test_values_come_as_the_records_have_them(two):
    asked = Prepared(
        sa.select(TrialAction.id, TrialAction.state, TrialAction.updated_at, TrialAction.decided_on)
    )
    with inside(two[0].id):
        trial = db.session.scalars(sa.select(TrialAction)).one()
        (row,) = asked.rows()
        assert row == (trial.id, trial.state, trial.updated_at, None)
        assert row.updated_at.tzinfo is not None


def test_a_blank_for_several_takes_any_number_of_them(two):
    several = sa.bindparam("titles", expanding=True)
    asked = Prepared(sa.select(TrialAction.title).where(TrialAction.title.in_(several)))
    with inside(two[0].id):
        assert len(asked.rows(titles=["I birkesund", "andet"])) == 1
        assert len(asked.rows(titles=["I birkesund"])) == 1
        assert len(asked.rows(titles=["andet", "tredje"])) == 0
        assert asked.rows(titles=[]) == []


def test_a_fault_of_the_driver_is_told_as_the_session_tells_it(two):
    with inside(two[0].id):
        TAKEN_PART_IN.rows(title="I birkesund")  # the first time goes another way
        with pytest.raises(sa.exc.ProgrammingError) as told:
            TAKEN_PART_IN.rows(title=object())
        db.session.rollback()
        assert told.value.orig is not None
        assert TAKEN_PART_IN.value(title="I birkesund") == "I birkesund"
