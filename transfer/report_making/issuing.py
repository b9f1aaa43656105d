"""Issuing a report: who is told, and what is written down before a worker freezes it."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models.directory import Directory, PersonEntry
from transfer.models.report_editions import EditionReader, EditionState, ReportEdition
from transfer.models.reports import Report
from transfer.policies import Member
from transfer.reporting import scope_of, scope_of_draft


def issue(
    report: Report,
    directory: Directory,
    *,
    readers: Collection[UUID],
    reason: str,
    by: UUID,
    at: datetime,
) -> ReportEdition:
    """The next edition, still to be frozen; nobody writes in the report from here on.

    Raises:
        NotADraft: it was issued already.
    """
    report.issue()
    forget_failed(report.id)
    number = 1 + (
        db.session.scalar(
            sa.select(sa.func.max(ReportEdition.number)).where(ReportEdition.report_id == report.id)
        )
        or 0
    )
    edition = ReportEdition(
        organisation_id=report.organisation_id,
        report_id=report.id,
        number=number,
        state=EditionState.MAKING,
        title=report.title,
        period_first=report.period_first,
        period_last=report.period_last,
        scope=scope_of_draft(report, directory).words[:400],
        audience=report.audience,
        reason=reason.strip(),
        asked_by_id=by,
        asked_at=at,
        readers=[
            EditionReader(organisation_id=report.organisation_id, person_id=one)
            for one in dict.fromkeys(readers)
        ],
    )
    db.session.add(edition)
    return edition


def leaders_of(report: Report, directory: Directory, on: date) -> list[PersonEntry]:
    """The leaders of what a report is about: of its units, and of what is above or below them."""
    units = scope_of(directory, unit_ids=report.unit_ids).workplaces
    found = []
    for person in directory.people.values():
        if not person.has(Role.LEADER, on):
            continue
        member = Member.of(person, report.organisation_id, directory, on)
        if not report.unit_ids or any(member.leads(one) for one in (*units, *report.unit_ids)):
            found.append(person)
    return found


def forget_failed(report_id: UUID) -> None:
    """What could not be made was never issued, and leaves no number behind."""
    failed = sa.select(ReportEdition).where(
        ReportEdition.report_id == report_id, ReportEdition.state == EditionState.FAILED
    )
    for edition in db.session.scalars(failed):
        db.session.delete(edition)
    db.session.flush()


def was_issued(report_id: UUID) -> bool:
    """Whether it was issued before, or is about to be; then it is never deleted."""
    asked = sa.select(ReportEdition.id).where(
        ReportEdition.report_id == report_id, ReportEdition.state != EditionState.FAILED
    )
    return db.session.scalar(asked.limit(1)) is not None


def last_issued(report_id: UUID) -> ReportEdition | None:
    """The edition that holds now."""
    return db.session.scalar(
        sa.select(ReportEdition).where(
            ReportEdition.report_id == report_id, ReportEdition.state == EditionState.ISSUED
        )
    )
