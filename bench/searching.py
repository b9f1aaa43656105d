"""The search against the bare full-text query of the same words, in one run and in turns."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

import sqlalchemy as sa

from bench.pages import LARGE, Site, caller, site_of
from transfer.db import across_organisations, db
from transfer.domain.danish_words import stems_in
from transfer.models import Organisation

LIMIT = 2
"""The 95th percentile of the page's search over that of the bare query, at most."""
PER_PAGE = 20
WORDS = Path(__file__).parents[1] / "transfer" / "demo" / "generated_words.json"


@dataclass(frozen=True)
class Times:
    what: str
    milliseconds: list[float]

    def at(self, share: float) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def queries(number: int) -> list[str]:
    """One to three words of the generated texts, as they are written there; the same each time."""
    chance = Random(7)
    sentences = json.loads(WORDS.read_text("utf-8"))["sentences"]
    words = sorted({word.strip(".,:;»«?!").lower() for one in sentences for word in one.split()})
    words = [word for word in words if len(word) > 3 and stems_in(word)]
    return [" ".join(chance.sample(words, chance.choice((1, 1, 2, 2, 3)))) for _ in range(number)]


def measure(folder: Path, number: int, trials: int = LARGE) -> list[Times]:
    """So many queries, each asked bare and through the page, in turns."""
    site = site_of(trials, folder / str(trials))
    with site.app.app_context(), across_organisations():
        slug = db.session.scalars(sa.select(Organisation.slug)).one()
        file = sa.make_url(str(db.engine.url)).database
    assert file is not None
    page, bare = _page(site, slug), _bare(file)
    measured: dict[str, list[float]] = {"bare full-text query": [], "page of the search": []}
    for turn, query in enumerate(queries(number + 10)):
        spent = (bare(query), page(query))
        if turn >= 10:  # the first warm up
            for times, one in zip(measured.values(), spent, strict=True):
                times.append(1000 * one)
    return [Times(what, times) for what, times in measured.items()]


def _page(site: Site, slug: str) -> Callable[[str], float]:
    call = caller(site.app, site.headers)
    return lambda query: call(f"/{slug}/soeg?q={quote(query)}")[0]


def _bare(file: str) -> Callable[[str], float]:
    """The best twenty by rank, of all texts: no organisation, no sight, no compounds, no count."""
    import sqlite3

    connection = sqlite3.connect(file)

    def ask(query: str) -> float:
        words = " AND ".join(f'"{stem}"' for stem in stems_in(query))
        began = time.perf_counter()
        connection.execute(
            "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rank LIMIT ?",
            (words, PER_PAGE),
        ).fetchall()
        return time.perf_counter() - began

    return ask


def table(measured: list[Times]) -> Iterator[str]:
    """The measurement as lines of Markdown."""
    yield f"Load of the machine at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores."
    yield ""
    yield f"{len(measured[0].milliseconds)} queries of one to three words over {LARGE:,} trials in one organisation."
    yield ""
    yield "| what | p50 ms | p95 ms | mean ms |"
    yield "|---|--:|--:|--:|"
    for one in measured:
        mean = statistics.mean(one.milliseconds)
        yield f"| {one.what} | {one.at(0.5):.1f} | {one.at(0.95):.1f} | {mean:.1f} |"
    bare, page = measured
    yield ""
    yield f"p95 of the page over the bare query: **{page.at(0.95) / bare.at(0.95):.2f}** (limit {LIMIT})."
