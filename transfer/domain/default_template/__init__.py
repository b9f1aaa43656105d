"""The template "Prøvehandling" that an installation begins with, question by question."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from transfer.domain.default_template.decision import DECISION
from transfer.domain.default_template.plan import PLAN
from transfer.domain.default_template.reflection import REFLECTION
from transfer.domain.default_template.trial import TRIAL
from transfer.domain.fields import Question
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Relation, ReportConsent, Visibility

QUESTIONS: Final[tuple[Question, ...]] = PLAN + TRIAL + REFLECTION + DECISION
"""Every question, phase by phase, in the order a form asks them."""

QUICK_PLAN: Final = (
    "title",
    "goals",
    "origin",
    "challenge",
    "action",
    "prediction",
    "signs",
    "scale",
    "start_date",
    "end_date",
)
"""The ten answers that make a plan, in the order a person thinks of them."""

PRESELECTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "relation": Relation.DEVELOPED_HERE.value,
        "visibility": Visibility.PRIVATE.value,
        "report_consent": ReportConsent.WITHOUT_UNIT.value,
    }
)
"""The choice that a new trial action begins with, by key."""

ROW_LABELS: Final[Mapping[int, str]] = MappingProxyType(
    {
        18: marked("Måling (valgfri)"),
        27: marked("Faktisk start / slut"),
        38: marked("Hvad fremmede? / Hvad hæmmede?"),
        45: marked("Besluttet af / dato"),
        46: marked("Næste skridt"),
    }
)
"""The common heading of the rows that hold several questions."""

_BY_KEY: Final = {question.key: question for question in QUESTIONS}


def by_key(key: str) -> Question:
    """The question with this key."""
    return _BY_KEY[key]


def by_row(row: int) -> tuple[Question, ...]:
    """The questions of a row; most rows hold one."""
    return tuple(question for question in QUESTIONS if question.row == row)
