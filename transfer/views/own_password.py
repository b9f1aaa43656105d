"""Asking whoever is signed in for their password once more."""

from flask import current_app, request

from transfer.access import now
from transfer.credentials import passwords, throttling
from transfer.credentials.throttling import Caller
from transfer.db import db
from transfer.models.people import Person


def is_ones_password(person: Person, typed: str) -> bool:
    """Counted like a try to sign in: a borrowed session must not guess on. Commits.

    Raises:
        TooManyTries: it came too soon.
    """
    key = current_app.config["SECRET_KEY"]
    caller = Caller.of(person.email, request.remote_addr, key=key)
    throttling.count_try(caller, now())
    kept = person.password_hash
    db.session.commit()
    is_right = passwords.is_right(kept, typed)
    if is_right:
        throttling.forget_tries(caller)
        db.session.commit()
    return is_right
