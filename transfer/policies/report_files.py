"""Reports that are made as files while nobody waits: for the one who asked, and nobody else."""

from uuid import UUID

from sqlalchemy import Select, select

from transfer.domain.vocabulary import Role
from transfer.models.report_files import ReportFile
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.reports import advises_all_of


def visible_report_files(member: Member) -> Select[ReportFile]:
    """One's own."""
    return select(ReportFile).where(ReportFile.asked_by_id == member.person_id)


def may_report_on(member: Member, unit_id: UUID | None) -> bool:
    """Whether the member may have a report about the unit; None: about the whole organisation.

    About the whole as a sum: leaders, and consultants who advise all of it. About a unit: those who lead
    or advise it.
    """
    if unit_id is not None:
        return member.leads(unit_id) or member.advises(unit_id)
    return member.is_leader or (member.is_consultant and member.roles[Role.CONSULTANT] is None)


@permits(Deed.FETCH_REPORT_FILE)
def who_asked_for_it_and_still_may(member: Member, file: ReportFile) -> bool:
    """Den, der bad om filen, så længe personen stadig må lave rapporten."""
    if file.asked_by_id != member.person_id:
        return False
    if file.report is not None:
        return advises_all_of(member, file.report)
    return may_report_on(member, file.unit_id)
