"""What the browser tests share: a real server with the demo organisations, and people at a browser."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from socket import create_server

import pytest
from playwright.sync_api import Browser, Playwright, StorageState, expect, sync_playwright

from tests.browser.people import Somebody
from tests.servers import chromium_path, postgres_database
from transfer.credentials.passwords import DEMO_PASSWORD

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
SEEN_WITHIN = 8000
"""Milliseconds until what a click does must show, on a machine that is busy with other tests."""
WIDTHS = {"phone": 360, "desk": 1280}


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the served installation, for whatever else works in it. The demo is loaded.

    Its database is the server's own: other tests empty theirs.
    """
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRANSFER_")},
        "TRANSFER_BIND": f"127.0.0.1:{port}",
        "TRANSFER_BASE_URL": f"http://127.0.0.1:{port}",
        "TRANSFER_WEB_WORKERS": "1",
        "TRANSFER_SECOND_FACTOR": "optional",
    }
    if os.environ.get("TRANSFER_TEST_DATABASE") == "postgresql":
        instance = tmp_path_factory.mktemp("served")
        with postgres_database("transfer_browser") as url:
            yield _with_the_demo(environment, instance, url)
    else:
        instance = tmp_path_factory.mktemp("served") / "instance"
        shutil.copytree(_made_once(environment, tmp_path_factory), instance)
        yield _served_from(environment, instance, _file_in(instance))


def _made_once(environment: dict[str, str], folders: pytest.TempPathFactory) -> Path:
    """An installation on SQLite for all processes of the test run to copy; the first that asks makes it."""
    of_the_run = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_the_run = of_the_run.parent
    made = of_the_run / "installation"
    with (of_the_run / "installation.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not made.exists():
            begun = of_the_run / "installation-begun"
            _with_the_demo(environment, begun, _file_in(begun))
            begun.rename(made)
    return made


def _with_the_demo(environment: dict[str, str], instance: Path, database: str) -> dict[str, str]:
    served = _served_from(environment, instance, database)
    for command in ("migrate", "demo-data"):
        subprocess.run(
            [sys.executable, "-m", "transfer.cli", command],
            check=True, cwd=ROOT, env=served, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return served


def _served_from(environment: dict[str, str], instance: Path, database: str) -> dict[str, str]:
    return {**environment, "TRANSFER_INSTANCE": str(instance), "TRANSFER_DATABASE_URL": database}


def _file_in(instance: Path) -> str:
    return f"sqlite:///{instance / 'transfer.sqlite'}"


@pytest.fixture(scope="session")
def server(installation: dict[str, str]) -> Iterator[str]:
    """The address of a server of this test process's own, with the demo loaded."""
    environment, instance = installation, Path(installation["TRANSFER_INSTANCE"])
    port = int(environment["TRANSFER_BIND"].rpartition(":")[2])
    log = (instance / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=ROOT, env=environment, stderr=log
    )
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
        log.close()
    complaints = (instance / "log").read_text()
    assert "Traceback" not in complaints, complaints


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server fell before it answered"
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/livez")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise TimeoutError("the server did not answer")


@pytest.fixture(scope="session")
def playwright_alone() -> Iterator[Playwright]:
    expect.set_options(timeout=SEEN_WITHIN)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_alone: Playwright) -> Iterator[Browser]:
    browser = playwright_alone.chromium.launch(
        executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
    )
    yield browser
    browser.close()


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS.keys())
def width(request: pytest.FixtureRequest) -> int:
    """A phone held upright, and a desk."""
    return int(request.param)


@pytest.fixture(scope="session")
def keys(server: str, chromium: Browser) -> Callable[[str], StorageState]:
    """Signs each person in once, by the page, and remembers the browser's cookies afterwards."""
    kept: dict[str, StorageState] = {}

    def of(name: str) -> StorageState:
        if name not in kept:
            context = chromium.new_context(base_url=server, locale="da-DK")
            one = Somebody(context)
            one.signs_in(name, DEMO_PASSWORD)
            kept[name] = context.storage_state()
            context.close()
            assert not one.complaints, one.complaints
        return kept[name]

    return of


@pytest.fixture
def anybody(
    server: str, chromium: Browser, keys: Callable[[str], StorageState]
) -> Iterator[Callable[..., Somebody]]:
    """Makes a person at a browser of their own; whatever the browser complained of fails the test."""
    made: list[Somebody] = []

    def make(name: str = "", width: int = 1280, *, javascript: bool = True) -> Somebody:
        context = chromium.new_context(
            base_url=server,
            storage_state=keys(name) if name else None,
            viewport={"width": width, "height": 740 if width < 600 else 860},
            java_script_enabled=javascript,
            accept_downloads=True,
            locale="da-DK",
            reduced_motion="reduce",  # what slides or fades would be waited for at each click
            timezone_id="Europe/Copenhagen",
        )
        context.set_default_timeout(SEEN_WITHIN)
        made.append(Somebody(context, javascript=javascript))
        return made[-1]

    yield make
    for one in made:
        one.page.context.close()
    complaints = dict.fromkeys(complaint for one in made for complaint in one.complaints)
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def sign_in(anybody: Callable[..., Somebody]) -> Callable[[str], Somebody]:
    """Signs a person in with a session of their own, for tests that end it."""

    def of(name: str) -> Somebody:
        one = anybody()
        one.signs_in(name, DEMO_PASSWORD)
        return one

    return of
