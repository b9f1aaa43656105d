"""Drawers: warm for the next drawing, gone with whoever asked, and missed by nobody when they are killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reports import one_page_pdf
from reports.apart import NotDrawn, drawn_apart, let_go
from tests.reports.sample import a_report, an_empty_report

ROOT = Path(__file__).parent.parent.parent
ASKS = """
import sys, threading
from reports.apart import drawn_apart
from tests.reports.sample import TRIALS, an_empty_report, a_report
threading.Thread(target=drawn_apart, args=("one_page", an_empty_report())).start()
drawn_apart("pdf", a_report(trials=TRIALS * 50))
"""


def drawers_of(process: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if f"\nPPid:\t{process}\n" in status.read_text():
                command = (status.parent / "cmdline").read_bytes()
                found += [int(status.parent.name)] if b"reports.apart" in command else []
        except OSError:
            continue
    return found


def is_there(process: int) -> bool:
    """What has ended and was not asked after yet has no command line."""
    line = Path(f"/proc/{process}/cmdline")
    return line.exists() and line.read_bytes() != b""


def until(true, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_drawer_is_kept_for_the_next_and_replaced_when_it_is_killed_at_work_or_at_rest():
    let_go()
    report = an_empty_report()
    expected = one_page_pdf(report)
    # From a thread that ends: the drawer is the process's, not the thread's.
    with ThreadPoolExecutor(1) as hand:
        assert hand.submit(drawn_apart, "one_page", report).result() == expected
    [warm] = drawers_of(os.getpid())
    assert drawn_apart("one_page", report) == expected
    assert drawers_of(os.getpid()) == [warm]
    os.kill(warm, signal.SIGKILL)
    assert drawn_apart("one_page", report) == expected

    [other] = drawers_of(os.getpid())
    killer = threading.Timer(0.4, os.kill, (other, signal.SIGKILL))
    killer.start()
    drawn = drawn_apart("pdf", a_report(trials=a_report().trials * 12))
    killer.join()
    assert drawn.startswith(b"%PDF-") and not is_there(other)
    with pytest.raises(NotDrawn, match="AttributeError"):
        drawn_apart("one_page", "no report")
    assert drawn_apart("one_page", report) == expected
    with ThreadPoolExecutor(5) as hands:
        assert set(hands.map(lambda _n: drawn_apart("one_page", report), range(5))) == {expected}
    assert len(drawers_of(os.getpid())) <= 2
    let_go()
    assert not drawers_of(os.getpid())


def test_drawers_do_not_outlive_who_asked_them():
    asking = subprocess.Popen([sys.executable, "-c", ASKS], cwd=ROOT)
    until(lambda: len(drawers_of(asking.pid)) == 2)
    drawers = drawers_of(asking.pid)
    time.sleep(1.5)  # one has nothing to do any more, or the other draws
    asking.kill()
    asking.wait()
    until(lambda: not any(is_there(one) for one in drawers), 10)
