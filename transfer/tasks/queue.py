"""Messenger and clock: tells a worker to look at the job table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from psycopg.errors import UniqueViolation

from transfer.config import Settings


@dataclass(frozen=True, slots=True)
class Queue:
    huey: Any
    run: Callable[[str], Any]
    """Tell a worker to look at the job with this id."""


def queue_of(app: Flask) -> Queue:
    """The application's queue, made when it is first asked for."""
    if "queue" not in app.extensions:
        app.extensions["queue"] = _make_queue(app)
    queue: Queue = app.extensions["queue"]
    return queue


def _make_queue(app: Flask) -> Queue:
    # Work asks for more work and so tells the queue: imported when both are there.
    from transfer.tasks import asking, doing

    huey = _huey(app.config["SETTINGS"])

    @huey.task(name="run")
    def run(job_id: str) -> None:
        with app.app_context():
            doing.run_job(UUID(job_id))

    @huey.periodic_task(crontab(), name="each_minute")
    def each_minute() -> None:
        with app.app_context():
            asking.ask_for_daily()
            asking.ask_for_reminders()
            doing.sweep()

    return Queue(huey, run)


def _huey(settings: Settings) -> Any:
    """The queue that the settings name. Messages are signed, since reading one runs what it says."""
    kind = settings.queue_url.partition(":")[0]
    shared: dict[str, Any] = {
        "name": "transfer",
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_keys[0]),
    }
    if kind == "postgresql":
        try:
            return PostgresHuey(dsn=settings.queue_url, connect_timeout=2, **shared)
        except (
            UniqueViolation
        ):  # two that start at once both make the queue's tables: now they are there
            return PostgresHuey(dsn=settings.queue_url, connect_timeout=2, **shared)
    if kind in ("redis", "rediss"):
        from redis import ConnectionPool

        timeouts = {"socket_connect_timeout": 2, "socket_timeout": 5}
        pool = ConnectionPool.from_url(settings.queue_url, **timeouts)
        return RedisHuey(connection_pool=pool, **shared)
    # No fsync: the job table is what must survive a power cut, and it does.
    file = sa.make_url(settings.queue_url).database
    return SqliteHuey(filename=file, fsync=False, timeout=5, **shared)
