"""One run of a program with all the processes that it starts: processor, clock and memory."""

import ctypes
import os
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.1
"""Seconds between two looks at the memory."""
_BECOME_PARENT = 36
"""Linux: whoever loses the parent becomes ours, so that what it used is counted (PR_SET_CHILD_SUBREAPER)."""


class Failed(Exception):
    """A program went wrong or took too long; the text is the end of what it said."""


@dataclass(frozen=True)
class Run:
    """cpu, wall: seconds, cpu of all processes. memory: mebibytes of all, a page that several hold split among them."""

    cpu: float
    wall: float
    memory: float
    said: str


def run(command: list[str], *, limit: float = 1800.0) -> Run:
    """Run to the end, its children too.

    Raises:
        Failed: it did not end well, or not within `limit` seconds.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_BECOME_PARENT, 1, 0, 0, 0)
    before, began = _used(), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    watch = _Watch(process.pid)
    watch.start()
    try:
        said, complained = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.communicate()
        raise Failed(f"more than {limit:.0f} s") from None
    finally:
        wall = time.perf_counter() - began
        watch.stop()
        _wait_for_orphans()
    if process.returncode:
        raise Failed(complained.strip()[-300:] or f"ended with {process.returncode}")
    return Run(_used() - before, wall, watch.most, said)


def _used() -> float:
    of = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of.ru_utime + of.ru_stime


def _wait_for_orphans() -> None:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
        except ChildProcessError:
            return


class _Watch(threading.Thread):
    """Looks at the memory of a process and all below it, now and then."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.most = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(EVERY):
            self.most = max(self.most, sum(map(_memory_of, _family(self.pid))))

    def stop(self) -> None:
        self._over.set()
        self.join()


def _family(pid: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(stat[1]), []).append(int(folder.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        yield one


def _memory_of(pid: int) -> float:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
