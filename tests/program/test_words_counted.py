"""What the other organisation has changes no page and no count."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.program.policy import ALL
from tests.program.walking import TOKEN
from tests.program.who_reads import pages_for, seers
from transfer.db import db
from transfer.views.start import numbers

# Counts


@pytest.mark.parametrize("name", ["owner", "leader", "consultant", "external", "admin"])
def test_what_the_other_organisation_has_changes_no_page_and_no_count(walk, name):
    pages = [
        address
        for address in dict.fromkeys(pages_for(walk, name))
        if not re.search(
            r"/(log|ny|nyt|min-konto|liste\.csv|ledelsesrapport\.json)\b|/proevehandlinger/.*-|/rediger",
            address,
        )
    ]
    numbers._KEPT.clear()
    before = {address: settled(walk.open(name, address)) for address in pages}
    try:
        without_records_of_b(walk)
        numbers._KEPT.clear()
        after = {address: settled(walk.open(name, address)) for address in pages}
    finally:
        walk.restore()
    assert [address for address in pages if before[address] != after[address]] == []
    assert walk.is_untouched()


def number_in(element) -> int:
    """The first number of prøvehandlinger that is told; none told is none."""
    found = re.search(r"(\d+) prøvehandling", " ".join(element.get_text(" ").split()))
    return int(found[1]) if found else 0


@pytest.mark.parametrize("name", sorted(ALL))
def test_what_is_counted_is_what_the_reader_sees(walk, name):
    seen = sum(name in who for who in seers().values())
    goals = BeautifulSoup(walk.open(name, "/alfa/kompetencemaal").text, "html.parser")
    assert number_in(goals.select_one(f"tr:has(a[href$='{walk.scene.a.ids['goal']}'])")) == seen
    trials = BeautifulSoup(walk.open(name, "/alfa/proevehandlinger").text, "html.parser")
    assert number_in(trials.select_one("main")) == (0 if name == "admin" else seen)


def settled(answer) -> tuple[int, str]:
    """The answer without the moment it was made, and without the keys that forms are sent once by."""
    text = answer.text if answer.mimetype != "application/pdf" else ""
    text = re.sub(r'(name="(?:\w+_)?sent_as" value=")[^"]*', r"\1", TOKEN.sub("TOKEN", text))
    return answer.status_code, re.sub(r"\bkl\. \d+[.:]\d\d", "", text)


def without_records_of_b(walk) -> None:
    """Take away all that B has made, but not B itself, its people and their sessions."""
    kept = {"organisation", "person", "membership", "form_template", "form_version", "unit"}
    with walk.app.app_context(), db.engine.begin() as connection:
        for table in reversed(walk.tables):
            if "organisation_id" in table.columns and table.name not in kept:
                mine = table.c.organisation_id == walk.scene.b.id
                if "parent_id" in table.columns:
                    connection.execute(table.update().where(mine).values(parent_id=None))
                connection.execute(table.delete().where(mine))
