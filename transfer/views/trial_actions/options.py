"""What can be picked where a question is about people, units, goals or other records."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import select
from wtforms.fields import SelectChoice

from transfer.access import directory, member, today
from transfer.db import db
from transfer.domain.fields import Question
from transfer.domain.lifecycle import CycleState
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import LearningCycle, TrialAction
from transfer.policies import may_be_seen_by, visible_learning_cycles
from transfer.speaking import gettext as _

MOST_RECORDS: Final = 200
"""So many of the newest records are offered; a longer list helps nobody on a phone."""


class Options:
    """What the visitor may pick for one trial. What it already holds stays on offer."""

    def __init__(self, trial: TrialAction) -> None:
        self.trial = trial

    def __call__(self, question: Question) -> Iterable[SelectChoice]:
        return {
            "unit": self._units,
            "owner": self._owners,
            "participants": self._people,
            "goals": self._goals,
            "cycle": self._cycles,
            "parent": self._trials,
        }[question.key]()

    def _units(self) -> list[SelectChoice]:
        return units_on_offer(self.trial.unit_id)

    def _owners(self) -> list[SelectChoice]:
        on = today()
        return [
            SelectChoice(str(person.id), person.name)
            for person in directory().people.values()
            if person.has(Role.ACTIVIST, on) or person.id == self.trial.owner_id
        ]

    def _people(self) -> list[SelectChoice]:
        on, kept = today(), self.trial.participant_ids
        return [
            SelectChoice(str(person.id), _with_mark(person.name, person.is_external))
            for person in directory().people.values()
            if person.id in kept or any(role.holds(on) for role in person.roles)
        ]

    def _goals(self) -> list[SelectChoice]:
        kept = self.trial.goal_ids
        return [
            SelectChoice(str(goal.id), goal.label)
            for goal in directory().goals.values()
            if goal.is_active or goal.id in kept
        ]

    def _cycles(self) -> list[SelectChoice]:
        rows = db.session.execute(
            visible_learning_cycles(member())
            .with_only_columns(LearningCycle.id, LearningCycle.title)
            .where(LearningCycle.state != CycleState.CANCELLED)
            .order_by(LearningCycle.updated_at.desc())
            .limit(MOST_RECORDS)
        )
        return _kept_first(
            [(row.id, row.title) for row in rows], self.trial.cycle_id, _("Det nuværende forløb")
        )

    def _trials(self) -> list[SelectChoice]:
        rows = db.session.execute(
            select(TrialAction.id, TrialAction.title)
            .where(may_be_seen_by(member()), TrialAction.id != self.trial.id)
            .order_by(TrialAction.updated_at.desc())
            .limit(MOST_RECORDS)
        )
        return _kept_first(
            [(row.id, row.title) for row in rows],
            self.trial.parent_id,
            _("Den, der er valgt nu"),
        )


def units_on_offer(kept: UUID | None = None) -> list[SelectChoice]:
    """The units where the visitor is a læringsaktivist; all, when the role holds everywhere."""
    who = member()
    return [
        SelectChoice(str(unit.id), unit.name)
        for unit in directory().units.values()
        if unit.id == kept
        or (unit.is_active and unit.kind is UnitKind.UNIT and who.is_in(Role.ACTIVIST, unit.id))
    ]


def _kept_first(rows: list[tuple[UUID, str]], kept: UUID | None, words: str) -> list[SelectChoice]:
    if kept is not None and kept not in {row[0] for row in rows}:
        rows = [(kept, words), *rows]
    return [SelectChoice(str(record_id), title) for record_id, title in rows]


def _with_mark(name: str, is_external: bool) -> str:
    return _("%(name)s (ekstern)", name=name) if is_external else name
