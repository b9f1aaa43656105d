"""Every page that each role can reach, on a phone and at a desk."""

import os
import re
from collections import Counter, defaultdict, deque
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.browser.people import Somebody

EXAMPLES = 2
MISSING_ANSWERS = 422  # what the page of a step says that cannot be taken yet
ROLES = {
    "activist": "Mette Kragholm",
    "consultant": "Birgitte Solvang",
    "external": "Rasmus Teglgaard",
    "leader": "Lone Baadsgaard",
    "administrator": "Henrik Stald",
}
VARYING = re.compile(
    r"^/(?:birkesund|engholm)(?=/)"
    r"|[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/|$)|(?<=/noegletal/)[a-z]+_\w+"
)
"""What names an organisation, one record, or one of the fifty numbers that each has its list."""
LINKS = """() => [...document.querySelectorAll("a[href]")].map((a) => a.href)"""
FILES = (".css", ".csv", ".docx", ".ics", ".json", ".pdf", ".qdc", ".xlsx")
PICTURES = os.environ.get("TRANSFER_PICTURES", "")
_EXAMPLES: Counter[str] = Counter()
"""Each role opens one page of each pattern; a second one is opened by the first that can."""
_LOOKED_AT: dict[str, set[str]] = defaultdict(set)
"""The kinds of elements that were looked at closely on pages of each pattern, by whichever role."""


@pytest.mark.parametrize("name", ROLES.values(), ids=ROLES.keys())
def test_every_page_a_role_can_reach_is_sound_on_a_phone_and_at_a_desk(anybody, name):
    one = anybody(name)
    one.opens("/birkesund/")
    home = one.page.url
    ahead, known, visits = deque([home]), {home}, Counter()
    while ahead:
        address = ahead.popleft()
        pattern = _pattern(address)
        if visits[pattern] and ("?" in pattern or _EXAMPLES[pattern] >= EXAMPLES):
            continue
        visits[pattern] += 1
        _EXAMPLES[pattern] += 1
        status = one.opens(address)
        assert status in (200, MISSING_ANSWERS), f"{address}: {status}"
        _look(one, pattern, is_first=visits[pattern] == 1, name=name)
        for link in one.page.evaluate(LINKS):
            there = link.partition("#")[0]
            if _is_ours(there, home) and there not in known:
                known.add(there)
                ahead.append(there)
    assert visits["*/"] >= 1
    assert len(visits) >= 5, visits


@pytest.mark.parametrize(
    "address",
    [
        "/findes-ikke",
        "/birkesund/findes-ikke",
        "/engholm/",
        "/birkesund/proevehandlinger/0190f3a2-0000-7000-8000-000000000000",
    ],
)
def test_what_is_not_there_for_a_visitor_is_said_kindly_on_a_sound_page(anybody, address):
    one = anybody("Mette Kragholm", 360)
    assert one.opens(address) == 404
    one.sees("Siden findes ikke, eller du har ikke adgang til den.")
    one.finds_it_accessible()


@pytest.mark.parametrize("address", ["/log-ind", "/nulstil", "/was", "/birkesund/"])
def test_pages_before_signing_in_are_sound(anybody, address, width):
    somebody = anybody(width=width)
    somebody.opens(address)
    somebody.finds_it_accessible()


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(anybody):
    somebody = anybody(width=360)
    somebody.opens("/log-ind")
    somebody.writes("E-mail", "ingen@birkesund.example")
    somebody.writes("Adgangskode", "noget helt andet")
    somebody.presses("Log ind")
    somebody.sees("E-mail og adgangskode passer ikke sammen.")
    somebody.finds_it_accessible()


def _look(one: Somebody, pattern: str, *, is_first: bool, name: str) -> None:
    """Both widths for what can be too wide; the slower look at one of them, in turn.

    That look is for what is new: a page like the one before, though another's, has nothing more to show.
    """
    narrow_first = len(pattern) % 2 == 0
    for width in (1280, 360) if narrow_first else (360, 1280):
        one.page.set_viewport_size({"width": width, "height": 740 if width < 600 else 860})
        one.finds_nothing_beyond_the_edge()
        if is_first and PICTURES:
            called = f"{name.partition(' ')[0]}{pattern}-{width}".replace("/", "_").replace(
                "?", "_"
            )
            one.page.screenshot(path=Path(PICTURES) / f"{called[:150]}.png", full_page=True)
    kinds = one.kinds_of_elements()
    if not kinds <= _LOOKED_AT[pattern]:
        _LOOKED_AT[pattern] |= kinds
        one.finds_it_accessible()


def _pattern(address: str) -> str:
    """The address without what names one record, and at most one of the choices made."""
    parts = urlsplit(address)
    asked = sorted({key for key, _value in parse_qsl(parts.query, keep_blank_values=True)})
    return VARYING.sub("*", parts.path) + ("?" + asked[0] if asked else "")


def _is_ours(address: str, home: str) -> bool:
    parts, ours = urlsplit(address), urlsplit(home)
    if parts.netloc != ours.netloc or parts.path.endswith(FILES):
        return False
    return "download" not in parts.query and "/static/" not in parts.path
