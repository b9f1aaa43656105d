"""Answering what a prøvehandling asks its leader or consultant for."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, me, now, place, today
from transfer.addresses import address_of
from transfer.db import db
from transfer.models import Person, TrialAction
from transfer.models.support import answer_wish
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.tasks import send_later
from transfer.topic_forms.trial_actions import SupportForm
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.rows import support_answers_on


@bp.route("/<uuid:id>/stoette", methods=["GET", "POST"])
@allow(Deed.ANSWER_SUPPORT, TrialAction)
def support(trial: TrialAction) -> ResponseReturnValue:
    form = SupportForm()
    page = url_for(".show", id=trial.id)
    earlier = support_answers_on(trial)
    if earlier and earlier[0].asked_on == trial.wish_asked_on:
        flash(_("Ønsket er besvaret. Svaret står på siden."), "warning")
        return redirect(page)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        wish = trial.text_of("support_needed")
        return render_template(
            "trial_actions/support.html",
            trial=trial,
            form=form,
            wish=wish,
            owner=directory().person_name(trial.owner_id),
        ), status
    answer = answer_wish(trial, form.answer.data, by=me(), on=today(), at=now())
    db.session.add(answer)
    try:
        db.session.flush()
        _tell(trial, str(answer.id))
        db.session.commit()
    except IntegrityError:  # two who were asked, or a form sent twice
        db.session.rollback()
        flash(_("Ønsket er besvaret. Svaret står på siden."), "warning")
        return redirect(page)
    flash(_("Dit svar er gemt, og den ansvarlige får besked."), "success")
    return redirect(page)


def _tell(trial: TrialAction, key: str) -> None:
    """A mail with a link and nothing of what was answered."""
    owner = db.session.get_one(Person, trial.owner_id)
    send_later(
        kind="support",
        to=owner.email,
        subject=_("Der er svar på jeres ønske om støtte"),
        body=_(
            "Hej %(name)s\n\nDer er svar på det, I bad om i en prøvehandling i %(organisation)s. "
            "Læs det her:\n\n%(link)s\n",
            name=directory().person_name(owner.id),
            organisation=place().name,
            link=address_of("trial_actions.show", organisation=place().slug, id=trial.id),
        ),
        organisation_id=place().id,
        dedupe=f"support:{key}",
    )
