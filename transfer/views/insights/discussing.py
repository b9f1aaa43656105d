"""What people say of an insight, and the steps from draft to superseded."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, me, now, seen, today
from transfer.db import db
from transfer.domain.insights import InsightMove, insight_after
from transfer.domain.lifecycle import WrongState
from transfer.models import Insight
from transfer.models.insights import LeadsNowhere, NotCarried, Unfinished
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import CommentForm, SupersedeForm
from transfer.views.insights.blueprint import bp
from transfer.views.insights.reading import others_than, page_of
from transfer.views.insights.sources import claims_several_units_of_one


@bp.post("/<uuid:id>/kommentar")
@allow(Deed.COMMENT_INSIGHT, Insight)
def comment(insight: Insight) -> ResponseReturnValue:
    form = CommentForm()
    if not form.validate_on_submit():
        return page_of(insight, comment=form), 422
    said = insight.comment(form.text.data, by=me(), at=now())
    db.session.commit()
    flash(_("Kommentaren er sendt. Alle, der kan læse indsigten, kan læse den."), "success")
    return redirect(url_for(".show", id=insight.id, _anchor=f"kommentar-{said.id}"))


@bp.post("/<uuid:id>/droeftet")
@allow(Deed.WRITE_INSIGHT, Insight)
def discuss(insight: Insight) -> ResponseReturnValue:
    try:
        insight.discuss(at=now())
    except WrongState:
        return _too_late(insight)
    db.session.commit()
    flash(_("Indsigten er drøftet. Nu kan den publiceres."), "success")
    return redirect(url_for(".show", id=insight.id))


@bp.post("/<uuid:id>/publicering")
@allow(Deed.WRITE_INSIGHT, Insight)
def publish(insight: Insight) -> ResponseReturnValue:
    if not insight.missing and claims_several_units_of_one(insight):
        return page_of(insight, missing=["units"]), 422
    try:
        insight.publish(on=today(), at=now())
    except WrongState:
        return _too_late(insight)
    except Unfinished as lacking:
        return page_of(insight, missing=lacking.keys), 422
    except NotCarried:
        return page_of(insight, missing=["sources"]), 422
    db.session.commit()
    flash(_("Indsigten er publiceret. Alle i organisationen kan læse den."), "success")
    return redirect(url_for(".show", id=insight.id))


@bp.post("/<uuid:id>/erstatning")
@allow(Deed.WRITE_INSIGHT, Insight)
def supersede(insight: Insight) -> ResponseReturnValue:
    try:
        insight_after(insight.state, InsightMove.SUPERSEDE)
    except WrongState:
        return _too_late(insight)
    form = SupersedeForm(others_than(insight))
    if not form.validate_on_submit():
        return page_of(insight, supersede=form), 422
    try:
        insight.supersede(seen(Insight, UUID(form.other.data)), at=now())
    except LeadsNowhere:
        return page_of(insight, supersede=form), 422
    db.session.commit()
    flash(_("Indsigten er forældet og peger nu videre."), "success")
    return redirect(url_for(".show", id=insight.id))


def _too_late(insight: Insight) -> ResponseReturnValue:
    """The page was old, or a button was pressed twice."""
    flash(
        _(
            "Det kan ikke gøres nu. Indsigtens tilstand er: %(state)s.",
            state=_(insight.state.label),
        ),
        "info",
    )
    return redirect(url_for(".show", id=insight.id))
