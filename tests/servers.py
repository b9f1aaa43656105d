"""Real servers for tests: a throw-away PostgreSQL, a post office, and where the browser is."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
from aiosmtpd.controller import Controller
from psycopg import sql

# Nothing in a throw-away cluster has to survive a power cut.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=100"
NEW = ("-U", "postgres", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
CLUSTER = "TRANSFER_TEST_POSTGRESQL"


@contextmanager
def postgres_database(called: str) -> Iterator[str]:
    """The URL of an empty database of this test process; it starts a cluster if none is there."""
    name = f"{called}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with postgres_cluster() as cluster:
        _execute(cluster, drop, create)
        try:
            yield cluster.replace("/postgres?", f"/{name}?")
        finally:
            _execute(cluster, drop)


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """The URL of an empty cluster, its superuser's. Only this machine reaches it, by a socket.

    Processes started meanwhile (those of pytest-xdist) find it in the environment and share it.
    """
    if CLUSTER in os.environ:
        yield os.environ[CLUSTER]
        return
    programs = _postgres_programs()
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:  # short, for a socket
        data = Path(folder) / "data"
        _hand_over(Path(folder))
        _as_postgres([programs / "initdb", "-D", data, *NEW])
        options = f"{FAST} -c listen_addresses= -k {folder}"
        control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-w", "-s"]
        _as_postgres([*control, "-l", Path(folder) / "log", "-o", options, "start"])
        os.environ[CLUSTER] = f"postgresql://postgres@/postgres?host={folder}"
        try:
            yield os.environ[CLUSTER]
        finally:
            del os.environ[CLUSTER]
            _as_postgres([*control, "-m", "immediate", "stop"])


@dataclass
class PostOffice:
    """What was sent to it, oldest first."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class _AnyPort(Controller):
    """A controller that takes whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp_server() -> Iterator[PostOffice]:
    """A mail server on this machine that keeps what it gets."""
    office = PostOffice()
    controller = _AnyPort(office, hostname="127.0.0.1", port=0)
    controller.start()
    office.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield office
    finally:
        controller.stop()


def chromium_path() -> str | None:
    """The system's Chromium, without its windows if it is to be had; None where Playwright brings its own."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def _execute(cluster: str, *statements: sql.Composed) -> None:
    with psycopg.connect(cluster, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _postgres_programs() -> Path:
    """The folder of the newest server on this machine; Debian keeps it out of the search path."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[4]), default=None)
    found = newest or shutil.which("initdb")
    if not found:
        raise FileNotFoundError("PostgreSQL's initdb is not here; script/setup dev installs it")
    return Path(found).parent


def _hand_over(folder: Path) -> None:
    """PostgreSQL refuses to run as root, so it gets a folder of its own user's."""
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _as_postgres(command: list[str | Path]) -> None:
    user = "postgres" if os.getuid() == 0 else None
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, check=False, user=user, group=user, extra_groups=[] if user else None, cwd="/",
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr}")
