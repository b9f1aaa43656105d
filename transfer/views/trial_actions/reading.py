"""The page of one prøvehandling: its story, and what is next."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, member, today, within_sight
from transfer.db import db
from transfer.domain.anchoring import ANSWERED_FROM, CORRECTED_WITHIN
from transfer.domain.fields import Answer, Phase, Question
from transfer.domain.lifecycle import Move, State
from transfer.domain.vocabulary import Visibility
from transfer.models import Agreement, Measure, MeasureAnnotation, Observation, TrialAction
from transfer.policies import (
    VISIBILITY_SENTENCES,
    Deed,
    Member,
    is_for_sparring,
    may,
    readable_keys,
    reads_in_full,
    shared_or_by,
    visible_agreements,
    visible_measures,
)
from transfer.prepared import Columns, Prepared
from transfer.speaking import gettext as _
from transfer.topic_forms.observations import ObservationForm
from transfer.views.answers import asked_of, titles_for
from transfer.views.feedback.showing import Remark, counted, remarks_on, with_marks
from transfer.views.insights.beside_trials import insights_beside
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.lineage import kin_of, tree_of
from transfer.views.trial_actions.moves import possible_moves
from transfer.views.trial_actions.rows import (
    checks_of,
    open_requests_on,
    read_links,
    support_answers_on,
    what_is_beside,
)
from transfer.views.trial_actions.steps import STEPS, is_complete, progress, step_of

FACTS: Final = (
    "unit",
    "owner",
    "participants",
    "participant_note",
    "goals",
    "cycle",
    "origin",
    "relation",
    "parent",
    "beneficiaries",
    "start_date",
    "end_date",
    "reflection_due",
    "actual_start",
    "actual_end",
    "scale",
    "visibility",
    "report_consent",
)
"""Answers shown as facts beside the story."""

MEASURE: Final = (
    "measure_name",
    "measure_unit",
    "measure_direction",
    "measure_before",
    "measure_after",
)
"""Answers told in one line: what is counted, before and after."""


@bp.get("/<uuid:id>")
@allow(Deed.READ_TRIAL, TrialAction)
def show(trial: TrialAction) -> ResponseReturnValue:
    who = member()
    read_links(trial)
    readable = readable_keys(who, trial)
    beside = what_is_beside(trial)
    kin = kin_of(trial.id, who) if beside.rounds or trial.parent_id else ()
    answers, titles = trial.answers, titles_for(trial, kin)
    words = words_of(trial, answers, readable, titles)
    remarks = remarks_on(trial) if beside.remarks else []
    checks = checks_of(trial)
    return render_template(
        "trial_actions/show.html",
        trial=trial,
        words=words,
        readable=readable,
        facts=facts_of(trial, words),
        phases=phases_of(trial, words, answers, may_edit=may(who, Deed.SAVE_TRIAL, trial)),
        steps=_five_steps(trial),
        progress=progress(trial),
        moves=possible_moves(trial, who),
        main=main_move(trial, who) or transfer_move(trial, who),
        note=_quick_note(trial, who),
        observations=observations_on(trial, who),
        checks=checks,
        correctable=_correctable(trial, checks, who),
        reads_in_full=reads_in_full(who, trial),
        roots=tree_of(trial, kin, who) if kin else [],
        outside=who.directory.outside_consultants(trial.unit_id, who.today)
        if trial.is_own(who.person_id)
        else [],
        measures=_measures(trial, who) if beside.measures else [],
        insights=insights_beside(trial) if beside.insights else [],
        agreed=_agreements(trial, who) if beside.agreements else [],
        names=who.directory,
        support=support_answers_on(trial)
        if beside.support and "support_needed" in readable
        else (),
        remarks=remarks,
        marked=_marked(trial, remarks),
        feedback_counts=counted(remarks),
        requests=_open_requests(trial, who) if beside.requests else [],
        may_give=may(who, Deed.GIVE_FEEDBACK, trial),
        seen_by=_(VISIBILITY_SENTENCES[Visibility(trial.visibility)]),
        on=today(),
        answerable_until=today() + ANSWERED_FROM,
        next_check=_next_of(checks),
    )


def _marked(trial: TrialAction, remarks: list[Remark]) -> dict[str, list[tuple[str, bool]]]:
    """The answers in which somebody has marked a passage, in pieces, by key."""
    keys = {one.field for one in remarks if one.span is not None}
    return {
        key: with_marks(trial.text_of(key), [one for one in remarks if one.field == key])
        for key in keys
    }


def _correctable(trial: TrialAction, checks: Sequence[Any], who: Member) -> set[tuple[int, int]]:
    """Series and month of the answers that the visitor may still mend."""
    since = who.today - CORRECTED_WITHIN
    answered = [one for one in checks if one.checked_on and one.checked_on >= since]
    if not any(who.person_id in (one.checked_by_id, trial.owner_id) for one in answered):
        return set()
    return {(one.series, one.month) for one in trial.checks if may(who, Deed.CORRECT_CHECK, one)}


def _open_requests(trial: TrialAction, who: Member) -> list[Any]:
    """The questions about it that are not over, to those who may read them."""
    if not may(who, Deed.FOLLOW_FEEDBACK, trial):
        return []
    asked_or_own = is_for_sparring(who, trial) and trial.is_own(who.person_id)
    return [one for one in open_requests_on(trial) if asked_or_own or one.asked_id == who.person_id]


def main_move(trial: TrialAction, who: Member) -> dict[str, Any] | None:
    """The one thing to do next here, as a button that leads to its page."""
    if not may(who, Deed.MOVE_TRIAL, trial):
        return None
    state = trial.state
    here: dict[str, Any] = {"id": trial.id}
    if state.is_draft and trial.is_untold:
        there = url_for("replications.edit", **here)
        return _button(_("Skriv, hvad I beholder og laver om"), there, "edit")
    if state is State.IDEA:
        first = next((step for step in _plan_steps() if not is_complete(step, trial)), None)
        if first is not None:
            return _button(_("Skriv planen"), url_for(".edit", step=first.slug, **here), "edit")
        return _button(_("Se planen igennem"), url_for(".plan", **here), "check")
    if state is State.PLANNED:
        return _button(_(Move.START.label), url_for(".start", **here), "arrow-forward")
    if state is State.RUNNING:
        log = url_for("observations.quick_log", proevehandling=trial.id)
        return _button(_("Log observation"), log, "edit")
    if state is State.REFLECTING:
        reflected = not trial.missing(Phase.REFLECTION)
        step = "beslutning" if reflected else "refleksion"
        words = _("Tag beslutningen") if reflected else _("Skriv refleksionen")
        return _button(words, url_for(".edit", step=step, **here), "edit")
    return None


def _quick_note(trial: TrialAction, who: Member) -> ObservationForm | None:
    """The box for what was just seen or heard, while the trial runs; it is sent to the quick log."""
    if trial.state is not State.RUNNING or not may(who, Deed.OBSERVE, trial):
        return None
    form = ObservationForm([trial], trial.id)
    form.sent_as.data = str(uuid4())
    return form


def transfer_move(trial: TrialAction, who: Member) -> dict[str, Any] | None:
    """To take it over to a unit of one's own."""
    if not may(who, Deed.TAKE_OVER_TRIAL, trial):
        return None
    return _button(_("Overfør til os"), url_for("replications.take", id=trial.id), "arrow-forward")


def _button(label: str, url: str, icon: str) -> dict[str, Any]:
    return {"label": label, "url": url, "icon": icon}


def _plan_steps() -> list[Any]:
    return [step for step in STEPS if step.phase is Phase.PLAN]


def words_of(
    trial: TrialAction,
    answers: dict[str, Answer],
    readable: frozenset[str],
    titles: dict[UUID, str],
) -> dict[str, str]:
    """The answers that the visitor may read, as text, by key."""
    return {
        key: asked.in_words(answers[key], titles)
        for key, asked in asked_of(trial).items()
        if key in readable
    }


def facts_of(trial: TrialAction, words: dict[str, str]) -> list[tuple[str, str]]:
    """What stands beside the story: label and text."""
    asked = asked_of(trial)
    facts = [(asked[key].label, words[key]) for key in FACTS if words.get(key)]
    if trial.ending_note and (trial.state.is_closed or reads_in_full(member(), trial)):
        facts.append((_("Sluttede før tid"), trial.ending_note))
    return facts


def phases_of(
    trial: TrialAction, words: dict[str, str], answers: dict[str, Answer], *, may_edit: bool
) -> dict[str, list[dict[str, Any]]]:
    """The story, phase by phase: question, answer, and where to correct it."""
    told: dict[str, list[dict[str, Any]]] = {phase.value: [] for phase in Phase}
    for key, asked in asked_of(trial).items():
        if key not in words or key in _TOLD_ELSEWHERE:
            continue
        question = asked.question
        if not words[key] and not _is_worth_showing_empty(question, trial, answers):
            continue
        locked = trial.is_locked(key)
        told[question.phase.value].append(
            {
                "key": key,
                "question": asked.label,
                "text": words[key],
                "locked": locked,
                "edit_url": _edit_url(trial, question) if may_edit and not locked else None,
            }
        )
    measure = _measure(words)
    if measure:
        step = url_for(".edit", id=trial.id, step="forventning") if may_edit else None
        told[Phase.PLAN.value].append(
            {
                "key": "measure",
                "question": _("Måling"),
                "text": measure,
                "locked": False,
                "edit_url": step,
            }
        )
    return told


def _measure(words: dict[str, str]) -> str:
    """ "Gange … pr. middag (antal, lavere er bedre): før 11, efter 4"; empty without a name."""
    name, unit, direction, before, after = (words.get(key, "") for key in MEASURE)
    if not name:
        return ""
    about = ", ".join(one for one in (unit, direction.lower()) if one)
    numbers = [
        _("før %(number)s", number=before) if before else "",
        _("efter %(number)s", number=after) if after else "",
    ]
    said = ", ".join(one for one in numbers if one)
    return f"{name}{f' ({about})' if about else ''}{f': {said}' if said else ''}"


def _is_worth_showing_empty(
    question: Question, trial: TrialAction, answers: dict[str, Any]
) -> bool:
    """A required answer that is missing is shown as missing, once its phase has come."""
    has_come = {
        Phase.PLAN: trial.state.is_draft,
        Phase.REFLECTION: trial.state is State.REFLECTING,
    }.get(question.phase, False)
    return has_come and question.is_required(answers)


def _edit_url(trial: TrialAction, question: Question) -> str:
    return url_for(
        ".edit", id=trial.id, step=step_of(question).slug, _anchor=f"svar-{question.key}"
    )


_TOLD_ELSEWHERE: Final = frozenset({"title", *FACTS, *MEASURE})
_PLACES: Final = {
    State.IDEA: 0,
    State.PLANNED: 1,
    State.RUNNING: 2,
    State.PAUSED: 2,
    State.REFLECTING: 3,
}


def _five_steps(trial: TrialAction) -> list[dict[str, Any]]:
    place = _PLACES.get(trial.state, 5)
    if trial.state is State.REFLECTING and trial.reflected_on is not None:
        place = 4
    labels = [_("Idé"), _("Plan"), _("Afprøvning"), _("Refleksion"), _("Beslutning")]
    anchors = ["plan", "plan", "afproevning", "refleksion", "beslutning"]
    return [
        {
            "label": label,
            "url": f"#{anchor}",
            "status": "done" if at < place else "now" if at == place else "later",
        }
        for at, (label, anchor) in enumerate(zip(labels, anchors, strict=True))
    ]


def observations_on(trial: TrialAction, who: Member) -> Sequence[Any]:
    """The notes that the visitor reads, the newest first, as rows."""
    if not reads_in_full(who, trial):
        return ()
    return _OBSERVATIONS.rows(trial_id=trial.id, me=who.person_id)


_OBSERVATIONS: Final = Prepared(
    sa.select(
        Observation.id,
        Observation.kind,
        Observation.saw,
        Observation.thought,
        Observation.value,
        Observation.author_id,
        Observation.observed_at,
        Observation.is_private,
    )
    .where(
        Observation.trial_id == sa.bindparam("trial_id", type_=sa.Uuid()),
        shared_or_by(sa.bindparam("me", type_=sa.Uuid())),
    )
    .order_by(Observation.observed_at.desc(), Observation.id.desc())
)


def _agreements(trial: TrialAction, who: Member) -> list[Agreement]:
    """What was agreed on it, as far as the visitor is told; open ones first."""
    return list(
        db.session.scalars(
            visible_agreements(who)
            .where(Agreement.trial_id == trial.id)
            .order_by(
                sa.case((Agreement.done_on.is_(None) & Agreement.dropped_on.is_(None), 0), else_=1),
                Agreement.due_on,
                Agreement.id,
            )
        )
    )


def _measures(trial: TrialAction, who: Member) -> Sequence[Any]:
    """The charts that it is marked on, as far as the visitor sees them."""
    return _measures_with(who).rows(trial_id=trial.id)


@within_sight
def _measures_with(who: Member) -> Columns:
    marked = sa.exists().where(
        MeasureAnnotation.measure_id == Measure.id,
        MeasureAnnotation.trial_id == sa.bindparam("trial_id", type_=sa.Uuid()),
    )
    return (
        visible_measures(who)
        .with_only_columns(Measure.id, Measure.name)
        .where(marked)
        .order_by(Measure.name)
    )


def _next_of(checks: Sequence[Any]) -> tuple[int, int] | None:
    """The first of the newest series that is not answered: its series and month."""
    newest = max((one.series for one in checks), default=0)
    open_ones = [one for one in checks if one.series == newest and not one.checked_on]
    return min(((one.series, one.month) for one in open_ones), default=None)
