"""Nøgletal: who reads them, and about whom."""

from uuid import UUID

from transfer.domain.vocabulary import Role
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.report_files import may_report_on


def may_read_figures_of(member: Member, unit_id: UUID | None) -> bool:
    """Whether the figures of the unit, or of the whole organisation (None), are for the member.

    Læringsaktivister read the whole as a sum, and nothing of single units.
    """
    return may_report_on(member, unit_id) or (unit_id is None and member.is_activist)


def may_read_figures_by_goal_of(member: Member, unit_id: UUID | None) -> bool:
    """Whether the figures of the unit, or of the whole (None), are told goal by goal: to leaders as counts."""
    return may_report_on(member, unit_id)


def may_read_outcomes_by_goal_of(member: Member, unit_id: UUID | None) -> bool:
    """Whether outcomes are told goal by goal too: to consultants of all that is asked about."""
    if unit_id is not None:
        return member.advises(unit_id)
    return member.is_consultant and member.roles[Role.CONSULTANT] is None


@permits(Deed.READ_FIGURES)
def one_who_works_with_the_programme(member: Member, _: object) -> bool:
    """Læringsaktivister om hele organisationen, ledere også om egne enheder, konsulenter om dem, de rådgiver. Udfald vises aldrig for en enkelt enhed, og på listen bag et tal ser hver kun det, der er delt med dem."""
    return member.is_activist or member.is_consultant or member.is_leader


@permits(Deed.READ_OWN_FIGURES)
def an_activist_of_her_own(member: Member, _: object) -> bool:
    """Læringsaktivister, og kun deres egne. Ingen andre ser tal for en person."""
    return member.is_activist
