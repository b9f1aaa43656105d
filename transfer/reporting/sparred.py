"""How often colleagues asked each other for sparring in a period; only ever told as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.clock import begin_of
from transfer.domain.periods import Period
from transfer.domain.vocabulary import Visibility
from transfer.models import SparringRequest, TrialAction


@dataclass(frozen=True, slots=True)
class Sparred:
    """Numbers of requests: asked about the trials of each unit, answered to them, and answered by each person."""

    asked: Mapping[UUID, int]
    received: Mapping[UUID, int]
    given: Mapping[UUID, int]


def requests_for_sparring(organisation_id: UUID, period: Period) -> Sparred:
    """What was asked in the period and what was answered in it. A trial that is private counts for nothing."""
    asked, answered = SparringRequest.asked_at, SparringRequest.answered_at
    return Sparred(
        asked=_counted(TrialAction.unit_id, asked, organisation_id, period),
        received=_counted(TrialAction.unit_id, answered, organisation_id, period),
        given=_counted(SparringRequest.asked_id, answered, organisation_id, period),
    )


def _counted(by: Any, at: Any, organisation_id: UUID, period: Period) -> Mapping[UUID, int]:
    rows = db.session.execute(
        sa.select(by, sa.func.count())
        .select_from(SparringRequest)
        .join(TrialAction, TrialAction.id == SparringRequest.trial_id)
        .where(
            SparringRequest.organisation_id == organisation_id,
            TrialAction.visibility != Visibility.PRIVATE,
            at >= begin_of(period.first),
            at < begin_of(period.last + timedelta(days=1)),
        )
        .group_by(by)
    )
    return {row[0]: row[1] for row in rows}
