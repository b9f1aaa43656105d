"""A PDF file while it is written: every object gets a number and a place, and at the end a list of both.

Small objects are packed together in streams of objects; what is drawn, pictures and fonts stand by themselves.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain, groupby
from struct import pack, pack_into

from isal.isal_zlib import compress

_PACKED = 1
"""Of ISA-L's levels, 0 to 3: elements are packed anew for every paper, and are short words again and again."""
_ENOUGH = 800
"""Small objects in one stream: with more, whoever opens the file reads much for one of them."""
_ROW = ">BIH"
_ROW_SIZE = 7
_DIRECT, _IN_A_STREAM = 1, 2


class File:
    """Gives out numbers, and turns objects into the bytes that are sent next."""

    def __init__(self) -> None:
        self.length = 0
        self._next = 1
        self._rows = bytearray(_ROW_SIZE)
        self._numbers: list[int] = []
        self._objects: list[bytes] = []
        self._packed_in = 0

    def numbers(self, count: int) -> int:
        """The first of so many numbers that nobody else has."""
        first = self._next
        self._next += count
        self._rows.extend(bytes(_ROW_SIZE * count))
        return first

    def opening(self) -> bytes:
        """What a PDF begins with; the second line says that it isn't plain text."""
        return self._sent(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def stream(self, number: int, head: bytes, data: bytes | memoryview) -> bytes:
        """An object with bytes of its own. `head`: its dictionary, without the length."""
        self._place(number, _DIRECT, self.length, 0)
        head = b"%d 0 obj\n%s/Length %d>>\nstream\n" % (number, head[:-2], len(data))
        return self._sent(b"".join((head, data, b"\nendstream\nendobj\n")))

    def packed(self, objects: Mapping[int, bytes]) -> bytes:
        """Small objects by their numbers, sent at once."""
        in_order = enumerate(sorted(objects.items()))
        pieces = []
        for _, run in groupby(in_order, key=lambda one: one[1][0] - one[0]):
            numbers, written = zip(*(one for _, one in run), strict=True)
            pieces.append(self.pack_later(numbers[0], [one + b"\n" for one in written]))
        return b"".join((*pieces, self.rest()))

    def pack_later(self, first: int, objects: Sequence[bytes]) -> bytes:
        """Small objects numbered from `first`, each with a line's end. They are sent when there are enough, so often
        nothing yet.

        Their rows in the list of objects are written column by column: what they are and the stream they stand
        in are the same for all, and only the last two bytes, the place in the stream, count upwards.
        """
        if not self._objects:
            self._packed_in = self.numbers(1)
        count, places = len(objects), range(len(self._objects), len(self._objects) + len(objects))
        rows = bytearray(_ROW_SIZE * count)
        kind_and_stream = pack(">BI", _IN_A_STREAM, self._packed_in)
        for column, byte in enumerate(kind_and_stream):
            rows[column::_ROW_SIZE] = bytes((byte,)) * count
        place = pack(f">{count}H", *places)
        rows[5::_ROW_SIZE], rows[6::_ROW_SIZE] = place[::2], place[1::2]
        self._rows[_ROW_SIZE * first : _ROW_SIZE * (first + count)] = rows
        self._numbers += range(first, first + count)
        self._objects += objects
        return self.rest() if len(self._objects) > _ENOUGH else b""

    def rest(self) -> bytes:
        """The small objects that wait."""
        numbers, objects = self._numbers, self._objects
        if not objects:
            return b""
        self._numbers, self._objects = [], []
        offsets = accumulate(map(len, objects), initial=0)
        pairs = chain.from_iterable(zip(numbers, offsets, strict=False))
        listed = b"%d %d " * len(objects) % tuple(pairs)
        data = compress(b"".join((listed, *objects)), _PACKED)
        head = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode>>" % (len(objects), len(listed))
        return self.stream(self._packed_in, head, data)

    def closing(self, root: int, info: int, identifier: bytes) -> bytes:
        """The list of all objects, and where it begins."""
        own, begins = self.numbers(1), self.length
        pack_into(_ROW, self._rows, 0, 0, 0, 65535)
        self._place(own, _DIRECT, begins, 0)
        same = identifier.hex().encode()
        head = b"<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode>>"
        told = self.stream(
            own, head % (self._next, root, info, same, same), compress(self._rows, _PACKED)
        )
        return told + self._sent(b"startxref\n%d\n%%%%EOF\n" % begins)

    def _place(self, number: int, kind: int, where: int, place: int) -> None:
        pack_into(_ROW, self._rows, _ROW_SIZE * number, kind, where, place)

    def _sent(self, data: bytes) -> bytes:
        self.length += len(data)
        return data


def text(words: str) -> bytes:
    """A text as PDF writes it: a byte a letter where its own alphabet has them all, which Danish is written in."""
    if _OWN_ALPHABET.fullmatch(words):
        return b"(%s)" % _SIGNS.sub(rb"\\\g<0>", words.encode("latin-1"))
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


_OWN_ALPHABET = re.compile("[ -~\u00a1-\u00ac\u00ae-\u00ff]*")
"""What PDFDocEncoding has in common with Latin-1 (ISO 32000-1, D.2)."""
_SIGNS = re.compile(rb"[()\\]")
"""What would end a text, or begin something else in it."""
