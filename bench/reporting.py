"""What a report costs us, and what it costs others who print the same words.

Each way (`bench/ways.py`) is a process of its own, and they take turns, round by round. Of each round the others are
divided by ours, and the median of these ratios is what counts: seconds on a machine that others use too mean little.
"""

import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from bench import checking, watching, ways

SIZES = (10, 100)
LARGE = 1000
USUAL = (12, 100)
"""Trials in a report without the annex."""
INSIDE = {"hot", "changed", "message", "typst-again", "usual-reference", "usual-naive", "usual-hot"}
"""These measure within their process."""
WHO = {
    "hot": "ours, hot: the process runs, all parts are kept",
    "changed": "ours, hot, one trial has changed",
    "message": "ours, hot, one message has changed, with its new pixels",
    "kept": "ours, a fresh process, all parts are kept",
    "cold": "ours, cold: a fresh process, nothing is kept",
    "reference": "WeasyPrint, hastened: our reference path, one document",
    "lean": "WeasyPrint as it comes, lean: the same page",
    "naive": "WeasyPrint, naive: `bench/straightforward.py`",
    "chromium": "Chromium `--print-to-pdf`",
    "office": "LibreOffice from our Word document, PDF/UA",
    "typst": "Typst, a fresh process, PDF/UA-1",
    "typst-again": "Typst, the same again in the same process",
    "usual-hot": "ours, hot",
    "usual-reference": "WeasyPrint, hastened: our reference path, warm",
    "usual-naive": "WeasyPrint, naive, warm",
}
LEAST_SAID = 0.9
"""Of our letters: heads and feet differ, and page numbers."""


@dataclass
class Measured:
    """What was measured: runs by way and size, round by round, and what was found wrong with the papers."""

    rounds: int
    runs: dict[tuple[str, int], list[watching.Run]] = field(default_factory=dict)
    sizes: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """Pages and bytes of the papers."""
    faults: dict[int, list[str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def median(self, way: str, trials: int, what: str) -> float:
        return statistics.median(getattr(run, what) for run in self.runs[way, trials])

    def ratio(self, over: str, under: str, trials: int, what: str = "cpu") -> float | None:
        """The median of what each round gives; None when one of them was not measured."""
        pairs = zip(
            self.runs.get((over, trials), ()), self.runs.get((under, trials), ()), strict=False
        )
        found = [getattr(one, what) / getattr(other, what) for one, other in pairs]
        return statistics.median(found) if found else None

    def growth(self, way: str, few: int, many: int) -> float | None:
        """The exponent: 1 when twice as many trials take twice as long."""
        if not {(way, few), (way, many)} <= self.runs.keys():
            return None
        grown = self.median(way, many, "cpu") / self.median(way, few, "cpu")
        return math.log(grown) / math.log(many / few)


def measure(rounds: int, *, large: bool = False, without: tuple[str, ...] = ()) -> Measured:
    """In turns; of the large report one round. `without`: ways that are left out of it, as they take long."""
    found = Measured(rounds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        there = list(_those_that_are_here(found))
        for _ in range(rounds):
            for trials in SIZES:
                _one_round(found, there, trials, folder)
        if large:
            _one_round(found, [way for way in there if way not in without], LARGE, folder)
        for _ in range(rounds):
            for trials in USUAL:
                for way in ("usual-hot", "usual-reference", "usual-naive"):
                    _measure(found, way, trials, folder)
    return found


def _those_that_are_here(found: Measured) -> Iterator[str]:
    needed = {
        "chromium": ways.browser(),
        "office": shutil.which("soffice"),
        "typst": find_spec("typst"),
    }
    for way in (
        "cold",
        "kept",
        "hot",
        "changed",
        "message",
        "reference",
        "lean",
        "naive",
        "chromium",
        "office",
        "typst",
        "typst-again",
    ):
        if needed.get(way.removesuffix("-again"), True):
            yield way
        else:
            found.left_out.append(way)


def _one_round(found: Measured, them: list[str], trials: int, folder: Path) -> None:
    if not (folder / f"report-{trials}.html").exists():
        subprocess.run(_command("sources", trials, folder), check=True)
    for way in them:
        _measure(found, way, trials, folder)
    if trials not in found.faults:
        found.faults[trials] = list(_faults(trials, folder))


def _measure(found: Measured, way: str, trials: int, folder: Path) -> None:
    print(f"{trials:5} {way}", end=" ", file=sys.stderr, flush=True)
    try:
        run = watching.run(_command(way, trials, folder))
    except watching.Failed as wrong:
        found.left_out.append(f"{way} with {trials} ({str(wrong).splitlines()[-1]})")
        print(wrong, file=sys.stderr)
        return
    if way in INSIDE:
        cpu, wall = (statistics.median(times) for times in zip(*json.loads(run.said), strict=True))
        run = watching.Run(cpu, wall, run.memory, "")
    print(f"{run.cpu:.3f} s", file=sys.stderr, flush=True)
    found.runs.setdefault((way, trials), []).append(run)
    paper = folder / f"{way}-{trials}.pdf"
    found.sizes[way, trials] = _pages(paper), paper.stat().st_size


def _command(way: str, trials: int, folder: Path) -> list[str]:
    return [sys.executable, "-m", "bench.ways", way, str(trials), str(folder)]


def _pages(paper: Path) -> int:
    said = subprocess.run(["pdfinfo", paper], capture_output=True, check=True).stdout
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith(b"Pages:")))


def _faults(trials: int, folder: Path) -> Iterator[str]:
    """Of our own papers of this round: they are one and the same, and as they should be."""
    hot = folder / f"hot-{trials}.pdf"
    for way in ("kept", "cold"):
        if (folder / f"{way}-{trials}.pdf").read_bytes() != hot.read_bytes():
            yield f"{way} gives another file than hot"
    said = checking.letters(hot)
    for way in ("lean", "naive", "chromium", "office", "typst"):
        theirs = folder / f"{way}-{trials}.pdf"
        if theirs.exists() and checking.letters(theirs) < LEAST_SAID * said:
            yield f"{WHO[way]} does not say as much as we"
    reference = folder / f"reference-{trials}.pdf"
    yield from checking.faults(hot, reference if reference.exists() else None)


# The tables


@dataclass(frozen=True)
class Target:
    """What is wanted: at least, or at most, so much. `measured` is None when that was not run."""

    what: str
    bound: float
    is_least: bool
    measured: float | None
    unit: str = "×"

    @property
    def line(self) -> str:
        sign = "≥" if self.is_least else "≤"
        wanted = f"{sign} {self.bound:.3g} {self.unit}".strip()
        if self.measured is None:
            return f"| {self.what} | {wanted} | – | not measured |"
        held = self.measured >= self.bound if self.is_least else self.measured <= self.bound
        return f"| {self.what} | {wanted} | **{self.measured:.3g}** | {'held' if held else '**missed**'} |"


def targets(found: Measured) -> list[Target]:
    """Those of the report in parts, beside what was measured."""
    ratio, growth = found.ratio, found.growth
    alone = found.runs.get(("message", 100), ())
    preview = statistics.median(run.wall for run in alone) if alone else None
    kept_memory = found.median("kept", LARGE, "memory") if ("kept", LARGE) in found.runs else None
    return [
        Target("100 trials, hot: Typst fresh ÷ ours", 25, True, ratio("typst", "hot", 100)),
        Target("100 trials, hot: Typst again ÷ ours", 3, True, ratio("typst-again", "hot", 100)),
        Target("100 trials, hot: Chromium ÷ ours", 80, True, ratio("chromium", "hot", 100)),
        Target("1,000 trials, one changed: lean ÷ ours", 200, True, ratio("lean", "changed", LARGE)),
        Target("100 trials, cold: ours ÷ lean", 0.6, False, ratio("cold", "lean", 100)),
        Target("100 to 1,000 trials, hot: growth", 1.05, False, growth("hot", 100, LARGE), ""),
        Target("100 to 1,000 trials, cold: growth", 1.05, False, growth("cold", 100, LARGE), ""),
        Target("1,000 trials, memory: ours from kept parts ÷ lean", 0.125, False, ratio("kept", "lean", LARGE, "memory")),
        Target("1,000 trials, memory: ours from kept parts", 120, False, kept_memory, "MiB"),
        Target("100 trials, file: ours ÷ lean", 0.98, False, _size_ratio(found, 100)),
        Target("100 trials, preview after one changed message, by the clock", 0.3, False, preview, "s"),
    ]  # fmt: skip


def _size_ratio(found: Measured, trials: int) -> float | None:
    ours, lean = found.sizes.get(("hot", trials)), found.sizes.get(("lean", trials))
    return ours[1] / lean[1] if ours and lean else None


def table(found: Measured) -> Iterator[str]:
    """The measurement as lines of Markdown."""
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    one = "one of 1,000" if ("hot", LARGE) in found.runs else "none of 1,000"
    rounds = f"Rounds of 10 and of 100 trials: {found.rounds}, and {one}"
    yield f"{rounds}; {load}. Each trial is told in full."
    yield ""
    for trials in (*SIZES, LARGE):
        yield from _checks(found, trials)
    yield from (f"Not measured: {what}." for what in found.left_out)
    yield ""
    yield "| target | wanted | measured | |"
    yield "|---|--:|--:|---|"
    yield from (target.line for target in targets(found))
    for trials in (*SIZES, LARGE):
        if ("hot", trials) in found.runs:
            yield ""
            yield f"**{trials:,} trials**"
            yield ""
            yield from _side_by_side(found, [way for way in WHO if "usual" not in way], trials)
    for trials in USUAL:
        yield ""
        yield f"**{trials} trials, one line each: the report without the annex**"
        yield ""
        yield from _side_by_side(
            found, ["usual-hot", "usual-reference", "usual-naive"], trials, "usual-"
        )


def _checks(found: Measured, trials: int) -> Iterator[str]:
    if trials not in found.faults:
        return
    wrong = found.faults[trials]
    if not wrong:
        yield f"{trials:,} trials: all checks hold."
        return
    some = "; ".join(wrong[:5])
    yield f"**{trials:,} trials: {len(wrong)} checks fail, so no speed of these counts:** {some}."


def _side_by_side(found: Measured, them: list[str], trials: int, kind: str = "") -> Iterator[str]:
    yield "| by | CPU s | wall s | peak MiB | pages | kB | ÷ ours hot | ÷ ours kept | ÷ ours cold |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for way in (way for way in them if (way, trials) in found.runs):
        median = _of(found, way, trials)
        pages, size = found.sizes[way, trials]
        ratios = (found.ratio(way, f"{kind}{ours}", trials) for ours in ("hot", "kept", "cold"))
        told = " | ".join("–" if ratio is None else f"{ratio:.3g}" for ratio in ratios)
        yield (
            f"| {WHO[way]} | {median('cpu'):.3f} | {median('wall'):.3f} | {median('memory'):.0f} "
            f"| {pages} | {size // 1000} | {told} |"
        )


def _of(found: Measured, way: str, trials: int) -> Callable[[str], float]:
    return lambda what: found.median(way, trials, what)
