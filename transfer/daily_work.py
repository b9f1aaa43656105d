"""What each day brings: trials that have run their time end, and what is no longer needed goes."""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer import search
from transfer.access import now, today
from transfer.credentials import second_factor
from transfer.credentials.sessions import IDLE_LIMIT, WHOLE_LIMIT
from transfer.db import across_organisations, db, inside, take_stock
from transfer.domain.lifecycle import State
from transfer.models.jobs import Job
from transfer.models.report_editions import EditionFile, EditionState, ReportEdition
from transfer.models.report_files import KEPT_FOR, ReportFile
from transfer.models.sign_in import BrowserSession, OneTimeLink, SignInAttempt
from transfer.models.trial_actions import TrialAction
from transfer.policies import holds_what_is_erased

log = logging.getLogger(__name__)

KEEP_ATTEMPTS_FOR: Final = timedelta(days=7)
KEEP_LINKS_FOR: Final = timedelta(days=30)
KEEP_JOBS_FOR: Final = timedelta(days=30)


def carry_out() -> None:
    """What each day brings: trials that have run their time end, and what is no longer needed goes."""
    _forget_what_has_run_out()
    _empty_editions_that_hold_what_is_erased()
    _seal_secrets_anew()
    _end_trials_that_have_run_their_time()
    search.catch_up()
    search.tidy()
    take_stock(db.engine)


def _seal_secrets_anew() -> None:
    """After a change of key, so that the old one can be put away."""
    unreadable = second_factor.seal_anew()
    db.session.commit()
    if unreadable:
        log.warning("%s second factors were sealed with a key that is not there", unreadable)


def _end_trials_that_have_run_their_time() -> None:
    """Each in a transaction of its own, so that one that cannot end stops no other.

    Raises:
        NotAll: some could not; the job is tried again and its failure is seen.
    """
    on = today()
    is_over = sa.and_(TrialAction.state == State.RUNNING, TrialAction.end_date < on)
    with across_organisations():
        found = sa.select(TrialAction.organisation_id, TrialAction.id).where(is_over)
        over = db.session.execute(found).all()
    db.session.remove()
    left = [trial_id for organisation_id, trial_id in over if not _end(organisation_id, trial_id)]
    if left:
        raise NotAll(f"trials that could not be ended: {left[:5]}")


class NotAll(Exception):
    """Some of a day's work is left."""


def _end(organisation_id: UUID, trial_id: UUID) -> bool:
    try:
        with inside(organisation_id):
            trial = db.session.get(TrialAction, trial_id)
            if trial is not None and trial.end_date is not None and trial.state is State.RUNNING:
                trial.end(by=None, at=now(), on=trial.end_date)
                db.session.commit()
    except Exception:
        log.exception("trial %s could not be ended", trial_id)
        return False
    else:
        return True
    finally:
        db.session.remove()


def _empty_editions_that_hold_what_is_erased() -> None:
    """Throw away the bytes of issued reports that quote what is gone. Number, dates, reasons and checksums stay.

    Nobody could read them since the record went; now nobody can find them in the database either.
    One that is only closed, because a yes was taken back, keeps its bytes: the yes can be given again.
    """
    out = [state for state in EditionState if state.is_out]
    with across_organisations():
        found = sa.select(ReportEdition.id).where(
            ReportEdition.state.in_(out), ReportEdition.emptied_at.is_(None), holds_what_is_erased()
        )
        emptied = db.session.scalars(found).all()
        for statement in (
            sa.update(EditionFile).where(EditionFile.edition_id.in_(emptied)).values(content=b""),
            sa.update(ReportEdition).where(ReportEdition.id.in_(emptied)).values(emptied_at=now()),
        ):
            db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.commit()


def _forget_what_has_run_out() -> None:
    at = now()
    gone = (
        sa.delete(BrowserSession).where(
            sa.or_(
                BrowserSession.seen_at < at - IDLE_LIMIT, BrowserSession.began_at < at - WHOLE_LIMIT
            )
        ),
        sa.delete(SignInAttempt).where(SignInAttempt.at < at - KEEP_ATTEMPTS_FOR),
        sa.delete(OneTimeLink).where(OneTimeLink.expires_at < at - KEEP_LINKS_FOR),
        sa.delete(ReportFile).where(
            sa.func.coalesce(ReportFile.ended_at, ReportFile.asked_at) < at - KEPT_FOR
        ),
        sa.delete(Job).where(Job.done_at < at - KEEP_JOBS_FOR),
    )
    with across_organisations():
        for statement in gone:
            db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.commit()
