"""Answers to wishes for support of the file, and how they become records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from transfer.db import db
from transfer.importing.reading import Record
from transfer.models import TrialAction
from transfer.models.support import answer_wish


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What was answered to the wish of one trial, by whom, and when."""

    record: Record
    trial: str
    by: str
    text: str
    on: date


def read_answer(record: Record, asking: Collection[str], as_of: date) -> ReadAnswer:
    """One answer.

    Args:
        asking: the trials that have begun and wish for something.
    """
    record.must_have("trial", "by", "text", "on")
    trial = record.line("trial")
    if trial and trial not in asking:
        record.fault("trial", _("%(given)s har intet støtteønske at svare på.", given=trial))
    on = record.day("on") or as_of
    return ReadAnswer(record, trial, record.line("by"), record.text("text"), on)


def write_answers(
    answers: Sequence[ReadAnswer],
    trials: Mapping[str, UUID],
    person_id: Callable[[str], UUID | None],
    then: Callable[[date], datetime],
) -> None:
    """The answers as records. Args as for the målinger."""
    for read in answers:
        by, trial = person_id(read.by), db.session.get_one(TrialAction, trials[read.trial])
        assert by is not None, "the file names who answered"
        db.session.add(answer_wish(trial, read.text, by=by, on=read.on, at=then(read.on)))
    db.session.flush()
