"""Work after the response and by the clock.

What must happen is a row in the `job` table, written together with its cause; the queue only tells a
worker to look, and the clock tells it again. So a lost message or a killed worker delays work and
never loses it. Work may run twice and must do no harm by it.
"""

from transfer.tasks import ahead
from transfer.tasks.asking import (
    ask_for_daily,
    ask_for_reminders,
    calendars_are_to_be_told,
    freeze_later,
    make_later,
    send_later,
    tell_calendars_later,
)
from transfer.tasks.doing import run_due, run_job, sweep
from transfer.tasks.ledger import MOST_ATTEMPTS
from transfer.tasks.working import work

__all__ = [
    "MOST_ATTEMPTS",
    "ahead",
    "ask_for_daily",
    "ask_for_reminders",
    "calendars_are_to_be_told",
    "freeze_later",
    "make_later",
    "run_due",
    "run_job",
    "send_later",
    "sweep",
    "tell_calendars_later",
    "work",
]
