"""One måling: its chart, what may be said of it, its numbers."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.charts import PAGE_WIDTH, run_chart
from transfer.access import allow, directory
from transfer.domain.control_charts import Kind
from transfer.domain.measures import CHARTS
from transfer.measure_charts.drawn import (
    Read,
    drawn,
    period_name,
    read,
    shows_limits,
)
from transfer.measure_charts.figures import shown_in_figures
from transfer.measure_charts.sentences import said_of, verdict_in_words
from transfer.models import Measure
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.views.measures.blueprint import bp
from transfer.views.measures.listing import unit_name
from transfer.views.measures.marks import marks_of

WIDE: Final = 760
"""How wide the chart is drawn where there is room for it."""


@bp.get("/<uuid:id>")
@allow(Deed.READ_MEASURE, Measure)
def show(measure: Measure) -> ResponseReturnValue:
    kind = asked_kind(measure)
    reading = read(measure, kind, marks=marks_of(measure))
    value = drawn(reading)
    said = said_of(reading)
    return render_template(
        "measures/show.html",
        measure=measure,
        chart=run_chart("diagram", value, width=WIDE),
        narrow=run_chart("diagram-smal", value, width=PAGE_WIDTH).svg,
        caption=verdict_in_words(reading),
        said=said,
        marks=reading.marks,
        happenings=value.happenings,
        gaps=_gaps(reading),
        points=[
            {"id": point.id, "name": dot.period, "shown": dot.shown, "note": dot.note}
            for point, dot in zip(reading.points, value.dots, strict=True)
        ][::-1],
        kinds=[_tab(measure, one, current=one is kind) for one in CHARTS[measure.value_kind]],
        lacks_limits=kind is not Kind.RUN
        and not all(shows_limits(reading, one) for one in reading.assessments),
        parts=list(_parts(measure)),
        unit=unit_name(measure),
        owner=directory().person_name(measure.owner_id),
        target=shown_in_figures(measure, measure.target) if measure.target is not None else "",
    )


def asked_kind(measure: Measure) -> Kind:
    """The chart that the address asks for, if it can be drawn of such numbers."""
    asked = request.args.get("diagram", "")
    return next((one for one in CHARTS[measure.value_kind] if one.value == asked), Kind.RUN)


def kind_name(kind: Kind) -> str:
    return {
        Kind.RUN: _("Seriediagram"),
        Kind.SINGLE: _("Kontroldiagram (I)"),
        Kind.SHARE: _("Kontroldiagram (P)"),
        Kind.RATE: _("Kontroldiagram (U)"),
    }[kind]


def _tab(measure: Measure, kind: Kind, *, current: bool) -> dict[str, Any]:
    asked = None if kind is Kind.RUN else kind.value
    return {
        "label": kind_name(kind),
        "url": url_for(".show", id=measure.id, diagram=asked),
        "current": current,
    }


def _gaps(reading: Read) -> int:
    """How many periods between the first and the last have no number."""
    found = 0
    points = reading.chart.points
    for before, after in pairwise(points):
        if (after.period_start - before.period_end).days > 1:
            length = (before.period_end - before.period_start).days + 1
            found += round((after.period_start - before.period_end).days / length)
    return found


def _parts(measure: Measure) -> Iterator[dict[str, Any]]:
    """What people have decided about the line, in words."""
    for part in measure.parts:
        yield {
            "id": part.id,
            "is_freeze": part in ([measure.frozen_at] if measure.frozen_at else []),
            "period": period_name(measure, part.period_start),
            "why": part.why,
            "by": directory().person_name(part.decided_by_id),
            "at": part.decided_at,
        }
