"""What a kind of record must say of itself to be searched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AsBoolean

from transfer.models.search_texts import Audience
from transfer.policies import Member


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says to one audience."""

    title: str
    parts: tuple[tuple[str, str], ...]
    """Each text with the question that it answers, or what else it is called."""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A record with what it says to whom. An audience that isn't there never sees it."""

    record: Any
    said: Mapping[Audience, Said]


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of record that is searched."""

    name: str
    model: type[Any]
    link: InstrumentedAttribute[UUID | None]
    """The column of the index that points to it."""
    parts: Mapping[type[Any], str]
    """Other records that it takes text from, and their attribute with its id."""
    read: Callable[[Sequence[UUID]], dict[UUID, Read]]
    """Those of the ids that are there, in the organisation at work."""
    sight: Callable[[Member], Mapping[Audience, sa.ColumnElement[bool]]]
    """For each audience the condition on the record that the member belongs to it."""
    goes_with: Mapping[type[Any], InstrumentedAttribute[Any]] = field(default_factory=dict)
    """Other records that the database takes this one away with, and the column that says so."""


def unit_mark(unit_id: UUID) -> str:
    return f"u{unit_id.hex}"


def goal_mark(goal_id: UUID) -> str:
    return f"g{goal_id.hex}"


def person_mark(person_id: UUID) -> str:
    return f"p{person_id.hex}"


def condition_of(seen: sa.Select[Any]) -> sa.ColumnElement[bool]:
    """The condition of a query that is told as sight."""
    return seen.whereclause if seen.whereclause is not None else sa.true()


def readers(**by_audience: sa.ColumnElement[bool]) -> Mapping[Audience, sa.ColumnElement[bool]]:
    """The condition for each audience, without those that the member can never belong to."""
    return {
        Audience[name.upper()]: condition
        for name, condition in by_audience.items()
        if not _is_never(condition)
    }


def _is_never(condition: sa.ColumnElement[bool]) -> bool:
    """Whether it is `false()`, alone or as the whole of a where-clause."""
    if isinstance(condition, AsBoolean) and condition.operator is operators.is_true:
        return isinstance(condition.element, sa.False_)
    return isinstance(condition, sa.False_)


def written(*parts: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Those of the texts that anything stands in."""
    return tuple(part for part in parts if part[1])
