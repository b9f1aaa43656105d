"""E-mail addresses as people type them."""

import pytest

from transfer.domain.email_address import email_address
from transfer.domain.typing_in import NotUnderstood


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Mette.Kragholm@Kommune.DK ", "mette.kragholm@kommune.dk"),
        ("a@b.example", "a@b.example"),
        ("o'hara+x@mail.birk-sund.dk", "o'hara+x@mail.birk-sund.dk"),
        ("åse@rødby.dk", "åse@rødby.dk"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed, kept):
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "a", "a@b", "@b.dk", "a@", "a b@c.dk", "a@b..dk", "a..b@c.dk", ".a@b.dk", "a.@b.dk", "a@-b.dk",
        "a@b.dk, c@d.dk", "A <a@b.dk>", "a@b.dk\nBcc: c@d.dk", "a@b@c.dk", "a" * 65 + "@b.dk", "a@" + "b." * 130 + "dk",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(NotUnderstood):
        email_address(typed)
