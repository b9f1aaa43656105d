"""One mail to a person about all that waits for them: kinds, numbers and days, never what anybody wrote."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from transfer.access import COPENHAGEN, Place, as_member, places_of
from transfer.addresses import address_of
from transfer.config import Settings
from transfer.db import db, inside
from transfer.domain.vocabulary import Reminders
from transfer.language import day_in_words
from transfer.models.jobs import Job, JobState
from transfer.models.people import Membership, Person
from transfer.next_steps import leaders
from transfer.next_steps.own import NextStep, Task, open_trials, steps_of
from transfer.policies import Member
from transfer.speaking import gettext as _
from transfer.speaking import ngettext

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


@dataclass(frozen=True, slots=True)
class Line:
    sentence: str
    link: str


def letter_to(person_id: UUID, morning: date) -> Letter | None:
    """What waits for the person where they have a role today; None if nothing does."""
    person = db.session.get_one(Person, person_id)
    parts = []
    for place in places_of(person_id).values():
        with inside(place.id):
            lines = list(_lines(as_member(person_id, place, morning), place))
        if lines:
            said = "\n".join(f"• {line.sentence}\n  {line.link}" for line in lines)
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


def _lines(member: Member, place: Place) -> Iterator[Line]:
    own: list[NextStep] = []
    if member.is_activist:
        own = steps_of(member, open_trials(member))
        yield from _own_lines(own, place)
    if member.is_leader:
        yield from _leader_lines(member, place, {step.trial_id for step in own})


def _own_lines(steps: Iterable[NextStep], place: Place) -> Iterator[Line]:
    all_mine = address_of("trial_actions.index", organisation=place.slug, mine=1)
    for task, same in groupby(sorted(steps, key=_kind), key=_kind):
        found = list(same)
        first = min(found, key=lambda step: step.on)
        link = all_mine
        if len(found) == 1:
            link = address_of("trial_actions.show", organisation=place.slug, id=first.trial_id)
        yield Line(_sentence(task, len(found), day_in_words(first.on)), link)


def _kind(step: NextStep) -> Task:
    """A late reflection is a reflection."""
    return Task.REFLECT_LATE if step.task is Task.REFLECT else step.task


def _sentence(task: Task, number: int, day: str) -> str:
    """How many there are, and since when the first of them waits."""
    match task:
        case Task.REFLECT | Task.REFLECT_LATE:
            return ngettext(
                "En refleksion venter. Afprøvningen sluttede %(day)s.",
                "%(num)s refleksioner venter. Den første afprøvning sluttede %(day)s.",
                number,
                day=day,
            )
        case Task.END:
            return ngettext(
                "En afprøvning er over tiden. Den skulle være slut %(day)s.",
                "%(num)s afprøvninger er over tiden. Den første skulle være slut %(day)s.",
                number,
                day=day,
            )
        case Task.CHECK:
            return ngettext(
                "Et forankringstjek venter på svar siden %(day)s.",
                "%(num)s forankringstjek venter på svar, det første siden %(day)s.",
                number,
                day=day,
            )
        case Task.LOOK_AGAIN:
            return ngettext(
                "En prøvehandling på pause skal ses på igen. I aftalte %(day)s.",
                "%(num)s prøvehandlinger på pause skal ses på igen. Den første %(day)s.",
                number,
                day=day,
            )
        case Task.DECIDE:
            return ngettext(
                "En beslutning venter. I reflekterede %(day)s.",
                "%(num)s beslutninger venter. Den første siden %(day)s.",
                number,
                day=day,
            )
        case Task.START:
            return ngettext(
                "En prøvehandling skulle være begyndt %(day)s.",
                "%(num)s prøvehandlinger skulle være begyndt, den første %(day)s.",
                number,
                day=day,
            )
        case Task.GO_ON:
            return ngettext(
                "En idé har ligget stille siden %(day)s.",
                "%(num)s idéer har ligget stille, den første siden %(day)s.",
                number,
                day=day,
            )


def _leader_lines(member: Member, place: Place, own: set[UUID]) -> Iterator[Line]:
    front = address_of("start.show", organisation=place.slug)
    wishes = leaders.wishes(member)
    if wishes:
        yield Line(
            ngettext(
                "Et ønske om støtte venter på dig.",
                "%(num)s ønsker om støtte venter på dig.",
                len(wishes),
            ),
            front,
        )
    checks = [check for check in leaders.checks(member) if check.trial_id not in own]
    if checks:
        day = day_in_words(min(check.due_on for check in checks))
        yield Line(
            ngettext(
                "Et forankringstjek i dine enheder venter på svar siden %(day)s.",
                "%(num)s forankringstjek i dine enheder venter på svar, det første siden %(day)s.",
                len(checks),
                day=day,
            ),
            front,
        )
    ended = leaders.follow_ups(member)
    if ended:
        yield Line(
            ngettext(
                "Et læringsforløb er slut og venter på, at du følger op.",
                "%(num)s læringsforløb er slut og venter på, at du følger op.",
                len(ended),
            ),
            front,
        )


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
