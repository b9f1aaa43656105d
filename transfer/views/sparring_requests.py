"""Sparringsønsker: asking one person one question about a prøvehandling, and what comes of it."""

from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, me, member, now, place, today
from transfer.addresses import address_of
from transfer.db import db
from transfer.domain.fields import is_answered
from transfer.domain.lifecycle import WrongState
from transfer.forms import Form
from transfer.models import Person, SparringRequest, TrialAction
from transfer.models.sparring_requests import ask
from transfer.policies import Deed, may, readable_keys, those_to_ask
from transfer.speaking import gettext as _
from transfer.tasks import send_later
from transfer.topic_forms.sparring_requests import AnswerForm, AskForm, DeclineForm, ThanksForm
from transfer.views.feedback.showing import label_of, speaker

bp: Final = Blueprint("sparring_requests", __name__, url_prefix="/<organisation>")


@bp.route("/proevehandlinger/<uuid:id>/sparringsoenske", methods=["GET", "POST"])
@allow(Deed.ASK_FOR_SPARRING, TrialAction)
def new(trial: TrialAction) -> ResponseReturnValue:
    form = AskForm(_people(trial), _answers(trial))
    if request.method == "GET":
        form.sent_as.data = str(uuid4())
        form.field.data = request.args.get("felt", "")
    if form.validate_on_submit() and not _already_asked(trial, form):
        made = _made_before(form.sent_as_id()) or _make(trial, form)
        flash(_("%(name)s er spurgt.", name=directory().person_name(made.asked_id)), "success")
        return redirect(url_for("trial_actions.show", id=trial.id, _anchor="feedback"))
    page = render_template(
        "sparring_requests/ask.html", form=form, trial=trial, external=_external(trial)
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/sparringsoensker/<uuid:id>")
@allow(Deed.READ_SPARRING_REQUEST, SparringRequest)
def show(asked: SparringRequest) -> ResponseReturnValue:
    return _page(asked)


@bp.post("/sparringsoensker/<uuid:id>/svar")
@allow(Deed.ANSWER_SPARRING_REQUEST, SparringRequest)
def answer(asked: SparringRequest) -> ResponseReturnValue:
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(asked, answer_form=form), 422
    return _moved(asked, _("Tak. Dit svar er sendt."), asked.give_answer, form.answer.data)


@bp.post("/sparringsoensker/<uuid:id>/afslag")
@allow(Deed.ANSWER_SPARRING_REQUEST, SparringRequest)
def decline(asked: SparringRequest) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(asked, decline_form=form), 422
    said = _("Dit svar er sendt. Du kan ikke længere læse prøvehandlingen, hvis den ikke er delt.")
    return _moved(asked, said, asked.decline, form.word.data)


@bp.post("/sparringsoensker/<uuid:id>/tak")
@allow(Deed.END_SPARRING_REQUEST, SparringRequest)
def thank(asked: SparringRequest) -> ResponseReturnValue:
    form = ThanksForm()
    if not form.validate_on_submit():
        return _page(asked, thanks_form=form), 422
    return _moved(asked, _("Du har sagt tak."), asked.thank, form.thanks.data or "")


@bp.post("/sparringsoensker/<uuid:id>/tilbagetraekning")
@allow(Deed.END_SPARRING_REQUEST, SparringRequest)
def withdraw(asked: SparringRequest) -> ResponseReturnValue:
    if not Form().validate_on_submit():
        abort(400)
    return _moved(asked, _("Ønsket er trukket tilbage."), asked.withdraw)


def _moved(asked: SparringRequest, said: str, verb: Any, *words: str) -> ResponseReturnValue:
    try:
        verb(*words, at=now())
    except WrongState:  # somebody was quicker, or it was sent twice
        flash(_("Ønsket er ikke åbent længere. Her er det, som det er nu."), "warning")
    else:
        db.session.commit()
        flash(said, "success")
    return redirect(url_for(".show", id=asked.id))


def _page(asked: SparringRequest, **forms: Form) -> str:
    trial = asked.trial
    return render_template(
        "sparring_requests/show.html",
        asked=asked,
        trial=trial,
        asker=speaker(asked.asked_by_id),
        answerer=speaker(asked.asked_id),
        label=label_of(trial, asked.field),
        may_answer=may(member(), Deed.ANSWER_SPARRING_REQUEST, asked),
        may_end=may(member(), Deed.END_SPARRING_REQUEST, asked),
        reads_trial=trial.is_own(me()) or asked.state.lets_in,
        answer_form=forms.get("answer_form") or AnswerForm(formdata=None),
        decline_form=forms.get("decline_form") or DeclineForm(formdata=None),
        thanks_form=forms.get("thanks_form") or ThanksForm(formdata=None),
        declining="decline_form" in forms,
    )


def _people(trial: TrialAction) -> list[SelectChoice]:
    on = today()
    return [
        SelectChoice(
            str(person.id),
            _("%(name)s (ekstern konsulent)", name=person.name)
            if person.is_from_outside(on)
            else person.name,
        )
        for person in those_to_ask(trial, directory(), on)
    ]


def _external(trial: TrialAction) -> list[str]:
    """Names of those who can be asked and are employed elsewhere."""
    on = today()
    return [one.name for one in those_to_ask(trial, directory(), on) if one.is_from_outside(on)]


def _answers(trial: TrialAction) -> list[SelectChoice]:
    """The answers that have been given, by their question."""
    readable, answers = readable_keys(member(), trial), trial.answers
    return [
        SelectChoice(question.key, _(question.label))
        for question in trial.questions
        if question.key in readable
        and trial.text_of(question.key)
        and is_answered(answers[question.key])
    ]


def _already_asked(trial: TrialAction, form: AskForm) -> bool:
    """Whether the same person still has a question about it; then the form says so."""
    same = [
        one
        for one in trial.sparring_requests
        if str(one.asked_id) == form.asked.data
        and one.state.lets_in
        and one.sent_as != form.sent_as_id()
    ]
    if same:
        form.asked.errors = [
            *form.asked.errors,
            _(
                "Du har allerede spurgt %(name)s. Sig tak for svaret, eller træk ønsket tilbage først.",
                name=directory().person_name(same[0].asked_id),
            ),
        ]
    return bool(same)


def _made_before(sent_as: UUID | None) -> SparringRequest | None:
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(SparringRequest).where(
            SparringRequest.sent_as == sent_as, SparringRequest.asked_by_id == me()
        )
    )


def _make(trial: TrialAction, form: AskForm) -> SparringRequest:
    made = ask(
        trial,
        form.question.data,
        of=UUID(form.asked.data),
        by=me(),
        at=now(),
        field=form.field.data or "",
        sent_as=form.sent_as_id(),
    )
    db.session.add(made)
    try:
        db.session.flush()
        _tell(made)
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(form.sent_as_id()) or abort(409)
    return made


def _tell(asked: SparringRequest) -> None:
    """A mail with a link and nothing of what was asked."""
    person = db.session.get_one(Person, asked.asked_id)
    send_later(
        kind="sparring",
        to=person.email,
        subject=_("Du bliver bedt om sparring"),
        body=_(
            "Hej %(name)s\n\nDu bliver bedt om sparring på en prøvehandling i %(organisation)s. "
            "Læs spørgsmålet her:\n\n%(link)s\n",
            name=directory().person_name(person.id),
            organisation=place().name,
            link=address_of("sparring_requests.show", organisation=place().slug, id=asked.id),
        ),
        organisation_id=place().id,
        dedupe=f"sparring:{asked.id}",
    )
