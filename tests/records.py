"""The records of a database of tests: which tables were written to, so that only those are emptied or put back."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine

from transfer.db import db

Rows = Mapping[str, list[dict[str, Any]]]
"""What stands in each table, by its name."""
UNSAFE = re.compile(r"\b(INSERT\s+(?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
READING = re.compile(
    r"\s*(SELECT|WITH(?!.*\b(INSERT|UPDATE|DELETE)\b)|PRAGMA|BEGIN|COMMIT|ROLLBACK|SET|SHOW|SAVEPOINT|RELEASE|ANALYZE)\b",
    re.IGNORECASE | re.DOTALL,
)
_WRITTEN: dict[URL, set[str]] = defaultdict(set)


@lru_cache(10_000)
def _written_by(statement: str) -> frozenset[str]:
    """The tables that a statement writes to; those included that a deletion reaches by a foreign key."""
    if READING.match(statement):
        return frozenset()
    found = UNSAFE.match(statement.lstrip()) or UNSAFE.search(statement)
    if found is None or found[2] not in db.metadata.tables:
        return frozenset(db.metadata.tables)
    is_deletion = found[1].upper().startswith("DELETE")
    return _hanging_on(found[2]) if is_deletion else frozenset({found[2]})


@cache
def _hanging_on(name: str) -> frozenset[str]:
    reached, ahead = {name}, [name]
    while ahead:
        there = db.metadata.tables[ahead.pop()]
        for table in db.metadata.tables.values():
            if table.name not in reached and any(
                key.column.table is there for key in table.foreign_keys
            ):
                reached.add(table.name)
                ahead.append(table.name)
    return frozenset(reached)


@event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    written = _written_by(statement)
    if written:
        _WRITTEN[connection.engine.url] |= written


class Records:
    """What stands in one database.

    Args:
        engine: of the database; statements count from now on, whichever engine of this process sends them.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.tables = [one for one in db.metadata.sorted_tables if one.name != "alembic_version"]
        self._held: dict[str, Rows] = {}
        self.written.clear()

    @property
    def written(self) -> set[str]:
        """The tables written to, until somebody clears the set."""
        return _WRITTEN[self.engine.url]

    @contextmanager
    def noting_writes(self) -> Iterator[set[str]]:
        """The tables that anything inside the block writes to, whether it is kept or not."""
        before, inside = set(self.written), set[str]()
        self.written.clear()
        try:
            yield inside
        finally:
            inside |= self.written
            self.written.update(before)

    def read(self, names: Iterable[str] | None = None) -> dict[str, list[dict[str, Any]]]:
        """The rows of these tables, or of all, in the order of their ids."""
        wanted = None if names is None else set(names)
        with self.engine.connect() as connection:
            return {
                table.name: sorted(
                    (dict(row._mapping) for row in connection.execute(sa.select(table))),
                    key=lambda row: str(row["id"]),
                )
                for table in self.tables
                if wanted is None or table.name in wanted
            }

    def empty(self, *, everything: bool = False) -> None:
        """Take out every row that was put in.

        Args:
            everything: other processes put rows in, too.
        """
        tables = self.tables if everything else self._written_tables()
        with self.engine.begin() as connection:
            for table in reversed(tables):
                _take_out(connection, table)
        self.written.clear()

    def put_back(self, rows: Rows) -> None:
        """Let the tables that were written to hold these rows and no others."""
        tables = self._written_tables()
        now = self.read(table.name for table in tables)
        changes = [Change.of(table, now[table.name], rows[table.name]) for table in tables]
        if any(one.ties for one in changes):  # a deletion might take along what hangs on it
            tables = self.tables
            changes = [Change.whole(table, rows[table.name]) for table in tables]
        with self.engine.begin() as connection:
            for change in reversed(changes):
                if change.wrong != set():
                    _take_out(connection, change.table, change.wrong)
            for change in changes:
                change.put_right(connection)
        self.written.clear()

    def hold(self, called: str, make: Callable[[], object]) -> None:
        """Let the empty database hold what `make` puts in; it is made once, and later only put in again.

        Args:
            called: a name of what is made, the same each time.
        """
        if called not in self._held:
            make()
            db.session.commit()
            self._held[called] = self.read(self.written)
            return
        with self.engine.begin() as connection:
            for table in self.tables:
                rows = self._held[called].get(table.name)
                if rows:
                    connection.execute(table.insert(), _parents_first(table, rows))

    def _written_tables(self) -> list[sa.Table]:
        return [table for table in self.tables if table.name in self.written]


@dataclass
class Change:
    """What has to be done to a table.

    Args:
        wrong: ids of rows to take out; None is all.
        missing: rows to put in.
        other: rows that are there and say something else.
        ties: whether one of those points to another record than it should.
    """

    table: sa.Table
    wrong: set[Any] | None
    missing: list[dict[str, Any]]
    other: list[dict[str, Any]]
    ties: bool = False

    @classmethod
    def whole(cls, table: sa.Table, right: list[dict[str, Any]]) -> "Change":
        return cls(table, None, right, [])

    @classmethod
    def of(
        cls, table: sa.Table, now: list[dict[str, Any]], right: list[dict[str, Any]]
    ) -> "Change":
        there, known = {row["id"]: row for row in now}, {row["id"]: row for row in right}
        differing = {one for one in known.keys() & there if known[one] != there[one]}
        ties = [key.parent.name for key in table.foreign_keys]
        anew = set() if _is_pointed_at(table) else differing
        return cls(
            table,
            wrong=there.keys() - known.keys() | anew,
            missing=[row for one, row in known.items() if one not in there or one in anew],
            other=[known[one] for one in differing - anew],
            ties=any(
                known[one][key] != there[one][key] for one in differing - anew for key in ties
            ),
        )

    def put_right(self, connection: Connection) -> None:
        if self.missing:
            connection.execute(self.table.insert(), _parents_first(self.table, self.missing))
        for row in self.other:
            here = self.table.c.id == row["id"]
            connection.execute(self.table.update().where(here).values(row))


def _is_pointed_at(table: sa.Table) -> bool:
    return any(
        key.column.table is table
        for other in db.metadata.tables.values()
        for key in other.foreign_keys
    )


def _take_out(connection: Connection, table: sa.Table, ids: set[Any] | None = None) -> None:
    """These rows, or all. Tables that point to themselves are freed of that first."""
    which = sa.true() if ids is None else table.c.id.in_(ids)
    for column in table.columns:
        if column.nullable and any(key.column.table is table for key in column.foreign_keys):
            connection.execute(table.update().where(which).values({column.name: None}))
    connection.execute(table.delete().where(which))


def _parents_first(table: sa.Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    placed, left = [], list(rows)
    while left:
        waiting = {row["id"] for row in left} if own else set()
        now = [row for row in left if not any(row[name] in waiting for name in own)]
        assert now, f"{table.name}: a circle of parents"
        placed += now
        left = [row for row in left if any(row[name] in waiting for name in own)]
    return placed
