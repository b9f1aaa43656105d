"""Reading feedback: one's own across prøvehandlinger, all on one of them, and what it changed."""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload, selectinload

from transfer.access import allow, me, member
from transfer.db import db
from transfer.domain.feedback import CLOSINGS, FeedbackState
from transfer.models import Feedback, TrialAction, TrialParticipant
from transfer.policies import Deed, visible_feedback
from transfer.views.feedback.answers import answer_in_words, answer_then, is_as_it_was
from transfer.views.feedback.blueprint import bp
from transfer.views.feedback.showing import (
    counted,
    drafts_of,
    remarks_on,
    shown,
)

MOST_SHOWN: Final = 50
FILTERS: Final = ("aabne", "lukkede", "alle")


@bp.get("/feedback")
@allow(Deed.GATHER_FEEDBACK)
def index() -> ResponseReturnValue:
    """One's drafts with the button that sends them, what waits for one's answer, and what one gave."""
    drafts = [_with_trial(one) for one in db.session.scalars(drafts_of(me()))]
    received = _mine_and_open()
    given = _gathered(
        sa.and_(Feedback.author_id == me(), Feedback.state != FeedbackState.DRAFT),
        Feedback.changed_at.desc(),
    )
    return render_template("feedback/index.html", drafts=drafts, received=received, given=given)


@bp.get("/proevehandlinger/<uuid:id>/feedback")
@allow(Deed.FOLLOW_FEEDBACK, TrialAction)
def of_trial(trial: TrialAction) -> ResponseReturnValue:
    """All that the visitor may read of what was said about one prøvehandling."""
    asked = request.args.get("vis", "")
    remarks = remarks_on(trial)
    counts = counted(remarks)
    chosen = asked if asked in FILTERS else "aabne" if counts["open"] else "alle"
    listed = [
        one
        for one in remarks
        if chosen == "alle" or one.is_draft or one.is_closed == (chosen == "lukkede")
    ]
    return render_template(
        "feedback/of_trial.html",
        trial=trial,
        remarks=[one for one in listed if not one.is_draft],
        drafts=[one for one in listed if one.is_draft],
        counts=counts,
        chosen=chosen,
        changed=any(one.state.changed_something for one in remarks),
    )


@bp.get("/proevehandlinger/<uuid:id>/feedback/foer-og-efter")
@allow(Deed.FOLLOW_FEEDBACK, TrialAction)
def changes(trial: TrialAction) -> ResponseReturnValue:
    """What the sparring changed: each answer as it stood when the remark was written, and as it is now."""
    found = db.session.scalars(
        visible_feedback(member())
        .where(
            Feedback.trial_id == trial.id,
            Feedback.state.in_([one for one in CLOSINGS if one.changed_something]),
        )
        .order_by(Feedback.id)
        .options(selectinload(Feedback.replies))
    )
    rows = [
        {
            "remark": shown(one),
            "then": answer_then(trial, one.field, one.written_at),
            "now": answer_in_words(trial, one.field),
            "is_same": is_as_it_was(trial, one.field, one.written_at),
        }
        for one in found
    ]
    return render_template("feedback/changes.html", trial=trial, rows=rows)


def _mine_and_open() -> list[dict[str, Any]]:
    """What waits for an answer on trials of one's own."""
    taking_part = sa.select(TrialParticipant.trial_id).where(TrialParticipant.person_id == me())
    own = sa.or_(TrialAction.owner_id == me(), TrialAction.id.in_(taking_part))
    waiting = Feedback.state.in_([FeedbackState.OPEN, FeedbackState.ANSWERED])
    return _gathered(sa.and_(own, waiting), Feedback.sent_at)


def _gathered(which: sa.ColumnElement[bool], order: Any) -> list[dict[str, Any]]:
    found = db.session.scalars(
        visible_feedback(member())
        .where(which)
        .order_by(order)
        .limit(MOST_SHOWN)
        .options(
            selectinload(Feedback.replies),
            joinedload(Feedback.trial).selectinload(TrialAction.participant_links),
        )
    )
    return [_with_trial(one) for one in found]


def _with_trial(remark: Feedback) -> dict[str, Any]:
    trial: TrialAction = remark.trial
    trial_id: UUID = trial.id
    return {"remark": shown(remark), "title": trial.title, "trial_id": trial_id}
