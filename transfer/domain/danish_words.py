"""Danish words as one searches for them: their stems, and the compounds that they are part of.

The same for both databases. `VERSION` changes with the rules; an index of another version is made anew.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

VERSION: Final = 1
LONGEST: Final = 32
"""Letters of a stem that are kept. Whatever is longer than this is no word that anybody wrote."""

_WORD: Final = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_STOP: Final = frozenset(
    """ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din
    disse dog du efter eller en end er et for fra få får ham han hans har havde have hende
    hendes her hos hun hvad hver hvis hvor hvordan i igen ikke ind jeg jer jeres jo kan kun
    kunne man mange med meget men mig min mine mit mod ned nogen noget nogle nu når og også om
    op os over på sig sin sine sit skal skulle som sådan så til ud under var ved vi vil ville
    vor vores være været""".split()  # noqa: SIM905  read as a text, not as a column
)
"""Words that stand everywhere and tell nothing."""
_OTHER_LETTERS: Final = str.maketrans({"å": "\0", "ä": "æ", "ö": "ø"})
_OTHER_SPELLING: Final = re.compile(r"aa|(?:ae|oe)(?!(?:n|r|ns|rs|ne|rne|nes|rnes)?$)")
"""Other ways to write a letter: haandhygiejne, paaroerende. There is none in the end of `uroen`."""
_USUAL: Final = {"aa": "å", "ae": "æ", "oe": "ø"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands in it, and its stem."""

    start: int
    end: int
    stem: str


def words_in(text: str) -> Iterator[Word]:
    """The words of a text that tell something, in their order."""
    for found in _WORD.finditer(text):
        stem = _told_by(found.group())
        if stem:
            yield Word(found.start(), found.end(), stem)


def stems_in(text: str) -> list[str]:
    """The stems of those words, in their order."""
    return [stem for stem in map(_told_by, _WORD.findall(text)) if stem]


@lru_cache(maxsize=65536)
def _told_by(word: str) -> str:
    """The stem of a word as it is written; empty for one that tells nothing. An index asks for the same few again and again."""
    plain = _plain(word)
    return "" if plain in _STOP else _stem_of(plain)


def _plain(word: str) -> str:
    """The word in small letters, each letter in one spelling and without accents."""
    plain = unicodedata.normalize("NFC", word).lower()
    plain = _OTHER_SPELLING.sub(lambda found: _USUAL[found.group()], plain)
    if plain.isascii():
        return plain
    letters = unicodedata.normalize("NFD", plain.translate(_OTHER_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.replace("\0", "å")


_SNOWBALL: Final = snowballstemmer.stemmer("danish")


@lru_cache(maxsize=65536)
def _stem_of(plain: str) -> str:
    """Snowball's Danish stem, and a little more.

    The stemmer shortens `aftenvagten` to `aftenvag` and leaves `vagt`; it takes `kolleger` and
    `kollega` for two words, and whoever lays something down for a doctor (`lægger`, `læger`).
    """
    if plain.endswith(("lægge", "lægger", "lægges")):
        return plain.rstrip("rs")[:LONGEST]
    stem: str = _SNOWBALL.stemWord(plain)
    if stem.endswith(("gt", "kt", "dt", "gd")) and len(stem) > 3:
        stem = stem[:-1]
    if stem.endswith("a") and len(stem) > 5:
        stem = stem[:-1]
    return stem[:LONGEST]


# Compounds

_PREFIXES: Final = frozenset(
    """af an be bi bort efter er for forud fore fra frem gen hen ind inde indu ige igen imod ned
    med mis mod om on op over på sam til tilbage tvi u ud ude under und ved videre vel""".split()  # noqa: SIM905  read as a text, not as a column
)
"""What makes another word of a word rather than a compound: `tilgang` is no kind of `gang`."""
_ENDINGS: Final = frozenset(
    """e s r n t d er en et ed es el els eri ing ning nings ig isk sk lig løs hed skab dom else
    elses bar som ende eren ere""".split()  # noqa: SIM905  read as a text, not as a column
)
_LINKS: Final = ("s", "e")
_SHORT: Final = 3
"""A stem this short stands in many a word by chance; then the rest must be a word in its own right."""
_LONG_REST: Final = 5

IsKnown = Callable[[str], bool]
"""Whether a stem is one of the organisation's own words."""


def says(said: str, asked: str, is_known: IsKnown) -> bool:
    """Whether the stem `said` is `asked` or a compound with it: `aftenvag` says `vag`."""
    if said == asked:
        return True
    if len(asked) < _SHORT:
        return False
    at = said.find(asked)
    while at >= 0:
        before, after = said[:at], said[at + len(asked) :]
        is_short = len(asked) <= _SHORT
        if _may_stand_before(before, is_known, is_short=is_short) and _may_stand_after(
            after, is_known, is_short=is_short
        ):
            return True
        at = said.find(asked, at + 1)
    return False


def _may_stand_before(before: str, is_known: IsKnown, *, is_short: bool) -> bool:
    if not before:
        return True
    if before in _PREFIXES or len(before) < _SHORT:
        return False
    return not is_short or len(before) >= _LONG_REST or _is_a_word(before, is_known)


def _may_stand_after(after: str, is_known: IsKnown, *, is_short: bool) -> bool:
    if not after:
        return True
    if after in _ENDINGS:
        return not is_short
    if len(after) < _SHORT:
        return False
    return not is_short or len(after) >= _LONG_REST or _is_a_word(after, is_known)


def _is_a_word(part: str, is_known: IsKnown) -> bool:
    forms = [part]
    if part.endswith(_LINKS):
        forms.append(part[:-1])
    if part.startswith(_LINKS):
        forms.append(part[1:])
    return any(len(form) > 1 and is_known(_stem_of(form)) for form in forms)


def halves(asked: str, is_known: IsKnown) -> list[tuple[str, str]]:
    """The pairs of known stems that a compound is made of: `gåtur` is `gå` and `tur`."""
    found = []
    for at in range(2, len(asked) - 2):
        before, second = asked[:at], _stem_of(asked[at:])
        forms = [before, before[:-1]] if before.endswith(_LINKS) else [before]
        # All are asked for, so that whoever looks them up can do so at once.
        known = [one for one in map(_stem_of, forms) if is_known(one) and len(one) > 1]
        if is_known(second) and known and before not in _PREFIXES:
            found.append((known[0], second))
    return found
