"""A spreadsheet as rows of text, whether it is CSV or an Excel workbook. Only read; nothing in it is ever run."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from transfer.domain.csv_tables import NotATable, records_of, text_of
from transfer.domain.texts import marked
from transfer.domain.typing_in import show_date

MOST_ROWS: Final = 2_000
MOST_COLUMNS: Final = 40
LARGEST_INSIDE: Final = 20_000_000
"""Bytes of a workbook once it is unpacked; a file of 300 kB can hold a thousand times that."""
MOST_PARTS: Final = 300
SURE_DIGITS: Final = 10
"""More digits than these in a computed number are noise of the machine."""
LONGEST_CELL: Final = 200
LONGEST_TEXT: Final = 300_000
"""Characters of all cells together: they go to the page and back."""

NOT_A_WORKBOOK: Final = marked(
    "Filen kan ikke læses som et regneark. Åbn den, og gem den som en Excel-fil (xlsx) eller som CSV."
)
TOO_MUCH_INSIDE: Final = marked(
    "Filen fylder for meget, når den bliver pakket ud. Gem kun de kolonner og rækker, der skal bruges."
)
TOO_MANY_ROWS: Final = marked(
    "Filen har over %(most)s rækker. Del den i flere, og tag en ad gangen."
)

_ZIPPED: Final = b"PK\x03\x04"


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with its number in the spreadsheet.

    Of a workbook the first sheet is read, and of a formula the result that was saved with it.

    Raises:
        NotATable: it is no spreadsheet, or too large a one.
    """
    rows = _workbook_rows(content) if content.startswith(_ZIPPED) else records_of(text_of(content))
    if len(rows) > MOST_ROWS:
        raise NotATable(TOO_MANY_ROWS, most=MOST_ROWS)
    table = [
        (number, [cell[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]) for number, cells in rows
    ]
    if sum(len(cell) + 1 for _, cells in table for cell in cells) > LONGEST_TEXT:
        raise NotATable(TOO_MUCH_INSIDE)
    return table


def _workbook_rows(content: bytes) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    _insist_on_harmless(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and the like, which are not read
            results, formulas = (
                load_workbook(
                    io.BytesIO(content), read_only=True, data_only=saved, keep_links=False
                )
                for saved in (True, False)
            )
            sheets = zip(results.worksheets, formulas.worksheets, strict=True)
            first = next(sheets, None)
            return list(_numbered(*first)) if first else []
    except Exception as broken:  # whatever a made-up workbook makes the reader stumble over
        raise NotATable(NOT_A_WORKBOOK) from broken


def _numbered(results: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:
    reach = {"max_row": MOST_ROWS + 1, "max_col": MOST_COLUMNS}
    for sheet in (results, formulas):
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
    both = zip(results.iter_rows(**reach), formulas.iter_rows(**reach), strict=False)
    for number, (cells, written) in enumerate(both, start=1):
        texts = [_text(cell) for cell in cells]
        for at, cell in enumerate(written[: len(texts)]):
            if not texts[at] and isinstance(cell.value, str) and cell.value.startswith("="):
                texts[at] = cell.value  # a formula without a saved result is not nothing
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            yield number, texts


def _text(cell: Any) -> str:
    """What stands in a cell, as a person would have typed it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return show_date(value.date())
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value).strip()
    is_percent = "%" in str(cell.number_format)
    shown = _number(Decimal(repr(value)) * 100 if is_percent else Decimal(repr(value)))
    return f"{shown} %" if is_percent else shown


def _number(number: Decimal) -> str:
    sure = f"{Decimal(f'{number:.{SURE_DIGITS}g}'):f}"
    whole, _, decimals = sure.partition(".")
    return f"{whole},{decimals.rstrip('0')}".rstrip(",")


def _insist_on_harmless(content: bytes) -> None:
    """Refuse what unpacks to far more than it seems, and XML that declares things of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            if len(infos) > MOST_PARTS or sum(one.file_size for one in infos) > LARGEST_INSIDE:
                raise NotATable(TOO_MUCH_INSIDE)
            for one in infos:
                if one.filename.endswith((".xml", ".rels")) and _declares(parts.read(one)):
                    raise NotATable(NOT_A_WORKBOOK)
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError, NotImplementedError) as broken:
        raise NotATable(NOT_A_WORKBOOK) from broken


def _declares(xml: bytes) -> bool:
    """Whether it declares entities, or hides in another encoding whether it does."""
    return b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml[:200]


def as_text(rows: Sequence[tuple[int, Sequence[str]]]) -> str:
    """The rows as CSV that `records_of` reads back with the same numbers."""
    file = io.StringIO()
    out = csv.writer(file, delimiter=";")
    written = 0
    for number, cells in rows:
        for _blank in range(number - written - 1):
            file.write("\r\n")
        out.writerow(cells)
        written = number
    return file.getvalue()
