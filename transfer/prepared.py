"""Statements that pages ask at every request: written down once, asked straight over the connection.

The session spends ten times as long on a statement of columns as the driver does (180 against 20 µs on
the machine that the measurements are from): it runs events, copies options, makes keys for its caches and
fills in blanks one by one before the database hears of it. Here a statement is put into the database's own
words once. Records that are going to change still come through the session.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import Mapper, make_transient_to_detached, with_loader_criteria

from transfer.db import NoOrganisation, OrganisationOwned, db

Columns = sa.Select[*tuple[Any, ...]]
"""A SELECT of whatever columns."""

R = TypeVar("R")


class Unwalled:
    """A SELECT of columns of tables, asked before any organisation is at work: whose session it is, and where they belong."""

    def __init__(self, statement: Columns) -> None:
        self.statement = statement
        self._worded: dict[tuple[Any, ...], _Worded] = {}

    def rows(self, **values: Any) -> Sequence[Any]:
        """What it finds, with these values in its blanks; a list fills a blank for several."""
        session = db.session()
        session.flush()
        connection = session.connection()
        lengths = [len(one) for one in values.values() if isinstance(one, (list, tuple))]
        key = (connection.dialect.name, *lengths)
        worded = self._worded.get(key)
        if worded is None:
            worded = self._worded[key] = _worded(self.statement, connection.dialect, values)
        return worded.rows(connection, values)

    def value(self, **values: Any) -> Any:
        """The first column of the first row; None when there is none."""
        rows = self.rows(**values)
        return rows[0][0] if rows else None


class Prepared(Unwalled):
    """A SELECT of columns, asked in the organisation at work.

    The wall between organisations stands here too: the statement names the organisation wherever it
    touches records that are owned, and asking without an organisation at work is refused.
    """

    def __init__(self, statement: Columns) -> None:
        super().__init__(statement.options(_ONLY_THE_ONE_AT_WORK))

    def rows(self, **values: Any) -> Sequence[Any]:
        organisation = db.session().info.get("organisation")
        if not isinstance(organisation, UUID):
            raise NoOrganisation(str(self.statement))
        return super().rows(**values, organisation_at_work=organisation)


class PreparedRecord(Generic[R]):
    """Asks for one record, which the session then knows as if it had found it itself, in a third of the time.

    Args:
        one: a SELECT of records of the kind, of which the blanks leave at most one.
    """

    def __init__(self, kind: type[R], one: sa.Select[Any]) -> None:
        self._mapper: Mapper[R] = sa.inspect(kind)
        self._names = [attribute.key for attribute in self._mapper.column_attrs]
        self._columns = Prepared(
            one.with_only_columns(*(getattr(kind, name) for name in self._names))
        )

    def record(self, **values: Any) -> R | None:
        """The record; None when there is none. Read anew only if the session doesn't hold it yet."""
        rows = self._columns.rows(**values)
        if not rows:
            return None
        content = dict(zip(self._names, rows[0], strict=True))
        session = db.session()
        known = session.identity_map.get(
            self._mapper.identity_key_from_primary_key((content["id"],))
        )
        if known is not None:
            return known
        record = self._mapper.class_manager.new_instance()
        record.__dict__.update(content)
        make_transient_to_detached(record)
        session.add(record)
        return record


Turned = Callable[[Any], Any]
"""Turns a value into the database's kind, or back."""


@dataclass(frozen=True, slots=True)
class _Blank:
    """A place among the parameters of a statement.

    Args:
        at: number or name of the place, as the driver counts or names them.
        of_several: which value of the list that is given belongs here; None: the value itself.
    """

    at: Any
    name: str
    of_several: int | None
    turned: Turned | None

    def filled(self, values: dict[str, Any]) -> Any:
        value = values[self.name] if self.of_several is None else values[self.name][self.of_several]
        return value if self.turned is None else self.turned(value)


class _Worded:
    """A statement in the words of one database, with so many values where several are asked for."""

    def __init__(
        self,
        sql: str,
        constants: list[Any] | dict[str, Any],
        blanks: tuple[_Blank, ...],
        types: tuple[Any, ...],
    ) -> None:
        self.sql, self.constants, self.blanks, self.types = sql, constants, blanks, types
        self.found: Any = None
        """What a row is: a tuple whose values have the names of the columns. Known after the first answer."""
        self.turning: list[tuple[int, Turned]] = []
        """The columns that the driver gives in another kind than we want them."""

    def rows(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        given: Any = self.constants.copy()
        for blank in self.blanks:
            given[blank.at] = blank.filled(values)
        if self.found is None or connection.engine.dispatch.before_cursor_execute:
            answer = self._asked_in_full(connection, given)
        else:
            answer = self._asked_of_the_driver(connection, given)
        columns: list[Any] = list(zip(*answer, strict=True))
        if columns:
            for at, turned in self.turning:
                columns[at] = map(turned, columns[at])
        return list(map(self.found._make, zip(*columns, strict=True)))

    def _asked_in_full(self, connection: Connection, given: Any) -> Any:
        """The first time, and whenever somebody listens to what is asked."""
        answer = connection.exec_driver_sql(
            self.sql, tuple(given) if isinstance(given, list) else given
        )
        if self.found is None:
            self._get_to_know(answer, connection.dialect)
        return answer

    def _asked_of_the_driver(self, connection: Connection, given: Any) -> list[Any]:
        """In the same transaction, but without what SQLAlchemy writes down about each answer: half the time."""
        driver: Any = connection.dialect.loaded_dbapi
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self.sql, given)
            return cursor.fetchall()  # type: ignore[return-value]
        except driver.Error as fault:
            is_cut_off = connection.dialect.is_disconnect(fault, connection.connection, cursor)
            if is_cut_off:
                connection.invalidate(fault)
            raise sa.exc.DBAPIError.instance(
                self.sql, given, fault, driver.Error, connection_invalidated=is_cut_off
            ) from fault
        finally:
            cursor.close()

    def _get_to_know(self, answer: Any, dialect: Dialect) -> None:
        kinds = [column[1] for column in answer.cursor.description]
        turning = []
        for at, (type_, kind) in enumerate(zip(self.types, kinds, strict=True)):
            turned = type_.dialect_impl(dialect).result_processor(dialect, kind)
            if turned is not None:
                # The same ids come again and again, and making one costs 1 µs.
                is_id = isinstance(type_, sa.Uuid)
                turning.append((at, lru_cache(maxsize=_IDS)(turned) if is_id else turned))
        self.turning = turning
        named_as: Any = namedtuple
        self.found = named_as("Found", list(answer.keys()), rename=True)


def _worded(statement: Columns, dialect: Dialect, values: dict[str, Any]) -> _Worded:
    compiled: Any = statement.compile(dialect=dialect)
    state = compiled.construct_expanded_state(values)
    turning = dict(state.processors)
    goes_to: dict[str, tuple[str, int | None]] = {}  # by parameter: which of our values
    for blank, name in compiled.bind_names.items():
        expanded = state.parameter_expansion.get(name)
        if expanded is None:
            turning[name] = blank.type.dialect_impl(dialect).bind_processor(dialect)
        if blank.key in values:
            parts = [name] if expanded is None else expanded
            for at, part in enumerate(parts):
                goes_to[part] = (blank.key, None if expanded is None else at)
    names = state.positiontup if compiled.positional else list(state.parameters)
    constants: Any = [None] * len(names) if compiled.positional else {}
    blanks = []
    for at, name in enumerate(names) if compiled.positional else zip(names, names, strict=True):
        turned = turning.get(name)
        if name in goes_to:
            blanks.append(_Blank(at, *goes_to[name], turned))
        else:
            value = state.parameters[name]
            constants[at] = value if turned is None else turned(value)
    types = tuple(column.type for column in statement.selected_columns)
    return _Worded(state.statement, constants, tuple(blanks), types)


_IDS: Final = 1024
"""So many ids of one column of one statement are remembered."""

_ONLY_THE_ONE_AT_WORK: Final = with_loader_criteria(
    OrganisationOwned,
    lambda cls: cls.organisation_id == sa.bindparam("organisation_at_work", type_=sa.Uuid()),
    include_aliases=True,
)
