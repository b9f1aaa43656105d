"""Two units, a goal, and one person of each kind, for the tests of læringsforløb."""

from datetime import date
from typing import Any

from tests.factories import (
    a_consultant,
    a_cycle,
    a_goal,
    a_leader,
    a_unit,
    an_activist,
    an_organisation,
    made_together,
    saved,
)
from transfer.db import across_organisations, db
from transfer.models import LearningCycle
from transfer.models.learning_cycles import CycleSession

LIST = "/birkesund/laeringsforloeb"


class Setting:
    """An organisation with two units, a goal, and one person of each kind."""

    @made_together()
    def __init__(self) -> None:
        self.organisation = an_organisation()
        self.unit = a_unit(self.organisation, "Plejehjemmet Lindegården")
        self.other_unit = a_unit(self.organisation, "Hjemmeplejen Vest")
        self.goal = a_goal(self.organisation)
        self.activist = an_activist(self.organisation, self.unit, "Mette Kragholm")
        self.colleague = an_activist(self.organisation, self.other_unit, "Jonas Bredal")
        self.leader = a_leader(self.organisation, self.unit, "Lone Baadsgaard")
        self.consultant = a_consultant(self.organisation, None, "Birgitte Solvang")

    def cycle(self, **given: Any) -> LearningCycle:
        """A cycle with everything in it."""
        cycle = a_cycle(
            self.organisation,
            self.activist,
            **{
                "units": [self.unit],
                "goals": [self.goal],
                "sponsor_id": self.leader.id,
                "background": "Kurset i low arousal.",
                "purpose": "Roligere aftener.",
                "participant_note": "11 hjælpere",
                "methods": ["action_learning", "reflection_group"],
                "start_date": date(2026, 1, 12),
                "end_date": date(2026, 5, 29),
                "before_plan": "Leder og team vælger to situationer.",
                "during_plan": "Tre møder med en prøvehandling imellem.",
                "after_plan": "Lederen spørger til det hver måned.",
                **given,
            },
        )
        self.meeting(cycle, date(2026, 1, 20), "Vi vælger to situationer")
        return cycle

    def meeting(self, cycle: LearningCycle, held_on: date, content: str) -> CycleSession:
        return saved(
            CycleSession(
                organisation_id=self.organisation.id,
                cycle_id=cycle.id,
                held_on=held_on,
                content=content,
                until_next="Prøv et roligt rum",
                attendance=11,
            )
        )


def address_of(cycle: LearningCycle, more: str = "") -> str:
    return f"{LIST}/{cycle.id}{more}"


def as_kept(cycle: LearningCycle) -> LearningCycle:
    """The cycle as the database has it now."""
    with across_organisations():
        db.session.expire_all()
        return db.session.scalars(
            db.select(LearningCycle).where(LearningCycle.id == cycle.id)
        ).one()
