"""Creating a prøvehandling from a title, and answering its questions step by step."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from transfer.access import allow, me, member, now, place, seen, today
from transfer.db import db
from transfer.domain.anchoring import due_dates
from transfer.domain.fields import Answer, Kind, Phase, Question
from transfer.domain.lifecycle import REFLECTION_AFTER_END, USUAL_LENGTH, State
from transfer.domain.plausible import NEVER_EMPTY, contradictions, second_looks
from transfer.domain.vocabulary import Decision, Visibility
from transfer.language import months_in_words
from transfer.models import (
    FormTemplate,
    FormVersion,
    Insight,
    LearningCycle,
    TrialAction,
    TrialInspiration,
)
from transfer.models.trial_actions import Unanswered
from transfer.policies import VISIBILITY_SENTENCES, Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.answers import PREFIX, AnswersForm, answers_form
from transfer.topic_forms.trial_actions import NewTrialForm
from transfer.views.answers import in_words, titles_for
from transfer.views.insights.beside_trials import insight_asked_for
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.likeness import like_it
from transfer.views.trial_actions.moves import SUBMITTED, missing_page
from transfer.views.trial_actions.options import Options, units_on_offer
from transfer.views.trial_actions.origins import rested_on
from transfer.views.trial_actions.steps import (
    BY_SLUG,
    STEPS,
    Step,
    asked_in,
    in_front,
    is_complete,
    locked_in,
    progress,
)

MOST_GOALS: Final = 3
"""What the template asks for at most."""
SAVED_AGAIN_WITHIN: Final = timedelta(minutes=10)
"""So soon after, the same idea from the same person is a slip and no second idea."""
NOT_YET: Final = frozenset({"decided_on", "actual_start", "actual_end"})
"""Days that something happened on; none of them can lie ahead."""


@bp.route("/ny", methods=["GET", "POST"])
@allow(Deed.CREATE_TRIAL)
def new() -> ResponseReturnValue:
    form = NewTrialForm(units_on_offer())
    insight = insight_asked_for()
    if request.method == "GET":
        form.sent_as.data = str(uuid4())
        form.title.data = "" if insight else request.args.get("titel", "")[:160]
        form.challenge.data = insight.body if insight else ""
    if form.validate_on_submit():
        sent_as = form.sent_as_id()
        trial = _made_before(sent_as) or _just_saved(form) or _make(form, sent_as, insight)
        return redirect(url_for(".show", id=trial.id))
    page = render_template("trial_actions/new.html", form=form, insight=insight)
    return page, 422 if form.is_submitted() else 200


def _made_before(sent_as: UUID | None) -> TrialAction | None:
    """The trial that this very form already made, when it was sent twice."""
    if sent_as is None:
        return None
    return db.session.scalar(
        sa.select(TrialAction).where(TrialAction.sent_as == sent_as, TrialAction.owner_id == me())
    )


def _just_saved(form: NewTrialForm) -> TrialAction | None:
    """The same idea by the same person, untouched: they went back in the browser and saved again."""
    alike = sa.select(TrialAction).where(
        TrialAction.owner_id == me(),
        TrialAction.title == form.title.data,
        TrialAction.unit_id == UUID(form.unit.data),
        TrialAction.state == State.IDEA,
        TrialAction.is_archived.is_(False),
        TrialAction.created_at > now() - SAVED_AGAIN_WITHIN,
        TrialAction.updated_at == TrialAction.created_at,
    )
    cycle_id, challenge = _cycle_asked_for(), form.challenge.data or ""
    for one in db.session.scalars(alike):
        if one.cycle_id == cycle_id and (one.challenge or "") == challenge:
            flash(_("Idéen var allerede gemt."), "info")
            return one
    return None


def _make(form: NewTrialForm, sent_as: UUID | None, insight: Insight | None) -> TrialAction:
    at = now()
    version = newest_version()
    trial = TrialAction(
        organisation_id=member().organisation_id,
        form_id=version.id,
        form=version,
        title=form.title.data,
        unit_id=UUID(form.unit.data),
        owner_id=me(),
        cycle_id=_cycle_asked_for(),
        sent_as=sent_as,
        created_at=at,
        updated_at=at,
    )
    first: dict[str, Answer] = {"challenge": form.challenge.data or None}
    if insight is not None:
        first["goals"] = insight.goal_ids[:MOST_GOALS]
        db.session.add(
            TrialInspiration(
                organisation_id=member().organisation_id, trial=trial, insight_id=insight.id
            )
        )
    trial.save(first, by=me(), at=at, on=today(), what="created", note=_("Oprettet"))
    db.session.add(trial)
    try:
        db.session.commit()
    except IntegrityError:  # the same form, sent twice at once
        db.session.rollback()
        return _made_before(sent_as) or abort(409)
    flash(_("Idéen er gemt. Skriv planen, når du er klar."), "success")
    return trial


def newest_version() -> FormVersion:
    """The version of the template that new trials are answered in."""
    return db.session.scalars(
        sa.select(FormVersion)
        .join(FormTemplate, FormTemplate.id == FormVersion.template_id)
        .where(FormTemplate.name == "Prøvehandling", FormVersion.published_at.is_not(None))
        .order_by(FormVersion.number.desc())
        .limit(1)
    ).one()


def _cycle_asked_for() -> UUID | None:
    asked = request.args.get("forloeb", type=UUID)
    return seen(LearningCycle, asked).id if asked else None


@bp.route("/<uuid:id>/rediger/<step>", methods=["GET", "POST"])
@allow(Deed.SAVE_TRIAL, TrialAction)
def edit(trial: TrialAction, step: str) -> ResponseReturnValue:
    here = BY_SLUG.get(step) or abort(404)
    asked = asked_in(here, trial)
    chosen = _settled_conflict(asked) if "version" in request.form else None
    form = _form(asked, trial, chosen)
    if not form.is_submitted():
        if here.phase is Phase.DECISION and trial.decided_on is None:
            form.field(trial.questions.by_key["decided_on"]).data = today()
        if request.args.get("mangler"):
            form.complain(q for q in trial.missing(here.phase) if q in asked)
        return _page(here, trial, form)
    answers = _checked(form, trial)
    if answers is None:
        return _page(here, trial, form), 422
    if form.revision.data != str(trial.revision):
        differing = _differing(trial, form, answers)
        if differing:
            return _overtaken(here, trial, form, differing), 409
    return _saved(here, trial, form, answers)


def _form(
    asked: tuple[Question, ...], trial: TrialAction, formdata: MultiDict[str, str] | None
) -> AnswersForm:
    return answers_form(asked, trial.answers, Options(trial), trial.revision, formdata)


def _checked(form: AnswersForm, trial: TrialAction) -> dict[str, Answer] | None:
    """The answers of a sound form, with what follows from them; none when something is wrong."""
    if not form.validate():
        return None
    answers = form.answers()
    _fill_in_dates(answers)
    for key, sentence in NEVER_EMPTY.items():
        if key in answers and not answers[key]:
            form.say(key, _(sentence))
    for key, sentence in contradictions({**trial.answers, **answers}, answers).items():
        form.say(key, _(sentence))
    for key in NOT_YET & answers.keys():
        day = answers[key]
        if isinstance(day, date) and day > today():
            form.say(key, _("Den dag er ikke kommet endnu. Skriv en dag frem til i dag."))
    return None if form.errors else answers


def _fill_in_dates(answers: dict[str, Answer]) -> None:
    """Suggest the usual dates where they were left open: end, reflection, first check."""
    start, end = answers.get("start_date"), answers.get("end_date")
    if isinstance(start, date) and "end_date" in answers and not end:
        end = answers["end_date"] = start + USUAL_LENGTH
        flash(_("Slutdatoen er foreslået til tre uger efter start. Ret den, hvis det ikke passer."))
    if isinstance(end, date) and "reflection_due" in answers and not answers["reflection_due"]:
        answers["reflection_due"] = end + REFLECTION_AFTER_END
    decided = answers.get("decided_on")
    adopts = answers.get("decision") == Decision.ADOPT and not answers.get("anchor_first_due")
    if adopts and isinstance(decided, date):
        _month, answers["anchor_first_due"] = due_dates(decided, place().check_months)[0]


def _saved(
    step: Step, trial: TrialAction, form: AnswersForm, answers: dict[str, Answer]
) -> ResponseReturnValue:
    trial.save(answers, by=me(), at=now(), on=today())
    db.session.commit()
    for sentence in second_looks(answers):
        flash(_(sentence), "warning")
    if "gem-kladde" in request.form:
        flash(_("Gemt."), "success")
        return redirect(url_for(".show", id=trial.id))
    if step.phase is Phase.PLAN and trial.state.is_draft:
        return redirect(_next_in_plan(step, trial))
    if "indsend" in request.form and step.phase in SUBMITTED:
        return _submitted(step, trial, form)
    return _done(trial)


def _submitted(step: Step, trial: TrialAction, form: AnswersForm) -> ResponseReturnValue:
    """Submit the phase; what is missing is shown here when it is all asked for on this page."""
    try:
        return SUBMITTED[step.phase](trial)
    except Unanswered as lacking:
        form.revision.data = str(trial.revision)
        if not all(question in form.asked for question in lacking.questions):
            return missing_page(trial, lacking.questions)
        form.complain(lacking.questions)
        return _page(step, trial, form), 422


def _done(trial: TrialAction) -> ResponseReturnValue:
    flash(_("Gemt."), "success")
    return redirect(url_for(".show", id=trial.id))


def _next_in_plan(step: Step, trial: TrialAction) -> str:
    plan = [one for one in STEPS if one.phase is Phase.PLAN]
    place = plan.index(step)
    if place + 1 < len(plan):
        return url_for(".edit", id=trial.id, step=plan[place + 1].slug)
    return url_for(".plan", id=trial.id)


def _page(step: Step, trial: TrialAction, form: AnswersForm) -> str:
    answers, titles = trial.answers, titles_for(trial)
    done, total = progress(trial)
    _say_when_it_is_asked_about(form)
    is_planning = step.phase is Phase.PLAN and trial.state.is_draft
    return render_template(
        "trial_actions/edit.html",
        trial=trial,
        step=step,
        form=form,
        front=[form.field(q) for q in form.asked if in_front(q)],
        behind=[form.field(q) for q in form.asked if not in_front(q)],
        behind_is_open=any(form.field(q).errors for q in form.asked if not in_front(q)),
        locked=[(q, in_words(q, answers[q.key], titles)) for q in locked_in(step, trial)],
        steps=_steps(step, trial),
        done=done,
        total=total,
        beside=_beside(step, trial),
        seen_by=_(VISIBILITY_SENTENCES[Visibility(trial.visibility)]),
        like_it=like_it(trial) if is_planning and request.method == "GET" else [],
        rested_on=rested_on(trial) if is_planning and trial.is_transferred else None,
    )


def _say_when_it_is_asked_about(form: AnswersForm) -> None:
    """Beside »Indfør«, the months that this organisation asks after."""
    for question in form.asked:
        if question.key == "decision":
            field = form.field(question)
            months = months_in_words(place().check_months)
            asked = _("Transfer spørger igen efter %(months)s måneder.", months=months)
            before = field.option_help.get(Decision.ADOPT.value, "")
            field.option_help[Decision.ADOPT.value] = f"{before} {asked}".strip()


def _steps(here: Step, trial: TrialAction) -> list[dict[str, Any]]:
    """The steps one can jump between: those of the plan, or the phases once it is under way."""
    shown = [one for one in STEPS if (one.phase is Phase.PLAN) == (here.phase is Phase.PLAN)]
    return [
        {
            "label": _(one.label),
            "url": url_for(".edit", id=trial.id, step=one.slug),
            "status": "now" if one is here else "done" if is_complete(one, trial) else "later",
        }
        for one in shown
    ]


def _beside(step: Step, trial: TrialAction) -> list[tuple[str, str]]:
    """What was expected, to stand beside the telling of what happened."""
    if step.phase is not Phase.REFLECTION:
        return []
    questions, answers = trial.questions.by_key, trial.answers
    keys = ("prediction", "signs", "measure_name", "measure_before")
    told = [(questions[key].label, in_words(questions[key], answers[key])) for key in keys]
    return [(_(label), text) for label, text in told if text]


# Two people in the same place


def _differing(
    trial: TrialAction, form: AnswersForm, answers: dict[str, Answer]
) -> list[dict[str, Any]]:
    """Each question that was answered differently by somebody else since the page was opened."""
    titles = titles_for(trial)
    rows = []
    for question in form.asked:
        mine, theirs = answers[question.key], trial.answer(question)
        rows.append(
            {
                "key": question.key,
                "label": _(question.label),
                "mine": in_words(question, mine, titles),
                "theirs": in_words(question, theirs, titles),
                "typed": request.form.getlist(PREFIX + question.key),
                "same": question.store(mine) == question.store(theirs),
                "joinable": question.kind is Kind.LONG_TEXT,
            }
        )
    return rows if any(not row["same"] for row in rows) else []


def _overtaken(
    step: Step, trial: TrialAction, form: AnswersForm, rows: list[dict[str, Any]]
) -> str:
    entry = trial.history[0] if trial.history else None
    return render_template(
        "trial_actions/overtaken.html", trial=trial, step=step, rows=rows, entry=entry
    )


def _settled_conflict(asked: tuple[Question, ...]) -> MultiDict[str, str]:
    """What was chosen on the page with both versions, as if it had been typed into the form."""
    typed: MultiDict[str, str] = MultiDict()
    typed.add("revision", request.form["version"])
    typed.add("csrf_token", request.form.get("csrf_token", ""))
    for question in asked:
        key = question.key
        keep = request.form.get(f"keep-{key}", "theirs")
        if keep == "theirs":
            continue
        mine = request.form.getlist(f"mine-{key}")
        if keep == "both":
            mine = ["\n\n".join((request.form.get(f"theirs-{key}", ""), *mine)).strip()]
        typed.setlist(PREFIX + key, mine)
    return typed
