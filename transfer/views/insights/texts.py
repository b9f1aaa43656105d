"""The texts that can be harvested, and the words of a marked passage as they stand in them today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from transfer.access import in_sight, member
from transfer.db import db
from transfer.domain.passages import Passage, find_again
from transfer.models import (
    AgendaItem,
    InsightSource,
    Observation,
    SparringSession,
    ThemedPassage,
    TrialAction,
)
from transfer.models.marked_passages import MINUTES, OBSERVATION
from transfer.policies import in_the_room, readable_keys, reads_in_full
from transfer.speaking import gettext as _

HARVESTED: Final = (
    "what_happened",
    "deviations",
    "why",
    "side_effects",
    "learning",
    "learning_headline",
    "decision_reason",
    "spread_conditions",
)
"""The answers that are harvested, in the order of the template."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text that the visitor may read, and where it stands."""

    trial_id: UUID
    field: str
    label: str
    words: str
    observation_id: UUID | None = None
    agenda_item_id: UUID | None = None

    @property
    def key(self) -> str:
        """Tells it apart from all other texts on a page."""
        return f"{self.field}-{self.observation_id or self.agenda_item_id or self.trial_id}"

    def holds(self, marked: ThemedPassage | InsightSource) -> bool:
        """Whether the passage was marked in this text."""
        place = (self.trial_id, self.field, self.observation_id, self.agenda_item_id)
        return place == (
            marked.trial_id,
            marked.field,
            marked.observation_id,
            marked.agenda_item_id,
        )


def texts_of(trials: Sequence[TrialAction]) -> Mapping[UUID, list[Text]]:
    """Every text of these trials that the visitor may read and harvest, by trial.

    Answers come once the reflection is done, minutes only to those who read the session; never a
    private observation. Two queries, however many trials there are.
    """
    found: dict[UUID, list[Text]] = {trial.id: _answers(trial) for trial in trials}
    in_full = [trial.id for trial in trials if reads_in_full(member(), trial)]
    for observation in db.session.scalars(
        sa.select(Observation)
        .where(Observation.trial_id.in_(in_full), Observation.is_private.is_(False))
        .order_by(Observation.observed_at, Observation.id)
    ):
        found[observation.trial_id].append(
            Text(
                observation.trial_id,
                OBSERVATION,
                _("Observation"),
                observation.saw,
                observation_id=observation.id,
            )
        )
    for item in db.session.scalars(
        sa.select(AgendaItem)
        .join(SparringSession, SparringSession.id == AgendaItem.session_id)
        .where(AgendaItem.trial_id.in_(in_full), AgendaItem.notes != "", in_the_room(member()))
        .order_by(SparringSession.held_on, AgendaItem.id)
    ):
        found[item.trial_id].append(
            Text(
                item.trial_id,
                MINUTES,
                _("Referat fra sparringssession"),
                item.notes,
                agenda_item_id=item.id,
            )
        )
    return found


def _answers(trial: TrialAction) -> list[Text]:
    if trial.reflected_on is None and not trial.state.is_closed:
        return []  # a reflection under way is its writers' own
    readable = readable_keys(member(), trial)
    answers = []
    for key in HARVESTED:
        question = trial.questions.by_key.get(key)
        words = trial.answer(question) if question is not None and key in readable else None
        if question is not None and isinstance(words, str) and words.strip():
            answers.append(Text(trial.id, key, _(question.label), words))
    return answers


def trials_in_sight(trial_ids: Iterable[UUID]) -> list[TrialAction]:
    """Those of the trials that the visitor sees."""
    ids = list(trial_ids)
    if not ids:
        return []
    return list(
        db.session.scalars(
            sa.select(TrialAction)
            .where(TrialAction.id.in_(ids), in_sight())
            .options(selectinload(TrialAction.participant_links))
        )
    )


def words_today(passage: Passage, text: str) -> str | None:
    """The passage as the text says it now; none when its words were taken out."""
    span = find_again(text, passage)
    return None if span is None else text[span[0] : span[1]]
