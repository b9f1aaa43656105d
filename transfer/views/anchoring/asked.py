"""The checks a visitor sees, as statements: counted by where they stand, by unit and month, and listed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import within_sight
from transfer.domain.anchoring import MISSED_AFTER
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Decision
from transfer.models import AnchoringCheck, TrialAction
from transfer.policies import Member, may_be_seen_by
from transfer.prepared import Columns

_LIVING: Final = (State.ADOPTED, State.ANCHORED)
_ADOPTED: Final = (*_LIVING, State.LAPSED, State.RETIRED)


class Stand(StrEnum):
    """Where a check stands, as the list is narrowed by it."""

    WAITING = "venter"
    DUE = "forfaldne"
    MISSED = "sprunget-over"
    NEVER = "aldrig-tjekket"
    AHEAD = "planlagte"
    DONE = "svarede"


OF_STAND: Final = {
    Stand.WAITING: (Stand.DUE, Stand.MISSED),
    Stand.NEVER: (Stand.DUE, Stand.MISSED),
}
"""What is asked for in one word and stands in several ways."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the address narrows the checks to."""

    units: frozenset[UUID] | None = None
    after: int | None = None
    """Months after the adoption."""
    since: date | None = None
    until: date | None = None
    """First and last day of the month they fall due in."""


_later = sa.orm.aliased(AnchoringCheck)
_done = sa.orm.aliased(AnchoringCheck)


def today_and_before(today: date) -> dict[str, date]:
    """What the statements need to know of the day."""
    return {"today": today, "missed_on": today - MISSED_AFTER}


def _checks(member: Member, asked: Narrowed) -> Columns:
    """Every check of the newest series that is done, or that somebody will be asked about."""
    newest = (
        sa.select(sa.func.max(_later.series))
        .where(_later.trial_id == TrialAction.id)
        .correlate(TrialAction)
        .scalar_subquery()
    )
    today = sa.bindparam("today", type_=sa.Date())
    stand = sa.case(
        (AnchoringCheck.checked_on.is_not(None), Stand.DONE.value),
        (AnchoringCheck.due_on > today, Stand.AHEAD.value),
        (AnchoringCheck.due_on > sa.bindparam("missed_on", type_=sa.Date()), Stand.DUE.value),
        else_=Stand.MISSED.value,
    )
    chosen: Columns = (
        sa.select(
            AnchoringCheck.id,
            AnchoringCheck.trial_id,
            AnchoringCheck.series,
            AnchoringCheck.month,
            AnchoringCheck.due_on,
            AnchoringCheck.checked_on,
            AnchoringCheck.status,
            TrialAction.title,
            TrialAction.unit_id,
            TrialAction.owner_id,
            stand.label("stand"),
            _is_never(today).label("is_never"),
        )
        .join(TrialAction, TrialAction.id == AnchoringCheck.trial_id)
        .where(
            may_be_seen_by(member),
            TrialAction.is_archived.is_(False),
            AnchoringCheck.series == newest,
            sa.or_(AnchoringCheck.checked_on.is_not(None), TrialAction.state.in_(_LIVING)),
        )
    )
    if asked.units is not None:
        chosen = chosen.where(TrialAction.unit_id.in_(asked.units))
    if asked.after is not None:
        chosen = chosen.where(AnchoringCheck.month == asked.after)
    if asked.since is not None and asked.until is not None:
        chosen = chosen.where(AnchoringCheck.due_on.between(asked.since, asked.until))
    return chosen


def _is_never(today: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """That no check of the trial was ever made, and that this is the last one that was due."""
    any_done = (
        sa.exists()
        .where(_done.trial_id == TrialAction.id, _done.checked_on.is_not(None))
        .correlate(TrialAction)
    )
    next_one = (
        sa.exists()
        .where(
            _later.trial_id == TrialAction.id,
            _later.series == AnchoringCheck.series,
            _later.month > AnchoringCheck.month,
            _later.due_on <= today,
        )
        .correlate(TrialAction, AnchoringCheck)
    )
    return sa.and_(sa.not_(any_done), sa.not_(next_one))


@within_sight
def counted(member: Member, asked: Narrowed) -> Columns:
    """How many stand in each way, and how many of them are the first thing ever asked of a practice."""
    found = _checks(member, asked).subquery()
    never = sa.func.sum(sa.case((found.c.is_never, 1), else_=0))
    return sa.select(found.c.stand, sa.func.count().label("number"), never.label("never")).group_by(
        found.c.stand
    )


@within_sight
def by_unit_and_month(member: Member, asked: Narrowed) -> Columns:
    """How many fall due in each unit and calendar month, by where they stand."""
    found = _checks(member, asked).subquery()
    year, month = (sa.extract(part, found.c.due_on) for part in ("year", "month"))
    inner = sa.select(
        found.c.unit_id,
        year.label("year"),
        month.label("month"),
        found.c.stand,
    ).subquery()
    return sa.select(
        inner.c.unit_id,
        inner.c.year,
        inner.c.month,
        inner.c.stand,
        sa.func.count().label("number"),
    ).group_by(inner.c.unit_id, inner.c.year, inner.c.month, inner.c.stand)


@within_sight
def listed(member: Member, asked: Narrowed, stand: Stand, size: int) -> Columns:
    """So many of those that stand so, after the first `start`; what has waited longest first."""
    found = _checks(member, asked).subquery()
    chosen = sa.select(found).where(
        found.c.stand.in_([one.value for one in OF_STAND.get(stand, (stand,))])
    )
    if stand is Stand.NEVER:
        chosen = chosen.where(found.c.is_never)
    order = found.c.checked_on.desc() if stand is Stand.DONE else found.c.due_on
    return (
        chosen.order_by(order, found.c.id)
        .limit(size)
        .offset(sa.bindparam("start", type_=sa.Integer()))
    )


@within_sight
def months_asked(member: Member) -> Columns:
    """The months after an adoption at which anything seen is looked at."""
    found = _checks(member, Narrowed()).subquery()
    return sa.select(found.c.month).distinct().order_by(found.c.month)


@within_sight
def adopted(member: Member, units: frozenset[UUID] | None) -> Columns:
    """The checks of everything seen that was adopted: what the curve and the figures are made of."""
    chosen = (
        sa.select(
            AnchoringCheck.trial_id,
            TrialAction.title,
            TrialAction.unit_id,
            TrialAction.state,
            TrialAction.decided_on,
            AnchoringCheck.series,
            AnchoringCheck.month,
            AnchoringCheck.due_on,
            AnchoringCheck.checked_on,
            AnchoringCheck.status,
            AnchoringCheck.lapse_reason,
        )
        .join(TrialAction, TrialAction.id == AnchoringCheck.trial_id)
        .where(
            may_be_seen_by(member),
            TrialAction.is_archived.is_(False),
            TrialAction.decision == Decision.ADOPT.value,
            TrialAction.state.in_(_ADOPTED),
        )
        .order_by(
            TrialAction.title,
            AnchoringCheck.trial_id,
            AnchoringCheck.series,
            AnchoringCheck.month,
        )
    )
    return chosen if units is None else chosen.where(TrialAction.unit_id.in_(units))
