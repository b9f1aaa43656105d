"""What takes time is drawn in processes of their own, each with an end to its time and its memory.

So what cannot be drawn costs nobody else anything, what nobody wants any longer can be stopped, and what
is drawn knows neither the database nor the secrets of who asked for it. A drawer lives for many drawings:
loading WeasyPrint costs more than a page does. At most two of each process draw at a time.

A drawer is told what to draw through a pipe, as a pickle that only who started it can write, and gives
bytes back. It ends when that pipe does, so none outlives the process that wanted its drawings.
"""

import atexit
import logging
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reports.parts.part import made_with

log = logging.getLogger(__name__)

MEGABYTE: Final = 1024 * 1024
TICK: Final = 0.25
"""Seconds between two looks at whether to go on."""
MOST_AT_A_TIME: Final = 2
MOST_DRAWINGS: Final = 500
"""After so many a drawer makes room for a fresh one."""
MOST_TRIES: Final = 3
"""Of a drawing whose drawer was killed by somebody else."""
READY_WITHIN: Final = 60.0
"""Seconds that a new drawer may take to load WeasyPrint, on a machine that has much else to do."""
IDLE_FOR: Final = 300.0
"""Seconds after which a drawer that nobody asks goes home by itself."""
SWEPT_EVERY: Final = 40
"""Drawings between two looks for what is dead in memory; each look costs as much as a page."""

_DRAWER: Final = "from reports.apart import main; main()"
_TOLD: Final = struct.Struct(">Q")
_ANSWER: Final = struct.Struct(">cQ")
_DRAWN, _FAILED, _OUT_OF_MEMORY, _READY = b"d", b"f", b"m", b"r"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one drawing may cost: seconds on the wall and of the processor, bytes of memory."""

    seconds: float = 180.0
    processor_seconds: int = 120
    memory: int = 1024 * MEGABYTE


class NotDrawn(Exception):
    """The drawing failed; the text says how."""


class TookTooLong(NotDrawn):
    """It was not done within its time."""


class TooLarge(NotDrawn):
    """It needed more memory than it may have."""


class Stopped(Exception):
    """Whoever asked for it wants it no longer."""


class _Killed(Exception):
    """The drawer ended, and not by anything it drew."""


def drawn_apart(
    kind: str,
    value: Any,
    *,
    limits: Limits = Limits(),
    going_on: Callable[[], bool] = lambda: True,
) -> bytes:
    """The drawing of a value: one of those that `_drawers` names.

    Args:
        going_on: Is asked now and then whether to go on.

    Raises:
        TookTooLong, TooLarge: it came up against the limits.
        NotDrawn: it failed in another way.
        Stopped: `going_on` said no.
    """
    for _try in range(MOST_TRIES):
        with _a_drawer(going_on) as drawer:
            try:
                return drawer.draw(kind, value, limits, going_on)
            except _Killed as killed:
                log.warning("a drawing was cut short and is begun again: %s", killed)
    raise NotDrawn(f"its drawer was killed {MOST_TRIES} times")


def wake_a_drawer() -> None:
    """Start one, if none is awake, for what is soon to be drawn. It loads for a second; nobody waits for it here."""
    if not _seats.acquire(blocking=False):
        return
    try:
        with _resting_lock:
            if not any(drawer.is_fit for drawer in _resting):
                _resting.append(_Drawer())
    finally:
        _seats.release()


def let_go() -> None:
    """End the drawers of this process that have nothing to do."""
    with _resting_lock:
        while _resting:
            _resting.pop().end()


_seats = threading.BoundedSemaphore(MOST_AT_A_TIME)
_resting: list["_Drawer"] = []
_resting_lock = threading.Lock()


def _sit_anew() -> None:
    """After a fork, in the child: the drawers belong to the parent, and so does whatever lock was held just then."""
    global _seats, _resting_lock
    _seats, _resting_lock = threading.BoundedSemaphore(MOST_AT_A_TIME), threading.Lock()
    _resting.clear()


atexit.register(let_go)
os.register_at_fork(after_in_child=_sit_anew)


@contextmanager
def _a_drawer(going_on: Callable[[], bool]) -> Iterator["_Drawer"]:
    """One that nobody else uses meanwhile: the last one used, since it is warm."""
    while not _seats.acquire(timeout=TICK):
        if not going_on():
            raise Stopped
    try:
        with _resting_lock:
            drawer = _resting.pop() if _resting else None
        if drawer is None or not drawer.is_fit:
            if drawer is not None:
                drawer.end()
            drawer = _Drawer()
        try:
            yield drawer
        except BaseException:
            drawer.end()
            raise
        if drawer.is_fit:
            with _resting_lock:
                _resting.append(drawer)
        else:
            drawer.end()
    finally:
        _seats.release()


class _Drawer:
    """A process that draws, seen from the one that asks."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _DRAWER], bufsize=0,
            cwd=Path(__file__).parent.parent, env=_plain_environment(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self._drawings = 0
        self._is_ready = self._is_over = False

    @property
    def is_fit(self) -> bool:
        """Whether it may be asked for another drawing."""
        if self._is_over or self._drawings >= MOST_DRAWINGS:
            return False
        return self._process.poll() is None

    def draw(self, kind: str, value: Any, limits: Limits, going_on: Callable[[], bool]) -> bytes:
        try:
            if not self._is_ready:
                self._wait_till_it_is_ready(going_on)
            self._drawings += 1
            deadline = time.monotonic() + limits.seconds
            told = pickle.dumps((kind, value, limits.processor_seconds, limits.memory))
            self._tell(_TOLD.pack(len(told)) + told, deadline, going_on)
            how, drawn = self._answer(deadline, going_on)
        except BaseException:
            self.end()
            raise
        if how == _DRAWN:
            return drawn
        if how == _OUT_OF_MEMORY:
            self.end()
            raise TooLarge("its memory was full")
        raise NotDrawn(drawn.decode("utf-8", "replace"))

    def end(self) -> None:
        """Kill it, whatever it is at."""
        self._is_over = True
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _wait_till_it_is_ready(self, going_on: Callable[[], bool]) -> None:
        """A drawer reads the files that lie there now. When they are others than ours, what it draws is not what
        is asked for, and must not be kept as if it were."""
        _, drawn_with = self._answer(time.monotonic() + READY_WITHIN, going_on)
        if drawn_with != made_with():
            raise NotDrawn("the program was replaced since this process began; start it anew")
        self._is_ready = True

    def _tell(self, told: bytes, deadline: float, going_on: Callable[[], bool]) -> None:
        left = memoryview(told)
        while left:
            self._wait([], [self._to], deadline, going_on)
            try:
                left = left[os.write(self._to, left[:65536]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._why_it_ended() from None

    def _answer(self, deadline: float, going_on: Callable[[], bool]) -> tuple[bytes, bytes]:
        how, size = _ANSWER.unpack(self._heard(_ANSWER.size, deadline, going_on))
        return how, self._heard(size, deadline, going_on)

    def _heard(self, size: int, deadline: float, going_on: Callable[[], bool]) -> bytes:
        heard = bytearray()
        while len(heard) < size:
            self._wait([self._from], [], deadline, going_on)
            more = os.read(self._from, min(size - len(heard), MEGABYTE))
            if not more:
                raise self._why_it_ended()
            heard += more
        return bytes(heard)

    @staticmethod
    def _wait(
        reads: list[int], writes: list[int], deadline: float, going_on: Callable[[], bool]
    ) -> None:
        """Until one of the pipes is ready."""
        while True:
            left = deadline - time.monotonic()
            if any(select.select(reads, writes, [], max(0.0, min(TICK, left)))):
                return
            if left <= 0:
                raise TookTooLong("its time was up")
            if not going_on():
                raise Stopped

    def _why_it_ended(self) -> Exception:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _Killed("it said no more")
        if code == -signal.SIGXCPU:
            return TookTooLong("its time at the processor was up")
        return _Killed(f"it ended with {code}")


def _plain_environment() -> dict[str, str]:
    """Ours without what an installation keeps there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRANSFER_")}


# In the drawer


def main() -> None:
    """Draw what is asked for on standard input until nobody asks any more."""
    import gc

    # What anything prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    threading.Thread(target=_live_no_longer_than_the_asker, daemon=True).start()
    _be_modest()
    drawers = _drawers()
    gc.collect()
    gc.freeze()
    gc.disable()
    _say(answers, _READY, made_with())
    for number, asked in enumerate(_asked(), start=1):
        _say(answers, *_drawn(drawers, *asked))
        if number % SWEPT_EVERY == 0:
            gc.collect()


def _asked() -> Iterator[tuple[Any, ...]]:
    while select.select([0], [], [], IDLE_FOR)[0]:
        head = sys.stdin.buffer.read(_TOLD.size)
        if len(head) < _TOLD.size:
            return
        told = sys.stdin.buffer.read(_TOLD.unpack(head)[0])
        yield pickle.loads(told)  # noqa: S301  from who started us, by no other way


def _drawn(
    drawers: Mapping[str, Callable[[Any], bytes]],
    kind: str,
    value: Any,
    processor_seconds: int,
    memory: int,
) -> tuple[bytes, bytes]:
    _keep_within(processor_seconds, memory)
    try:
        return _DRAWN, drawers[kind](value)
    except MemoryError:
        return _OUT_OF_MEMORY, b""
    except RecursionError:
        return _FAILED, b"it is nested too deep"
    except Exception as error:
        log.exception("could not draw: %s", kind)
        return _FAILED, f"{type(error).__name__}: {error}"[:300].encode()


def _say(answers: Any, how: bytes, drawn: bytes) -> None:
    answers.write(_ANSWER.pack(how, len(drawn)))
    answers.write(drawn)
    answers.flush()


def _live_no_longer_than_the_asker() -> None:
    """Standard input hangs up when the one who asks is gone, however it went."""
    hung_up = select.poll()
    hung_up.register(0, 0)  # of a hang-up one is told without asking
    hung_up.poll()
    os._exit(1)


def _be_modest() -> None:
    import resource

    os.nice(5)  # pages go before papers
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _keep_within(processor_seconds: int, memory: int) -> None:
    """For the drawing that begins now, on top of what the others have used."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + processor_seconds + 1
    for which, value in ((resource.RLIMIT_CPU, until), (resource.RLIMIT_AS, memory)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(which, (value, resource.getrlimit(which)[1]))


def _drawers() -> Mapping[str, Callable[[Any], bytes]]:
    """What can be drawn here, with all that it takes loaded."""
    import reports
    from reports import drawing, parts, word  # noqa: F401

    drawing.get_ready()
    return {
        "part": parts.draw_part,
        "docx": reports.management_docx,
    }
