"""The clock, the post, and something that waits for somebody, for the tests of reminders."""

from datetime import date, datetime
from email import message_from_bytes, policy

from tests.factories import a_trial
from transfer import tasks
from transfer.db import db
from transfer.domain.clock import COPENHAGEN
from transfer.domain.lifecycle import State
from transfer.models import Person


def copenhagen(*when) -> datetime:
    return datetime(*when, tzinfo=COPENHAGEN)


MONDAY = copenhagen(2026, 3, 2, 7, 0)


def the_post(app):
    """Letters that have come since they were last taken, as (to, message)."""
    folder = app.config["SETTINGS"].instance / "mail"
    for old in folder.glob("*"):
        old.unlink()

    def take():
        taken = []
        for file in sorted(folder.glob("*.eml")):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            taken.append((message["To"], message))
            file.unlink()
        return taken

    return take


def something_waits_for(person, organisation, unit, **given):
    """A trial in reflection since February."""
    values = {
        "title": "Hemmelig titel",
        "state": State.REFLECTING,
        "actual_end": date(2026, 2, 20),
        "reflection_due": date(2026, 3, 6),
    }
    return a_trial(organisation, person, unit, **{**values, **given})


def chooses(person, often):
    with db.session.begin_nested():
        db.session.get_one(Person, person.id).reminders = often
    db.session.commit()


def a_minute_passes():
    """What a worker does each minute, and the jobs that come of it."""
    tasks.ask_for_reminders()
    tasks.run_due()
    tasks.run_due()
