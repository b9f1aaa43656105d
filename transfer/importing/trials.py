"""Prøvehandlinger of the file, read into the values that a trial action is made of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _

from transfer.domain import anchoring
from transfer.domain.default_template import PRESELECTED, QUESTIONS, by_key
from transfer.domain.fields import DONT_KNOW
from transfer.domain.indicators.facts import DECIDED_STATES
from transfer.domain.lifecycle import REFLECTION_AFTER_END, State
from transfer.domain.periods import months_later
from transfer.domain.vocabulary import (
    Beneficiary,
    CheckStatus,
    Decision,
    Factor,
    Fidelity,
    LapseReason,
    MeasureDirection,
    ObservationKind,
    Origin,
    Outcome,
    Relation,
    ReportConsent,
    Scale,
    SpreadPotential,
    TransferLevel,
    Visibility,
    from_label,
)
from transfer.importing import wording
from transfer.importing.reading import Record

LABELS: Final[Mapping[str, str]] = {
    **{question.key: question.label for question in QUESTIONS},
    "state": "Tilstand",
    "reflected_on": "Reflekteret",
    "measure": "Måling",
    "anchoring": "Forankring",
    "anchoring_checks": "Forankringstjek",
    "cycle": "Læringsforløb",
    "saw": "Hvad så eller hørte du?",
}
_CHOICES: Final = {
    "origin": Origin,
    "relation": Relation,
    "scale": Scale,
    "visibility": Visibility,
    "fidelity": Fidelity,
    "outcome_vs_prediction": Outcome,
    "decision": Decision,
    "spread_potential": SpreadPotential,
    "report_consent": ReportConsent,
}
_DATES: Final = (
    "start_date", "end_date", "reflection_due", "actual_start", "actual_end", "predicted_on",
    "reflected_on", "decided_on", "look_again_on",
)  # fmt: skip
_NOT_BEFORE: Final = (
    ("end_date", "start_date"),
    ("reflection_due", "end_date"),
    ("actual_end", "actual_start"),
    ("reflected_on", "actual_start"),
    ("decided_on", "actual_start"),
)
_DECISION_OF: Final = {
    State.ADOPTED: {Decision.ADOPT},
    State.ANCHORED: {Decision.ADOPT},
    State.LAPSED: {Decision.ADOPT},
    State.RETIRED: {Decision.ADOPT},
    State.ADAPTED: {Decision.ADAPT},
    State.STOPPED: {Decision.STOP},
}
_WITH_PARENT: Final = frozenset(
    {Relation.NEXT_ROUND, Relation.TRANSFERRED_ADAPTED, Relation.TRANSFERRED_COPIED}
)
_OTHERS: Final = (
    "participant_note", "baseline", "beneficiaries", "question", "measure_name", "measure_unit",
    "measure_direction", "measure_before", "preflight", "preconditions", "support_needed",
    "times_done", "deviations", "measure_after", "value_staff", "effort", "why", "side_effects",
    "spread_potential", "spread_conditions",
)  # fmt: skip
"""Answers that are not columns of a trial action."""


@dataclass(slots=True)
class ReadTrial:
    """What the file says of one trial; `values` are columns, `others` the remaining answers."""

    reference: str
    unit: str
    state: State
    owner: str
    participants: tuple[str, ...]
    goals: tuple[str, ...]
    cycle: str | None
    parent: str | None
    values: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    """What a transfer keeps and changes, and why; empty when the file doesn't say."""
    kept_words: list[str] = field(default_factory=list)
    """Free words of the file that became fixed choices."""


def read_trial(record: Record, known: Mapping[str, Collection[str]], *, is_open: bool) -> ReadTrial:
    """One trial of the file; what is wrong with it is noted in the record's faults.

    `is_open`: from "in_flight", incomplete on purpose. An open trial has only the actual dates that
    the file states, whereas one of "trials" in a state after the start began on its start date.
    """
    record.must_have("title", "unit", "state", *(() if is_open else ("owner",)))
    values: dict[str, Any] = {"title": record.line("title")}
    answers: dict[str, Any] = {}
    for key in (
        "challenge",
        "action",
        "prediction",
        "signs",
        "what_happened",
        "learning",
        "decision_reason",
    ):
        values[key] = record.text(key) or None
    for key in ("learning_headline", "decided_by"):
        values[key] = record.line(key) or None
    for key, words in _CHOICES.items():
        word = record.choice(key, words)
        if word is not None or key not in PRESELECTED:
            answers[key] = word.value if word is not None else None
    values |= {key: answers.pop(key) for key in list(answers) if key != "spread_potential"}
    values |= {key: record.day(key) for key in _DATES}
    trial = ReadTrial(
        reference=record.name,
        unit=_one_of(record, "unit", known["units"]) or "",
        state=_state(record),
        owner=record.line("owner", limit=120),
        participants=record.entries("participants"),
        goals=_goals(record, known["goals"]),
        cycle=_one_of(record, "cycle", known["cycles"]),
        parent=_one_of(record, "parent", known["trials"]),
        values=values,
    )
    _read_others(record, trial, answers)
    _read_scales(record, trial, is_open=is_open)
    _read_decision(record, trial)
    _read_transfer(record, trial)
    _settle_dates(record, trial, is_open=is_open)
    _read_checks(record, trial)
    _read_observations(record, trial)
    _check_the_whole(record, trial)
    return trial


def _read_others(record: Record, trial: ReadTrial, answers: dict[str, Any]) -> None:
    for key in (
        "baseline",
        "preconditions",
        "deviations",
        "why",
        "side_effects",
        "spread_conditions",
    ):
        answers[key] = record.text(key)
    for key in ("participant_note", "question", "support_needed"):
        answers[key] = record.line(key)
    answers["beneficiaries"] = record.several("beneficiaries", Beneficiary)
    answers["times_done"] = record.number("times_done")
    measure = record.part("measure")
    if measure is not None:
        answers["measure_name"] = measure.line("name")
        answers["measure_unit"] = measure.line("unit", limit=40)
        answers["measure_direction"] = measure.choice("direction", MeasureDirection)
        answers["measure_before"] = measure.number("before")
        answers["measure_after"] = measure.number("after")
    phrases = record.entries("preflight")
    answers["preflight"] = wording.preflight(phrases)
    _keep_words(record, trial, "preflight", phrases)
    for key in _OTHERS:
        question, answer = by_key(key), answers.get(key)
        stored = question.store(_plain(answer))
        if stored is not None:
            trial.others[key] = stored


def _read_scales(record: Record, trial: ReadTrial, *, is_open: bool) -> None:
    """Scales; on a reflected trial, nothing said about the citizens' value means "Ved ikke"."""
    for key in ("value_citizen", "value_staff", "effort"):
        is_unknown = str(record.data.get(key)).casefold() == "ved ikke"
        value = DONT_KNOW if is_unknown else record.whole(key, 1, 5)
        if key == "value_citizen":
            unsaid = value is None and not is_open and key in record.data
            trial.values[key] = DONT_KNOW if unsaid else value
        elif value is not None:
            trial.others[key] = value
    level = record.choice("transfer_level", TransferLevel)
    trial.values["transfer_level"] = int(level) if level is not None else None
    for key in ("enablers", "barriers"):
        trial.values[key] = [factor.value for factor in record.several(key, Factor)]
        if len(trial.values[key]) > (by_key(key).at_most or 3):
            record.fault(key, _("har flere end tre."))


def _read_decision(record: Record, trial: ReadTrial) -> None:
    step = record.part("next_step")
    if step is not None:
        trial.values["next_step"] = step.line("text") or None
        trial.values["next_step_owner"] = step.line("owner") or None
        trial.values["next_step_due"] = step.day("due")
    kept = record.part("anchoring")
    trial.values["anchor_means"] = []
    if kept is not None:
        owner = kept.line("owner") or None
        phrases = kept.entries("means")
        means = wording.anchor_means(phrases, has_owner=owner is not None)
        trial.values["anchor_owner"] = owner
        trial.values["anchor_means"] = [word.value for word in means]
        trial.values["anchor_first_due"] = kept.day("first_due")
        _keep_words(record, trial, "anchor_means", phrases)


def _read_transfer(record: Record, trial: ReadTrial) -> None:
    told = record.part("transfer")
    if told is not None:
        trial.told = {key: told.text(key) for key in ("kept", "changed", "why")}


def _settle_dates(record: Record, trial: ReadTrial, *, is_open: bool) -> None:
    values = trial.values
    began = trial.state not in (State.IDEA, State.PLANNED, State.CANCELLED)
    if began and not is_open:
        values["actual_start"] = values["actual_start"] or values["start_date"]
    if values["reflection_due"] is None and values["end_date"] is not None:
        values["reflection_due"] = values["end_date"] + REFLECTION_AFTER_END
    if values["prediction"] and values["predicted_on"] is None:
        values["predicted_on"] = values["start_date"]
    if trial.state is State.PAUSED and values["look_again_on"] is None:
        values["look_again_on"] = values.get("next_step_due")
    for later, earlier in _NOT_BEFORE:
        after, before = values[later], values[earlier]
        if after is not None and before is not None and after < before:
            record.fault(
                later,
                _(
                    "%(after)s ligger før %(before)s, som er %(field)s.",
                    after=after,
                    before=before,
                    field=earlier,
                ),
            )


def _read_checks(record: Record, trial: ReadTrial) -> None:
    """The checks due 3, 6 and 12 months after the adoption; those that the file has are done."""
    checks = record.parts("anchoring_checks")
    decided_on: date | None = trial.values["decided_on"]
    if trial.values["decision"] != Decision.ADOPT.value or decided_on is None:
        if checks:
            record.fault("anchoring_checks", _("kræver en dateret beslutning om at indføre."))
        return
    due = dict(anchoring.due_dates(decided_on))
    if trial.values.get("anchor_first_due"):
        due[anchoring.CHECK_MONTHS[0]] = trial.values["anchor_first_due"]
    trial.values["anchor_first_due"] = due[anchoring.CHECK_MONTHS[0]]
    made = {month: {"month": month, "due_on": day} for month, day in due.items()}
    for check in checks:
        check.must_have("month", "checked_on", "status")
        month = check.whole("month", 1, 120)
        if month is None:
            continue
        if "checked_on" in made.get(month, ()):
            check.fault("month", _("står der to gange."))
        if month not in made:
            made[month] = {"month": month, "due_on": months_later(decided_on, month)}
        made[month] |= _done_check(check, trial)
    trial.checks = [made[month] for month in sorted(made)]


def _done_check(check: Record, trial: ReadTrial) -> dict[str, Any]:
    why = check.text("lapse_reason")
    status = check.choice("status", CheckStatus)
    lapsed: LapseReason | None = wording.lapse_reason(why)
    checked_on, decided_on = check.day("checked_on"), trial.values["decided_on"]
    if checked_on and checked_on < decided_on:
        check.fault("checked_on", _("ligger før beslutningen."))
    return {
        "checked_on": checked_on,
        "status": status,
        "evidence": check.line("evidence"),
        "use_share": check.whole("use_share", 0, 100),
        "lapse_reason": lapsed if status is CheckStatus.LAPSED else None,
        "lapse_note": why,
        "followup": wording.followup(why),
    }


def _read_observations(record: Record, trial: ReadTrial) -> None:
    for each in record.parts("observations"):
        each.must_have("observed_at", "kind", "saw")
        trial.observations.append(
            {
                "observed_at": each.moment("observed_at"),
                "kind": each.choice("kind", ObservationKind),
                "saw": each.text("saw", limit=500),
                "thought": each.text("thought", limit=500),
                "value": each.number("value"),
                "is_private": each.data.get("private") is True,
            }
        )


def _check_the_whole(record: Record, trial: ReadTrial) -> None:
    """Whether decision and state fit together, so that no figure counts half a trial."""
    decision = trial.values["decision"]
    if trial.state in DECIDED_STATES - {State.PAUSED}:
        record.must_have("decision", "decided_on")
        wanted = _DECISION_OF[trial.state]
        if decision is not None and decision not in {one.value for one in wanted}:
            record.fault(
                "decision",
                _("passer ikke til tilstanden »%(state)s«.", state=trial.state.label),
            )
    if decision is not None and trial.values["decided_on"] is None and "decided_on" not in record:
        record.fault("decided_on", _("mangler, når der står en beslutning."))
    relation = trial.values.get("relation")
    if relation in _WITH_PARENT and "parent" not in record:
        label = from_label(Relation, str(relation)).label
        record.fault(
            "parent", _("mangler. »%(label)s« bygger på en anden prøvehandling.", label=label)
        )


def _state(record: Record) -> State:
    """The state, which may have words in a bracket after it."""
    given = record.line("state")
    name = given.partition(" (")[0]
    for state in State:
        if name.casefold() in (state.label.casefold(), state.value):
            return state
    if given:
        labels = " · ".join(state.label for state in State)
        record.fault(
            "state",
            _("»%(given)s« er ikke en af mulighederne: %(labels)s.", given=given, labels=labels),
        )
    return State.IDEA


def _one_of(record: Record, key: str, known: Collection[str]) -> str | None:
    """The id that stands there, if the file has such a record."""
    given = record.line(key)
    if not given:
        return None
    if given not in known:
        record.fault(key, _("%(given)s findes ikke i filen.", given=given))
        return None
    if given == record.name:
        record.fault(key, _("peger på sig selv."))
        return None
    return given


def _goals(record: Record, known: Collection[str]) -> tuple[str, ...]:
    goals = tuple(dict.fromkeys(record.entries("goals")))
    for goal in goals:
        if goal not in known:
            record.fault("goals", _("%(given)s findes ikke i filen.", given=goal))
    if len(goals) > (by_key("goals").at_most or 3):
        record.fault("goals", _("har flere end tre mål."))
    return tuple(goal for goal in goals if goal in known)


def _keep_words(record: Record, trial: ReadTrial, key: str, phrases: tuple[str, ...]) -> None:
    if phrases:
        trial.kept_words.append(f"{LABELS[key]} {', '.join(phrases)}")


def _plain(answer: Any) -> Any:
    if isinstance(answer, tuple):
        return tuple(str(one) for one in answer)
    if isinstance(answer, Decimal):
        return answer
    return str(answer) if isinstance(answer, str) else answer
