"""The three trials that a report tells at length, chosen by a rule that anybody can repeat.

Of the trials that the report may quote, and of each kind, the one whose reflection answers most
questions; of those, the one with most forankringstjek made, and then the latest decided.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from textwrap import shorten
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import Case, CaseKind, Moment, TrialLine
from transfer.db import db
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Decision, Visibility
from transfer.models import AnchoringCheck, TrialAction
from transfer.reporting.picks import Candidate

LONGEST: Final = 320
"""Letters of each answer: five of them and a line of time are half a page."""

_TOLD: Final = (
    TrialAction.challenge,
    TrialAction.action,
    TrialAction.prediction,
    TrialAction.what_happened,
    TrialAction.learning,
)
"""Without all of these there is no story."""

_ANSWERED: Final = (
    TrialAction.outcome_vs_prediction,
    TrialAction.fidelity,
    TrialAction.value_citizen,
    TrialAction.transfer_level,
    TrialAction.learning_headline,
    TrialAction.decision_reason,
    *(
        TrialAction.other_answers[key].as_string()
        for key in ("why", "side_effects", "value_staff", "effort", "spread_potential")
    ),
)
"""What makes a reflection full beyond that."""

_KINDS: Final = {
    Decision.ADOPT.value: CaseKind.SUCCEEDED,
    Decision.ADAPT.value: CaseKind.ADJUSTED,
    Decision.STOP.value: CaseKind.STOPPED,
}
_STILL_IN_USE: Final = (State.ADOPTED, State.ANCHORED)


def cases(
    lines: Mapping[UUID, TrialLine],
    offered: Iterable[Candidate],
    as_of: date,
    picked: Mapping[CaseKind, UUID | None],
) -> tuple[Case, ...]:
    """At most one of each kind, in the order of `CaseKind`; succeeded is adopted and still in use.

    A trial that only its people and the consultant may see is never told, whatever its consent: a line in a
    list is less than half a page.

    Args:
        lines: the decided trials of the report by id.
        offered: the candidates among them.
        as_of: nothing that happened later is told.
        picked: the trial of a kind, where somebody chose another than the fullest, or none.
    """
    told: dict[CaseKind, UUID] = {}
    for one in offered:
        if one.trial_id == picked.get(one.kind, one.trial_id):
            told.setdefault(one.kind, one.trial_id)
    rows = db.session.execute(_answers(told.values())).all() if told else []
    checks = _checks([row.id for row in rows], as_of) if rows else {}
    found = [_case(row, lines[row.id], checks.get(row.id, ()), as_of) for row in rows]
    return tuple(sorted(found, key=lambda one: list(CaseKind).index(one.kind)))


def candidates(lines: Mapping[UUID, TrialLine], as_of: date) -> tuple[Candidate, ...]:
    """The trials that may be told as a case, the fullest of each kind first."""
    quoted = [trial_id for trial_id, line in lines.items() if line.may_be_quoted]
    rows = db.session.execute(_tellable(quoted, as_of)).all() if quoted else []
    return tuple(
        Candidate(row.id, _KINDS[row.decision], row.title, row.answers, row.made) for row in rows
    )


def _tellable(quoted: Collection[UUID], as_of: date) -> sa.Executable:
    answers: sa.ColumnElement[int] = sum(
        (sa.case((column.is_not(None), 1), else_=0) for column in _ANSWERED),
        start=sa.literal(len(_TOLD)),
    )
    made = (
        sa.select(sa.func.count(AnchoringCheck.id))
        .where(AnchoringCheck.trial_id == TrialAction.id, AnchoringCheck.checked_on <= as_of)
        .scalar_subquery()
    )
    return (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.decision,
            answers.label("answers"),
            made.label("made"),
        )
        .where(
            TrialAction.id.in_(quoted),
            TrialAction.decision.in_(_KINDS),
            sa.or_(
                TrialAction.decision != Decision.ADOPT.value, TrialAction.state.in_(_STILL_IN_USE)
            ),
            TrialAction.visibility != Visibility.PRIVATE.value,
            *(sa.func.length(sa.func.trim(column)) > 0 for column in _TOLD),
        )
        .order_by(
            answers.desc(),
            made.desc(),
            TrialAction.decided_on.desc(),
            TrialAction.reference,
            TrialAction.id,
        )
    )


def _answers(trial_ids: Collection[UUID]) -> sa.Executable:
    return sa.select(
        TrialAction.id,
        *_TOLD,
        TrialAction.decision,
        TrialAction.actual_start,
        TrialAction.actual_end,
        TrialAction.reflected_on,
        TrialAction.decided_on,
    ).where(TrialAction.id.in_(trial_ids))


def _checks(trial_ids: Collection[UUID], as_of: date) -> Mapping[UUID, list[Any]]:
    """The forankringstjek that were made of each."""
    made: dict[UUID, list[Any]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            AnchoringCheck.trial_id,
            AnchoringCheck.month,
            AnchoringCheck.checked_on,
            AnchoringCheck.status,
        )
        .where(
            AnchoringCheck.trial_id.in_(trial_ids),
            AnchoringCheck.checked_on <= as_of,
            AnchoringCheck.status.is_not(None),
        )
        .order_by(AnchoringCheck.checked_on, AnchoringCheck.month)
    )
    for row in rows:
        made[row.trial_id].append(row)
    return made


def _case(row: Any, line: TrialLine, checks: Collection[Any], as_of: date) -> Case:
    return Case(
        kind=_KINDS[row.decision],
        trial=line,
        challenge=_short(row.challenge),
        tried=_short(row.action),
        expected=_short(row.prediction),
        happened=_short(row.what_happened),
        learnt=_short(row.learning),
        moments=tuple(_moments(row, line, checks, as_of)),
    )


def _short(text: str) -> str:
    """In one paragraph, cut between words."""
    return shorten(text, LONGEST, placeholder=" …")


def _moments(row: Any, line: TrialLine, checks: Collection[Any], as_of: date) -> Iterator[Moment]:
    if row.actual_start is not None:
        ended = row.actual_end is not None and row.actual_start <= row.actual_end <= as_of
        yield Moment(row.actual_start, "Afprøvning", row.actual_end if ended else None)
    if row.reflected_on is not None and row.reflected_on <= as_of:
        yield Moment(row.reflected_on, "Refleksion")
    yield Moment(row.decided_on, f"Beslutning: {line.decision}")
    for check in checks:
        yield Moment(
            check.checked_on, f"Forankringstjek efter {check.month} måneder: {check.status.label}"
        )
