"""Prøvehandlinger: the record, its answers, what it is tied to, and why it refuses."""

from transfer.models.trial_actions.checking import CheckAnswer
from transfer.models.trial_actions.links import TrialGoal, TrialParticipant
from transfer.models.trial_actions.record import TrialAction
from transfer.models.trial_actions.refusals import (
    AlreadyExtended,
    Locked,
    LookAgainNeeded,
    ReasonNeeded,
    TooLate,
    Unanswered,
    Untold,
)

__all__ = [
    "AlreadyExtended",
    "CheckAnswer",
    "Locked",
    "LookAgainNeeded",
    "ReasonNeeded",
    "TooLate",
    "TrialAction",
    "TrialGoal",
    "TrialParticipant",
    "Unanswered",
    "Untold",
]
