"""What tests share: an application on a fresh database, and a visitor."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.web import Visitor
from transfer.app import create_app
from transfer.config import Settings
from transfer.db import across_organisations, db

TABLES_KEPT = ("alembic_version",)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this test process: SQLite, or PostgreSQL when the environment says so."""
    if os.environ.get("TRANSFER_TEST_DATABASE") == "postgresql":
        from tests.servers import postgres_database

        with postgres_database("transfer") as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'transfer.sqlite'}"


@pytest.fixture(scope="session")
def application(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    instance = tmp_path_factory.mktemp("instance")
    app = create_app(test_settings(instance, database_url))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_settings(instance: Path, database_url: str) -> Settings:
    return Settings(
        instance=instance,
        database_url=database_url,
        queue_url=f"sqlite:///{instance / 'queue.sqlite'}",
        mail_url=f"file://{instance / 'mail'}",
        base_url="http://localhost",
        secret_keys=("a-key-for-tests-only-0123456789-abcdefghij",),
        second_factor="optional",  # tests of it make an application that asks for it
        testing=True,
    )


test_settings.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    with application.app_context():
        yield application
        db.session.rollback()
        with across_organisations():
            for table in reversed(db.metadata.sorted_tables):
                if table.name not in TABLES_KEPT:
                    _empty(table)
            db.session.commit()
        db.session.remove()


def _empty(table: object) -> None:
    # Tables that point to themselves are freed of that first.
    for column in table.columns:  # type: ignore[attr-defined]
        for key in column.foreign_keys:
            if key.column.table is table and column.nullable:
                db.session.execute(table.update().values({column.name: None}))  # type: ignore[attr-defined]
    db.session.execute(table.delete())  # type: ignore[attr-defined]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def visitors(app: Flask) -> type[Visitor]:
    """For tests with two people at once: `visitors(app)` makes another one."""
    return Visitor
