"""Where the program answers, and how its parts are kept running."""

import signal
import sys
import time
from socket import create_server

import pytest

from transfer.listening import CannotStart, Listening
from transfer.supervisor import Part, prepare, stop

CERTIFICATE = {"TRANSFER_TLS_CERT": "c.pem", "TRANSFER_TLS_KEY": "k.pem"}
SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"TRANSFER_BIND": "127.0.0.1:9000"}, "http://127.0.0.1:9000"),
        ({"TRANSFER_BIND": "localhost:9000"}, "http://127.0.0.1:9000"),
        ({"TRANSFER_BIND": "[::1]:9000"}, "http://[::1]:9000"),
        ({"TRANSFER_BIND": "0.0.0.0:8000", "TRANSFER_PROXIES": "1"}, "http://0.0.0.0:8000"),
        ({"TRANSFER_BIND": "192.0.2.7:443", **CERTIFICATE}, "https://192.0.2.7:443"),
    ],
)
def test_it_answers_on_this_machine_unless_told_otherwise(settings, address):
    assert Listening.from_environment(settings).address == address


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "192.0.2.7"])
@pytest.mark.parametrize("half", [{}, {"TRANSFER_TLS_CERT": "c.pem"}, {"TRANSFER_PROXIES": "0"}])
def test_it_answers_no_other_machine_in_the_clear(host, half):
    with pytest.raises(CannotStart, match="TRANSFER_TLS_CERT"):
        Listening.from_environment({"TRANSFER_BIND": f"{host}:8000", **half})


@pytest.mark.parametrize("typed", ["8000", "127.0.0.1", "127.0.0.1:http", "transfer.example.dk:80"])
def test_an_address_it_cannot_read_is_named(typed):
    with pytest.raises(CannotStart, match="TRANSFER_BIND"):
        Listening.from_environment({"TRANSFER_BIND": typed})


def test_a_port_in_use_is_said_before_anything_is_started():
    with create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=str(port)):
            Listening("127.0.0.1", port).insist_on_free()


def test_a_demo_leaves_a_folder_alone_that_is_not_a_demos(tmp_path):
    (tmp_path / "transfer.sqlite").write_text("real")
    with pytest.raises(CannotStart, match="ikke er en demos"):
        prepare(tmp_path, demo=True, fresh=True)
    assert (tmp_path / "transfer.sqlite").read_text() == "real"


def test_a_part_that_falls_is_started_again_each_time_later():
    part = Part("worker", (sys.executable, "-c", ""))
    assert part.tend(now=0.0)
    part.process.wait()
    assert not part.tend(now=1.0), "it has fallen"
    part.tend(now=1.4)
    assert part.process is None, "it waits half a second"
    part.tend(now=1.5)
    assert part.process is not None
    part.process.wait()
    part.tend(now=2.0)
    assert (part.due, part.wait) == (3.0, 2.0)


def test_a_part_that_has_stood_for_a_minute_is_trusted_again():
    part = Part("worker", SLEEPS, wait=16.0)
    part.tend(now=0.0)
    part.tend(now=61.0)
    assert part.wait == 0.5
    stop([part])


def test_stopping_is_a_request_first():
    part = Part("worker", SLEEPS)
    part.tend(time.monotonic())
    stop([part])
    assert part.process.returncode == -signal.SIGTERM
