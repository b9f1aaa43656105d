"""What the pages that set the second factor up have in common, on the way in and in one's own account."""

from dataclasses import dataclass
from typing import Final

import segno
from flask import current_app, request, session

from transfer.access import now
from transfer.credentials import second_factor, throttling
from transfer.credentials.throttling import Caller
from transfer.db import db
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.tasks import send_later

PENDING: Final = "_pending"
"""Under this key a session keeps the sealed secret that is shown and not yet in use."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret as a page shows it."""

    secret: str
    address: str
    """Opens the app on a phone that the page is read on."""
    picture: str
    """The same as a QR code: the address of an SVG that carries itself."""

    @property
    def groups(self) -> list[str]:
        return [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]


def offer(person: Person) -> Offer:
    """The secret that this session offers; the same one until it is set up."""
    secret = second_factor.opened(session.get(PENDING, ""))
    if secret is None:
        secret = second_factor.new_secret()
        session[PENDING] = second_factor.sealed(secret)
    address = second_factor.address_for_apps(secret, person.email)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return Offer(secret, address, picture)


def count_code(person: Person) -> Caller:
    """Count a code that is about to be judged. Commits.

    Raises:
        TooManyTries: it came too soon.
    """
    key = current_app.config["SECRET_KEY"]
    caller = Caller.of(f"code {person.id}", request.remote_addr, key=key)
    throttling.count_try(caller, now(), throttling.CODES)
    db.session.commit()
    return caller


def soon(seconds: int) -> str:
    """What is said at a field that was tried too often."""
    return str(_("Der er prøvet mange gange. Vent %(seconds)d sekunder.", seconds=seconds))


def wrong_new_code() -> str:
    return str(
        _(
            "Koden passer ikke til den hemmelige nøgle her på siden. Se efter, at appen viser "
            "Transfer, og at telefonens ur går rigtigt. Vent på en ny kode, og prøv igen."
        )
    )


def tell_of_recovery_code(person: Person) -> None:
    """Mail the person that one of their recovery codes was used; it may not have been by them."""
    left = second_factor.standing_of(person.id).codes_left
    tell(
        person,
        _("En gendannelseskode til Transfer er brugt"),
        _(
            "En af dine gendannelseskoder er lige blevet brugt. Du har %(left)d tilbage.\n"
            "Nye laver du under Min konto.",
            left=left,
        ),
    )


def tell(person: Person, subject: str, what: str) -> None:
    """Mail the person what happened to their second factor. Never a secret, never a code."""
    send_later(
        kind="second_factor",
        to=person.email,
        subject=subject,
        body=_(
            "Hej %(name)s\n\n%(what)s\n\n"
            "Var det ikke dig, så skift din adgangskode med det samme, og sig det til din administrator:\n\n"
            "%(address)s\n",
            name=person.name,
            what=what,
            address=f"{current_app.config['SETTINGS'].base_url}/nulstil",
        ),
    )
