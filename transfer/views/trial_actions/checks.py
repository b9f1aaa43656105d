"""Answering a forankringstjek, on a phone in three taps, and mending an answer."""

from typing import Any, Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, me, member, now, place, seen, today
from transfer.db import db
from transfer.domain.anchoring import statuses_at
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import CheckFollowup, CheckStatus, LapseReason
from transfer.models import AnchoringCheck, TrialAction
from transfer.models.trial_actions import CheckAnswer
from transfer.policies import Deed, may
from transfer.speaking import gettext as _
from transfer.topic_forms.trial_actions import CheckForm
from transfer.views.trial_actions.blueprint import bp

USUALLY_NEXT: Final = {
    CheckStatus.HELD_AS_IS: CheckFollowup.CONTINUE,
    CheckStatus.HELD_ADAPTED: CheckFollowup.CONTINUE,
    CheckStatus.RETIRED: CheckFollowup.RETIRE,
}
"""What is already chosen when somebody has tapped how it stands. Of the others there is no usual thing."""


@bp.get("/<uuid:id>/forankringstjek")
@allow(Deed.CHECK_ANCHORING, TrialAction)
def due_check(trial: TrialAction) -> ResponseReturnValue:
    """Go to the check that is due: the latest of the newest series."""
    due = [one for one in trial.checks if not one.is_done and one.due_on <= today()]
    if not due:
        return redirect(_page_of(trial))
    latest = max(due, key=lambda one: (one.series, one.month))
    return redirect(url_for(".check", id=trial.id, series=latest.series, month=latest.month))


@bp.route("/<uuid:id>/forankringstjek/<int:series>/<int:month>", methods=["GET", "POST"])
@allow(Deed.CHECK_ANCHORING, TrialAction)
def check(trial: TrialAction, series: int, month: int) -> ResponseReturnValue:
    """First one tap for how it stands, then how people know and what they do now."""
    found = [one for one in trial.checks if (one.series, one.month) == (series, month)]
    if not found:
        flash(_("Tjekket er allerede svaret, eller det findes ikke."), "warning")
        return redirect(_page_of(trial))
    asked = seen(AnchoringCheck, found[0].id)
    if request.method == "GET":
        return _ask(trial, asked)
    form = CheckForm(statuses_at(asked.due_on, today()))
    sound = form.validate_on_submit()
    if form.seen.data != _stand_of(asked):
        form.seen.data = _stand_of(asked)
        return _page(trial, asked, form, overtaken=True), 409
    if not sound:
        return _page(trial, asked, form), 422
    if asked.is_done and not may(member(), Deed.CORRECT_CHECK, asked):
        return _page(trial, asked, form, overtaken=True), 409
    return _keep(trial, asked, form)


def _ask(trial: TrialAction, asked: AnchoringCheck) -> ResponseReturnValue:
    if asked.is_done and not may(member(), Deed.CORRECT_CHECK, asked):
        flash(_("Tjekket er allerede svaret, eller det findes ikke."), "warning")
        return redirect(_page_of(trial))
    possible = statuses_at(asked.due_on, today())
    form = CheckForm(possible)
    form.seen.data = _stand_of(asked)
    if asked.is_done:
        form.show(asked)
        return _page(trial, asked, form)
    tapped = request.args.get("svar", "")
    if tapped not in possible:
        return render_template(
            "trial_actions/check_status.html",
            trial=trial,
            check=asked,
            statuses=possible,
            is_early=len(possible) < len(CheckStatus),
        )
    form.status.data = tapped
    usual = USUALLY_NEXT.get(CheckStatus(tapped))
    form.followup.data = usual.value if usual else None
    return _page(trial, asked, form)


def _keep(trial: TrialAction, asked: AnchoringCheck, form: CheckForm) -> ResponseReturnValue:
    verb = trial.correct_check if asked.is_done else trial.answer_check
    answer, before = _answer(form), trial.state
    may_revive = may(member(), Deed.REVIVE_TRIAL, trial)
    next_round = verb(
        asked,
        answer,
        by=me(),
        at=now(),
        on=today(),
        months=place().check_months,
        may_revive=may_revive,
    )
    if next_round is not None:
        db.session.add(next_round)
    revived = answer.followup is CheckFollowup.REVIVE and answer.status is CheckStatus.LAPSED
    db.session.commit()
    flash(_("Tak. Tjekket er gemt."), "success")
    if trial.state not in (before, State.ADOPTED):
        flash(_("Prøvehandlingens tilstand er nu: %(state)s.", state=_(trial.state.label)))
    if next_round is not None:
        flash(_("Næste runde er oprettet. Den ansvarlige kan rette planen til."), "success")
    if revived and may_revive:
        flash(_("Den er indført igen. Nye forankringstjek er lagt i kalenderen."), "success")
    elif revived:
        flash(_("Den ansvarlige eller lederen kan genoplive den."))
    return redirect(_page_of(trial))


def _answer(form: CheckForm) -> CheckAnswer:
    status = CheckStatus(form.status.data)
    lapsed = status is CheckStatus.LAPSED
    return CheckAnswer(
        status=status,
        evidence=form.told_evidence,
        followup=CheckFollowup(form.followup.data),
        use_share=int(form.use_share.data) if form.use_share.data else None,
        statements={name: int(form[name].data) for name in CheckForm.STATEMENTS if form[name].data},
        lapse_reason=LapseReason(form.lapse_reason.data) if lapsed else None,
    )


def _stand_of(asked: AnchoringCheck) -> str:
    """What the form was drawn from, so that an overtaken answer is noticed."""
    return asked.updated_at.isoformat() if asked.is_done and asked.updated_at else ""


def _page(
    trial: TrialAction, asked: AnchoringCheck, form: CheckForm, *, overtaken: bool = False
) -> str:
    chosen = form.status.data if form.status.data in list(CheckStatus) else None
    locked = asked.is_done and not may(member(), Deed.CORRECT_CHECK, asked)
    return render_template(
        "trial_actions/check.html",
        trial=trial,
        check=asked,
        form=form,
        chosen=_(CheckStatus(chosen).label) if chosen else "",
        theirs=_their_answer(asked) if overtaken else None,
        locked=locked,
    )


def _their_answer(asked: AnchoringCheck) -> dict[str, Any]:
    return {
        "by": directory().person_name(asked.checked_by_id),
        "status": _(asked.status.label) if asked.status else "",
        "evidence": asked.evidence,
    }


def _page_of(trial: TrialAction) -> str:
    return url_for(".show", id=trial.id, _anchor="forankring")
