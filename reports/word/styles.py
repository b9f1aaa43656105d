"""An empty Word document in our look: A4, Danish, styles with names, a head and page numbers."""

from datetime import UTC
from functools import partial
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from reports.brand import Typeface
from reports.word import elements

TEXT_WIDTH = 166
"""Millimetres between the margins."""
LOGO_SIZE = (60, 20)
TYPEFACES = {Typeface.PLEX_SANS: "Calibri", Typeface.PLEX_SERIF: "Cambria"}
"""Faces that Word has; others put their own with the same widths in their place."""
INK, QUIET = RGBColor(0x1C, 0x1C, 0x1C), RGBColor(0x4A, 0x4A, 0x4A)


def new_document(brand: str, face: Typeface, facts: dict[str, Any]) -> WordDocument:
    """Without a word in it yet but the heads, the page numbers and the properties."""
    word = Document()
    _drop_thumbnail(word)
    _speak_danish(word)
    _styles(word, brand, TYPEFACES[face])
    _page(word, facts["head"])
    _properties(word, facts)
    return word


def _drop_thumbnail(word: WordDocument) -> None:
    """The library's own sheet shows itself in miniature; ours would look like something else."""
    relations = word.part.package.rels
    for name in [name for name, one in relations.items() if "thumbnail" in one.reltype]:
        del relations[name]


def _speak_danish(word: WordDocument) -> None:
    language = word.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), "da-DK")
    theme = word.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), "da-DK")


def _styles(word: WordDocument, brand: str, face: str) -> None:
    shape = partial(_shape, word, face)
    shape("Normal", size=10.5, after=6, spacing=1.15)
    shape("Title", size=30, bold=True, after=4)
    shape("Subtitle", size=15, after=10)
    elements.rule_above(shape("Heading 1", size=17, bold=True, before=22, after=8), brand)
    shape("Heading 2", size=12, bold=True, before=14, after=4)
    shape("Heading 3", size=10, bold=True, before=10, after=3)
    shape("TOC Heading", size=17, bold=True, before=24, after=8)
    shape("TOC 1", after=3)
    shape("Caption", bold=True, before=8, after=3).paragraph_format.keep_with_next = True
    shape("List Bullet", after=3)
    shape("Header", size=8.5, quiet=True)
    shape("Footer", size=8.5, quiet=True)
    shape("Organisation", size=12, before=40, after=2)
    shape("Draft", size=12, bold=True, after=12)
    shape("Definition", size=9, quiet=True, after=8)
    shape("Picture", after=2).paragraph_format.keep_with_next = True
    shape("Table Text", size=9, after=2, before=2)
    shape("After Table", size=6, after=4)
    shape("Logo", after=10)
    shape("Conclusion", size=12, bold=True, after=8)
    for name, size, after in (("Message", 14.0, 10.0), ("Step", 12.0, 6.0)):
        hanging = shape(name, size=size, after=after).paragraph_format
        hanging.left_indent, hanging.first_line_indent = Mm(9), Mm(-9)
    elements.rule_beside(shape("Note", after=8), brand)


def _shape(
    word: WordDocument,
    face: str,
    name: str,
    *,
    size: float | None = None,
    bold: bool = False,
    quiet: bool = False,
    before: float = 0,
    after: float = 0,
    spacing: float = 1.0,
) -> ParagraphStyle:
    """The style of that name, made if Word has none, in our typeface and colours."""
    style: Any
    if name in word.styles:
        style = word.styles[name]
    else:
        style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
    style.hidden = False
    elements.typeface(style, face)
    style.font.bold, style.font.italic = bold, False
    style.font.color.rgb = QUIET if quiet else INK
    if size is not None:
        style.font.size = Pt(size)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), spacing
    shape.widow_control = True
    elements.no_borders(style)
    return style  # type: ignore[no-any-return]


def _page(word: WordDocument, head: tuple[str, str]) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    section.different_first_page_header_footer = True  # the front needs no head
    word.styles["Header"].paragraph_format.tab_stops.clear_all()
    line = section.header.paragraphs[0]
    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.text = "\t".join(head)
    for foot in (section.footer, section.first_page_footer):
        line = foot.paragraphs[0]
        line.style = word.styles["Footer"]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.add_run("Side ")
        elements.field(line, "PAGE", "1")
        line.add_run(" af ")
        elements.field(line, "NUMPAGES", "1")


def _properties(word: WordDocument, facts: dict[str, Any]) -> None:
    said = word.core_properties
    said.title, said.author, said.subject = facts["title"], facts["author"], facts["subject"]
    said.language, said.comments, said.keywords = "da-DK", "", ""
    said.created = said.modified = facts["created"].astimezone(UTC).replace(tzinfo=None)
    said.last_modified_by, said.revision = facts["author"], 1
