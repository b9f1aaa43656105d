"""One mail to a person about all that waits for them: kinds, numbers and days, never what anybody wrote."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from transfer.access import acting_as, as_member, places_of
from transfer.addresses import address_of
from transfer.config import Settings
from transfer.db import db, inside
from transfer.domain.clock import COPENHAGEN
from transfer.domain.vocabulary import Reminders
from transfer.models.jobs import Job, JobState
from transfer.models.people import Membership, Person
from transfer.reminders import lines
from transfer.speaking import gettext as _

MORNING: Final = time(7)
TOO_LATE: Final = time(16)
"""If nobody worked before this, the day is let go."""
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    body: str
    unsubscribe: str

    def as_mail(self) -> dict[str, str]:
        return {
            "to": self.to,
            "subject": self.subject,
            "body": self.body,
            "unsubscribe": self.unsubscribe,
        }


# When, and to whom


def morning_of(at: datetime) -> date | None:
    """The day whose reminders are to be sent at this moment, if any. By the clock in Denmark."""
    local = at.astimezone(COPENHAGEN)
    if local.weekday() >= SATURDAY or not MORNING <= local.time() < TOO_LATE:
        return None
    return local.date()


def key_of(morning: date) -> str:
    """Names a morning's reminders, so that they are sent once."""
    return f"reminders:{morning}"


def readers(morning: date) -> list[tuple[UUID, str]]:
    """Who may be written to this morning and has not been, each with what names the mail.

    The weekly mail comes on the week's first morning that reminders were sent; Monday, unless
    nothing worked then.
    """
    often = {Reminders.DAILY}
    if not _were_sent_since_monday(morning):
        often.add(Reminders.WEEKLY)
    has_a_role = (
        sa.select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            Membership.starts_on <= morning,
            sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= morning),
        )
        .exists()
    )
    found = db.session.execute(
        sa.select(Person.id, Person.reminders)
        .where(Person.is_active, Person.reminders.in_(often), has_a_role)
        .order_by(Person.id)
    )
    named = {_name_of_mail(row.id, row.reminders, morning): row.id for row in found}
    lately = datetime.combine(morning, MORNING, COPENHAGEN) - timedelta(days=7)
    asked = sa.select(Job.dedupe_key).where(Job.kind == "mail.digest", Job.made_at > lately)
    sent = set(db.session.scalars(asked))
    db.session.rollback()
    return [(person_id, name) for name, person_id in named.items() if name not in sent]


def _name_of_mail(person_id: UUID, often: Reminders, morning: date) -> str:
    year, week, _day = morning.isocalendar()
    when = str(morning) if often is Reminders.DAILY else f"{year}-W{week:02}"
    return f"digest:{person_id}:{when}"


def _were_sent_since_monday(morning: date) -> bool:
    earlier = [key_of(morning - timedelta(days=days + 1)) for days in range(morning.weekday())]
    done = sa.select(Job.id).where(Job.dedupe_key.in_(earlier), Job.state == JobState.DONE)
    return db.session.scalar(done.limit(1)) is not None


# What it says


def letter_to(person_id: UUID, morning: date) -> Letter | None:
    """What waits for the person where they have a role today; None if nothing does."""
    person = db.session.get_one(Person, person_id)
    at = datetime.combine(morning, MORNING, COPENHAGEN)
    ahead = _until_the_next(person.reminders, morning)
    parts = []
    for place in places_of(person_id).values():
        with inside(place.id):
            member = as_member(person_id, place, morning)
            with acting_as(member):
                found = list(lines.of(member, place, at, ahead))
        if found:
            said = "\n".join(f"• {line.sentence}\n  {line.link}" for line in found)
            parts.append(f"{place.name}\n\n{said}")
    if not parts:
        return None
    end = address_of("calendar.end_reminders", token=_token_of(person))
    return Letter(
        to=person.email,
        subject=_("Det her venter på dig i Transfer"),
        body=_(
            "Hej %(name)s\n\nDet her venter på dig i Transfer.\n\n%(what)s\n\n"
            "Vælg selv, hvor tit du vil have mailen:\n%(choose)s\n\n"
            "Vil du slet ikke have den:\n%(end)s\n",
            name=person.name,
            what="\n\n".join(parts),
            choose=address_of("calendar.show"),
            end=end,
        ),
        unsubscribe=end,
    )


def _until_the_next(often: Reminders, morning: date) -> timedelta:
    """How long it is to the next mail: a week, or to the next weekday."""
    if often is Reminders.WEEKLY:
        return timedelta(days=7)
    return timedelta(days=3 if morning.weekday() == SATURDAY - 1 else 1)


# No more, please


def _token_of(person: Person) -> str:
    """Opens the end of reminders, for as long as the person has this address.

    Signed and kept nowhere: it opens nothing else, and pressing twice does no more than pressing once.
    """
    return str(_signer().dumps([person.id.hex, _short_hash(person.email)]))


def reader_of(token: str) -> Person | None:
    """The person that a reminder with this token went to."""
    try:
        kept: Any = _signer().loads(token)
    except BadSignature:
        return None
    person = db.session.get(Person, UUID(kept[0]))
    if person is None or not person.is_active or _short_hash(person.email) != kept[1]:
        return None
    return person


def _short_hash(email: str) -> str:
    """Not the address itself: addresses of pages end up in logs."""
    return hashlib.sha256(email.encode()).hexdigest()[:16]


def _signer() -> URLSafeSerializer:
    settings = cast(Settings, current_app.config["SETTINGS"])
    return URLSafeSerializer(list(reversed(settings.secret_keys)), salt="end reminders")
