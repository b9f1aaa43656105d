"""Spreadsheets as rows of text: what people save, and what somebody made up to do harm."""

import io
import zipfile
from datetime import UTC, date, datetime

from openpyxl import Workbook

from transfer.domain.csv_tables import NotATable, records_of
from transfer.spreadsheet_import.files import MOST_ROWS, as_text, rows_of


def a_workbook(*rows, percent=()) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell in percent:
        book.active[cell].number_format = "0.0%"
    book.create_sheet("Andet").append(["ikke", "dette"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def repacked(content: bytes, **changed: bytes) -> bytes:
    """The same workbook with other parts in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, part in changed.items():
            new.writestr(name, part)
    return file.getvalue()


def test_cells_are_read_as_a_person_would_have_typed_them():
    content = a_workbook(
        ["Periode", "Tal", "Andel"],
        [date(2026, 1, 1), 12.5, 0.07],
        [datetime(2026, 2, 1, tzinfo=UTC).replace(tzinfo=None), 1234, 0.125],
        [],
        [2026, 0.1 + 0.2, None],
        ["mar. 2026", "1.234,5", "#DIV/0!"],
        percent=["C2", "C3"],
    )
    assert rows_of(content) == [
        (1, ["Periode", "Tal", "Andel"]),
        (2, ["01-01-2026", "12,5", "7 %"]),
        (3, ["01-02-2026", "1234", "12,5 %"]),
        (5, ["2026", "0,3"]),
        (6, ["mar. 2026", "1.234,5", "#DIV/0!"]),
    ]


def test_a_formula_without_a_saved_result_is_not_taken_for_nothing():
    assert rows_of(a_workbook(["Tal"], ["=SUM(A3:A4)"])) == [(1, ["Tal"]), (2, ["=SUM(A3:A4)"])]


def test_csv_goes_the_same_way_and_rows_keep_their_numbers_there_and_back():
    rows = rows_of('periode;tal\r\n\r\njan 2026;1,5\r\n;\r\nfeb 2026;"2;3"\r\n'.encode("cp1252"))
    assert rows == [
        (1, ["periode", "tal"]),
        (3, ["jan 2026", "1,5"]),
        (5, ["feb 2026", "2;3"]),
    ]
    assert records_of(as_text(rows)) == rows


def test_what_is_no_spreadsheet_or_too_large_a_one_is_refused():
    good = a_workbook(["Periode", "Tal"], ["jan 2026", 1])
    bomb = repacked(good, **{"xl/media/x.bin": b"0" * 30_000_000})
    assert len(bomb) < 100_000
    harmful = {
        "unpacks to thirty megabytes": bomb,
        "declares entities": repacked(
            good, **{"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "a">]><sst/>'}
        ),
        "hides in UTF-16": repacked(
            good, **{"xl/sharedStrings.xml": '<?xml version="1.0"?><sst/>'.encode("utf-16")}
        ),
        "is cut off": good[: len(good) // 2],
        "is another kind of archive": repacked(b"PK\x05\x06" + b"\0" * 18, **{"a.txt": b"a"}),
        "has a broken sheet": repacked(good, **{"xl/worksheets/sheet1.xml": b"<worksheet"}),
        "is a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
        "is an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
        "has too many rows": "\n".join(f"{n};1" for n in range(MOST_ROWS + 2)).encode(),
        "has too many rows in a workbook": a_workbook(*([n, 1] for n in range(MOST_ROWS + 2))),
    }
    read = {what for what, content in harmful.items() if is_read(content)}
    assert read == set()


def is_read(content: bytes) -> bool:
    try:
        rows_of(content)
    except NotATable:
        return False
    return True
