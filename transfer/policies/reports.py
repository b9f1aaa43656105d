"""Ledelsesrapporter in the making: whose they are to write."""

from sqlalchemy import Select, exists, false, select

from transfer.domain.vocabulary import Role
from transfer.models.reports import Report, ReportUnit
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member


def visible_reports(member: Member) -> Select[Report]:
    """Of consultants, those who advise all that the report is about; to others it isn't there until it is issued.

    What it then says is an edition of its own.
    """
    if not member.is_consultant:
        return select(Report).where(false())
    advised = member.roles[Role.CONSULTANT]
    if advised is None:
        return select(Report)
    its_units = exists().where(ReportUnit.report_id == Report.id)
    elsewhere = exists().where(
        ReportUnit.report_id == Report.id, ReportUnit.unit_id.not_in(advised)
    )
    return select(Report).where(its_units, ~elsewhere)


@permits(Deed.DRAFT_REPORTS)
def any_consultant(member: Member, _: object) -> bool:
    """Konsulenter, om de enheder, de rådgiver."""
    return member.is_consultant


@permits(Deed.WRITE_REPORT)
def consultant_of_all_it_is_about(member: Member, report: Report) -> bool:
    """Konsulenter, der rådgiver alle de enheder, rapporten handler om, indtil den er udsendt."""
    return report.is_draft and advises_all_of(member, report)


def advises_all_of(member: Member, report: Report) -> bool:
    """Whether the member is a consultant of all that the report is about."""
    if report.unit_ids:
        return all(member.advises(one) for one in report.unit_ids)
    return member.is_consultant and member.roles[Role.CONSULTANT] is None
