"""The questions of a prøvehandling in portions that fit a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from transfer.domain.default_template import QUICK_PLAN
from transfer.domain.fields import Kind, Phase, Question, is_answered
from transfer.domain.texts import marked
from transfer.models import TrialAction


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions. The last step of a phase also takes the questions nobody placed."""

    slug: str
    label: str
    phase: Phase
    keys: tuple[str, ...] = ()


STEPS: Final = (
    Step(
        "ide",
        marked("Idéen"),
        Phase.PLAN,
        ("title", "goals", "origin", "challenge", "baseline", "parent", "relation", "cycle"),
    ),
    Step(
        "handling",
        marked("Det, I prøver"),
        Phase.PLAN,
        ("action", "scale", "beneficiaries", "question", "preconditions"),
    ),
    Step(
        "forventning",
        marked("Forventning og tegn"),
        Phase.PLAN,
        (
            "prediction",
            "signs",
            "measure_name",
            "measure_unit",
            "measure_direction",
            "measure_before",
        ),
    ),
    Step("tid-og-mennesker", marked("Tid og mennesker"), Phase.PLAN),
    Step("afproevning", marked("Afprøvning"), Phase.TRIAL),
    Step("refleksion", marked("Refleksion"), Phase.REFLECTION),
    Step("beslutning", marked("Beslutning"), Phase.DECISION),
)
BY_SLUG: Final = {step.slug: step for step in STEPS}

_FIRST: Final = {
    "tid-og-mennesker": ("start_date", "end_date", "reflection_due", "unit", "owner"),
}
_NOT_TYPED: Final = frozenset({Kind.RECORDS, Kind.FILES})


def asked_in(step: Step, trial: TrialAction) -> tuple[Question, ...]:
    """The questions of a step that can be answered now, the ones in `keys` first."""
    questions = trial.questions
    placed = {key for other in STEPS if other is not step for key in other.keys}
    wanted = list(step.keys) + list(_FIRST.get(step.slug, ()))
    if _takes_the_rest(step):
        wanted += [
            question.key
            for question in questions
            if question.phase is step.phase and question.key not in placed
        ]
    chosen = dict.fromkeys(key for key in wanted if key in questions.by_key)
    return tuple(
        questions.by_key[key]
        for key in chosen
        if questions.by_key[key].kind not in _NOT_TYPED and not trial.is_locked(key)
    )


def locked_in(step: Step, trial: TrialAction) -> tuple[Question, ...]:
    """The questions of a step whose answers stand as they were when the trial started."""
    return tuple(
        question
        for question in trial.questions
        if question.key in step.keys and trial.is_locked(question.key)
    )


def step_of(question: Question) -> Step:
    """The page on which a question is asked."""
    for step in STEPS:
        if question.key in step.keys:
            return step
    return next(step for step in STEPS if step.phase is question.phase and _takes_the_rest(step))


def in_front(question: Question) -> bool:
    """Whether the question is asked at once; the others wait under "Vis flere felter"."""
    return question.required or bool(question.required_by) or question.key in _IN_FRONT


def progress(trial: TrialAction, keys: Iterable[str] = QUICK_PLAN) -> tuple[int, int]:
    """How many of the answers that make a plan are given, of how many."""
    questions = trial.questions.by_key
    wanted = [key for key in keys if key in questions]
    return sum(is_answered(trial.answer(questions[key])) for key in wanted), len(wanted)


def is_complete(step: Step, trial: TrialAction) -> bool:
    """Whether every required answer of the step is given."""
    answers = trial.answers
    return all(
        is_answered(answers[question.key])
        for question in (*asked_in(step, trial), *locked_in(step, trial))
        if question.is_required(answers)
    )


_IN_FRONT: Final = frozenset(
    {"enablers", "barriers", "times_done", "support_needed", "preflight", "value_staff", "why"}
)


def _takes_the_rest(step: Step) -> bool:
    return step.phase is not Phase.PLAN or step.slug == "tid-og-mennesker"
