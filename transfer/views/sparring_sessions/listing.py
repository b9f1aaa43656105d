"""The list of sparringssessioner: what lies ahead, and what was."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import render_template
from flask.typing import ResponseReturnValue

from transfer.access import allow, member
from transfer.db import db
from transfer.domain.session_lifecycle import SessionState
from transfer.models.sparring_sessions import AgendaItem, SessionParticipant, SparringSession
from transfer.policies import Deed, Member, about_ones_units, in_the_room, visible_sessions
from transfer.views.paging import pages_of
from transfer.views.sparring_sessions.blueprint import bp

PER_PAGE: Final = 20
_AHEAD: Final = (SessionState.PLANNED, SessionState.OPEN)


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A line of the list. What the reader is not told is empty."""

    id: UUID
    title: str
    number: int
    state: SessionState
    held_on: date
    starts_at: time | None
    facilitator_id: UUID | None
    is_inside: bool
    trials: int
    people: int


@bp.get("")
@allow(Deed.LIST_SESSIONS)
def index() -> ResponseReturnValue:
    who = member()
    ahead = _listed(who, _ahead(who).order_by(SparringSession.held_on, SparringSession.id))
    past = _past(who)
    total = db.session.scalar(past.with_only_columns(sa.func.count())) or 0
    page = pages_of(total, per_page=PER_PAGE)
    rows = past.order_by(SparringSession.held_on.desc(), SparringSession.id.desc())
    return render_template(
        "sparring_sessions/index.html",
        ahead=ahead,
        past=_listed(who, rows.limit(PER_PAGE).offset(page.first)),
        page=page,
        names=who.directory,
    )


def _ahead(who: Member) -> sa.Select[Any]:
    return visible_sessions(who).where(SparringSession.state.in_(_AHEAD))


def _past(who: Member) -> sa.Select[Any]:
    return visible_sessions(who).where(SparringSession.state.not_in(_AHEAD))


def _listed(who: Member, query: sa.Select[Any]) -> list[ListedSession]:
    trials = (
        sa.select(sa.func.count(AgendaItem.id))
        .where(AgendaItem.session_id == SparringSession.id)
        .scalar_subquery()
    )
    people = (
        sa.select(sa.func.count(SessionParticipant.id))
        .where(SessionParticipant.session_id == SparringSession.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        query.with_only_columns(
            SparringSession.id,
            SparringSession.title,
            SparringSession.series_no,
            SparringSession.state,
            SparringSession.held_on,
            SparringSession.starts_at,
            SparringSession.facilitator_id,
            in_the_room(who).label("is_inside"),
            about_ones_units(who).label("is_led"),
            trials.label("trials"),
            people.label("people"),
        )
    )
    return [
        ListedSession(
            id=row.id,
            title=row.title if row.is_inside or row.is_led else "",
            number=row.series_no,
            state=row.state,
            held_on=row.held_on,
            starts_at=row.starts_at if row.is_inside else None,
            facilitator_id=row.facilitator_id,
            is_inside=bool(row.is_inside),
            trials=row.trials if row.is_inside else 0,
            people=row.people if row.is_inside else 0,
        )
        for row in rows
    ]
