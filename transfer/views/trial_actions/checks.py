"""Answering a forankringstjek."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, me, now, seen, today
from transfer.db import db
from transfer.domain.vocabulary import CheckFollowup, CheckStatus, LapseReason
from transfer.models import AnchoringCheck, TrialAction
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.trial_actions import CheckForm
from transfer.views.trial_actions.blueprint import bp


@bp.get("/<uuid:id>/forankringstjek")
@allow(Deed.CHECK_ANCHORING, TrialAction)
def due_check(trial: TrialAction) -> ResponseReturnValue:
    """Go to the check that is due: the latest of the newest series."""
    due = [one for one in trial.checks if not one.is_done and one.due_on <= today()]
    if not due:
        return redirect(url_for(".show", id=trial.id, _anchor="forankring"))
    latest = max(due, key=lambda one: (one.series, one.month))
    return redirect(url_for(".check", id=trial.id, series=latest.series, month=latest.month))


@bp.route("/<uuid:id>/forankringstjek/<int:series>/<int:month>", methods=["GET", "POST"])
@allow(Deed.CHECK_ANCHORING, TrialAction)
def check(trial: TrialAction, series: int, month: int) -> ResponseReturnValue:
    found = [one for one in trial.checks if (one.series, one.month) == (series, month)]
    asked = seen(AnchoringCheck, found[0].id) if found else None
    if asked is None or asked.is_done:
        flash(_("Tjekket er allerede svaret, eller det findes ikke."), "warning")
        return redirect(url_for(".show", id=trial.id, _anchor="forankring"))
    form = CheckForm()
    if form.validate_on_submit():
        _answer(trial, asked, form)
        db.session.commit()
        flash(_("Tak. Tjekket er gemt."), "success")
        return redirect(url_for(".show", id=trial.id, _anchor="forankring"))
    page = render_template("trial_actions/check.html", trial=trial, check=asked, form=form)
    return page, 422 if form.is_submitted() else 200


def _answer(trial: TrialAction, asked: AnchoringCheck, form: CheckForm) -> None:
    asked.status = CheckStatus(form.status.data)
    asked.evidence = form.evidence.data
    asked.use_share = int(form.use_share.data) if form.use_share.data else None
    asked.statements = {
        name: int(form[name].data) for name in CheckForm.STATEMENTS if form[name].data
    }
    if asked.status is CheckStatus.LAPSED:
        asked.lapse_reason = LapseReason(form.lapse_reason.data)
    asked.followup = CheckFollowup(form.followup.data)
    asked.checked_on, asked.checked_by_id, asked.updated_at = today(), me(), now()
    trial.check(asked, by=me(), at=now())
