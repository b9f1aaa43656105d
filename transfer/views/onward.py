"""Where people are led once they are in, and what they were sending when their session ran out."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer import access
from transfer.topic_forms.sign_in import CarryingForm


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes along through the steps of signing in. From the browser, and judged when it is used."""

    next: str = ""
    typed: str = ""
    """Names and values as JSON."""
    resend_to: str = ""

    @classmethod
    def by(cls, form: CarryingForm) -> "Carried":
        return cls(form.next.data or "", form.typed.data or "", form.resend_to.data or "")

    @property
    def is_parcel(self) -> bool:
        """Whether there are words to send once more, and where to."""
        return bool(self.typed) and access.own_page(self.resend_to, "POST") is not None

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was typed, by the names of its fields."""
        try:
            kept: Any = json.loads(self.typed)
        except ValueError:
            return []
        if not isinstance(kept, list):
            return []
        return [
            (str(one[0]), str(one[1])) for one in kept if isinstance(one, list) and len(one) == 2
        ]


def lead_on(person_id: UUID, carried: Carried) -> ResponseReturnValue:
    """To where the person was going, or to their words if they were sending some."""
    if carried.is_parcel:
        return render_template(
            "errors/send_again.html", code=200, typed=carried.words, address=carried.resend_to
        )
    return redirect(address_of(person_id, carried.next), 303)


def address_of(person_id: UUID, wanted: str) -> str:
    """What was asked for, if it is a page of one's own; else the front."""
    parts = access.own_page(wanted)
    if parts is None or "filename" in parts:
        return url_for("sign_in.front")
    if "organisation" in parts and parts["organisation"] not in access.places_of(person_id):
        return url_for("sign_in.front")
    return wanted
