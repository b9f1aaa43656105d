"""Templates: all can be read, nothing is imported for nothing, nothing lies about unused."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from tests.conftest import test_settings as settings_of_tests
from transfer.app import create_app

ROOT = Path(__file__).parents[2] / "transfer"
TEMPLATES = ROOT / "templates"
NAMES = sorted(
    file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*") if file.is_file()
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    return create_app(settings_of_tests(folder, f"sqlite:///{folder / 'x.sqlite'}")).jinja_env


def parsed(environment, name) -> nodes.Template:
    return environment.parse((TEMPLATES / name).read_text("utf-8"), name)


def imported(tree):
    """What the template imports: (template, name there, name here)."""
    for node in tree.find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        for one in node.names:
            there, here = one if isinstance(one, tuple) else (one, one)
            yield node.template.value, there, here


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(environment, name):
    assert isinstance(environment.get_template(name), jinja2.Template)


@pytest.mark.parametrize("name", NAMES)
def test_every_macro_that_is_imported_exists_and_is_used(environment, name):
    tree = parsed(environment, name)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    for file, there, here in imported(tree):
        macros = {one.name for one in parsed(environment, file).find_all(nodes.Macro)}
        assert there in macros, f"{file} has no macro {there}"
        assert here in used, f"{here} is imported and not used"


def test_every_macro_is_used_somewhere(environment):
    used: set[tuple[str, str]] = set()
    made: set[tuple[str, str]] = set()
    for name in NAMES:
        tree = parsed(environment, name)
        loaded = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        made |= {(name, one.name) for one in tree.find_all(nodes.Macro)}
        used |= {(name, one) for one in loaded}
        used |= {(file, there) for file, there, _ in imported(tree)}
    assert sorted(made - used) == []


def test_every_template_is_shown_by_a_view_or_another_template(environment):
    sources = "\n".join(file.read_text("utf-8") for file in ROOT.rglob("*.py"))
    pages = "\n".join((TEMPLATES / name).read_text("utf-8") for name in NAMES)
    asked = set(re.findall(r"[\"']([\w/]+\.(?:html|txt|css))[\"']", sources + pages))
    assert [name for name in NAMES if name not in asked] == []


OWN_WORDS = {"components/state.html", "components/table.html"}
"""What they mark as safe is written in the template itself, and nothing of anybody's."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OWN_WORDS])
def test_nothing_is_trusted_blindly(environment, name):
    filters = {node.name for node in parsed(environment, name).find_all(nodes.Filter)}
    assert not filters & {"safe", "attr"}
