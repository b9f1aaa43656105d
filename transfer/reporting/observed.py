"""What the method mirror needs beside the facts: on which days trials were observed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.clock import day_of
from transfer.domain.indicators import ProgrammeFacts
from transfer.models import Observation, TrialAction
from transfer.reporting.scope import Scope, in_scope


def observed_days(
    organisation_id: UUID, facts: ProgrammeFacts, scope: Scope
) -> Mapping[str, set[date]]:
    """The days of the observations of each trial that ended in the period; private ones count, and no more."""
    found: dict[str, set[date]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(TrialAction.id, TrialAction.reference, Observation.observed_at)
        .join(Observation, Observation.trial_id == TrialAction.id)
        .where(
            TrialAction.organisation_id == organisation_id,
            in_scope(scope),
            TrialAction.actual_end.between(facts.period.first, facts.as_of),
        )
    )
    for row in rows:
        day = day_of(row.observed_at)
        found[row.reference or str(row.id)].add(day)
    return found
