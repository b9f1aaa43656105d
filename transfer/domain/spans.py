"""Stretches of days, such as the time somebody holds a role."""

from collections.abc import Iterable
from datetime import date, timedelta

Span = tuple[date, date | None]
"""First and last day; no last day: for ever. A last day before the first: no day at all."""


def overlap(one: Span, other: Span) -> bool:
    """Whether the two have a day in common."""
    last = min(one[1] or date.max, other[1] or date.max)
    return max(one[0], other[0]) <= last


def covered_until(spans: Iterable[Span], first: date) -> date:
    """The last day that is reached from `first` with no day between left uncovered.

    `date.max` when it goes on for ever; the day before `first` when that day itself is uncovered.
    """
    until = first - timedelta(days=1)
    for starts_on, ends_on in sorted(spans, key=lambda span: span[0]):
        if until == date.max or starts_on > until + timedelta(days=1):
            break
        until = max(until, ends_on or date.max)
    return until
