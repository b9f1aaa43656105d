"""What the program insists on before it starts, and what every one of its answers carries."""

import logging
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, abort
from werkzeug.test import TestResponse

from tests.conftest import test_settings as settings_of_tests
from tests.web import assert_well_made, words_of
from transfer import access
from transfer.app import HEADERS, create_app
from transfer.config import BadSetting, Settings

SETTING = re.compile(r"TRANSFER_[A-Z_]*[A-Z]")
GOOD_KEY = "Jx3vQ8m2LkP0wZ7yTn5RcB1dHs9GfA4e"


def settings_from(folder, **given: str) -> Settings:
    return Settings.from_environment({"TRANSFER_INSTANCE": str(folder), **given})


def a_key_file(folder, text: str, mode: int = 0o600):
    file = folder / "key"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


# Settings


def test_a_key_is_made_at_the_first_start_and_read_by_its_owner_only(tmp_path):
    keys = settings_from(tmp_path).secret_keys
    file = tmp_path / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert settings_from(tmp_path).secret_keys == keys
    assert len(keys[0]) >= 32


def test_a_new_key_signs_and_the_old_one_is_still_believed(tmp_path):
    older = GOOD_KEY[::-1]
    file = a_key_file(tmp_path, f"{GOOD_KEY}\n{older}\n")
    app = create_app(settings_from(tmp_path, TRANSFER_SECRET_KEY_FILE=file))
    assert app.config["SECRET_KEY"] == GOOD_KEY
    assert app.config["SECRET_KEY_FALLBACKS"] == [older]


@pytest.mark.parametrize(
    "keys",
    ["", "\n\n", "short", "a" * 64, "changeme" * 8, f"{GOOD_KEY}\nshort\n"],
    ids=["none", "blank", "short", "one letter", "an example", "a weak second"],
)
def test_a_weak_key_stops_the_start(tmp_path, keys):
    with pytest.raises(BadSetting, match="random characters"):
        settings_from(tmp_path, TRANSFER_SECRET_KEY_FILE=a_key_file(tmp_path, keys))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_that_others_may_read_stops_the_start(tmp_path, mode):
    with pytest.raises(BadSetting, match="chmod 600"):
        settings_from(tmp_path, TRANSFER_SECRET_KEY_FILE=a_key_file(tmp_path, GOOD_KEY, mode))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRANSFER_SECRET_KEY_FILE", "/nowhere/key"),
        ("TRANSFER_BASE_URL", "http://transfer.example.dk"),
        ("TRANSFER_BASE_URL", "http://192.168.1.20:8000"),
        ("TRANSFER_BASE_URL", "transfer.example.dk"),
        ("TRANSFER_BASE_URL", "https://"),
        ("TRANSFER_BASE_URL", "https://example.dk/transfer"),
        ("TRANSFER_BASE_URL", "ftp://example.dk"),
        ("TRANSFER_PROXIES", "to"),
        ("TRANSFER_PROXIES", "-1"),
        ("TRANSFER_SECOND_FACTOR", "off"),
        ("TRANSFER_ACCESSIBILITY_STATEMENT", "https://example.dk/erklaering"),
        ("TRANSFER_ACCESSIBILITY_STATEMENT", "https://was.digst.dk.example.dk/"),
    ],
)
def test_a_bad_setting_stops_the_start_and_is_named(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name):
        settings_from(tmp_path, **{name: value})


def test_on_this_machine_the_tool_runs_without_encryption(tmp_path):
    app = create_app(settings_from(tmp_path, TRANSFER_BASE_URL="http://127.0.0.1:8000"))
    assert not app.config["SESSION_COOKIE_SECURE"]


def test_elsewhere_cookies_are_for_encrypted_pages_of_this_host_only(tmp_path):
    app = create_app(settings_from(tmp_path, TRANSFER_BASE_URL="https://transfer.example.dk"))
    assert app.config["SESSION_COOKIE_SECURE"]
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert not app.debug


def test_a_route_that_forgot_its_permission_stops_the_start(tmp_path):
    app = create_app(settings_of_tests(tmp_path, f"sqlite:///{tmp_path / 'transfer.sqlite'}"))
    app.add_url_rule("/aaben", "the_open_door", lambda: "hej")
    with pytest.raises(RuntimeError, match="the_open_door"):
        access.insist_on_guards(app)


# Answers


@pytest.fixture
def faulty(tmp_path) -> Flask:
    """The application with pages that go wrong in every way, reached as in daily use."""
    settings = settings_of_tests(tmp_path, f"sqlite:///{tmp_path / 'transfer.sqlite'}")
    app = create_app(replace(settings, testing=False, base_url="https://transfer.example.dk"))

    @access.public
    def fails(code: int):
        if code == 500:
            raise ZeroDivisionError("a secret of the inner workings")
        abort(code)

    app.add_url_rule("/gaar-galt/<int:code>", "fails", fails, methods=["GET", "POST"])
    return app


def ask(app: Flask, address: str, **given) -> TestResponse:
    given.setdefault("base_url", "https://transfer.example.dk")
    given.setdefault("method", "GET")
    return app.test_client().open(address, buffered=True, **given)


ANSWERS = {
    200: ("/livez", {}),
    400: ("/gaar-galt/400", {}),
    403: ("/gaar-galt/403", {}),
    404: ("/findes/ikke", {}),
    405: ("/livez", {"method": "POST"}),
    409: ("/gaar-galt/409", {}),
    413: ("/gaar-galt/200", {"method": "POST", "data": {"saw": "x" * 1_100_000}}),
    422: ("/gaar-galt/422", {}),
    429: ("/gaar-galt/429", {}),
    500: ("/gaar-galt/500", {}),
    503: ("/gaar-galt/503", {}),
}


@pytest.mark.parametrize("code", ANSWERS)
def test_every_answer_carries_the_headers_that_protect_the_reader(faulty, code):
    address, given = ANSWERS[code]
    answer = ask(faulty, address, **given)
    assert answer.status_code == code
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Python" not in answer.headers.get("Server", "")


def test_nothing_may_run_or_be_shown_but_our_own():
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert not any("unsafe" in sources or "*" in sources for sources in policy.values())


@pytest.mark.parametrize("code", [code for code in ANSWERS if code >= 400])
def test_every_error_has_a_danish_page_like_the_others(faulty, code):
    from bs4 import BeautifulSoup

    address, given = ANSWERS[code]
    answer = ask(faulty, address, **given)
    assert answer.mimetype == "text/html"
    page = BeautifulSoup(answer.text, "html.parser")
    assert_well_made(page)
    assert page.html["lang"] == "da"
    assert "Gå til forsiden" in words_of(page)


def test_a_page_that_broke_tells_a_number_that_is_in_the_log_and_nothing_else(faulty, caplog):
    with caplog.at_level(logging.ERROR):
        words = words_of(ask(faulty, "/gaar-galt/500"))
    number = re.search(r"Fejlnummer: ([0-9a-f]{8})", words)
    assert number
    assert number[1] in caplog.text
    assert "secret" in caplog.text
    for inner in ("secret", "Traceback", "ZeroDivisionError", ".py"):
        assert inner not in words


def test_what_one_may_not_see_and_what_is_not_there_read_the_same(faulty):
    assert words_of(ask(faulty, "/gaar-galt/403")) == words_of(ask(faulty, "/gaar-galt/404"))


@pytest.mark.parametrize(
    "host", ["evil.example", "transfer.example.dk.evil.example", "evil.example:443"]
)
def test_a_request_for_another_host_is_refused(faulty, host):
    answer = ask(faulty, "/was", base_url=f"https://{host}")
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_a_caller_cannot_name_the_host_beside_the_proxy(faulty):
    answer = ask(faulty, "/was", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert "evil" not in answer.text


def test_links_made_by_the_program_follow_the_settings_not_the_request(faulty):
    assert faulty.config["SETTINGS"].base_url == "https://transfer.example.dk"
    assert faulty.config["TRUSTED_HOSTS"] == ["127.0.0.1", "localhost", "transfer.example.dk"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_a_method_that_a_page_does_not_know_is_refused(faulty, method):
    answer = ask(faulty, "/livez", method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


# Our own files


def test_a_file_of_ours_is_kept_for_ever_under_an_address_of_its_own(faulty):
    edition = faulty.config["STATIC_EDITION"]
    answer = ask(faulty, f"/static/{edition}/transfer.css")
    assert answer.status_code == 200
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "address", ["transfer.py", "../app.py", "..%2fapp.py", "%2e%2e/config.py", ""]
)
def test_nothing_else_is_given_away(faulty, address):
    edition = faulty.config["STATIC_EDITION"]
    assert ask(faulty, f"/static/{edition}/{address}").status_code in (400, 404)


def test_an_address_of_an_earlier_edition_is_gone(faulty):
    assert ask(faulty, "/static/000000000000/transfer.css").status_code == 404


# What those who run it read


def test_every_setting_is_in_the_operations_guide():
    root = Path(__file__).parent.parent.parent
    code = [*(root / "transfer").rglob("*.py"), root / "gunicorn.conf.py"]
    read = {name for file in code for name in SETTING.findall(file.read_text())}
    told = set(SETTING.findall((root / "docs/drift/README.md").read_text()))
    assert read <= told
