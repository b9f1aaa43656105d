"""How much sparring units ask for and get. Never by person, and not for comparing units."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.periods import Period
from transfer.models import SparringRequest, TrialAction

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@dataclass(frozen=True, slots=True)
class SparringAsked:
    """Of the questions asked in a unit in a period, how many were answered."""

    asked: int
    answered: int


def sparring_by_unit(period: Period) -> dict[UUID, SparringAsked]:
    """What was asked in the period about the trials of each unit; a unit that asked nothing is left out."""
    rows = db.session.execute(
        sa.select(
            TrialAction.unit_id,
            sa.func.count(SparringRequest.id).label("asked"),
            sa.func.count(SparringRequest.answered_at).label("answered"),
        )
        .join(TrialAction, TrialAction.id == SparringRequest.trial_id)
        .where(
            SparringRequest.asked_at >= _midnight(period.first),
            SparringRequest.asked_at < _midnight(period.last + timedelta(days=1)),
        )
        .group_by(TrialAction.unit_id)
    )
    return {row.unit_id: SparringAsked(row.asked, row.answered) for row in rows}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), COPENHAGEN)
