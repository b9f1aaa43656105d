"""Everybody of two organisations with a browser each, and what is needed to tell answers apart."""

import re
from contextlib import AbstractContextManager
from html import unescape
from uuid import UUID

from bs4 import BeautifulSoup

from tests.program.policy import ROWS
from tests.program.two_organisations import WORD, TwoOrganisations
from tests.records import Records
from tests.web import Visitor
from transfer.db import db
from transfer.models import Person
from transfer.views.start import numbers

NEVER = UUID("01890000-0000-7000-8000-00000000dead")
BOOKKEEPING = {"browser_session", "sign_in_attempt"}
"""Written without anybody having asked for anything."""
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
        self._addresses: dict[tuple[str, tuple[tuple[str, object], ...]], str] = {}
        with self.app.app_context():
            for name, person_id in scene.people.items():
                visitor = Visitor(self.app).signed_in_as(db.session.get_one(Person, person_id))
                cookie = visitor.client.get_cookie("transfer")
                self.cookies[name] = (cookie.key, cookie.value)
            db.session.remove()
        self.anonymous_session()
        for name in scene.people:
            self.tokens[name] = self.token_on(self.open(name, "/min-konto"))
        with self.app.app_context():
            self.records = Records(db.engine)
        self.tables = self.records.tables
        self.at_first = self.records.read()

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
        values |= instead
        asked = (row.endpoint, tuple(values.items()))
        if asked not in self._addresses:  # everybody asks for the same ones
            with self.app.test_request_context():
                self._addresses[asked] = self.app.url_for(row.endpoint, **values)
        address = self._addresses[asked]
        return f"{address}?{row.query}" if row.query else address

    # The database

    def restore(self) -> None:
        """Everything as it was in the beginning."""
        self.records.put_back(self.at_first)
        numbers._KEPT.clear()

    def is_untouched(self) -> bool:
        """Whether every table is as it was. Tables that nothing wrote to need no look."""
        written = self.records.written
        now = self.records.read(written - BOOKKEEPING)
        if any(rows != self.at_first[name] for name, rows in now.items()):
            return False
        written &= BOOKKEEPING
        return True

    def noting_writes(self) -> AbstractContextManager[set[str]]:
        """The tables that anything inside the block writes to, whether it is kept or not."""
        return self.records.noting_writes()


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
