"""What others did that waits for the visitor: questions, feedback, answers, transfers. Nothing for mere leaders."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from transfer.access import within_sight
from transfer.db import Moment
from transfer.domain.feedback import FeedbackState
from transfer.domain.lifecycle import State
from transfer.domain.sparring_requests import RequestState
from transfer.models.feedback import Feedback, FeedbackMention, FeedbackReply
from transfer.models.replications import Replication
from transfer.models.sparring_requests import SparringRequest
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.models.trial_actions.transferring import TRANSFERRED
from transfer.policies import Member, may_be_seen_by, visible_feedback, visible_sparring_requests
from transfer.prepared import Columns

NEWS_FOR: Final = timedelta(days=14)
"""So long an answer to one's own feedback, or a no, stays on the front page."""
MENTIONED_FOR: Final = timedelta(days=30)
_MOST_READ: Final = 100
_NEWS_SINCE: Final = sa.bindparam("news_since", type_=Moment())


class Call(StrEnum):
    """What waits."""

    ASKED = "asked"
    FEEDBACK = "feedback"
    MENTIONED = "mentioned"
    SEND = "send"
    ANSWERED = "answered"
    DECLINED = "declined"
    NEWS = "news"
    SETTLED = "settled"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, who made it, and about which prøvehandling."""

    call: Call
    id: UUID | None
    """Of the remark or the request; of the prøvehandling where it is about all that was said on it, or it was
    taken over by another unit."""
    title: str = ""
    person_id: UUID | None = None
    words: str = ""
    count: int = 1


def of(member: Member, at: datetime) -> tuple[Waiting, ...]:
    """In three queries: questions, feedback with what one's attention was called to, and transfers."""
    if not member.spars:
        return ()
    lines = [*_requests(member, at), *_remarks(member, at)]
    lines += taken_over(member, at - NEWS_FOR)
    order = list(Call)
    return tuple(sorted(lines, key=lambda one: order.index(one.call)))


def _requests(member: Member, at: datetime) -> Iterator[Waiting]:
    calls = {RequestState.ANSWERED: Call.ANSWERED, RequestState.DECLINED: Call.DECLINED}
    for row in _requests_of(member).rows(news_since=at - NEWS_FOR):
        call = calls.get(row.state, Call.ASKED)
        other = row.asked_by_id if call is Call.ASKED else row.asked_id
        yield Waiting(call, row.id, row.title, other, row.question if call is Call.ASKED else "")


@within_sight
def _requests_of(member: Member) -> Columns:
    mine = TrialAction.owner_id == member.person_id
    asked = sa.and_(
        SparringRequest.asked_id == member.person_id, SparringRequest.state == RequestState.OPEN
    )
    answered = sa.and_(mine, SparringRequest.state == RequestState.ANSWERED)
    declined = sa.and_(
        mine,
        SparringRequest.state == RequestState.DECLINED,
        SparringRequest.closed_at > _NEWS_SINCE,
    )
    return (
        visible_sparring_requests(member)
        .with_only_columns(
            SparringRequest.id,
            SparringRequest.state,
            SparringRequest.question,
            SparringRequest.asked_by_id,
            SparringRequest.asked_id,
            TrialAction.title,
        )
        .where(sa.or_(asked, answered, declined))
        .order_by(SparringRequest.asked_at)
        .limit(_MOST_READ)
    )


def _remarks(member: Member, at: datetime) -> Iterator[Waiting]:
    """What one has to answer, what one has not sent, what came of what one gave, and talks one was called to."""
    found = _remarks_of(member).rows(news_since=at - NEWS_FOR, called_since=at - MENTIONED_FOR)
    for row in found:
        if row.is_called:
            yield Waiting(Call.MENTIONED, row.id, row.title)
    rows = [row for row in found if row.waits]
    yield from _to_answer([row for row in rows if row.author_id != member.person_id])
    drafts = [row for row in rows if row.state is FeedbackState.DRAFT]
    if drafts:
        yield Waiting(Call.SEND, None, count=len(drafts))
    for row in rows:
        if row.author_id == member.person_id and row.state is not FeedbackState.DRAFT:
            yield Waiting(Call.NEWS, row.id, row.title)


@within_sight
def _remarks_of(member: Member) -> Columns:
    mine = Feedback.author_id == member.person_id
    to_answer = sa.and_(
        sa.not_(mine), Feedback.state.in_([FeedbackState.OPEN, FeedbackState.ANSWERED])
    )
    came_of_it = sa.and_(
        mine,
        Feedback.state.not_in([FeedbackState.DRAFT, FeedbackState.OPEN]),
        Feedback.changed_at > _NEWS_SINCE,
    )
    waits = sa.or_(
        sa.and_(_own(member), to_answer),
        sa.and_(mine, Feedback.state == FeedbackState.DRAFT),
        came_of_it,
    )
    return (
        visible_feedback(member)
        .with_only_columns(
            Feedback.id,
            Feedback.trial_id,
            Feedback.author_id,
            Feedback.state,
            TrialAction.title,
            waits.label("waits"),
            _is_called(member).label("is_called"),
        )
        .where(sa.or_(waits, _is_called(member)))
        .order_by(Feedback.changed_at.desc())
        .limit(_MOST_READ)
    )


def _to_answer(rows: list[Any]) -> Iterator[Waiting]:
    """One line a prøvehandling."""
    by_trial: dict[UUID, list[Any]] = {}
    for row in rows:
        by_trial.setdefault(row.trial_id, []).append(row)
    for trial_id, said in by_trial.items():
        yield Waiting(Call.FEEDBACK, trial_id, said[0].title, said[0].author_id, count=len(said))


def _own(member: Member) -> sa.ColumnElement[bool]:
    taking_part = sa.select(TrialParticipant.trial_id).where(
        TrialParticipant.person_id == member.person_id
    )
    return sa.or_(TrialAction.owner_id == member.person_id, TrialAction.id.in_(taking_part))


def _is_called(member: Member) -> sa.ColumnElement[bool]:
    """Whether one was called to the talk and has said nothing in it since."""
    answered = (
        sa.select(FeedbackReply.id)
        .where(
            FeedbackReply.feedback_id == Feedback.id,
            FeedbackReply.author_id == member.person_id,
            FeedbackReply.at > FeedbackMention.at,
        )
        .exists()
    )
    called = (
        sa.select(FeedbackMention.id)
        .where(
            FeedbackMention.feedback_id == Feedback.id,
            FeedbackMention.person_id == member.person_id,
            FeedbackMention.at > sa.bindparam("called_since", type_=Moment()),
            sa.not_(answered),
        )
        .exists()
    )
    return sa.and_(Feedback.state.in_([FeedbackState.OPEN, FeedbackState.ANSWERED]), called)


def taken_over(member: Member, since: datetime) -> Iterator[Waiting]:
    """One's own prøvehandlinger that others took over since then, or have decided on.

    Where the other one is in sight, `words` names its unit; else that is nobody's business.
    """
    for row in _taken_over(member).rows(since=since):
        unit = member.directory.unit_name(row.unit_id) if row.is_seen else ""
        is_settled = row.settled_at is not None and row.settled_at > since
        yield Waiting(Call.SETTLED if is_settled else Call.TAKEN, row.id, row.title, words=unit)


@within_sight
def _taken_over(member: Member) -> Columns:
    origin, since = aliased(TrialAction), sa.bindparam("since", type_=Moment())
    return (
        sa.select(
            origin.id,
            origin.title,
            TrialAction.unit_id,
            Replication.settled_at,
            may_be_seen_by(member).label("is_seen"),
        )
        .join(Replication, Replication.trial_id == TrialAction.id)
        .join(origin, origin.id == Replication.origin_id)
        .where(
            origin.owner_id == member.person_id,
            TrialAction.owner_id != member.person_id,
            TrialAction.parent_id == Replication.origin_id,
            TrialAction.relation.in_(TRANSFERRED),
            TrialAction.state != State.CANCELLED,
            sa.or_(Replication.made_at > since, Replication.settled_at > since),
        )
        .order_by(Replication.id.desc())
        .limit(_MOST_READ)
    )
