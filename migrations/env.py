"""How Alembic reaches the database: each revision whole or not at all, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

import transfer.models  # noqa: F401 - fills the metadata
from transfer.config import Settings
from transfer.db import Base, Moment

ADVISORY_LOCK = 7_365_210_401
"""Any number of ours; whoever holds it migrates, the others wait."""
LOCK_TIMEOUT, STATEMENT_TIMEOUT = "10s", "10min"
"""A migration that waits behind a long query must not make every page wait behind it."""


def migrate() -> None:
    url = context.config.attributes.get("url") or Settings.from_environment().database_url
    engine = sa.create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        _make_transactional(engine)
    with engine.connect() as connection, _alone(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transactional_ddl=True,
            transaction_per_migration=True,
            render_as_batch=True,
            compare_type=True,
            render_item=_plain_types,
            process_revision_directives=_number_revisions,
            on_version_apply=_keep_links_whole,
            include_name=_is_a_model,
        )
        with context.begin_transaction():
            context.run_migrations()


def _make_transactional(engine: sa.Engine) -> None:
    """Python's driver would otherwise commit before each change to a table."""

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        connection.execute("PRAGMA busy_timeout=30000")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        # A table is changed by making it anew; with links watched, dropping the old one would
        # delete the rows that point to it.
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Wait for other migrating machines, then work under time-outs. SQLite's BEGIN does the same."""
    if connection.dialect.name != "postgresql":
        yield
        return
    connection.execute(sa.select(sa.func.pg_advisory_lock(ADVISORY_LOCK)))
    connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(sa.text(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'"))
    connection.commit()
    yield  # the lock goes with the connection


def _keep_links_whole(ctx: Any, **_step: Any) -> None:
    """Before a revision on SQLite is kept, see that every link still leads somewhere."""
    if ctx.dialect.name == "sqlite":
        broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"links that lead nowhere: {broken[:5]}")


def _is_a_model(name: str | None, kind: str, _parents: Any) -> bool:
    """FTS5's table and those that it keeps for itself are none; `models/search_texts.py` makes them."""
    return kind != "table" or not (name or "").startswith("search_index")


def _plain_types(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database, so that no revision needs our code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def _number_revisions(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """0001, 0002 …: two open changes get the same number, and the clash is seen at once."""
    if directives:
        written = list(ScriptDirectory.from_config(context.config).walk_revisions())
        directives[0].rev_id = f"{len(written) + 1:04}"


migrate()
