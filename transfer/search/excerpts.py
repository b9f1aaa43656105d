"""Where in a text the words stand that were searched for.

Made from the text itself and not by the database, whose index holds stems only; so both databases
show the same, and pages escape it like any other text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from transfer.domain.danish_words import Word, words_in

LENGTH: Final = 200
"""Characters of a text that are shown around the words that were found."""
_BEFORE: Final = 60
_MOST_READ: Final = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `is_hit` when it is a word that was searched for."""

    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The part of a record that tells most of what was searched for."""

    label: str
    """The question that the text answers, in Danish."""
    pieces: tuple[Piece, ...]


def pieces_of(text: str, stems: frozenset[str]) -> tuple[Piece, ...]:
    """The whole text, with the words of these stems set apart."""
    return _cut(text, _hits(text, stems), 0, len(text))


def title_of(title: str, stems: frozenset[str]) -> tuple[Piece, ...]:
    """A title in the same way; of one that is a whole text the part that says most."""
    if len(title) <= LENGTH:
        return pieces_of(title, stems)
    excerpt = excerpt_of([("", title)], stems)
    return excerpt.pieces if excerpt else ()


def excerpt_of(parts: Sequence[tuple[str, str]], stems: frozenset[str]) -> Excerpt | None:
    """The beginning of the first text, or the part of another one that says more of the stems."""
    best: tuple[int, str, str, list[Word]] | None = None
    for label, text in parts:
        hits = _hits(text, stems)
        said = len({word.stem for word in hits})
        if best is None or said > best[0]:
            best = (said, label, text, hits)
    if best is None:
        return None
    _said, label, text, hits = best
    start, end = _window(text, hits)
    pieces = _cut(text, hits, start, end)
    if start > 0:
        pieces = (Piece("… "), *pieces)
    if end < len(text):
        pieces = (*pieces, Piece(" …"))
    return Excerpt(label, pieces)


def _hits(text: str, stems: frozenset[str]) -> list[Word]:
    return [word for word in words_in(text[:_MOST_READ]) if word.stem in stems]


def _window(text: str, hits: list[Word]) -> tuple[int, int]:
    """Where to begin and end, between words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(hits[0].start - _BEFORE, 0) if hits else 0
    start = min(start, len(text) - LENGTH)
    if start > 0:
        space = text.find(" ", start, start + _BEFORE)
        start = space + 1 if space >= 0 else start
    end = min(start + LENGTH, len(text))
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, end


def _cut(text: str, hits: list[Word], start: int, end: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = start
    for word in hits:
        if word.start < at or word.end > end:
            continue
        if word.start > at:
            pieces.append(Piece(text[at : word.start]))
        pieces.append(Piece(text[word.start : word.end], is_hit=True))
        at = word.end
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)
