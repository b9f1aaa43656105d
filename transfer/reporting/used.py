"""Which records a report is made of: what an issued one is held to, once they change or go."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from reports import ManagementReport
from transfer.db import db
from transfer.domain.insights import PUBLIC
from transfer.domain.periods import Period
from transfer.domain.vocabulary import ReportConsent
from transfer.models import FormVersion, Insight, Recommendation, TrialAction
from transfer.models.report_editions import EntryKind
from transfer.reporting.report import decided
from transfer.reporting.scope import Scope


@dataclass(frozen=True, slots=True)
class Used:
    """A record that a report is made of, as it was then."""

    kind: EntryKind
    record_id: UUID
    revision: int
    is_quoted: bool = True
    consent: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a report is made of."""

    entries: tuple[Used, ...]
    templates: dict[str, int]
    """The versions of templates that its prøvehandlinger were answered in: id to number."""


def sources_of(
    report: ManagementReport, organisation_id: UUID, period: Period, scope: Scope
) -> Sources:
    """The records whose words stand in the report, and the prøvehandlinger that are only counted there."""
    said = frozenset(_texts(report))
    rows = db.session.execute(
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.revision,
            TrialAction.report_consent,
            TrialAction.form_id,
            decided(organisation_id, period, report.as_of, scope).label("is_counted"),
        ).where(TrialAction.organisation_id == organisation_id, TrialAction.decision.is_not(None))
    ).all()
    trials = [row for row in rows if row.is_counted or _is_quoted(row, said)]
    used = [
        Used(EntryKind.TRIAL, row.id, row.revision, _is_quoted(row, said), row.report_consent or "")
        for row in trials
    ]
    used += list(_published(organisation_id, said))
    forms = sorted({row.form_id for row in trials}, key=str)
    numbers = sa.select(FormVersion.id, FormVersion.number).where(FormVersion.id.in_(forms))
    templates = {str(row.id): row.number for row in db.session.execute(numbers)}
    return Sources(tuple(used), templates)


def _is_quoted(row: Any, said: frozenset[str]) -> bool:
    return row.title in said and row.report_consent != ReportConsent.FIGURES_ONLY.value


def _published(organisation_id: UUID, said: frozenset[str]) -> Iterator[Used]:
    insights = sa.select(Insight.id, Insight.revision, Insight.headline).where(
        Insight.organisation_id == organisation_id, Insight.state.in_(PUBLIC)
    )
    for row in db.session.execute(insights):
        if row.headline in said:
            yield Used(EntryKind.INSIGHT, row.id, row.revision)
    recommendations = sa.select(
        Recommendation.id, Recommendation.revision, Recommendation.text
    ).where(Recommendation.organisation_id == organisation_id)
    for row in db.session.execute(recommendations):
        if row.text in said:
            yield Used(EntryKind.RECOMMENDATION, row.id, row.revision)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a report, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, frozenset)):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
