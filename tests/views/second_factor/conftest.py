"""Somebody in an organisation that asks for two steps, in a browser that asks afresh each time."""

import pytest
from flask import Flask

from tests.factories import an_organisation
from tests.two_steps import FreshClient, a_member


@pytest.fixture(autouse=True)
def _fresh_requests(application, monkeypatch):
    monkeypatch.setattr(Flask, "test_client_class", FreshClient)


@pytest.fixture
def birkesund(strict):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def mette(birkesund):
    return a_member(birkesund)
