"""Our typefaces, read in plain Python: which glyph draws a letter, how wide it is, and a small font of some of them.

A TrueType file is a list of tables. `cmap` leads from letters to glyphs, `hmtx` has their widths, and
`glyf` their outlines, which `loca` finds. A font of few glyphs keeps all numbers and empties the rest.
"""

from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from struct import Struct, pack, unpack, unpack_from

FONTS = Path(__file__).parent.parent / "assets" / "fonts"
_KEPT = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
"""What a PDF needs of a font whose glyphs are named by number."""
_MADE_OF_OTHERS, _MORE, _WORDS, _SCALE, _TWO_SCALES, _MATRIX, _HINTS = (
    -1, 0x20, 0x1, 0x8, 0x40, 0x80, 0x100,
)  # fmt: skip
"""Of a glyph that is made of others: the letter of it with its accent."""


class Face:
    """One file of a typeface."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.data = name, data
        (count,) = unpack_from(">H", data, 4)
        entries = (unpack_from(">4sIII", data, 12 + 16 * n) for n in range(count))
        self._tables = {tag.decode(): data[at : at + long] for tag, _, at, long in entries}
        self.units: int = unpack_from(">H", self._tables["head"], 18)[0]
        self.box = tuple(self._scaled(n) for n in unpack_from(">4h", self._tables["head"], 36))
        self.ascent, self.descent = map(self._scaled, unpack_from(">2h", self._tables["hhea"], 4))
        self.glyphs: int = unpack_from(">H", self._tables["maxp"], 4)[0]

    def _scaled(self, units: int) -> int:
        return round(units * 1000 / self.units)

    @cached_property
    def postscript_name(self) -> str:
        """`IBMPlexSans-Regular`."""
        return self.name.removesuffix(".ttf")

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Of each glyph, in thousandths of the size."""
        (full,) = unpack_from(">H", self._tables["hhea"], 34)
        found = [self._scaled(w) for w, _ in _pairs(self._tables["hmtx"], full)]
        return (*found, *[found[-1]] * (self.glyphs - full))

    @cached_property
    def letters(self) -> dict[str, int]:
        """The glyph of each letter."""
        table = self._tables["cmap"]
        (count,) = unpack_from(">H", table, 2)
        for n in range(count):
            platform, encoding, at = unpack_from(">HHI", table, 4 + 8 * n)
            if (platform, encoding) == (3, 1):
                return dict(_segments(table[at:]))
        return {}

    def width(self, text: str) -> int:
        """Of a line of text, in thousandths of the size."""
        return sum(self.widths[self.letters.get(letter, 0)] for letter in text)

    def only(self, glyphs: Iterable[int]) -> bytes:
        """A font with these glyphs alone, under the numbers they have here."""
        kept = self._with_their_pieces({0, *glyphs})
        count = max(kept) + 1
        outlines, places = bytearray(), [0]
        for glyph in range(count):
            if glyph in kept:
                outlines += _without_hints(self._outline(glyph))
                outlines += bytes(-len(outlines) % 4)
            places.append(len(outlines))
        head = bytearray(self._tables["head"])
        head[8:12], head[50:52] = bytes(4), b"\0\1"  # the checksum, and that places are four bytes
        widths = b"".join(
            self._tables["hmtx"][4 * n : 4 * n + 4] if n in kept else bytes(4) for n in range(count)
        )
        hhea, maxp = bytearray(self._tables["hhea"]), bytearray(self._tables["maxp"])
        hhea[34:36] = maxp[4:6] = pack(">H", count)
        loca = pack(f">{count + 1}I", *places)
        return _font(dict(zip(_KEPT, (outlines, head, hhea, widths, loca, maxp), strict=True)))

    def _with_their_pieces(self, glyphs: set[int]) -> set[int]:
        found, waiting = set(glyphs), list(glyphs)
        while waiting:
            for piece, _ in _pieces(self._outline(waiting.pop())):
                if piece not in found:
                    found.add(piece)
                    waiting.append(piece)
        return found

    def _outline(self, glyph: int) -> bytes:
        begin, end = self._places[glyph : glyph + 2]
        return self._tables["glyf"][begin:end]

    @cached_property
    def _places(self) -> tuple[int, ...]:
        loca = self._tables["loca"]
        if unpack_from(">h", self._tables["head"], 50)[0]:
            return unpack(f">{len(loca) // 4}I", loca)
        return tuple(2 * place for place in unpack(f">{len(loca) // 2}H", loca))


@cache
def face(name: str) -> Face:
    """One of our own by the name of its file.

    Raises:
        KeyError: there is none of that name; what is kept cannot have other files read.
    """
    if name not in names():
        raise KeyError(name)
    return Face(name, (FONTS / name).read_bytes())


@cache
def names() -> tuple[str, ...]:
    """The files of our typefaces."""
    return tuple(sorted(file.name for file in FONTS.glob("*.ttf")))


def _pairs(table: bytes, count: int) -> Iterator[tuple[int, int]]:
    return Struct(">Hh").iter_unpack(table[: 4 * count])


def _segments(table: bytes) -> Iterator[tuple[str, int]]:
    """The letters of a table of the fourth form, whose segments are ranges of letters."""
    count = unpack_from(">H", table, 6)[0] // 2
    row = f">{count}H"
    ends, starts = unpack_from(row, table, 14), unpack_from(row, table, 16 + 2 * count)
    shifts, ranges_at = unpack_from(row, table, 16 + 4 * count), 16 + 6 * count
    ranges = unpack_from(row, table, ranges_at)
    for n, (start, end, shift, place) in enumerate(zip(starts, ends, shifts, ranges, strict=True)):
        for letter in range(start, min(end, 0xFFFE) + 1):
            glyph = letter
            if place:
                at = ranges_at + 2 * n + place + 2 * (letter - start)
                (glyph,) = unpack_from(">H", table, at)
            if glyph or not place:
                yield chr(letter), (glyph + shift) % 0x10000


def _pieces(outline: bytes) -> Iterator[tuple[int, int]]:
    """The glyphs that a glyph is made of, and where the next piece begins."""
    if len(outline) < 10 or unpack_from(">h", outline)[0] != _MADE_OF_OTHERS:
        return
    flags, at = _MORE, 10
    while flags & _MORE:
        flags, piece = unpack_from(">HH", outline, at)
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _TWO_SCALES else 8 if flags & _MATRIX else 0
        yield piece, at


def _without_hints(outline: bytes) -> bytes:
    """The glyph without its program for screens of few dots; paper has many."""
    if not outline:
        return b""
    (contours,) = unpack_from(">h", outline)
    if contours >= 0:
        at = 10 + 2 * contours
        (long,) = unpack_from(">H", outline, at)
        return outline[:at] + b"\0\0" + outline[at + 2 + long :]
    copy, begin = bytearray(outline), 10
    for _, after in _pieces(outline):
        (flags,) = unpack_from(">H", copy, begin)
        copy[begin : begin + 2] = pack(">H", flags & ~_HINTS)
        begin = after
    return bytes(copy[:begin])


def _font(tables: dict[str, bytes | bytearray]) -> bytes:
    """The file made of these tables, in the order of their names."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    listed = [
        pack(">IHHHH", 0x10000, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    ]
    at, body = 12 + 16 * count, bytearray()
    for tag, table in tables.items():
        padded = bytes(table) + bytes(-len(table) % 4)
        checksum = sum(unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        listed.append(pack(">4sIII", tag.encode(), checksum, at + len(body), len(table)))
        body += padded
    return b"".join(listed) + bytes(body)
