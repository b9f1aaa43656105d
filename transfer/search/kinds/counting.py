"""Målinger, as they are searched: what is counted, what happened, and what people have said of the numbers."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from transfer.db import db
from transfer.domain.texts import marked
from transfer.models import Measure, MeasureAnnotation, MeasurePart, MeasurePoint
from transfer.models.search_texts import Audience, SearchText
from transfer.policies import Member, visible_measures
from transfer.search.kinds.shape import (
    Read,
    Said,
    Searchable,
    condition_of,
    person_mark,
    readers,
    unit_mark,
    written,
)


def _read_measures(ids: Sequence[UUID]) -> dict[UUID, Read]:
    measures = db.session.scalars(
        sa.select(Measure)
        .where(Measure.id.in_(ids))
        .options(
            selectinload(Measure.points),
            selectinload(Measure.parts),
            selectinload(Measure.annotations),
        )
    )
    return {one.id: Read(one, {Audience.FULL: _said_by_measure(one)}) for one in measures}


def _said_by_measure(measure: Measure) -> Said:
    """A marked trial is found by itself, by those who see it."""
    parts = [
        (marked("Det tæller vi"), measure.description),
        (marked("Enheden for tallet"), measure.unit_of_measure),
        *((marked("Mærke"), one.text) for one in measure.annotations),
        *((marked("Midtlinjen"), one.why) for one in measure.parts),
    ]
    for point in measure.points:
        parts.append((marked("Bemærkning"), point.note))
        if point.is_excluded:
            parts.append((marked("Tæller ikke med"), point.excluded_because))
    marks = [person_mark(measure.owner_id)]
    if measure.unit_id is not None:
        marks.append(unit_mark(measure.unit_id))
    return Said(measure.name, written(*parts), tuple(marks))


def _readers_of_measures(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=condition_of(visible_measures(member)))


MEASURES: Final = Searchable(
    "measure",
    Measure,
    SearchText.measure_id,
    {MeasurePoint: "measure_id", MeasurePart: "measure_id", MeasureAnnotation: "measure_id"},
    _read_measures,
    _readers_of_measures,
)
