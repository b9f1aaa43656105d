"""Whether what the documents say is so: their links lead somewhere, their names are in the code."""

import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from transfer import cli

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "migrations/README.md")
)
SCRIPTS = ("demo", "test", "check", "server", "worker", "transfer", "bench")
"""What others rely on by name."""
LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
PLAIN = 40
"""The LIX of a text that most people read with ease."""


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def names_in_the_code() -> set[str]:
    files = [*ROOT.glob("transfer/**/*.py"), *ROOT.glob("reports/**/*.py")]
    return set(re.findall(r"\w+", " ".join(path.read_text("utf-8") for path in files)))


def anchors_of(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document):
    for pair in LINK.findall(text_of(document)):
        address, _, anchor = "".join(pair).partition("#")
        if address.startswith(("http:", "https:")):
            continue
        target = (ROOT / document).parent / unquote(address) if address else ROOT / document
        assert target.exists(), f"{document} leads to {address}"
        assert not anchor or anchor in anchors_of(target), f"{document} leads to #{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_script_named_is_there_and_runs(document):
    for name in re.findall(r"(?<![\w./])(script/[a-z]+)\b(?!\.)", text_of(document)):
        assert os.access(ROOT / name, os.X_OK) or name == "script/env", f"{document} names {name}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_administrative_command_named_is_there(document):
    for name in re.findall(r"script/transfer ([a-z][a-z-]+)", text_of(document)):
        assert name in cli.commands.commands, f"{document} names script/transfer {name}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_that_others_rely_on_are_there(name):
    assert os.access(ROOT / "script" / name, os.X_OK)


def test_the_readme_shows_pictures_and_every_picture_is_shown():
    shown = set(re.findall(r"docs/pictures/[\w-]+\.png", text_of("README.md")))
    kept = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/pictures/*.png")}
    assert shown == kept


def test_every_picture_says_in_words_what_it_shows():
    text = text_of("README.md")
    assert not re.search(r"!\[\]|alt=\"\"|<img(?![^>]*alt=)", text)


# Architecture


def test_every_path_in_the_architecture_exists():
    above = (ROOT, ROOT / "transfer", ROOT / "transfer/templates", ROOT / "transfer/views")
    for name in CODE.findall(text_of("docs/architecture.md")):
        looks_like_a_path = re.fullmatch(r"\.?[\w./-]+(/|\.(py|md|toml|in|html))", name)
        if looks_like_a_path and name != ".txt":
            assert any((folder / name).exists() for folder in above), name


def test_every_module_of_the_tool_is_in_the_architecture():
    text = text_of("docs/architecture.md")
    modules = [path for path in (ROOT / "transfer").iterdir() if is_module(path)]
    unnamed = [
        one.name for one in modules if f"`{one.name}{'/' if one.is_dir() else ''}`" not in text
    ]
    assert not unnamed


def is_module(path: Path) -> bool:
    if path.name.startswith(("_", ".")):
        return False
    return path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))


# Glossary, decisions, permissions


def glossary() -> list[tuple[str, list[str]]]:
    rows = [
        line.split("|")[1:-1]
        for line in text_of("docs/glossary.md").splitlines()
        if line[:1] == "|"
    ]
    return [(danish.strip(), CODE.findall(code)) for danish, code, _ in rows[2:]]


def test_every_name_in_the_glossary_is_in_the_code():
    known = names_in_the_code()
    missing = [name for _, names in glossary() for name in names if name not in known]
    assert not missing


def test_every_danish_word_stands_once_in_the_glossary():
    words = [danish for danish, names in glossary() if names]
    assert len(words) == len(glossary())
    assert len(words) == len(set(words))


def test_decisions_are_numbered_in_order_and_all_listed():
    files = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    listed = re.findall(r"\((\d{4}[\w-]+\.md)\)", text_of("docs/decisions/README.md"))
    assert listed == [path.name for path in files]


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "/decisions/0" in one])
def test_a_decision_says_why_what_and_what_follows(document):
    text = text_of(document)
    assert re.match(r"# \d{4} .+\n\n\d{4}-\d\d-\d\d\n\n\*\*Context\.\*\*", text)
    assert (
        text.index("**Context.**") < text.index("**Decision.**") < text.index("**Consequences.**")
    )


def test_the_printed_permissions_are_those_of_the_rules(capsys):
    assert cli.main(["permissions"]) == 0
    assert text_of("docs/permissions.md") == capsys.readouterr().out


# The user's guide


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "brugervejledning" in one])
def test_the_guide_is_easy_to_read(document):
    assert lix(text_of(document)) <= PLAIN


def lix(text: str) -> float:
    """Words a sentence, and the percentage of long words (Björnsson, 1968). A list item is a sentence."""
    bare = re.sub(r"[*_#`\[\]]|\([^)\s]+\.md\)", "", text)
    sentences = [
        one
        for one in re.split(r"[.!?:]\s|\n\n|\n(?=\s*(?:\d\.|-))", bare)
        if re.search(r"[^\W\d_]", one)
    ]
    words = re.findall(r"[^\W\d_]+", bare)
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if "brugervejledning" in one])
def test_what_the_guide_says_to_press_is_on_a_page(document):
    said = re.findall(r"(?:[Tt]ryk(?:ker du)?|og så|eller) \*\*([^*]+)\*\*", text_of(document))
    sources = [
        *ROOT.glob("transfer/**/*.py"),
        *ROOT.glob("transfer/templates/**/*.html"),
    ]
    words = " ".join(path.read_text("utf-8") for path in sources)
    missing = [label for label in said if f'"{label.rstrip(".")}"' not in words]
    assert not missing
