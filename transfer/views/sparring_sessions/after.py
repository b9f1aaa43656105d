"""After the room: harvest and minutes, documentation check, what each takes along, one's own notes."""

from uuid import UUID

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, may, me, member, now
from transfer.db import db
from transfer.domain.session_lifecycle import NothingHarvested, SessionState
from transfer.models.sparring_sessions import (
    DocumentationCheck,
    PrivateNote,
    SparringSession,
    Takeaway,
)
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.sparring_sessions.room import (
    HarvestForm,
    PrivateNoteForm,
    SummaryForm,
    TakeawayForm,
    documentation_form,
    summary_form,
)
from transfer.topic_forms.versions import as_chosen, is_choosing, versions
from transfer.views.sparring_sessions.blueprint import address, bp, item_of, too_late
from transfer.views.sparring_sessions.gathering import (
    agenda_of,
    documentation_checks,
    insight_count,
    insights_from,
    insights_in_sight,
    private_note,
)
from transfer.views.sparring_sessions.reading import page_of


@bp.get("/<uuid:id>/efter")
@allow(Deed.LEAD_SESSION, SparringSession)
def afterwards(session: SparringSession) -> ResponseReturnValue:
    """Minutes and harvest."""
    if session.state not in (SessionState.HELD, SessionState.HARVESTED):
        return too_late(session)
    return _after_page(session, summary_form(session), HarvestForm(formdata=None))


@bp.post("/<uuid:id>/efter")
@allow(Deed.LEAD_SESSION, SparringSession)
def sum_up(session: SparringSession) -> ResponseReturnValue:
    if session.state not in (SessionState.HELD, SessionState.HARVESTED):
        return too_late(session)
    form, refused = _take_minutes(session, HarvestForm(formdata=None))
    if refused is not None:
        return refused
    _keep_minutes(session, form)
    db.session.commit()
    flash(_("Referatet er gemt."), "success")
    return redirect(url_for(".afterwards", id=session.id))


@bp.post("/<uuid:id>/hoest")
@allow(Deed.LEAD_SESSION, SparringSession)
def harvest(session: SparringSession) -> ResponseReturnValue:
    """Say that the harvest is done; minutes that were typed on the same page are saved along."""
    if session.state is not SessionState.HELD:
        return too_late(session)
    harvesting = HarvestForm()
    minutes, refused = _minutes_along(session, harvesting)
    if refused is not None:
        return refused
    try:
        session.harvest(
            insight_count(session), nothing_across=bool(harvesting.nothing_across.data), at=now()
        )
    except NothingHarvested:
        harvesting.nothing_across.errors = [
            _("Lav en indsigt, eller sæt kryds ved, at der ikke var noget på tværs.")
        ]
        return _after_page(session, minutes or summary_form(session), harvesting), 422
    _keep_minutes(session, minutes)
    db.session.commit()
    flash(_("Høsten er gjort. Luk sessionen, når referatet er færdigt."), "success")
    return redirect(url_for(".afterwards", id=session.id))


@bp.post("/<uuid:id>/lukning")
@allow(Deed.LEAD_SESSION, SparringSession)
def close(session: SparringSession) -> ResponseReturnValue:
    """Close it; minutes that were typed on the same page are saved first."""
    if session.state is not SessionState.HARVESTED:
        return too_late(session)
    minutes, refused = _minutes_along(session, HarvestForm(formdata=None))
    if refused is not None:
        return refused
    _keep_minutes(session, minutes)
    session.close(at=now())
    db.session.commit()
    flash(_("Sessionen er lukket. Åbne aftaler kommer med på den næste."), "success")
    return redirect(address(session))


@bp.route("/<uuid:id>/dokumentation/<uuid:item_id>", methods=["GET", "POST"])
@allow(Deed.READ_SESSION, SparringSession)
def documentation(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """Six points about how well a prøvehandling is written down; for its owner and the consultant."""
    item = item_of(session, item_id)
    line = next(one for one in agenda_of(session, member()) if one.item is item)
    if line.trial is None:
        abort(404)
    if not may(Deed.CHECK_DOCUMENTATION, line.trial):
        abort(403)
    check = documentation_checks(session, member()).get(line.trial.id)
    form = documentation_form(check)
    if form.validate_on_submit():
        if form.revision.data != str(check.revision if check else 0):
            flash(_("En anden har lavet tjekket imens. Se det igennem, og gem igen."), "warning")
            return redirect(url_for(".documentation", id=session.id, item_id=item_id))
        if check is None:
            check = DocumentationCheck(session_id=session.id, trial_id=line.trial.id)
            db.session.add(check)
        check.mark(form.marks(), by=me(), at=now())
        db.session.commit()
        flash(_("Tjekket er gemt. Kun du og den ansvarlige kan se det."), "success")
        return redirect(address(session, "dokumentation"))
    page = render_template(
        "sparring_sessions/documentation.html",
        session=session,
        line=line,
        form=form,
        owner=directory().person_name(line.trial.owner_id),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:id>/udbytte")
@allow(Deed.TAKE_AWAY, SparringSession)
def take_away(session: SparringSession) -> ResponseReturnValue:
    form = TakeawayForm()
    if not form.validate_on_submit():
        return page_of(session, takeaway=form), 422
    mine = db.session.scalar(
        sa.select(Takeaway).where(Takeaway.session_id == session.id, Takeaway.person_id == me())
    )
    if mine is None:
        mine = Takeaway(session_id=session.id, person_id=me())
        db.session.add(mine)
    mine.line = form.line.data or ""
    mine.benefit = int(form.benefit.data) if form.benefit.data else None
    mine.updated_at = now()
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
    flash(_("Tak. Det er gemt."), "success")
    return redirect(address(session, "udbytte"))


@bp.route("/<uuid:id>/noter", methods=["GET", "POST"])
@allow(Deed.NOTE_PRIVATELY, SparringSession)
def own_notes(session: SparringSession) -> ResponseReturnValue:
    """What the consultant keeps for themself."""
    note = private_note(session, member())
    kept = {"text": note.text, "revision": str(note.revision)} if note else {"revision": "0"}
    form = PrivateNoteForm(data=kept)
    overtaken = form.is_submitted() and form.revision.data != str(note.revision if note else 0)
    if form.validate_on_submit() and not overtaken:
        if note is None:
            note = PrivateNote(session_id=session.id, author_id=me())
            db.session.add(note)
        note.text, note.updated_at = form.text.data or "", now()
        db.session.commit()
        flash(_("Gemt. Kun du kan læse det."), "success")
        return redirect(url_for(".own_notes", id=session.id))
    if overtaken:
        form.revision.data = kept["revision"]
    page = render_template(
        "sparring_sessions/own_notes.html",
        session=session,
        form=form,
        saved=note.text if note and overtaken else None,
    )
    return page, 409 if overtaken else 422 if form.is_submitted() else 200


def _take_minutes(
    session: SparringSession, harvesting: HarvestForm
) -> tuple[SummaryForm, ResponseReturnValue | None]:
    """The minutes as they were sent, and the page to show if they cannot be saved."""
    theirs = summary_form(session)
    typed = as_chosen(request.form, theirs) if is_choosing(request.form) else request.form
    form = summary_form(session, typed)
    if not form.validate():
        return form, (_after_page(session, form, harvesting), 422)
    if typed.get("revision") != str(session.revision):
        page = render_template(
            "sparring_sessions/conflict_summary.html", session=session, rows=versions(form, theirs)
        )
        return form, (page, 409)
    return form, None


def _minutes_along(
    session: SparringSession, harvesting: HarvestForm
) -> tuple[SummaryForm | None, ResponseReturnValue | None]:
    """The same for a button beside them. The one on the session's own page sends none."""
    if "revision" not in request.form:
        return None, None
    return _take_minutes(session, harvesting)


def _keep_minutes(session: SparringSession, form: SummaryForm | None) -> None:
    if form is not None:
        session.sum_up(form.headline.data or "", form.summary.data or "", at=now())


def _after_page(session: SparringSession, form: SummaryForm, harvesting: HarvestForm) -> str:
    return render_template(
        "sparring_sessions/after.html",
        session=session,
        form=form,
        harvesting=harvesting,
        lines=agenda_of(session, member()),
        insights=insights_from(session),
        insights_in_sight=insights_in_sight(session, member()),
    )
