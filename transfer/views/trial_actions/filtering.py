"""The filters of the list of prøvehandlinger: read from the address, and asked of the database."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import request

from transfer.access import directory, me, member, within_sight
from transfer.domain.lifecycle import State
from transfer.domain.typing_in import NotUnderstood, danish_date
from transfer.language import why_not
from transfer.models import TrialAction, TrialGoal, TrialParticipant
from transfer.policies import Member, may_be_seen_by
from transfer.prepared import Columns
from transfer.search import Query, trials_saying, understood
from transfer.speaking import gettext as _

_SORTS: Final = {
    "aendret": TrialAction.updated_at,
    "titel": TrialAction.title,
    "tilstand": TrialAction.state,
    "start": TrialAction.start_date,
}
FIRST_SORT: Final = "-aendret"

_COLUMNS: Final = (
    TrialAction.id,
    TrialAction.title,
    TrialAction.state,
    TrialAction.unit_id,
    TrialAction.owner_id,
    TrialAction.start_date,
    TrialAction.end_date,
    TrialAction.reflection_due,
    TrialAction.learning_headline,
    TrialAction.updated_at,
    TrialAction.created_at,
    TrialAction.ending_note,
)


_IDEAS: Final = (State.IDEA, State.CANCELLED)


@dataclass
class Wanted:
    """What the address asks for, and what of it could not be understood."""

    state: State | None = None
    goal_id: UUID | None = None
    unit_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    mine: bool = False
    ideas: bool = False
    """Only what is still an idea, and what was given up before it began."""
    sort: str = FIRST_SORT
    page: int = 1
    faults: dict[str, str] = field(default_factory=dict)


def wanted() -> Wanted:
    """The filters in the address. A state is given by its name or its word, a goal by its code."""
    asked, found = request.args, Wanted()
    found.state = _state(asked.get("tilstand", ""), found)
    found.goal_id = _goal(asked.get("maal", ""), found)
    found.unit_id = _unit(asked.get("enhed", ""), found)
    found.since = _day("fra", found)
    found.until = _day("til", found)
    if found.since and found.until and found.until < found.since:
        found.faults["til"] = _("Slutdatoen ligger før startdatoen. Ret en af dem.")
    found.words = asked.get("q", "").strip()[:100]
    found.mine = asked.get("mine") == "1"
    found.ideas = asked.get("ideer") == "1"
    sort = asked.get("sorter", FIRST_SORT)
    found.sort = sort if sort.removeprefix("-") in _SORTS else FIRST_SORT
    found.page = _page(asked.get("side", "1"))
    return found


def _page(typed: str) -> int:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return max(int(typed), 1) if is_number else 1


def _state(typed: str, found: Wanted) -> State | None:
    plain = typed.strip().casefold().replace("-", " ")
    for state in State:
        if plain in (state.value, state.label.casefold(), _(state.label).casefold()):
            return state
    _complain("tilstand", typed, found)
    return None


def _goal(typed: str, found: Wanted) -> UUID | None:
    for goal in directory().goals.values():
        if typed and typed.casefold() in (str(goal.id), goal.code.casefold()):
            return goal.id
    _complain("maal", typed, found)
    return None


def _unit(typed: str, found: Wanted) -> UUID | None:
    for unit in directory().units.values():
        if typed and typed.casefold() in (str(unit.id), unit.name.casefold()):
            return unit.id
    _complain("enhed", typed, found)
    return None


def _complain(name: str, typed: str, found: Wanted) -> None:
    if typed:
        found.faults[name] = _("Vælg en af mulighederne.")


def _day(name: str, found: Wanted) -> date | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return danish_date(typed)
    except NotUnderstood as puzzled:
        found.faults[name] = why_not(puzzled)
        return None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The filters as a statement needs them, so that one statement serves all who ask for the same."""

    state: State | None
    goal_id: UUID | None
    unit_ids: frozenset[UUID] | None
    since: date | None
    until: date | None
    words: Query | None
    owner_or_participant: UUID | None
    only_ideas: bool

    @classmethod
    def by(cls, asked: Wanted) -> "Narrowed":
        return cls(
            asked.state,
            asked.goal_id,
            None if asked.unit_id is None else directory().below(asked.unit_id),
            asked.since,
            asked.until,
            understood(asked.words, member()) if asked.words else None,
            me() if asked.mine else None,
            asked.ideas,
        )


def _conditions(member: Member, asked: Narrowed) -> list[sa.ColumnElement[bool]]:
    conditions = [may_be_seen_by(member), TrialAction.is_archived.is_(False)]
    if asked.state is not None:
        conditions.append(TrialAction.state == asked.state)
    if asked.only_ideas:
        conditions.append(TrialAction.state.in_(_IDEAS))
    if asked.unit_ids is not None:
        conditions.append(TrialAction.unit_id.in_(asked.unit_ids))
    if asked.goal_id is not None:
        tied = sa.select(TrialGoal.id).where(
            TrialGoal.trial_id == TrialAction.id, TrialGoal.goal_id == asked.goal_id
        )
        conditions.append(tied.exists())
    begun = sa.func.coalesce(TrialAction.actual_start, TrialAction.start_date)
    if asked.since is not None:
        conditions.append(begun >= asked.since)
    if asked.until is not None:
        conditions.append(begun <= asked.until)
    if asked.owner_or_participant is not None:
        conditions.append(_mine(asked.owner_or_participant))
    if asked.words is not None:
        conditions.append(trials_saying(asked.words, member))
    return conditions


def _mine(person_id: UUID) -> sa.ColumnElement[bool]:
    taking_part = sa.select(TrialParticipant.trial_id).where(
        TrialParticipant.person_id == person_id
    )
    return sa.or_(TrialAction.owner_id == person_id, TrialAction.id.in_(taking_part))


# Statements


@within_sight
def counted(member: Member, asked: Narrowed, at_most: int) -> Columns:
    """How many there are, but never counting further than `at_most`."""
    some = sa.select(TrialAction.id).where(*_conditions(member, asked)).limit(at_most).subquery()
    return sa.select(sa.func.count()).select_from(some)


@within_sight
def listed(member: Member, asked: Narrowed, sort: str) -> Columns:
    """All of them, in order."""
    return _sorted(_found(member, asked), sort)


@within_sight
def a_page(member: Member, asked: Narrowed, sort: str, size: int) -> Columns:
    """So many of them, after the first `start`."""
    start = sa.bindparam("start", type_=sa.Integer())
    return _sorted(_found(member, asked), sort).limit(size).offset(start)


@within_sight
def a_column(member: Member, asked: Narrowed, size: int) -> Columns:
    """The newest of them."""
    return _found(member, asked).order_by(TrialAction.updated_at.desc()).limit(size)


def _found(member: Member, asked: Narrowed) -> Columns:
    return sa.select(*_COLUMNS).where(*_conditions(member, asked))


def _sorted(statement: Columns, sort: str) -> Columns:
    column = _SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return statement.order_by(column.desc(), TrialAction.id.desc())
    return statement.order_by(column, TrialAction.id)
