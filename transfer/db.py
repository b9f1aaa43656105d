"""The database handle, the base of all records, and the wall between organisations."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar, Final, Protocol, cast
from uuid import UUID
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    registry,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.util import find_tables
from sqlalchemy.types import TypeDecorator


class NoOrganisation(RuntimeError):
    """A query reached for records of an organisation without saying which."""


class AnotherOrganisation(RuntimeError):
    """A record was about to be written into another organisation than the one at work."""


class Moment(TypeDecorator[datetime]):
    """A point in time, kept as UTC. Naive times are refused; SQLite would lose the zone."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def new_id() -> UUID:
    """A UUID of version 7: ordered by time, with a random tail.

    Source: RFC 9562 (2024), section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = milliseconds << 16 | 0x7000 | random >> 62
    low = 0b10 << 62 | random & (1 << 62) - 1
    return UUID(int=high << 64 | low)


class Base(DeclarativeBase):
    registry = registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            UUID: sa.Uuid(),
            datetime: Moment(),
            dict[str, Any]: sa.JSON(),
            list[str]: sa.JSON(),
        },
    )
    __abstract__ = True
    __table__: ClassVar[sa.FromClause]

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-10)


class OrganisationOwned:
    """A record of one organisation. No query reaches it unless the organisation at work is named."""

    @declared_attr
    def organisation_id(cls) -> Mapped[UUID]:  # noqa: N805  (SQLAlchemy hands over the class)
        return mapped_column(sa.ForeignKey("organisation.id"), index=True, sort_order=-9)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

_EVERY: Final = object()


def work_in(organisation_id: UUID) -> None:
    """From here on this session sees and writes only the records of one organisation."""
    db.session.info["organisation"] = organisation_id


@contextmanager
def inside(organisation_id: UUID) -> Iterator[None]:
    """Work in one organisation for the length of the block."""
    before = db.session.info.get("organisation")
    db.session.info["organisation"] = organisation_id
    try:
        yield
    finally:
        db.session.info["organisation"] = before


@contextmanager
def across_organisations() -> Iterator[None]:
    """Work on all organisations at once; for sign-in, periodic work and installation commands."""
    before = db.session.info.get("organisation")
    db.session.info["organisation"] = _EVERY
    try:
        yield
    finally:
        db.session.info["organisation"] = before


@lru_cache(maxsize=256)
def _only(organisation_id: UUID) -> Any:
    return with_loader_criteria(
        OrganisationOwned,
        lambda cls: cls.organisation_id == organisation_id,
        include_aliases=True,
        track_closure_variables=True,
    )


@event.listens_for(Session, "do_orm_execute")
def _keep_to_the_organisation(execution: ORMExecuteState) -> None:
    if execution.is_column_load or execution.is_relationship_load or execution.is_insert:
        return
    organisation = execution.session.info.get("organisation")
    if organisation is _EVERY:
        return
    if organisation is None:
        if _owned_tables_in(execution.statement):
            raise NoOrganisation(str(execution.statement))
        return
    execution.statement = _kept_to(organisation, cast(sa.Select[Any], execution.statement))


def _kept_to(organisation_id: UUID, statement: sa.Select[Any]) -> sa.Select[Any]:
    """The statement within the organisation; remembered as long as the statement is.

    Statements that are written once keep what SQLAlchemy works out about them, which is half the price.
    """
    kept_to, kept = _KEPT.get(statement, (None, statement))
    if kept_to != organisation_id:
        kept = statement.options(_only(organisation_id))
        _KEPT[statement] = (organisation_id, kept)
    return kept


_KEPT: Final[WeakKeyDictionary[sa.Select[Any], tuple[UUID, sa.Select[Any]]]] = WeakKeyDictionary()


def _owned_tables_in(statement: Any) -> set[str]:
    """The tables of organisations that a statement reaches, also inside its subqueries."""
    reached = find_tables(
        statement, include_joins=False, include_selects=False, check_columns=True, include_crud=True
    )
    for part in visitors.iterate(statement):
        if isinstance(part, sa.Table):
            reached.append(part)
    owned = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, OrganisationOwned) and isinstance(mapper.local_table, sa.Table)
    }
    return owned & {table.name for table in reached if isinstance(table, sa.Table)}


@event.listens_for(Session, "before_flush")
def _write_only_into_the_organisation(session: Session, *_: object) -> None:
    organisation = session.info.get("organisation")
    if organisation is _EVERY:
        return
    for record in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(record, OrganisationOwned):
            continue
        owned = cast(_Owned, record)
        if organisation is None:
            raise NoOrganisation(repr(record))
        if owned.organisation_id is None:
            owned.organisation_id = organisation
        elif owned.organisation_id != organisation:
            raise AnotherOrganisation(repr(record))


class _Owned(Protocol):
    organisation_id: UUID | None


writing: ContextVar[bool] = ContextVar("writing", default=True)
"""Whether what runs now may write. SQLite's writers queue from their first statement, so that
none of them reads, waits and then fails to write; readers stay side by side."""


@contextmanager
def only_reading() -> Iterator[None]:
    """Read at length without keeping SQLite's writers waiting. Nothing read before or inside is kept."""
    db.session.rollback()
    token = writing.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        writing.reset(token)


@contextmanager
def writing_down() -> Iterator[None]:
    """Write down, in a request that else only reads, that something was read.

    What was read before is let go of first: SQLite's readers cannot become writers. Commits.
    """
    organisation = db.session.info.get("organisation")
    db.session.rollback()
    token = writing.set(True)
    try:
        db.session.info["organisation"] = organisation
        yield
        db.session.commit()
    finally:
        writing.reset(token)


def prepare_engine(engine: Engine) -> None:
    """Give SQLite the settings that make it safe under several writers, and PostgreSQL those that keep it quick."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _compile_nothing)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        begin = "BEGIN IMMEDIATE" if writing.get() else "BEGIN"
        connection.connection.driver_connection.execute(begin)  # type: ignore[union-attr]


def _compile_nothing(connection: Any, _record: object) -> None:
    """What one may see is a long condition: compiling it takes PostgreSQL seconds, and asking it milliseconds."""
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def take_stock(engine: Engine) -> None:
    """Let SQLite look at how its records are spread, which PostgreSQL does by itself.

    Not knowing, it takes every record of a large organisation in hand to find one. Needed after many
    were written, and now and then; connections opened afterwards know. A sample is not enough: it
    takes all that an activist has part in for as much as all that the organisation has.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit=0")
        connection.exec_driver_sql("ANALYZE")
