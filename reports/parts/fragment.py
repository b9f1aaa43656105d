"""A drawn part as it is kept: plain bytes and JSON, which nothing in it can make a program of.

    TRANSFER-PART-1 | checksum | lengths of what follows | table (JSON) | references | objects | streams

The objects of the part are templates: `%d` wherever one names another, since numbers are given out
when a paper is put together. `references` says, `%d` by `%d`, which object is meant; a negative
number is one of those that all parts share.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from struct import Struct, error, pack, unpack_from
from typing import Any
from zlib import crc32

MARK = b"TRANSFER-PART-1\n"
DOCUMENT, FONTS = -1, -2
"""The element above everything, and the dictionary of fonts: shared by all parts of a paper."""
BETWEEN = b"\0"
"""Between two objects, each of which ends with a line; no object has it inside."""
LETTERS = "\t"
_NUMBERS = Struct(">IIII")


class DamagedFragment(Exception):
    """What is kept is not what was drawn; the text says how it shows."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: on which page and where, to which anchor, and the element that holds its words (`kids`)."""

    page: int
    box: Sequence[float]
    to: str
    parent: int
    kids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Stream:
    """What is drawn on a page, or a picture: its dictionary as a template, and how long its bytes are.

    late: where the numbers of pages go that nobody knew yet; if there are any, the bytes are not packed.
    """

    head: str
    references: Sequence[int]
    length: int
    late: Sequence[tuple[int, str, str]] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part, drawn. Its objects are numbered from 0: pages, links (two each), objects, streams.

    sizes: of each page, in points. contents: the stream of each page. owners: the object that says of each
    page whose its marked content is. top: the elements right below the document. resources: what the pages
    draw with. anchors, bookmarks: with page and place. glyphs: of each typeface of ours, the
    numbers of those that are drawn, and their letters with `LETTERS` between. names: what a typeface is called here. own_fonts: those that only this part has.
    """

    sizes: Sequence[Sequence[float]]
    contents: Sequence[int]
    owners: Sequence[int]
    resources: int
    top: Sequence[int]
    links: Sequence[Link]
    anchors: Sequence[tuple[str, int, float, float]]
    bookmarks: Sequence[tuple[int, str, int, float, float, bool]]
    glyphs: dict[str, tuple[str, str]]
    names: dict[str, str]
    own_fonts: dict[str, int]
    count: int
    streams: Sequence[Stream]
    references: Sequence[int] = field(repr=False, default=())
    objects: bytes = field(repr=False, default=b"")
    drawn: Sequence[bytes | memoryview] = field(repr=False, default=())

    @property
    def size(self) -> int:
        """How many numbers it needs."""
        return len(self.sizes) + 2 * len(self.links) + self.count + len(self.streams)


_TABLE = tuple(one.name for one in fields(Fragment))[:-3]


def packed(fragment: Fragment) -> bytes:
    """The fragment as bytes to keep."""
    told = {name: getattr(fragment, name) for name in _TABLE}
    told |= {
        "links": [list(asdict(one).values()) for one in fragment.links],
        "streams": [list(asdict(one).values()) for one in fragment.streams],
    }
    table = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    references = pack(f"<{len(fragment.references)}i", *fragment.references)
    body = b"".join((table, references, fragment.objects, *fragment.drawn))
    lengths = map(len, (table, references, fragment.objects))
    return MARK + _NUMBERS.pack(crc32(body), *lengths) + body


def unpacked(kept: bytes) -> Fragment:
    """The fragment that was packed.

    Raises:
        DamagedFragment: these are not its bytes.
    """
    begin = len(MARK) + _NUMBERS.size
    if not kept.startswith(MARK) or len(kept) < begin:
        raise DamagedFragment("it does not begin like a part")
    checksum, *lengths = _NUMBERS.unpack_from(kept, len(MARK))
    body = memoryview(kept)[begin:]
    if crc32(body) != checksum:
        raise DamagedFragment("its checksum is another")
    try:
        return _read(body, *lengths)
    except (ValueError, KeyError, TypeError, error) as wrong:
        raise DamagedFragment(f"its table cannot be read: {wrong}") from None


def _read(body: memoryview, table: int, references: int, objects: int) -> Fragment:
    told: dict[str, Any] = json.loads(bytes(body[:table]))
    named = unpack_from(f"<{references // 4}i", body, table)
    end = table + references + objects
    templates = bytes(body[table + references : end])
    streams = [Stream(*one) for one in told.pop("streams")]
    drawn = []
    for one in streams:
        drawn.append(body[end : end + one.length])
        end += one.length
    if end != len(body):
        raise ValueError("its streams are longer or shorter")
    links = [Link(*one) for one in told.pop("links")]
    return Fragment(
        **told, links=links, streams=streams, references=named, objects=templates, drawn=drawn
    )
