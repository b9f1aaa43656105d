"""Remarks as pages show them: in whose name, on which words, and who can read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import selectinload

from transfer.access import directory, member, today
from transfer.db import db
from transfer.domain.feedback import FeedbackState
from transfer.domain.passages import Span, find_again, pieces
from transfer.models import Feedback, TrialAction
from transfer.models.directory import PersonEntry
from transfer.policies import (
    Deed,
    may,
    readable_keys,
    readers_of_feedback,
    visible_feedback,
)
from transfer.speaking import gettext as _


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who said something; an external consultant is always called so."""

    name: str
    is_external: bool


@dataclass(frozen=True, slots=True)
class Reply:
    who: Speaker
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark with the talk about it, as the visitor sees it."""

    id: UUID
    field: str
    label: str
    """The question it is about, in words."""
    kind: str
    kind_label: str
    text: str
    quote: str
    span: Span | None
    """Where the quote stands in the answer of today; none when its words were changed."""
    who: Speaker
    state: FeedbackState
    state_label: str
    said_at: datetime
    replies: tuple[Reply, ...]
    reason: str
    closed_by: Speaker | None
    is_mine: bool
    is_for_me: bool
    """Whether the visitor answers it and closes it."""

    @property
    def is_draft(self) -> bool:
        return self.state is FeedbackState.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.state.is_closed


@dataclass(frozen=True, slots=True)
class Readers:
    """Who can read what is written at a box, in a sentence and by name."""

    people: tuple[Speaker, ...]

    @property
    def external(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.people if one.is_external)


def remarks_on(trial: TrialAction) -> list[Remark]:
    """All that the visitor may see of what was said about the trial, the oldest first.

    Nothing is asked of the database for those who may see none.
    """
    who = member()
    if not may(who, Deed.FOLLOW_FEEDBACK, trial):
        return []
    found = db.session.scalars(
        visible_feedback(who)
        .where(Feedback.trial_id == trial.id)
        .order_by(Feedback.id)
        .options(selectinload(Feedback.replies))
    )
    return [shown(remark) for remark in found]


def drafts_of(member_id: UUID) -> Select[Feedback]:
    """What the visitor has written and not sent, the oldest first."""
    return (
        visible_feedback(member())
        .where(Feedback.author_id == member_id, Feedback.state == FeedbackState.DRAFT)
        .order_by(Feedback.id)
        .options(selectinload(Feedback.replies), selectinload(Feedback.mentions))
    )


def shown(remark: Feedback) -> Remark:
    who, trial = member(), remark.trial
    passage = remark.passage
    return Remark(
        id=remark.id,
        field=remark.field,
        label=label_of(trial, remark.field),
        kind=remark.kind.value,
        kind_label=_(remark.kind.label),
        text=remark.text,
        quote=remark.quote,
        span=find_again(trial.text_of(remark.field), passage) if passage else None,
        who=speaker(remark.author_id),
        state=remark.state,
        state_label=_(remark.state.label),
        said_at=remark.sent_at or remark.written_at,
        replies=tuple(Reply(speaker(one.author_id), one.text, one.at) for one in remark.replies),
        reason=remark.reason,
        closed_by=speaker(remark.closed_by_id) if remark.closed_by_id else None,
        is_mine=remark.author_id == who.person_id,
        is_for_me=may(who, Deed.CLOSE_FEEDBACK, remark),
    )


def speaker(person_id: UUID) -> Speaker:
    person = directory().people.get(person_id)
    return as_speaker(person) if person else Speaker("", is_external=False)


def as_speaker(person: PersonEntry) -> Speaker:
    return Speaker(person.name, is_external=person.is_from_outside(today()))


def label_of(trial: TrialAction, field: str) -> str:
    question = trial.questions.by_key.get(field)
    return _(question.label) if question is not None else _("Hele prøvehandlingen")


def may_be_remarked_on(trial: TrialAction, field: str) -> bool:
    """Whether the visitor reads the answer, so that it can be spoken of; empty: the whole."""
    return not field or field in readable_keys(member(), trial)


def who_reads(trial: TrialAction, author_id: UUID) -> Readers:
    """Everybody who can read what the author writes about the trial."""
    people = readers_of_feedback(trial, directory(), today(), author_id)
    return Readers(tuple(as_speaker(person) for person in people))


def those_to_mention(trial: TrialAction, author_id: UUID) -> list[PersonEntry]:
    """Who can be called to it: all who read it anyway, but for the visitor."""
    people = readers_of_feedback(trial, directory(), today(), author_id)
    return [person for person in people if person.id != member().person_id]


def with_marks(text: str, remarks: Sequence[Remark]) -> list[tuple[str, bool]]:
    """The text in pieces, and whether somebody has marked each of them in a remark that is open."""
    spans = [one.span for one in remarks if one.span is not None and not one.is_closed]
    return [(piece, bool(over)) for piece, over in pieces(text, spans)]


def counted(remarks: Sequence[Remark]) -> dict[str, int]:
    """How many of the remarks are open and how many are closed; drafts are neither."""
    sent = [one for one in remarks if not one.is_draft]
    closed = sum(one.is_closed for one in sent)
    return {"open": len(sent) - closed, "closed": closed}
