"""The management report as an Excel workbook: its data, every cell typed, no formula anywhere.

The first row of a sheet has the names that programs go by and that never change; the second has
the Danish words. What may be printed is decided as on paper: consent, small numbers, single units.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from io import BytesIO
from typing import Any

from reports.chapters import chapters, printed_definitions, printed_figures, printed_keys
from reports.charts import PAPER_WIDTH
from reports.illustrations import Illustration, illustrations
from reports.management import ManagementReport
from reports.numbers import Measure, Share, danish_date
from reports.trials import TrialLine

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the name that never changes, the Danish words, and how wide it is, in letters."""

    key: str
    label: str
    width: int = 16


MESSAGE_COLUMNS = (
    Column("kind", "Hvad er det?", 30),
    Column("text", "Tekst", 110),
)
FOLLOW_UP_COLUMNS = (
    Column("decided", "Beslutning", 60),
    Column("decided_by", "Af hvem", 24),
    Column("decided_on", "Besluttet", 18),
    Column("due", "Frist", 18),
    Column("state", "Står nu", 16),
    Column("happened", "Hvad er der sket?", 70),
)
TRIAL_COLUMNS = (
    Column("number", "Nr.", 6),
    Column("title", "Prøvehandling", 44),
    Column("unit", "Enhed (når ejeren har sagt ja)", 28),
    Column("goals", "Kompetencemål (koder)", 16),
    Column("origin", "Hvor kom idéen fra?", 26),
    Column("relation", "Slægtskab", 22),
    Column("scale", "Omfang", 24),
    Column("outcome_vs_prediction", "I forhold til forventningen", 24),
    Column("decision", "Beslutning", 22),
    Column("state", "Tilstand", 14),
    Column("learning_headline", "Læringen i én sætning", 70),
)
INSIGHT_COLUMNS = (
    Column("number", "Nr.", 6),
    Column("headline", "Indsigt", 60),
    Column("body", "Hvad er det, vi har set?", 80),
    Column("supporting", "Bygger på prøvehandlinger", 14),
    Column("units", "I antal enheder", 12),
    Column("contradicting", "Prøvehandlinger, der taler imod", 16),
    Column("strength", "Styrke", 30),
    Column("goals", "Kompetencemål", 40),
    Column("trials", "Prøvehandlinger, der må nævnes", 60),
)
RECOMMENDATION_COLUMNS = (
    Column("text", "Anbefaling", 70),
    Column("addressee", "Til", 24),
    Column("due", "Senest", 18),
    Column("builds_on", "Bygger på", 40),
    Column("state", "Tilstand", 14),
)
MEASURE_COLUMNS = (
    Column("measure", "Måling", 44),
    Column("unit", "Enhed", 28),
    Column("description", "Det tælles", 60),
    Column("unit_of_measure", "Måles i", 14),
    Column("baseline", "Udgangspunkt", 28),
    Column("latest", "Seneste", 28),
    Column("target", "Mål", 12),
    Column("variation", "Variation", 26),
    Column("said", "Det kan der siges om diagrammet", 90),
)
POINT_COLUMNS = (
    Column("measure", "Måling", 44),
    Column("unit", "Enhed", 28),
    Column("period", "Periode", 18),
    Column("level", "Tal", 10),
    Column("shown", "Som det vises", 22),
    Column("counts", "Tæller med", 12),
    Column("note", "Bemærkning", 50),
)
FIGURE_COLUMNS = (
    Column("identifier", "Betegnelse", 28),
    Column("name", "Nøgletal", 48),
    Column("n", "Antal", 9),
    Column("of", "Ud af", 9),
    Column("percent", "Procent (fra fem og op)", 12),
    Column("value", "Værdi", 14),
    Column("unit", "Måles i", 10),
    Column("note", "Bemærkning", 36),
    Column("definition", "Sådan regnes det", 80),
)


def trial_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each trial that may be quoted, in the order of `TRIAL_COLUMNS`.

    Of a single unit, how it went against the prediction is left empty: it would be a judgement
    on one person.
    """
    return [
        _trial(number, trial, withheld=report.outcomes_withheld)
        for number, trial in enumerate(report.quoted, start=1)
    ]


def message_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """What the consultant wrote, one sentence a row, in the order of `MESSAGE_COLUMNS`."""
    conclusions = {one.chapter: one.text for one in report.conclusions}
    return [
        *(("Hovedbudskab", text) for text in report.messages),
        *(("Til beslutning", text) for text in report.decisions_asked),
        *(
            (f"Konklusion: {chapter.title}", conclusions[chapter.key])
            for chapter in chapters(report)
            if conclusions.get(chapter.key)
        ),
        *(("Nyt siden sidste rapport", text) for text in report.news),
    ]


def follow_up_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """What was decided on the last report, in the order of `FOLLOW_UP_COLUMNS`."""
    return [
        (
            one.decided,
            one.decided_by,
            danish_date(one.decided_on) if one.decided_on else None,
            danish_date(one.due) if one.due else None,
            one.state,
            one.happened,
        )
        for one in report.followed_up
    ]


def insight_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each insight, in the order of `INSIGHT_COLUMNS`."""
    return [
        (
            one.number,
            one.headline,
            one.body,
            one.supporting,
            one.units,
            one.contradicting,
            one.strength,
            ", ".join(one.goals),
            " · ".join(one.trials),
        )
        for one in report.insights
    ]


def recommendation_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each recommendation, in the order of `RECOMMENDATION_COLUMNS`."""
    return [
        (
            one.text,
            one.addressee,
            danish_date(one.due) if one.due else None,
            one.builds_on,
            one.state,
        )
        for one in report.recommendations
    ]


def measure_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each måling, in the order of `MEASURE_COLUMNS`."""
    return [
        (
            line.name,
            line.unit,
            line.description,
            line.chart.unit,
            line.baseline,
            line.latest,
            line.target,
            line.verdict,
            " ".join(line.sentences),
        )
        for line in report.measures
    ]


def point_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each number of each måling, in the order of `POINT_COLUMNS`."""
    return [
        (
            line.name,
            line.unit,
            dot.period,
            round(dot.level, 4),
            dot.shown,
            "Nej" if dot.is_excluded else "Ja",
            dot.note,
        )
        for line in report.measures
        for dot in line.chart.dots
    ]


def figure_rows(report: ManagementReport) -> list[tuple[Cell, ...]]:
    """One row for each figure that may be printed, in the order of `FIGURE_COLUMNS`."""
    meaning = {one.identifier: one.formula for one in printed_definitions(report)}
    rows: list[tuple[Cell, ...]] = []
    for figure in printed_figures(report):
        value = figure.value
        counted: tuple[Cell, ...]
        if isinstance(value, Share):
            counted = (value.n, value.of, value.percent, None, None)
        elif isinstance(value, Measure):
            number = None if value.value is None else round(value.value, value.decimals)
            counted = (None, None, None, number, value.unit or None)
        elif isinstance(value, int):
            counted = (value, None, None, None, None)
        else:
            counted = (None, None, None, value, None)
        formula = meaning.get(figure.identifier, "")
        rows.append((figure.identifier, figure.name, *counted, figure.note, formula))
    return rows


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
    if messages := message_rows(report):
        writer.listed("Hovedbudskaber", MESSAGE_COLUMNS, messages)
    printed = printed_keys(report)
    writer.listed("Prøvehandlinger", TRIAL_COLUMNS, trial_rows(report))
    writer.listed("Nøgletal", FIGURE_COLUMNS, figure_rows(report))
    if report.insights:
        writer.listed("Indsigter", INSIGHT_COLUMNS, insight_rows(report))
    if report.recommendations:
        writer.listed("Anbefalinger", RECOMMENDATION_COLUMNS, recommendation_rows(report))
    if "maalinger" in printed:
        writer.listed("Målinger", MEASURE_COLUMNS, measure_rows(report))
        writer.listed("Måletal", POINT_COLUMNS, point_rows(report))
    if report.followed_up:
        writer.listed("Opfølgning", FOLLOW_UP_COLUMNS, follow_up_rows(report))
    for drawn in illustrations(report, width=PAPER_WIDTH).values():
        writer.drawn(drawn)
    book.close()
    return out.getvalue()


def _trial(number: int, trial: TrialLine, *, withheld: bool) -> tuple[Cell, ...]:
    return (
        number,
        trial.title,
        trial.printed_unit,
        ", ".join(trial.goals),
        trial.origin,
        trial.relation,
        trial.scale,
        "" if withheld else trial.outcome,
        trial.decision,
        trial.state,
        trial.learning,
    )


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

    def listed(
        self, name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]
    ) -> None:
        """Two rows of headings that stay in sight, and a filter on the Danish ones."""
        sheet = self._sheet(name, [column.width for column in columns])
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


_Rows = Callable[[ManagementReport], list[tuple[Cell, ...]]]
TABLES: dict[str, tuple[tuple[Column, ...], _Rows]] = {
    "trials": (TRIAL_COLUMNS, trial_rows),
    "figures": (FIGURE_COLUMNS, figure_rows),
}
"""The tables of words and numbers that other formats write too."""
