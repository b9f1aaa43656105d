"""Counting what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from transfer.db import db


@contextmanager
def counting_queries() -> Iterator[list[str]]:
    """The statements sent inside the block, in order. `len()` of it is their number.

    Beginning and ending a transaction is not counted.
    """
    sent: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", _note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", _note)
