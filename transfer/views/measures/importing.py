"""Numbers from a spreadsheet: looked through and mended first, then loaded whole or not at all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from transfer.access import allow, me, now, today
from transfer.db import db
from transfer.domain.csv_tables import EMPTY, NotATable, records_of
from transfer.measure_charts.drawn import period_name
from transfer.measure_charts.figures import counted_in_figures
from transfer.models import Measure
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.spreadsheet_import.files import LONGEST_TEXT, as_text, rows_of
from transfer.spreadsheet_import.measures import (
    NOTHING_UNDER_HEADINGS,
    NumbersPlan,
    Outcome,
    PlannedNumber,
    Rows,
    carry_out_numbers,
    guessed_columns,
    headings_of,
    plan_numbers,
    unused_headings,
)
from transfer.topic_forms.measure_import import (
    LARGEST_FILE,
    MOST_MENDED,
    NumbersFileForm,
    NumbersForm,
    numbers_form,
    rows_kept,
    with_rows_to_mend,
)
from transfer.views.measures.blueprint import bp


@bp.route("/<uuid:id>/import", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def imports(measure: Measure) -> ResponseReturnValue:
    """Choose a file, and see what it would do."""
    form = NumbersFileForm()
    if not form.validate_on_submit():
        return _file_page(measure, form), 422 if form.errors else 200
    content = form.file.data.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        form.file.errors = [_("Filen er større end 300 kB. Del den i flere, og tag en ad gangen.")]
        return _file_page(measure, form), 413
    try:
        table = rows_of(content)
        headings, rows = headings_of(table)
    except NotATable as broken:
        message = NOTHING_UNDER_HEADINGS if broken.message == EMPTY else broken.message
        form.file.errors = [_(message, **broken.values)]
        return _file_page(measure, form), 422
    return _looked_through(measure, table, guessed_columns(measure, headings, rows))


@bp.post("/<uuid:id>/import/gennemfoersel")
@allow(Deed.WRITE_MEASURE, Measure)
def carrying_out(measure: Measure) -> ResponseReturnValue:
    """Look the table through again, mended; or load it. It is read again from the start; nothing is believed."""
    text = request.form.get("text", "")
    try:
        table = records_of(text) if len(text) <= 2 * LONGEST_TEXT else []
        headings, _rows = headings_of(table)
    except NotATable:
        flash(_("Filen kunne ikke læses igen. Vælg den en gang til."), "error")
        return redirect(url_for(".imports", id=measure.id))
    form = numbers_form(measure, headings, {}, {})
    form.validate()
    mended = _mended(table, form)
    if not form.insist_on_columns() or form.errors:
        return _columns_page(measure, form, mended), 422
    plan = _plan(measure, mended[1:], form.columns)
    if "importer" not in request.form or plan.faults or not plan.numbers:
        return _looked_through(measure, mended, form.columns)
    if form.gist.data != _gist(measure, plan):
        flash(_("Noget er ændret, siden du så filen igennem. Se den igennem igen."), "warning")
        return _plan_page(measure, mended, form.columns, plan), 409
    carry_out_numbers(measure, plan, by=me(), at=now())
    db.session.commit()
    flash(_("Tallene er importeret."), "success")
    return redirect(url_for(".show", id=measure.id))


def _looked_through(measure: Measure, table: Rows, columns: dict[str, int]) -> ResponseReturnValue:
    headings, rows = headings_of(table)
    form = numbers_form(measure, headings, {}, columns)
    if set(columns) != set(form.keys):
        form = with_rows_to_mend(measure, headings, rows, columns, (), {"text": as_text(table)})
        form.insist_on_columns()
        return _columns_page(measure, form, table), 422
    plan = _plan(measure, rows, columns)
    status = 422 if plan.faults or not plan.numbers else 200
    return _plan_page(measure, table, columns, plan), status


def _plan(measure: Measure, rows: Rows, columns: dict[str, int]) -> NumbersPlan:
    return plan_numbers(measure, rows, columns, on=today(), kept=rows_kept(request.form))


def _mended(table: Rows, form: NumbersForm) -> list[tuple[int, list[str]]]:
    """The table with what was typed into its cells; a row that is left out is gone."""
    typed, columns = form.typed(request.form.to_dict()), form.columns
    found = []
    for number, cells in table:
        row = list(cells)
        mended = typed.get(number, {})
        if mended is None:
            continue
        for key, text in mended.items():
            at = columns.get(key)
            if at is not None:
                row += [""] * (at + 1 - len(row))
                row[at] = text
        found.append((number, row))
    return found


def _gist(measure: Measure, plan: NumbersPlan) -> str:
    return f"{measure.revision}.{plan.gist}"


def _file_page(measure: Measure, form: NumbersFileForm) -> str:
    return render_template("measures/import.html", measure=measure, form=form)


def _columns_page(measure: Measure, form: NumbersForm, table: Rows) -> str:
    """Only what the columns hold; the rows are looked at when that is known."""
    form.text.data = as_text(table)
    form.mended = ()
    return render_template("measures/import_plan.html", measure=measure, form=form, plan=None)


def _plan_page(measure: Measure, table: Rows, columns: dict[str, int], plan: NumbersPlan) -> str:
    headings, rows = headings_of(table)
    data = {"text": as_text(table), "gist": _gist(measure, plan)}
    return render_template(
        "measures/import_plan.html",
        measure=measure,
        form=with_rows_to_mend(
            measure, headings, rows, columns, plan.faults, data, _to_keep(measure, plan)
        ),
        plan=plan,
        refused=len(plan.faulty_rows),
        most_mended=MOST_MENDED,
        counts=_counts(plan),
        without_number=plan.without_number[:MOST_MENDED],
        unused=unused_headings(headings, columns),
        rows=[_row(measure, one) for one in plan.numbers],
    )


def _to_keep(measure: Measure, plan: NumbersPlan) -> dict[int, tuple[str, bool]]:
    """By its row, each number that would be changed in words, and whether it is to stay."""
    return {
        one.row: (
            _(
                "%(period)s: behold %(before)s",
                period=period_name(measure, one.period.first),
                before=counted_in_figures(measure, one.before),
            ),
            one.is_kept,
        )
        for one in plan.numbers
        if one.outcome is Outcome.CHANGED and one.before is not None
    }


def _row(measure: Measure, one: PlannedNumber) -> tuple[str, str, str]:
    words = {
        Outcome.ADDED: _("Nyt tal"),
        Outcome.CHANGED: _("Ændres"),
        Outcome.UNCHANGED: _("Uden ændring"),
    }
    what = words[one.outcome]
    if one.outcome is Outcome.CHANGED and one.before is not None:
        before = counted_in_figures(measure, one.before)
        changes = _("Ændres fra %(before)s", before=before)
        what = _("%(before)s beholdes", before=before) if one.is_kept else changes
    name = period_name(measure, one.period.first)
    return name, counted_in_figures(measure, one.counted), what


def _counts(plan: NumbersPlan) -> list[tuple[int, str]]:
    added, changed = plan.count(Outcome.ADDED), plan.count(Outcome.CHANGED) - plan.kept
    without = len(plan.without_number)
    return [
        (added, ngettext("nyt tal", "nye tal", added)),
        (changed, ngettext("tal ændres", "tal ændres", changed)),
        (plan.kept, ngettext("tal beholdes", "tal beholdes", plan.kept)),
        (plan.count(Outcome.UNCHANGED), _("uden ændring")),
        (without, ngettext("række uden tal", "rækker uden tal", without)),
    ]
