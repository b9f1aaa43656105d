"""The page of figures, and the same as a file."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, place
from transfer.domain.file_names import file_name
from transfer.domain.indicators import check_months
from transfer.domain.shares import Median
from transfer.language import period_in_words
from transfer.policies import Deed
from transfer.reporting import THEMES, Value
from transfer.reporting.files import spreadsheet
from transfer.speaking import gettext as _
from transfer.topic_forms.reports import ReportForm
from transfer.views.indicators.asked import Asked, asked_for, form_of_the_address
from transfer.views.indicators.blueprint import bp
from transfer.views.indicators.goals import goals_of
from transfer.views.indicators.involved import involved_in
from transfer.views.indicators.rows import Row, row_of
from transfer.views.indicators.said import percent_of
from transfer.views.taking_along import taken_along


@dataclass(frozen=True, slots=True)
class Section:
    """A theme: its rows one by one, or in a table with so many in each row."""

    name: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    row_name: str = ""

    @property
    def table(self) -> list[tuple[str, tuple[Row, ...]]]:
        """The rows of the table by their names; those that are rare and count nothing are left out."""
        wide = len(self.columns)
        lines = [self.rows[at : at + wide] for at in range(0, len(self.rows), wide)]
        return [
            (
                _(self.row_name, months=line[0].line.months) if self.row_name else line[0].name,
                line,
            )
            for line in lines
            if any(row.counts for row in line) or not line[0].line.is_rare
        ]

    @property
    def singles(self) -> list[Row]:
        return [row for row in self.rows if not row.is_withheld]


@bp.get("")
@allow(Deed.READ_FIGURES)
def show() -> ResponseReturnValue:
    form = form_of_the_address()
    if not form.validate():
        return _ask_again(form)
    asked = asked_for(form)
    return render_template(
        "indicators/show.html",
        form=form,
        asked=asked,
        period=period_in_words(asked.facts.period),
        earlier=period_in_words(asked.earlier.period),
        sections=sections(asked),
        goals=goals_of(asked),
        involved=involved_in(asked),
        csv_url=url_for(".as_csv", **asked.address),
    )


@bp.get("/noegletal.csv")
@allow(Deed.READ_FIGURES)
def as_csv() -> ResponseReturnValue:
    form = form_of_the_address()
    if not form.validate():
        return _ask_again(form)
    asked = asked_for(form)
    about = place().name if form.unit_id is None else directory().unit_name(form.unit_id)
    name = file_name("Nøgletal", about, asked.period.name, kind="csv")
    return taken_along(_as_table(asked), name)


def _ask_again(form: ReportForm) -> ResponseReturnValue:
    return render_template("indicators/show.html", form=form, asked=None), 422


def sections(asked: Asked) -> list[Section]:
    """The themes with their rows; what is withheld altogether is left out."""
    months = check_months(asked.facts)
    found = [
        Section(
            _(theme.name),
            tuple(
                row_of(line, asked)
                for line in theme.lines
                if line.months is None or line.months in months
            ),
            theme.columns,
            theme.row_name,
        )
        for theme in THEMES
    ]
    return [one for one in found if not all(row.is_withheld for row in one.rows)]


def _as_table(asked: Asked) -> bytes:
    """One row a figure, under Danish headings whatever language the page is read in."""
    headings = (
        _("Emne"),
        _("Nøgletal"),
        _("Antal"),
        _("Ud af"),
        _("Procent"),
        _("Median, dage"),
        _("Antal sidst"),
        _("Ud af sidst"),
        _("Median sidst, dage"),
        _("Definition"),
        _("Betegnelse"),
    )
    rows = [
        (
            section.name,
            row.name,
            *_cells(row.value),
            *(cell for at, cell in enumerate(_cells(row.earlier)) if at != PERCENT),
            _(row.line.definition),
            row.line.key,
        )
        for section in sections(asked)
        for row in section.rows
        if not row.is_withheld and (row.counts or not row.line.is_rare)
    ]
    by_goal = goals_of(asked)
    for goal in by_goal.lines if by_goal else ():
        rows += [
            (
                goal.name,
                row.name,
                *_cells(row.value),
                *(cell for at, cell in enumerate(_cells(row.earlier)) if at != PERCENT),
                _(row.line.definition),
                f"{row.line.key}/{goal.code}",
            )
            for row in goal.rows
            if not row.is_withheld
        ]
    return spreadsheet([headings, *rows])


PERCENT = 2
"""Which of the cells of a value is its percentage."""


def _cells(value: Value) -> tuple[int | float | None, ...]:
    """Count, out of, per cent, median."""
    if isinstance(value, Median):
        return None, value.of, None, value.value
    if isinstance(value, int):
        return value, None, None, None
    return value.n, value.of, percent_of(value), None
