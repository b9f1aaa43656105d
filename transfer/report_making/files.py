"""A report as a file, made by a worker: told how far it is, stopped when it is called off, made once."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa

from reports import ManagementReport, management_paper, printed
from reports.apart import NotDrawn, Stopped, TookTooLong, TooLarge, drawn_apart
from reports.kept import Shelf
from transfer.access import now, today
from transfer.db import across_organisations, db, inside, only_reading
from transfer.domain.periods import Period
from transfer.models.directory import Directory, directory_of
from transfer.models.organisations import Organisation
from transfer.models.report_files import OPEN_FILES, FileState, ReportFile, Trouble
from transfer.models.reports import Report
from transfer.policies import Member, may_report_on, visible_measures
from transfer.policies.reports import advises_all_of
from transfer.report_making.shelves import revision_of, shelf_of
from transfer.reporting import decided_count, drafted, management_report, scope_of

WORTH_WAITING_FOR: Final = 40
"""With more prøvehandlinger than so many to tell of, a report is made while nobody waits."""

DRAWN_APART: Final = frozenset({"pdf", "docx"})
"""What takes time. The other formats are there in an instant, however much they hold."""

MOST_TRIES: Final = 3
"""Of a file in which something is taken back while it is drawn."""
_LOOK_EVERY: Final = 1.0
"""Seconds between two looks at whether the file is still wanted."""


class NoAccess(Exception):
    """Who asked for it may not have it any longer."""


def is_large(
    organisation_id: UUID, directory: Directory, period: Period, unit_id: UUID | None, *, on: date
) -> bool:
    """Whether the report is to be made while nobody waits."""
    scope = scope_of(directory, unit_id)
    return decided_count(organisation_id, period, scope, today=on) > WORTH_WAITING_FOR


def make(file_id: UUID, *, still_at_it: Callable[[], bool]) -> None:
    """Gather, draw and keep the file. Does nothing if it was called off, or is there already.

    Args:
        still_at_it: Is asked now and then; says that the worker is alive, and whether the work is still its own.

    Raises:
        NotDrawn: the drawing failed in a way that might not happen again.
    """
    organisation_id = _organisation_of(file_id)
    if organisation_id is None:
        return
    with inside(organisation_id):
        for _try in range(MOST_TRIES):
            if _is_settled(file_id, organisation_id, still_at_it):
                return
        raise NotDrawn(f"something was taken back {MOST_TRIES} times meanwhile")


def _is_settled(file_id: UUID, organisation_id: UUID, still_at_it: Callable[[], bool]) -> bool:
    """Try once. False when something was taken back meanwhile, so that it is to be made without it."""
    if not _is_now(file_id, state=FileState.GATHERING, pages=0):
        return True
    try:
        with only_reading():
            revision = revision_of(organisation_id)  # before anything is gathered
            shelf = shelf_of(organisation_id)
            asked = _asked(file_id)
            report = _gathered(asked)
        drawn = _drawn(asked, report, shelf, _Following(file_id, still_at_it))
    except Stopped:
        return True
    except NoAccess:
        _is_now(file_id, **_failed(Trouble.ACCESS))
    except TookTooLong:
        _is_now(file_id, **_failed(Trouble.TOO_LONG))
    except TooLarge:
        _is_now(file_id, **_failed(Trouble.TOO_LARGE))
    else:
        if revision_of(organisation_id, held=True) != revision:
            db.session.rollback()
            return False
        _is_now(file_id, **_ready(drawn))
    return True


def give_up(file_id: UUID) -> None:
    """Nobody tries any more."""
    organisation_id = _organisation_of(file_id)
    if organisation_id is not None:
        with inside(organisation_id):
            _is_now(file_id, **_failed(Trouble.OTHER))


def _ready(drawn: bytes) -> dict[str, Any]:
    return {
        "state": FileState.READY,
        "ended_at": now(),
        "content": drawn,
        "size": len(drawn),
        "checksum": hashlib.sha256(drawn).hexdigest(),
    }


def _failed(trouble: Trouble) -> dict[str, Any]:
    return {"state": FileState.FAILED, "trouble": trouble, "ended_at": now()}


def _organisation_of(file_id: UUID) -> UUID | None:
    with across_organisations():
        found = db.session.scalar(
            sa.select(ReportFile.organisation_id).where(ReportFile.id == file_id)
        )
    db.session.rollback()
    return found


def _is_now(file_id: UUID, **values: Any) -> bool:
    """Write down how it is, and commit. False if it was called off, or somebody else has made it."""
    statement = (
        sa.update(ReportFile)
        .where(ReportFile.id == file_id, ReportFile.state.in_(OPEN_FILES))
        .values(**values)
    )
    done = db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.commit()
    return bool(cast(Any, done).rowcount)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a file is to be, apart from the database."""

    kind: str
    period: Period
    unit_id: UUID | None
    draft: Report | None
    organisation: Organisation
    by: Member
    name: str
    at: datetime


def _asked(file_id: UUID) -> _Asked:
    file = db.session.get_one(ReportFile, file_id)
    organisation = db.session.get_one(Organisation, file.organisation_id)
    directory = directory_of(organisation.id, organisation.directory_revision)
    person = directory.people.get(file.asked_by_id)
    if person is None:
        raise NoAccess
    return _Asked(
        file.kind,
        Period(file.period_first, file.period_last),
        file.unit_id,
        file.report,
        organisation,
        Member.of(person, organisation.id, directory, today()),
        person.name,
        now(),
    )


def _gathered(asked: _Asked) -> ManagementReport:
    """Raises NoAccess if who asked may not have it any longer."""
    if asked.draft is not None:
        if not advises_all_of(asked.by, asked.draft):
            raise NoAccess
        made = drafted(
            asked.draft,
            asked.organisation,
            made_at=asked.at,
            made_by=asked.name,
            today=today(),
        )
        return made.report
    if not may_report_on(asked.by, asked.unit_id):
        raise NoAccess
    return management_report(
        asked.organisation,
        asked.period,
        unit_id=asked.unit_id,
        measures=visible_measures(asked.by),
        made_at=asked.at,
        made_by=asked.name,
        today=today(),
    )


def _drawn(asked: _Asked, report: ManagementReport, shelf: Shelf, following: "_Following") -> bytes:
    if asked.kind != "pdf":
        return drawn_apart(asked.kind, report, going_on=following)
    paper = management_paper(report)
    return b"".join(printed(paper, shelf, going_on=following, told=following.has_drawn))


class _Following:
    """Keeps the file's row true, and says whether the file is still wanted."""

    def __init__(self, file_id: UUID, still_at_it: Callable[[], bool]) -> None:
        self._file_id, self._still_at_it = file_id, still_at_it
        self._looked = 0.0
        self._pages = 0

    def has_drawn(self, number: int, _of: int) -> None:
        """So many of the missing parts are there."""
        self._pages = number

    def __call__(self) -> bool:
        if time.monotonic() - self._looked < _LOOK_EVERY:
            return True
        wanted = _is_now(self._file_id, state=FileState.DRAWING, pages=self._pages)
        self._looked = time.monotonic()
        return wanted and self._still_at_it()
