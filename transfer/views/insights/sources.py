"""What an insight builds on, as far as one reader may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from transfer.access import directory, member
from transfer.db import db
from transfer.domain.insights import NEEDED_TO_CARRY, Support, claims_more
from transfer.models import Insight, InsightSource, Stance, TrialAction
from transfer.policies import Shown, readable_keys, shown_by_consent
from transfer.speaking import gettext as _
from transfer.views.insights.texts import (
    HARVESTED,
    Text,
    sessions_in_sight,
    texts_of,
    texts_of_sessions,
    trials_in_sight,
    words_today,
)


@dataclass(frozen=True, slots=True)
class Shareable:
    """One trial as a source, with all of its passages that the reader may know."""

    title: str
    unit: str
    learning: str
    quotes: tuple[tuple[str, str], ...]
    """Each with the name of the field it stands in."""
    trial_id: UUID | None
    """Only when the reader may open the trial."""
    is_changed: bool = False
    """Whether words that were marked no longer stand in the text."""
    session_id: UUID | None = None
    """Of a sparring session instead of a trial, when the reader was in the room."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What speaks for an insight and against it, and the plain totals."""

    supporting: tuple[Shareable, ...]
    contradicting: tuple[Shareable, ...]
    said_for: tuple[Shareable, ...]
    """What was said at sparring sessions about no single trial. It counts nowhere."""
    said_against: tuple[Shareable, ...]
    supporting_total: int
    contradicting_total: int
    units: int | None
    """None when the number would place a trial that the reader may not open."""

    @property
    def total(self) -> int:
        return self.supporting_total + self.contradicting_total


def sources_of(insight: Insight) -> Sources:
    """The sources as the visitor may know them: by sight, or by what the people of a trial agreed to."""
    ids = {source.trial_id for source in insight.sources if source.trial_id is not None}
    trials = {
        trial.id: trial
        for trial in db.session.scalars(
            sa.select(TrialAction)
            .where(TrialAction.id.in_(ids))
            .options(selectinload(TrialAction.participant_links))
        )
    }
    seen = {trial.id: trial for trial in trials_in_sight(ids)}
    texts = texts_of(list(seen.values()))

    def shown(stance: Stance) -> tuple[Shareable, ...]:
        found = []
        for trial_id in insight.trial_ids(stance):
            passages = [
                one
                for one in insight.sources
                if one.trial_id == trial_id and one.stance == stance and one.quote
            ]
            trial = trials[trial_id]
            if trial_id in seen:
                found.append(_by_sight(trial, passages, texts[trial_id]))
            elif insight.state.is_public and shown_by_consent(member(), trial) is not Shown.NOTHING:
                found.append(_by_consent(trial, passages))
        return tuple(found)

    return Sources(
        supporting=shown(Stance.SUPPORTS),
        contradicting=shown(Stance.CONTRADICTS),
        said_for=_said_at_sessions(insight, Stance.SUPPORTS),
        said_against=_said_at_sessions(insight, Stance.CONTRADICTS),
        supporting_total=len(insight.supporting_ids),
        contradicting_total=len(insight.contradicting_ids),
        units=_units(trials, seen),
    )


def _said_at_sessions(insight: Insight, stance: Stance) -> tuple[Shareable, ...]:
    """Words of sessions as a whole, for those who read them there; others do not know that they met."""
    said = [one for one in insight.sources if one.session_id is not None and one.stance == stance]
    sessions = sessions_in_sight({one.session_id for one in said if one.session_id is not None})
    if not sessions:
        return ()
    texts = texts_of_sessions(sessions)
    found = []
    for session in sessions:
        quotes = [
            (text.label, words)
            for source in said
            for text in texts[session.id]
            if text.holds(source)
            and source.passage is not None
            and (words := words_today(source.passage, text.words))
        ]
        if quotes:
            found.append(
                Shareable(session.title, "", "", tuple(quotes), None, session_id=session.id)
            )
    return tuple(found)


def _units(trials: Mapping[UUID, TrialAction], seen: Mapping[UUID, TrialAction]) -> int | None:
    """In how many units the trials lie.

    Whoever can open some of the trials knows their units, and could tell from the number where the
    others lie. Those others may only be placed when their people agreed to it.
    """
    hidden = [trial for trial_id, trial in trials.items() if trial_id not in seen]
    placed = all(shown_by_consent(member(), trial) is Shown.WITH_UNIT for trial in hidden)
    if seen and hidden and not placed:
        return None
    return len({trial.unit_id for trial in trials.values()})


def _by_sight(trial: TrialAction, passages: list[InsightSource], texts: list[Text]) -> Shareable:
    quotes, changed = [], False
    for source in passages:
        text = next((one for one in texts if one.holds(source)), None)
        if text is None or source.passage is None:
            continue
        words = words_today(source.passage, text.words)
        changed = changed or words is None
        if words:
            quotes.append((text.label, words))
    may_read_learning = trial.state.is_closed and "learning_headline" in readable_keys(
        member(), trial
    )
    return Shareable(
        title=trial.title,
        unit=directory().unit_name(trial.unit_id),
        learning=(trial.learning_headline or "") if may_read_learning else "",
        quotes=tuple(quotes),
        trial_id=trial.id,
        is_changed=changed,
    )


def _by_consent(trial: TrialAction, passages: list[InsightSource]) -> Shareable:
    """Only what was answered; an observation is never shown to those who cannot open the trial."""
    quotes = []
    for source in passages:
        question = trial.questions.by_key.get(source.field)
        if source.field not in HARVESTED or question is None or source.passage is None:
            continue
        answer = trial.answer(question)
        words = words_today(source.passage, answer) if isinstance(answer, str) else None
        if words:
            quotes.append((_(question.label), words))
    is_placed = shown_by_consent(member(), trial) is Shown.WITH_UNIT
    return Shareable(
        title=trial.title,
        unit=directory().unit_name(trial.unit_id) if is_placed else "",
        learning=trial.learning_headline or "",
        quotes=tuple(quotes),
        trial_id=None,
    )


def support_of(trial: TrialAction) -> Support:
    """What the trial weighs as a source."""
    return Support(trial.unit_id, any(check.is_done for check in trial.checks))


def claims_several_units_of_one(insight: Insight) -> bool:
    """Whether its strength tells of several units while all that supports it comes from one.

    Nobody is told what they cannot see: where a source is out of sight, the answer is no.
    """
    trials = trials_in_sight(insight.supporting_ids)
    if insight.strength is None or len(trials) < max(len(insight.supporting_ids), NEEDED_TO_CARRY):
        return False
    return claims_more(insight.strength, map(support_of, trials))


def several_units_of_one() -> str:
    """What to do about it."""
    return _(
        "De prøvehandlinger, der støtter, er alle fra én enhed. "
        "Tilføj en fra en anden enhed, eller vælg en anden styrke end »Set i flere enheder«."
    )
