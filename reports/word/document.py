"""The management report as a Word document: the chapters of the page, in Word's own styles.

What is said is written once, in the templates; this file reads the page and turns each part into
what Word calls it: headings that its navigation pane shows, tables whose head is repeated, lists,
and pictures with words. So nothing can be in one of them that is not in the other.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Emu, Mm
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import html as reader

from reports.brand import Typeface
from reports.pictures import png
from reports.word import elements
from reports.word.styles import LOGO_SIZE, TEXT_WIDTH, new_document

Element = Any  # lxml carries no types


def document(
    html: str,
    *,
    charts: dict[str, str],
    logo: bytes,
    brand: str,
    face: Typeface,
    facts: dict[str, Any],
) -> bytes:
    """`html`, made by our templates, as docx.

    charts: SVG by the id of its figure ("figur-1"). logo: a PNG, or b"". facts: core properties (title, author,
    created …) and what stands in the head of every page (`head`).
    """
    word = new_document(brand, face, facts)
    _Writer(word, charts, logo).write(reader.fragment_fromstring(html, create_parent="div"))
    out = BytesIO()
    word.save(out)
    return out.getvalue()


class _Writer:
    """Walks a page and writes what it meets."""

    def __init__(self, word: WordDocument, charts: dict[str, str], logo: bytes) -> None:
        self.word = word
        self.charts = charts
        self.logo = logo
        self.headings = 0

    def write(self, parent: Element) -> None:
        for element in parent:
            kinds = _classes(element)
            special = next((_SPECIAL[kind] for kind in kinds if kind in _SPECIAL), None)
            write = special or _TAGS.get(element.tag)
            if write is None:
                self.write(element)
            else:
                write(self, element)

    # What stands by itself

    def heading(self, element: Element) -> None:
        level = int(element.tag[1]) - 1
        paragraph = self.word.add_paragraph(style="Title" if level == 0 else f"Heading {level}")
        _inline(paragraph, element)
        if level == 1:
            self.headings += 1
            elements.bookmark(paragraph, elements.anchor(element.get("id", "")), self.headings)

    def paragraph(self, element: Element) -> None:
        style = next((_STYLES[one] for one in _classes(element) if one in _STYLES), "Normal")
        paragraph = self.word.add_paragraph(style=style)
        _inline(paragraph, element)
        before = element.getprevious()
        if before is not None and before.tag in ("h2", "h3"):
            paragraph.paragraph_format.keep_with_next = True  # a heading alone with its first words

    def mark(self, element: Element) -> None:
        """The organisation's logo, in its own shape, no wider or taller than its place."""
        shape = self.word.add_paragraph(style="Logo").add_run().add_picture(BytesIO(self.logo))
        scale = min(Mm(LOGO_SIZE[0]) / shape.width, Mm(LOGO_SIZE[1]) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        elements.describe(shape, element.find("img").get("alt"))

    def listing(self, element: Element) -> None:
        for item in element.iter("li"):
            _inline(self.word.add_paragraph(style="List Bullet"), item)

    def steps(self, element: Element) -> None:
        """A numbered list; its numbers are written, since no other list may go on counting."""
        big = "report-messages" in _classes(element)
        for n, item in enumerate(element.iter("li"), start=1):
            paragraph = self.word.add_paragraph(style="Message" if big else "Step")
            paragraph.add_run(f"{n if big else 'abc'[(n - 1) % 3]}.\t").bold = True
            _inline(paragraph, item)

    def contents(self, element: Element) -> None:
        """The table of contents as a field: filled in already, and Word can make it anew."""
        self.word.add_paragraph("Indhold", style="TOC Heading")
        entries = [
            (" ".join(link.text_content().split()), elements.anchor(link.get("href")[1:]))
            for link in element.iter("a")
        ]
        elements.contents(self.word, entries)
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def figure(self, element: Element) -> None:
        caption = self.word.add_paragraph(style="Caption")
        _inline(caption, element.find("figcaption"))
        picture, words = png(self.charts[element.get("id")])
        paragraph = self.word.add_paragraph(style="Picture")
        shape = paragraph.add_run().add_picture(BytesIO(picture), width=Mm(TEXT_WIDTH))
        elements.describe(shape, words)

    def cards(self, element: Element) -> None:
        """The six figures, which stand side by side on paper, as a table."""
        rows = [
            [" ".join(part.text_content().split()) for part in card.iter("p")]
            for card in element.iter("li")
        ]
        head = ("Nøgletal", "Tal", "Det er talt sådan")
        self._table("Seks nøgletal", [head, *rows], _WIDTHS["report-cards"], frozenset({1}))

    def table(self, element: Element) -> None:
        rows, numbers = [], set()
        for row in element.iter("tr"):
            cells = list(row.iter("th", "td"))
            rows.append([" ".join(cell.text_content().split()) for cell in cells])
            numbers |= {i for i, cell in enumerate(cells) if "report-number" in _classes(cell)}
        caption = element.findtext("caption", "")
        widths = next((_WIDTHS[one] for one in _classes(element) if one in _WIDTHS), None)
        has_head = element.find("thead") is not None
        total = [i for i, row in enumerate(element.iter("tr")) if "report-total" in _classes(row)]
        table = self._table(caption, rows, widths, frozenset(numbers), has_head=has_head)
        for i in total:
            elements.embolden(table, i)

    def _table(
        self,
        caption: str,
        rows: list[Any],
        widths: tuple[float, ...] | None,
        numbers: frozenset[int],
        *,
        has_head: bool = True,
    ) -> Table:
        if caption:
            self.word.add_paragraph(caption, style="Caption")
        columns = len(rows[0])
        if widths is None or len(widths) != columns:
            first = 100.0 if columns == 2 else 64.0 if columns < 6 else 54.0
            widths = (first, *[(TEXT_WIDTH - first) / max(columns - 1, 1)] * (columns - 1))
        table = elements.table(self.word, rows, widths, numbers, has_head=has_head, words=caption)
        self.word.add_paragraph(style="After Table")
        return table


def _inline(paragraph: Paragraph, element: Element) -> None:
    """The text of an element, with its bold words."""
    for text, is_bold in _runs(element, is_bold=False):
        paragraph.add_run(text).bold = is_bold or None
    if "report-number" in _classes(element):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _runs(element: Element, *, is_bold: bool) -> Iterator[tuple[str, bool]]:
    """Pieces of text with blanks as a browser shows them."""
    pieces = list(_pieces(element, is_bold=is_bold))
    for i, (text, bold) in enumerate(pieces):
        plain = _BLANKS.sub(" ", text)
        if i == 0:
            plain = plain.lstrip(" ")
        if i == len(pieces) - 1:
            plain = plain.rstrip(" ")
        if plain:
            yield plain, bold


def _pieces(element: Element, *, is_bold: bool) -> Iterator[tuple[str, bool]]:
    if element.text:
        yield element.text, is_bold
    for child in element:
        yield from _pieces(child, is_bold=is_bold or child.tag == "strong")
        if child.tail:
            yield child.tail, is_bold


def _classes(element: Element) -> list[str]:
    return str(element.get("class", "")).split()


_BLANKS = re.compile(r"[ \t\r\n]+")  # a space that must not break is not among them
_Write = Callable[[_Writer, Element], None]
_TAGS: dict[str, _Write] = {
    "h1": _Writer.heading,
    "h2": _Writer.heading,
    "h3": _Writer.heading,
    "h4": _Writer.heading,
    "p": _Writer.paragraph,
    "ul": _Writer.listing,
    "ol": _Writer.steps,
    "table": _Writer.table,
    "figure": _Writer.figure,
}
_SPECIAL: dict[str, _Write] = {
    "report-logo": _Writer.mark,
    "report-contents": _Writer.contents,
    "report-cards": _Writer.cards,
}
_STYLES = {
    "report-note": "Note",
    "report-conclusion": "Conclusion",
    "report-definition": "Definition",
    "report-sources": "Definition",
    "report-programme": "Subtitle",
    "report-organisation": "Organisation",
    "report-draft": "Draft",
}
_WIDTHS: dict[str, tuple[float, ...]] = {
    "report-facts": (34, 132),
    "report-cards": (44, 34, 88),
    "report-narrow": (64, 26),
    "report-readings": (120, 46),
    "report-trials": (42, 31, 15, 24, 54),
    "report-figures": (76, 30, 60),
    "report-definitions": (58, 108),
    "report-ideas": (62, 35, 35, 34),
    "report-insights": (84, 20, 22, 40),
    "report-recommendations": (54, 32, 30, 28, 22),
    "report-brief": (62, 104),
    "report-course": (62, 104),
    "report-measures": (54, 33, 33, 16, 30),
    "report-points": (40, 46, 80),
    "report-followed": (44, 30, 30, 22, 40),
    "report-shares": (76, 30, 30, 30),
}
"""Of the columns, in millimetres."""
