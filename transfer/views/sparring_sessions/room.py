"""The running view: one prøvehandling at a time on the wall, and everything written saved at each step."""

from typing import Any
from uuid import UUID, uuid4

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, may, me, member, now, today
from transfer.db import db
from transfer.domain.feedback import FeedbackKind
from transfer.domain.lifecycle import WrongState
from transfer.domain.sparring import CHECK_IN, CHECK_OUT, HARVEST, steps_within
from transfer.domain.typing_in import uuid_in
from transfer.models.feedback import Feedback, give
from transfer.models.sparring_sessions import Contribution, SparringSession
from transfer.models.trial_actions import TrialAction
from transfer.policies import Deed, visible_feedback
from transfer.speaking import gettext as _
from transfer.topic_forms.sparring_sessions.calling import promise_choices
from transfer.topic_forms.sparring_sessions.room import (
    AgreementForm,
    ContributionForm,
    NotesForm,
    RemarkForm,
    as_seen,
)
from transfer.topic_forms.versions import as_chosen, is_choosing, versions
from transfer.views.agreements import agree, made_before
from transfer.views.sparring_sessions.blueprint import address, bp, item_of, too_late
from transfer.views.sparring_sessions.gathering import (
    Line,
    agenda_of,
    agreements_made_at,
    earlier_agreements,
    story_of,
    titles_of,
)
from transfer.views.sparring_sessions.reading import page_of


@bp.post("/<uuid:id>/bidrag")
@allow(Deed.CONTRIBUTE, SparringSession)
def contribute(session: SparringSession) -> ResponseReturnValue:
    form = ContributionForm()
    if not form.validate_on_submit():
        return page_of(session, contribution=form), 422
    sent_as = uuid_in(form.sent_as.data) or uuid4()
    if made_before(Contribution, sent_as, author_id=me()) is None:
        db.session.add(
            Contribution(
                session_id=session.id,
                author_id=me(),
                text=form.text.data or "",
                sent_as=sent_as,
                created_at=now(),
            )
        )
        db.session.commit()
        flash(_("Dit bidrag er gemt. De andre på sessionen kan læse det."), "success")
    return redirect(address(session, "bidrag"))


@bp.get("/<uuid:id>/koer")
@allow(Deed.WRITE_IN_ROOM, SparringSession)
def run(session: SparringSession) -> ResponseReturnValue:
    """How the meeting runs: the beginning, the prøvehandlinger one by one, the harvest and the end."""
    who = member()
    earlier = earlier_agreements(session, who)
    return render_template(
        "sparring_sessions/run.html",
        session=session,
        names=directory(),
        lines=agenda_of(session, who),
        earlier=earlier,
        titles=titles_of(earlier, who),
        check_in=CHECK_IN,
        harvest=HARVEST,
        check_out=CHECK_OUT,
        on=today(),
        menu=[],
        bottom_bar=[],
    )


@bp.get("/<uuid:id>/koer/<uuid:item_id>")
@allow(Deed.WRITE_IN_ROOM, SparringSession)
def run_item(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    return _item_page(session, _line(session, item_id))


@bp.post("/<uuid:id>/koer/<uuid:item_id>")
@allow(Deed.WRITE_IN_ROOM, SparringSession)
def save_notes(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """Save the notes of one prøvehandling. If somebody else did meanwhile, both are kept."""
    line = _line(session, item_id)
    forms = _as_typed(session, line)
    if is_choosing(request.form):
        chosen = as_chosen(request.form, _notes_form(line))
        forms["notes"] = NotesForm(formdata=chosen)
    if not forms["notes"].validate():
        return _item_page(session, line, **forms), 422
    overtaken = _keep_notes(session, line, forms["notes"])
    if overtaken is not None:
        return overtaken
    flash(_("Noterne er gemt."), "success")
    if "videre" in request.form and not _is_half_written(forms):
        return redirect(_onwards(session, line))
    return _back(session, line, forms)


@bp.post("/<uuid:id>/koer/<uuid:item_id>/aftale")
@allow(Deed.WRITE_IN_ROOM, SparringSession)
def agree_on_item(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """Write down what was agreed; the notes on the same page are saved along."""
    line = _line(session, item_id)
    forms = _as_typed(session, line)
    if not (forms["agreement"].validate() and forms["notes"].validate()):
        return _item_page(session, line, **forms), 422
    agree(forms["agreement"], session_id=session.id, trial_id=line.item.trial_id)
    flash(_("Aftalen er skrevet ned."), "success")
    forms["agreement"] = _agreement_form(session, line, blank=True)
    overtaken = _keep_notes(session, line, forms["notes"])
    return overtaken or _back(session, line, forms, "aftaler")


@bp.post("/<uuid:id>/koer/<uuid:item_id>/feedback")
@allow(Deed.WRITE_IN_ROOM, SparringSession)
def remark_on_item(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """Feedback as it is said in the room: sent at once, so that its owner can use it; the notes are saved along."""
    line = _line(session, item_id)
    trial = line.trial
    assert trial is not None
    if not may(Deed.GIVE_FEEDBACK, trial):
        abort(403)
    forms = _as_typed(session, line)
    if not (forms["remark"].validate() and forms["notes"].validate()):
        return _item_page(session, line, **forms), 422
    _send_remark(session, trial, forms["remark"])
    flash(_("Feedback er sendt til den ansvarlige."), "success")
    forms["remark"] = _blank_remark()
    overtaken = _keep_notes(session, line, forms["notes"])
    return overtaken or _back(session, line, forms, "feedback")


def _send_remark(session: SparringSession, trial: TrialAction, form: RemarkForm) -> None:
    sent_as = uuid_in(form.remark_sent_as.data) or uuid4()
    if made_before(Feedback, sent_as, author_id=me()) is not None:
        return
    at, kind = now(), FeedbackKind(form.kind.data)
    said = give(
        trial,
        "",
        kind,
        form.said.data or "",
        by=me(),
        at=at,
        session_id=session.id,
        sent_as=sent_as,
    )
    said.send(at=at)
    db.session.add(said)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()


@bp.post("/<uuid:id>/afholdt")
@allow(Deed.LEAD_SESSION, SparringSession)
def hold(session: SparringSession) -> ResponseReturnValue:
    try:
        session.hold(at=now())
    except WrongState:
        return too_late(session)
    db.session.commit()
    flash(
        _("Sessionen er afholdt. Nu mangler høsten: Hvad gik igen i flere prøvehandlinger?"),
        "success",
    )
    return redirect(url_for(".afterwards", id=session.id))


def _line(session: SparringSession, item_id: UUID) -> Line:
    """One that may be shown in the room; else 404."""
    item = item_of(session, item_id)
    line = next(one for one in agenda_of(session, member()) if one.item is item)
    if not line.in_the_room:
        abort(404)
    return line


def _as_typed(session: SparringSession, line: Line) -> dict[str, Any]:
    """The three parts of the page as they were sent: each button sends them all, so that nothing is lost."""
    notes = NotesForm() if "notes" in request.form else _notes_form(line)
    return {"notes": notes, "remark": RemarkForm(), "agreement": _agreement_form(session, line)}


def _keep_notes(
    session: SparringSession, line: Line, form: NotesForm
) -> ResponseReturnValue | None:
    """Save the notes if they were written on; the page with both versions if somebody else did, too."""
    item, written = line.item, form.notes.data or ""
    db.session.refresh(item, with_for_update=True)  # the same page, pressed twice, comes in turn
    sent_as = uuid_in(form.notes_sent_as.data)
    own = sent_as is not None and sent_as == item.notes_sent_as
    if written == item.notes or (form.untouched.data == as_seen(written) and not own):
        return None
    if form.revision.data != str(item.revision) and not own:
        rows = versions(form, _notes_form(line))
        page = render_template(
            "sparring_sessions/conflict_notes.html", session=session, line=line, rows=rows
        )
        return page, 409
    item.save({"notes": written, "notes_sent_as": sent_as}, at=now())
    db.session.commit()
    return None


def _is_half_written(forms: dict[str, Any]) -> bool:
    return bool(forms["remark"].said.data or forms["agreement"].what.data)


def _back(
    session: SparringSession, line: Line, forms: dict[str, Any], anchor: str | None = None
) -> ResponseReturnValue:
    """To the same prøvehandling. What is half written in another part of the page stays there."""
    if not _is_half_written(forms):
        return redirect(url_for(".run_item", id=session.id, item_id=line.item.id, _anchor=anchor))
    return _item_page(session, line, **{**forms, "notes": _notes_form(line)})


def _item_page(session: SparringSession, line: Line, **forms: Any) -> str:
    assert line.trial is not None
    who = member()
    lines = [one for one in agenda_of(session, who) if one.in_the_room]
    at = next(number for number, one in enumerate(lines) if one.item is line.item)
    made = [one for one in agreements_made_at(session, who) if one.trial_id == line.item.trial_id]
    given: dict[str, Any] = {
        "notes": _notes_form(line),
        "agreement": _agreement_form(session, line, blank=True),
        "remark": _blank_remark(),
        **forms,
    }
    refused = next((one for one in given.values() if one.errors), given["notes"])
    return render_template(
        "sparring_sessions/run_item.html",
        session=session,
        names=directory(),
        line=line,
        number=at + 1,
        count=len(lines),
        before=lines[at - 1] if at else None,
        after=lines[at + 1] if at + 1 < len(lines) else None,
        story=story_of(line.trial),
        steps=steps_within(line.item.minutes),
        made=made,
        remarks=_remarks(session, line.trial),
        may_remark=may(Deed.GIVE_FEEDBACK, line.trial),
        on=today(),
        leads=may(Deed.LEAD_SESSION, session),
        menu=[],
        bottom_bar=[],
        refused=refused,
        **given,
    )


def _remarks(session: SparringSession, trial: TrialAction) -> list[Feedback]:
    """What was said here, as far as the visitor may read it."""
    return list(
        db.session.scalars(
            visible_feedback(member())
            .where(Feedback.session_id == session.id, Feedback.trial_id == trial.id)
            .order_by(Feedback.id)
        )
    )


def _notes_form(line: Line) -> NotesForm:
    item = line.item
    kept = {
        "revision": str(item.revision),
        "notes": item.notes,
        "notes_sent_as": str(uuid4()),
        "untouched": as_seen(item.notes),
    }
    return NotesForm(formdata=None, data=kept)


def _blank_remark() -> RemarkForm:
    return RemarkForm(formdata=None, data={"remark_sent_as": str(uuid4())})


def _agreement_form(session: SparringSession, line: Line, *, blank: bool = False) -> AgreementForm:
    """Who can promise something: those in the room, and those whose prøvehandling it is."""
    form = (
        AgreementForm(formdata=None, data={"sent_as": str(uuid4())}) if blank else AgreementForm()
    )
    trial = line.trial
    known = set(session.people_ids)
    if trial is not None:
        known |= {trial.owner_id, *trial.participant_ids}
    people = (one for one in directory().people.values() if one.id in known)
    form.offer(promise_choices(people, today()))
    return form


def _onwards(session: SparringSession, line: Line) -> str:
    """To the next one, or to the end after the last."""
    lines = [one for one in agenda_of(session, member()) if one.in_the_room]
    at = next(number for number, one in enumerate(lines) if one.item is line.item)
    if at + 1 < len(lines):
        return url_for(".run_item", id=session.id, item_id=lines[at + 1].item.id)
    return url_for(".run", id=session.id, _anchor="slut")
