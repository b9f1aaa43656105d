"""What a management report costs, side by side with others that print the same words.

One is a browser with our own page; the other is WeasyPrint with a template full of grid and flex, as one writes
it before measuring (`bench/straightforward.py`). Each print is a process of its own; they take turns. Memory is what the whole family of processes
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

STRAIGHT = """
import sys
from pathlib import Path
from bench.printing import report_of
from bench.straightforward import straightforward_pdf
Path(sys.argv[2]).write_bytes(straightforward_pdf(report_of(int(sys.argv[1]))))
"""
WARM = """
import sys, time
from bench.printing import report_of
from bench.straightforward import straightforward_pdf
from reports import management_pdf
draw = {"ours": management_pdf, "straightforward": straightforward_pdf}[sys.argv[2]]
report = report_of(int(sys.argv[1]))
for _ in range(2):
    began = time.process_time()
    draw(report)
print(time.process_time() - began)
"""
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
    """One maker's prints of one size; `warm` is the CPU of the second in a process that goes on."""

    who: str
    trials: int
    runs: tuple[Print, ...]
    warm: tuple[float, ...] = ()

    def median(self, what: str) -> float:
        return statistics.median(getattr(run, what) for run in self.runs)


def report_of(trials: int) -> ManagementReport:
    """The worked example's report, its trials repeated to the number asked for."""
    return a_report(trials=tuple(TRIALS[n % len(TRIALS)] for n in range(trials)))


def measure(rounds: int = ROUNDS) -> list[Line]:
    """Ours and the browser's prints in turns; without a browser only ours."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    runs: dict[tuple[str, int], list[Print]] = {}
    warm: dict[tuple[str, int], list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for trials in SIZES:
            (folder / f"{trials}.html").write_text(management_html(report_of(trials)), "utf-8")
        for _ in range(rounds):
            for trials in SIZES:
                paper = folder / "paper.pdf"
                for who, program in (("ours", OURS), ("straightforward", STRAIGHT)):
                    drawn = [sys.executable, "-c", program, str(trials), str(paper)]
                    runs.setdefault((who, trials), []).append(_run(drawn, paper))
                    warm.setdefault((who, trials), []).append(_warm(who, trials))
                if browser:
                    page = folder / f"{trials}.html"
                    theirs = _print_command(browser, page, paper, folder / "profile")
                    runs.setdefault(("browser", trials), []).append(_run(theirs, paper))
    return [
        Line(who, trials, tuple(found), tuple(warm.get((who, trials), ())))
        for (who, trials), found in runs.items()
    ]


def _warm(who: str, trials: int) -> float:
    """Seconds of processor for a second report in the same process."""
    asked = [sys.executable, "-c", WARM, str(trials), who]
    return float(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


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
    yield "| trials | by | CPU s | warm CPU s | wall s | peak MiB | pages | kB |"
    yield "|--:|---|--:|--:|--:|--:|--:|--:|"
    for line in sorted(lines, key=lambda one: (one.trials, one.who)):
        warm = f"{statistics.median(line.warm):.2f}" if line.warm else "–"
        yield (
            f"| {line.trials} | {_WHO[line.who]} | {line.median('cpu'):.2f} | {warm} "
            f"| {line.median('wall'):.2f} "
            f"| {line.median('memory'):.0f} | {line.median('pages'):.0f} "
            f"| {line.median('kilobytes'):.0f} |"
        )
    yield ""
    yield "| trials | ours over | CPU | warm CPU | wall | memory |"
    yield "|--:|---|--:|--:|--:|--:|"
    for trials in SIZES:
        each = {line.who: line for line in lines if line.trials == trials}
        for who in (who for who in _WHO if who in each and who != "ours"):
            ours, theirs = each["ours"], each[who]
            cpu, wall, memory = (
                ours.median(what) / theirs.median(what) for what in ("cpu", "wall", "memory")
            )
            warm = "–"
            if theirs.warm:
                warm = f"**{statistics.median(ours.warm) / statistics.median(theirs.warm):.2f}**"
            yield (
                f"| {trials} | {_WHO[who]} | **{cpu:.2f}** | {warm} | **{wall:.2f}** | **{memory:.2f}** |"
            )


_WHO = {
    "ours": "ours (tagged, PDF/UA-1)",
    "straightforward": "WeasyPrint, straightforward template (PDF/UA-1)",
    "browser": "Chromium, same HTML",
}
