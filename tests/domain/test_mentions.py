"""Who is called by "@" in a text."""

import pytest

from transfer.domain.mentions import mentioned

NAMES = {1: "Mette Kragholm", 2: "Jonas Bredal", 3: "Anne-Mette Højris", 4: "Jonas Falk"}


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Mette Kragholm, se her", [1]),
        ("Se her, @mette.", [1]),
        ("@Mette  Kragholm\nog @Anne-Mette", [1, 3]),
        ("@Jonas, hvem af jer?", []),
        ("@Jonas Falk ved det.", [4]),
        ("Spørg Mette Kragholm", []),
        ("skriv til post@mette.example", []),
        ("@Metteline er en anden", []),
        ("@", []),
        ("", []),
    ],
)
def test_a_name_after_the_sign_calls_exactly_one(text, called):
    assert mentioned(text, NAMES) == called


def test_a_name_of_nothing_but_blanks_calls_nobody():
    assert mentioned("@ her", {1: " "}) == []
