"""The numbers, twelve at a time, and a word about one of them."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, me, now, today
from transfer.db import db
from transfer.domain.measures import FIRST_YEAR, period_at, periods_back, periods_from
from transfer.domain.periods import Period
from transfer.measure_charts.drawn import period_name
from transfer.models import Measure
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.measures import CountsForm, counts_form, point_form, typed_number
from transfer.views.measures.blueprint import bp

AT_A_TIME: Final = 12


@bp.route("/<uuid:id>/tal", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def counts(measure: Measure) -> ResponseReturnValue:
    """A row for each of twelve periods; the address says up to which."""
    periods = _periods(measure)
    form = counts_form(measure, periods)
    if not form.is_submitted():
        return _page(measure, form, periods)
    if not form.validate():
        return _page(measure, form, periods), 422
    if form.revision.data != str(measure.revision):
        form.revision.data = str(measure.revision)
        others = _saved_by_others(measure, form)
        if others:
            return _page(measure, form, periods, others=others), 409
    measure.count(form.numbers, by=me(), at=now())
    db.session.commit()
    flash(_("Tallene er gemt."), "success")
    if "videre" in request.form:
        return redirect(_address(measure, _earlier(measure, periods)))
    return redirect(url_for(".show", id=measure.id))


def _page(
    measure: Measure,
    form: CountsForm,
    periods: list[Period],
    others: list[tuple[str, str]] | None = None,
) -> str:
    latest = period_at(measure.period_kind, today())
    return render_template(
        "measures/counts.html",
        measure=measure,
        form=form,
        others=others,
        earlier=_address(measure, _earlier(measure, periods)),
        later=_address(measure, min(_later(measure, periods), latest.first))
        if periods[-1].first < latest.first
        else "",
    )


def _periods(measure: Measure) -> list[Period]:
    """Twelve periods up to the one asked for, none of them still to come."""
    last = min(_asked() or today(), today())
    return periods_back(measure.period_kind, last, AT_A_TIME)


def _asked() -> date | None:
    try:
        asked = date.fromisoformat(request.args.get("til", ""))
    except ValueError:
        return None
    return max(asked, date(FIRST_YEAR, 1, 1))


def _earlier(measure: Measure, periods: list[Period]) -> date:
    return periods_back(measure.period_kind, periods[0].first, 2)[0].first


def _later(measure: Measure, periods: list[Period]) -> date:
    ahead = periods_from(measure.period_kind, periods[-1].first)
    return [next(ahead) for _number in range(AT_A_TIME + 1)][-1].first


def _address(measure: Measure, last: date) -> str:
    return url_for(".counts", id=measure.id, til=last.isoformat())


def _saved_by_others(measure: Measure, form: CountsForm) -> list[tuple[str, str]]:
    """What stands there now that is not what was typed; somebody else may have saved it meanwhile."""
    found = []
    for row in form.rows:
        point = measure.point(row.period.first)
        there = point.counted if point else None
        if there is not None and there != form.numbers[row.period.first]:
            numbers = [typed_number(getattr(there, key)) for key in row.fields]
            found.append((row.name, " / ".join(numbers)))
    return found


@bp.route("/<uuid:id>/tal/<uuid:point_id>", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def point(measure: Measure, point_id: UUID) -> ResponseReturnValue:
    """A word about one number, and whether it is left out."""
    one = next((one for one in measure.points if one.id == point_id), None)
    if one is None:
        abort(404)
    form = point_form(measure, one)
    status, saved = 200, None
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data == str(measure.revision):
                one.note = form.note.data or ""
                one.is_excluded = form.is_excluded.data
                one.excluded_because = form.excluded_because.data if one.is_excluded else ""
                one.updated_at = measure.updated_at = now()
                db.session.commit()
                flash(_("Gemt."), "success")
                return redirect(url_for(".show", id=measure.id))
            form.revision.data = str(measure.revision)
            status, saved = 409, _word(one)
    page = render_template(
        "measures/point.html",
        measure=measure,
        form=form,
        name=period_name(measure, one.period_start),
        saved=saved,
    )
    return page, status


def _word(one: Any) -> list[tuple[str, str]]:
    return [
        (_("Bemærkning"), one.note),
        (_("Hvorfor skal det ikke tælle med?"), one.excluded_because),
    ]
