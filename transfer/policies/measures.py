"""Målinger: figures of units, never of persons. Who sees them, and who writes them."""

from typing import Final
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from transfer.domain.vocabulary import Role
from transfer.models.measures import Measure
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member

_WORKING: Final = (Role.ACTIVIST, Role.CONSULTANT, Role.LEADER)


def visible_measures(member: Member) -> Select[Measure]:
    """Those about the whole organisation, one's own, and those about a unit one works in.

    One works in the units one has a role in, in all below them, and in those above them. Who only
    administers sees none.
    """
    roles = [member.roles[role] for role in _WORKING if role in member.roles]
    if not roles:
        return select(Measure).where(false())
    if any(units is None for units in roles):
        return select(Measure)
    held = frozenset[UUID]().union(*(units or () for units in roles))
    entries = (member.directory.units[unit] for unit in held if unit in member.directory.units)
    above = {one for entry in entries for one in entry.path}
    return select(Measure).where(
        or_(
            Measure.unit_id.is_(None),
            Measure.unit_id.in_(held | above),
            Measure.owner_id == member.person_id,
        )
    )


def may_measure_in(member: Member, unit_id: UUID | None) -> bool:
    """Whether the member may begin and write målinger of the unit; None: of the whole organisation."""
    for role in (Role.CONSULTANT, Role.LEADER):
        if role in member.roles:
            held = member.roles[role]
            if held is None or (unit_id is not None and unit_id in held):
                return True
    return False


@permits(Deed.LIST_MEASURES)
def one_who_works_here_and_counts(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere. Hver ser kun målinger for hele organisationen og for de enheder, de hører til."""
    return member.is_activist or member.is_consultant or member.is_leader


@permits(Deed.READ_MEASURE)
def one_who_sees_the_measure(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere, der hører til enheden, og den ansvarlige."""
    return True


@permits(Deed.CREATE_MEASURE)
def consultant_or_leader_somewhere(member: Member, _: object) -> bool:
    """Konsulenter og ledere, i de enheder, de har rollen i."""
    return member.is_consultant or member.is_leader


@permits(Deed.WRITE_MEASURE)
def its_owner_consultant_or_leader(member: Member, measure: Measure) -> bool:
    """Målingens ansvarlige, konsulenten og enhedens leder."""
    return measure.owner_id == member.person_id or may_measure_in(member, measure.unit_id)
