"""The part of an organisation that a report is about."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.vocabulary import UnitKind
from transfer.models import (
    CycleGoal,
    CycleUnit,
    LearningCycle,
    TrialAction,
    TrialGoal,
    TrialParticipant,
)
from transfer.models.directory import Directory

MOST_NAMED: Final = 3
"""Units, goals or cycles that the front page names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Some units with everything below them; of them perhaps only some goals or some læringsforløb."""

    name: str
    unit_ids: frozenset[UUID] | None
    """None: the whole organisation."""
    workplaces: tuple[UUID, ...]
    """The active units in it, of the lowest kind: what reach is counted out of."""
    goal_ids: frozenset[UUID] | None = None
    """None: every goal."""
    cycle_ids: frozenset[UUID] | None = None
    """None: trials of every læringsforløb, and of none."""
    person_id: UUID | None = None
    """None: everybody's trials; else those that the person is responsible for or takes part in."""
    tried_in_one: bool = False
    """Whether every outcome within it comes from one and the same unit."""

    @property
    def is_whole(self) -> bool:
        """Whether it is all that the organisation does."""
        chosen = (self.unit_ids, self.goal_ids, self.cycle_ids, self.person_id)
        return all(one is None for one in chosen)

    @property
    def is_one_unit(self) -> bool:
        """Whether its front page tells which unit its trials are of: what it says would be said of one person."""
        names_units = self.unit_ids is not None or self.cycle_ids is not None
        return names_units and (self.tried_in_one or len(self.workplaces) <= 1)

    @property
    def words(self) -> str:
        """As it stands on the front page: "Ældre og sundhed, 4 enheder"."""
        count = len(self.workplaces)
        if self.unit_ids is not None and count <= 1:
            return self.name
        return f"{self.name}, {count} {'enhed' if count == 1 else 'enheder'}"


def scope_of(
    directory: Directory,
    unit_id: UUID | None = None,
    *,
    unit_ids: Collection[UUID] = (),
    goal_ids: Collection[UUID] = (),
    cycle_ids: Collection[UUID] = (),
) -> Scope:
    """The whole organisation, or what is chosen of it: units with all below them, goals, læringsforløb."""
    chosen = tuple(dict.fromkeys((*(() if unit_id is None else (unit_id,)), *unit_ids)))
    below = frozenset[UUID]().union(*(directory.below(one) for one in chosen)) if chosen else None
    cycles = _cycles(cycle_ids) if cycle_ids else ()
    theirs = None if not cycle_ids else frozenset(one for _, units in cycles for one in units)
    workplaces = tuple(
        unit.id
        for unit in directory.units.values()
        if unit.kind is UnitKind.UNIT
        and unit.is_active
        and (below is None or unit.id in below)
        and (theirs is None or unit.id in theirs)
    )
    names = [
        _named([directory.unit_name(one) for one in chosen], "enheder"),
        _named([directory.goal_label(one) for one in goal_ids], "kompetencemål"),
        _named([title for title, _ in cycles], "læringsforløb"),
    ]
    return Scope(
        " · ".join(one for one in names if one) or "Hele organisationen",
        below,
        workplaces,
        frozenset(goal_ids) or None,
        frozenset(cycle_ids) or None,
    )


def in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """The condition on a trial action that it belongs to the scope."""
    within: list[sa.ColumnElement[bool]] = []
    if scope.unit_ids is not None:
        within.append(TrialAction.unit_id.in_(scope.unit_ids))
    if scope.goal_ids is not None:
        aimed = sa.select(TrialGoal.trial_id).where(TrialGoal.goal_id.in_(scope.goal_ids))
        within.append(TrialAction.id.in_(aimed))
    if scope.cycle_ids is not None:
        within.append(TrialAction.cycle_id.in_(scope.cycle_ids))
    if scope.person_id is not None:
        taking_part = sa.select(TrialParticipant.trial_id).where(
            TrialParticipant.person_id == scope.person_id
        )
        within.append(
            sa.or_(TrialAction.owner_id == scope.person_id, TrialAction.id.in_(taking_part))
        )
    return sa.and_(sa.true(), *within)


def cycles_in_scope(scope: Scope) -> sa.ColumnElement[bool]:
    """The condition on a læringsforløb that it lies wholly in the scope: one shared tells of others too."""
    within: list[sa.ColumnElement[bool]] = []
    if scope.unit_ids is not None:
        within.append(sa.exists().where(CycleUnit.cycle_id == LearningCycle.id))
        elsewhere = sa.exists().where(
            CycleUnit.cycle_id == LearningCycle.id, CycleUnit.unit_id.not_in(scope.unit_ids)
        )
        within.append(~elsewhere)
    if scope.goal_ids is not None:
        aimed = sa.select(CycleGoal.cycle_id).where(CycleGoal.goal_id.in_(scope.goal_ids))
        within.append(LearningCycle.id.in_(aimed))
    if scope.cycle_ids is not None:
        within.append(LearningCycle.id.in_(scope.cycle_ids))
    return sa.and_(sa.true(), *within)


def _cycles(cycle_ids: Collection[UUID]) -> list[tuple[str, list[UUID]]]:
    """Title and units of each."""
    found: dict[UUID, tuple[str, list[UUID]]] = {}
    rows = db.session.execute(
        sa.select(LearningCycle.id, LearningCycle.title, CycleUnit.unit_id)
        .join(CycleUnit, CycleUnit.cycle_id == LearningCycle.id)
        .where(LearningCycle.id.in_(cycle_ids))
        .order_by(LearningCycle.title, CycleUnit.id)
    )
    for cycle_id, title, unit_id in rows:
        found.setdefault(cycle_id, (title, []))[1].append(unit_id)
    return list(found.values())


def _named(names: list[str], words: str) -> str:
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{len(names)} {words}"
