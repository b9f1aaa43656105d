"""Marked passages: what somebody points at in a text, found again after the text was changed elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Final

NEIGHBOURS_KEPT: Final = 40
"""Characters kept on each side of a passage. They tell two places with the same words apart."""

SPEAKS_FOR_ITSELF: Final = 20
"""A quote this long is known by itself; a shorter one must also keep some of its neighbours."""
_ENOUGH_NEIGHBOURS: Final = 6

Span = tuple[int, int]
"""First character, and the one after the last, counted in characters from 0."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the answer to one question, as it stood when it was marked."""

    field: str
    """Key of the question."""
    start: int
    end: int
    quote: str
    """The words themselves."""
    before: str = ""
    after: str = ""
    """What stood on either side."""


def mark(field: str, text: str, quote: str, near: int = 0) -> Passage | None:
    """The passage of `text` that reads as `quote`, the one closest to `near` if there are several.

    Line breaks and blanks count as one blank, since a browser or a person who copies changes them.

    Returns: none when the text says nothing like it.
    """
    spans = sorted(_occurrences(text, quote), key=lambda span: abs(span[0] - near))
    if not spans:
        return None
    start, end = spans[0]
    return Passage(
        field,
        start,
        end,
        text[start:end],
        before=text[max(0, start - NEIGHBOURS_KEPT) : start],
        after=text[end : end + NEIGHBOURS_KEPT],
    )


def find_again(text: str, passage: Passage) -> Span | None:
    """Where the passage stands in the text of today; none when its own words were changed.

    Of several places with the same words it is the one with the most of the old neighbours, then the
    one closest to where it stood.
    """
    spans = [span for span in _occurrences(text, passage.quote) if _may_be(passage, text, span)]
    return max(
        spans,
        key=lambda span: (_neighbours(passage, text, span), -abs(span[0] - passage.start)),
        default=None,
    )


def pieces(text: str, spans: Sequence[Span]) -> list[tuple[str, tuple[int, ...]]]:
    """The text cut where a span begins or ends, each piece with the numbers of the spans over it.

    >>> pieces("abcdef", [(1, 4), (3, 5)])
    [('a', ()), ('bc', (0,)), ('d', (0, 1)), ('e', (1,)), ('f', ())]
    """
    cuts = sorted({0, len(text), *(cut for span in spans for cut in span)})
    return [
        (
            text[start:end],
            tuple(at for at, span in enumerate(spans) if span[0] <= start and end <= span[1]),
        )
        for start, end in pairwise(cuts)
    ]


def _occurrences(text: str, quote: str) -> Iterator[Span]:
    words = quote.split()
    if not words:
        return
    wanted = r"\s+".join(re.escape(word) for word in words)
    for found in re.finditer(f"(?=({wanted}))", text):
        yield found.span(1)


def _may_be(passage: Passage, text: str, span: Span) -> bool:
    """Whether the place can be the old one: no part of a longer word, and not by mere chance."""
    start, end = span
    if _cuts_word(text[:start], text[start:]) and not _cuts_word(passage.before, passage.quote):
        return False
    if _cuts_word(text[:end], text[end:]) and not _cuts_word(passage.quote, passage.after):
        return False
    if len(passage.quote) >= SPEAKS_FOR_ITSELF or not (passage.before or passage.after):
        return True
    enough = min(_ENOUGH_NEIGHBOURS, len(passage.before) + len(passage.after))
    return _neighbours(passage, text, span) >= enough


def _cuts_word(left: str, right: str) -> bool:
    return left[-1:].isalnum() and right[:1].isalnum()


def _neighbours(passage: Passage, text: str, span: Span) -> int:
    """How many characters beside the place are as they were."""
    start, end = span
    before = text[max(0, start - NEIGHBOURS_KEPT) : start]
    after = text[end : end + NEIGHBOURS_KEPT]
    return _alike(before[::-1], passage.before[::-1]) + _alike(after, passage.after)


def _alike(one: str, other: str) -> int:
    """How many first characters the two have in common."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
