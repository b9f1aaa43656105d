"""Feedback of the file: what was said of a prøvehandling, what its owner answered, and what came of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from transfer.db import db
from transfer.domain.feedback import CLOSINGS, REASON_NEEDED, FeedbackKind, FeedbackState
from transfer.importing.places import Texts, check_place
from transfer.importing.reading import Record
from transfer.models import Feedback, TrialAction
from transfer.models.feedback import give


@dataclass(frozen=True, slots=True)
class ReadRemark:
    record: Record
    trial: str
    by: str
    field: str
    quote: str
    kind: FeedbackKind
    text: str
    given_on: date
    answer: str
    answered_on: date
    outcome: FeedbackState | None
    reason: str
    closed_on: date


def read_remark(record: Record, texts: Texts, as_of: date) -> ReadRemark:
    """One remark that was sent; without days of its own it was on the day the file is true of."""
    record.must_have("trial", "by", "kind", "text")
    check_place(record, texts)
    given_on = record.day("given_on") or as_of
    answered_on = record.day("answered_on") or given_on
    outcome, reason = _outcome(record), record.text("reason")
    if outcome in REASON_NEEDED and not reason:
        record.fault("reason", _("mangler."))
    return ReadRemark(
        record=record,
        trial=record.line("trial"),
        by=record.line("by"),
        field=record.line("field"),
        quote=record.text("quote"),
        kind=record.choice("kind", FeedbackKind) or FeedbackKind.QUESTION,
        text=record.text("text"),
        given_on=given_on,
        answer=record.text("answer"),
        answered_on=answered_on,
        outcome=outcome,
        reason=reason,
        closed_on=record.day("closed_on") or answered_on,
    )


def _outcome(record: Record) -> FeedbackState | None:
    given = record.line("outcome")
    for state in CLOSINGS:
        if given.casefold() in (state.label.casefold(), state.value):
            return state
    if given:
        labels = " · ".join(state.label for state in CLOSINGS)
        record.fault(
            "outcome",
            _("»%(given)s« er ikke en af mulighederne: %(labels)s.", given=given, labels=labels),
        )
    return None


def remark_records(
    remarks: Sequence[ReadRemark],
    trials: Mapping[str, UUID],
    person: Callable[[str], UUID | None],
    then: Callable[[date], datetime],
) -> Iterator[Feedback]:
    """Each remark as its author sent it; its owner answered and closed it, if anybody did."""
    for one in remarks:
        author = person(one.by)
        trial = db.session.get_one(TrialAction, trials[one.trial])
        if author is None:
            continue  # the reading has found everybody that the file names
        at = then(one.given_on)
        remark = give(trial, one.field, one.kind, one.text, by=author, at=at, quote=one.quote)
        remark.send(at=at)
        if one.answer:
            remark.reply(one.answer, by=trial.owner_id, at=then(one.answered_on))
        if one.outcome is not None:
            remark.close(one.outcome, one.reason, by=trial.owner_id, at=then(one.closed_on))
        yield remark
