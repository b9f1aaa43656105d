"""Quick log: from the start page to a saved observation in two taps and a sentence."""

from typing import Any, Final, cast
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, me, member, now, seen
from transfer.db import db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import ObservationKind, Visibility
from transfer.models import Observation, TrialAction, TrialParticipant
from transfer.policies import VISIBILITY_SENTENCES, Deed, may
from transfer.prepared import Columns, Prepared
from transfer.speaking import gettext as _
from transfer.topic_forms.observations import ObservationForm, ThoughtForm

bp: Final = Blueprint("observations", __name__, url_prefix="/<organisation>/log")

UNDER_WAY: Final = (State.RUNNING, State.REFLECTING, State.PAUSED)


@bp.route("", methods=["GET", "POST"])
@allow(Deed.VISIT)
def quick_log() -> ResponseReturnValue:
    trials = _mine_under_way()
    if not trials:
        return render_template("observations/nothing_running.html", planned=_mine_planned())
    form = ObservationForm(trials, _chosen(trials))
    if request.method == "GET":
        form.sent_as.data = str(uuid4())
    if form.validate_on_submit():
        observation = _made_before(form) or _make(form)
        return redirect(url_for(".saved", id=observation.id))
    seen_by = {str(row.id): _(VISIBILITY_SENTENCES[Visibility(row.visibility)]) for row in trials}
    page = render_template(
        "observations/quick_log.html",
        form=form,
        trials=trials,
        seen_by=seen_by.get(form.trial.data or "", ""),
    )
    return page, 422 if form.is_submitted() else 200


def _mine_under_way() -> list[Any]:
    """One's own trials that can be observed, the running one touched last on top."""
    return list(_UNDER_WAY_OF.rows(me=me()))


def _under_way_of() -> Columns:
    mine = sa.bindparam("me", type_=sa.Uuid())
    taking_part = sa.select(TrialParticipant.trial_id).where(TrialParticipant.person_id == mine)
    return (
        sa.select(TrialAction.id, TrialAction.title, TrialAction.state, TrialAction.visibility)
        .where(
            sa.or_(TrialAction.owner_id == mine, TrialAction.id.in_(taking_part)),
            TrialAction.state.in_(UNDER_WAY),
            TrialAction.is_archived.is_(False),
        )
        .order_by(
            sa.case((TrialAction.state == State.RUNNING, 0), else_=1),
            TrialAction.updated_at.desc(),
        )
        .limit(50)
    )


_UNDER_WAY_OF: Final = Prepared(_under_way_of())


def _mine_planned() -> list[Any]:
    """One's own trials that wait to be started, the one touched last on top."""
    return list(
        db.session.execute(
            sa.select(TrialAction.id, TrialAction.title)
            .where(
                TrialAction.owner_id == me(),
                TrialAction.state == State.PLANNED,
                TrialAction.is_archived.is_(False),
            )
            .order_by(TrialAction.updated_at.desc())
            .limit(5)
        )
    )


def _chosen(trials: list[Any]) -> UUID:
    asked = request.args.get("proevehandling", type=UUID)
    ids = [row.id for row in trials]
    return asked if asked is not None and asked in ids else cast(UUID, ids[0])


def _made_before(form: ObservationForm) -> Observation | None:
    sent_as = form.sent_as_id()
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(Observation).where(Observation.sent_as == sent_as, Observation.author_id == me())
    )


def _make(form: ObservationForm) -> Observation:
    trial = seen(TrialAction, UUID(form.trial.data))
    if not may(member(), Deed.OBSERVE, trial):
        abort(403)
    at = now()
    observation = Observation(
        organisation_id=trial.organisation_id,
        trial_id=trial.id,
        author_id=me(),
        kind=ObservationKind(form.kind.data),
        saw=form.saw.data,
        thought=form.thought.data or "",
        value=form.value.data,
        observed_at=form.observed_at(at),
        is_private=form.private.data == "1",
        sent_as=form.sent_as_id(),
        created_at=at,
    )
    trial.updated_at = at
    db.session.add(observation)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(form) or abort(409)
    return observation


@bp.get("/<uuid:id>/gemt")
@allow(Deed.VISIT)
def saved(id: UUID) -> ResponseReturnValue:
    """ "Gemt.", and the next thing one might do."""
    observation = _own(id)
    trial = seen(TrialAction, observation.trial_id)
    return render_template("observations/saved.html", observation=observation, trial=trial)


@bp.route("/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.VISIT)
def edit(id: UUID) -> ResponseReturnValue:
    """Add the thought, or put a word right."""
    observation = _own(id)
    trial = seen(TrialAction, observation.trial_id)
    if not may(member(), Deed.SAVE_TRIAL, trial):
        abort(403)
    form = ThoughtForm(obj=observation)
    if not form.is_submitted():
        form.private.data = "1" if observation.is_private else "0"
    if form.validate_on_submit():
        observation.saw = form.saw.data
        observation.thought = form.thought.data or ""
        observation.is_private = form.private.data == "1"
        db.session.commit()
        flash(_("Gemt."), "success")
        return redirect(url_for("trial_actions.show", id=trial.id, _anchor="afproevning"))
    page = render_template(
        "observations/edit.html", form=form, observation=observation, trial=trial
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:id>/sletning")
@allow(Deed.VISIT)
def delete(id: UUID) -> ResponseReturnValue:
    observation = _own(id)
    trial = seen(TrialAction, observation.trial_id)
    if not may(member(), Deed.SAVE_TRIAL, trial):
        abort(403)
    db.session.delete(observation)
    db.session.commit()
    flash(_("Observationen er slettet."), "success")
    return redirect(url_for("trial_actions.show", id=trial.id, _anchor="afproevning"))


def _own(observation_id: UUID) -> Observation:
    """One's own observation; anybody else's does not exist here."""
    return db.session.scalar(
        sa.select(Observation).where(
            Observation.id == observation_id, Observation.author_id == me()
        )
    ) or abort(404)
