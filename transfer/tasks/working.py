"""A worker: does what is due until it is told to stop."""

from uuid import UUID

from flask import Flask

from transfer.tasks.asking import ask_for_daily, ask_for_reminders
from transfer.tasks.doing import run_job, sweep
from transfer.tasks.queue import queue_of


def work(app: Flask) -> None:
    """Do what is due until told to stop; what is under way is finished first."""

    def do(job_id: UUID) -> None:
        with app.app_context():
            run_job(job_id)

    def keep_up() -> None:
        with app.app_context():
            ask_for_daily()
            ask_for_reminders()
            sweep()

    keep_up()
    queue_of(app).listen(do, each_minute=keep_up)
