"""What is put on pages when a paper is assembled: the running head, the foot, and late page numbers.

Heads and feet are artifacts, so that nobody hears "Side 3 af 9" in a sentence.
"""

from functools import cache, lru_cache

from reports.brand import Typeface
from reports.parts.faces import Face, face
from reports.parts.fragment import LETTERS

NAME = b"Stamp"
"""What pages call the typeface of what is stamped. WeasyPrint calls its fonts by six capitals."""
BEFORE, AFTER = b"q", b"Q"
"""What stands around what a page draws, so that it does not move what is stamped on it."""
_FACES = {
    Typeface.PLEX_SANS: "IBMPlexSans-Regular.ttf",
    Typeface.PLEX_SERIF: "IBMPlexSerif-Regular.ttf",
}
_SIZE = 8.5
_GREY = b"0.29 g"
_MARGIN, _HEAD, _FOOT = 62.36, 54.36, 33.81
"""Points from the edge: at the sides, from above to the head's line, from below to the foot's."""
_SHARE = 0.53
"""Of the width, what a head may have: two of them do not meet."""


class Stamps:
    """What one paper has around its pages."""

    def __init__(
        self, typeface: Typeface, head: tuple[str, str], pages: int, *, is_numbered: bool
    ) -> None:
        self.file = _FACES[typeface]
        self._face = face(self.file)
        self._head, self._pages, self._is_numbered = head, pages, is_numbered

    def glyphs(self) -> tuple[str, str]:
        """The glyphs that are stamped, and their letters."""
        known = self._face.letters
        said = [*filter(known.get, sorted({*"".join(self._head), *"Side af 0123456789"}))]
        return "".join([chr(known[letter]) for letter in said]), LETTERS.join(said)

    def above(self, width: float, height: float) -> bytes:
        """What is drawn on every page of this size but the first, after the page itself."""
        if not any(self._head):
            return AFTER
        right, y = width - _MARGIN, height - _HEAD
        room = (right - _MARGIN) * _SHARE
        left = _line(self._face, self._head[0], _MARGIN, y, room=room)
        lines = left + _line(self._face, self._head[1], right, y, room=room, ends=True)
        return AFTER + b"\n" + _marked(b"Header", lines)

    def below(self, page: int, width: float) -> bytes:
        """What is drawn on this page alone."""
        if not self._is_numbered:
            return b""
        foot = f"Side {page} af {self._pages}"
        return _marked(b"Footer", _line(self._face, foot, width - _MARGIN, _FOOT, ends=True))


def number(page: int | None, name: str, digits: int = 4) -> bytes:
    """A page number, ending where the zeros that kept its place ended; nothing for a page that isn't there."""
    if page is None:
        return b"[] TJ"
    return _number(page, name, digits)


@lru_cache(maxsize=4096)
def _number(page: int, name: str, digits: int) -> bytes:
    drawn, words = face(name), str(page)
    free = drawn.width("0" * digits) - drawn.width(words)
    return b"[%d<%s>] TJ" % (-free, _shown(drawn, words))


def _line(
    drawn: Face, words: str, x: float, y: float, *, room: float = 0.0, ends: bool = False
) -> bytes:
    """A line of text that begins at `x`, or `ends` there, smaller if there is no room for it."""
    width = drawn.width(words) / 1000
    size = min(_SIZE, room / width) if room and width else _SIZE
    begin = x - width * size if ends else x
    return b"/%s %.4g Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj " % (
        NAME, size, begin, y, _shown(drawn, words),
    )  # fmt: skip


def _shown(drawn: Face, words: str) -> bytes:
    """How the glyph of each letter is written; a letter that has none is left out."""
    written = _hexadecimal(drawn.name)
    return "".join([written.get(letter, "") for letter in words]).encode()


@cache
def _hexadecimal(name: str) -> dict[str, str]:
    return {letter: f"{glyph:04x}" for letter, glyph in face(name).letters.items()}


def _marked(kind: bytes, lines: bytes) -> bytes:
    return b"/Artifact<</Type/Pagination/Subtype/%s>>BDC BT %s %sET EMC\n" % (kind, _GREY, lines)
