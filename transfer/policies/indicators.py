"""Nøgletal: who reads them, and about whom."""

from uuid import UUID

from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.report_files import may_report_on


def may_read_figures_of(member: Member, unit_id: UUID | None) -> bool:
    """Whether the figures of the unit, or of the whole organisation (None), are for the member.

    Læringsaktivister read the whole as a sum, and nothing of single units.
    """
    return may_report_on(member, unit_id) or (unit_id is None and member.is_activist)


@permits(Deed.READ_FIGURES)
def one_who_works_with_the_programme(member: Member, _: object) -> bool:
    """Læringsaktivister om hele organisationen, ledere også om egne enheder, konsulenter om dem, de rådgiver. Udfald vises aldrig for en enkelt enhed, og på listen bag et tal ser hver kun det, der er delt med dem."""
    return member.is_activist or member.is_consultant or member.is_leader
