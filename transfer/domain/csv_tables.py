"""Tables from spreadsheets, saved as CSV the many ways that Danish machines save them."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from transfer.domain.personal_data import CPR_SENTENCE, find
from transfer.domain.texts import marked
from transfer.domain.typing_in import clean_line

_BEGIN_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")

SEPARATORS: Final = (";", ",", "\t")

EMPTY: Final = marked("Filen er tom. Hent skabelonen, udfyld den, og prøv igen.")
NOT_CSV: Final = marked(
    "Filen er ikke en CSV-fil. Åbn den i regnearket, og vælg »Gem som« og »CSV«."
)
BROKEN: Final = marked(
    "Filen kan ikke læses fra række %(row)s og frem. Se efter et anførselstegn, der mangler sin makker."
)
COLUMN_MISSING: Final = marked(
    "Kolonnen »%(column)s« mangler. Filen har: %(found)s. Overskrifterne skal stå i første række."
)
COLUMN_TWICE: Final = marked("Kolonnen »%(column)s« står to gange. Behold kun den ene.")
TOO_MANY_CELLS: Final = marked(
    "Rækken har %(cells)s felter, men der er kun %(columns)s kolonner. Står skilletegnet inde i en tekst, så sæt teksten i anførselstegn."
)

TEXT_TOO_LONG: Final = marked("Teksten er for lang. Der er plads til %(limit)s tegn.")
LOOKS_LIKE_FORMULA: Final = marked(
    "Teksten begynder med %(sign)s, og så læser et regneark den som en formel. Skriv den uden."
)


class NotATable(ValueError):
    """A file that no table can be read from. `str()` gives the Danish sentence."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a table: a marked sentence and what to fill into it."""

    row: int
    column: str
    """Empty: the row as a whole."""
    message: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """As the spreadsheet counts, the headings being row 1."""
    cells: Mapping[str, str]
    """By column, without blanks around; every known column has one."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    """Headings that mean nothing to us."""


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8 (marked or not), or else in the old encoding of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if b"\x00" in content or content.startswith(b"PK\x03\x04"):
        raise NotATable(NOT_CSV)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_table(
    text: str, columns: Sequence[str], required: Iterable[str], also: Mapping[str, str]
) -> Table:
    """The rows of a table that has these columns, in any order.

    Args:
        also: other names that a column goes by.
    """
    records = records_of(text)
    if not records:
        raise NotATable(EMPTY)
    headings = records[0][1]
    places = _places(headings, columns, also)
    for column in required:
        if column not in places.values():
            found = " · ".join(clean_line(heading) for heading in headings if heading.strip())
            raise NotATable(COLUMN_MISSING, column=column, found=found or "–")
    rows, faults = [], []
    for number, cells in records[1:]:
        if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            values = {"cells": len(cells), "columns": len(headings)}
            faults.append(Fault(number, "", TOO_MANY_CELLS, values))
        by_column = dict.fromkeys(columns, "")
        by_column |= {
            column: _cell(cells[place]) for place, column in places.items() if place < len(cells)
        }
        rows.append(Row(number, by_column))
    if not rows:
        raise NotATable(EMPTY)
    ignored = [clean_line(one) for place, one in enumerate(headings) if place not in places]
    return Table(tuple(rows), tuple(faults), tuple(one for one in ignored if one))


def records_of(text: str) -> list[tuple[int, list[str]]]:
    """The records that hold anything, with their number in the spreadsheet.

    Raises:
        NotATable: it is no CSV, or is broken.
    """
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise NotATable(NOT_CSV)
    head = text.split("\n", 1)[0].strip().strip('"').casefold()
    skipped = 0
    if head.startswith("sep=") and head[4:5] in SEPARATORS:
        separator, text, skipped = head[4], text.split("\n", 1)[1] if "\n" in text else "", 1
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    number = skipped
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                records.append((number, cells))
    except csv.Error as broken:
        raise NotATable(BROKEN, row=number + 1) from broken
    return records


def without_formula(cell: str) -> str:
    """The cell as text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in _BEGIN_A_FORMULA else cell


def text_faults(text: str, limit: int) -> list[tuple[str, dict[str, str | int]]]:
    """What is wrong with a name or a title from a file, whatever it names."""
    faults: list[tuple[str, dict[str, str | int]]] = []
    if len(text) > limit:
        faults.append((TEXT_TOO_LONG, {"limit": limit}))
    if text[:1] in ("=", "+", "-", "@"):
        faults.append((LOOKS_LIKE_FORMULA, {"sign": text[0]}))
    if find(text):
        faults.append((CPR_SENTENCE, {}))
    return faults


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        raise NotATable(NOT_CSV) from broken


def _separator(text: str) -> str:
    """What parts the headings: whichever of the separators stands there most, outside quotes."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(head.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _places(
    headings: Sequence[str], columns: Sequence[str], also: Mapping[str, str]
) -> dict[int, str]:
    places: dict[int, str] = {}
    for place, heading in enumerate(headings):
        plain = clean_line(heading).casefold()
        column = also.get(plain, plain)
        if column not in columns:
            continue
        if column in places.values():
            raise NotATable(COLUMN_TWICE, column=column)
        places[place] = column
    return places


def _cell(text: str) -> str:
    """The text of a cell, without the apostrophe that keeps spreadsheets from running it."""
    plain = clean_line(text)
    return plain[1:] if plain[:1] == "'" and plain[1:2] in ("=", "+", "-", "@") else plain
