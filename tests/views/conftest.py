"""An application that asks for two steps, as a real installation does."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.web import FreshClient
from transfer.app import create_app
from transfer.db import db


@pytest.fixture(scope="module")
def asking(application):
    """The application as a real installation has it: two steps for everybody."""
    made = create_app(replace(application.config["SETTINGS"], second_factor="required"))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def strict(app, asking):
    with asking.app_context():
        yield asking
        db.session.remove()


@pytest.fixture
def fresh_requests(application, monkeypatch):
    """Clients that share nothing with the test, as browsers don't."""
    monkeypatch.setattr(Flask, "test_client_class", FreshClient)
