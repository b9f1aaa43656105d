"""Calling people together: when, where, who and what for."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as later
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice

from transfer.domain.clock import danish_clock, show_clock
from transfer.domain.sparring import LONGEST_SERIES, SessionFormat
from transfer.domain.vocabulary import Role
from transfer.forms import (
    CountField,
    DanishDateField,
    Form,
    LineField,
    OneOfField,
    PickField,
    SeveralField,
    required,
)
from transfer.models.directory import PersonEntry
from transfer.models.sparring_sessions import SparringSession
from transfer.policies import Member, may_lead
from transfer.speaking import gettext as _

BETWEEN_SESSIONS = timedelta(weeks=6)
"""How long after a session the next in the series is suggested."""


class ClockField(DanishDateField):
    """A time of day: 9, 9.30, 09:30."""

    drawn_as = "StringField"

    def _understand(self, text: str) -> Any:
        return danish_clock(text)

    def _show(self, value: Any) -> str:
        return show_clock(value)


class SessionForm(Form):
    drawn: ClassVar[tuple[str, ...]] = (
        "title",
        "series_no",
        "held_on",
        "starts_at",
        "ends_at",
        "format",
        "place",
        "link",
        "participants",
        "scribe_id",
        "purpose",
    )

    revision = HiddenField()
    sent_as = HiddenField()
    follows = HiddenField()
    """The session that this one continues."""
    title = LineField(
        later("Titel"),
        [required(later("Skriv en titel, fx Sparringssession 1."))],
        description=later("Det, deltagerne ser i deres kalender."),
    )
    series_no = CountField(
        later("Nummer i rækken"),
        [required(later("Skriv, hvilket nummer i rækken det er. Den første er 1."))],
        at_most=LONGEST_SERIES,
    )
    held_on = DanishDateField(later("Dato"), [required(later("Skriv, hvilken dag I mødes."))])
    starts_at = ClockField(
        later("Begynder kl."),
        [required(later("Skriv, hvornår I begynder, fx 9.00."))],
        description=later("Dansk tid, fx 9.00."),
    )
    ends_at = ClockField(
        later("Slutter kl."),
        [required(later("Skriv, hvornår I slutter, fx 12.00."))],
        description=later("Tre timer er nok til fire eller fem prøvehandlinger."),
    )
    format = OneOfField(later("Form"), [required(later("Vælg, om I mødes fysisk eller online."))])
    place = LineField(later("Sted"), description=later("Fx lokale og adresse."))
    link = LineField(
        later("Link til onlinemøde"),
        limit=500,
        description=later("Begynder med https://"),
    )
    participants = SeveralField(
        later("Deltagere"),
        [required(later("Vælg dem, der skal være med."))],
        description=later("Fire til otte er et godt antal. Kun læringsaktivister og konsulenter."),
    )
    scribe_id = PickField(later("Referent"), description=later("Den, der skriver noter undervejs."))
    purpose = LineField(
        later("Formål med sessionen"),
        [required(later("Skriv i én sætning, hvad I vil have ud af sessionen."))],
    )

    invites = BooleanField(
        later("Send invitationen med det samme"),
        description=later(
            "Alle på sessionen får den som mail til deres kalender. "
            "Tager du fluebenet væk, kan du sende den senere fra sessionens side."
        ),
    )
    """Only asked when a session is called."""

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        wrong = []
        starts, ends = self.starts_at.data, self.ends_at.data
        if isinstance(starts, time) and isinstance(ends, time) and ends <= starts:
            wrong.append((self.ends_at, _("Slutter før det begynder. Ret et af klokkeslættene.")))
        if self.series_no.data == 0:
            wrong.append((self.series_no, _("Den første i rækken er nummer 1.")))
        if self.link.data and not self.link.data.startswith(("https://", "http://")):
            wrong.append((self.link, _("Et link begynder med https://. Kopiér hele adressen.")))
        for field, sentence in wrong:
            field.errors = [*field.errors, sentence]
        return sound and not wrong

    def written(self) -> dict[str, Any]:
        """What was written, by key of the record."""
        written = {key: self[key].data or "" for key in ("title", "place", "link", "purpose")}
        return {
            **written,
            "series_no": self.series_no.data,
            "held_on": self.held_on.data,
            "starts_at": self.starts_at.data,
            "ends_at": self.ends_at.data,
            "format": SessionFormat(self.format.data),
            "scribe_id": UUID(self.scribe_id.data) if self.scribe_id.data else None,
            "participants": tuple(UUID(one) for one in self.participants.data or ()),
        }


def session_form(
    member: Member,
    session: SparringSession | None = None,
    typed: Any = None,
    *,
    latest: int = 0,
) -> SessionForm:
    """The form with the session's answers, or with what was typed.

    Args:
        latest: the highest number a session has so far; a new one is suggested the next.
    """
    data = _kept(session) if session else _first(latest)
    form = SessionForm(formdata=typed, data=data)
    _offer(form, member, session)
    return form


def next_in_series(member: Member, session: SparringSession) -> SessionForm:
    """The form of the session after this one: same people, same hours, some weeks on."""
    data = _kept(session)
    number = session.series_no + 1
    data["title"] = _next_title(session.title, session.series_no)
    data["series_no"] = min(number, LONGEST_SERIES)
    data["held_on"] = _weeks_on(session.held_on, member.today)
    data["follows"] = str(session.id)
    data["invites"] = True
    data["purpose"] = ""
    form = SessionForm(formdata=None, data=data)
    _offer(form, member, None)
    offered = {choice.value for choice in form.participants.choices or ()}
    form.participants.data = [one for one in data["participants"] if one in offered]
    return form


class CancelForm(Form):
    reason = LineField(
        later("Hvorfor bliver den aflyst?"),
        [required(later("Skriv kort hvorfor. Deltagerne læser det."))],
        limit=500,
    )


class FacilitatorForm(Form):
    facilitator_id = PickField(
        later("Ny facilitator"), [required(later("Vælg, hvem der skal lede sessionen."))]
    )


def facilitator_form(member: Member, session: SparringSession) -> FacilitatorForm:
    form = FacilitatorForm()
    form.facilitator_id.choices = [
        SelectChoice("", _("Ikke valgt")),
        *people_choices(one for one in eligible(member) if one.id != session.facilitator_id),
    ]
    return form


def eligible(member: Member) -> list[PersonEntry]:
    """Those who may be in the room: læringsaktivister and consultants of today, by name."""
    return [one for one in member.directory.people.values() if may_lead(member, one.id)]


def people_choices(people: Iterable[PersonEntry]) -> list[SelectChoice]:
    """Names to choose from; one from outside the house is marked as such (DOMAIN C7)."""
    seen: dict[str, int] = {}
    choices = []
    for one in people:
        label = _("%(name)s (ekstern)", name=one.name) if one.is_external else one.name
        seen[label] = seen.get(label, 0) + 1
        told = label if seen[label] == 1 else f"{label} ({seen[label]})"
        choices.append(SelectChoice(str(one.id), told))
    return choices


def promise_choices(people: Iterable[PersonEntry], on: date) -> list[SelectChoice]:
    """Those who can promise something; of a leader it is said that they will read the agreement."""
    listed = list(people)
    return [
        SelectChoice(choice.value, _("%(name)s (leder, læser aftalen)", name=choice.label))
        if one.has(Role.LEADER, on)
        else choice
        for one, choice in zip(listed, people_choices(listed), strict=True)
    ]


def _offer(form: SessionForm, member: Member, session: SparringSession | None) -> None:
    keep = session.people_ids if session else frozenset()
    leader = session.facilitator_id if session else member.person_id
    people = [
        one
        for one in member.directory.people.values()
        if one.id != leader and (may_lead(member, one.id) or one.id in keep)
    ]
    form.participants.choices = people_choices(people)
    form.scribe_id.choices = [SelectChoice("", _("Ikke valgt")), *people_choices(people)]
    form.format.choices = [SelectChoice(one.value, _(one.label)) for one in SessionFormat]


def _first(latest: int) -> dict[str, Any]:
    number = min(latest + 1, LONGEST_SERIES)
    return {"format": SessionFormat.IN_PERSON.value, "series_no": number, "invites": True}


def _kept(session: SparringSession) -> dict[str, Any]:
    return {
        "revision": str(session.revision),
        "title": session.title,
        "series_no": session.series_no,
        "held_on": session.held_on,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "format": session.format.value,
        "place": session.place,
        "link": session.link,
        "participants": [str(one) for one in session.participant_ids],
        "scribe_id": str(session.scribe_id) if session.scribe_id else None,
        "purpose": session.purpose,
    }


def _next_title(title: str, number: int) -> str:
    """ "Sparringssession 1" becomes "Sparringssession 2"; other titles stay as they are."""
    start, _blank, last = title.rpartition(" ")
    return f"{start} {number + 1}" if start and last == str(number) else title


def _weeks_on(day: date, today: date) -> date:
    suggested = day + BETWEEN_SESSIONS
    while suggested <= today:
        suggested += BETWEEN_SESSIONS
    return suggested
