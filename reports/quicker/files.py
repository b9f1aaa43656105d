"""A file is written without doing the same over and over.

- Streams are packed less hard: half the time, for a file two hundredths larger.
- The list of a document's pages is made when a page is added, not for every element in its tree.
"""

import zlib
from typing import Any

_PACKED = 6
"""Of zlib's nine levels."""


def hurry() -> None:
    """Put ours in place, once for the process."""
    import pydyf

    pydyf.Stream.data = property(_packed)
    pydyf.PDF.page_references = property(_page_references)


def _packed(stream: Any) -> bytes:
    """A stream as pydyf writes it, but packed less hard."""
    import pydyf

    lines = b"\n".join(pydyf._to_bytes(line) for line in stream.stream)  # noqa: SLF001
    extra = pydyf.Dictionary(stream.extra.copy())
    if stream.compress:
        extra["Filter"] = "/FlateDecode"
        lines = zlib.compress(lines, _PACKED)
    extra["Length"] = len(lines)
    return b"\n".join((extra.data, b"stream", lines, b"endstream"))


def _page_references(pdf: Any) -> tuple[bytes, ...]:
    """All pages as references, made anew only when a page was added since."""
    numbers = pdf.pages["Kids"][::3]
    known: tuple[bytes, ...] = pdf.__dict__.get("known_references", ())
    if len(known) != len(numbers):
        known = tuple(f"{number} 0 R".encode("ascii") for number in numbers)
        pdf.known_references = known
    return known
