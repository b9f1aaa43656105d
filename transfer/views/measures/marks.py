"""The marks on a måling, as this visitor may see them."""

import sqlalchemy as sa

from transfer.access import in_sight
from transfer.db import db
from transfer.measure_charts import Mark
from transfer.measure_charts import marks_of as marks_among
from transfer.models import Measure, TrialAction


def marks_of(measure: Measure) -> list[Mark]:
    """The marks in order of time. A trial that the visitor does not see is not there."""
    trial_ids = measure.annotated_trials()
    if not trial_ids:
        return marks_among(measure, {})
    began = sa.func.coalesce(TrialAction.actual_start, TrialAction.start_date)
    rows = db.session.execute(
        sa.select(TrialAction.id, TrialAction.title, began.label("began")).where(
            TrialAction.id.in_(trial_ids), in_sight()
        )
    )
    seen = {row.id: (row.title, row.began) for row in rows if row.began is not None}
    return marks_among(measure, seen)
