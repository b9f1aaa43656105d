"""E-mail addresses as people type them."""

import re
import unicodedata
from typing import Final

from transfer.domain.texts import marked
from transfer.domain.typing_in import NotUnderstood

LONGEST_ADDRESS: Final = 254
"""RFC 5321, 4.5.3.1.3, without the angle brackets."""

WRITE_AN_ADDRESS: Final = marked("Skriv en hel e-mailadresse, fx navn@kommune.dk.")

_ADDRESS: Final = re.compile(
    r"(?=.{6,254}$)(?=[^@]{1,64}@)[^\s@<>(),;:\"\\\[\]]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][^\W_]{1,62}"
)


def email_address(text: str) -> str:
    """The address in lower case, the way it is stored; else `NotUnderstood`."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    local = plain.partition("@")[0]
    if (
        not _ADDRESS.fullmatch(plain)
        or ".." in plain
        or local.startswith(".")
        or local.endswith(".")
    ):
        raise NotUnderstood(WRITE_AN_ADDRESS)
    return plain
