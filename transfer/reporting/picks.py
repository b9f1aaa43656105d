"""What somebody picked for a report, of what may be told there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from reports import CaseKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be picked for a report, in a few words."""

    id: UUID
    words: str
    more: str
    """What one chooses by: how firm an insight is, or by whom and when something is to be done."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trial that may be told as one of the cases, with what the tool chooses by."""

    trial_id: UUID
    kind: CaseKind
    title: str
    answers: int
    """How many of the questions that make a reflection full have an answer."""
    checks: int
    """Forankringstjek that were made."""


@dataclass(frozen=True, slots=True)
class Offered:
    """All that may be picked for a report; of each kind the tool's own choice first."""

    insights: tuple[Offer, ...] = ()
    recommendations: tuple[Offer, ...] = ()
    cases: tuple[Candidate, ...] = ()
    measures: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Picks:
    """Insights, recommendations, cases and målinger; None, or a kind that is not there: what the tool suggests.

    What was picked and may no longer be told, or is gone, is left out.
    """

    insights: Sequence[UUID] | None = None
    recommendations: Sequence[UUID] | None = None
    cases: Mapping[CaseKind, UUID | None] = field(default_factory=dict)
    """A trial for each kind; None: no case of this kind."""
    measures: Sequence[UUID] | None = None


def in_picked_order(
    found: Sequence[T], picked: Sequence[UUID] | None, its_id: Callable[[T], UUID]
) -> list[T]:
    """Those of the found that were picked, in that order; all as they are when nobody picked."""
    if picked is None:
        return list(found)
    by_id = {its_id(one): one for one in found}
    return [by_id[one] for one in picked if one in by_id]
