"""Answers of a prøvehandling as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from transfer.access import directory, in_sight, member
from transfer.db import db
from transfer.domain.fields import DONT_KNOW, Answer, Kind, Question
from transfer.language import day_in_words, number_in_figures
from transfer.models import LearningCycle, TrialAction
from transfer.policies import visible_learning_cycles
from transfer.speaking import gettext as _
from transfer.speaking import language_of_page


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one language."""

    question: Question
    label: str
    choices: Mapping[object, str]
    """What there is to choose from, by key."""

    def in_words(self, answer: Answer, titles: Mapping[UUID, str]) -> str:
        """The same as `in_words` below; the answers that most trials are made of need no looking up."""
        if answer is None or answer == () or answer == "":
            return ""
        if type(answer) is str:
            return self.choices.get(answer) or in_words(self.question, answer, titles)
        if self.choices and isinstance(answer, tuple) and self.choices.keys() >= set(answer):
            return ", ".join(self.choices[one] for one in answer)
        return in_words(self.question, answer, titles)


def asked_of(trial: TrialAction) -> Mapping[str, Asked]:
    """The questions of the trial in the reader's language, by key; worked out once for each version and language."""
    version = (trial.form_id, language_of_page())
    if version not in _ASKED:
        _ASKED[version] = {
            one.key: Asked(one, _(one.label), {each.key: _(each.label) for each in one.choices})
            for one in trial.questions
            if one.kind not in (Kind.RECORDS, Kind.FILES)
        }
    return _ASKED[version]


_ASKED: Final[dict[tuple[UUID, str], Mapping[str, Asked]]] = {}


def in_words(question: Question, answer: Answer, titles: Mapping[UUID, str] | None = None) -> str:
    """The answer as text; empty when there is none.

    Args:
        titles: of the records that the answer may point to, for questions about records.
    """
    if answer is None or answer == () or answer == "":
        return ""
    if question.kind in (Kind.CHOICE, Kind.CHOICES):
        ones = answer if isinstance(answer, tuple) else (answer,)
        return ", ".join(_(question.label_of(one)) for one in ones)
    if question.kind is Kind.SCALE:
        return _scale(question, int(str(answer)))
    if isinstance(answer, date):
        return day_in_words(answer)
    if isinstance(answer, Decimal):
        return number_in_figures(answer)
    if isinstance(answer, tuple):
        return ", ".join(_name(question, one, titles) for one in answer)
    if isinstance(answer, UUID):
        return _name(question, answer, titles)
    return str(answer)


def _scale(question: Question, step: int) -> str:
    if step == DONT_KNOW:
        return str(_("Ved ikke"))
    meaning = {1: question.ends[0], 5: question.ends[1]}.get(step, "")
    said = _("%(step)d af 5", step=step)
    return f"{said} – {_(meaning)}" if meaning else said


def _name(question: Question, one: object, titles: Mapping[UUID, str] | None) -> str:
    names = directory()
    found = UUID(str(one))
    if question.kind in (Kind.UNIT, Kind.UNITS):
        return names.unit_name(found)
    if question.kind is Kind.GOALS:
        return names.goal_label(found)
    if question.kind in (Kind.PERSON, Kind.PEOPLE):
        return names.person_name(found)
    return (titles or {}).get(found) or _("En, du ikke har adgang til")


def titles_for(trial: TrialAction, kin: Iterable[Any] | None = None) -> dict[UUID, str]:
    """Titles of the cycle and the earlier trial, as far as the visitor may see them.

    Args:
        kin: the trials it is kin to, where a page has read them already.
    """
    titles: dict[UUID, str] = {}
    if kin is not None:
        titles |= {row.id: row.title for row in kin if row.is_seen}
    elif trial.parent_id is not None:
        titles |= _titles(
            select(TrialAction.id, TrialAction.title).where(
                in_sight(), TrialAction.id == trial.parent_id
            )
        )
    if trial.cycle_id is not None:
        titles |= _titles(
            visible_learning_cycles(member())
            .with_only_columns(LearningCycle.id, LearningCycle.title)
            .where(LearningCycle.id == trial.cycle_id)
        )
    return titles


def _titles(statement: object) -> dict[UUID, str]:
    return {row[0]: row[1] for row in db.session.execute(statement)}  # type: ignore[call-overload]
