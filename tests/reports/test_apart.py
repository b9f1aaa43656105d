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

from reports.apart import Limits, NotDrawn, Stopped, TookTooLong, drawn_apart, let_go, wake_a_drawer
from reports.parts import Part, draw_part

ROOT = Path(__file__).parent.parent.parent
SHORT = Part("<h1>Kort</h1>")
LONG = Part("<h1>Lang</h1>" + f"<p>{'ord ' * 400}</p>" * 120)
ASKS = """
import threading
from reports.apart import drawn_apart
from tests.reports.test_apart import LONG, SHORT, Part
threading.Thread(target=drawn_apart, args=("part", SHORT)).start()
drawn_apart("part", Part(LONG.html * 20))
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


def seconds_of(process: int) -> float:
    """What it has had of the processor; loading takes it one or two."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def until(true, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_drawer_is_kept_for_the_next_and_replaced_when_it_is_killed_at_work_or_at_rest():
    let_go()
    expected = draw_part(SHORT)
    # From a thread that ends: the drawer is the process's, not the thread's.
    with ThreadPoolExecutor(1) as hand:
        assert hand.submit(drawn_apart, "part", SHORT).result() == expected
    [warm] = drawers_of(os.getpid())
    assert drawn_apart("part", SHORT) == expected
    assert drawers_of(os.getpid()) == [warm]
    os.kill(warm, signal.SIGKILL)
    assert drawn_apart("part", SHORT) == expected

    [other] = drawers_of(os.getpid())
    killer = threading.Timer(0.4, os.kill, (other, signal.SIGKILL))
    killer.start()
    drawn = drawn_apart("part", LONG)
    killer.join()
    assert len(drawn) > 10_000
    until(lambda: not is_there(other))
    with pytest.raises(NotDrawn, match="AttributeError"):
        drawn_apart("part", "no part")
    with ThreadPoolExecutor(5) as hands:
        assert set(hands.map(lambda _n: drawn_apart("part", SHORT), range(5))) == {expected}
    assert len(drawers_of(os.getpid())) <= 2
    let_go()
    assert not drawers_of(os.getpid())


def test_a_drawer_may_be_woken_before_there_is_anything_to_draw():
    let_go()
    wake_a_drawer()
    wake_a_drawer()
    until(lambda: drawers_of(os.getpid()))  # a process has no command line in its first moment
    [woken] = drawers_of(os.getpid())
    until(lambda: seconds_of(woken) > 0.3)
    assert drawn_apart("part", SHORT) == draw_part(SHORT)
    assert drawers_of(os.getpid()) == [woken]
    let_go()


def test_a_drawing_has_an_end_to_its_time_and_its_memory_and_stops_when_told():
    with pytest.raises(TookTooLong):
        drawn_apart("part", LONG, limits=Limits(seconds=0.2))
    with pytest.raises(TookTooLong):
        drawn_apart("part", LONG, limits=Limits(processor_seconds=0))
    with pytest.raises(NotDrawn):
        drawn_apart("part", LONG, limits=Limits(memory=120 * 1024 * 1024))
    asked = []
    with pytest.raises(Stopped):
        drawn_apart("part", LONG, going_on=lambda: asked.append(1) or len(asked) < 3)
    let_go()
    assert not drawers_of(os.getpid())


def test_while_an_upgrade_is_put_in_place_nothing_is_drawn_by_the_new_for_the_old(monkeypatch):
    let_go()
    monkeypatch.setattr("reports.apart.made_with", lambda: b"what lay here when this process began")
    with pytest.raises(NotDrawn, match="start it anew"):
        drawn_apart("part", SHORT)
    monkeypatch.undo()
    assert drawn_apart("part", SHORT) == draw_part(SHORT)


def test_drawers_do_not_outlive_who_asked_them():
    asking = subprocess.Popen([sys.executable, "-c", ASKS], cwd=ROOT)
    until(lambda: len(drawers_of(asking.pid)) == 2)
    drawers = drawers_of(asking.pid)
    # One has nothing to do any more; the other has begun what takes it half a minute.
    until(lambda: max(map(seconds_of, drawers)) > 4)
    asking.kill()
    asking.wait()
    until(lambda: not any(is_there(one) for one in drawers), 10)
