"""Messenger and clock: tells a worker to look at the job table. The only file that knows huey."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from huey import PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer
from psycopg.errors import UniqueViolation

from transfer.config import Settings

STOP_WITHIN: Final = 20
"""Seconds that work under way gets when the worker is told to stop."""


class Queue:
    """Tells workers, wherever they run, to look at a job. A worker listens to it, and hears the clock too."""

    def __init__(self, settings: Settings) -> None:
        self.huey = _huey(settings)
        self._do: Callable[[UUID], object] | None = None

        @self.huey.task(name="run")
        def run(job_id: str) -> None:
            if self._do is not None:  # only who listens is called
                self._do(UUID(job_id))

        self._run = run

    def tell(self, job_id: UUID) -> None:
        """Have a worker look at the job."""
        self._run(str(job_id))

    def listen(self, do: Callable[[UUID], object], each_minute: Callable[[], object]) -> None:
        """Do what the messages name, until told to stop; what is under way is finished first."""
        self._do = do
        self.huey.periodic_task(crontab(), name="each_minute")(each_minute)
        consumer = self.huey.create_consumer(
            workers=2,
            worker_type="thread",  # processes would outlive a consumer that is killed
            initial_delay=0.05,
            max_delay=0.5,
            graceful_signal="TERM",
            shutdown_timeout=STOP_WITHIN,
        )
        consumer.run()


def queue_of(app: Flask) -> Queue:
    """The application's queue, made when it is first asked for."""
    if "queue" not in app.extensions:
        app.extensions["queue"] = Queue(app.config["SETTINGS"])
    queue: Queue = app.extensions["queue"]
    return queue


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
