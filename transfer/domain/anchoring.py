"""When anchoring checks (forankringstjek) fall due, and what a check does to the trial."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import Move, State, after, is_possible
from transfer.domain.periods import months_later
from transfer.domain.texts import marked
from transfer.domain.vocabulary import CheckFollowup, CheckStatus

CHECK_MONTHS: Final = (3, 6, 12)
"""Months after the adoption at which someone looks whether it still lives."""

ANCHORED_FROM_MONTH: Final = 6
"""Held at this check or a later one, a practice is called anchored."""

MISSED_AFTER: Final = timedelta(days=60)
"""So long after its due date a check that wasn't done counts as skipped; it may still be done."""

EARLIEST_MONTH: Final = 1
LATEST_MONTH: Final = 36
MOST_CHECKS: Final = 6
LONGEST_NUMBER: Final = 4
"""What an organisation may choose between; more would be asked without being answered."""

ANSWERED_FROM: Final = timedelta(days=14)
"""So long before its due date a check may be answered; sooner, it would tell of days that have not been."""

CORRECTED_WITHIN: Final = timedelta(days=30)
"""So long after it was given an answer may be mended."""

HELD: Final = frozenset({CheckStatus.HELD_AS_IS, CheckStatus.HELD_ADAPTED})
GONE: Final = frozenset({CheckStatus.LAPSED, CheckStatus.RETIRED})


class CheckState(StrEnum):
    """Where a check stands. Computed from its dates, never stored."""

    SCHEDULED = "scheduled"
    DUE = "due"
    DONE = "done"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return _LABELS[self]


def months_in(text: str) -> tuple[int, ...]:
    """The months that an organisation has chosen, from text such as "3, 6, 12".

    Raises:
        ValueError: not whole numbers from 1 to 36, none at all, or too many.
    """
    parts = [part for part in re.split(r"[\s,;.]+|og", text.strip()) if part]
    if not all(
        part.isascii() and part.isdecimal() and len(part) < LONGEST_NUMBER for part in parts
    ):
        raise ValueError(text)
    months = tuple(sorted({int(part) for part in parts}))
    if not 1 <= len(months) <= MOST_CHECKS:
        raise ValueError(text)
    if months[0] < EARLIEST_MONTH or months[-1] > LATEST_MONTH:
        raise ValueError(text)
    return months


def due_dates(
    adopted_on: date, months: Iterable[int] = CHECK_MONTHS
) -> tuple[tuple[int, date], ...]:
    """Each check's month and the day it falls due. 31 August and six months is late February."""
    return tuple((month, months_later(adopted_on, month)) for month in sorted(set(months)))


def check_state(due_on: date, done_on: date | None, as_of: date) -> CheckState:
    """Where the check stands on the day `as_of`. A check done later than that isn't done yet."""
    if done_on is not None and done_on <= as_of:
        return CheckState.DONE
    if as_of < due_on:
        return CheckState.SCHEDULED
    return CheckState.DUE if as_of < due_on + MISSED_AFTER else CheckState.MISSED


def statuses_at(due_on: date, on: date) -> tuple[CheckStatus, ...]:
    """What may be answered to the check on that day: that the practice is gone always, that it lives
    once the time has come."""
    early = on < due_on - ANSWERED_FROM
    return tuple(status for status in CheckStatus if status in GONE or not early)


def move_after(
    month: int, status: CheckStatus, followup: CheckFollowup | None = None
) -> Move | None:
    """What a check with this answer asks for; None when the trial stays where it is.

    Whoever ends a practice now ends it on purpose, however much of it was still held: it is not called
    anchored afterwards. What had fallen away by itself stays that.
    """
    if status is CheckStatus.LAPSED:
        return Move.LAPSE
    if status is CheckStatus.RETIRED or followup is CheckFollowup.RETIRE:
        return Move.RETIRE
    if status in HELD and month >= ANCHORED_FROM_MONTH:
        return Move.ANCHOR
    return None


def state_after(
    state: State, month: int, status: CheckStatus, followup: CheckFollowup | None = None
) -> State:
    """The trial's state once the check is done. Only what is adopted or anchored is moved by one:
    a practice that fell away comes back by being revived, not by a late check."""
    move = move_after(month, status, followup)
    return after(state, move) if move is not None and is_possible(state, move) else state


_LABELS: Final = {
    CheckState.SCHEDULED: marked("Planlagt"),
    CheckState.DUE: marked("Forfalden"),
    CheckState.DONE: marked("Gennemført"),
    CheckState.MISSED: marked("Sprunget over"),
}
