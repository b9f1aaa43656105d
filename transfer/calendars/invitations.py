"""Letters that keep people's calendars in step with a sparringssession.

What each calendar has been told is written down, and a letter is the difference between that and how
the session is now. So it does not matter how often one looks, or what was changed in between.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from transfer.access import today
from transfer.addresses import address_of
from transfer.calendars.text import Attendee, Meeting, cancellation, invitation
from transfer.config import Settings
from transfer.db import db
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.typing_in import clean_line
from transfer.language import day_in_words, weekday_in_words
from transfer.models.organisations import Organisation
from transfer.models.people import Membership, Person
from transfer.models.session_invitations import SessionInvitation
from transfer.models.sparring_sessions import SparringSession
from transfer.speaking import gettext as _


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail with a calendar in it."""

    key: str
    """Names the letter; there is never another with the same."""
    to: str
    subject: str
    body: str
    method: str
    calendar: str

    def as_mail(self) -> dict[str, Any]:
        return {
            "to": self.to,
            "subject": self.subject,
            "body": self.body,
            "calendar": {"method": self.method, "text": self.calendar},
        }


def are_sent(session: SparringSession) -> bool:
    """Whether anybody has been invited yet. From then on people are told of every change."""
    return db.session.scalar(_told(session).limit(1)) is not None


def letters(session: SparringSession, *, announce: bool, at: datetime) -> list[Letter]:
    """What is to be sent now, written down as sent; the caller commits both together.

    Nothing before the session is announced, nothing about a session that is over, and nothing to
    those who have no role in the organisation today.

    Args:
        announce: Invite people though nobody has been invited yet.
    """
    told = {one.person_id: one for one in db.session.scalars(_told(session))}
    is_over = session.state.was_held or session.held_on < today()
    if is_over or not (told or announce):
        return []
    invited = session.people_ids if session.state.is_ahead else frozenset[UUID]()
    people = _reached(invited | told.keys(), session.organisation_id)
    return [
        letter
        for person in people
        for letter in _letters_to(person, session, told.get(person.id), person.id in invited, at)
    ]


def _letters_to(
    person: Person,
    session: SparringSession,
    told: SessionInvitation | None,
    is_invited: bool,
    at: datetime,
) -> Iterator[Letter]:
    what = _hash_of(session) if is_invited else ""
    if what == (told.told if told else ""):
        return
    is_new = told is None or not told.holds
    if told is None:
        told = SessionInvitation(session_id=session.id, person_id=person.id, sequence=-1)
        db.session.add(told)
    told.tell(what, at_least=session.sequence, at=at)
    yield _letter(person, session, told, is_new=is_new, is_invited=is_invited)


def _told(session: SparringSession) -> sa.Select[SessionInvitation]:
    return sa.select(SessionInvitation).where(SessionInvitation.session_id == session.id)


def _reached(person_ids: frozenset[UUID], organisation_id: UUID) -> list[Person]:
    """Those of them who belong to the organisation today."""
    on = today()
    has_a_role = (
        sa.select(Membership.id)
        .where(
            Membership.person_id == Person.id,
            Membership.organisation_id == organisation_id,
            Membership.starts_on <= on,
            sa.or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
        .exists()
    )
    query = sa.select(Person).where(Person.id.in_(person_ids), Person.is_active, has_a_role)
    return list(db.session.scalars(query.order_by(Person.id)))


# What a letter says


def _letter(
    person: Person,
    session: SparringSession,
    told: SessionInvitation,
    *,
    is_new: bool,
    is_invited: bool,
) -> Letter:
    organisation = db.session.get_one(Organisation, session.organisation_id)
    settings = cast(Settings, current_app.config["SETTINGS"])
    organizer = Attendee(organisation.name, settings.sender_address)
    to = Attendee(person.name, person.email)
    meeting = replace(
        meeting_of(session, organisation.slug), sequence=told.sequence, changed_at=told.sent_at
    )
    subject, opening = _opening(session, organisation.name, is_new, is_invited)
    body = _(
        "Hej %(name)s\n\n%(opening)s\n\n%(title)s\n%(when)s\n%(where)s\n"
        "Dagsordenen ligger i Transfer:\n%(link)s\n",
        name=person.name,
        opening=opening,
        title=clean_line(meeting.title),
        when=_when(session),
        where=f"{clean_line(meeting.where)}\n" if meeting.where else "",
        link=meeting.link,
    )
    written = (invitation if is_invited else cancellation)(meeting, organizer, to)
    return Letter(
        key=f"session:{session.id}:{person.id}:{told.sequence}",
        to=person.email,
        subject=subject,
        body=body,
        method="REQUEST" if is_invited else "CANCEL",
        calendar=written,
    )


def _opening(
    session: SparringSession, organisation: str, is_new: bool, is_invited: bool
) -> tuple[str, str]:
    """The subject, and the first sentence."""
    day = day_in_words(session.held_on)
    if is_invited and is_new:
        return (
            _("Invitation: Sparringssession %(day)s", day=day),
            _(
                "Du er inviteret til en sparringssession i %(organisation)s.",
                organisation=organisation,
            ),
        )
    if is_invited:
        return (
            _("Ændret: Sparringssession %(day)s", day=day),
            _("Sparringssessionen er ændret. Sådan er den nu:"),
        )
    if session.state is SessionState.CANCELLED:
        return (
            _("Aflyst: Sparringssession %(day)s", day=day),
            _("Sparringssessionen er aflyst. Du kan læse hvorfor i Transfer."),
        )
    return (
        _("Aflyst for dig: Sparringssession %(day)s", day=day),
        _("Du er ikke længere med i den her sparringssession."),
    )


def _when(session: SparringSession) -> str:
    day = f"{weekday_in_words(session.held_on)} {day_in_words(session.held_on)}"
    if session.starts_at is None:
        return day
    if session.ends_at is None:
        return _("%(day)s kl. %(from)s", day=day, **{"from": f"{session.starts_at:%H.%M}"})
    times = f"{session.starts_at:%H.%M}–{session.ends_at:%H.%M}"
    return _("%(day)s kl. %(times)s", day=day, times=times)


def meeting_of(session: SparringSession, slug: str) -> Meeting:
    """The session as it stands in a calendar: title, time and place, and where its agenda is."""
    begins: date | datetime = session.starts or session.held_on
    return Meeting(
        uid=session.uid,
        sequence=session.sequence,
        title=session.title,
        begins=begins,
        ends=session.ends if session.starts else None,
        where=" · ".join(part for part in (session.place, session.link) if part),
        link=address_of("sparring_sessions.show", organisation=slug, id=session.id),
        about=_("Dagsordenen ligger i Transfer."),
        changed_at=session.updated_at,
        is_cancelled=session.state is SessionState.CANCELLED,
    )


def _hash_of(session: SparringSession) -> str:
    """What a calendar shows of the session; agenda and notes are no reason to write."""
    shown = (
        session.title,
        session.held_on,
        session.starts_at,
        session.ends_at,
        session.place,
        session.link,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()
