"""Worker processes of their own, for tests of what survives them."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def a_worker(environment, at=None):
    """Another process that works until the block is left; it is told to stop, and has to."""
    code = (
        "from transfer import tasks; from transfer.app import create_app; tasks.work(create_app())"
    )
    if at is not None:
        code = f"import time_machine; time_machine.travel({at.isoformat()!r}).start(); {code}"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)
    try:
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        assert process.wait(90) in (0, -signal.SIGKILL)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until(true, seconds=90.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
