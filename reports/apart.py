"""A large report is drawn in a process of its own, with an end to its time and its memory.

So a report that cannot be drawn costs nobody else anything, one that nobody wants any longer can be
stopped, and what is drawn knows neither the database nor the secrets of who asked for it.
"""

import ctypes
import logging
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

MEGABYTE: Final = 1024 * 1024
TICK: Final = 0.25
"""Seconds between two looks at how far it is."""
_PAGE: Final = "page "
_OUT_OF_MEMORY: Final = 3
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_MOST_SAID: Final = 4000


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


def drawn_apart(
    kind: str,
    report: Any,
    *,
    limits: Limits = Limits(),
    going_on: Callable[[int], bool] = lambda _pages: True,
) -> bytes:
    """The report as `pdf`, `one_page`, `docx` or `xlsx`.

    Args:
        report: A frozen `ManagementReport`.
        going_on: Is told now and then how many pages are drawn, and says whether to go on.

    Raises:
        TookTooLong, TooLarge: it came up against the limits.
        NotDrawn: it failed in another way.
        Stopped: `going_on` said no.
    """
    # Files without a name: they are gone with the processes, however those end.
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as drawn:
        pickle.dump((kind, report), told)
        told.seek(0)
        command = [sys.executable, "-m", "reports.apart", str(os.getpid())]
        numbers = (str(limits.processor_seconds), str(limits.memory))
        with subprocess.Popen(
            [*command, *numbers], cwd=Path(__file__).parent.parent, env=_plain_environment(),
            stdin=told, stdout=drawn, stderr=subprocess.PIPE, start_new_session=True,
        ) as child:  # fmt: skip
            try:
                said = _watched(child, time.monotonic() + limits.seconds, going_on)
            finally:
                child.kill()
        _insist_that_it_went_well(child.returncode, said)
        drawn.seek(0)
        return drawn.read()


def _plain_environment() -> dict[str, str]:
    """Ours without what an installation keeps there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRANSFER_")}


def _watched(
    child: subprocess.Popen[bytes], deadline: float, going_on: Callable[[int], bool]
) -> str:
    """Wait for the child to end. Returns what it complained of."""
    assert child.stderr is not None
    said, pages = _Said(child.stderr), 0
    while not said.is_over:
        pages = max(pages, said.pages(TICK))
        if time.monotonic() > deadline:
            raise TookTooLong("its time was up")
        if not going_on(pages):
            raise Stopped
    child.wait(timeout=max(1.0, deadline - time.monotonic()))
    return said.complaint


class _Said:
    """What the child writes while it draws: pages, and whatever else."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._rest = stream, b""
        self.complaint, self.is_over = "", False

    def pages(self, wait: float) -> int:
        """The newest page number heard within `wait` seconds; 0 when none was."""
        ready, _, _ = select.select([self._stream], [], [], wait)
        if not ready:
            return 0
        heard = os.read(self._stream.fileno(), 65536)
        self.is_over = not heard
        *lines, self._rest = (self._rest + heard).split(b"\n")
        found = 0
        for line in (one.decode("utf-8", "replace") for one in lines):
            if line.startswith(_PAGE) and line.removeprefix(_PAGE).isdecimal():
                found = int(line.removeprefix(_PAGE))
            else:
                self.complaint = f"{self.complaint}{line}\n"[-_MOST_SAID:]
        return found


def _insist_that_it_went_well(code: int, said: str) -> None:
    if code == 0:
        return
    if code == -signal.SIGXCPU:
        raise TookTooLong("its time at the processor was up")
    if code == _OUT_OF_MEMORY:
        raise TooLarge("its memory was full")
    raise NotDrawn(f"{code}: {said.strip()[-300:]}")


# In the child


def main(parent: int, processor_seconds: int, memory: int) -> int:
    """Draw what is handed over on standard input. Returns the exit code."""
    _live_no_longer_than(parent)
    _keep_within(processor_seconds, memory)
    try:
        kind, report = pickle.load(sys.stdin.buffer)  # noqa: S301  from who started us, by no other way
        _tell_of_pages()
        sys.stdout.buffer.write(_drawers()[kind](report))
        sys.stdout.buffer.flush()
    except MemoryError:
        return _OUT_OF_MEMORY
    return 0


def _live_no_longer_than(parent: int) -> None:
    """Where the kernel can: a worker that is killed takes its drawing with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we could ask
            os._exit(1)


def _keep_within(processor_seconds: int, memory: int) -> None:
    import resource

    os.nice(5)  # pages go before papers
    wanted = (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    )
    for which, value in wanted:
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(which, (value, value if which != resource.RLIMIT_CPU else value + 5))


def _tell_of_pages() -> None:
    class Tell(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "Creating layout" in record.msg and record.args:
                os.write(2, f"{_PAGE}{record.args[0]}\n".encode())  # type: ignore[index]

    progress = logging.getLogger("weasyprint.progress")
    progress.setLevel(logging.INFO)
    progress.propagate = False
    progress.addHandler(Tell())


def _drawers() -> Mapping[str, Callable[[Any], bytes]]:
    import reports

    return {
        "pdf": reports.management_pdf,
        "one_page": reports.one_page_pdf,
        "docx": reports.management_docx,
        "xlsx": reports.management_xlsx,
    }


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
