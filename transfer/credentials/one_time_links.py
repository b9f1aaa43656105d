"""Links that let their holder in once: invitations, password resets and the first set-up.

The token is in the link alone; the database keeps a hash of it. Opening the page uses nothing up,
since mail filters open links too.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from transfer.config import Settings
from transfer.db import db
from transfer.models.organisations import Organisation
from transfer.models.people import Person
from transfer.models.sign_in import OneTimeLink


class Purpose(StrEnum):
    """What a link is for. The value is kept."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


PATHS: Final = {
    Purpose.SETUP: "opsaetning",
    Purpose.INVITATION: "velkommen",
    Purpose.RESET: "nulstil",
}
LASTS: Final = {
    Purpose.SETUP: timedelta(days=36500),  # until it is used
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(minutes=60),
}


def invite(person: Person, *, by: UUID, at: datetime) -> str:
    """The link by which the person chooses a password; earlier links of theirs die.

    Shown once, to be mailed or copied by who invited; it cannot be read again.
    """
    void_links_of(person)
    return _make(Purpose.INVITATION, person, by=by, at=at)


def offer_reset(person: Person, *, at: datetime) -> str:
    """The link by which a person who forgot the password chooses another; earlier ones die.

    An invitation that waits stays good: anybody may ask for a reset in somebody's name.
    """
    db.session.execute(
        sa.delete(OneTimeLink).where(
            OneTimeLink.person_id == person.id, OneTimeLink.purpose == Purpose.RESET
        )
    )
    return _make(Purpose.RESET, person, by=None, at=at)


def find(token: str, purpose: Purpose, *, at: datetime) -> OneTimeLink | None:
    """The link, if it still opens something. Uses nothing up."""
    link = db.session.scalar(
        sa.select(OneTimeLink).where(
            OneTimeLink.token_hash == _hash(token), OneTimeLink.purpose == purpose, *_is_open(at)
        )
    )
    if link is None or (link.person_id is not None and not _still_fits(link)):
        return None
    return link


def claim(link: OneTimeLink, *, at: datetime) -> bool:
    """Use the link up, in the present transaction. Of several at the same moment one is told True."""
    used = db.session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.id == link.id, *_is_open(at))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def void_links_of(person: Person) -> None:
    """Let no earlier link of the person open anything."""
    db.session.execute(sa.delete(OneTimeLink).where(OneTimeLink.person_id == person.id))


# The first set-up


def make_setup_link(base_url: str) -> str | None:
    """The link that makes the first organisation and its administrator; None if there is one.

    Commits. The link is also in the file `setup_link` of the instance folder, for its owner alone.
    """
    if is_founded():
        forget_setup_file()
        return None
    db.session.execute(sa.delete(OneTimeLink).where(OneTimeLink.purpose == Purpose.SETUP))
    token = _add(Purpose.SETUP, None, None, datetime.now(UTC))
    address = f"{base_url}/{PATHS[Purpose.SETUP]}/{token}"
    _write_for_owner(_setup_file(), address)
    db.session.commit()
    return address


def is_founded() -> bool:
    """Whether the installation has an organisation."""
    return db.session.scalar(sa.select(Organisation.id).limit(1)) is not None


def forget_setup_file() -> None:
    with suppress(FileNotFoundError):
        _setup_file().unlink()


def _setup_file() -> Path:
    return _settings().instance / "setup_link"


def _write_for_owner(file: Path, text: str) -> None:
    forget_setup_file()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(text + "\n")


def _settings() -> Settings:
    settings = current_app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    return settings


# Tokens


def _make(purpose: Purpose, person: Person, *, by: UUID | None, at: datetime) -> str:
    token = _add(purpose, person, by, at)
    return f"{_settings().base_url}/{PATHS[purpose]}/{token}"


def _add(purpose: Purpose, person: Person | None, by: UUID | None, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=_hash(token),
            person_id=person.id if person else None,
            email=person.email if person else "",
            made_by_id=by,
            made_at=at,
            expires_at=at + LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def _is_open(at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)


def _still_fits(link: OneTimeLink) -> bool:
    """Whether the person is still active and reached at the address the link was made for."""
    person = db.session.get(Person, link.person_id)
    return person is not None and person.is_active and person.email == link.email


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
