"""The organisation in numbers, counted once and remembered until something changes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from reports import Card
from transfer.access import Place
from transfer.db import db
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.lifecycle import State
from transfer.domain.periods import Period, year
from transfer.models.trial_actions import TrialAction
from transfer.policies import Member
from transfer.reporting.facts import programme_facts
from transfer.reporting.figures import cards

REST: Final = 100
"""How many times as long as it took to count, a count is kept though something has changed. A
small organisation counts in milliseconds and always sees the present; a very large one is not
counted afresh for every leader's visit."""

LONGEST: Final = timedelta(minutes=10)
"""So old a count may be when no trial has changed; goals, checks and plans change beside them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Trials by unit and state, and the six figures of the latest year of work."""

    trials: Mapping[tuple[UUID, State], int]
    cards: tuple[Card, ...]
    period: Period
    at: datetime
    newest: datetime | None
    kept_for: timedelta

    @property
    def total(self) -> int:
        return sum(self.trials.values())


_KEPT: Final[dict[UUID, Counted]] = {}


def of(organisation: Place, member: Member, at: datetime) -> Counted:
    """The numbers of the organisation, as they are now or were a moment ago."""
    newest = db.session.scalar(_NEWEST)
    kept = _KEPT.get(organisation.id)
    if kept is not None and _still_holds(kept, newest, at):
        return kept
    began = time.perf_counter()
    facts = _latest_year_of_work(
        programme_facts(organisation, year(member.today.year), today=member.today)
    )
    period = facts.period
    rows = db.session.execute(_BY_UNIT_AND_STATE).all()
    late = db.session.scalar(_LATE, {"first": period.first, "today": facts.as_of}) or 0
    counted = Counted(
        trials={(row.unit_id, row.state): row.number for row in rows},
        cards=cards(facts, late),
        period=period,
        at=at,
        newest=newest,
        kept_for=timedelta(seconds=REST * (time.perf_counter() - began)),
    )
    _KEPT[organisation.id] = counted
    return counted


def _latest_year_of_work(facts: ProgrammeFacts) -> ProgrammeFacts:
    """The facts as of this year, or of the last year in which anything began.

    A programme that rests would otherwise show its leader nothing but noughts.
    """
    begun = [trial.started_on for trial in facts.trials if facts.known(trial.started_on)]
    latest = max((day for day in begun if day is not None), default=facts.as_of)
    if latest.year == facts.period.first.year:
        return facts
    period = year(latest.year)
    return replace(facts, period=period, as_of=min(facts.as_of, period.last))


def _still_holds(kept: Counted, newest: datetime | None, at: datetime) -> bool:
    age = at - kept.at
    return age < kept.kept_for or (kept.newest == newest and age < LONGEST)


_NEWEST: Final = sa.select(sa.func.max(TrialAction.updated_at)).where(
    TrialAction.is_archived.is_(False)
)

_BY_UNIT_AND_STATE: Final = sa.select(
    TrialAction.unit_id, TrialAction.state, sa.func.count().label("number")
).group_by(TrialAction.unit_id, TrialAction.state)

_LATE: Final = (
    sa.select(sa.func.count())
    .select_from(TrialAction)
    .where(
        TrialAction.state == State.PLANNED,
        TrialAction.start_date.between(
            sa.bindparam("first", type_=sa.Date()), sa.bindparam("today", type_=sa.Date())
        ),
    )
)
"""Planned to have begun by now, and not begun."""
