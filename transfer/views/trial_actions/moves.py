"""Moving a prøvehandling on: ready, start, end, pause, reflect, decide, and back again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, me, now, place, seen, today
from transfer.db import db
from transfer.domain.fields import Phase, Question
from transfer.domain.lifecycle import Move, State, WrongState, is_possible
from transfer.domain.vocabulary import Decision, Visibility
from transfer.language import day_in_words, months_in_words
from transfer.models import TrialAction
from transfer.models.trial_actions import AlreadyExtended, TooLate, Unanswered, Untold
from transfer.policies import Deed, may
from transfer.speaking import gettext as _
from transfer.topic_forms.answers import PREFIX
from transfer.topic_forms.trial_actions import (
    DateForm,
    EndForm,
    NothingForm,
    SentenceForm,
    StartForm,
)
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.steps import step_of

WEEKS_TO_LOOK_AGAIN: Final = timedelta(weeks=6)


# The plan


@bp.route("/<uuid:id>/plan", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def plan(trial: TrialAction) -> ResponseReturnValue:
    """Say that the plan is ready, after a look at the whole of it."""
    form = NothingForm()
    if form.validate_on_submit():
        return submit_plan(trial)
    missing = trial.missing(Phase.PLAN)
    rows = _all_that_is_missing(trial, missing)
    return render_template("trial_actions/plan.html", trial=trial, form=form, rows=rows)


def submit_plan(trial: TrialAction) -> ResponseReturnValue:
    trial.plan(by=me(), at=now())
    return _moved(trial, _("Planen er klar. Tryk på »Gå i gang«, når I begynder."))


@bp.post("/<uuid:id>/ide")
@allow(Deed.MOVE_TRIAL, TrialAction)
def unplan(trial: TrialAction) -> ResponseReturnValue:
    trial.unplan(by=me(), at=now())
    return _moved(trial, _("Den er en idé igen."))


@bp.route("/<uuid:id>/opgivelse", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def cancel(trial: TrialAction) -> ResponseReturnValue:
    form = SentenceForm(
        _("Hvorfor opgiver I den?"),
        _("En kort grund er nok. Idéen bliver stående på listen."),
        _("Skriv en kort grund."),
    )
    if form.validate_on_submit():
        trial.cancel(form.text.data, by=me(), at=now())
        return _moved(trial, _("Den er opgivet før start. Grunden er gemt."))
    return _asked(trial, form, Move.CANCEL, _("Opgiv »%(title)s«", title=trial.title))


# The trying out


@bp.route("/<uuid:id>/start", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def start(trial: TrialAction) -> ResponseReturnValue:
    """Begin: asks once about the lock and about who may see it."""
    suggested = trial.visibility
    if suggested == Visibility.PRIVATE:
        suggested = Visibility.NETWORK.value
    form = StartForm(suggested)
    if form.validate_on_submit():
        trial.start(by=me(), at=now(), on=today(), visibility=form.visibility.data)
        return _moved(trial, _("I er i gang. Forventningen er låst. Skriv kort og tit undervejs."))
    missing = trial.missing(Phase.PLAN)
    if missing or trial.is_untold:
        return missing_page(trial, missing)
    unticked = _unticked_preflight(trial)
    title = _("Gå i gang med »%(title)s«", title=trial.title)
    outside = directory().outside_consultants(trial.unit_id, today())
    return _asked(trial, form, Move.START, title, unticked=unticked, outside=outside)


def _unticked_preflight(trial: TrialAction) -> list[str]:
    question = trial.questions.by_key.get("preflight")
    if question is None:
        return []
    ticked = trial.answer(question) or ()
    assert isinstance(ticked, tuple)
    return [_(choice.label) for choice in question.choices if choice.key not in ticked]


@bp.route("/<uuid:id>/afslutning", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def end(trial: TrialAction) -> ResponseReturnValue:
    form = EndForm(start=trial.actual_start, planned_end=trial.end_date, on=today())
    if form.validate_on_submit():
        trial.end(by=me(), at=now(), on=form.ended_on.day(), reason=form.reason.data or "")
        return _moved(
            trial,
            _(
                "Afprøvningen er slut. Næste skridt er refleksionen, senest %(day)s.",
                day=day_in_words(trial.reflection_due or form.ended_on.day()),
            ),
        )
    return _asked(trial, form, Move.END, _("Afslut »%(title)s«", title=trial.title))


@bp.route("/<uuid:id>/pause", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def pause(trial: TrialAction) -> ResponseReturnValue:
    form = DateForm(
        _("Hvornår ser I på den igen?"),
        _("Den dag står den på din forside."),
        on=today(),
        suggested=today() + WEEKS_TO_LOOK_AGAIN,
    )
    if form.validate_on_submit():
        trial.pause(form.day.day(), by=me(), at=now())
        return _moved(trial, _("Den er sat på pause."))
    return _asked(trial, form, Move.PAUSE, _("Sæt »%(title)s« på pause", title=trial.title))


RESUMES: Final = {
    "planlaegning": Move.RESUME_PLANNING,
    "afproevning": Move.RESUME,
    "refleksion": Move.RESUME_REFLECTING,
}


@bp.post("/<uuid:id>/genoptagelse/<til>")
@allow(Deed.MOVE_TRIAL, TrialAction)
def resume(trial: TrialAction, til: str) -> ResponseReturnValue:
    move = RESUMES.get(til) or abort(404)
    if move is Move.RESUME and trial.actual_start is None:
        missing = trial.missing(Phase.PLAN)
        if missing:
            return missing_page(trial, missing)
    trial.resume(move, by=me(), at=now(), on=today())
    return _moved(trial, _("Den er taget op igen."))


@bp.route("/<uuid:id>/stop", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def stop_paused(trial: TrialAction) -> ResponseReturnValue:
    """Stop a paused trial, or let a lapsed practice go."""
    lapsed = trial.state is State.LAPSED
    form = SentenceForm(
        _("Læringen i én sætning"),
        _("Hvad ved I nu, som I ikke vidste før? Sætningen kan komme i rapporten."),
        _("Skriv, hvad I lærte. Det er prisen for at stoppe."),
        limit=160,
    )
    if form.validate_on_submit():
        verb = trial.give_up if lapsed else trial.stop_paused
        verb(form.text.data, by=me(), at=now(), on=today())
        return _moved(trial, _("Stoppet. Det lærte I: %(text)s", text=form.text.data))
    move = Move.GIVE_UP if lapsed else Move.STOP_PAUSED
    return _asked(trial, form, move, _("Stop »%(title)s«", title=trial.title))


@bp.route("/<uuid:id>/forlaengelse", methods=["GET", "POST"])
@allow(Deed.MOVE_TRIAL, TrialAction)
def extend(trial: TrialAction) -> ResponseReturnValue:
    form = DateForm(
        _("Ny slutdato"),
        _("Man kan forlænge én gang."),
        on=today(),
        suggested=today() + timedelta(weeks=2),
    )
    if form.validate_on_submit():
        trial.extend(form.day.day(), by=me(), at=now(), on=today())
        return _moved(trial, _("Afprøvningen er forlænget."))
    return _asked(trial, form, Move.EXTEND, _("Forlæng »%(title)s«", title=trial.title))


# Reflection and decision


@bp.post("/<uuid:id>/refleksion")
@allow(Deed.MOVE_TRIAL, TrialAction)
def reflect(trial: TrialAction) -> ResponseReturnValue:
    return submit_reflection(trial)


def submit_reflection(trial: TrialAction) -> ResponseReturnValue:
    trial.reflect(by=me(), at=now(), on=today())
    db.session.commit()
    flash(_("Refleksionen er færdig. Nu mangler kun beslutningen."), "success")
    if trial.state is not State.REFLECTING:
        return redirect(url_for(".show", id=trial.id))
    return redirect(url_for(".edit", id=trial.id, step="beslutning"))


@bp.post("/<uuid:id>/beslutning")
@allow(Deed.MOVE_TRIAL, TrialAction)
def decide(trial: TrialAction) -> ResponseReturnValue:
    return submit_decision(trial)


def submit_decision(trial: TrialAction) -> ResponseReturnValue:
    if trial.state is not State.REFLECTING:
        raise WrongState(trial.state, Move.STOP)
    next_round = trial.decide(
        by=me(),
        at=now(),
        on=today(),
        look_again_on=trial.next_step_due,
        months=place().check_months,
    )
    if next_round is not None:
        db.session.add(next_round)
        db.session.commit()
        flash(_("Beslutningen er gemt. Her er næste runde: ret planen til."), "success")
        return redirect(url_for(".show", id=next_round.id))
    return _moved(trial, _AFTER_DECISION[Decision(str(trial.decision))]())


_AFTER_DECISION: Final[dict[Decision, Callable[[], str]]] = {
    Decision.ADOPT: lambda: _(
        "Indført. Vi spørger, om den stadig lever, efter %(months)s måneder.",
        months=months_in_words(place().check_months),
    ),
    Decision.STOP: lambda: _("Stoppet. Det, I lærte, er gemt."),
    Decision.PAUSE: lambda: _("Den er sat på pause."),
}

SUBMITTED: Final[dict[Phase, Callable[[TrialAction], ResponseReturnValue]]] = {
    Phase.REFLECTION: submit_reflection,
    Phase.DECISION: submit_decision,
}
"""What submitting a phase does."""


@bp.post("/<uuid:id>/genaabning")
@allow(Deed.REOPEN_TRIAL, TrialAction)
def reopen(trial: TrialAction) -> ResponseReturnValue:
    trial.reopen(by=me(), at=now(), on=today())
    return _moved(trial, _("Den er åbnet igen, så I kan skrive mere."))


@bp.post("/<uuid:id>/genoplivning")
@allow(Deed.REVIVE_TRIAL, TrialAction)
def revive(trial: TrialAction) -> ResponseReturnValue:
    trial.revive(by=me(), at=now(), on=today(), months=place().check_months)
    return _moved(trial, _("Den er indført igen. Nye forankringstjek er lagt i kalenderen."))


# What stands in the way


def missing_page(trial: TrialAction, questions: tuple[Question, ...]) -> ResponseReturnValue:
    """Everything that is still missing, each with a link to where it is written."""
    rows = _all_that_is_missing(trial, questions)
    return render_template("trial_actions/missing.html", trial=trial, rows=rows), 422


def _all_that_is_missing(
    trial: TrialAction, questions: tuple[Question, ...]
) -> list[dict[str, str]]:
    """The questions, and for a transfer that has not begun what it keeps and changes."""
    rows = _where_to_write(trial, questions)
    if trial.actual_start is None and trial.is_untold:
        rows.append(
            {
                "label": _("Hvad I beholder og laver om"),
                "sentence": _("Skriv, hvad I beholder, hvad I laver om, og hvorfor."),
                "url": url_for("replications.edit", id=trial.id),
            }
        )
    return rows


def _where_to_write(trial: TrialAction, questions: tuple[Question, ...]) -> list[dict[str, str]]:
    answers = trial.answers
    return [
        {
            "label": _(question.label),
            "sentence": _(sentence) if (sentence := question.why_missing(answers)) else "",
            "url": url_for(
                ".edit",
                id=trial.id,
                step=step_of(question).slug,
                mangler=1,
                _anchor=PREFIX + question.key,
            ),
        }
        for question in questions
    ]


@bp.errorhandler(Unanswered)
def _lacking(error: Unanswered) -> ResponseReturnValue:
    db.session.rollback()
    assert request.view_args is not None
    return missing_page(seen(TrialAction, request.view_args["id"]), error.questions)


@bp.errorhandler(Untold)
def _untold(_error: Untold) -> ResponseReturnValue:
    db.session.rollback()
    assert request.view_args is not None
    trial = seen(TrialAction, request.view_args["id"])
    return missing_page(trial, trial.missing(Phase.PLAN))


@bp.errorhandler(WrongState)
@bp.errorhandler(TooLate)
@bp.errorhandler(AlreadyExtended)
def _not_now(error: Exception) -> ResponseReturnValue:
    """Somebody was faster, or the same button was pressed twice. Nothing is changed."""
    db.session.rollback()
    assert request.view_args is not None
    trial = seen(TrialAction, request.view_args["id"])
    reason = {
        TooLate: _("Der er gået mere end 30 dage siden beslutningen."),
        AlreadyExtended: _("Den er allerede forlænget én gang."),
    }.get(type(error), "")
    return render_template("trial_actions/not_now.html", trial=trial, reason=reason), 409


def _moved(trial: TrialAction, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for(".show", id=trial.id))


def _asked(
    trial: TrialAction, form: Any, move: Move, title: str, **more: Any
) -> ResponseReturnValue:
    """The page that asks what the move needs to know."""
    if not is_possible(trial.state, move):
        raise WrongState(trial.state, move)
    page = render_template(
        "trial_actions/move.html", trial=trial, form=form, move=move, title=title, **more
    )
    return page, 422 if form.is_submitted() else 200


def possible_moves(trial: TrialAction, who: Any) -> list[dict[str, Any]]:
    """What the visitor may do next, most usual first: words, address, and whether it asks first."""
    if not may(who, Deed.MOVE_TRIAL, trial):
        return _moves_of_others(trial, who)
    moves = [
        {
            "move": move.value,
            "label": _(move.label),
            "url": url_for(endpoint, id=trial.id, **values),
            "asks": asks,
        }
        for move, endpoint, values, asks in _PAGES
        if is_possible(trial.state, move) and not (move is Move.EXTEND and trial.is_extended)
    ]
    return moves + _moves_of_others(trial, who)


def _moves_of_others(trial: TrialAction, who: Any) -> list[dict[str, Any]]:
    """Moves that are not only for the trial's own people."""
    moves = []
    if may(who, Deed.REOPEN_TRIAL, trial):
        moves.append((Move.REOPEN, url_for(".reopen", id=trial.id)))
    if is_possible(trial.state, Move.REVIVE) and may(who, Deed.REVIVE_TRIAL, trial):
        moves.append((Move.REVIVE, url_for(".revive", id=trial.id)))
    return [
        {"move": move.value, "label": _(move.label), "url": url, "asks": False}
        for move, url in moves
    ]


_PAGES: Final[tuple[tuple[Move, str, dict[str, Any], bool], ...]] = (
    (Move.START, ".start", {}, True),
    (Move.PLAN, ".plan", {}, True),
    (Move.END, ".end", {}, True),
    (Move.RESUME, ".resume", {"til": "afproevning"}, False),
    (Move.RESUME_REFLECTING, ".resume", {"til": "refleksion"}, False),
    (Move.RESUME_PLANNING, ".resume", {"til": "planlaegning"}, False),
    (Move.PAUSE, ".pause", {}, True),
    (Move.EXTEND, ".extend", {}, True),
    (Move.STOP_PAUSED, ".stop_paused", {}, True),
    (Move.GIVE_UP, ".stop_paused", {}, True),
    (Move.UNPLAN, ".unplan", {}, False),
    (Move.CANCEL, ".cancel", {}, True),
)
"""The moves of its own people, most usual first: its page with what that asks for, and whether it asks first."""
