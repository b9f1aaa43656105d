"""Migrations: whole or not at all, the same tables as the models, never into a newer database."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.pool import NullPool

from tests.conftest import test_settings as settings_of_tests
from tests.servers import postgres_cluster, postgres_database
from transfer import migrating
from transfer.config import Settings
from transfer.db import Base

FTS5 = "search_index"
"""The table of SQLite's own kind, and those that it keeps for itself."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """One PostgreSQL for all tests of this file."""
    with postgres_cluster():
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path) -> Iterator[Settings]:
    if request.param == "sqlite":
        yield on_sqlite(tmp_path)
        return
    request.getfixturevalue("cluster")
    with postgres_database("transfer_migrated") as url:
        yield settings_of_tests(tmp_path, url)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def migrated(request, tmp_path_factory) -> Iterator[Settings]:
    """A database that was empty before it was migrated."""
    folder = tmp_path_factory.mktemp("migrated")
    if request.param == "sqlite":
        url = nullcontext(on_sqlite(folder).database_url)
    else:
        request.getfixturevalue("cluster")
        url = postgres_database("transfer_migrated_once")
    with url as there:
        settings = settings_of_tests(folder, there)
        assert migrating.migrate(settings) is None
        yield settings


def on_sqlite(folder: Path) -> Settings:
    return settings_of_tests(folder, f"sqlite:///{folder / 'transfer.sqlite'}")


def tables_of(settings: Settings) -> set[str]:
    engine = sa.create_engine(settings.database_url, poolclass=NullPool)
    return {one for one in sa.inspect(engine).get_table_names() if not one.startswith(FTS5)}


def differences(settings: Settings) -> list[object]:
    engine = sa.create_engine(settings.database_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith(FTS5),
            },
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_migrations_make_the_tables_of_the_models(migrated):
    assert differences(migrated) == []
    assert tables_of(migrated) == {*Base.metadata.tables, "alembic_version"}


@pytest.mark.parametrize("migrated", ["sqlite"], indirect=True)
def test_the_migrations_make_the_search_index_of_the_models(migrated, tmp_path):
    made = tmp_path / "made.sqlite"
    engine = sa.create_engine(f"sqlite:///{made}", poolclass=NullPool)
    Base.metadata.create_all(engine)
    assert _search_of(migrated.instance / "transfer.sqlite") == _search_of(made) != []


def _search_of(file: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%' "
            "AND type IN ('table', 'trigger') AND name NOT IN ('search_text', 'search_word') ORDER BY name"
        ).fetchall()
    return [(name, " ".join(sql.split())) for name, sql in rows]


def test_migrating_twice_is_harmless(migrated):
    assert migrating.migrate(migrated) is None
    assert migrating.revision_of(migrated.database_url) == migrating.head()


def test_it_is_known_whether_a_database_is_up_to_date(migrated, tmp_path):
    for one, is_up_to_date in ((on_sqlite(tmp_path), False), (migrated, True)):
        engine = sa.create_engine(one.database_url, poolclass=NullPool)
        with engine.connect() as connection:
            assert migrating.is_up_to_date(connection) is is_up_to_date


def test_of_several_starters_one_migrates_and_the_others_wait(settings):
    with ThreadPoolExecutor() as starters:
        list(starters.map(migrating.migrate, [settings] * 3))
    assert differences(settings) == []


def test_of_several_machines_one_migrates_and_the_others_wait(tmp_path, cluster):
    with postgres_database("transfer_migrated") as url:
        children = []
        for machine in "abc":
            (tmp_path / machine).mkdir()
            children.append(_in_a_process(settings_of_tests(tmp_path / machine, url)))
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert differences(settings_of_tests(tmp_path, url)) == []


def _in_a_process(settings: Settings) -> int:
    child = os.fork()
    if child == 0:
        failed = 1
        try:
            migrating.migrate(settings)
            failed = 0
        finally:
            os._exit(failed)
    return child


def test_a_newer_database_is_left_alone(migrated):
    stand_at(migrated, "9999")
    try:
        with pytest.raises(migrating.NewerDatabase, match="9999"):
            migrating.migrate(migrated)
        assert migrating.revision_of(migrated.database_url) == "9999"
    finally:
        stand_at(migrated, migrating.head())


def stand_at(settings: Settings, revision: str) -> None:
    engine = sa.create_engine(settings.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        version = sa.text("UPDATE alembic_version SET version_num = :revision")
        connection.execute(version, {"revision": revision})


def test_a_revision_killed_at_any_statement_leaves_nothing_behind(tmp_path):
    (tmp_path / "undisturbed").mkdir()
    whole = _tables_after_each_revision(on_sqlite(tmp_path / "undisturbed"))
    killed_at = 1
    while _migrates_until_killed(on_sqlite(tmp_path), at_statement=killed_at):
        stands_at = migrating.revision_of(on_sqlite(tmp_path).database_url)
        assert tables_of(on_sqlite(tmp_path)) | {"alembic_version"} == whole[stands_at]
        killed_at += 17  # every seventeenth is as telling as each, and quick
    assert killed_at > 50
    migrating.migrate(on_sqlite(tmp_path))
    assert differences(on_sqlite(tmp_path)) == []


def _tables_after_each_revision(settings: Settings) -> dict[str | None, set[str]]:
    """The tables by the revision a database stands at; none is before the first."""
    found: dict[str | None, set[str]] = {None: {"alembic_version"}}
    revisions = ScriptDirectory(str(migrating.FOLDER)).walk_revisions()
    for revision in sorted(script.revision for script in revisions):
        command.upgrade(migrating._config(settings.database_url), revision)
        found[revision] = tables_of(settings)
    return found


def _migrates_until_killed(settings: Settings, *, at_statement: int) -> bool:
    """Migrate in a process of its own that dies before one of its statements. Whether it did."""
    child = os.fork()
    if child == 0:
        seen = 0

        @event.listens_for(sa.Engine, "before_cursor_execute")
        def _count(*_execution: object) -> None:
            nonlocal seen
            seen += 1
            if seen == at_statement:
                os.kill(os.getpid(), 9)

        try:
            migrating.migrate(settings)
        finally:
            os._exit(0)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


# Backups


def an_older_database(folder: Path) -> Settings:
    """One that stands before the newest revision, with a row to lose."""
    settings = on_sqlite(folder)
    with closing(sqlite3.connect(folder / "transfer.sqlite")) as database, database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("CREATE TABLE kept (word TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('0000')")
        database.execute("INSERT INTO kept VALUES ('ord')")
    return settings


def test_a_database_with_data_is_copied_before_it_is_changed(tmp_path):
    backup = migrating._back_up(an_older_database(tmp_path), "0000")
    assert backup is not None
    assert backup.parent == tmp_path / "backups"
    assert backup.stat().st_mode & 0o077 == 0
    with closing(sqlite3.connect(backup)) as database:
        assert database.execute("SELECT word FROM kept").fetchall() == [("ord",)]


def test_the_last_ten_copies_are_kept(tmp_path):
    settings = an_older_database(tmp_path)
    backups = [migrating._back_up(settings, "0000") for _ in range(12)]
    assert sorted((tmp_path / "backups").iterdir()) == backups[2:]


def test_an_empty_database_needs_no_copy(migrated):
    assert not (migrated.instance / "backups").exists()


# Revisions


def test_revisions_need_none_of_our_code():
    for revision in (migrating.FOLDER / "versions").glob("*.py"):
        assert "transfer" not in revision.read_text().replace('"transfer_level"', ""), revision


def test_revisions_are_numbered_in_one_line():
    numbers = sorted(one.name[:4] for one in (migrating.FOLDER / "versions").glob("*.py"))
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert migrating.head() == numbers[-1]
