"""Two organisations that are made once and walked through by several files, and whole installations."""

import os
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.program.two_organisations import an_own_database, two_organisations
from tests.program.walking import Walk
from tests.servers import postgres_database, smtp_server
from transfer import migrating
from transfer.app import create_app
from transfer.config import Settings
from transfer.db import db
from transfer.tasks.queue import queue_of


@pytest.fixture(scope="session")
def walk(tmp_path_factory, database_url) -> Iterator[Walk]:
    """Made once; whoever changes something puts it back with `walk.restore()`."""
    folder = tmp_path_factory.mktemp("walk")
    with an_own_database(database_url, folder) as url:
        walk = Walk(two_organisations(folder, url))
        yield walk
        with walk.app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    """A migrated installation in a folder of its own, and the environment that names it."""
    on_sqlite = request.param == "sqlite"
    with (
        smtp_server() as office,
        nullcontext("") if on_sqlite else postgres_database("transfer_tasks") as url,
    ):
        environment = {
            **os.environ,
            "TRANSFER_INSTANCE": str(tmp_path),
            "TRANSFER_MAIL_URL": office.url,
            "TRANSFER_DATABASE_URL": url,
            "TRANSFER_QUEUE_URL": url,
            "TRANSFER_SECOND_FACTOR": "optional",
        }
        settings = Settings.from_environment(environment)
        migrating.migrate(settings)
        app = create_app(settings)
        with app.app_context():
            yield app, environment, office
            queue_of(app).huey.storage.close()
            db.session.remove()
            db.engine.dispose()
