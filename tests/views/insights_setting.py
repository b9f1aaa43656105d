"""Two units with a finished prøvehandling each, and one person of each kind, for the tests of insights."""

from datetime import date
from typing import Any

from tests.factories import (
    REFLECTION,
    a_consultant,
    a_goal,
    a_leader,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
    made_together,
)
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import UnitKind
from transfer.models import TrialAction

INSIGHTS = "/birkesund/indsigter"
DESK = f"{INSIGHTS}/hoest"
THEMES = f"{INSIGHTS}/temaer"
RECOMMENDATIONS = f"{INSIGHTS}/anbefalinger"

WORDS = "Det holder, fordi det sidder i lyset."
OTHER_WORDS = "Kortet ligger på bordet, så ingen skal huske det."


class Setting:
    @made_together()
    def __init__(self) -> None:
        self.organisation = an_organisation()
        top = a_unit(self.organisation, "Ældre", kind=UnitKind.DEPARTMENT)
        self.unit = a_unit(self.organisation, "Plejehjemmet Lindegården", top)
        self.other_unit = a_unit(self.organisation, "Bostedet Havnegade")
        self.goal = a_goal(self.organisation)
        self.activist = an_activist(self.organisation, self.unit, "Mette Kragholm")
        self.colleague = an_activist(self.organisation, self.other_unit, "Ali Demirci")
        self.leader = a_leader(self.organisation, self.unit, "Lone Baadsgaard")
        self.far_leader = a_leader(self.organisation, self.other_unit, "Birthe Nørskov")
        self.administrator = an_administrator(self.organisation, "Henrik Stald")
        self.consultant = a_consultant(self.organisation, None, "Birgitte Solvang")
        self.trial = self.finished(
            "Dæmpet nat", self.activist, self.unit, learning=f"Først tændte vi. {WORDS}"
        )
        self.other = self.finished(
            "Dagsordenskort", self.colleague, self.other_unit, learning=OTHER_WORDS
        )

    def finished(self, title: str, owner: Any, unit: Any, **given: Any) -> TrialAction:
        """A decided trial that its people let be quoted with its unit."""
        return a_trial(
            self.organisation,
            owner,
            unit,
            **{
                **REFLECTION,
                "title": title,
                "state": State.ADOPTED,
                "visibility": "network",
                "report_consent": "with_unit",
                "decision": "adopt",
                "goals": [self.goal],
                "actual_start": date(2026, 1, 5),
                "reflected_on": date(2026, 2, 1),
                "decided_on": date(2026, 2, 2),
                **given,
            },
        )


def change(record: Any, **values: Any) -> Any:
    """Write straight into a record, as somebody else would have."""
    with across_organisations():
        again = db.session.get_one(type(record), record.id)
        for key, value in values.items():
            setattr(again, key, value)
        db.session.commit()
    return again


def all_of(kind: type[Any]) -> list[Any]:
    with across_organisations():
        return list(db.session.scalars(db.select(kind).order_by(kind.id)))
