"""A worker: does what is due until it is told to stop."""

from typing import Final

from flask import Flask

from transfer.tasks.asking import ask_for_daily, ask_for_reminders
from transfer.tasks.doing import sweep
from transfer.tasks.queue import queue_of

STOP_WITHIN: Final = 20
"""Seconds that work under way gets when the worker is told to stop."""


def work(app: Flask) -> None:
    """Do what is due until told to stop; what is under way is finished first."""
    queue = queue_of(app)
    with app.app_context():
        ask_for_daily()
        ask_for_reminders()
        sweep()
    consumer = queue.huey.create_consumer(
        workers=2,
        worker_type="thread",  # processes would outlive a consumer that is killed
        initial_delay=0.05,
        max_delay=0.5,
        graceful_signal="TERM",
        shutdown_timeout=STOP_WITHIN,
    )
    consumer.run()
