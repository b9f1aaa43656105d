"""Tables from spreadsheets."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.csv_tables import NotATable, read_table, text_of
from transfer.domain.typing_in import clean_line

COLUMNS = ("navn", "by")


def rows_of(text):
    table = read_table(text, COLUMNS, COLUMNS, {"sted": "by"})
    return [(row.number, row.cells["navn"], row.cells["by"]) for row in table.rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_rows_are_numbered_as_the_spreadsheet_does(separator, end):
    text = end.join(["navn;by", "Bo;Ribe", ";", '"Ib";"Års"']).replace(";", separator)

    assert rows_of(text) == [(2, "Bo", "Ribe"), (4, "Ib", "Års")]


def test_a_separator_inside_quotes_parts_nothing():
    assert rows_of('navn;by\n"a;b ""c""";"to\nlinjer"\nBo;Ribe') == [
        (2, 'a;b "c"', "to linjer"),
        (3, "Bo", "Ribe"),
    ]


def test_excels_own_line_about_the_separator_is_obeyed():
    assert rows_of("sep=;\r\nnavn;by\r\nBo;Ribe") == [(3, "Bo", "Ribe")]


def test_a_column_may_go_by_another_name_and_short_rows_are_filled():
    assert rows_of("STED;Navn \nRibe") == [(2, "", "Ribe")]


def test_the_apostrophe_against_formulas_is_taken_off():
    assert rows_of("navn;by\n'=1+1;'Ribe") == [(2, "=1+1", "'Ribe")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_the_encoding_is_found(encoding):
    assert text_of("Ærø – Åse".replace("–", "-").encode(encoding)).lstrip("\ufeff") == "Ærø - Åse"


@pytest.mark.parametrize("content", [b"\x00\x01", b"PK\x03\x04abc", b"\xff\xfea"])
def test_what_is_no_text_is_refused(content):
    with pytest.raises(NotATable):
        text_of(content)


@pytest.mark.parametrize(
    "text", ["", "\n", "navn;by", "navn\nBo", "navn;navn;by\nx", 'navn;by\n"Bo']
)
def test_what_is_no_table_is_refused(text):
    with pytest.raises(NotATable):
        rows_of(text)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1))
def test_whatever_a_spreadsheet_wrote_is_read_again(written):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([COLUMNS, *written])
    text = out.getvalue().replace("\x00", "")
    expected = [
        (clean_line(a.replace("\x00", "")), clean_line(b.replace("\x00", ""))) for a, b in written
    ]
    expected = [
        tuple(cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell for cell in pair)
        for pair in expected
    ]
    if not any(a.replace("\x00", "").strip() or b.replace("\x00", "").strip() for a, b in written):
        return

    found = [(a, b) for _, a, b in rows_of(text)]

    assert found == [
        pair
        for pair, (a, b) in zip(expected, written, strict=True)
        if a.replace("\x00", "").strip() or b.replace("\x00", "").strip()
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content):
    with contextlib.suppress(NotATable):
        rows_of(text_of(content))
