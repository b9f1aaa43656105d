"""Sessions kept in the database, so that they can be ended at once and from anywhere.

The cookie holds a random name and nothing else; the database keeps only a hash of it. Reading a session
also reads who it belongs to, so that a request needs one query to know its visitor.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from transfer.db import db, new_id, writing
from transfer.models.people import Person
from transfer.models.sign_in import BrowserSession
from transfer.prepared import Unwalled

IDLE_LIMIT: Final = timedelta(hours=2)
SHORT_IDLE_LIMIT: Final = timedelta(minutes=30)
"""For those who reach much: administrators, and consultants in several organisations."""
SHORT: Final = "_short"
"""What a session with the short limit holds under this key is true."""
AWAITING: Final = "_awaiting"
"""Whose password was right and who has not given a code yet. Such a session opens nothing else."""
AWAITING_LIMIT: Final = timedelta(minutes=10)
PROVED: Final = "_proved"
"""What a session holds under this key is true when a second factor was shown in it."""
WHOLE_LIMIT: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a session writes down that it was used; oftener would make every page a write."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The person a session belongs to."""

    id: UUID
    name: str
    email: str


class DatabaseSession(CallbackDict[str, Any], SessionMixin):
    """What one browser left with us."""

    def __init__(self, content: dict[str, Any] | None = None) -> None:
        def changed(session: "DatabaseSession") -> None:
            session.modified = True

        super().__init__(content or {}, changed)
        self.modified = False
        self.id: UUID | None = None
        self.holder: Holder | None = None
        self.seen_at: datetime | None = None
        self.is_renamed = False
        self.is_ended = False

    def rename(self) -> None:
        """Get a new name at the next answer; the old one is dead. Done whenever rights grow."""
        self.is_renamed = True
        self.modified = True

    def end(self) -> None:
        """Forget everything, here and in the database."""
        self.clear()
        self.is_ended = True


class DatabaseSessions(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> DatabaseSession:
        name = request.cookies.get(self.get_cookie_name(app))
        if not name or len(name) > 100:
            return DatabaseSession()
        row = _find(name, reads_only=request.method in ("GET", "HEAD", "OPTIONS"))
        if row is None or _has_run_out(row):
            return DatabaseSession()
        session = DatabaseSession(dict(row.content))
        session.id, session.seen_at = row.id, row.seen_at
        if row.person_id is not None and row.is_active:
            session.holder = Holder(row.person_id, row.name, row.email)
        else:
            session.pop("_user_id", None)
            session.pop(AWAITING, None)
        return session

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if session.is_ended or (session.modified and not session):
            self._delete(session)
            self._forget_cookie(app, response)
        elif session.modified:
            self._write(app, session, response)
        elif session.holder is not None and self._is_due(session):
            self._touch(session)
        response.vary.add("Cookie")

    def _is_due(self, session: DatabaseSession) -> bool:
        return session.seen_at is None or datetime.now(UTC) - session.seen_at > SEEN_EVERY

    def _write(self, app: Flask, session: DatabaseSession, response: Response) -> None:
        now = datetime.now(UTC)
        whose = session.get("_user_id") or session.get(AWAITING)
        person = UUID(whose) if whose else None
        values = {"content": dict(session), "seen_at": now, "person_id": person}
        if session.id is not None and not session.is_renamed:
            # An ended session is not brought back by a request that was under way.
            _execute(sa.update(_TABLE).where(_TABLE.c.id == session.id).values(values))
            return
        name = secrets.token_urlsafe(32)
        values["device"] = str(session.pop("_device", ""))[:80]
        values["content"] = dict(session)
        begun = sa.insert(_TABLE).values(id=new_id(), name_hash=_hash(name), began_at=now, **values)
        if not self._replace(session, begun):
            self._forget_cookie(app, response)
            return
        response.set_cookie(
            self.get_cookie_name(app),
            name,
            httponly=True,
            secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            samesite="Lax",
            path="/",
        )

    def _replace(self, session: DatabaseSession, begun: sa.Insert) -> bool:
        """Put the new session in the old one's place, unless somebody ended that meanwhile."""
        with _own_connection() as connection:
            if session.id is not None:
                ended = connection.execute(sa.delete(_TABLE).where(_TABLE.c.id == session.id))
                if session.holder is not None and not ended.rowcount:
                    return False
            connection.execute(begun)
        return True

    def _touch(self, session: DatabaseSession) -> None:
        _execute(
            sa.update(_TABLE).where(_TABLE.c.id == session.id).values(seen_at=datetime.now(UTC))
        )

    def _delete(self, session: DatabaseSession) -> None:
        if session.id is not None:
            _execute(sa.delete(_TABLE).where(_TABLE.c.id == session.id))

    def _forget_cookie(self, app: Flask, response: Response) -> None:
        response.delete_cookie(
            self.get_cookie_name(app),
            path="/",
            secure=bool(app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )


def end_sessions_of(person_id: UUID, *, but: UUID | None = None) -> None:
    """End every session of a person at once, except perhaps the one that asks."""
    ended = sa.delete(BrowserSession).where(BrowserSession.person_id == person_id)
    if but is not None:
        ended = ended.where(BrowserSession.id != but)
    db.session.execute(ended, execution_options={"synchronize_session": False})


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One place where a person is signed in."""

    id: UUID
    device: str
    began_at: datetime
    seen_at: datetime


def sessions_of(person_id: UUID) -> list[OpenSession]:
    """Where a person is signed in now, the last used first."""
    rows = db.session.execute(_OF_PERSON, {"person_id": person_id})
    return [
        OpenSession(row.id, row.device, row.began_at, row.seen_at)
        for row in rows
        if not _has_run_out(row) and AWAITING not in row.content
    ]


_TABLE: Final = cast(sa.Table, BrowserSession.__table__)

_PEOPLE: Final = cast(sa.Table, Person.__table__)

_FIND: Final = Unwalled(
    sa.select(
        _TABLE.c.id,
        _TABLE.c.content,
        _TABLE.c.person_id,
        _TABLE.c.began_at,
        _TABLE.c.seen_at,
        _PEOPLE.c.name,
        _PEOPLE.c.email,
        _PEOPLE.c.is_active,
    )
    .outerjoin(_PEOPLE, _PEOPLE.c.id == _TABLE.c.person_id)
    .where(_TABLE.c.name_hash == sa.bindparam("name_hash"))
)
"""Of tables and not of records: every request asks this, and records cost five times as much."""

_OF_PERSON: Final = (
    sa.select(
        BrowserSession.id,
        BrowserSession.device,
        BrowserSession.content,
        BrowserSession.began_at,
        BrowserSession.seen_at,
    )
    .where(BrowserSession.person_id == sa.bindparam("person_id"))
    .order_by(BrowserSession.seen_at.desc())
)


def _find(name: str, *, reads_only: bool) -> Any:
    """The session of that name. This query opens the transaction that the rest of the request is in."""
    token = writing.set(not reads_only)
    try:
        found = _FIND.rows(name_hash=_hash(name))
    finally:
        writing.reset(token)
    return found[0] if found else None


def idle_minutes(session: Any) -> int:
    """How long the session lasts without use, in minutes."""
    limit = SHORT_IDLE_LIMIT if session.get(SHORT) else IDLE_LIMIT
    return int(limit.total_seconds() // 60)


def _has_run_out(row: Any) -> bool:
    now = datetime.now(UTC)
    if AWAITING in row.content:
        return bool(now - row.began_at > AWAITING_LIMIT)
    idle_limit = SHORT_IDLE_LIMIT if row.content.get(SHORT) else IDLE_LIMIT
    return bool(now - row.seen_at > idle_limit or now - row.began_at > WHOLE_LIMIT)


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _execute(statement: sa.Executable) -> None:
    with _own_connection() as connection:
        connection.execute(statement)


@contextmanager
def _own_connection() -> Iterator[sa.Connection]:
    """A transaction of its own: the page's work is over, and saved or given up."""
    db.session.rollback()
    token = writing.set(True)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        writing.reset(token)
