"""Sessions begun and ended: each time under a new name, so that an old cookie opens nothing.

Between password and code a session holds a person under a key of its own, and is a stranger's to every page.
"""

from collections.abc import Mapping
from typing import Final, cast
from uuid import UUID

from flask import g, request, session
from flask_login import login_user, logout_user
from flask_wtf.csrf import generate_csrf
from werkzeug.user_agent import UserAgent

from transfer import access
from transfer.credentials.sessions import AWAITING, PROVED, SHORT, DatabaseSession
from transfer.domain.vocabulary import Role
from transfer.models.people import Person


def begin_awaiting(person_id: UUID) -> None:
    """The password was right: remember it for ten minutes, under a new session name. Opens nothing."""
    _begin_afresh()
    session[AWAITING] = str(person_id)
    generate_csrf()


def awaited() -> UUID | None:
    """Whose password was right in this session, and whose code is still to come."""
    kept = session.get(AWAITING)
    return UUID(kept) if kept else None


def begin_session(person: Person, *, proved: bool = False) -> None:
    """Sign the person in, under a new session name and with a new token against forged forms.

    Args:
        proved: whether they showed their second factor.
    """
    _begin_afresh()
    login_user(access.Visitor(person.id, person.name, person.email))
    if proved:
        session[PROVED] = True
    session["_device"] = _device(request.user_agent)
    if _reaches_much(access.places_of(person.id)):
        session[SHORT] = True
    generate_csrf()  # now, or the first page would be a write


def end_session() -> None:
    """Sign out. What is put in the session after this belongs to nobody."""
    logout_user()
    _begin_afresh()


def _begin_afresh() -> None:
    session.clear()
    g.pop("csrf_token", None)
    cast(DatabaseSession, session).rename()


def _reaches_much(places: Mapping[str, access.Place]) -> bool:
    roles = [{role for role, _, _ in place.roles} for place in places.values()]
    advised = sum(Role.CONSULTANT in held for held in roles)
    return advised > 1 or any(Role.LOCAL_ADMIN in held for held in roles)


def _device(agent: UserAgent) -> str:
    """Browser and machine in words that people know, such as "Firefox · Windows"."""
    text = agent.string or ""
    browser = next((name for mark, name in _BROWSERS if mark in text), "")
    machine = next((name for mark, name in _MACHINES if mark in text), "")
    return " · ".join(part for part in (browser, machine) if part)


_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_MACHINES: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
