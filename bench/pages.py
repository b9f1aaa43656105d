"""How long our pages take, as multiples of the floor page called in between.

Absolute times of a shared machine mean little and change from minute to minute; the ratio of two
medians from the same minute, of calls in turns in one process, holds.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.globals import request_ctx
from werkzeug.test import create_environ

from bench.floor import ROWS, floor_app
from tests.queries import counting_queries
from transfer import access, signing_in
from transfer.app import create_app
from transfer.config import Settings
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role
from transfer.generating import generate
from transfer.migrating import head
from transfer.models import Membership, Organisation, Person, TrialAction

SMALL, LARGE = 1_000, 100_000
OWN = 25
"""Trials that belong to the activist who opens the pages, in the small and in the large one."""
LIMITS = {"start page": 4, "list of 25": 4, "one trial": 3, "quick log": 3}
GROWTH = 1.25
STEADY = 1.5
"""Pages wait for nothing but the processor, and the floor is the same page all the time; when it takes more than
so many times as long, it is the machine that moved."""


@dataclass(frozen=True)
class Site:
    """One installation with one organisation, and the pages of one activist in it."""

    app: Flask
    headers: dict[str, str]
    pages: dict[str, str]


@dataclass(frozen=True)
class Measured:
    page: str
    trials: int
    floor_ms: float
    page_ms: float
    p99_ms: float
    floor_cpu_ms: float
    """By the processor's own clock, which neighbours disturb less."""
    page_cpu_ms: float
    cold_ms: float
    """The very first call: templates are compiled, statements written, names read."""
    bytes: int
    queries: int

    @property
    def ratio(self) -> float:
        return self.page_ms / self.floor_ms

    @property
    def cpu_ratio(self) -> float:
        return self.page_cpu_ms / self.floor_cpu_ms


def site_of(trials: int, folder: Path, url: str = "") -> Site:
    """An installation with so many generated trials, all in one organisation.

    Args:
        url: of an empty or filled PostgreSQL; otherwise SQLite, in the folder, in a file named by the
            migration that its tables stand at: kept data of older tables is left lying.
    """
    folder.mkdir(parents=True, exist_ok=True)
    url = url or f"sqlite:///{folder}/transfer-{head()}.sqlite"
    engine = sa.create_engine(url)
    is_new = not sa.inspect(engine).has_table("organisation")
    engine.dispose()
    app = create_app(
        Settings(
            instance=folder,
            database_url=url,
            queue_url=f"sqlite:///{folder / 'queue.sqlite'}",
            mail_url=f"file://{folder / 'mail'}",
            base_url="http://localhost",
            secret_keys=("only-for-measuring-0123456789-abcdefghij",),
            testing=True,
        )
    )
    with app.app_context():
        if is_new:
            db.create_all()
            generate(trials, 1, at=datetime.now(UTC), password_hash=None)
            db.engine.dispose()
        with across_organisations():
            slug = db.session.scalars(sa.select(Organisation.slug)).one()
            activist = _activist()
            trial = _told_trial(activist)
        cookie = _signed_in(app, activist)
    base = f"/{slug}"
    return Site(
        app,
        {"Cookie": cookie},
        {
            "start page": f"{base}/",
            "list of 25": f"{base}/proevehandlinger",
            "one trial": f"{base}/proevehandlinger/{trial}",
            "quick log": f"{base}/log",
        },
    )


def _activist() -> UUID:
    """Somebody with the same work in an organisation of any size: 25 trials of one unit."""
    email = "maaler@example.dk"
    found = db.session.scalar(sa.select(Person.id).where(Person.email == email))
    if found is not None:
        return found
    organisation = db.session.scalars(sa.select(Organisation)).one()
    unit_id = db.session.scalars(sa.select(TrialAction.unit_id).limit(1)).one()
    person = Person(name="Maja Måler", email=email, created_at=datetime.now(UTC), is_active=True)
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Membership(
            organisation_id=organisation.id,
            person_id=person.id,
            unit_id=unit_id,
            role=Role.ACTIVIST,
            starts_on=access.today() - timedelta(days=365),
        )
    )
    # Half of them open, the rest closed: more than anybody has, so that every list is full.
    mine: list[UUID] = []
    for states, number in (
        ((State.RUNNING, State.REFLECTING, State.PAUSED), 8),
        ((State.IDEA, State.PLANNED), 5),
        ((State.ADOPTED,), 1),  # the one whose page is opened
        ((State.ANCHORED, State.STOPPED, State.ADAPTED), 11),
    ):
        of_them = sa.select(TrialAction.id).where(TrialAction.state.in_(states))
        mine += db.session.scalars(of_them.order_by(TrialAction.id).limit(number))
    assert len(mine) == OWN
    db.session.execute(
        sa.update(TrialAction)
        .where(TrialAction.id.in_(mine))
        .values(owner_id=person.id, unit_id=unit_id)
    )
    db.session.commit()
    return person.id


def _told_trial(activist: UUID) -> UUID:
    """One of theirs with plan, observations, reflection and decision."""
    return db.session.scalars(
        sa.select(TrialAction.id)
        .where(TrialAction.owner_id == activist, TrialAction.state == State.ADOPTED)
        .order_by(TrialAction.id)
        .limit(1)
    ).one()


def _signed_in(app: Flask, person_id: UUID) -> str:
    with app.test_request_context():
        signing_in.begin_session(db.session.get_one(Person, person_id), proved=True)
        response = app.response_class()
        app.session_interface.save_session(app, request_ctx.session, response)
        return response.headers["Set-Cookie"].split(";")[0]


@dataclass(frozen=True)
class Call:
    """One answer, and how many seconds it took to the last byte."""

    wall: float
    cpu: float
    content: bytes


def caller(app: Flask, headers: dict[str, str]) -> Callable[[str], Call]:
    """Calls the WSGI application, as a server would."""
    statuses: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None) -> None:
        statuses[:] = [status]

    def call(path: str) -> Call:
        environ = create_environ(path, headers=headers)
        began, began_cpu = time.perf_counter(), time.process_time()
        answer = app(environ, start)
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        spent, spent_cpu = time.perf_counter() - began, time.process_time() - began_cpu
        if statuses != ["200 OK"]:
            raise RuntimeError(f"{path} answered {statuses}")
        return Call(spent, spent_cpu, content)

    return call


def measure(folder: Path, calls: int, sizes: tuple[int, ...] = (SMALL, LARGE)) -> list[Measured]:
    """Each page in each size, `calls` times in turns with the floor."""
    sites = {size: site_of(size, folder / str(size)) for size in sizes}
    callers = {size: caller(site.app, site.headers) for size, site in sites.items()}
    floor, numbers = caller(floor_app(folder), {}), Random(1)
    measured: list[Measured] = []
    for page in LIMITS:
        cold = {size: callers[size](sites[size].pages[page]).wall for size in sizes}
        calls_of: dict[int, list[Call]] = {size: [] for size in (0, *sizes)}
        for turn in range(-30, calls):  # the first warm up
            turns = {0: floor(f"/{numbers.randrange(ROWS)}")}
            for size in sizes:
                turns[size] = callers[size](sites[size].pages[page])
            if turn >= 0:
                for size, one in turns.items():
                    calls_of[size].append(one)
        wall = {size: statistics.median(one.wall for one in calls_of[size]) for size in calls_of}
        cpu = {size: statistics.median(one.cpu for one in calls_of[size]) for size in calls_of}
        measured += [
            Measured(
                page,
                size,
                1000 * wall[0],
                1000 * wall[size],
                1000 * sorted(one.wall for one in calls_of[size])[int(calls * 0.99)],
                1000 * cpu[0],
                1000 * cpu[size],
                1000 * cold[size],
                len(calls_of[size][-1].content),
                _queries(sites[size], callers[size], page),
            )
            for size in sizes
        ]
    return measured


def _queries(site: Site, call: Callable[[str], Call], page: str) -> int:
    with site.app.app_context(), counting_queries() as sent:
        call(site.pages[page])
    return len(sent)


def table(measured: list[Measured]) -> Iterator[str]:
    """The measurement as lines of Markdown."""
    load = os.getloadavg()[0]
    yield f"Load of the machine at the end: {load:.1f} on {os.cpu_count()} cores."
    waited = max(one.page_ms / one.page_cpu_ms for one in measured)
    if waited > STEADY:
        yield ""
        yield (
            f"**By the wall's clock not to be trusted:** a page waited until it took up to {waited:.1f} times as long as it "
            "worked, so the machine was busy with something else. What the processor's clock says holds."
        )
    floors = [one.floor_cpu_ms for one in measured]
    if max(floors) > STEADY * min(floors):
        yield ""
        yield (
            f"**Not to be trusted:** the floor itself took from {min(floors):.2f} to {max(floors):.2f} ms of the "
            "processor. Measure again."
        )
    yield ""
    yield "| page | trials | floor ms | page ms | p99 ms | first ms | ratio | CPU: floor ms | page ms | ratio | limit | kB | queries |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for one in measured:
        yield (
            f"| {one.page} | {one.trials:,} | {one.floor_ms:.2f} | {one.page_ms:.2f} "
            f"| {one.p99_ms:.1f} | {one.cold_ms:.0f} | **{one.ratio:.2f}** "
            f"| {one.floor_cpu_ms:.2f} | {one.page_cpu_ms:.2f} | **{one.cpu_ratio:.2f}** "
            f"| {LIMITS[one.page]} | {one.bytes / 1000:.0f} | {one.queries} |"
        )
    yield ""
    yield f"| page | {LARGE:,} over {SMALL:,} | by CPU | limit |"
    yield "|---|--:|--:|--:|"
    for page in LIMITS:
        found = {one.trials: one for one in measured if one.page == page}
        if len(found) == 2:
            small, large = found[SMALL], found[LARGE]
            yield (
                f"| {page} | **{large.page_ms / small.page_ms:.2f}** "
                f"| **{large.page_cpu_ms / small.page_cpu_ms:.2f}** | {GROWTH} |"
            )
