"""Answers to what a prøvehandling asks its leader or consultant for."""

from transfer.models.trial_actions import TrialAction
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member


@permits(Deed.ANSWER_SUPPORT)
def leader_or_consultant_who_is_asked(member: Member, trial: TrialAction) -> bool:
    """Enhedens leder og konsulenten, når prøvehandlingen er begyndt og beder om noget. Svaret læses af dem, der læser ønsket."""
    is_asked = trial.wish_asked_on is not None and not trial.is_own(member.person_id)
    return is_asked and (member.leads(trial.unit_id) or member.advises(trial.unit_id))


@permits(Deed.SEE_OWN_MIRROR)
def leader_about_themselves(member: Member, _: object) -> bool:
    """Ledere, hver kun sit eget."""
    return member.is_leader
