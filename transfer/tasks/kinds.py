"""The kinds of work there are, and how each is done."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from flask import current_app

from transfer import daily_work, invitations, mail, reminders
from transfer.access import now
from transfer.config import Settings
from transfer.db import across_organisations, db, inside, only_reading
from transfer.models.sparring_sessions import SparringSession
from transfer.tasks.asking import ask
from transfer.tasks.ledger import Taken, Work

log = logging.getLogger(__name__)


def _send(job: Taken) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    mail.send(settings, **job.payload, key=str(job.id))


def _daily(_job: Taken) -> None:
    daily_work.carry_out()


def _tell_calendars(job: Taken) -> None:
    with across_organisations():
        session = db.session.get(
            SparringSession, UUID(job.payload["session"]), with_for_update=True
        )
    if session is None:
        return
    with inside(session.organisation_id):
        found = invitations.letters(session, announce=job.payload["announce"], at=now())
        for letter in found:
            ask("mail.session", letter.as_mail(), dedupe=letter.key)
        db.session.commit()


def _remind(job: Taken) -> None:
    """Have one mail sent to each person for whom something waits. Those who got theirs get no other.

    Raises:
        NotAll: some could not be written; the job is tried again and its failure is seen.
    """
    morning = date.fromisoformat(job.payload["morning"])
    left = []
    for person_id, dedupe in reminders.readers(morning):
        try:
            with only_reading():
                letter = reminders.letter_to(person_id, morning)
            if letter is not None:
                ask("mail.digest", letter.as_mail(), dedupe=dedupe)
                db.session.commit()
        except Exception:
            log.exception("no reminder could be written to %s", person_id)
            left.append(person_id)
            db.session.rollback()
    if left:
        raise daily_work.NotAll(f"people without their reminder: {left[:5]}")


WORK: Final[Mapping[str, Work]] = {
    "mail": Work(_send, lease=timedelta(minutes=2)),
    "calendars": Work(_tell_calendars, lease=timedelta(minutes=5)),
    "daily": Work(_daily, lease=timedelta(minutes=15)),
    "reminders": Work(_remind, lease=timedelta(minutes=30)),
}
