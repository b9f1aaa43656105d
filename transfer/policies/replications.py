"""Overførsler: who may take a prøvehandling over to a unit of their own."""

from typing import Final
from uuid import UUID

from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role, UnitKind, Visibility
from transfer.models.trial_actions import TrialAction
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.sight import reaches

IN_USE: Final = (State.ADOPTED, State.ANCHORED)
"""What others may take over: what has become practice somewhere."""


@permits(Deed.TAKE_OVER_TRIAL)
def activist_of_another_unit_whom_it_is_shared_with(member: Member, trial: TrialAction) -> bool:
    """Læringsaktivister i en anden enhed, når den er indført eller forankret og delt med dem."""
    return (
        trial.state in IN_USE
        and not trial.is_archived
        and trial.visibility != Visibility.PRIVATE
        and reaches(member, Role.ACTIVIST, trial)
        and bool(units_to_take_it_to(member, trial.unit_id))
    )


def units_to_take_it_to(member: Member, from_unit: UUID) -> tuple[UUID, ...]:
    """The active units where the member is a læringsaktivist, but for the one that it comes from."""
    return tuple(
        unit.id
        for unit in member.directory.units.values()
        if unit.is_active
        and unit.kind is UnitKind.UNIT
        and unit.id != from_unit
        and member.is_in(Role.ACTIVIST, unit.id)
    )
