"""What tests share: an application on a fresh database, and a visitor."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from tests.compiled import keep_templates
from tests.records import Records
from tests.web import Visitor
from transfer.app import create_app
from transfer.config import Settings
from transfer.db import db


def pytest_configure(config: pytest.Config) -> None:
    keep_templates(config)


def pytest_collection_finish() -> None:
    """All that is loaded stays to the end; looking for what is no longer needed among it is in vain, each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@event.listens_for(Engine, "engine_connect")
def _need_not_survive_a_power_cut(connection: Connection) -> None:
    """SQLite does not wait for the disk, as little as the PostgreSQL of `tests.servers` does."""
    kept = connection.connection
    if connection.dialect.name == "sqlite" and "is_quick" not in kept.info:
        kept.driver_connection.execute("PRAGMA synchronous=OFF")  # type: ignore[union-attr]
        kept.info["is_quick"] = True


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


@pytest.fixture(scope="session")
def records(application: Flask) -> Records:
    """What stands in the database of the application."""
    with application.app_context():
        return Records(db.engine)


@pytest.fixture
def app(application: Flask, records: Records) -> Iterator[Flask]:
    """The application with an empty database, inside its context."""
    with application.app_context():
        yield application
        db.session.remove()
        records.empty()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def visitors(app: Flask) -> type[Visitor]:
    """For tests with two people at once: `visitors(app)` makes another one."""
    return Visitor
