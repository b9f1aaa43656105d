"""The demo's file as read and as loaded, for the tests of importing."""

from typing import Any

import sqlalchemy as sa

from transfer.db import db


def count_of(kind: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0
