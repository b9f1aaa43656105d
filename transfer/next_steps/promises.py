"""What a person has promised, been asked to say yes to, and been called to, around sparring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import within_sight
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import AgendaConsent
from transfer.models.agreements import Agreement
from transfer.models.sparring_sessions import AgendaItem, SparringSession
from transfer.models.trial_actions import TrialAction
from transfer.policies import Member, in_the_room
from transfer.prepared import Columns, Prepared

MOST_READ: Final = 50
_AHEAD: Final = (SessionState.PLANNED, SessionState.OPEN)


@dataclass(frozen=True, slots=True)
class Promise:
    """An open agreement of one's own."""

    agreement_id: UUID
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Question:
    """May the room read this prøvehandling of one's own?"""

    trial_id: UUID
    item_id: UUID
    title: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session ahead, or one whose harvest or closing waits for who leads it."""

    session_id: UUID
    title: str
    state: SessionState
    held_on: date
    starts_at: time | None
    is_mine: bool
    """Whether one leads it."""


def promises(member: Member) -> tuple[Promise, ...]:
    """Open agreements of one's own, the one due first on top."""
    return tuple(Promise(*row) for row in _PROMISES.rows(me=member.person_id))


def of_the_year(member: Member, since: date) -> Sequence[Any]:
    """One's own agreements that are open, or had a day since then; the one due first on top."""
    return _OF_THE_YEAR.rows(me=member.person_id, since=since)


def still_open(rows: Sequence[Any]) -> tuple[Promise, ...]:
    waiting = [row for row in rows if row.done_on is None and row.dropped_on is None]
    return tuple(Promise(row.id, row.what, row.due_on) for row in waiting[:MOST_READ])


def questions(member: Member) -> tuple[Question, ...]:
    """Sessions ahead that wait for one's yes or no to reading a prøvehandling."""
    return tuple(Question(*row) for row in _QUESTIONS.rows(me=member.person_id))


def meetings(member: Member) -> tuple[Meeting, ...]:
    """The sessions ahead that one is called to, and those one led that are not closed; the nearest first."""
    return tuple(Meeting(*row) for row in _meetings(member).rows())


# Statements, written once

_ME: Final = sa.bindparam("me", type_=sa.Uuid())

_PROMISES: Final = Prepared(
    sa.select(Agreement.id, Agreement.what, Agreement.due_on)
    .where(
        Agreement.person_id == _ME,
        Agreement.done_on.is_(None),
        Agreement.dropped_on.is_(None),
    )
    .order_by(Agreement.due_on, Agreement.id)
    .limit(MOST_READ)
)

_OF_THE_YEAR: Final = Prepared(
    sa.select(
        Agreement.id, Agreement.what, Agreement.due_on, Agreement.done_on, Agreement.dropped_on
    )
    .where(
        Agreement.person_id == _ME,
        sa.or_(
            sa.and_(Agreement.done_on.is_(None), Agreement.dropped_on.is_(None)),
            Agreement.due_on >= sa.bindparam("since", type_=sa.Date()),
        ),
    )
    .order_by(Agreement.due_on, Agreement.id)
)

_QUESTIONS: Final = Prepared(
    sa.select(TrialAction.id, AgendaItem.id, TrialAction.title, SparringSession.held_on)
    .join(AgendaItem, AgendaItem.trial_id == TrialAction.id)
    .join(SparringSession, SparringSession.id == AgendaItem.session_id)
    .where(
        TrialAction.owner_id == _ME,
        AgendaItem.consent == AgendaConsent.ASKED,
        SparringSession.state.in_(_AHEAD),
    )
    .order_by(SparringSession.held_on, AgendaItem.id)
    .limit(MOST_READ)
)


@within_sight
def _meetings(member: Member) -> Columns:
    leads = SparringSession.facilitator_id == member.person_id
    unfinished = SparringSession.state.in_([SessionState.HELD, SessionState.HARVESTED])
    return (
        sa.select(
            SparringSession.id,
            SparringSession.title,
            SparringSession.state,
            SparringSession.held_on,
            SparringSession.starts_at,
            leads.label("is_mine"),
        )
        .where(
            in_the_room(member),
            sa.or_(SparringSession.state.in_(_AHEAD), sa.and_(leads, unfinished)),
        )
        .order_by(SparringSession.held_on, SparringSession.id)
        .limit(MOST_READ)
    )
