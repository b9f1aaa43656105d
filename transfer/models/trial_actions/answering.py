"""Answers by the key of their question, whether they are kept as columns, links or JSON."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy.orm import Mapped

from transfer.domain.fields import Answer, Kind, Phase, Question, Stored, is_answered
from transfer.domain.lifecycle import State
from transfer.models.form_templates import FormVersion, Questions, questions_of
from transfer.models.history import HistoryEntry
from transfer.models.people import Person
from transfer.models.trial_actions.links import TrialGoal, TrialParticipant
from transfer.models.trial_actions.refusals import Locked

LOCKED_AT_START: Final = frozenset({"prediction", "signs"})

_BEFORE_START: Final = (State.IDEA, State.PLANNED, State.PAUSED, State.CANCELLED)

_LINKS: Final = {
    "unit": "unit_id",
    "owner": "owner_id",
    "parent": "parent_id",
    "cycle": "cycle_id",
}
"""Answers kept as a link to another record, and the column that holds it."""


class Answering:
    """The part of a trial that reads and writes its answers, and remembers who changed which."""

    if TYPE_CHECKING:  # columns and relationships of the record
        organisation_id: Mapped[UUID]
        form_id: Mapped[UUID]
        form: Mapped[FormVersion]
        state: Mapped[State]
        prediction: Mapped[str | None]
        predicted_on: Mapped[date | None]
        actual_start: Mapped[date | None]
        updated_at: Mapped[datetime]
        support_asked_on: Mapped[date | None]
        other_answers: Mapped[dict[str, Any]]
        goal_links: Mapped[list[TrialGoal]]
        participant_links: Mapped[list[TrialParticipant]]
        history: Mapped[list[HistoryEntry]]

    @property
    def questions(self) -> Questions:
        """What the version of the template that it was answered in asks."""
        return questions_of(self.form_id) or self.form.questions

    @property
    def goal_ids(self) -> tuple[UUID, ...]:
        if self._links_read is not None and "goal_links" not in self.__dict__:
            return self._links_read[0]
        return tuple(link.goal_id for link in self.goal_links)

    @property
    def participant_ids(self) -> tuple[UUID, ...]:
        if self._links_read is not None and "participant_links" not in self.__dict__:
            return self._links_read[1]
        return tuple(link.person_id for link in self.participant_links)

    _links_read: tuple[tuple[UUID, ...], tuple[UUID, ...]] | None = None

    def read_links(self, goal_ids: Iterable[UUID], participant_ids: Iterable[UUID]) -> None:
        """Tell it its goals and people, as a page that only reads has found them: ten times as quick.

        As soon as the links themselves are asked for, as every change does, they are what counts.
        """
        self._links_read = (tuple(goal_ids), tuple(participant_ids))

    @property
    def answers(self) -> dict[str, Answer]:
        """Every answer by the key of its question."""
        return {question.key: self.answer(question) for question in self.questions}

    def answer(self, question: Question) -> Answer:
        key = question.key
        if key == "goals":
            return self.goal_ids
        if key == "participants":
            return self.participant_ids
        if key in _LINKS:
            return getattr(self, _LINKS[key])  # type: ignore[no-any-return]
        if question.is_core and hasattr(type(self), key):
            return _from_column(getattr(self, key))
        return question.read(self.other_answers.get(key))

    def text_of(self, key: str) -> str:
        """What was written where a text is asked for; empty for every other question."""
        question = self.questions.by_key.get(key)
        if question is None or question.kind not in (Kind.SHORT_TEXT, Kind.LONG_TEXT):
            return ""
        return str(self.answer(question) or "")

    def answer_as_of(self, question: Question, at: datetime) -> Answer:
        """The answer as it stood at that moment: later changes are taken back."""
        stored = question.store(self.answer(question))
        for entry in self.history:
            if entry.at <= at:
                break
            if question.key in entry.changes:
                stored = entry.changes[question.key][0]
        return question.read(stored)

    def missing(self, phase: Phase) -> tuple[Question, ...]:
        """Required questions of the phase that have no answer yet."""
        answers = self.answers
        return tuple(
            question
            for question in self.questions
            if question.phase is phase
            and question.is_required(answers)
            and not is_answered(answers[question.key])
        )

    def is_locked(self, key: str) -> bool:
        """Whether the answer may not change any more: prediction and signs, once it has started."""
        has_started = self.actual_start is not None or self.state not in _BEFORE_START
        return key in LOCKED_AT_START and has_started

    def save(
        self,
        answers: Mapping[str, Answer],
        *,
        by: Person | UUID | None,
        at: datetime,
        on: date,
        what: str = "saved",
        note: str = "",
    ) -> bool:
        """Replace the given answers and remember who changed which.

        Returns: whether anything changed.

        Raises:
            Locked: prediction or signs would change after the start.
        """
        changes = self._changes(answers)
        if any(self.is_locked(key) for key in changes):
            raise Locked
        for key in changes:
            self._set(self.questions.by_key[key], answers[key])
        if "prediction" in changes and self.predicted_on is None and self.prediction:
            self.predicted_on = on
        if "support_needed" in changes:
            self.support_asked_on = on
        if changes or note:
            self._remember(what, changes, by=by, at=at, note=note)
        return bool(changes)

    def _changes(self, answers: Mapping[str, Answer]) -> dict[str, list[Stored]]:
        changes = {}
        for key, answer in answers.items():
            question = self.questions.by_key[key]
            old, new = question.store(self.answer(question)), question.store(answer)
            if old != new:
                changes[key] = [old, new]
        return changes

    def _set(self, question: Question, answer: Answer) -> None:
        key = question.key
        if key == "goals":
            self._link_goals(answer)
        elif key == "participants":
            self._link_participants(answer)
        elif key in _LINKS:
            setattr(self, _LINKS[key], answer)
        elif question.is_core and hasattr(type(self), key):
            setattr(self, key, _for_column(key, answer))
        else:
            self.other_answers = {**self.other_answers, key: question.store(answer)}

    def _link_goals(self, wanted: Answer) -> None:
        ids = tuple(UUID(str(one)) for one in wanted) if isinstance(wanted, tuple) else ()
        kept = [link for link in self.goal_links if link.goal_id in ids]
        new = [one for one in ids if one not in self.goal_ids]
        self.goal_links = kept + [
            TrialGoal(organisation_id=self.organisation_id, goal_id=one) for one in new
        ]

    def _link_participants(self, wanted: Answer) -> None:
        ids = tuple(UUID(str(one)) for one in wanted) if isinstance(wanted, tuple) else ()
        kept = [link for link in self.participant_links if link.person_id in ids]
        new = [one for one in ids if one not in self.participant_ids]
        self.participant_links = kept + [
            TrialParticipant(organisation_id=self.organisation_id, person_id=one) for one in new
        ]

    def _remember(
        self,
        what: str,
        changes: Mapping[str, Any],
        *,
        by: Person | UUID | None,
        at: datetime,
        note: str = "",
    ) -> None:
        self.updated_at = at
        self.history.append(
            HistoryEntry(
                organisation_id=self.organisation_id,
                at=at,
                by_id=by.id if isinstance(by, Person) else by,
                what=str(what),
                changes=dict(changes),
                note=note,
            )
        )


def _from_column(value: Any) -> Answer:
    if isinstance(value, list):
        return tuple(value)
    return value  # type: ignore[no-any-return]


def _for_column(key: str, answer: Answer) -> Any:
    if isinstance(answer, tuple):
        return [str(one) for one in answer]
    if key == "transfer_level" and answer is not None:
        return int(str(answer))
    if key in ("visibility", "report_consent") and answer is None:
        raise ValueError(f"{key} is never empty")
    return answer
