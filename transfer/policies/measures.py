"""Målinger: figures of units, never of persons. Who sees them, and who writes them."""

from uuid import UUID

from sqlalchemy import Select, or_, select, true

from transfer.domain.vocabulary import Role
from transfer.models.measures import Measure
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member


def visible_measures(member: Member) -> Select[Measure]:
    """Those about the whole organisation, one's own, and those about a unit one belongs to.

    One belongs to the units one has a role in, to all below them, and to those above them.
    """
    if any(units is None for units in member.roles.values()):
        return select(Measure).where(true())
    held = frozenset[UUID]().union(*(units or () for units in member.roles.values()))
    above = {
        one for unit in held if unit in member.directory.units
        for one in member.directory.units[unit].path
    }  # fmt: skip
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
def any_member_of_the_organisation(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen. Hver ser kun målinger for hele organisationen og for enheder, de hører til."""
    return bool(member.roles)


@permits(Deed.READ_MEASURE)
def one_who_sees_the_measure(member: Member, _: object) -> bool:
    """Alle i enheden, den ansvarlige og – for hele organisationen – alle med en rolle."""
    return True


@permits(Deed.CREATE_MEASURE)
def consultant_or_leader_somewhere(member: Member, _: object) -> bool:
    """Konsulenter og ledere, i de enheder, de har rollen i."""
    return member.is_consultant or member.is_leader


@permits(Deed.WRITE_MEASURE)
def its_owner_consultant_or_leader(member: Member, measure: Measure) -> bool:
    """Målingens ansvarlige, konsulenten og enhedens leder."""
    return measure.owner_id == member.person_id or may_measure_in(member, measure.unit_id)
