"""The talk about one remark, and what comes of it."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, me, member, now, today
from transfer.db import db
from transfer.domain.feedback import FeedbackState
from transfer.domain.lifecycle import WrongState
from transfer.forms import Form
from transfer.models import Feedback, FeedbackReply
from transfer.policies import Deed, may
from transfer.speaking import gettext as _
from transfer.topic_forms.feedback import ClosingForm, ReplyForm
from transfer.views.feedback.answers import answer_in_words
from transfer.views.feedback.blueprint import bp
from transfer.views.feedback.showing import (
    shown,
    those_to_mention,
    who_reads,
)


@bp.get("/feedback/<uuid:id>")
@allow(Deed.READ_FEEDBACK, Feedback)
def show(remark: Feedback) -> ResponseReturnValue:
    if may(member(), Deed.WRITE_FEEDBACK, remark):
        return redirect(url_for(".edit", id=remark.id))
    return _page(remark)


@bp.post("/feedback/<uuid:id>/svar")
@allow(Deed.REPLY_TO_FEEDBACK, Feedback)
def reply(remark: Feedback) -> ResponseReturnValue:
    form = _reply_form(remark)
    if not form.validate_on_submit():
        return _page(remark, reply_form=form), 422
    sent_as = form.sent_as_id()
    if not _said_before(remark, sent_as):
        remark.reply(
            form.text.data,
            by=me(),
            at=now(),
            mentioning=form.mentioned_in(form.text.data),
            sent_as=sent_as,
        )
        try:
            db.session.commit()
        except IntegrityError:  # the same form, sent twice at once
            db.session.rollback()
    flash(_("Dit svar er sendt."), "success")
    return redirect(url_for(".show", id=remark.id))


@bp.post("/feedback/<uuid:id>/afgoerelse")
@allow(Deed.CLOSE_FEEDBACK, Feedback)
def close(remark: Feedback) -> ResponseReturnValue:
    """Say what came of it: taget op, tilpasset or fravalgt."""
    form = ClosingForm()
    if not form.validate_on_submit():
        return _page(remark, closing_form=form), 422
    try:
        remark.close(FeedbackState(form.outcome.data), form.reason.data or "", by=me(), at=now())
    except WrongState:  # a colleague was quicker
        flash(_("Den er allerede afgjort. Her er den, som den er nu."), "warning")
        return _page(remark, closing_form=form), 409
    db.session.commit()
    flash(_("Gemt: %(outcome)s.", outcome=_(remark.state.label)), "success")
    return redirect(url_for(".show", id=remark.id))


@bp.post("/feedback/<uuid:id>/genaabning")
@allow(Deed.CLOSE_FEEDBACK, Feedback)
def reopen(remark: Feedback) -> ResponseReturnValue:
    if not Form().validate_on_submit():
        abort(400)
    try:
        remark.reopen(at=now())
    except WrongState:
        flash(_("Den er åben i forvejen."), "warning")
    else:
        db.session.commit()
        flash(_("Den er åbnet igen."), "success")
    return redirect(url_for(".show", id=remark.id))


def _page(
    remark: Feedback,
    *,
    reply_form: ReplyForm | None = None,
    closing_form: ClosingForm | None = None,
) -> str:
    trial = remark.trial
    return render_template(
        "feedback/show.html",
        remark=shown(remark),
        trial=trial,
        answer=answer_in_words(trial, remark.field),
        readers=who_reads(trial, remark.author_id),
        reply_form=reply_form or _reply_form(remark),
        closing_form=closing_form or ClosingForm(formdata=None),
    )


def _reply_form(remark: Feedback) -> ReplyForm:
    is_reply = request.endpoint == "feedback.reply"
    form = ReplyForm() if is_reply else ReplyForm(formdata=None)
    people = those_to_mention(remark.trial, remark.author_id)
    form.offer(people, [one.id for one in people if one.is_from_outside(today())])
    if not is_reply:
        form.sent_as.data = str(uuid4())
    return form


def _said_before(remark: Feedback, sent_as: UUID | None) -> bool:
    if sent_as is None:
        return False
    return (
        db.session.scalar(sa.select(FeedbackReply.id).where(FeedbackReply.sent_as == sent_as))
        is not None
    )
