"""Aftaler: one's own and those one is told of, done with a word, put off, or let go."""

from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, may, me, member, now, today
from transfer.db import db
from transfer.domain.typing_in import uuid_in
from transfer.models.agreements import Agreement, Settled
from transfer.models.sparring_sessions import SparringSession
from transfer.models.trial_actions import TrialAction
from transfer.policies import Deed, is_in_the_room, visible_agreements, visible_trial_actions
from transfer.speaking import gettext as _
from transfer.topic_forms.sparring_sessions.calling import promise_choices
from transfer.topic_forms.sparring_sessions.room import (
    AgreementForm,
    DropForm,
    MoveForm,
    OutcomeForm,
)
from transfer.views.paging import pages_of

bp: Final = Blueprint("agreements", __name__, url_prefix="/<organisation>/aftaler")

MOST_SETTLED: Final = 20


@bp.get("")
@allow(Deed.LIST_AGREEMENTS)
def index() -> ResponseReturnValue:
    """Open ones first, one's own on top; then those that were settled."""
    who = member()
    open_ones = list(
        db.session.scalars(
            visible_agreements(who)
            .where(Agreement.done_on.is_(None), Agreement.dropped_on.is_(None))
            .order_by(Agreement.due_on, Agreement.id)
        )
    )
    settled = visible_agreements(who).where(
        sa.or_(Agreement.done_on.is_not(None), Agreement.dropped_on.is_not(None))
    )
    total = db.session.scalar(settled.with_only_columns(sa.func.count())) or 0
    pages = pages_of(total, per_page=MOST_SETTLED)
    done = list(
        db.session.scalars(
            settled.order_by(Agreement.updated_at.desc(), Agreement.id)
            .limit(MOST_SETTLED)
            .offset(pages.first)
        )
    )
    return render_template(
        "agreements/index.html",
        mine=[one for one in open_ones if one.person_id == me()],
        others=[one for one in open_ones if one.person_id != me()],
        done=done,
        page=pages,
        titles=_titles([*open_ones, *done]),
        names=directory(),
        on=today(),
    )


@bp.get("/<uuid:id>")
@allow(Deed.LIST_AGREEMENTS, Agreement)
def show(agreement: Agreement) -> ResponseReturnValue:
    return _page(agreement)


@bp.post("/<uuid:id>/afslutning")
@allow(Deed.SETTLE_AGREEMENT, Agreement)
def finish(agreement: Agreement) -> ResponseReturnValue:
    form = OutcomeForm()
    if not form.validate_on_submit():
        return _page(agreement, outcome=form), 422
    if _is_overtaken(agreement, form):
        return _overtaken(agreement)
    try:
        agreement.finish(form.outcome.data or "", on=today(), at=now())
    except Settled:
        return _overtaken(agreement)
    db.session.commit()
    flash(_("Godt gjort. Aftalen er afsluttet."), "success")
    return redirect(url_for(".show", id=agreement.id))


@bp.post("/<uuid:id>/dato")
@allow(Deed.SETTLE_AGREEMENT, Agreement)
def put_off(agreement: Agreement) -> ResponseReturnValue:
    form = MoveForm()
    if not form.validate_on_submit():
        return _page(agreement, moving=form), 422
    if _is_overtaken(agreement, form):
        return _overtaken(agreement)
    try:
        agreement.move_to(form.due_on.day(), at=now())
    except Settled:
        return _overtaken(agreement)
    db.session.commit()
    flash(_("Datoen er flyttet."), "success")
    return redirect(url_for(".show", id=agreement.id))


@bp.post("/<uuid:id>/bortfald")
@allow(Deed.SETTLE_AGREEMENT, Agreement)
def drop(agreement: Agreement) -> ResponseReturnValue:
    form = DropForm()
    if not form.validate_on_submit():
        return _page(agreement, dropping=form), 422
    if _is_overtaken(agreement, form):
        return _overtaken(agreement)
    try:
        agreement.drop(form.reason.data or "", on=today(), at=now())
    except Settled:
        return _overtaken(agreement)
    db.session.commit()
    flash(_("Aftalen er faldet væk."), "success")
    return redirect(url_for(".show", id=agreement.id))


@bp.route("/ny/<uuid:id>", methods=["GET", "POST"])
@allow(Deed.AGREE_ON_TRIAL, TrialAction)
def new(trial: TrialAction) -> ResponseReturnValue:
    """An agreement about a prøvehandling, outside any session."""
    form = AgreementForm(data={"sent_as": str(uuid4())})
    known = {me(), trial.owner_id, *trial.participant_ids}
    people = (one for one in directory().people.values() if one.id in known)
    form.offer(promise_choices(people, today()))
    if form.validate_on_submit():
        agree(form, session_id=None, trial_id=trial.id)
        flash(_("Aftalen er skrevet ned."), "success")
        return redirect(url_for("trial_actions.show", id=trial.id, _anchor="aftaler"))
    page = render_template("agreements/new.html", trial=trial, form=form)
    return page, 422 if form.is_submitted() else 200


def agree(form: AgreementForm, *, session_id: UUID | None, trial_id: UUID | None) -> None:
    """Write down what the form says, once however often it is sent."""
    at = now()
    sent_as = uuid_in(form.sent_as.data) or uuid4()
    if made_before(Agreement, sent_as, created_by_id=me()) is not None:
        return
    db.session.add(
        Agreement(
            session_id=session_id,
            trial_id=trial_id,
            created_by_id=me(),
            sent_as=sent_as,
            created_at=at,
            updated_at=at,
            **form.written(),
        )
    )
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()


def made_before(kind: type[Any], sent_as: UUID, **whose: UUID) -> Any:
    """The record that this form made already, if it did."""
    return db.session.scalar(sa.select(kind).filter_by(sent_as=sent_as, **whose))


def _page(agreement: Agreement, **forms: Any) -> str:
    revision = {"revision": str(agreement.revision)}
    given = {
        "outcome": OutcomeForm(formdata=None, data=revision),
        "moving": MoveForm(formdata=None, data=revision),
        "dropping": DropForm(formdata=None, data=revision),
        **forms,
    }
    session = (
        db.session.get(SparringSession, agreement.session_id) if agreement.session_id else None
    )
    return render_template(
        "agreements/show.html",
        agreement=agreement,
        names=directory(),
        titles=_titles([agreement]),
        session=session if session and is_in_the_room(member(), session) else None,
        may_settle=may(Deed.SETTLE_AGREEMENT, agreement) and agreement.is_open,
        on=today(),
        **given,
    )


def _titles(agreements: list[Agreement]) -> dict[UUID, str]:
    ids = {one.trial_id for one in agreements if one.trial_id}
    if not ids:
        return {}
    rows = db.session.execute(
        visible_trial_actions(member())
        .where(TrialAction.id.in_(ids))
        .with_only_columns(TrialAction.id, TrialAction.title)
    )
    return {row.id: row.title for row in rows}


def _is_overtaken(agreement: Agreement, form: Any) -> bool:
    return bool(form.revision.data != str(agreement.revision))


def _overtaken(agreement: Agreement) -> ResponseReturnValue:
    """The page was old, or a button was pressed twice."""
    flash(_("Aftalen er ændret, siden du åbnede siden. Se den igennem, og prøv igen."), "info")
    return redirect(url_for(".show", id=agreement.id))
