"""Brings a database to the tables that this version of the tool works on, after a backup."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from transfer.config import Settings

FOLDER: Final = Path(__file__).resolve().parent.parent / "migrations"
BACKUPS_KEPT: Final = 10


class NewerDatabase(Exception):
    """The database was made by a later version of the tool; this one would damage it."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"Databasen er fra en nyere udgave af Transfer (trin {revision}). "
            "Brug den udgave, eller indlæs en sikkerhedskopi fra før opdateringen."
        )


def migrate(settings: Settings) -> Path | None:
    """Bring the database up to date, one starter at a time. Harmless when it already is.

    Returns: the backup made first; None if there was nothing to change or nothing to lose.

    Raises:
        NewerDatabase: the database is ahead of this program.
    """
    with _only_one(settings.instance / "migrate.lock"):
        revision = revision_of(settings.database_url)
        if revision == head():
            return None
        if revision is not None and revision not in _known():
            raise NewerDatabase(revision)
        backup = None if revision is None else _back_up(settings, revision)
        command.upgrade(_config(settings.database_url), "head")
        return backup


def is_up_to_date(connection: Connection) -> bool:
    """Whether the tables are those that this version of the tool works on."""
    return MigrationContext.configure(connection).get_current_revision() == head()


def revision_of(database_url: str) -> str | None:
    """The migration that the database stands at; None: an empty one."""
    engine = sa.create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """The newest migration of this version of the tool."""
    newest = ScriptDirectory(str(FOLDER)).get_current_head()
    assert newest is not None
    return newest


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = database_url
    return config


def _back_up(settings: Settings, revision: str) -> Path | None:
    """A copy of a SQLite database as it is now. Whoever runs PostgreSQL takes their own."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    folder = settings.instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-from-{revision}.sqlite"
    unfinished = file.with_suffix(".part")
    unfinished.touch(mode=0o600)
    with (
        closing(sqlite3.connect(url.database)) as source,
        closing(sqlite3.connect(unfinished)) as target,
    ):
        source.backup(target)
    unfinished.rename(file)
    for old in sorted(folder.glob("*-from-*.sqlite"))[:-BACKUPS_KEPT]:
        old.unlink()
    return file


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Wait until nobody else on this machine migrates; the lock goes with the process."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
