"""The figures goal by goal, and where each goal was tried: a map of goals and parts of the organisation."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from flask import url_for

from transfer.access import directory, member
from transfer.domain.indicators import ProgrammeFacts
from transfer.models.directory import GoalEntry, UnitEntry
from transfer.policies import may_read_figures_by_goal_of
from transfer.reporting import LINES, Line
from transfer.speaking import gettext as _
from transfer.views.indicators.asked import BY_GOAL, Asked, narrowed, parts_below
from transfer.views.indicators.rows import Row, row_of

SHADES: Final = 4
"""How many shades the map has, beside its numbers."""
MOST_PARTS: Final = 12
"""Columns of the map; of more, those where something was tried."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many trials of a goal were reflected in a part; the darker the more."""

    part: str
    n: int
    change: str
    shade: int
    url: str | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal: its figures, and its line of the map."""

    name: str
    code: str
    url: str
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]

    @property
    def is_untried(self) -> bool:
        return not any(cell.n for cell in self.cells)


@dataclass(frozen=True, slots=True)
class ByGoal:
    lines: tuple[GoalLine, ...]
    columns: tuple[Line, ...]
    """The figures that are told of each goal."""
    parts: tuple[str, ...]
    """The columns of the map; none where there is nothing to tell apart."""


def goals_of(asked: Asked) -> ByGoal | None:
    """Every active goal; None where the reader isn't told goal by goal."""
    goals = [one for one in directory().goals.values() if one.is_active]
    if not goals or not may_read_figures_by_goal_of(member(), asked.unit_id):
        return None
    narrow = {goal.id: narrowed(asked, goal) for goal in goals}
    parts = _parts(asked)
    now, then = _counted(asked.facts, parts), _counted(asked.earlier, parts)
    most = max(now.values(), default=0)
    lines = tuple(
        GoalLine(
            goal.label,
            goal.code,
            url_for("goals.show", id=goal.id),
            tuple(row_of(LINES[key], narrow[goal.id]) for key in BY_GOAL),
            tuple(_cell(asked, goal, part, now, then, most) for part in parts),
        )
        for goal in goals
    )
    told = [
        LINES[key]
        for at, key in enumerate(BY_GOAL)
        if not all(x.rows[at].is_withheld for x in lines)
    ]
    return ByGoal(lines, tuple(told), tuple(one.name for one in parts))


def _parts(asked: Asked) -> list[UnitEntry]:
    """The columns; one alone would only say the same again."""
    parts = parts_below(asked.unit_id, member())
    if len(parts) > MOST_PARTS:
        counted = _counted(asked.facts, parts)
        tried = {part for (_goal, part), n in counted.items() if n}
        parts = [one for one in parts if one.id in tried]
    return parts if len(parts) > 1 else []


def _counted(facts: ProgrammeFacts, parts: Sequence[UnitEntry]) -> Counter[tuple[str, object]]:
    """The trials reflected in the period, by goal and part."""
    part_of = {str(one): part.id for part in parts for one in directory().below(part.id)}
    return Counter(
        (goal, part_of[trial.unit])
        for trial in facts.reflected
        if trial.unit in part_of
        for goal in set(trial.goals)
    )


def _cell(
    asked: Asked,
    goal: GoalEntry,
    part: UnitEntry,
    now: Counter[tuple[str, object]],
    then: Counter[tuple[str, object]],
    most: int,
) -> Cell:
    n, last = now[goal.code, part.id], then[goal.code, part.id]
    url = None
    if n:
        address = {**asked.address, "maal": goal.id, "omraade": part.id}
        url = url_for("indicators.behind", key="reflected", **address)
    change = _("Sidst %(value)s", value=last) if n or last else ""
    return Cell(part.name, n, change, ceil(SHADES * n / most) if most else 0, url)
