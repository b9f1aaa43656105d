"""Everybody tries every address of two organisations: what opens, what it shows, and what it changes.

Who is let in stands in `policy`; who may read which words stands below, from the table of permissions
and not from the code that applies it.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import unescape
from urllib.parse import urlencode
from uuid import UUID

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sqlalchemy import event

from tests.program.policy import ACTIVISTS, ALL, CONSULTANTS, INSIDE, LEADER, NETWORK, NO_MEMBERS, OWN, ROWS
from tests.program.two_organisations import (
    TRIALS,
    WORD,
    TwoOrganisations,
    an_own_database,
    two_organisations,
)
from tests.web import Visitor, values_of
from transfer.access import today
from transfer.db import Moment, across_organisations, db
from transfer.domain.lifecycle import CLOSED
from transfer.models import Organisation, Person
from transfer.views.start import numbers

NEVER = UUID("01890000-0000-7000-8000-00000000dead")
BOOKKEEPING = {"browser_session", "sign_in_attempt"}
"""Written without anybody having asked for anything."""
UNSAFE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
TOKEN = re.compile(r'(name="csrf_token" (?:type="hidden" )?value|name="sent_as" (?:type="hidden" )?value)="[^"]*"')
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


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

    def snapshot(self):
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: sorted(
                    (dict(row._mapping) for row in connection.execute(sa.select(table))),
                    key=lambda row: str(row["id"]),
                )
                for table in self.tables
            }

    def restore(self) -> None:
        """Everything as it was in the beginning."""
        with self.app.app_context(), db.engine.begin() as connection:
            for table in reversed(self.tables):
                for column in table.columns:
                    if column.nullable and any(key.column.table is table for key in column.foreign_keys):
                        connection.execute(table.update().values({column.name: None}))
                connection.execute(table.delete())
            for table in self.tables:
                rows = self.at_first[table.name]
                if any(column.name == "parent_id" for column in table.columns):
                    rows = parents_first(rows)
                if rows:
                    connection.execute(table.insert(), rows)
        numbers._KEPT.clear()

    def is_untouched(self) -> bool:
        now = self.snapshot()
        return all(now[name] == rows for name, rows in self.at_first.items() if name not in BOOKKEEPING)

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


@pytest.fixture(scope="module")
def walk(tmp_path_factory, database_url) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("walk")
    with an_own_database(database_url, folder) as url:
        walk = Walk(two_organisations(folder, url))
        yield walk
        with walk.app.app_context():
            db.engine.dispose()


EVERYBODY = sorted(ALL | NO_MEMBERS | {"anonymous"})
IN_ORGANISATIONS = [row for row in ROWS if row.kind == "organisation"]
WITH_IDS = [row for row in IN_ORGANISATIONS if any(key == "id" or key.endswith("_id") for key in row.ids)]
UNSAFE_ROWS = [row for row in ROWS if row.method == "POST"]


def named(row):
    return row.name


# Doors


def expected(row, name) -> frozenset[int]:
    """What the policy says that this person is answered."""
    if row.kind == "public" or (row.kind == "personal" and name != "anonymous"):
        return row.accepted
    if name == "anonymous":
        return frozenset({302 if row.method == "GET" else 401})
    if name in NO_MEMBERS:
        return frozenset({404})
    if name in row.lets_in:
        return row.accepted
    return frozenset({403 if name in row.sees else 404})


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_opens_for_those_the_policy_names_and_for_nobody_else(walk, row):
    wrong = {}
    for name in EVERYBODY:
        right = expected(row, name)
        with walk.noting_writes() as written:
            answer = walk.ask(row, name)
        if answer.status_code not in right:
            wrong[name] = f"{answer.status_code}, not {sorted(right)}"
        is_let_in = right is row.accepted
        if written - BOOKKEEPING and (row.method == "GET" or not is_let_in):
            wrong[name] = f"wrote to {sorted(written)} and answered {answer.status_code}"
        told = told_by_a_refusal(walk, name, answer)
        if not is_let_in and told:
            wrong[name] = f"{answer.status_code} with {sorted(told)} in it"
        if name == "anonymous" and answer.status_code == 302 and row.kind != "public":
            assert answer.location.startswith("/log-ind?next=")
        if written and row.method == "POST":
            walk.restore()
    assert not wrong, wrong
    assert walk.is_untouched()


def told_by_a_refusal(walk, name, answer) -> set[str]:
    """The words of a page that says no, but for the reader's own name and organisations."""
    letters = {"a"} if name in ALL else {"b"} if name.startswith("b_") else set()
    letters |= {"a", "b"} if name == "external" else set()
    told = set()
    for letter, side in walk.scene.sides.items():
        own = f"{name.removeprefix('b_')}.person"
        frame = {"name", "programme", own} if letter in letters else set()
        told |= {side.words[word] for word in words_in(answer.text, letter)} - frame
    return told


@pytest.mark.parametrize("row", WITH_IDS, ids=named)
def test_what_the_other_organisation_has_is_answered_like_what_never_was(walk, row):
    keys = [key for key in row.ids if key == "id" or key.endswith("_id")]
    for name in sorted(ALL):
        for key in keys:
            theirs = walk.ask(row, name, **{key: walk.scene.b.ids[row.ids[key]]})
            never = walk.ask(row, name, **{key: NEVER})
            assert theirs.status_code == never.status_code, (name, key)
            assert theirs.status_code in (403, 404), (name, key, theirs.status_code)
            assert faceless(theirs) == faceless(never), (name, key)
            assert dict(theirs.headers).keys() == dict(never.headers).keys()
    assert walk.is_untouched()


@pytest.mark.parametrize("row", WITH_IDS, ids=named)
def test_the_other_organisation_does_not_open_with_its_own_ids_either(walk, row):
    """A's people at B's addresses: the organisation is not there, whatever id they hold."""
    theirs = {
        key: walk.scene.b.ids[word] for key, word in row.ids.items() if word in walk.scene.b.ids
    }
    for name in ("owner", "leader", "consultant", "admin"):
        there = walk.ask(row, name, organisation="beta", **theirs)
        nowhere = walk.ask(row, name, organisation="gamma", **theirs)
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert faceless(there) == faceless(nowhere)
    assert walk.is_untouched()


def faceless(answer) -> str:
    """The body without what differs from one request to the next."""
    body = UUIDS.sub("ID", TOKEN.sub("TOKEN", answer.text))
    return re.sub(r"/(beta|gamma)(?=[/.\"%])", "/ORGANISATION", body)


PLACES_FOR_IDS = [
    ("trial_actions.index", "enhed", "unit"),
    ("trial_actions.index", "maal", "goal"),
    ("trial_actions.board", "enhed", "unit"),
    ("trial_actions.as_csv", "maal", "goal"),
    ("trial_actions.new", "forloeb", "cycle"),
    ("observations.quick_log", "proevehandling", "running"),
    ("learning_cycles.index", "enhed", "unit"),
    ("learning_cycles.index", "maal", "goal"),
    ("administration.people", "enhed", "unit"),
    ("administration.unit_new", "under", "top"),
    ("reports.show", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.figures", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
    ("reports.pdf", "fra=01-01-2026&til=31-12-2026&enhed", "unit"),
]


@pytest.mark.parametrize(("endpoint", "key", "record"), PLACES_FOR_IDS)
def test_a_filter_by_what_the_other_organisation_has_finds_what_a_made_up_one_finds(
    walk, endpoint, key, record
):
    row = next(row for row in ROWS if row.endpoint == endpoint and row.method == "GET")
    bare = walk.address(row).split("?")[0]
    for name in sorted(row.lets_in):
        theirs = walk.open(name, f"{bare}?{key}={walk.scene.b.ids[record]}")
        never = walk.open(name, f"{bare}?{key}={NEVER}")
        assert theirs.status_code == never.status_code, name
        assert faceless(theirs) == faceless(never), name
        assert not words_in(theirs.text, "b")


FORMS_WITH_IDS = [
    ("owner", "trial_actions.new", {}, "unit", "unit"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-goals", "goal"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-cycle", "cycle"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "ide"}, "svar-parent", "stopped"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"}, "svar-unit", "unit"),
    ("owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"}, "svar-owner", "owner"),
    (
        "owner", "trial_actions.edit", {"id": "idea", "step": "tid-og-mennesker"},
        "svar-participants", "colleague",
    ),
    ("owner", "observations.quick_log", {}, "trial", "running"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "units", "unit"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "sponsor_id", "leader"),
    ("consultant", "learning_cycles.edit", {"id": "cycle", "section": "rammer"}, "goals", "goal"),
    ("admin", "goals.edit", {"id": "goal"}, "parent", "small_goal"),
    ("admin", "goals.edit", {"id": "goal"}, "owner", "owner"),
    ("admin", "administration.unit", {"id": "empty_unit"}, "parent", "top"),
    ("admin", "administration.role_new", {"id": "colleague"}, "unit", "unit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "endpoint", "ids", "key", "record"),
    FORMS_WITH_IDS,
    ids=[f"{one[1]}-{one[3]}" for one in FORMS_WITH_IDS],
)
def test_no_form_takes_what_the_other_organisation_has(walk, name, endpoint, ids, key, record):
    row = next(row for row in ROWS if row.endpoint == endpoint and row.method == "GET")
    with walk.app.test_request_context():
        values = {one: walk.scene.a.ids.get(word, word) for one, word in ids.items()}
        address = walk.app.url_for(row.endpoint, organisation="alfa", **values)
    form = main_form(walk.open(name, address), address)
    assert form is not None
    assert form.select(f"[name='{key}']"), f"the page asks for no {key}"
    filled = values_of(form)
    theirs = walk.send(name, address, {**filled, key: str(walk.scene.b.ids[record])})
    never = walk.send(name, address, {**filled, key: str(NEVER)})
    assert (theirs.status_code, never.status_code) == (422, 422)
    assert faceless(theirs) == faceless(never)
    assert not words_in(theirs.text, "b")
    assert walk.is_untouched()


def main_form(answer, address):
    page = BeautifulSoup(answer.text, "html.parser")
    forms = page.select("main form[method=post]")
    aimed = [form for form in forms if (form.get("action") or address).split("?")[0] == address]
    return (aimed or forms or [None])[0]


# Forged requests


@pytest.mark.parametrize("row", UNSAFE_ROWS, ids=named)
def test_nothing_is_done_without_a_token_of_ones_own_from_a_page_of_ours(walk, row):
    name = next((one for one in ("owner", "admin", "leader") if one in row.lets_in), min(row.lets_in))
    other = "colleague" if name != "colleague" else "owner"
    address = walk.address(row)
    client = walk.client
    forged = {
        "no token": client(name).post(address),
        "a made-up token": client(name).post(address, data={"csrf_token": "forged"}),
        "another's token": client(name).post(address, data={"csrf_token": walk.tokens[other]}),
        "another site": walk.send(name, address, headers={"Sec-Fetch-Site": "cross-site"}),
        "another origin": walk.send(name, address, headers={"Origin": "https://evil.example"}),
        "JSON as text": client(name).post(address, data="{}", content_type="text/plain"),
    }
    refused = {way: answer.status_code for way, answer in forged.items()}
    # An old sign-in page leads back to itself.
    assert all(code in (400, 403) or (row.kind == "public" and code == 303) for code in refused.values()), refused
    assert walk.is_untouched()


# Words


def words_in(text: str, letter: str) -> set[str]:
    return {found[0] for found in WORD.finditer(unescape(text)) if found[1] == letter}


def text_of(answer) -> str:
    if answer.mimetype == "application/pdf":
        reader = PdfReader(io.BytesIO(answer.data))
        outline = " ".join(str(one) for one in reader.outline)
        pages = "\n".join(page.extract_text() for page in reader.pages)
        # A word that is broken over two lines is still that word.
        return f"{pages}\n{pages.replace(chr(10), '')}\n{outline}\n{dict(reader.metadata or {})}"
    return answer.text + str(answer.headers)


@cache
def seers() -> dict[str, frozenset[str]]:
    """Who sees that a trial is there (DOMAIN D), by its name."""
    return {
        **dict.fromkeys(TRIALS, NETWORK),
        **dict.fromkeys(("idea", "plan", "private", "cancelled", "figures_only"), INSIDE),
        "shared_plan": ACTIVISTS | CONSULTANTS,
        "for_unit": INSIDE | {"colleague"} | LEADER,
        "for_department": INSIDE | {"colleague", "neighbour"} | LEADER,
    }


SUPPORT = {"title", "action", "support_needed"}
"""What a leader reads of open work."""
QUOTED = {"title", "learning_headline"}
"""What the report may print of decided trials, when their people agree."""
REPORT_READERS = {"leader", "far_leader"}
"""They may have the report about the whole organisation; consultants about the units they advise."""


def may_read(name: str, what: str) -> bool:
    """Whether the table of permissions lets the person read the words (such as `running.signs`)."""
    record, _, part = what.partition(".")
    if record in TRIALS:
        return _may_read_trial(name, record, part)
    if record.endswith("_note"):
        trial, author, shared = record.split("_")[:3]
        if shared == "private":
            return name == author
        return name in seers()[trial] - LEADER
    if record == "draft_cycle":
        return name == "owner" or name in CONSULTANTS | LEADER
    if record in ("cycle", "ended_cycle"):
        if part == "title" and name in REPORT_READERS:
            return True
        return name in NETWORK
    if part == "email":
        return name in (record, "admin")
    if part == "role":
        return name == "admin"
    return True  # names of the organisation, its units, goals and people


def _may_read_trial(name: str, trial: str, part: str) -> bool:
    state = TRIALS[trial]["state"]
    is_quoted = "decision" in TRIALS[trial] and trial != "figures_only"
    if part in QUOTED and is_quoted and name in REPORT_READERS:
        return True
    if part == "old_challenge":
        return name in INSIDE and name in seers()[trial]
    if name not in seers()[trial]:
        return False
    return name not in LEADER or state in CLOSED or part in SUPPORT


def pages_for(walk, name):
    """The address of every page that can be read, with every record of A in it."""
    ids = walk.scene.a.ids
    trials = list(TRIALS)
    kinds = {
        "trial_actions": [{"id": ids[trial]} for trial in trials],
        "learning_cycles": [{"id": ids[one]} for one in ("cycle", "draft_cycle", "ended_cycle")],
        "goals": [{"id": ids[one]} for one in ("goal", "small_goal")],
        "observations": [{"id": record} for one, record in ids.items() if one.endswith("_note")],
    }
    done = set()
    for row in ROWS:
        if row.method != "GET" or row.kind == "public" or row.endpoint == "reports.pdf":
            continue
        bare = row.endpoint.split(".")[0]
        if "id" not in row.ids or bare not in kinds:
            yield walk.address(row)
            continue
        if row.endpoint in done:
            continue
        done.add(row.endpoint)
        for instead in kinds[bare]:
            if "entry_id" in row.ids:
                trial = next(one for one in trials if ids[one] == instead["id"])
                yield walk.address(row, **instead, entry_id=ids[f"{trial}_change"])
            else:
                yield walk.address(row, **instead)
    here = "/alfa/proevehandlinger"
    yield f"{here}?maal=a1"
    yield f"{here}?q=zqb"
    yield f"{here}?q=zqa"
    yield f"{here}/liste.csv?q=zq"
    for unit in ("", *(ids[one] for one in ("unit", "far_unit", "top", "far_top"))):
        asked = urlencode({"fra": "01-01-2020", "til": f"31-12-{today().year}", "enhed": unit})
        yield f"/alfa/rapporter/ledelsesrapport?{asked}"
        yield f"/alfa/rapporter/noegletal.csv?{asked}"


@pytest.mark.parametrize("name", sorted(ALL))
def test_nobody_reads_a_word_that_is_not_for_them(walk, name):
    leaks: dict[str, str] = {}
    read: set[str] = set()
    for address in pages_for(walk, name):
        with walk.noting_writes() as written:
            answer = walk.open(name, address)
        assert not written - BOOKKEEPING, (address, written)
        assert answer.status_code < 500, address
        text = text_of(answer)
        for word in words_in(text, "b"):
            # Who works in both has the other organisation in the menu, and their role there on their page.
            both = {"name", "unit.name"} if address == "/min-konto" else {"name"}
            if name != "external" or walk.scene.b.words[word] not in both:
                leaks[f"B's {walk.scene.b.words[word]}"] = address
        for word in words_in(text, "a"):
            read.add(walk.scene.a.words[word])
            if not may_read(name, walk.scene.a.words[word]):
                leaks[walk.scene.a.words[word]] = address
    assert not leaks, leaks
    missed = {what for what in SEEN_BY_ALL_WHO_MAY if may_read(name, what)} - read
    assert not missed, f"may be read and is found nowhere: {sorted(missed)}"
    assert walk.is_untouched()


SEEN_BY_ALL_WHO_MAY = {
    *(f"{trial}.title" for trial in TRIALS),
    *(f"{trial}.action" for trial in TRIALS if trial != "cancelled"),
    "running.prediction",
    "stopped.learning",
    "adopted.learning_headline",
    "running_owner_shared_note.saw",
    "running_owner_private_note.saw",
    "running_participant_private_note.saw",
    "running.old_challenge",
    "cycle.title",
    "draft_cycle.title",
    "goal.name",
}
"""Found by everybody who may read it, so that silence above means something."""


@pytest.mark.parametrize("name", ["leader", "far_leader", "external"])
def test_the_report_on_paper_holds_no_word_that_is_not_for_its_reader(walk, name):
    unit = {"external": walk.scene.a.ids["unit"]}.get(name, "")
    asked = urlencode({"fra": "01-01-2020", "til": f"31-12-{today().year}", "enhed": unit})
    answer = walk.open(name, f"/alfa/rapporter/ledelsesrapport.pdf?{asked}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    text = text_of(answer)
    assert not words_in(text, "b")
    read = {walk.scene.a.words[word] for word in words_in(text, "a")}
    assert {what for what in read if not may_read(name, what)} == set()
    assert {"stopped.title", "stopped.learning_headline", "name"} <= read
    assert not {what for what in read if what.startswith("figures_only.")}


def test_an_e_mail_address_is_shown_to_its_owner_and_to_administrators(walk):
    page = walk.open("owner", "/min-konto").text
    shown = {walk.scene.a.words[word] for word in words_in(page, "a")}
    assert {one for one in shown if one.endswith(".email")} == {"owner.email"}


# Counts


@pytest.mark.parametrize("name", ["owner", "leader", "consultant", "external", "admin"])
def test_what_the_other_organisation_has_changes_no_page_and_no_count(walk, name):
    pages = [
        address
        for address in dict.fromkeys(pages_for(walk, name))
        if not re.search(r"/(log|ny|nyt|min-konto|liste\.csv)\b|/proevehandlinger/.*-|/rediger", address)
    ]
    numbers._KEPT.clear()
    before = {address: settled(walk.open(name, address)) for address in pages}
    try:
        without_records_of_b(walk)
        numbers._KEPT.clear()
        after = {address: settled(walk.open(name, address)) for address in pages}
    finally:
        walk.restore()
    assert [address for address in pages if before[address] != after[address]] == []
    assert walk.is_untouched()


def settled(answer) -> tuple[int, str]:
    """The answer without the moment it was made."""
    text = answer.text if answer.mimetype != "application/pdf" else ""
    return answer.status_code, re.sub(r"\bkl\. \d+[.:]\d\d", "", TOKEN.sub("TOKEN", text))


def without_records_of_b(walk) -> None:
    """Take away all that B has made, but not B itself, its people and their sessions."""
    kept = {"organisation", "person", "membership", "form_template", "form_version", "unit"}
    with walk.app.app_context(), db.engine.begin() as connection:
        for table in reversed(walk.tables):
            if "organisation_id" in table.columns and table.name not in kept:
                mine = table.c.organisation_id == walk.scene.b.id
                if "parent_id" in table.columns:
                    connection.execute(table.update().where(mine).values(parent_id=None))
                connection.execute(table.delete().where(mine))


# Forms take what they ask for and nothing else


def forged_columns(walk) -> dict[str, str]:
    """Every column of every table as a field, with a value that would do harm."""
    b, people = walk.scene.b, walk.scene.people
    harm = {"sa.Uuid": str(b.id)}
    forged = {}
    for table in walk.tables:
        for column in table.columns:
            value = {
                "organisation_id": str(b.id), "owner_id": str(people["b_owner"]),
                "author_id": str(people["b_owner"]), "person_id": str(people["b_admin"]),
                "unit_id": str(b.ids["unit"]), "parent_id": str(NEVER), "trial_id": str(b.ids["running"]),
                "state": "anchored", "role": "local_admin", "is_active": "0", "visibility": "network",
                "slug": "taget", "email": "taget@example.dk", "password_hash": "x", "title": "taget",
                "is_private": "0", "is_external": "1", "revision": "99",
            }.get(column.name)  # fmt: skip
            forged[column.name] = value or _harmful(column, harm)
    return forged


def _harmful(column, harm) -> str:
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return harm["sa.Uuid"]
    if isinstance(kind, sa.Boolean):
        return "1"
    if isinstance(kind, (sa.Integer, sa.Numeric)):
        return "7"
    if isinstance(kind, sa.Date):
        return "2031-01-01"
    if isinstance(kind, Moment):
        return "2031-01-01T00:00:00"
    return "taget"


def a_writer(row) -> str:
    """Somebody who may do it."""
    first = [one for one in ("owner", "admin", "consultant", "leader") if one in row.lets_in]
    return (first or sorted(row.lets_in))[0]


@pytest.mark.parametrize("row", UNSAFE_ROWS, ids=named)
def test_a_form_changes_what_it_asks_for_and_no_other_column(walk, row):
    name, address = a_writer(row), walk.address(row)
    opened = walk.open(name, address)
    form = main_form(opened, address) if opened.status_code == 200 and "html" in opened.mimetype else None
    filled = values_of(form) if form is not None else {}
    asked = {one["name"] for one in form.select("[name]")} if form is not None else set()
    extra = {key: value for key, value in forged_columns(walk).items() if key not in asked | KNOWN_WITHOUT_A_PAGE}
    plain = walk.send(name, address, filled)
    changed = changes(walk)
    walk.restore()
    forged = walk.send(name, address, {**filled, **extra, **{f"svar-{key}": one for key, one in extra.items() if key in NEVER_ASKED}})
    assert forged.status_code == plain.status_code, forged.text[:2000]
    changed_by_forged = changes(walk)
    walk.restore()
    assert changed_by_forged == changed


KNOWN_WITHOUT_A_PAGE: set[str] = {"email", "name", "title", "content"}
"""Fields of forms whose page is not the address they are sent to; what they ask for is theirs."""
NEVER_ASKED = {"organisation_id", "state", "owner_id", "is_archived", "revision", "form_id"}


def changes(walk):
    """What differs from the beginning, without ids and moments that are new each time."""
    now, differing = walk.snapshot(), []
    for table in walk.tables:
        if table.name in BOOKKEEPING:
            continue
        before = {row["id"]: row for row in walk.at_first[table.name]}
        after = {row["id"]: row for row in now[table.name]}
        differing += [(table.name, "gone", one) for one in before.keys() - after.keys()]
        for one, row in after.items():
            was = before.get(one, {})
            new = {
                key: _plain(table.c[key], value)
                for key, value in row.items()
                if key != "id" and was.get(key, ...) != value
            }
            if new:
                differing.append((table.name, str(one) if was else "new", str(sorted(new.items(), key=str))))
    return sorted(differing, key=str)


def _plain(column, value):
    changing = {"directory_revision", "token_hash", "payload", "sent_as", "dedupe_key"}
    if column.name in changing or isinstance(column.type, Moment):
        return "…"
    fresh = isinstance(value, UUID) and column.name in ("trial_id", "cycle_id", "template_id")
    return "…" if fresh else value


# The other way round


def test_the_words_that_are_looked_for_are_there(walk):
    """B's own people find B's words, so that their absence above means something."""
    page = walk.open("b_owner", "/beta/proevehandlinger").text
    assert {"running.title", "idea.title"} <= {walk.scene.b.words[word] for word in words_in(page, "b")}
    assert not words_in(page, "a")


def test_whoever_is_in_both_reads_each_organisation_at_its_own_address(walk):
    with walk.app.app_context(), across_organisations():
        slugs = [one.slug for one in db.session.scalars(sa.select(Organisation))]
    assert sorted(slugs) == ["alfa", "beta"]
    for slug, own, other in (("alfa", "a", "b"), ("beta", "b", "a")):
        page = walk.open("external", f"/{slug}/proevehandlinger").text
        assert len(words_in(page, own)) > len(TRIALS)
        assert {walk.scene.sides[other].words[word] for word in words_in(page, other)} <= {"name"}


@pytest.mark.parametrize("name", sorted(OWN))
def test_a_deactivated_person_is_signed_out_at_once(walk, name):
    person = sa.update(Person).where(Person.id == walk.scene.people[name])
    with walk.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(person.values(is_active=False))
        answers = [walk.open(name, "/alfa/proevehandlinger"), walk.open(name, "/min-konto")]
        walk.restore()
    assert [one.status_code for one in answers] == [302, 302]
