"""A person's own calendar, read by their calendar program at a secret address.

It holds what is theirs alone, in the organisations where they have a role today, and of what people
wrote only the titles and places of sessions.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import Place, acting_as, as_member, places_of, today
from transfer.addresses import address_of
from transfer.calendars.invitations import meeting_of
from transfer.calendars.text import Meeting, WholeDay
from transfer.db import db, inside
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.texts import marked
from transfer.models.agreements import Agreement
from transfer.models.calendar_feeds import CalendarFeed
from transfer.models.people import Person
from transfer.models.sparring_sessions import SessionParticipant, SparringSession
from transfer.next_steps.own import Task, dated_steps
from transfer.policies import Member
from transfer.speaking import gettext as _

LOOK_BACK: Final = timedelta(days=90)
"""So long a session stays in the calendar after it was held."""

_TITLES: Final = {
    Task.REFLECT: marked("Prøvehandling: skriv refleksion"),
    Task.LOOK_AGAIN: marked("Prøvehandling: se på den igen"),
    Task.CHECK: marked("Prøvehandling: forankringstjek"),
}


def make(person_id: UUID, *, at: datetime) -> str:
    """A new secret token for the person's calendar; the one before is dead from now on.

    The database keeps a hash of it, so it is shown now or never.
    """
    end(person_id)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(person_id=person_id, token_hash=hashed(token), made_at=at))
    db.session.flush()
    return token


def end(person_id: UUID) -> None:
    """Let the person's calendar be read by nobody."""
    db.session.execute(sa.delete(CalendarFeed).where(CalendarFeed.person_id == person_id))


def of(person_id: UUID) -> CalendarFeed | None:
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def holder(token: str) -> UUID | None:
    """Whose calendar the token opens, if anybody's who is still active."""
    return db.session.scalar(
        sa.select(CalendarFeed.person_id)
        .join(Person, Person.id == CalendarFeed.person_id)
        .where(CalendarFeed.token_hash == hashed(token), Person.is_active)
    )


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def entries(person_id: UUID) -> list[Meeting | WholeDay]:
    """What stands in the person's calendar."""
    on, found = today(), list[Meeting | WholeDay]()
    for place in places_of(person_id).values():
        with inside(place.id):
            member = as_member(person_id, place, on)
            with acting_as(member):
                found += _sessions(member, place)
                found += _agreements(member, place)
                found += _dates(member, place)
    return sorted(found, key=lambda one: one.uid)


def _sessions(member: Member, place: Place) -> Iterator[Meeting]:
    """Those one takes part in, from a while back on."""
    if not member.spars:
        return
    invited = sa.select(SessionParticipant.session_id).where(
        SessionParticipant.person_id == member.person_id
    )
    found = db.session.scalars(
        sa.select(SparringSession).where(
            sa.or_(
                SparringSession.facilitator_id == member.person_id,
                SparringSession.scribe_id == member.person_id,
                SparringSession.id.in_(invited),
            ),
            SparringSession.state != SessionState.CANCELLED,
            SparringSession.held_on >= member.today - LOOK_BACK,
        )
    )
    for session in found:
        yield meeting_of(session, place.slug)


def _agreements(member: Member, place: Place) -> Iterator[WholeDay]:
    open_ones = db.session.execute(
        sa.select(Agreement.id, Agreement.due_on, Agreement.updated_at).where(
            Agreement.person_id == member.person_id,
            Agreement.done_on.is_(None),
            Agreement.dropped_on.is_(None),
        )
    )
    for row in open_ones:
        yield WholeDay(
            uid=f"agreement-{row.id}@transfer",
            title=_("Aftale: skal være klar"),
            on=row.due_on,
            link=address_of("agreements.show", organisation=place.slug, id=row.id),
            changed_at=row.updated_at,
        )


def _dates(member: Member, place: Place) -> Iterator[WholeDay]:
    for step in dated_steps(member):
        yield WholeDay(
            uid=f"{step.task.name.lower()}-{step.month}-{step.trial_id}@transfer",
            title=_(_TITLES[step.task]),
            on=step.on,
            link=address_of("trial_actions.show", organisation=place.slug, id=step.trial_id),
            changed_at=step.changed_at,
        )
