"""What python-docx leaves to the XML: repeated heads, alternative texts, fields, rules and bookmarks."""

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from docx.text.paragraph import Paragraph

_TABLE_TEXT = "TableText"
Xml = Any  # python-docx's elements are made at run time


def table(
    word: WordDocument,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    numbers: frozenset[int],
    *,
    has_head: bool,
    words: str,
) -> Table:
    """A table whose first column names the row, and whose head is repeated on every page.

    widths: of the columns, in millimetres. numbers: columns set to the right. words: what the
    table is about, for those who listen.
    """
    made: Table = word.add_table(0, len(widths))
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    _look(made, has_head=has_head, words=words)
    for i, cells in enumerate(rows):
        is_head = has_head and i == 0
        last = i == len(rows) - 1
        made._tbl.append(  # noqa: SLF001  rows one by one through the library take time by the square
            _row(cells, widths, numbers, is_head=is_head, keep=i < 2 and not last, made=made)
        )
    return made


def _row(
    cells: Sequence[str],
    widths: Sequence[float],
    numbers: frozenset[int],
    *,
    is_head: bool,
    keep: bool,
    made: Table,
) -> Xml:
    row = OxmlElement("w:tr")
    about = OxmlElement("w:trPr")
    about.append(OxmlElement("w:cantSplit"))
    if is_head:
        about.append(OxmlElement("w:tblHeader"))
    row.append(about)
    for i, (text, width) in enumerate(zip(cells, widths, strict=True)):
        cell = OxmlElement("w:tc")
        shape = OxmlElement("w:tcPr")
        wide = OxmlElement("w:tcW")
        _set(wide, w=round(Mm(width).twips), type="dxa")
        shape.append(wide)
        if is_head:
            shape.append(_borders("w:tcBorders", {"bottom": ("1C1C1C", 8)}))
        cell.append(shape)
        text_xml = OxmlElement("w:p")
        cell.append(text_xml)
        paragraph = Paragraph(text_xml, made)
        text_xml.style = _TABLE_TEXT  # by its id: the library looks every name up anew
        paragraph.paragraph_format.keep_with_next = keep or is_head or None
        if i in numbers:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.add_run(text).bold = is_head or None
        row.append(cell)
    return row


def _look(made: Table, *, has_head: bool, words: str) -> None:
    about = made._tbl.tblPr  # noqa: SLF001
    lines: dict[str, tuple[str, int]] = dict.fromkeys(("bottom", "insideH"), ("C9C9C9", 4))
    borders = _borders("w:tblBorders", lines)
    about.append(borders)
    layout = about.find(qn("w:tblLayout"))
    if layout is not None:
        about.append(layout)  # after the borders, as the schema has it
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        space = OxmlElement(f"w:{side}")
        _set(space, w=0 if side == "left" else 200, type="dxa")
        margins.append(space)
    about.append(margins)
    old = about.find(qn("w:tblLook"))
    if old is not None:
        about.remove(old)
    look = OxmlElement("w:tblLook")
    head = 1 if has_head else 0
    _set(look, val="04A0" if has_head else "0480", firstRow=head, lastRow=0, firstColumn=1)
    _set(look, lastColumn=0, noHBand=0, noVBand=1)
    about.append(look)
    for name in ("tblCaption", "tblDescription"):
        if words:
            told = OxmlElement(f"w:{name}")
            _set(told, val=words)
            about.append(told)


def embolden(made: Table, row: int) -> None:
    """The row of a sum."""
    for text in made._tbl.tr_lst[row].iter(qn("w:r")):  # noqa: SLF001
        bold = text.get_or_add_rPr()
        bold.append(OxmlElement("w:b"))


def describe(shape: Any, words: str) -> None:
    """The alternative text of a picture."""
    about = shape._inline.docPr  # noqa: SLF001
    about.set("descr", words)
    about.set("name", f"Figur {about.get('id')}")


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word counts out, such as the number of the page."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = paragraph.add_run()
        if kind in ("begin", "separate", "end"):
            run._r.append(_mark(kind))  # noqa: SLF001
        elif kind == "shown":
            run.text = text
        else:
            run._r.append(_code(text))  # noqa: SLF001


def contents(word: WordDocument, entries: Sequence[tuple[str, str]]) -> None:
    """A table of contents that is there at once: a link for each heading, inside the field."""
    for i, (words, to) in enumerate(entries):
        paragraph = word.add_paragraph(style="TOC 1")
        if i == 0:
            for part in (_mark("begin"), _code(r' TOC \o "1-1" \h \n '), _mark("separate")):
                paragraph.add_run()._r.append(part)  # noqa: SLF001
        link = OxmlElement("w:hyperlink")
        _set(link, anchor=to, history=1)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = words
        run.append(text)
        link.append(run)
        paragraph._p.append(link)  # noqa: SLF001
        if i == len(entries) - 1:
            paragraph.add_run()._r.append(_mark("end"))  # noqa: SLF001


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A place that links lead to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    _set(start, id=number, name=name)
    _set(end, id=number)
    paragraph._p.get_or_add_pPr().addnext(start)  # noqa: SLF001
    paragraph._p.append(end)  # noqa: SLF001


def anchor(key: str) -> str:
    """The name of a bookmark: Word allows letters, digits and underscores."""
    return "_Toc_" + re.sub(r"\W", "_", key)


def typeface(style: Any, name: str) -> None:
    """The style's own typeface, so that no theme decides."""
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for kind in list(fonts.attrib):
        del fonts.attrib[kind]
    _set(fonts, ascii=name, hAnsi=name, cs=name, eastAsia=name)


def no_borders(style: Any) -> None:
    """Take away the lines that Word draws around and under such paragraphs by itself."""
    about = style.element.get_or_add_pPr()
    for old in about.findall(qn("w:pBdr")):
        about.remove(old)


def rule_above(style: Any, colour: str) -> None:
    """A line in the organisation's colour above each paragraph of the style."""
    _rule(style, {"top": (colour, 24)})


def rule_beside(style: Any, colour: str) -> None:
    """A line in the organisation's colour to the left of each paragraph of the style."""
    _rule(style, {"left": (colour, 24)})


def _rule(style: Any, lines: dict[str, tuple[str, int]]) -> None:
    about = style.element.get_or_add_pPr()
    borders = _borders("w:pBdr", lines, space=6)
    before = [about.find(qn(name)) for name in ("w:keepNext", "w:keepLines", "w:widowControl")]
    last = next((one for one in reversed(before) if one is not None), None)
    if last is None:
        about.insert(0, borders)
    else:
        last.addnext(borders)


def _borders(name: str, lines: dict[str, tuple[str, int]], *, space: int = 0) -> Xml:
    borders = OxmlElement(name)
    for side, (colour, thick) in lines.items():
        line = OxmlElement(f"w:{side}")
        _set(line, val="single", sz=thick, space=space, color=colour.lstrip("#"))
        borders.append(line)
    return borders


def _mark(kind: str) -> Xml:
    mark = OxmlElement("w:fldChar")
    _set(mark, fldCharType=kind)
    return mark


def _code(text: str) -> Xml:
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = text
    return code


def _set(element: Xml, **values: object) -> None:
    for name, value in values.items():
        element.set(qn(f"w:{name}"), str(value))
