"""What people decide about the centre line: where it comes from, and where a new part begins. Never by itself."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, me, now
from transfer.db import db
from transfer.domain.chart_reading import FEWEST_POINTS
from transfer.domain.texts import marked
from transfer.measure_charts.drawn import period_name
from transfer.models import Measure
from transfer.models.measures import LineFault, LineRefused
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.measures import FreezeForm, SplitForm, period_choices
from transfer.views.measures.blueprint import bp
from transfer.views.measures.marks import marks_of

WHY_NOT: Final = {
    LineFault.FROZEN_ALREADY: marked(
        "Midtlinjen er låst i forvejen. Fortryd det først, hvis I vil noget andet."
    ),
    LineFault.SPLIT_ALREADY: marked(
        "Diagrammet er delt i forvejen. Fortryd det først, hvis I vil noget andet."
    ),
    LineFault.NO_SUCH_PERIOD: marked("Der skal være tal både før og efter. Vælg en anden periode."),
    LineFault.TOO_FEW_BEFORE: marked(
        "Der skal være mindst %(fewest)s tal til og med den periode, gerne 20. Vælg en senere, eller vent."
    ),
    LineFault.SIGNAL_BEFORE: marked(
        "Tallene til og med den periode svinger ikke tilfældigt. Så er de ikke et fast udgangspunkt at låse."
    ),
}


@bp.route("/<uuid:id>/fastlaasning", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def freeze(measure: Measure) -> ResponseReturnValue:
    """Let the line come from the numbers before the first trial alone."""
    form = FreezeForm(
        data={"revision": str(measure.revision), "period": _before_the_first(measure)}
    )

    def decide(period: date) -> None:
        measure.freeze(period, form.why.data, by=me(), at=now())

    return _deciding(measure, form, decide, _("Lås midtlinjen"), "measures/freeze.html")


@bp.route("/<uuid:id>/opdeling", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def split(measure: Measure) -> ResponseReturnValue:
    """Let a new part begin, when somebody can say yes to four questions."""
    form = SplitForm(data={"revision": str(measure.revision)})

    def decide(period: date) -> None:
        measure.split(period, form.why.data, form.answers, by=me(), at=now())

    return _deciding(measure, form, decide, _("Del diagrammet"), "measures/split.html")


def _deciding(
    measure: Measure, form: Any, decide: Callable[[date], None], heading: str, template: str
) -> ResponseReturnValue:
    names = {one.period_start: period_name(measure, one.period_start) for one in measure.points}
    form.period.choices = period_choices(measure, names)
    status, overtaken = 200, False
    if form.is_submitted():
        status = 422
        if form.validate():
            if form.revision.data != str(measure.revision):
                form.revision.data = str(measure.revision)
                status, overtaken = 409, True
            else:
                try:
                    decide(date.fromisoformat(form.period.data))
                except LineRefused as refused:
                    sentence = _(WHY_NOT[refused.fault]) % {"fewest": FEWEST_POINTS}
                    form.period.errors = [*form.period.errors, sentence]
                else:
                    db.session.commit()
                    flash(
                        _("Gemt. Det står under diagrammet, hvem der gjorde det, og hvorfor."),
                        "success",
                    )
                    return redirect(url_for(".show", id=measure.id))
    page = render_template(
        template, measure=measure, form=form, heading=heading, overtaken=overtaken
    )
    return page, status


def _before_the_first(measure: Measure) -> str | None:
    """The last number wholly before the first marked trial."""
    first = next((mark.on for mark in marks_of(measure) if mark.trial_id is not None), None)
    if first is None:
        return None
    before = [
        point.period_start
        for point in measure.points
        if point.as_charted(measure.period_kind).period_end < first
    ]
    return max(before).isoformat() if before else None


@bp.post("/<uuid:id>/midtlinje/<uuid:part_id>/fjernelse")
@allow(Deed.WRITE_MEASURE, Measure)
def part_removal(measure: Measure, part_id: UUID) -> ResponseReturnValue:
    part = next((one for one in measure.parts if one.id == part_id), None)
    if part is None:
        abort(404)
    if request.form.get("version") == str(measure.revision):
        measure.take_away([part], at=now())
        db.session.commit()
        flash(_("Midtlinjen kommer igen fra alle tal i sin del."), "success")
    else:
        flash(_("En anden har ændret målingen. Se den igennem, og prøv igen."), "warning")
    return redirect(url_for(".show", id=measure.id))
