"""What the visitor sees: single records, and the condition that lists are read through."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
from flask import abort, g

from transfer.access.visitor import member
from transfer.policies import SIGHT, Member, may_be_seen_by
from transfer.prepared import Columns, Prepared, PreparedRecord

R = TypeVar("R")


def seen(kind: type[R], record_id: UUID) -> R:
    """The record, if the visitor sees it; else 404, as for one that never was."""
    asked: Any = kind
    record = _one_seen(asked, _sight()).record(record_id=record_id)
    if record is None:
        abort(404)
    return cast(R, record)


def in_sight() -> sa.ColumnElement[bool]:
    """The condition on a trial action that the visitor sees it."""
    return _in_sight(_sight())


def within_sight(write: Callable[..., Columns]) -> Callable[..., Prepared]:
    """A statement that depends on who asks, written once for all that decides what a member sees.

    `write` gets the member, and what else the statement depends on; so does the one who asks for it.
    """

    @lru_cache(maxsize=256)
    def written(sight: _Sight, *depends_on: Hashable) -> Prepared:
        return Prepared(write(sight.member, *depends_on))

    @wraps(write)
    def of_member(who: Member, *depends_on: Hashable) -> Prepared:
        return written(_Sight.of(who), *depends_on)

    return of_member


@dataclass(frozen=True, slots=True)
class _Sight:
    """All that decides what a member sees. A condition for it is made once; making it costs more than asking it."""

    what_decides: tuple[Any, ...]
    member: Member = field(compare=False)

    @classmethod
    def of(cls, who: Member) -> "_Sight":
        return cls(
            (
                who.organisation_id,
                who.person_id,
                frozenset(who.roles.items()),
                who.directory.revision,
                who.today,
                who.is_external,
            ),
            who,
        )


def _sight() -> _Sight:
    if "sight" not in g:
        g.sight = _Sight.of(member())
    return cast(_Sight, g.sight)


@lru_cache(maxsize=256)
def _in_sight(sight: _Sight) -> sa.ColumnElement[bool]:
    return may_be_seen_by(sight.member)


@lru_cache(maxsize=256)
def _one_seen(kind: type[Any], sight: _Sight) -> PreparedRecord[Any]:
    """Asks for the record with the id `record_id`."""
    one = sa.bindparam("record_id", type_=sa.Uuid())
    return PreparedRecord(kind, SIGHT[kind](sight.member).where(kind.id == one))
