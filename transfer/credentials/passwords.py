"""Passwords: kept as Argon2id hashes, and refused when others would guess them."""

import gzip
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from transfer.domain.texts import marked

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
"""Source: OWASP Password Storage Cheat Sheet, Argon2id with 19 MiB, two rounds, one lane."""

LEAST: Final = 15
"""Characters of a password that stands alone. Source: NIST SP 800-63B-4 (2025), 3.1.1.2."""
LEAST_WITH_CODE: Final = 12
"""Characters of a password that opens nothing without a code from another device."""
MOST: Final = 1000
"""Far above what people and password managers write; more would only be work for the server."""

DEMO_PASSWORD: Final = "proevehandling"  # noqa: S105  printed on the demo's pages; shorter than the rule on purpose
"""Of everybody in the demo."""

NOBODYS_HASH: Final = "$argon2id$v=19$m=19456,t=2,p=1$t0t36vZERLQC2Duzx9AQgw$uqstLzoMXr6Ff21FomIZ7l8flB5PB8vV+qJpfW4835Y"
"""What is checked when there is no such account, so that it takes the same time."""

_AT_ONCE: Final = BoundedSemaphore(2)
"""Each hash takes 19 MiB and a core; a crowd of them must not slow the pages of others."""


class WeakPassword(ValueError):
    """A password that will not do. Translate `message`, then fill in `values`."""

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


TOO_SHORT: Final = marked(
    "Adgangskoden skal være på mindst %(least)s tegn. Den her er på %(count)s. "
    "Skriv for eksempel fire eller fem ord, som kun du ville sætte sammen."
)
TOO_LONG: Final = marked("Der er plads til %(most)s tegn. Gør adgangskoden kortere.")
TOO_COMMON: Final = marked(
    "Den adgangskode bruger mange andre, så den er let at gætte. "
    "Skriv for eksempel fire eller fem ord, som kun du ville sætte sammen."
)
TOO_PLAIN: Final = marked(
    "Adgangskoden gentager det samme eller følger en rækkefølge, så den er let at gætte. "
    "Skriv for eksempel fire eller fem ord, som kun du ville sætte sammen."
)
TOO_NEAR: Final = marked(
    "Adgangskoden er næsten kun dit navn, din e-mail, organisationens navn eller Transfer. "
    "Det gætter andre på. Brug nogle helt andre ord."
)


# Hashes


def hashed(password: str) -> str:
    """The password as it may be kept."""
    with _AT_ONCE:
        return HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether it is the password behind the kept hash. Without a hash it takes as long to say no."""
    with _AT_ONCE:
        try:
            HASHER.verify(kept or NOBODYS_HASH, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other settings than today's, and should be made anew."""
    return HASHER.check_needs_rehash(kept)


def _normal(password: str) -> str:
    """One spelling of each letter: a Mac sends "å" as two signs, a PC as one."""
    return unicodedata.normalize("NFC", password)


# What will not do


def insist_on_strong(password: str, context: Iterable[str] = (), least: int = LEAST) -> None:
    """Refuse what is short, often used, or made of words that stand near the account.

    Args:
        context: names of the person, the organisations and the like.
        least: how many characters it must have.

    Raises:
        WeakPassword: with a sentence that says what to do instead.
    """
    length = length_of(password)
    if length < least:
        raise WeakPassword(TOO_SHORT, least=least, count=length)
    if length > MOST:
        raise WeakPassword(TOO_LONG, most=MOST)
    bare = _bare(password)
    if _is_plain(bare):
        raise WeakPassword(TOO_PLAIN)
    if _is_common(bare):
        raise WeakPassword(TOO_COMMON)
    if _is_near(bare, context):
        raise WeakPassword(TOO_NEAR)


def length_of(password: str) -> int:
    """How many characters it has, however its letters were sent."""
    return len(_normal(password))


def _bare(password: str) -> str:
    """What is left of a password when capitals, accents' spelling and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", password).casefold().split())


_COMMON_PASSWORDS: Final = Path(__file__).with_name("common_passwords.gz")
_LONGEST_PAIR: Final = 40
"""Characters that two often used passwords have together at most; longer texts need no such look."""


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The lines of a text in the order of their bytes. Kept as one piece: as words they take ten times as much."""

    text: bytes

    def has(self, line: str) -> bool:
        wanted = line.encode("utf-8", "surrogatepass")
        places = range(len(self.text))
        at = bisect_left(places, wanted, key=self._line_at)
        return at in places and self._line_at(at) == wanted

    def _line_at(self, place: int) -> bytes:
        """The line that the byte at this place belongs to."""
        begins = self.text.rfind(b"\n", 0, place) + 1
        return self.text[begins : self.text.find(b"\n", place)]


@cache
def _common() -> _Sorted:
    """See common_passwords.md beside this file."""
    return _Sorted(gzip.decompress(_COMMON_PASSWORDS.read_bytes()))


def _is_common(bare: str) -> bool:
    """One often used password, or two after each other, with or without signs between."""
    for text in {bare, "".join(sign for sign in bare if sign.isalnum())}:
        if _common().has(text):
            return True
        if len(text) > _LONGEST_PAIR:
            continue
        if any(_is_easy(text[:at]) and _is_easy(text[at:]) for at in range(1, len(text))):
            return True
    return False


def _is_easy(piece: str) -> bool:
    return _common().has(piece) or _is_plain(piece) or (piece.isdecimal() and len(piece) <= 8)


_ROWS: Final = (
    "0123456789012345678901234567890",
    "abcdefghijklmnopqrstuvwxyzæøå" * 2,
    "qwertyuiopåasdfghjklæøzxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1234567890qwertyuiopåasdfghjklæøzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
)


def _is_plain(bare: str) -> bool:
    """The same over and over, or a run along the alphabet or the keyboard."""
    if len(bare) < 2:
        return True
    if _period(bare) * 2 <= len(bare):
        return True
    return any(bare in row or bare in row[::-1] for row in _ROWS)


def _period(text: str) -> int:
    """After how many signs the text begins over: 3 for "abcabcab"; its length if it never does."""
    return next(shift for shift in range(1, len(text) + 1) if text.startswith(text[shift:]))


def _is_near(bare: str, context: Iterable[str]) -> bool:
    """Whether fewer than eight letters are left when the words of the context are taken out."""
    left = bare
    for word in sorted(_words(context), key=len, reverse=True):
        left = left.replace(word, "")
    return sum(sign.isalpha() for sign in left) < 8 and left != bare


def _words(context: Iterable[str]) -> set[str]:
    words = {"transfer"}
    for text in context:
        plain = unicodedata.normalize("NFKC", text).casefold()
        letters = "".join(sign if sign.isalnum() else " " for sign in plain)
        words.update(word for word in letters.split() if len(word) >= 3)
    return words
