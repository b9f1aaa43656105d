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
from transfer.domain.session_lifecycle import WERE_HELD
from transfer.models import (
    AgendaItem,
    InsightSource,
    Observation,
    SparringSession,
    ThemedPassage,
    TrialAction,
)
from transfer.models.marked_passages import (
    HEADLINE,
    MINUTES,
    OBSERVATION,
    SUMMARY,
    TAKEAWAY,
)
from transfer.models.sparring_sessions import Takeaway
from transfer.policies import (
    in_the_room,
    readable_keys,
    reads_in_full,
    visible_takeaways,
)
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


PLACES: Final = ("trial_id", "observation_id", "agenda_item_id", "session_id", "takeaway_id")
"""What a text belongs to; the others are none."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text that the visitor may read, and where it stands."""

    trial_id: UUID | None
    """None in the texts of a session as a whole."""
    field: str
    label: str
    words: str
    observation_id: UUID | None = None
    agenda_item_id: UUID | None = None
    session_id: UUID | None = None
    takeaway_id: UUID | None = None

    @property
    def key(self) -> str:
        """Tells it apart from all other texts on a page."""
        near = self.observation_id or self.agenda_item_id or self.trial_id
        return f"{self.field}-{near or self.takeaway_id or self.session_id}"

    def holds(self, marked: ThemedPassage | InsightSource) -> bool:
        """Whether the passage was marked in this text."""
        return (self.field, *(getattr(self, key) for key in PLACES)) == (
            marked.field,
            *(getattr(marked, key) for key in PLACES),
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


def texts_of_sessions(sessions: Sequence[SparringSession]) -> Mapping[UUID, list[Text]]:
    """What was kept of each session as a whole, for those who read it; what single people took along for fewer.

    Two queries, however many sessions there are.
    """
    ids = [session.id for session in sessions]
    read = set(
        db.session.scalars(
            sa.select(SparringSession.id).where(
                SparringSession.id.in_(ids),
                SparringSession.state.in_(WERE_HELD),
                in_the_room(member()),
            )
        )
    )
    found: dict[UUID, list[Text]] = {one: [] for one in ids}
    for session in sessions:
        for field, label in ((HEADLINE, _("Det, vi tog med")), (SUMMARY, _("Referat"))):
            words = getattr(session, field)
            if session.id in read and words.strip():
                found[session.id].append(Text(None, field, label, words, session_id=session.id))
    for taken in db.session.scalars(
        visible_takeaways(member())
        .where(Takeaway.session_id.in_(read), Takeaway.line != "")
        .order_by(Takeaway.id)
    ):
        found[taken.session_id].append(
            Text(
                None,
                TAKEAWAY,
                _("Det, en deltager tog med"),
                taken.line,
                session_id=taken.session_id,
                takeaway_id=taken.id,
            )
        )
    return found


def sessions_in_sight(session_ids: Iterable[UUID]) -> list[SparringSession]:
    """Those of the sessions that the visitor reads whole."""
    ids = list(session_ids)
    if not ids:
        return []
    return list(
        db.session.scalars(
            sa.select(SparringSession).where(SparringSession.id.in_(ids), in_the_room(member()))
        )
    )


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
