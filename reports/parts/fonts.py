"""The typefaces of a paper as PDF has them: one font each, of all the letters that any part draws."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

from reports.parts.faces import Face, face
from reports.parts.file import File
from reports.parts.fragment import LETTERS

OBJECTS = 5
"""How many each font is made of."""
_PACKED = 9
_AT_A_TIME = 100
"""As many letters as a map may list at once."""
_SYMBOLIC, _SERIF = 4, 2


def union(drawn: Iterable[Mapping[str, tuple[str, str]]]) -> dict[str, dict[int, str]]:
    """The letters of all parts by typeface and glyph; where two differ, the first has said it."""
    parts = list(drawn)
    together: dict[str, dict[int, str]] = {name: {} for one in parts for name in one}
    for one in reversed(parts):  # what is put in last stays, and that is the first
        for name, (glyphs, letters) in one.items():
            together[name].update(zip(map(ord, glyphs), letters.split(LETTERS), strict=True))
    return together


def written(file: File, name: str, glyphs: Mapping[int, str], first: int) -> Iterator[bytes]:
    """One font under five numbers from `first`, the first of which is what pages name."""
    letters = tuple(sorted(glyphs.items()))
    program, letters_of, objects = _made(name, letters)
    yield file.stream(first + 1, b"<</Filter/FlateDecode/Length1 %d>>" % program[0], program[1])
    yield file.stream(first + 2, b"<</Filter/FlateDecode>>", letters_of)
    references = {b"map": first + 2, b"file": first + 1, b"body": first + 3, b"about": first + 4}
    numbers = (first, first + 3, first + 4)
    yield file.packed(
        {number: one % references for number, one in zip(numbers, objects, strict=True)}
    )


@lru_cache(maxsize=32)
def _made(
    name: str, letters: tuple[tuple[int, str], ...]
) -> tuple[tuple[int, bytes], bytes, tuple[bytes, bytes, bytes]]:
    """The font's file, the map to its letters, and what is said of it."""
    drawn = face(name)
    only = drawn.only(glyph for glyph, _ in letters)
    tag = "".join(chr(65 + byte % 26) for byte in blake2b(repr(letters).encode()).digest()[:6])
    base = f"{tag}+{drawn.postscript_name}".encode()
    program = (len(only), zlib.compress(only, _PACKED))
    objects = (_font(base), _body(base, drawn, [n for n, _ in letters]), _about(base, drawn))
    return program, zlib.compress(_map(letters), _PACKED), objects


def _font(base: bytes) -> bytes:
    return (
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/ToUnicode %%(map)d 0 R"
        b"/DescendantFonts[%%(body)d 0 R]>>" % base
    )


def _body(base: bytes, drawn: Face, glyphs: list[int]) -> bytes:
    runs = groupby(enumerate(glyphs), key=lambda pair: pair[1] - pair[0])
    widths = b""
    for _, run in runs:
        row = [glyph for _, glyph in run]
        listed = " ".join(str(drawn.widths[glyph]) for glyph in row)
        widths += b"%d[%s]" % (row[0], listed.encode())
    return (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDToGIDMap/Identity/W[%s]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        b"/FontDescriptor %%(about)d 0 R>>" % (base, widths)
    )


def _about(base: bytes, drawn: Face) -> bytes:
    flags = _SYMBOLIC | (_SERIF if "Serif" in drawn.name else 0)
    box = " ".join(map(str, drawn.box)).encode()
    return (
        b"<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%s]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight %d/StemV 80/FontFile2 %%(file)d 0 R>>"
        % (base, flags, box, drawn.ascent, drawn.descent, drawn.ascent)
    )


def _map(letters: tuple[tuple[int, str], ...]) -> bytes:
    """Which letters each glyph stands for, so that they can be searched, copied and read aloud."""
    rows = [b"<%04x> <%s>" % (g, text.encode("utf-16-be").hex().encode()) for g, text in letters]
    listed = b""
    for n in range(0, len(rows), _AT_A_TIME):
        some = rows[n : n + _AT_A_TIME]
        listed += b"%d beginbfchar\n%s\nendbfchar\n" % (len(some), b"\n".join(some))
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo\n"
        b"<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\n"
        b"endcodespacerange\n%sendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        % listed
    )
