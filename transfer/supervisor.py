"""One command for a whole installation: web server and worker, started, watched and stopped together.

`python -m transfer.supervisor server` for a real installation, `demo` for one with invented data.
"""

import argparse
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from transfer.listening import CannotStart, Listening

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "transfer.cli")
PARTS = {"web": (sys.executable, "-m", "gunicorn", "wsgi:app"), "worker": (*COMMAND, "work")}
FIRST_WAIT, LONGEST_WAIT, STEADY_AFTER, STOP_WITHIN = 0.5, 30.0, 60.0, 25.0  # seconds
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def main() -> int:
    """Serve until told to stop. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="script/demo eller script/server")
    kinds = parser.add_subparsers(dest="kind", required=True)
    kinds.add_parser("server")
    kinds.add_parser("demo").add_argument("--fresh", action="store_true", help="begynd forfra")
    chosen = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    try:
        where = Listening.from_environment()
        where.insist_on_free()
        instance = Path(os.environ.get("TRANSFER_INSTANCE") or ROOT / "instance").absolute()
        prepare(instance, demo=chosen.kind == "demo", fresh=getattr(chosen, "fresh", False))
    except CannotStart as reason:
        say(f"Transfer kan ikke starte: {reason}")
        return 1
    except KeyboardInterrupt:
        return 130
    return supervise(where)


def prepare(instance: Path, *, demo: bool, fresh: bool) -> None:
    """Bring the database up to date, and give an empty demo its data. One starter at a time."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = instance / "demo.txt"  # says that the folder is a demo's, and later that it is whole
    with only_one(instance / "start.lock") as lock:
        others = [path for path in instance.iterdir() if path != lock]
        whole = mark.exists() and mark.read_text() == "klar\n"
        begins = demo and (fresh or not whole)
        if begins and others and not mark.exists():
            raise CannotStart(f"{instance} har data, som ikke er en demos")
        if begins:
            for path in others:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
            mark.write_text("demoens data er ved at blive lavet\n")
        run("migrate")
        if begins:
            run("demo-data")
            mark.write_text("klar\n")


@contextmanager
def only_one(lock: Path) -> Iterator[Path]:
    """Wait until nobody else holds the lock; it goes with the process, however that ends."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield lock


def run(command: str) -> None:
    if subprocess.run((*COMMAND, command), cwd=ROOT).returncode:
        raise CannotStart(f"script/transfer {command} gik ikke godt")


def supervise(where: Listening) -> int:
    """Keep all parts running until told to stop; a part that falls before all is ready ends it."""
    parts = [Part(name, command) for name, command in PARTS.items()]
    ready, failed = False, False
    with suppress(KeyboardInterrupt):
        while not failed:
            standing = [part.tend(time.monotonic()) for part in parts]
            failed = not ready and not all(standing)
            if not ready and where.answers():
                ready = True
                say(f"Transfer er klar på {where.address}")
            time.sleep(0.2)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    stop(parts)
    say("Transfer kunne ikke starte." if failed else "Transfer er stoppet.")
    return int(failed)


@dataclass
class Part:
    """A program that is to run: started again when it falls, each time after a longer wait."""

    name: str
    command: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    due: float = 0.0
    wait: float = FIRST_WAIT

    def tend(self, now: float) -> bool:
        """Start it if it is due. False if it has just fallen."""
        if self.process is None:
            if now >= self.due:
                self.since = now
                self.process = subprocess.Popen(
                    self.command, cwd=ROOT, start_new_session=True, preexec_fn=die_with_parent
                )
        elif self.process.poll() is None:
            if now - self.since > STEADY_AFTER:
                self.wait = FIRST_WAIT
        else:
            say(f"{self.name} faldt ({self.process.returncode}); nyt forsøg om {self.wait:g} s")
            self.signal(signal.SIGTERM)  # what it left behind may still hold the port
            self.process, self.due = None, now + self.wait
            self.wait = min(LONGEST_WAIT, self.wait * 2)
            return False
        return True

    def signal(self, number: int) -> None:
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def die_with_parent() -> None:
    """In the child: if the supervisor is killed outright, the kernel tells the child to stop."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(parts: list[Part]) -> None:
    """Let requests and jobs be finished, then end what is left."""
    running = [part.process for part in parts if part.process and part.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
    for part in parts:
        part.signal(signal.SIGKILL)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
