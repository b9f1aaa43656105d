"""The search against bare full-text queries of the same words, in one run and in turns."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote

import sqlalchemy as sa

from bench.pages import LARGE, Site, caller, site_of
from transfer.db import across_organisations, db
from transfer.domain.danish_words import stems_in
from transfer.models import Organisation

LIMIT: Final = 2
"""The 95th percentile of the page's search over that of the bare query, at most."""
PER_PAGE: Final = 20
LEAN: Final = 25
"""Hits that the plain table is asked for."""
WORDS: Final = Path(__file__).parents[1] / "transfer" / "demo" / "generated_words.json"
BARE, PLAIN, PAGE = (
    "bare query of our index",
    "bare query of a plain table of the same texts",
    "page of the search",
)


@dataclass(frozen=True)
class Times:
    what: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    """By this process's own clock, which neighbours disturb less; a database server's is not in it."""


def at(share: float, milliseconds: list[float]) -> float:
    ordered = sorted(milliseconds)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def queries(number: int) -> list[str]:
    """One to three words of the generated texts, as they are written there; the same each time."""
    chance = Random(7)
    sentences = json.loads(WORDS.read_text("utf-8"))["sentences"]
    words = sorted({word.strip(".,:;»«?!").lower() for one in sentences for word in one.split()})
    words = [word for word in words if len(word) > 3 and stems_in(word)]
    return [" ".join(chance.sample(words, chance.choice((1, 1, 2, 2, 3)))) for _ in range(number)]


def measure(folder: Path, number: int, trials: int = LARGE, url: str = "") -> list[Times]:
    """So many queries, each asked bare and through the page, in turns.

    Args:
        url: of a PostgreSQL to measure on; otherwise SQLite, in the folder.
    """
    site = site_of(trials, folder / str(trials), url)
    with site.app.app_context(), across_organisations():
        slug = db.session.scalars(sa.select(Organisation.slug)).one()
        bare, plain = _bare_on_postgresql(url) if url else _bare_on_sqlite(str(db.engine.url))
    ways = {BARE: _timed(bare), PLAIN: _timed(plain), PAGE: _page(site, slug)}
    measured = {what: Times(what) for what in ways}
    for turn, query in enumerate(queries(number + 10)):
        for what, ask in ways.items():
            wall, cpu = ask(query)
            if turn >= 10:  # the first warm up
                measured[what].wall.append(1000 * wall)
                measured[what].cpu.append(1000 * cpu)
    return list(measured.values())


Asked = Callable[[str], tuple[float, float]]
"""Asks a query. Returns how many seconds it took, by the wall and by the processor."""


def _page(site: Site, slug: str) -> Asked:
    call = caller(site.app, site.headers)

    def ask(query: str) -> tuple[float, float]:
        answer = call(f"/{slug}/soeg?q={quote(query)}")
        return answer.wall, answer.cpu

    return ask


def _timed(ask: Callable[[str], object]) -> Asked:
    def timed(query: str) -> tuple[float, float]:
        began, began_cpu = time.perf_counter(), time.process_time()
        ask(query)
        return time.perf_counter() - began, time.process_time() - began_cpu

    return timed


def _bare_on_sqlite(url: str) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """The best by rank of all texts: no organisation, no sight, no compounds, no count."""
    import sqlite3

    file = sa.make_url(url).database
    assert file is not None
    connection = sqlite3.connect(file)
    connection.execute("ATTACH ':memory:' AS beside")
    connection.execute("CREATE VIRTUAL TABLE beside.plain USING fts5 (text, content='')")
    connection.execute(
        "INSERT INTO beside.plain (rowid, text) SELECT id, title_stems || ' ' || stems "
        "FROM main.search_text WHERE audience = 'full'"
    )
    connection.commit()

    def asks(table: str, most: int) -> Callable[[str], object]:
        statement = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT {most}"
        return lambda query: connection.execute(
            statement, (" AND ".join(f'"{stem}"' for stem in stems_in(query)),)
        ).fetchall()

    return asks("search_index", PER_PAGE), asks("plain", LEAN)


def _bare_on_postgresql(url: str) -> tuple[Callable[[str], object], Callable[[str], object]]:
    import psycopg

    connection = psycopg.connect(url, autocommit=True)
    connection.execute("DROP TABLE IF EXISTS plain")
    connection.execute(
        "CREATE TABLE plain AS SELECT id, "
        "array_to_tsvector(array_remove(string_to_array(title_stems || ' ' || stems, ' '), '')) AS vector "
        "FROM search_text WHERE audience = 'full'"
    )
    connection.execute("CREATE INDEX ON plain USING gin (vector)")
    connection.execute("VACUUM ANALYZE plain")
    connection.execute("VACUUM ANALYZE search_text")

    def asks(table: str, most: int) -> Callable[[str], object]:
        statement = (
            f"SELECT id FROM {table}, CAST(%s AS tsquery) AS asked WHERE vector @@ asked "
            f"ORDER BY ts_rank(vector, asked) DESC LIMIT {most}"
        )
        return lambda query: connection.execute(
            statement, (" & ".join(f"'{stem}'" for stem in stems_in(query)),)
        ).fetchall()

    return asks("search_text", PER_PAGE), asks("plain", LEAN)


def table(measured: list[Times], trials: int = LARGE) -> Iterator[str]:
    """The measurement as lines of Markdown."""
    yield f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    yield ""
    yield f"{len(measured[0].wall)} queries of one to three words over {trials:,} trials in one organisation."
    yield ""
    yield "| what | p50 ms | p95 ms | mean ms | CPU p50 ms | CPU p95 ms |"
    yield "|---|--:|--:|--:|--:|--:|"
    for one in measured:
        figures = (at(0.5, one.wall), at(0.95, one.wall), statistics.mean(one.wall))
        figures += (at(0.5, one.cpu), at(0.95, one.cpu))
        yield f"| {one.what} | {' | '.join(f'{figure:.1f}' for figure in figures)} |"
    yield ""
    times = {one.what: one for one in measured}
    page = at(0.95, times[PAGE].wall)
    over_bare, over_plain = (page / at(0.95, times[what].wall) for what in (BARE, PLAIN))
    yield f"p95 of the page over the bare query of our index: **{over_bare:.2f}** (limit {LIMIT}); over that of the plain table: **{over_plain:.2f}**."
