"""An organisation with everybody around one trial, for the tests of its pages."""

from datetime import timedelta

from tests.factories import PLAN, a_goal, a_trial, a_unit, an_activist, an_organisation
from tests.web import values_of
from transfer.access import today
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import TrialAction

HERE = "/birkesund/proevehandlinger"


def the_scene(app, visitor):
    """An activist in a unit of one organisation, signed in."""

    class Scene:
        organisation = an_organisation()
        unit = a_unit(organisation, "Hjemmeplejen Vest")
        goal = a_goal(organisation)
        activist = an_activist(organisation, unit, "Jonas Bredal")

        def trial(self, **given):
            return a_trial(self.organisation, self.activist, self.unit, **given)

        def planned(self, **given):
            return self.trial(**{**PLAN, "goals": [self.goal], "state": State.PLANNED, **given})

        def running(self, **given):
            start = today() - timedelta(days=10)
            return self.planned(
                **{
                    "state": State.RUNNING,
                    "start_date": start,
                    "actual_start": start,
                    "end_date": today(),
                    "visibility": "network",
                    "predicted_on": start,
                    **given,
                }
            )

        def reflecting(self, **given):
            return self.running(
                **{"state": State.REFLECTING, "actual_end": today() - timedelta(days=1), **given}
            )

    visitor.signed_in_as(Scene.activist)
    return Scene()


def again(trial):
    """The trial as it stands in the database now."""
    with across_organisations():
        db.session.rollback()
        return db.session.get(TrialAction, trial.id, populate_existing=True)


def typed_into(visitor, address):
    """What the form of the page holds, ready to be changed and sent."""
    return values_of(visitor.opens(address).select_one("main form[method=post]"))
