"""What a management report costs, side by side with a browser that prints the same words.

Each print is a process of its own; the two take turns. Memory is what the whole family of processes
holds at its largest, with shared pages counted once.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from reports import ManagementReport, management_html
from tests.reports.sample import TRIALS, a_report

SIZES = (12, 100)
ROUNDS = 5
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
EVERY = 0.04
"""Seconds between two looks at the processes."""
TICK = os.sysconf("SC_CLK_TCK")

OURS = """
import sys
from pathlib import Path
from bench.printing import report_of
from reports import management_pdf
Path(sys.argv[2]).write_bytes(management_pdf(report_of(int(sys.argv[1]))))
"""


@dataclass(frozen=True)
class Print:
    """One run: seconds, mebibytes, and the file it made."""

    cpu: float
    wall: float
    memory: float
    pages: int
    kilobytes: int


@dataclass(frozen=True)
class Line:
    who: str
    trials: int
    runs: tuple[Print, ...]

    def median(self, what: str) -> float:
        return statistics.median(getattr(run, what) for run in self.runs)


def report_of(trials: int) -> ManagementReport:
    """The worked example's report, its trials repeated to the number asked for."""
    return a_report(trials=tuple(TRIALS[n % len(TRIALS)] for n in range(trials)))


def measure(rounds: int = ROUNDS) -> list[Line]:
    """Ours and the browser's prints in turns; without a browser only ours."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    runs: dict[tuple[str, int], list[Print]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for trials in SIZES:
            (folder / f"{trials}.html").write_text(management_html(report_of(trials)), "utf-8")
        for _ in range(rounds):
            for trials in SIZES:
                paper = folder / "paper.pdf"
                ours = [sys.executable, "-c", OURS, str(trials), str(paper)]
                runs.setdefault(("ours", trials), []).append(_run(ours, paper))
                if browser:
                    page = folder / f"{trials}.html"
                    theirs = _print_command(browser, page, paper, folder / "profile")
                    runs.setdefault(("browser", trials), []).append(_run(theirs, paper))
    return [Line(who, trials, tuple(found)) for (who, trials), found in runs.items()]


def _print_command(browser: str, page: Path, paper: Path, profile: Path) -> list[str]:
    return [
        browser,
        "--headless",
        "--no-sandbox",  # refused to the superuser without it
        "--disable-gpu",
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={paper}",
        page.as_uri(),
    ]


def _run(command: list[str], paper: Path) -> Print:
    paper.unlink(missing_ok=True)
    before, began = os.times(), time.perf_counter()
    most, spent = 0.0, {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        memory = 0.0
        for pid, seconds in _family(process.pid):
            spent[pid] = seconds
            memory += _memory_of(pid)
        most = max(most, memory)
        time.sleep(EVERY)
    wall, after = time.perf_counter() - began, os.times()
    # A browser's own children are not all waited for, so they are watched; what dies between two
    # looks is only in the account of those who are waited for.
    waited_for = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    with pikepdf.open(paper) as pdf:
        pages = len(pdf.pages)
    cpu = max(waited_for, sum(spent.values()))
    return Print(cpu, wall, most, pages, paper.stat().st_size // 1000)


def _family(pid: int) -> Iterator[tuple[int, float]]:
    """The process and all below it, each with the seconds of processor that it has used."""
    used: dict[int, float] = {}
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used[int(folder.name)] = (int(stat[11]) + int(stat[12])) / TICK
        children.setdefault(int(stat[1]), []).append(int(folder.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        yield one, used.get(one, 0.0)


def _memory_of(pid: int) -> float:
    """Mebibytes that the process holds; a page held by several is split among them."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def table(lines: list[Line]) -> Iterator[str]:
    """The measurement as lines of Markdown."""
    yield f"Medians of {len(lines[0].runs)} rounds; load {os.getloadavg()[0]:.1f} at the end."
    yield ""
    yield "| trials | by | CPU s | wall s | peak MiB | pages | kB |"
    yield "|--:|---|--:|--:|--:|--:|--:|"
    for line in sorted(lines, key=lambda one: (one.trials, one.who)):
        who = "ours (tagged, PDF/UA-1)" if line.who == "ours" else "Chromium, same HTML"
        yield (
            f"| {line.trials} | {who} | {line.median('cpu'):.2f} | {line.median('wall'):.2f} "
            f"| {line.median('memory'):.0f} | {line.median('pages'):.0f} "
            f"| {line.median('kilobytes'):.0f} |"
        )
    yield ""
    yield "| trials | CPU, ours over Chromium | wall | memory |"
    yield "|--:|--:|--:|--:|"
    for trials in SIZES:
        both = {line.who: line for line in lines if line.trials == trials}
        if len(both) == 2:
            shares = [
                both["ours"].median(what) / both["browser"].median(what)
                for what in ("cpu", "wall", "memory")
            ]
            yield f"| {trials} | " + " | ".join(f"**{one:.2f}**" for one in shares) + " |"
