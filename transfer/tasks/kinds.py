"""The kinds of work there are, and how each is done."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from threading import Lock
from typing import Final
from uuid import UUID

from flask import current_app

from reports.apart import TookTooLong, TooLarge
from transfer import daily_work, mail, reminders, report_making
from transfer.access import now
from transfer.calendars import invitations
from transfer.config import Settings
from transfer.db import across_organisations, db, inside, only_reading
from transfer.models.sparring_sessions import SparringSession
from transfer.tasks.asking import ask, wake_those_in_line
from transfer.tasks.ledger import Taken, Work, still_at_it

log = logging.getLogger(__name__)


def _send(job: Taken) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    mail.send(settings, **job.payload, key=str(job.id))


def _daily(_job: Taken) -> None:
    daily_work.carry_out()
    report_making.tidy()


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


class Busy(Exception):
    """This worker is at another job of the kind; it is to be asked again in a moment."""


_ONE_REPORT_AT_A_TIME: Final = Lock()
"""Of each worker's hands, so that the others are free for mails."""
_SILENT_FOR: Final = timedelta(seconds=60)
_MOST_TRIES: Final = 3


def _make_report(job: Taken) -> None:
    if not _ONE_REPORT_AT_A_TIME.acquire(blocking=False):
        raise Busy
    try:
        _carry_out(job, lambda: still_at_it(job, _SILENT_FOR))
    except Exception as error:  # somebody waits for it: they are soon told, and may ask again
        db.session.rollback()
        is_hopeless = isinstance(error, (TookTooLong, TooLarge))
        if job.attempts < _MOST_TRIES and not is_hopeless:
            raise
        log.exception("report %s is given up", job.payload)
        _give_up_report(job)
    finally:
        _ONE_REPORT_AT_A_TIME.release()
        wake_those_in_line("report")


def _carry_out(job: Taken, alive: Callable[[], bool]) -> None:
    if "organisation" in job.payload:
        report_making.draw_ahead(UUID(job.payload["organisation"]), still_at_it=alive)
        return
    if "file" in job.payload:
        report_making.make(UUID(job.payload["file"]), still_at_it=alive)
        return
    edition, is_last = UUID(job.payload["edition"]), job.attempts >= _MOST_TRIES
    for letter in report_making.editions.make(edition, still_at_it=alive, is_last_try=is_last):
        mail_of = {"to": letter.to, "subject": letter.subject, "body": letter.body}
        ask("mail.report", mail_of, dedupe=letter.key)
    db.session.commit()  # the edition and its letters together


def _give_up_report(job: Taken) -> None:
    if "file" in job.payload:
        report_making.give_up(UUID(job.payload["file"]))
    elif "edition" in job.payload:
        report_making.editions.give_up(UUID(job.payload["edition"]))


WORK: Final[Mapping[str, Work]] = {
    "mail": Work(_send, lease=timedelta(minutes=2)),
    "calendars": Work(_tell_calendars, lease=timedelta(minutes=5)),
    "daily": Work(_daily, lease=timedelta(minutes=15)),
    "report": Work(_make_report, lease=_SILENT_FOR, give_up=_give_up_report),
    "reminders": Work(_remind, lease=timedelta(minutes=30)),
}
