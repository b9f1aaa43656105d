"""The management report as an Excel workbook: its lists and the numbers of its charts, every cell typed, no formula anywhere.

The first row of a list has the names that programs go by and that never change; the second has the Danish words.
"""

from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import Any

from reports.charts import PAPER_WIDTH
from reports.illustrations import Illustration, illustrations
from reports.listings import LISTINGS, Cell, Listing
from reports.management import ManagementReport
from reports.numbers import danish_date


def workbook(report: ManagementReport) -> bytes:
    """The report as xlsx."""
    from xlsxwriter import Workbook

    out = BytesIO()
    never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(out, {"in_memory": True, **never})
    book.set_properties(
        {
            "title": f"Ledelsesrapport: {report.programme or report.organisation}"[:200],
            "author": report.made_by[:200],
            "subject": f"{report.organisation}, {report.scope}"[:200],
            "created": report.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    writer = _Sheets(book)
    writer.about(report)
    for listing in LISTINGS:
        if (rows := listing.rows(report)) or listing.is_always_there:
            writer.listed(listing, rows)
    for drawn in illustrations(report, width=PAPER_WIDTH).values():
        writer.drawn(drawn)
    book.close()
    return out.getvalue()


class _Sheets:
    """Writes one sheet after another in the same manner."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.key = book.add_format({"font_color": "#4a4a4a", "font_size": 9, "valign": "top"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.body = book.add_format({"text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})

    def about(self, report: ManagementReport) -> None:
        """The front: what it is, what it covers, and how it may be read."""
        sheet = self._sheet("Om rapporten", (28, 100))
        sheet.write_string(0, 0, "Ledelsesrapport", self.title)
        for row, (name, text) in enumerate(_facts(report), start=2):
            sheet.write_string(row, 0, name, self.head if not text else self.body)
            sheet.write_string(row, 1, text, self.body)

    def listed(self, listing: Listing[Any], rows: Sequence[Sequence[Cell]]) -> None:
        """Two rows of headings that stay in sight, and a filter on the Danish ones."""
        columns = listing.columns
        sheet = self._sheet(listing.name, [column.width for column in columns])
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.key, self.key)
            sheet.write_string(1, place, column.label, self.head)
        self._rows(sheet, 2, rows)
        sheet.freeze_panes(2, 2)
        if rows:
            sheet.autofilter(1, 0, len(rows) + 1, len(columns) - 1)

    def drawn(self, drawn: Illustration) -> None:
        """The numbers of one chart, under the sentence it tells."""
        chart = drawn.chart
        sheet = self._sheet(f"Figur {drawn.number}", [44, *[16] * (len(chart.columns) - 1)])
        sheet.write_string(0, 0, f"Figur {drawn.number}. {drawn.caption}")
        sheet.write_string(1, 0, drawn.definition)
        for place, column in enumerate(chart.columns):
            sheet.write_string(2, place, column, self.head)
        self._rows(sheet, 3, chart.rows)
        sheet.freeze_panes(3, 1)

    def _sheet(self, name: str, widths: Sequence[int]) -> Any:
        sheet = self.book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _rows(self, sheet: Any, first: int, rows: Sequence[Sequence[Cell]]) -> None:
        for number, cells in enumerate(rows, start=first):
            for place, cell in enumerate(cells):
                # Each by its type: text that begins with = stays text.
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell, self.body)
                elif cell is not None:
                    sheet.write_number(number, place, cell, self.body)


def _facts(report: ManagementReport) -> list[tuple[str, str]]:
    said = [
        ("Organisation", report.organisation),
        ("Program", report.programme),
        ("Enheder", report.scope),
        ("Periode", f"{danish_date(report.period_from)} til {danish_date(report.period_to)}"),
        ("Opgjort", danish_date(report.as_of)),
        ("Lavet", f"{danish_date(report.made_at)} af {report.made_by}"),
        ("Udgave", f"{'Udkast, version' if report.is_draft else 'Version'} {report.version}"),
        ("Rapport-id", report.report_id),
        ("Prøvehandlinger", _who_is_in(report)),
        ("Små tal", "Er der færre end fem at regne på, står der antal og ingen procent."),
        ("Udfald", _about_outcomes(report)),
        (
            "Navne på kolonner",
            "Første række har navne, som programmer kan bruge. De er de samme fra rapport til rapport.",
        ),
    ]
    return [(name, text) for name, text in said if text]


def _who_is_in(report: ManagementReport) -> str:
    listed = "Arket viser dem, hvis ejer har sagt ja til at blive gengivet, med den enhed, ejeren har sagt ja til."
    if not report.only_counted:
        return listed
    return f"{listed} {report.only_counted} er kun med i tallene."


def _about_outcomes(report: ManagementReport) -> str:
    if report.outcomes_withheld:
        return (
            "Udeladt: Rapporten dækker én enhed, og i én enhed er der ofte kun én læringsaktivist."
        )
    return "Gør ikke udfald op pr. enhed. I en enhed er der ofte kun én læringsaktivist, og så er tallet en bedømmelse af én person."
