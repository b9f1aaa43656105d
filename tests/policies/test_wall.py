"""The wall between organisations holds for writing too, whatever a view forgets."""

import pytest
import sqlalchemy as sa

from tests.factories import a_goal, an_organisation
from transfer.db import AnotherOrganisation, NoOrganisation, db, inside
from transfer.models import CompetenceGoal, Person, TrialAction


def test_nothing_is_written_into_another_organisation(app):
    here, there = an_organisation("birkesund"), an_organisation("engholm")
    stray = CompetenceGoal(organisation_id=there.id, code="K9", name="Vildfaren", is_active=True)
    with inside(here.id):
        db.session.add(stray)
        with pytest.raises(AnotherOrganisation):
            db.session.flush()


def test_a_record_of_another_organisation_is_not_changed_from_here(app):
    here, there = an_organisation("birkesund"), an_organisation("engholm")
    goal = a_goal(there)
    with inside(here.id):
        goal.name = "Taget"
        with pytest.raises(AnotherOrganisation):
            db.session.flush()


def test_without_an_organisation_at_work_nothing_is_written(app):
    db.session.add(CompetenceGoal(code="K9", name="Vildfaren", is_active=True))
    with pytest.raises(NoOrganisation):
        db.session.flush()


def test_what_is_new_belongs_to_the_organisation_at_work(app):
    here = an_organisation()
    with inside(here.id):
        goal = CompetenceGoal(code="K9", name="Ny", is_active=True)
        db.session.add(goal)
        db.session.flush()
        assert goal.organisation_id == here.id


@pytest.mark.parametrize(
    "statement",
    [
        sa.select(TrialAction),
        sa.select(TrialAction.title),
        sa.select(sa.func.count()).select_from(TrialAction),
        sa.select(sa.func.count(TrialAction.id)),
        sa.select(Person.name).where(
            Person.id.in_(sa.select(TrialAction.owner_id).where(TrialAction.title == "x"))
        ),
        sa.update(TrialAction).values(title="x"),
        sa.delete(TrialAction),
        sa.select(TrialAction.__table__),
    ],
)
def test_without_an_organisation_at_work_nothing_of_one_is_read(app, statement):
    db.session.info.pop("organisation", None)
    with pytest.raises(NoOrganisation):
        db.session.execute(statement)
