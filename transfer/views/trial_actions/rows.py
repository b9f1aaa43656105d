"""What the page of a prøvehandling reads beside the record, as rows: each costs a tenth of loading it late."""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from transfer.domain.sparring_requests import LETTING_IN
from transfer.models import (
    Agreement,
    Feedback,
    InsightSource,
    MeasureAnnotation,
    SparringRequest,
    TrialAction,
    TrialGoal,
    TrialInspiration,
    TrialParticipant,
)
from transfer.models.anchoring import AnchoringCheck
from transfer.models.support import SupportAnswer
from transfer.prepared import Columns, Prepared


def read_links(trial: TrialAction) -> None:
    """Tell the trial its goals and people. For pages that only read."""
    links = _LINKS.rows(trial_id=trial.id)
    trial.read_links(
        [link.to for link in links if not link.is_person],
        [link.to for link in links if link.is_person],
    )


def what_is_beside(trial: TrialAction) -> Any:
    """Whether there are `remarks`, `requests`, `agreements`, `rounds`, `measures` and `insights`, whoever may see them.

    Most trials have none of most, and not to ask for them saves a third of the page.
    """
    return _BESIDE.rows(trial_id=trial.id)[0]


def checks_of(trial: TrialAction) -> Sequence[Any]:
    """Its anchoring checks in order; none before the decision."""
    return _CHECKS.rows(trial_id=trial.id) if trial.decided_on else ()


def open_requests_on(trial: TrialAction) -> Sequence[Any]:
    """The questions about it that are not over, whoever was asked."""
    return _OPEN_REQUESTS.rows(trial_id=trial.id)


def support_answers_on(trial: TrialAction) -> Sequence[Any]:
    """What was answered to its wishes for support, the latest first."""
    return _SUPPORT.rows(trial_id=trial.id)


_TRIAL: Final = sa.bindparam("trial_id", type_=sa.Uuid())


def _links() -> Columns:
    goals = sa.select(TrialGoal.id, TrialGoal.goal_id.label("to"), sa.literal(0).label("is_person"))
    people = sa.select(TrialParticipant.id, TrialParticipant.person_id, sa.literal(1))
    both = sa.union_all(
        goals.where(TrialGoal.trial_id == _TRIAL), people.where(TrialParticipant.trial_id == _TRIAL)
    ).subquery()
    return sa.select(both.c.to, both.c.is_person).order_by(both.c.id)


def _beside() -> Columns:
    either = sa.exists().where(TrialInspiration.trial_id == _TRIAL) | sa.exists().where(
        InsightSource.trial_id == _TRIAL
    )
    later = aliased(TrialAction)
    return sa.select(
        TrialAction.id,
        sa.exists().where(Feedback.trial_id == _TRIAL).label("remarks"),
        sa.exists()
        .where(SparringRequest.trial_id == _TRIAL, SparringRequest.state.in_(LETTING_IN))
        .label("requests"),
        sa.exists().where(Agreement.trial_id == _TRIAL).label("agreements"),
        sa.exists().where(SupportAnswer.trial_id == _TRIAL).label("support"),
        sa.exists().where(later.parent_id == _TRIAL).label("rounds"),
        sa.exists().where(MeasureAnnotation.trial_id == _TRIAL).label("measures"),
        either.label("insights"),
    ).where(TrialAction.id == _TRIAL)


_LINKS: Final = Prepared(_links())

_BESIDE: Final = Prepared(_beside())

_CHECKS: Final = Prepared(
    sa.select(
        AnchoringCheck.series,
        AnchoringCheck.month,
        AnchoringCheck.checked_by_id,
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

_SUPPORT: Final = Prepared(
    sa.select(
        SupportAnswer.wish,
        SupportAnswer.asked_on,
        SupportAnswer.text,
        SupportAnswer.by_id,
        SupportAnswer.answered_on,
    )
    .where(SupportAnswer.trial_id == _TRIAL)
    .order_by(SupportAnswer.asked_on.desc())
)
