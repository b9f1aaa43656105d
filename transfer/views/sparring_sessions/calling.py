"""Calling a session, changing it, moving it on, calling it off, and giving it another facilitator."""

from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, may, me, member, now, seen
from transfer.db import db
from transfer.domain.lifecycle import WrongState
from transfer.domain.typing_in import uuid_in
from transfer.models.sparring_sessions import SparringSession
from transfer.policies import Deed, in_the_room
from transfer.speaking import gettext as _
from transfer.tasks import tell_calendars_later
from transfer.topic_forms.sparring_sessions.calling import (
    CancelForm,
    SessionForm,
    facilitator_form,
    next_in_series,
    session_form,
)
from transfer.topic_forms.versions import as_chosen, is_choosing, versions
from transfer.views.sparring_sessions.blueprint import address, bp, too_late


@bp.get("/ny")
@allow(Deed.CREATE_SESSION)
def new() -> ResponseReturnValue:
    followed = _followed(request.args.get("efter"))
    form = next_in_series(member(), followed) if followed else _blank()
    form.sent_as.data = str(uuid4())
    return render_template("sparring_sessions/new.html", form=form, followed=followed)


@bp.post("/ny")
@allow(Deed.CREATE_SESSION)
def create() -> ResponseReturnValue:
    form = session_form(member(), typed=request.form)
    sent_as = uuid_in(form.sent_as.data) or uuid4()
    made = _made_before(sent_as)
    if made is not None:
        return redirect(address(made))
    followed = _followed(form.follows.data)
    if not form.validate():
        page = render_template("sparring_sessions/new.html", form=form, followed=followed)
        return page, 422
    at = now()
    session = SparringSession(
        facilitator_id=me(),
        created_by_id=me(),
        sent_as=sent_as,
        created_at=at,
        updated_at=at,
        **{key: value for key, value in form.written().items() if key != "participants"},
    )
    if followed is not None:
        session.series_id = followed.series_id
    session.invite(form.written()["participants"])
    db.session.add(session)
    try:
        db.session.flush()
        if form.invites.data:
            tell_calendars_later(session, announce=True)
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        made = _made_before(sent_as)
        if made is None:
            raise
        return redirect(address(made))
    if form.invites.data:
        flash(_("Sessionen er oprettet, og invitationen er på vej. Læg nu dagsordenen."), "success")
    else:
        flash(_("Sessionen er oprettet. Læg nu prøvehandlinger på dagsordenen."), "success")
    return redirect(address(session))


@bp.get("/<uuid:id>/rediger")
@allow(Deed.LEAD_SESSION, SparringSession)
def edit(session: SparringSession) -> ResponseReturnValue:
    if not session.state.is_ahead:
        return too_late(session)
    return _edit_page(session, session_form(member(), session))


@bp.post("/<uuid:id>/rediger")
@allow(Deed.LEAD_SESSION, SparringSession)
def save(session: SparringSession) -> ResponseReturnValue:
    if not session.state.is_ahead:
        return too_late(session)
    theirs = session_form(member(), session)
    typed = as_chosen(request.form, theirs) if is_choosing(request.form) else request.form
    form = session_form(member(), session, typed)
    if not form.validate():
        return _edit_page(session, form), 422
    if typed.get("revision") != str(session.revision):
        rows = versions(form, theirs)
        page = render_template("sparring_sessions/conflict.html", session=session, rows=rows)
        return page, 409
    session.save(form.written(), at=now())
    tell_calendars_later(session)
    db.session.commit()
    flash(_("Gemt."), "success")
    return redirect(address(session))


@bp.post("/<uuid:id>/invitation")
@allow(Deed.LEAD_SESSION, SparringSession)
def send_invitation(session: SparringSession) -> ResponseReturnValue:
    """Call everybody by mail. From then on they hear of each change by themselves."""
    if not session.state.is_ahead:
        return too_late(session)
    tell_calendars_later(session, announce=True)
    db.session.commit()
    flash(_("Invitationen er på vej til alle på sessionen."), "success")
    return redirect(address(session))


@bp.post("/<uuid:id>/aabning")
@allow(Deed.LEAD_SESSION, SparringSession)
def open_for_contributions(session: SparringSession) -> ResponseReturnValue:
    try:
        session.open(at=now())
    except WrongState:
        return too_late(session)
    db.session.commit()
    flash(_("Sessionen er åben. Deltagerne kan nu skrive deres bidrag."), "success")
    return redirect(address(session))


@bp.route("/<uuid:id>/aflysning", methods=["GET", "POST"])
@allow(Deed.LEAD_SESSION, SparringSession)
def cancel(session: SparringSession) -> ResponseReturnValue:
    if not session.state.is_ahead:
        return too_late(session)
    form = CancelForm()
    if form.validate_on_submit():
        session.cancel(form.reason.data or "", at=now())
        tell_calendars_later(session)
        db.session.commit()
        flash(_("Sessionen er aflyst. Det, I har skrevet, er der stadig."), "success")
        return redirect(address(session))
    page = render_template("sparring_sessions/cancel.html", session=session, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<uuid:id>/facilitator", methods=["GET", "POST"])
@allow(Deed.APPOINT_FACILITATOR, SparringSession)
def appoint(session: SparringSession) -> ResponseReturnValue:
    """Give it somebody else to lead it; an administrator does so without reading it."""
    form = facilitator_form(member(), session)
    if form.validate_on_submit():
        session.be_led_by(UUID(str(form.facilitator_id.data)), at=now())
        tell_calendars_later(session)
        db.session.commit()
        flash(_("Sessionen har fået en ny facilitator."), "success")
        return redirect(address(session))
    page = render_template(
        "sparring_sessions/facilitator.html",
        session=session,
        form=form,
        names=member().directory,
        is_inside=may(Deed.READ_SESSION, session),
    )
    return page, 422 if form.is_submitted() else 200


def _edit_page(session: SparringSession, form: SessionForm) -> str:
    return render_template("sparring_sessions/edit.html", session=session, form=form)


def _blank() -> SessionForm:
    """For a session that follows no other: the number after the highest that the visitor reads."""
    latest = db.session.scalar(
        sa.select(sa.func.max(SparringSession.series_no)).where(in_the_room(member()))
    )
    return session_form(member(), latest=latest or 0)


def _followed(text: str | None) -> SparringSession | None:
    """The session before it in the series, if the visitor may read that one."""
    asked = uuid_in(text) if text else None
    if asked is None:
        return None
    session = seen(SparringSession, asked)
    return session if may(Deed.READ_SESSION, session) else None


def _made_before(sent_as: UUID) -> SparringSession | None:
    return db.session.scalar(
        sa.select(SparringSession).where(
            SparringSession.sent_as == sent_as, SparringSession.created_by_id == me()
        )
    )
