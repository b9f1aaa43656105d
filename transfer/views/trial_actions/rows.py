"""What the page of a prøvehandling reads beside the record, as rows: each costs a tenth of loading it late."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from transfer.asking import Prepared
from transfer.domain.sparring_requests import LETTING_IN
from transfer.models import SparringRequest, TrialAction, TrialGoal, TrialParticipant
from transfer.models.anchoring import AnchoringCheck


def read_links(trial: TrialAction) -> None:
    """Tell the trial its goals and people. For pages that only read."""
    trial.read_links(
        (row.goal_id for row in _GOALS.rows(trial_id=trial.id)),
        (row.person_id for row in _PARTICIPANTS.rows(trial_id=trial.id)),
    )


def checks_of(trial: TrialAction) -> Sequence[Any]:
    """Its anchoring checks in order; none before the decision."""
    return _CHECKS.rows(trial_id=trial.id) if trial.decided_on else ()


def open_requests_on(trial: TrialAction) -> Sequence[Any]:
    """The questions about it that are not over, whoever was asked."""
    return _OPEN_REQUESTS.rows(trial_id=trial.id)


_TRIAL: Final = sa.bindparam("trial_id", type_=sa.Uuid())

_GOALS: Final = Prepared(
    sa.select(TrialGoal.goal_id).where(TrialGoal.trial_id == _TRIAL).order_by(TrialGoal.id)
)

_PARTICIPANTS: Final = Prepared(
    sa.select(TrialParticipant.person_id)
    .where(TrialParticipant.trial_id == _TRIAL)
    .order_by(TrialParticipant.id)
)

_CHECKS: Final = Prepared(
    sa.select(
        AnchoringCheck.series,
        AnchoringCheck.month,
        AnchoringCheck.due_on,
        AnchoringCheck.checked_on,
        AnchoringCheck.status,
        AnchoringCheck.evidence,
        AnchoringCheck.lapse_note,
    )
    .where(AnchoringCheck.trial_id == _TRIAL)
    .order_by(AnchoringCheck.series, AnchoringCheck.month)
)

_OPEN_REQUESTS: Final = Prepared(
    sa.select(
        SparringRequest.id,
        SparringRequest.state,
        SparringRequest.asked_id,
        SparringRequest.asked_by_id,
    )
    .where(SparringRequest.trial_id == _TRIAL, SparringRequest.state.in_(LETTING_IN))
    .order_by(SparringRequest.id)
)
