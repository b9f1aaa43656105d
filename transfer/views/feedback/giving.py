"""Giving feedback: a remark on an answer, kept as a draft until it is sent."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, me, member, now, place, today
from transfer.addresses import address_of
from transfer.db import db
from transfer.domain.feedback import FeedbackKind
from transfer.domain.lifecycle import WrongState
from transfer.domain.sparring_requests import RequestState
from transfer.forms import Form
from transfer.models import Feedback, Person, SparringRequest, TrialAction
from transfer.models.feedback import give
from transfer.policies import Deed, may
from transfer.speaking import gettext as _
from transfer.tasks import send_later
from transfer.topic_forms.feedback import RemarkForm
from transfer.views.feedback.answers import answer_in_words
from transfer.views.feedback.blueprint import bp
from transfer.views.feedback.showing import (
    drafts_of,
    label_of,
    may_be_remarked_on,
    shown,
    those_to_mention,
    who_reads,
)


@bp.route("/proevehandlinger/<uuid:id>/feedback/ny", methods=["GET", "POST"])
@allow(Deed.GIVE_FEEDBACK, TrialAction)
def new(trial: TrialAction) -> ResponseReturnValue:
    field = request.args.get("felt", "")
    if not may_be_remarked_on(trial, field):
        abort(404)
    form = _remark_form(trial, field, me())
    if request.method == "GET":
        form.sent_as.data = str(uuid4())
        _quote_what_was_marked(form)
    if form.validate_on_submit():
        remark = _made_before(form.sent_as_id()) or _make(trial, field, form)
        return _after_writing(remark)
    return _page(form, trial, field), 422 if form.is_submitted() else 200


@bp.route("/feedback/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.WRITE_FEEDBACK, Feedback)
def edit(remark: Feedback) -> ResponseReturnValue:
    """Put other words in a draft."""
    trial = remark.trial
    form = _remark_form(trial, remark.field, remark.author_id, obj=remark)
    if not form.is_submitted():
        form.near.data = str(remark.quote_start)
    if form.validate_on_submit():
        remark.write(
            FeedbackKind(form.kind.data),
            form.text.data,
            at=now(),
            quote=form.quote.data or "",
            near=form.near_as_number,
            mentioning=form.mentioned_in(form.text.data),
        )
        db.session.commit()
        return _after_writing(remark)
    page = _page(form, trial, remark.field, remark)
    return page, 422 if form.is_submitted() else 200


@bp.post("/feedback/<uuid:id>/sletning")
@allow(Deed.WRITE_FEEDBACK, Feedback)
def delete(remark: Feedback) -> ResponseReturnValue:
    if not Form().validate_on_submit():
        abort(400)
    trial_id = remark.trial_id
    db.session.delete(remark)
    db.session.commit()
    flash(_("Kladden er slettet."), "success")
    return redirect(url_for("trial_actions.show", id=trial_id))


@bp.post("/feedback/afsendelse")
@allow(Deed.GATHER_FEEDBACK)
def send() -> ResponseReturnValue:
    """Send one's drafts: all, or those on one prøvehandling."""
    if not Form().validate_on_submit():
        abort(400)
    waiting = drafts_of(me())
    trial_id = request.form.get("trial", type=UUID)
    if trial_id is not None:
        waiting = waiting.where(Feedback.trial_id == trial_id)
    drafts = list(db.session.scalars(waiting))
    sent = send_all(drafts)
    if sent:
        flash(_("Din feedback er sendt."), "success")
    if sent < len(drafts):
        flash(
            _("Noget kunne ikke sendes, fordi du ikke længere kan læse det, det handler om."),
            "warning",
        )
    if trial_id is not None and drafts:
        return redirect(url_for(".of_trial", id=trial_id))
    return redirect(url_for(".index"))


def send_all(drafts: list[Feedback]) -> int:
    """Send those of the drafts that may still be sent; each owner gets one mail. Commits.

    Returns: how many were sent.
    """
    at, sent = now(), 0
    trials: dict[UUID, TrialAction] = {}
    for remark in drafts:
        if may(member(), Deed.GIVE_FEEDBACK, remark.trial):
            remark.send(at=at)
            trials[remark.trial_id] = remark.trial
            sent += 1
    for trial in trials.values():
        _answer_requests(trial)
        _tell_owner(trial)
    db.session.commit()
    return sent


def _answer_requests(trial: TrialAction) -> None:
    """Feedback from somebody who was asked for sparring is the answer."""
    for request_ in trial.sparring_requests:
        if request_.asked_id == me() and request_.state is RequestState.OPEN:
            request_.give_answer("", at=now())


def _tell_owner(trial: TrialAction) -> None:
    """A mail with a link and nothing of what was written; at most one an hour from each person."""
    owner = db.session.get(Person, trial.owner_id)
    entry = directory().people.get(trial.owner_id)
    works_here = entry is not None and any(role.holds(today()) for role in entry.roles)
    if owner is None or not owner.is_active or not works_here:
        return
    send_later(
        kind="feedback",
        to=owner.email,
        subject=_("Du har fået feedback"),
        body=_(
            "Hej %(name)s\n\nDu har fået feedback på en af dine prøvehandlinger i %(organisation)s. "
            "Læs den her:\n\n%(link)s\n",
            name=directory().person_name(owner.id),
            organisation=place().name,
            link=address_of("feedback.of_trial", organisation=place().slug, id=trial.id),
        ),
        organisation_id=place().id,
        dedupe=f"feedback:{trial.id}:{me()}:{now():%Y%m%d%H}",
    )


def _remark_form(
    trial: TrialAction, field: str, author_id: UUID, obj: Feedback | None = None
) -> RemarkForm:
    form = RemarkForm(trial.text_of(field), obj=obj)
    people = those_to_mention(trial, author_id)
    form.offer(people, [one.id for one in people if one.is_from_outside(today())])
    if obj is not None and not form.is_submitted():
        form.mention.data = None
        form.sent_as.data = str(obj.sent_as or "")
    return form


def _quote_what_was_marked(form: RemarkForm) -> None:
    """The page with the answer says from which character to which; the words are in our own text."""
    start = request.args.get("fra", type=int)
    end = request.args.get("til", type=int)
    if start is not None and end is not None and 0 <= start < end <= len(form.answer):
        form.quote.data = form.answer[start:end].strip()
        form.near.data = str(start)


def _made_before(sent_as: UUID | None) -> Feedback | None:
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(Feedback).where(Feedback.sent_as == sent_as, Feedback.author_id == me())
    )


def _make(trial: TrialAction, field: str, form: RemarkForm) -> Feedback:
    remark = give(
        trial,
        field,
        FeedbackKind(form.kind.data),
        form.text.data,
        by=me(),
        at=now(),
        quote=form.quote.data or "",
        near=form.near_as_number,
        mentioning=form.mentioned_in(form.text.data),
        sent_as=form.sent_as_id(),
    )
    db.session.add(remark)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(form.sent_as_id()) or abort(409)
    return remark


def _after_writing(remark: Feedback) -> ResponseReturnValue:
    """Back to the answer; or sent at once, if that was the button."""
    trial_id, anchor = remark.trial_id, f"feedback-{remark.field or 'alt'}"
    if "send-nu" in request.form:
        try:
            if send_all([remark]):
                flash(_("Din feedback er sendt."), "success")
        except WrongState:  # sent from another window
            db.session.rollback()
    else:
        flash(_("Gemt som kladde. Kun du kan se den, til du sender."), "success")
    return redirect(url_for("trial_actions.show", id=trial_id, _anchor=anchor))


def _page(form: RemarkForm, trial: TrialAction, field: str, remark: Feedback | None = None) -> str:
    author_id = remark.author_id if remark else me()
    return render_template(
        "feedback/write.html",
        form=form,
        trial=trial,
        label=label_of(trial, field),
        answer=answer_in_words(trial, field),
        readers=who_reads(trial, author_id),
        remark=shown(remark) if remark else None,
        asked=_asked(trial),
    )


def _asked(trial: TrialAction) -> SparringRequest | None:
    """What the owner has asked the visitor about it."""
    found = (one for one in trial.sparring_requests if one.asked_id == me())
    return next((one for one in found if one.state is RequestState.OPEN), None)
