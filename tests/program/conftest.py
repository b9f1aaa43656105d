"""Two organisations that are made once and walked through by several files of tests."""

from collections.abc import Iterator

import pytest

from tests.program.two_organisations import an_own_database, two_organisations
from tests.program.walking import Walk
from transfer.db import db


@pytest.fixture(scope="session")
def walk(tmp_path_factory, database_url) -> Iterator[Walk]:
    """Made once; whoever changes something puts it back with `walk.restore()`."""
    folder = tmp_path_factory.mktemp("walk")
    with an_own_database(database_url, folder) as url:
        walk = Walk(two_organisations(folder, url))
        yield walk
        with walk.app.app_context():
            db.engine.dispose()
