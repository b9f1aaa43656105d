"""Helping somebody who lost both phone and recovery codes: decided, noted, and told to the person."""

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from transfer.credentials import second_factor
from transfer.credentials.sessions import end_sessions_of
from transfer.db import across_organisations, db
from transfer.models.people import Membership, Person
from transfer.models.second_factor import SignInDecision
from transfer.speaking import gettext as _
from transfer.tasks import send_later

TAKEN_AWAY: Final = "taken_away"
"""What the decision is called where it is kept."""


class NobodyThere(LookupError):
    """There is no account with the address."""


class NothingThere(LookupError):
    """The person has no second factor."""


def take_away(
    person: Person, *, by: UUID | None, reason: str, at: datetime, noted_in: set[UUID]
) -> None:
    """Let the person set the second factor up anew at the next sign-in. The password still stands guard.

    Args:
        by: the administrator who decided; nobody: whoever runs the installation.
        noted_in: the organisations whose administrators can read of it afterwards.

    Raises:
        NothingThere: the person has none.
    """
    if not second_factor.take_away(person.id):
        raise NothingThere
    end_sessions_of(person.id)
    for organisation_id in noted_in:
        db.session.add(
            SignInDecision(
                organisation_id=organisation_id,
                at=at,
                by_id=by,
                about_id=person.id,
                what=TAKEN_AWAY,
                reason=reason,
            )
        )
    send_later(
        kind="second_factor",
        to=person.email,
        subject=_("Login i to trin er fjernet fra din konto i Transfer"),
        body=_(
            "Hej %(name)s\n\n"
            "Telefon og gendannelseskoder er fjernet fra din konto. "
            "Næste gang du logger ind, sætter du det op igen.\n\n"
            "Har du ikke bedt om det, så sig det til din administrator med det samme, "
            "og skift din adgangskode:\n\n%(address)s\n",
            name=person.name,
            address=f"{current_app.config['SETTINGS'].base_url}/nulstil",
        ),
    )


def let_begin_anew(email: str, reason: str, *, at: datetime) -> str:
    """The same from the command line, for whoever has no administrator to ask. Commits.

    Returns:
        The person's name.

    Raises:
        NobodyThere: there is no such account.
        NothingThere: the person has no second factor.
    """
    with across_organisations():
        person = db.session.scalar(sa.select(Person).where(Person.email == email.strip().lower()))
        if person is None:
            raise NobodyThere
        theirs = db.session.scalars(
            sa.select(Membership.organisation_id).where(Membership.person_id == person.id)
        )
        take_away(person, by=None, reason=reason, at=at, noted_in=set(theirs))
        db.session.commit()
        return person.name
