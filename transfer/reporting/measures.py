"""The målinger of a report: what each counted until the report's day, and what may be said of it.

A trial that is marked on one is named only where its people agreed to be quoted. On a måling of one unit
its title would tell where it was tried, so there "Ja, uden enhed" is not enough.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from reports import MeasureLine
from transfer.db import db
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.vocabulary import ReportConsent, Visibility
from transfer.measure_charts import (
    Read,
    drawn,
    marks_of,
    read,
    said_of,
    verdict_in_words,
    warning_of_many,
)
from transfer.measure_charts.figures import (
    counted_in_figures,
    level_in_figures,
    shown_in_figures,
)
from transfer.models import Measure, MeasureAnnotation, MeasurePoint, TrialAction
from transfer.models.directory import Directory
from transfer.reporting.picks import Offer, in_picked_order
from transfer.reporting.scope import Scope, in_scope
from transfer.speaking import gettext as _
from transfer.speaking import in_danish

MOST_MEASURES: Final = 30
"""Målinger that a report is offered; with more it would be a register."""

_Named = Mapping[UUID, tuple[str, date]]
"""Title and first day of trials by id."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The målinger of a report, what must be said of so many, and all that might stand there."""

    lines: tuple[MeasureLine, ...]
    warning: str
    offered: tuple[Offer, ...] = ()


def counted(
    facts: ProgrammeFacts,
    scope: Scope,
    directory: Directory,
    seen: sa.Select[Any],
    picked: Sequence[UUID] | None = None,
) -> Counted:
    """The målinger of the scope that have a number of the period; those of the whole come first.

    Args:
        seen: those that whoever makes the report sees.
        picked: only these, in this order; None: all of them.
    """
    found = _found(facts, scope, seen)
    if not found:
        return Counted((), "")
    trials = _quotable(found, facts.as_of, scope)
    with in_danish():
        readings = [_read(one, trials, facts.as_of) for one in found]
        offered = tuple(_offer(one, directory) for one in readings)
        told = in_picked_order(readings, picked, lambda one: one.measure.id)
        lines = tuple(_line(one, directory) for one in told)
        return Counted(lines, warning_of_many(told), offered)


def _found(facts: ProgrammeFacts, scope: Scope, seen: sa.Select[Any]) -> Sequence[Measure]:
    numbers = sa.exists().where(
        MeasurePoint.measure_id == Measure.id,
        MeasurePoint.period_start >= facts.period.first,
        MeasurePoint.period_start <= facts.as_of,
    )
    return db.session.scalars(
        seen.where(numbers, *_within(scope))
        .options(
            selectinload(Measure.points),
            selectinload(Measure.parts),
            selectinload(Measure.annotations),
        )
        .order_by(Measure.unit_id.is_not(None), Measure.name, Measure.id)
        .limit(MOST_MEASURES)
    ).all()


def _within(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """Of a part of the units, theirs alone; of goals or læringsforløb, those with a mark at such a trial."""
    within: list[sa.ColumnElement[bool]] = []
    if scope.unit_ids is not None:
        within.append(Measure.unit_id.in_(scope.unit_ids))
    if scope.goal_ids is not None or scope.cycle_ids is not None:
        within.append(
            sa.select(MeasureAnnotation.id)
            .join(TrialAction, TrialAction.id == MeasureAnnotation.trial_id)
            .where(MeasureAnnotation.measure_id == Measure.id, in_scope(scope))
            .exists()
        )
    return within


def _quotable(measures: Collection[Measure], as_of: date, scope: Scope) -> Mapping[bool, _Named]:
    """The trials that may be named on a måling of one unit (True) and on one of the whole (False)."""
    marked = frozenset[UUID]().union(*(one.annotated_trials() for one in measures))
    named: dict[bool, dict[UUID, tuple[str, date]]] = {True: {}, False: {}}
    if not marked:
        return named
    rows = db.session.execute(
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.actual_start,
            TrialAction.report_consent,
        ).where(
            TrialAction.id.in_(marked),
            in_scope(scope),
            TrialAction.actual_start <= as_of,
            TrialAction.decision.is_not(None),
            TrialAction.decided_on <= as_of,
            TrialAction.visibility != Visibility.PRIVATE.value,
        )
    )
    for row in rows:
        with_unit = row.report_consent == ReportConsent.WITH_UNIT.value
        if with_unit:
            named[True][row.id] = (row.title, row.actual_start)
        if with_unit or row.report_consent == ReportConsent.WITHOUT_UNIT.value:
            named[False][row.id] = (row.title, row.actual_start)
    return named


def _read(measure: Measure, trials: Mapping[bool, _Named], as_of: date) -> Read:
    marks = marks_of(measure, trials[measure.unit_id is not None])
    return read(measure, marks=[one for one in marks if one.on <= as_of], until=as_of)


def _line(reading: Read, directory: Directory) -> MeasureLine:
    measure = reading.measure
    return MeasureLine(
        unit=_unit(measure, directory),
        description=measure.description,
        baseline=_baseline(reading),
        latest=_latest(reading),
        target="" if measure.target is None else shown_in_figures(measure, measure.target),
        verdict=verdict_in_words(reading),
        sentences=tuple(
            f"{said.heading}: {one.text}" if said.heading and one is said.sentences[0] else one.text
            for said in said_of(reading)
            for one in said.sentences
        ),
        chart=drawn(reading),
    )


def _offer(reading: Read, directory: Directory) -> Offer:
    return Offer(
        reading.measure.id,
        f"{reading.measure.name}, {_unit(reading.measure, directory)}",
        f"{verdict_in_words(reading)}. {_('Seneste: %(latest)s', latest=_latest(reading))}",
    )


def _unit(measure: Measure, directory: Directory) -> str:
    if measure.unit_id is None:
        return _("Hele organisationen")
    return directory.unit_name(measure.unit_id)


def _baseline(reading: Read) -> str:
    """The line that somebody froze, or else the first number."""
    frozen = reading.chart.spec.freeze
    if frozen:
        return _(
            "Median %(level)s til og med %(period)s",
            level=level_in_figures(reading.measure, reading.chart.parts[0].centre or 0),
            period=reading.period(min(frozen, len(reading.points)) - 1),
        )
    return _at(reading, 0)


def _latest(reading: Read) -> str:
    return _at(reading, len(reading.points) - 1)


def _at(reading: Read, place: int) -> str:
    """`"12 (januar 2025)"`."""
    if not reading.points:
        return ""
    shown = counted_in_figures(reading.measure, reading.points[place].counted)
    return f"{shown}, {reading.period(place)}"
