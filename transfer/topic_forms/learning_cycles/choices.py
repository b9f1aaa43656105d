"""What can be picked in the forms of a læringsforløb, and what its list can be narrowed to."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from flask import request
from wtforms.fields import SelectChoice

from transfer.domain.vocabulary import CycleDecision, CycleMethod, Role
from transfer.forms import Form, PickField
from transfer.models.directory import Directory, PersonEntry
from transfer.models.learning_cycles import LearningCycle
from transfer.policies import Member
from transfer.speaking import gettext as _
from transfer.speaking import later


def offer_choices(form: Any, member: Member, cycle: LearningCycle | None = None) -> None:
    """Give the fields what can be picked; what was picked before can stay picked."""
    names = member.directory
    picked = {str(one) for one in (*cycle.unit_ids, *cycle.goal_ids)} if cycle else set()
    for key, role in _ROLE_OF.items():
        if key in form:
            keep = getattr(cycle, key, None)
            form[key].choices = [
                SelectChoice("", _("Ikke valgt")),
                *_people(names, role, member, keep),
            ]
    if "units" in form:
        form.units.choices = _distinct(
            (str(unit.id), unit.name)
            for unit in names.units.values()
            if unit.is_active or str(unit.id) in picked
        )
    if "goals" in form:
        form.goals.choices = [
            SelectChoice(str(goal.id), goal.label)
            for goal in names.goals.values()
            if goal.is_active or str(goal.id) in picked
        ]
    if "methods" in form:
        form.methods.choices = [SelectChoice(one.value, _(one.label)) for one in CycleMethod]
    if "decision" in form:
        form.decision.choices = [SelectChoice(one.value, _(one.label)) for one in CycleDecision]


class CycleFilters(Form):
    """What the list is narrowed to; read from the address."""

    class Meta(Form.Meta):
        csrf = False

    enhed = PickField(later("Enhed"))
    maal = PickField(later("Kompetencemål"))


def filters_form(names: Directory) -> CycleFilters:
    form = CycleFilters(formdata=request.args)
    form.enhed.choices = [
        SelectChoice("", _("Alle enheder")),
        *_distinct((str(unit.id), unit.name) for unit in names.units.values()),
    ]
    form.maal.choices = [
        SelectChoice("", _("Alle kompetencemål")),
        *(SelectChoice(str(goal.id), goal.label) for goal in names.goals.values()),
    ]
    return form


_ROLE_OF: Final = {
    "owner_id": Role.ACTIVIST,
    "sponsor_id": Role.LEADER,
    "consultant_id": Role.CONSULTANT,
}


def _people(names: Directory, role: Role, member: Member, keep: UUID | None) -> list[SelectChoice]:
    def offered(person: PersonEntry) -> bool:
        return person.has(role, member.today) or person.id == keep

    return _distinct((str(one.id), one.name) for one in names.people.values() if offered(one))


def _distinct(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices that nobody can mistake for one another: the second Mette becomes "Mette (2)"."""
    seen: dict[str, int] = {}
    choices = []
    for value, label in pairs:
        seen[label] = seen.get(label, 0) + 1
        told = label if seen[label] == 1 else f"{label} ({seen[label]})"
        choices.append(SelectChoice(value, told))
    return choices
