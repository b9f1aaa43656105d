"""Saving while somebody writes: one place or the picks at a time, answered in JSON."""

from typing import Any

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.access import allow, directory, me, now
from transfer.db import db
from transfer.domain.clock import COPENHAGEN
from transfer.domain.reports import CASE_PICKS, LIST_PICKS, PLACES
from transfer.models import Report
from transfer.models.reports import ReportText, WrittenMeanwhile
from transfer.policies import Deed
from transfer.reporting import Offered
from transfer.speaking import gettext as _
from transfer.topic_forms.workshop import PlaceForm
from transfer.views.workshop.blueprint import bp
from transfer.views.workshop.checklist import Point, about_texts
from transfer.views.workshop.picking import as_read, changed_since, save_picks, whose_holds
from transfer.views.workshop.writing import form_of, gathered


@bp.post("/<uuid:id>/tekst")
@allow(Deed.WRITE_REPORT, Report)
def save_text(report: Report) -> ResponseReturnValue:
    """Save what stands in one place: 200, 409 with the other's text, or 422 with what is wrong."""
    key = request.form.get("place", "")
    if key not in PLACES:
        return jsonify(error=_("Det sted er ikke i rapporten.")), 422
    form = PlaceForm.of(key)
    if not form.validate():
        return jsonify(error=" ".join(form.text.errors) or _("Det kunne ikke gemmes.")), 422
    report_id = report.id
    try:
        text = report.write(key, form.text.data or "", form.read, by=me(), at=now())
        db.session.commit()
    except WrittenMeanwhile as meanwhile:
        return jsonify(_told(meanwhile.text)), 409
    except (IntegrityError, StaleDataError):  # both wrote in the same moment
        db.session.rollback()
        again = db.session.get_one(Report, report_id).text_at(key)
        return jsonify(_told(again) if again else {}), 409
    return jsonify(
        revision=text.revision,
        saved=_("Gemt kl. %(time)s", time=f"{text.written_at.astimezone(COPENHAGEN):%H.%M}"),
        points=[as_json(one) for one in about_texts(report)],
    )


@bp.post("/<uuid:id>/udvalg")
@allow(Deed.WRITE_REPORT, Report)
def save_choice(report: Report) -> ResponseReturnValue:
    """Save what was ticked, and give back all that is picked now: 200, or 409 when somebody else was first."""
    made = gathered(report)
    form = form_of(report, made.offered, formdata=request.form)
    form.keep_to_picks()
    if not form.validate():
        return jsonify(error=_("Det kunne ikke gemmes. Genindlæs siden, og prøv igen.")), 422
    report_id, theirs = report.id, []
    try:
        theirs = save_picks(report, form, made.offered)
        db.session.commit()
    except (IntegrityError, StaleDataError):  # both picked in the same moment
        db.session.rollback()
        report = db.session.get_one(Report, report_id)
        theirs = changed_since(report)
    told = _picked_now(report, made.offered)
    if theirs:
        return jsonify(error=whose_holds(report, theirs, form), **told), 409
    saved = _("Gemt kl. %(time)s", time=f"{now().astimezone(COPENHAGEN):%H.%M}")
    return jsonify(saved=saved, **told)


def _picked_now(report: Report, offered: Offered) -> dict[str, Any]:
    """The lists as they are drawn, the choices of cases, and what the page has read with them."""
    fresh, read = form_of(report, offered, formdata=None), as_read(report, offered)
    return {
        "html": {
            pick: render_template("workshop/_picked.html", field=fresh[pick], name=pick, read=read)
            for pick in LIST_PICKS
        },
        "cases": {pick: fresh[pick].data or "" for pick in CASE_PICKS},
        "read": read,
    }


def as_json(point: Point) -> dict[str, str]:
    return {
        "key": point.key,
        "standing": point.standing.value,
        "label": point.standing.label,
        "words": point.words,
    }


def _told(text: ReportText) -> dict[str, Any]:
    """What stands there by now, for the one who wrote in the same place; it may be from a window of their own."""
    name = directory().person_name(text.written_by_id)
    mine = text.written_by_id == me()
    return {
        "text": text.text,
        "revision": text.revision,
        "by": _("Du skrev selv her imens et andet sted:")
        if mine
        else _("%(name)s skrev her imens:", name=name),
    }
