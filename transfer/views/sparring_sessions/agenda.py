"""The agenda: which prøvehandlinger, with which question and how many minutes; and the owner's yes or no."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, may, member, now, seen
from transfer.db import db
from transfer.domain.sparring import USUAL_MINUTES, AgendaConsent
from transfer.models.sparring_sessions import AgendaItem, SparringSession, TwiceOnTheAgenda
from transfer.models.trial_actions import TrialAction
from transfer.policies import Deed, needs_consent
from transfer.speaking import gettext as _
from transfer.topic_forms.sparring_sessions.room import AgendaForm, AgendaItemForm
from transfer.views.sparring_sessions.blueprint import bp, item_of, too_late
from transfer.views.sparring_sessions.gathering import (
    Line,
    agenda_of,
    earlier_agreements,
    minutes_of,
    offered_trials,
    titles_of,
)


@bp.route("/<uuid:id>/dagsorden", methods=["GET", "POST"])
@allow(Deed.BRING_TO_AGENDA, SparringSession)
def agenda(session: SparringSession) -> ResponseReturnValue:
    form = AgendaForm(data={"minutes": USUAL_MINUTES})
    names = directory()
    form.trial.choices = [
        SelectChoice("", _("Vælg en prøvehandling")),
        *(
            SelectChoice(str(row.id), f"{row.title} ({names.person_name(row.owner_id)})")
            for row in offered_trials(session, member())
        ),
    ]
    if form.validate_on_submit():
        return _put_on(session, form)
    who = member()
    earlier = earlier_agreements(session, who)
    page = render_template(
        "sparring_sessions/agenda.html",
        session=session,
        form=form,
        names=names,
        lines=agenda_of(session, who),
        minutes=minutes_of(session),
        earlier=earlier,
        titles=titles_of(earlier, who),
        leads=may(Deed.LEAD_SESSION, session),
    )
    return page, 422 if form.is_submitted() else 200


def _put_on(session: SparringSession, form: AgendaForm) -> ResponseReturnValue:
    trial = seen(TrialAction, UUID(str(form.trial.data)))
    own = may(Deed.ANSWER_AGENDA, trial)
    consent = AgendaConsent.NOT_NEEDED
    if needs_consent(member(), trial):
        consent = AgendaConsent.GIVEN if own else AgendaConsent.ASKED
    try:
        session.put_on_agenda(
            trial.id,
            form.focus_question.data or "",
            minutes=form.time(),
            consent=consent,
            at=now(),
        )
        db.session.commit()
    except (TwiceOnTheAgenda, IntegrityError):  # pressed twice, or by two at once
        db.session.rollback()
        flash(_("Den står allerede på dagsordenen."), "info")
        return redirect(_page(session))
    if consent is AgendaConsent.ASKED:
        name = directory().person_name(trial.owner_id)
        flash(
            _("Sat på. %(name)s skal sige ja, før deltagerne kan læse den.", name=name), "success"
        )
    else:
        flash(_("Sat på dagsordenen."), "success")
    return redirect(_page(session))


@bp.route("/<uuid:id>/dagsorden/<uuid:item_id>", methods=["GET", "POST"])
@allow(Deed.BRING_TO_AGENDA, SparringSession)
def agenda_item(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """Question and minutes of one on the agenda."""
    line = _line_to_change(session, item_id)
    item = line.item
    form = AgendaItemForm(data={"focus_question": item.focus_question, "minutes": item.minutes})
    if form.validate_on_submit():
        written = {"focus_question": form.focus_question.data or "", "minutes": form.minutes.data}
        item.save(written, at=now())
        db.session.commit()
        flash(_("Gemt."), "success")
        return redirect(_page(session))
    page = render_template(
        "sparring_sessions/agenda_item.html", session=session, line=line, form=form
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<uuid:id>/dagsorden/<uuid:item_id>/plads")
@allow(Deed.LEAD_SESSION, SparringSession)
def shift(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    item = item_of(session, item_id)
    if not session.state.is_ahead:
        return too_late(session)
    session.shift(item, -1 if request.form.get("vej") == "op" else 1)
    db.session.commit()
    return redirect(_page(session, f"punkt-{item.id}"))


@bp.post("/<uuid:id>/dagsorden/<uuid:item_id>/fjernelse")
@allow(Deed.BRING_TO_AGENDA, SparringSession)
def take_off(session: SparringSession, item_id: UUID) -> ResponseReturnValue:
    item = _line_to_change(session, item_id).item
    session.take_off_agenda(item)
    db.session.commit()
    flash(_("Taget af dagsordenen."), "success")
    return redirect(_page(session))


@bp.route("/samtykke/<uuid:id>/<uuid:item_id>", methods=["GET", "POST"])
@allow(Deed.ANSWER_AGENDA, TrialAction)
def consent(trial: TrialAction, item_id: UUID) -> ResponseReturnValue:
    """The owner's yes or no to the room reading it; it can be given and taken back."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.trial_id != trial.id:
        abort(404)
    session = db.session.get_one(SparringSession, item.session_id)
    if request.method == "POST":
        answer = AgendaConsent.GIVEN if request.form.get("svar") == "ja" else AgendaConsent.REFUSED
        item.answer(answer, at=now())
        db.session.commit()
        told = (
            _("Deltagerne kan nu læse prøvehandlingen på sessionen.")
            if answer is AgendaConsent.GIVEN
            else _("Deltagerne kan ikke læse prøvehandlingen på sessionen.")
        )
        flash(told, "success")
        return redirect(url_for(".consent", id=trial.id, item_id=item.id))
    return render_template(
        "sparring_sessions/consent.html",
        session=session,
        item=item,
        trial=trial,
        names=directory(),
        people=sorted(directory().person_name(one) for one in session.people_ids),
    )


def _line_to_change(session: SparringSession, item_id: UUID) -> Line:
    """The line, if the visitor leads the session or owns the prøvehandling."""
    item = item_of(session, item_id)
    line = next(one for one in agenda_of(session, member()) if one.item is item)
    own = line.trial is not None and may(Deed.ANSWER_AGENDA, line.trial)
    if not own and not may(Deed.LEAD_SESSION, session):
        abort(404 if line.trial is None else 403)
    return line


def _page(session: SparringSession, anchor: str | None = None) -> str:
    return url_for(".agenda", id=session.id, _anchor=anchor)
