"""The prøvehandlinger that a report tells in full, when somebody asks for that annex.

Decided, not private, and with a yes: what is shown is what its people answered themselves. What anybody
observed, asked for help with, or is called is not in it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import Answers, InFull, TrialLine, danish_date
from transfer.db import db
from transfer.domain.vocabulary import Visibility
from transfer.models import TrialAction

_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "Plan": {
        "challenge": "Hvad var udfordringen?",
        "baseline": "Hvordan var det før?",
        "action": "Hvad blev prøvet?",
        "prediction": "Hvad var forventningen?",
        "signs": "Hvad ville vise, at det virkede?",
    },
    "Refleksion": {
        "what_happened": "Hvad skete der?",
        "deviations": "Hvad blev anderledes end planlagt?",
        "why": "Hvorfor gik det sådan?",
        "side_effects": "Hvad fulgte med, som ingen ventede?",
        "learning": "Hvad blev lært?",
    },
    "Beslutning": {
        "decision_reason": "Hvorfor blev det besluttet?",
        "spread_conditions": "Hvad skal være til stede hos andre?",
    },
}
"""The answers that are told, by phase and key, under the question as a reader of the report meets it."""


def told_in_full(lines: Mapping[UUID, TrialLine], *, withheld: bool) -> tuple[InFull, ...]:
    """Those of the decided trials that may be told, in the order of their decisions.

    Args:
        withheld: how it went would be about one unit, and is left out.
    """
    quoted = [trial_id for trial_id, line in lines.items() if line.may_be_quoted]
    rows = {row.id: row for row in db.session.execute(_answers(quoted))} if quoted else {}
    return tuple(
        _told(rows[trial_id], lines[trial_id], withheld=withheld)
        for trial_id in quoted
        if trial_id in rows
    )


def _answers(trial_ids: list[UUID]) -> sa.Executable:
    return sa.select(
        TrialAction.id,
        TrialAction.actual_start,
        TrialAction.actual_end,
        TrialAction.decided_on,
        *(_answer(key).label(key) for questions in _ASKED.values() for key in questions),
    ).where(TrialAction.id.in_(trial_ids), TrialAction.visibility != Visibility.PRIVATE.value)


def _answer(key: str) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] | None = getattr(TrialAction, key, None)
    return TrialAction.other_answers[key].as_string() if column is None else column


def _told(row: Any, line: TrialLine, *, withheld: bool) -> InFull:
    return InFull(
        key=row.id.hex,
        trial=line,
        facts=tuple((name, words) for name, words in _facts(row, line, withheld=withheld) if words),
        answers=tuple(
            Answers(phase, passages)
            for phase, questions in _ASKED.items()
            if (passages := tuple(_passages(row, questions)))
        ),
    )


def _facts(row: Any, line: TrialLine, *, withheld: bool) -> Iterator[tuple[str, str]]:
    yield "Enhed", line.printed_unit
    yield "Kompetencemål", ", ".join(line.goals)
    if row.actual_start and row.actual_end:
        period = f"{danish_date(row.actual_start)} til {danish_date(row.actual_end)}"
        yield "Afprøvet", period
    yield "Beslutning", f"{line.decision}, {danish_date(row.decided_on)}"
    if not withheld:
        yield "Udfald", line.outcome


def _passages(row: Any, questions: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for key, question in questions.items():
        answer = (getattr(row, key) or "").strip()
        if answer:
            yield question, answer
