"""What is typed about a kompetencemål."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from transfer.forms import DanishDateField, Form, LineField, PickField, TextField
from transfer.models.directory import Directory
from transfer.models.goals import CompetenceGoal
from transfer.speaking import gettext as _
from transfer.speaking import later


class GoalForm(Form):
    code = LineField(
        later("Kode"),
        limit=16,
        description=later("En kort betegnelse, fx K1. Den står foran navnet på lister."),
        validators=[DataRequired(later("Skriv en kode, fx K1."))],
    )
    name = LineField(
        later("Navn"), limit=160, validators=[DataRequired(later("Skriv, hvad målet hedder."))]
    )
    description = TextField(
        later("Beskrivelse"), description=later("Hvad skal medarbejderne kunne, når målet er nået?")
    )
    parent = PickField(
        later("Hører under"), description=later("Hvis målet er en del af et større mål.")
    )
    owner = PickField(later("Ansvarlig"))
    starts_on = DanishDateField(later("Gælder fra"))
    ends_on = DanishDateField(later("Gælder til og med"))

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("Slutdatoen ligger før startdatoen. Ret en af dem."))

    @property
    def parent_id(self) -> UUID | None:
        return UUID(self.parent.data) if self.parent.data else None

    @property
    def owner_id(self) -> UUID | None:
        return UUID(self.owner.data) if self.owner.data else None


def goal_form(names: Directory, goal: CompetenceGoal | None = None, *, on: date) -> GoalForm:
    """A form for a new goal, or for one that exists; that may not come under itself."""
    form = GoalForm(data=_saved(goal) if goal else {})
    parent_id, owner_id = (goal.parent_id, goal.owner_id) if goal else (None, None)
    below = goals_below(names, goal.id) if goal else frozenset()
    form.parent.choices = [
        SelectChoice("", _("Ikke en del af et andet mål")),
        *(
            SelectChoice(str(one.id), one.label)
            for one in names.goals.values()
            if one.id not in below and (one.is_active or one.id == parent_id)
        ),
    ]
    form.owner.choices = [
        SelectChoice("", _("Ingen")),
        *(
            SelectChoice(str(one.id), one.name)
            for one in names.people.values()
            if one.id == owner_id or any(role.holds(on) for role in one.roles)
        ),
    ]
    return form


def goals_below(names: Directory, goal_id: UUID) -> frozenset[UUID]:
    """The goal and every goal under it."""
    found = {goal_id}
    while True:
        more = {one.id for one in names.goals.values() if one.parent_id in found} - found
        if not more:
            return frozenset(found)
        found |= more


def _saved(goal: CompetenceGoal) -> dict[str, Any]:
    return {
        "code": goal.code,
        "name": goal.name,
        "description": goal.description,
        "parent": str(goal.parent_id) if goal.parent_id else None,
        "owner": str(goal.owner_id) if goal.owner_id else None,
        "starts_on": goal.starts_on,
        "ends_on": goal.ends_on,
    }
