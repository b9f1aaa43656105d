"""A person's own calendar, read by their calendar program at a secret address.

It holds what is theirs alone, in the organisations where they have a role today, and of what people
wrote only the titles and places of sessions.
"""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import Place, as_member, places_of, today
from transfer.addresses import address_of
from transfer.calendars import Meeting, WholeDay
from transfer.db import db, inside
from transfer.domain.texts import marked
from transfer.models.calendar_feeds import CalendarFeed
from transfer.models.people import Person
from transfer.next_steps.own import Task, dated_steps
from transfer.policies import Member
from transfer.speaking import gettext as _

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
            found += _dates(member, place)
    return sorted(found, key=lambda one: one.uid)


def _dates(member: Member, place: Place) -> Iterator[WholeDay]:
    for step in dated_steps(member):
        yield WholeDay(
            uid=f"{step.task.name.lower()}-{step.month}-{step.trial_id}@transfer",
            title=_(_TITLES[step.task]),
            on=step.on,
            link=address_of("trial_actions.show", organisation=place.slug, id=step.trial_id),
            changed_at=step.changed_at,
        )
