"""Everybody of two organisations with a browser each, and what is needed to tell answers apart."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from uuid import UUID

import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy import event

from tests.program.policy import ROWS
from tests.program.two_organisations import WORD, TwoOrganisations
from tests.web import Visitor
from transfer.db import db
from transfer.models import Person
from transfer.views.start import numbers

NEVER = UUID("01890000-0000-7000-8000-00000000dead")
BOOKKEEPING = {"browser_session", "sign_in_attempt"}
"""Written without anybody having asked for anything."""
UNSAFE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
READING = re.compile(
    r"\s*(SELECT|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b)|PRAGMA|BEGIN|COMMIT|ROLLBACK|SET|SHOW|SAVEPOINT|RELEASE)\b",
    re.IGNORECASE | re.DOTALL,
)
TOKEN = re.compile(
    r'(name="csrf_token" (?:type="hidden" )?value|name="(?:remark_)?sent_as" (?:type="hidden" )?value)="[^"]*"'
)
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
UNSAFE_ROWS = [row for row in ROWS if row.method == "POST"]


class Walk:
    """The two organisations, and everybody in them with a browser of their own."""

    def __init__(self, scene: TwoOrganisations) -> None:
        self.scene, self.app = scene, scene.app
        self.cookies: dict[str, tuple[str, str]] = {}
        self.tokens: dict[str, str] = {}
        with self.app.app_context():
            for name, person_id in scene.people.items():
                visitor = Visitor(self.app).signed_in_as(db.session.get_one(Person, person_id))
                cookie = visitor.client.get_cookie("transfer")
                self.cookies[name] = (cookie.key, cookie.value)
            db.session.remove()
        self.anonymous_session()
        for name in scene.people:
            self.tokens[name] = self.token_on(self.open(name, "/min-konto"))
        self.tables = [
            table for table in db.metadata.sorted_tables if table.name != "alembic_version"
        ]
        self.at_first = self.snapshot()
        self.written: set[str] = set()
        """Tables that any statement of this process wrote to since they were last looked at."""
        event.listen(sa.Engine, "before_cursor_execute", self._note)

    def anonymous_session(self) -> None:
        client = self.app.test_client()
        page = client.get("/log-ind")
        cookie = client.get_cookie("transfer")
        self.cookies["anonymous"] = (cookie.key, cookie.value)
        self.tokens["anonymous"] = self.token_on(page)

    @staticmethod
    def token_on(page) -> str:
        return str(BeautifulSoup(page.text, "html.parser").select_one("[name=csrf_token]")["value"])

    # Asking

    def client(self, name):
        client = self.app.test_client()
        client.set_cookie(*self.cookies[name])
        return client

    def open(self, name, address):
        return self.client(name).get(address)

    def send(self, name, address, values=None, **more):
        values = {"csrf_token": self.tokens[name], **(values or {})}
        return self.client(name).post(address, data=values, **more)

    def ask(self, row, name, **ids):
        address = self.address(row, **ids)
        return self.open(name, address) if row.method == "GET" else self.send(name, address)

    def address(self, row, organisation="alfa", **instead) -> str:
        own = self.scene.a.ids
        values = {key: own.get(word, word) for key, word in row.ids.items()}
        if values.get("token") == "TOKEN":
            values["token"] = self.scene.token
        if row.kind == "organisation":
            values["organisation"] = organisation
        with self.app.test_request_context():
            address = self.app.url_for(row.endpoint, **{**values, **instead})
        return f"{address}?{row.query}" if row.query else address

    # The database

    def _note(self, _connection, _cursor, statement, *_) -> None:
        if not READING.match(statement):
            found = UNSAFE.match(statement)
            self.written.add(found[2] if found else "whatever it is")

    def snapshot(self, tables=None):
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: sorted(
                    (dict(row._mapping) for row in connection.execute(sa.select(table))),
                    key=lambda row: str(row["id"]),
                )
                for table in (self.tables if tables is None else tables)
            }

    def restore(self) -> None:
        """Everything as it was in the beginning."""
        with self.app.app_context(), db.engine.begin() as connection:
            for table in reversed(self.tables):
                for column in table.columns:
                    if column.nullable and any(
                        key.column.table is table for key in column.foreign_keys
                    ):
                        connection.execute(table.update().values({column.name: None}))
                connection.execute(table.delete())
            for table in self.tables:
                rows = self.at_first[table.name]
                if any(column.name == "parent_id" for column in table.columns):
                    rows = parents_first(rows)
                if rows:
                    connection.execute(table.insert(), rows)
        numbers._KEPT.clear()
        self.written.clear()

    def is_untouched(self) -> bool:
        """Whether every table is as it was. Tables that nothing wrote to need no look."""
        known = {table.name for table in self.tables}
        to_look_at = self.written - BOOKKEEPING if self.written <= known else known - BOOKKEEPING
        now = self.snapshot([table for table in self.tables if table.name in to_look_at])
        if any(rows != self.at_first[name] for name, rows in now.items()):
            return False
        self.written.clear()
        return True

    @contextmanager
    def noting_writes(self) -> Iterator[set[str]]:
        """The tables that anything inside the block writes to, whether it is kept or not."""
        written: set[str] = set()

        def note(_connection, _cursor, statement, *_):
            found = UNSAFE.match(statement)
            if found:
                written.add(found[2])

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield written
        finally:
            event.remove(engine, "before_cursor_execute", note)


def parents_first(rows):
    placed, left = [], list(rows)
    while left:
        there = {row["id"] for row in placed}
        now = [row for row in left if row["parent_id"] is None or row["parent_id"] in there]
        assert now, "a circle of parents"
        placed += now
        left = [row for row in left if row not in now]
    return placed


def named(row) -> str:
    return row.name


def faceless(answer) -> str:
    """The body without what differs from one request to the next."""
    body = UUIDS.sub("ID", TOKEN.sub("TOKEN", answer.text))
    return re.sub(r"/(beta|gamma)(?=[/.\"%])", "/ORGANISATION", body)


def words_in(text: str, letter: str) -> set[str]:
    return {found[0] for found in WORD.finditer(unescape(text)) if found[1] == letter}


def main_form(answer, address):
    page = BeautifulSoup(answer.text, "html.parser")
    forms = page.select("main form[method=post]")
    aimed = [form for form in forms if (form.get("action") or address).split("?")[0] == address]
    return (aimed or forms or [None])[0]
