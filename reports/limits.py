"""What people typed, made safe to draw: a text can be long, but never endless.

Measured: drawing time is close to linear in plain text, except for piles of combining marks,
thousands of line breaks and words without end, which a page could be made to choke on.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from operator import is_
from typing import Any, TypeVar, cast
from unicodedata import category, normalize

LONGEST_TEXT = 20_000
MOST_LINES = 500
MOST_MARKS = 8
LONGEST_WORD = 60
PIECE_OF_A_WORD = 15
LONGEST_CELL = 400

# Control characters cannot be part of a page, private ones have no shape, and those that turn the
# direction of writing could make a line say something else than was written. Half a letter is none.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\uf8ff\ufdd0-\ufdef\ufffe\uffff]"
)
_OTHER_ENDS_OF_LINES = re.compile("[\u2028\u2029]")
_ENDLESS_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_PIECE = re.compile(rf"\S{{{PIECE_OF_A_WORD}}}(?=\S)")
# The drawn one is kept for words divided at the end of a line, which searching looks through.
_TYPED_HYPHEN = "\N{HYPHEN}"
_BREAK_HERE = "\N{ZERO WIDTH SPACE}"
# Words are divided where they need it, and a word full of these takes longer than a page may.
_TYPED_DIVISION = "\N{SOFT HYPHEN}"

# Our typeface has no pictures, and a missing letter is an error in an accessible PDF.
_PICTURES = re.compile(
    "[\u2600-\u2712\u2714-\u27bf\u200d\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)

# What is drawn for "fi" is one shape, and whoever copies it is told letters for it: the same for all of a paper.
_LIGATURES = {chr(one): normalize("NFKC", chr(one)) for one in range(0xFB00, 0xFB07)}
_TYPED = str.maketrans({_TYPED_HYPHEN: "-", _TYPED_DIVISION: "", **_LIGATURES})

# Letters of our alphabet and its neighbours, signs and dashes: printable, composed, no marks of their own. So are
# nearly all texts, and a look is a hundredth of the work.
_ORDINARY = re.compile("[\t\n -~\u00a0-\u00ac\u00ae-\u017f\u2011-\u2027\u2030-\u205e]*")

_WITHOUT_TEXT = frozenset({int, float, bool, date, datetime, type(None)})

T = TypeVar("T")


def within_limits(value: T) -> T:
    """The same value with every text in it, however deep, within the limits."""
    return cast(T, _each_text(value, limited_text))


def fit_for_paper(value: T) -> T:
    """The same value within the limits, without emoji, and with places to break in words that never end."""
    return cast(T, _each_text(value, _fit_text))


def _fit_text(text: str) -> str:
    """Most texts are ordinary, and one look is enough for both."""
    if _ORDINARY.fullmatch(text) and (
        len(text) <= LONGEST_WORD
        or (
            len(text) <= LONGEST_TEXT
            and text.count("\n") < MOST_LINES
            and not _may_have_an_endless_word(text)
        )
    ):
        return text
    return paper_text(limited_text(text))


def limited_text(text: str) -> str:
    """Composed letters, no control characters, and an end."""
    if _is_ordinary(text) and len(text) <= LONGEST_TEXT and text.count("\n") < MOST_LINES:
        return text
    lines = _OTHER_ENDS_OF_LINES.sub("\n", _UNPRINTABLE.sub("", text)).split("\n")
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "…"]
    text = normalize("NFC", "\n".join(lines))
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + " …"
    return text if text.isascii() else _without_piles(text)


def paper_text(text: str) -> str:
    """Text our typeface can draw in reasonable time."""
    if not _is_ordinary(text):
        text = _PICTURES.sub("", text).translate(_TYPED)
    if not _may_have_an_endless_word(text):
        return text
    return _ENDLESS_WORD.sub(lambda word: _PIECE.sub(rf"\g<0>{_BREAK_HERE}", word[0]), text)


def cell_text(text: str) -> str:
    """Text for a cell: a narrow column of it is soon a page. Data files hold it whole."""
    if len(text) <= LONGEST_CELL:
        return text
    begun = text.lstrip()[:LONGEST_CELL].rsplit(maxsplit=1)
    return f"{begun[0]} … (forkortet)" if begun else ""


def _is_ordinary(text: str) -> bool:
    return _ORDINARY.fullmatch(text) is not None


def _may_have_an_endless_word(text: str) -> bool:
    """Leaps from space to space, as far as a word may be long."""
    at = 0
    while len(text) - at > LONGEST_WORD:
        at = text.rfind(" ", at, at + LONGEST_WORD + 1) + 1
        if not at:
            return True
    return False


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """With every text changed; the very same value when none is."""
    kind = type(value)
    if kind is str:
        return change(value)
    if kind is tuple:
        items = [_each_text(item, change) for item in value]
        return value if all(map(is_, items, value)) else tuple(items)
    names = getattr(kind, "__dataclass_fields__", ())
    changed = {}
    for name in names:
        before = getattr(value, name)
        of = type(before)
        if of in _WITHOUT_TEXT or (of is tuple and not before):
            continue
        after = change(before) if of is str else _each_text(before, change)
        if after is not before:
            changed[name] = after
    return replace(value, **changed) if changed else value


def _without_piles(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if category(letter)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
