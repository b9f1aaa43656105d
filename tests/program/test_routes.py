"""Every address: known, guarded, named in plain Danish, and listed where a change is noticed."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import test_settings as settings_of_tests
from tests.program.policy import ROWS
from transfer.access import GUARD, insist_on_guards
from transfer.app import create_app
from transfer.policies import Deed

LIST = Path(__file__).with_name("route_list.txt")
ENGLISH_BY_CUSTOM = {"livez", "readyz", "static"}
"""Names that watchers and browsers expect."""
WORDS = re.compile(r"[a-z]+(-[a-z]+)*(\.(csv|css|docx|ics|json|pdf|qdc|xlsx))?")
PARAMETER = re.compile(r"<(?:(?P<type>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    folder = tmp_path_factory.mktemp("routes")
    app = create_app(settings_of_tests(folder, f"sqlite:///{folder / 'routes.sqlite'}"))
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods)))


def methods_of(rule):
    return sorted(rule.methods - {"HEAD", "OPTIONS"})


def test_every_route_and_method_has_a_row_in_the_policy(rules):
    there = {(rule.endpoint, method) for rule in rules for method in methods_of(rule)}
    written = {(row.endpoint, row.method) for row in ROWS}
    assert sorted(there - written) == [], "say in tests/program/policy.py who is let in"
    assert sorted(written - there) == [], "a row about a route that is gone"


def test_every_row_is_written_once():
    names = [f"{row.name}?{row.query}" for row in ROWS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_list_of_routes_is_up_to_date(rules):
    lines = [
        f"{','.join(methods_of(rule)):9} {_plain(rule.rule)}  {rule.endpoint}" for rule in rules
    ]
    assert LIST.read_text("utf-8").splitlines() == lines


def _plain(rule):
    """Without the edition of the static files, which changes with each of them."""
    return re.sub(r"^/static/[0-9a-f]+/", "/static/EDITION/", rule)


def test_addresses_are_danish_words_in_lower_case_with_hyphens(rules):
    for rule in rules:
        for part in _plain(rule.rule).replace("EDITION", "edition").strip("/").split("/"):
            bare = re.sub(r"<[^>]*>", "x", part)
            assert part == "" or bare in ENGLISH_BY_CUSTOM or WORDS.fullmatch(bare), rule.rule


def test_no_address_ends_with_a_slash_but_the_front_pages(rules):
    slashed = {rule.rule for rule in rules if rule.rule.endswith("/")}
    assert slashed == {"/", "/<organisation>/"}


def test_what_names_a_record_is_typed_so_that_nonsense_is_not_found(rules):
    words = {"organisation", "token", "step", "section", "til", "key"}
    for rule in rules:
        for found in PARAMETER.finditer(rule.rule):
            if found["name"] not in words:
                assert found["type"] in ("uuid", "int", "path", "any"), rule.rule
            if found["name"] == "id" or found["name"].endswith("_id"):
                assert found["type"] == "uuid", rule.rule


def test_actions_are_nouns_that_are_posted_to(rules):
    verbs = re.compile(r"/(opret|gem|slet|start-nu|luk|send|deaktiver|aktiver|gendan|fjern)(/|$)")
    assert [rule.rule for rule in rules if verbs.search(rule.rule)] == []


def test_every_address_in_an_organisation_asks_for_a_deed(rules, tmp_path):
    app = create_app(settings_of_tests(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}"))
    for rule in rules:
        if rule.rule.startswith("/<organisation>"):
            guard = getattr(app.view_functions[rule.endpoint], GUARD, None)
            assert isinstance(guard, Deed), rule.endpoint


def test_a_route_without_a_guard_stops_the_start():
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/aaben", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open"):
        insist_on_guards(app)
