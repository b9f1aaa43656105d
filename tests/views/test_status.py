"""What is answered to anyone: watchers, browsers, passers-by."""

import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import test_settings as settings_of_tests
from tests.factories import an_organisation
from tests.web import Visitor, words_of
from transfer.app import create_app
from transfer.views.status import DEFAULT_BRAND, LEAST_FREE, STATEMENT_DATED

STATEMENT = "https://was.digst.dk/transfer-birkesund"


def an_app_with(tmp_path, **changed) -> Flask:
    settings = settings_of_tests(tmp_path, f"sqlite:///{tmp_path / 'transfer.sqlite'}")
    return create_app(replace(settings, **changed))


def test_a_living_process_says_so_without_a_database(tmp_path):
    app = an_app_with(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    answer = app.test_client().get("/livez")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_it_is_ready_when_the_database_answers(visitor):
    answer = visitor.gets("/readyz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_it_is_not_ready_without_a_database_and_does_not_say_why(tmp_path):
    app = an_app_with(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "ikke klar\n")
    assert answer.headers["Retry-After"]


def test_it_is_not_ready_before_the_migrations(tmp_path):
    app = an_app_with(tmp_path, testing=False, base_url="http://localhost")
    answer = app.test_client().get("/readyz", base_url="http://localhost")
    assert answer.status_code == 503


def test_it_is_not_ready_when_the_disk_is_almost_full(visitor, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(1, 1, LEAST_FREE - 1))
    assert visitor.gets("/readyz").status_code == 503


def test_an_organisation_s_colour_and_its_darker_tones(visitor):
    an_organisation("birkesund", brand="#0a6b3d")
    answer = visitor.gets("/maerke/birkesund.css")
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "--brand: #0a6b3d;" in answer.text
    assert "--brand-dark: #085631;" in answer.text
    assert "--brand-darker: #064025;" in answer.text


def test_a_colour_that_is_none_never_reaches_the_stylesheet(visitor):
    an_organisation("birkesund", brand="red;}*{")
    assert f"--brand: {DEFAULT_BRAND};" in visitor.gets("/maerke/birkesund.css").text


def test_a_slug_that_nobody_has_looks_like_an_organisation_with_our_colour(visitor):
    an_organisation("birkesund")
    answers = [visitor.gets(f"/maerke/{slug}.css") for slug in ("birkesund", "findes-ikke")]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text


def test_without_its_own_accessibility_statement_the_page_says_what_is_missing(visitor: Visitor):
    words = words_of(visitor.opens("/was"))
    assert "Din organisation har ikke lavet sin egen erklæring endnu" in words
    assert "TRANSFER_ACCESSIBILITY_STATEMENT" in words
    assert "Udkastet er fra 22. november 2026" in words


def test_the_organisation_s_own_statement_is_one_redirect_away(tmp_path):
    app = an_app_with(tmp_path, accessibility_statement=STATEMENT)
    answer = app.test_client().get("/was")
    assert (answer.status_code, answer.headers["Location"]) == (302, STATEMENT)


def test_the_draft_of_the_statement_is_less_than_a_year_old():
    assert date.today() - STATEMENT_DATED < timedelta(days=366)  # noqa: DTZ011 - a year, give or take a day


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/was", "/maerke/birkesund.css"])
def test_nobody_needs_to_sign_in_for_it(visitor, address):
    assert visitor.gets(address).status_code == 200
