"""The names of WeasyPrint that are not promised to anybody, all of them here.

A part is painted as WeasyPrint paints a document, but its fonts are left out: they are put in once for a
whole paper. `tests/reports/test_parts.py` names what is missing when an upgrade has moved it.
"""

from collections.abc import Mapping
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint import DEFAULT_OPTIONS

NAMES = {
    "weasyprint.HTML": ("_ua_stylesheets",),  # replaced in `reports/drawing.py`
    "weasyprint.pdf": ("generate_pdf", "build_fonts_dictionary"),
    "weasyprint.document.Document": ("write_pdf",),
    "pydyf": ("_to_bytes",),
    "pydyf.PDF": ("add_object",),
}
"""What is used of it, by where it is."""
KNOWN = {
    "weasyprint.document.Document": ("fonts", "pages"),
    "weasyprint.document.Page": ("anchors", "bookmarks", "links"),
    "weasyprint.pdf.fonts.Font": ("hash", "to_unicode", "missing", "file_content", "bitmap"),
}
"""What its objects know of themselves from when they are made."""
_OPTIONS = {
    **{name: value for name, value in DEFAULT_OPTIONS.items() if name != "stylesheets"},
    "pdf_variant": "pdf/ua-1",
    "pdf_version": "1.7",
    "pdf_tags": True,
    "uncompressed_pdf": True,
}


def painted(document: Any) -> tuple[Any, int]:
    """The document as pydyf has it before it is written, and the number of its dictionary of fonts."""
    build = weasyprint.pdf.build_fonts_dictionary
    fonts = pydyf.Dictionary()
    weasyprint.pdf.build_fonts_dictionary = lambda *_: fonts
    try:
        return weasyprint.pdf.generate_pdf(document, None, 1, **_OPTIONS), fonts.number
    finally:
        weasyprint.pdf.build_fonts_dictionary = build


def fonts_of(document: Any) -> Mapping[Any, Any]:
    """The fonts that the document is set in."""
    fonts: Mapping[Any, Any] = document.fonts
    return fonts


def put_in(pdf: Any, fonts: Mapping[Any, Any]) -> dict[str, bytes]:
    """Write these fonts into the document after all. Returns a reference by name."""
    build = weasyprint.pdf.build_fonts_dictionary
    return dict(build(pdf, fonts, False, True, _OPTIONS))


def as_bytes(value: Any) -> bytes:
    """A number, a name or an object as it is written."""
    written: bytes = pydyf._to_bytes(value)  # noqa: SLF001
    return written
