"""Marks on the line of time: trials at their own dates, and other things that happened."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from transfer.access import allow, in_sight, me, now
from transfer.db import db
from transfer.models import Measure, TrialAction
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.measures import MarkForm
from transfer.views.measures.blueprint import bp

MOST_TRIALS: Final = 200
"""So many of the latest trials are offered."""
MOST_MARKS: Final = 30


@bp.route("/<uuid:id>/maerke", methods=["GET", "POST"])
@allow(Deed.WRITE_MEASURE, Measure)
def mark(measure: Measure) -> ResponseReturnValue:
    form = MarkForm(data={"revision": str(measure.revision)})
    form.trial.choices = [SelectChoice("", _("Ingen")), *_trials(measure)]
    status, overtaken = 200, False
    if form.is_submitted():
        status = 422
        is_sound = form.validate()
        if is_sound and len(measure.annotations) >= MOST_MARKS:
            form.trial.errors = [_("Der er ikke plads til flere mærker. Fjern et af dem først.")]
        elif is_sound and form.revision.data == str(measure.revision):
            trial_id = form.trial_id
            measure.annotate(
                trial_id=trial_id,
                text="" if trial_id else form.text.data or "",
                on=None if trial_id else form.on.data,
                by=me(),
                at=now(),
            )
            db.session.commit()
            flash(_("Mærket er sat."), "success")
            return redirect(url_for(".show", id=measure.id))
        elif is_sound:
            form.revision.data = str(measure.revision)
            status, overtaken = 409, True
    page = render_template("measures/mark.html", measure=measure, form=form, overtaken=overtaken)
    return page, status


@bp.post("/<uuid:id>/maerke/<uuid:annotation_id>/fjernelse")
@allow(Deed.WRITE_MEASURE, Measure)
def mark_removal(measure: Measure, annotation_id: UUID) -> ResponseReturnValue:
    one = next((one for one in measure.annotations if one.id == annotation_id), None)
    if one is None:
        abort(404)
    if request.form.get("version") == str(measure.revision):
        measure.take_away([one], at=now())
        db.session.commit()
        flash(_("Mærket er fjernet."), "success")
    else:
        flash(_("En anden har ændret målingen. Se den igennem, og prøv igen."), "warning")
    return redirect(url_for(".show", id=measure.id))


def _trials(measure: Measure) -> list[SelectChoice]:
    """The trials in sight that have a day to stand at, the latest first; not those marked already."""
    began = sa.func.coalesce(TrialAction.actual_start, TrialAction.start_date)
    rows = db.session.execute(
        sa.select(TrialAction.id, TrialAction.title, began.label("began"))
        .where(
            in_sight(),
            began.is_not(None),
            TrialAction.is_archived.is_(False),
            TrialAction.id.not_in(measure.annotated_trials()),
        )
        .order_by(began.desc(), TrialAction.id)
        .limit(MOST_TRIALS)
    )
    return [SelectChoice(str(row.id), f"{row.title} ({row.began:%d-%m-%Y})") for row in rows]
