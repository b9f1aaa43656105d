"""Målinger of the file, and how they become records."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from transfer.db import db
from transfer.domain.measures import (
    KEYS,
    Counted,
    PeriodKind,
    ValueKind,
    counted,
    period_at,
    typed_period,
)
from transfer.domain.typing_in import NotUnderstood
from transfer.domain.vocabulary import MeasureDirection
from transfer.importing.reading import Record
from transfer.models import Measure


@dataclass(slots=True)
class ReadMeasure:
    """What the file says of one måling; `values` are columns."""

    record: Record
    unit: str
    owner: str
    numbers: dict[date, Counted] = field(default_factory=dict)
    marks: list[tuple[str, str, date | None]] = field(default_factory=list)
    """Of each mark its trial, or its text and day."""
    values: dict[str, Any] = field(default_factory=dict)


def read_measure(record: Record, known: Mapping[str, Collection[str]], as_of: date) -> ReadMeasure:
    """One måling. Without a unit it is about the whole organisation."""
    record.must_have("name", "owner", "numbers")
    period_kind = record.choice("period", PeriodKind) or PeriodKind.MONTH
    value_kind = record.choice("kind", ValueKind) or ValueKind.NUMBER
    target = record.number("target")
    units = record.known("unit", known["units"])
    return ReadMeasure(
        record=record,
        unit=units[0] if units else "",
        owner=record.line("owner"),
        numbers=_numbers(record, period_kind, value_kind, as_of),
        marks=_marks(record, known["trials"]),
        values={
            "name": record.line("name", limit=120),
            "description": record.text("description"),
            "unit_of_measure": record.line("unit_of_measure", limit=40),
            "period_kind": period_kind,
            "value_kind": value_kind,
            "rate_per": record.whole("rate_per", 1, 100_000) or 1,
            "direction": record.choice("direction", MeasureDirection),
            "target": None if target is None else float(target),
        },
    )


def _numbers(
    record: Record, period_kind: PeriodKind, value_kind: ValueKind, as_of: date
) -> dict[date, Counted]:
    found: dict[date, Counted] = {}
    group = record.part("numbers")
    for name, given in (group.data if group else {}).items():
        key = f"numbers.{name}"
        try:
            period = typed_period(period_kind, str(name))
        except NotUnderstood as puzzled:
            record.fault(key, str(puzzled))
            continue
        texts = [
            str(one).replace(".", ",") for one in (given if isinstance(given, list) else [given])
        ]
        typed, wrong = counted(value_kind, dict(zip(KEYS[value_kind], texts, strict=False)))
        for reason in wrong.values():
            record.fault(key, str(reason))
        if period.first > as_of:
            record.fault(key, _("Perioden er ikke begyndt endnu."))
        if typed is not None:
            found[period_at(period_kind, period.first).first] = typed
    return found


def _marks(record: Record, trials: Collection[str]) -> list[tuple[str, str, date | None]]:
    found: list[tuple[str, str, date | None]] = []
    for mark in record.parts("marks"):
        trial = mark.known("trial", trials)
        text, on = mark.line("text", limit=120), mark.day("on")
        if not trial and (not text or on is None):
            mark.fault("", _("skal have trial, eller både text og on."))
        found.append((trial[0] if trial else "", text, on))
    return found


def write_measures(
    measures: Sequence[ReadMeasure],
    organisation_id: UUID,
    ids: Mapping[str, Mapping[str, UUID]],
    person_id: Callable[[str], UUID | None],
    then: Callable[[date], datetime],
) -> None:
    """The målinger as records.

    Args:
        ids: the ids of `units` and `trials` by what the file calls them.
        then: the moment to write for a day of the file.
    """
    for read in measures:
        owner_id = person_id(read.owner)
        assert owner_id is not None, "the file names its owner"
        at = then(max(read.numbers))
        measure = Measure(
            organisation_id=organisation_id,
            reference=read.record.name,
            unit_id=ids["units"][read.unit] if read.unit else None,
            owner_id=owner_id,
            created_at=then(min(read.numbers)),
            **read.values,
        )
        measure.count(dict(sorted(read.numbers.items())), by=owner_id, at=at)
        for trial, text, on in read.marks:
            measure.annotate(
                trial_id=ids["trials"][trial] if trial else None,
                text="" if trial else text,
                on=None if trial else on,
                by=owner_id,
                at=at,
            )
        db.session.add(measure)
        db.session.flush()
