"""Who changed what, when; compare two versions, and bring one back."""

from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, me, member, now, today
from transfer.db import db
from transfer.domain.fields import Answer
from transfer.domain.lifecycle import Move, State
from transfer.domain.plausible import NEVER_EMPTY
from transfer.domain.vocabulary import CheckFollowup, CheckStatus, LapseReason
from transfer.forms import Form
from transfer.models import HistoryEntry, TrialAction
from transfer.policies import Deed, may, readable_keys
from transfer.speaking import gettext as _
from transfer.views.answers import in_words, titles_for
from transfer.views.trial_actions.blueprint import bp


@bp.get("/<uuid:id>/historik")
@allow(Deed.READ_HISTORY, TrialAction)
def history(trial: TrialAction) -> ResponseReturnValue:
    names, titles = directory(), titles_for(trial)
    entries = [
        {
            "id": entry.id,
            "at": entry.at,
            "who": names.person_name(entry.by_id) or _("Transfer"),
            "what": _what(entry),
            "note": entry.note,
            "rows": _rows(trial, entry, titles),
        }
        for entry in trial.history
    ]
    return render_template("trial_actions/history.html", trial=trial, entries=entries)


@bp.get("/<uuid:id>/historik/<uuid:entry_id>")
@allow(Deed.READ_HISTORY, TrialAction)
def version(trial: TrialAction, entry_id: UUID) -> ResponseReturnValue:
    """The trial as it stood after one change, beside how it stands now."""
    entry = _entry(trial, entry_id)
    then, titles = _as_of(trial, entry), titles_for(trial)
    readable = readable_keys(member(), trial)
    rows = [
        {
            "label": _(question.label),
            "left": in_words(question, question.read(then[question.key]), titles),
            "right": in_words(question, trial.answer(question), titles),
        }
        for question in trial.questions
        if question.key in then and question.key in readable
    ]
    rows = [row for row in rows if row["left"] or row["right"]]
    return render_template(
        "trial_actions/version.html",
        trial=trial,
        entry=entry,
        rows=rows,
        who=directory().person_name(entry.by_id) or _("Transfer"),
        may_restore=may(member(), Deed.RESTORE, trial),
        differs=any(row["left"] != row["right"] for row in rows),
    )


@bp.post("/<uuid:id>/historik/<uuid:entry_id>/gendannelse")
@allow(Deed.RESTORE, TrialAction)
def restore(trial: TrialAction, entry_id: UUID) -> ResponseReturnValue:
    """Put the answers back as they stood after one change. What stands now stays in the history."""
    if not Form().validate_on_submit():
        abort(400)
    entry = _entry(trial, entry_id)
    answers: dict[str, Answer] = {}
    for key, stored in _as_of(trial, entry).items():
        question = trial.questions.by_key[key]
        answer = question.read(stored)
        if not trial.is_locked(key) and not (key in NEVER_EMPTY and not answer):
            answers[key] = answer
    changed = trial.save(answers, by=me(), at=now(), on=today(), what="restored")
    db.session.commit()
    flash(_("Den tidligere version er gendannet.") if changed else _("Der var intet at gendanne."))
    return redirect(url_for(".show", id=trial.id))


def _entry(trial: TrialAction, entry_id: UUID) -> HistoryEntry:
    return next((entry for entry in trial.history if entry.id == entry_id), None) or abort(404)


def _as_of(trial: TrialAction, entry: HistoryEntry) -> dict[str, Any]:
    """Every answer as JSON, as it stood right after the entry: later changes are taken back."""
    stored = {question.key: question.store(trial.answer(question)) for question in trial.questions}
    for later in trial.history:
        if later.id == entry.id:
            break
        for key, (before, _after) in later.changes.items():
            if key in stored:
                stored[key] = before
    return stored


def _rows(trial: TrialAction, entry: HistoryEntry, titles: dict[UUID, str]) -> list[dict[str, str]]:
    questions = trial.questions.by_key
    return [
        {
            "label": _(questions[key].label),
            "left": in_words(questions[key], questions[key].read(before), titles),
            "right": in_words(questions[key], questions[key].read(after), titles),
        }
        for key, (before, after) in entry.changes.items()
        if key in questions
    ] + _of_a_check(entry)


def _of_a_check(entry: HistoryEntry) -> list[dict[str, str]]:
    """What was said in a forankringstjek before and after, as far as it is told in words."""
    kinds = {"status": CheckStatus, "followup": CheckFollowup, "lapse_reason": LapseReason}
    labels = {
        "status": _("Lever den stadig?"),
        "evidence": _("Hvordan ved I det?"),
        "followup": _("Hvad gør I nu?"),
        "lapse_reason": _("Hvorfor faldt den bort?"),
    }
    rows = []
    for key, (before, after) in entry.changes.items():
        kept, _dot, name = key.rpartition(".")
        if not kept.startswith("check.") or name not in labels:
            continue
        kind = kinds.get(name)
        said = [_(kind(one).label) if kind and one else one or "" for one in (before, after)]
        month = kept.rpartition(".")[2]
        label = _("%(question)s (efter %(month)s måneder)", question=labels[name], month=month)
        rows.append({"label": label, "left": said[0], "right": said[1]})
    return rows


def _what(entry: HistoryEntry) -> str:
    """What was done, in words."""
    named = {
        "created": _("oprettede den"),
        "saved": _("rettede"),
        "restored": _("gendannede en tidligere version"),
        "reflected": _("gjorde refleksionen færdig"),
        "checked": _("svarede på et forankringstjek"),
        "check_corrected": _("rettede et svar på et forankringstjek"),
        "imported": _("hentede den ind fra en fil"),
        "next_round": _("oprettede den som næste runde"),
    }
    if entry.what in named:
        return str(named[entry.what])
    if "state" in entry.changes:
        state = _(State(entry.changes["state"][1]).label)
        return str(_("flyttede den til »%(state)s«", state=state))
    return str(_(Move(entry.what).label)) if entry.what in list(Move) else entry.what
