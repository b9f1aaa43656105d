"""A drawn part as it is kept: plain values in MessagePack, which nothing in it can make a program of.

    TRANSFER-PART-2 | checksum | values (MessagePack)

The objects of the part are templates: `%d` wherever one names another, since numbers are given out
when a paper is put together. `references` says, `%d` by `%d`, which object is meant; a negative
number is one of those that all parts share.

None of these values leads back to itself, so the collector need not look at them (`gc=False`).
"""

from typing import NamedTuple

import msgspec
from isal.isal_zlib import crc32
from msgspec import Struct, msgpack

MARK = b"TRANSFER-PART-2\n"
DOCUMENT, FONTS = -1, -2
"""The element above everything, and the dictionary of fonts: shared by all parts of a paper."""
BETWEEN = b"\0"
"""Between two objects, each of which ends with a line; no object has it inside."""
LETTERS = "\t"
_CHECKSUM = 4


class DamagedFragment(Exception):
    """What is kept is not what was drawn; the text says how it shows."""


class Anchor(NamedTuple):
    """A place that links lead to: on which page, and how far from left and below, in points."""

    name: str
    page: int
    x: float
    y: float


class Heading(NamedTuple):
    """What the outline has a line of, and the place that it leads to."""

    level: int
    title: str
    page: int
    x: float
    y: float
    is_open: bool


class Late(NamedTuple):
    """Where in the bytes of a stream the number of the page goes that an anchor is on, and in which typeface."""

    at: int
    anchor: str
    typeface: str


class Link(Struct, frozen=True, array_like=True, gc=False):
    """A link: on which page and where, to which anchor, and the element that holds its words (`kids`).

    Where it is and its words are written as the PDF has them.
    """

    page: int
    box: bytes
    to: str
    parent: int
    kids: bytes


class Stream(Struct, frozen=True, array_like=True, gc=False):
    """What is drawn on a page, or a picture: its dictionary as a template, and its bytes.

    late: page numbers that nobody knew yet; if there are any, the bytes are not packed.
    """

    head: bytes
    references: tuple[int, ...]
    data: memoryview
    late: tuple[Late, ...] = ()


class Fragment(Struct, frozen=True, array_like=True, gc=False, kw_only=True):
    """A part, drawn. Its objects are numbered from 0: pages, links (two each), objects, streams."""

    sizes: tuple[tuple[float, float], ...]
    """Of each page, width and height in points."""
    contents: tuple[int, ...]
    """The stream of each page."""
    owners: tuple[int, ...]
    """Of each page, the object that says which element its marked content belongs to."""
    resources: int
    """The object that says what the pages draw with."""
    top: tuple[int, ...]
    """The elements right below the document."""
    links: tuple[Link, ...]
    anchors: tuple[Anchor, ...]
    headings: tuple[Heading, ...]
    glyphs: dict[str, tuple[str, str]]
    """By typeface of ours, the glyphs that are drawn, each as the letter of that number, and what they stand for, with
    `LETTERS` between."""
    names: dict[str, str]
    """What the pages call a typeface of ours, and its file."""
    own_fonts: dict[str, int]
    """What they call one that only this part has, and its object."""
    count: int
    """How many objects there are in `objects`."""
    references: tuple[int, ...]
    objects: bytes
    """Templates, with `BETWEEN` between."""
    streams: tuple[Stream, ...]

    @property
    def size(self) -> int:
        """How many numbers it needs."""
        return len(self.sizes) + 2 * len(self.links) + self.count + len(self.streams)


_ENCODER, _DECODER = msgpack.Encoder(), msgpack.Decoder(Fragment)


def packed(fragment: Fragment) -> bytes:
    """The fragment as bytes to keep."""
    values = _ENCODER.encode(fragment)
    return MARK + crc32(values).to_bytes(_CHECKSUM) + values


def unpacked(kept: bytes) -> Fragment:
    """The fragment that was packed.

    Raises:
        DamagedFragment: these are not its bytes.
    """
    begin = len(MARK) + _CHECKSUM
    if not kept.startswith(MARK) or len(kept) < begin:
        raise DamagedFragment("it does not begin like a part")
    values = memoryview(kept)[begin:]
    if crc32(values).to_bytes(_CHECKSUM) != kept[len(MARK) : begin]:
        raise DamagedFragment("its checksum is another")
    try:
        return _DECODER.decode(values)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise DamagedFragment(f"its values are others: {wrong}") from None
