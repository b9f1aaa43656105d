"""The målinger that a visitor sees, each with its latest number."""

from typing import Any

import sqlalchemy as sa
from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from transfer.access import allow, directory, member
from transfer.db import db
from transfer.measure_charts.drawn import Read, read
from transfer.measure_charts.figures import counted_in_figures, shown_in_figures
from transfer.measure_charts.sentences import verdict_in_words, warning_of_many
from transfer.models import Measure
from transfer.policies import Deed, visible_measures
from transfer.speaking import gettext as _
from transfer.views.measures.blueprint import bp
from transfer.views.paging import pages_of


@bp.get("")
@allow(Deed.LIST_MEASURES)
def index() -> ResponseReturnValue:
    seen = visible_measures(member())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(seen.subquery())) or 0
    pages = pages_of(total)
    measures = db.session.scalars(
        seen.options(selectinload(Measure.points), selectinload(Measure.parts))
        .order_by(Measure.is_active.desc(), Measure.name, Measure.id)
        .limit(pages.per_page)
        .offset(pages.first)
    ).all()
    readings = [read(one) for one in measures]
    return render_template(
        "measures/index.html",
        rows=[_row(one) for one in readings],
        pages=pages,
        warning=warning_of_many([one for one in readings if one.measure.is_active]),
    )


def _row(reading: Read) -> dict[str, Any]:
    measure = reading.measure
    last = reading.points[-1] if reading.points else None
    return {
        "id": measure.id,
        "name": measure.name,
        "is_active": measure.is_active,
        "unit": unit_name(measure),
        "latest": counted_in_figures(measure, last.counted) if last else "",
        "latest_period": reading.period(len(reading.points) - 1) if last else "",
        "verdict": verdict_in_words(reading),
        "has_signal": reading.has_signal,
        "target": shown_in_figures(measure, measure.target) if measure.target is not None else "",
        "owner": directory().person_name(measure.owner_id),
    }


def unit_name(measure: Measure) -> str:
    """The unit it is about, or that it is about all."""
    if measure.unit_id is None:
        return _("Hele organisationen")
    return directory().unit_name(measure.unit_id)
