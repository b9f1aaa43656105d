"""Somebody in an organisation that asks for two steps, in a browser that asks afresh each time."""

import pytest

from tests.factories import an_organisation
from tests.two_steps import a_member


@pytest.fixture(autouse=True)
def each_request_is_fresh(fresh_requests):
    pass


@pytest.fixture
def birkesund(strict):
    return an_organisation(name="Birkesund Kommune")


@pytest.fixture
def mette(birkesund):
    return a_member(birkesund)
