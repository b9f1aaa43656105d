"""Who took part in anything in a period; only ever told as a number."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.clock import begin_of
from transfer.domain.lifecycle import CycleState
from transfer.domain.periods import Period
from transfer.models import LearningCycle, Observation, TrialAction, TrialParticipant

_BEGUN: Final = (CycleState.ACTIVE, CycleState.COMPLETED, CycleState.FOLLOWED_UP)


def people_involved(organisation_id: UUID, period: Period) -> frozenset[UUID]:
    """Those who in the period had a trial under way, wrote an observation that is shared, or ran a læringsforløb.

    What is private counts for nothing: not even a number tells of it.
    """
    under_way = sa.and_(
        TrialAction.organisation_id == organisation_id,
        TrialAction.actual_start <= period.last,
        sa.or_(TrialAction.actual_end.is_(None), TrialAction.actual_end >= period.first),
    )
    owners = sa.select(TrialAction.owner_id.label("person_id")).where(under_way)
    participants = (
        sa.select(TrialParticipant.person_id)
        .join(TrialAction, TrialAction.id == TrialParticipant.trial_id)
        .where(under_way)
    )
    writers = sa.select(Observation.author_id).where(
        Observation.organisation_id == organisation_id,
        Observation.is_private.is_(False),
        Observation.observed_at >= begin_of(period.first),
        Observation.observed_at < begin_of(period.last + timedelta(days=1)),
    )
    runners = sa.select(LearningCycle.owner_id).where(
        LearningCycle.organisation_id == organisation_id,
        LearningCycle.state.in_(_BEGUN),
        LearningCycle.start_date <= period.last,
        LearningCycle.end_date >= period.first,
    )
    found = db.session.scalars(sa.union(owners, participants, writers, runners))
    return frozenset(one for one in found if one is not None)
