"""Addresses made quickly are those that Flask makes."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask, g, url_for

from transfer.domain.lifecycle import State

SAMPLES: dict[str, Any] = {
    "UUIDConverter": UUID(int=7),
    "IntegerConverter": 12,
    "UnicodeConverter": "ordet/æ b&c+d",
    "PathConverter": "et/sted",
}


def a_value_for(converter: Any) -> Any:
    kind = type(converter).__name__
    return min(converter.items) if kind == "AnyConverter" else SAMPLES[kind]


@pytest.fixture
def flask_says(app):
    def said(endpoint: str, **values: Any) -> str:
        return Flask.url_for(app, endpoint, **values)

    with app.test_request_context("/birkesund/"):
        g.slug = "birkesund"
        yield said


def test_every_route_has_the_address_that_flask_gives_it(app, flask_says):
    compared = 0
    for rule in app.url_map.iter_rules():
        values = {
            name: a_value_for(converter)
            for name, converter in rule._converters.items()
            if name != "organisation"
        }
        assert url_for(rule.endpoint, **values) == flask_says(rule.endpoint, **values)
        compared += 1
    assert compared > 50


@pytest.mark.parametrize(
    "values",
    [
        {"q": "æ b&c=d+e/?:;,@!$'()*#%"},
        {"mine": 1, "q": ""},
        {"q": None, "mine": 1},
        {"tilstand": State.RUNNING},
        {"maal": ["a", "b"]},
        {"maal": UUID(int=7)},
        {"_anchor": "svar-title"},
        {"_external": True},
        {"organisation": "engholm"},
        {"organisation": "en/anden", "mine": True},
    ],
)
def test_what_comes_with_it_is_written_as_flask_writes_it(app, flask_says, values):
    assert url_for("trial_actions.index", **values) == flask_says("trial_actions.index", **values)


def test_a_page_names_its_neighbours_by_a_point(app, flask_says):
    with app.test_request_context("/birkesund/proevehandlinger"):
        g.slug = "birkesund"
        assert url_for(".board") == "/birkesund/proevehandlinger/tavle"
