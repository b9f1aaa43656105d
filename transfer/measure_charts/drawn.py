"""A måling as the value that is drawn: on its page, on paper, and in a report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from reports import Band, Dot, Happening, MeasureChart, Stretch
from reports.charts import axis_steps, days_between
from transfer.domain.chart_reading import Assessment, Verdict, assess
from transfer.domain.control_charts import CentreSource, Chart, Kind
from transfer.domain.measures import PeriodKind, ValueKind, exact, period_at
from transfer.domain.periods import MONTHS
from transfer.language import counted_period_in_words, day_in_words, number_in_figures
from transfer.measure_charts.figures import (
    HARD_BLANK,
    counted_in_figures,
    level_in_figures,
    shown_in_figures,
)
from transfer.models import Measure, MeasurePoint
from transfer.speaking import gettext as _
from transfer.speaking import ngettext

MOST_NARROW: Final = 50.0
"""A share that moves within a tenth of this is not drawn from 0 to 100, where it would be a flat line."""
FEWEST_FOR_LIMITS: Final = 12
"""Limits are drawn of a part with so many numbers and no signal. Source: the vignette of qicharts2."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the line of time, as this visitor may see it."""

    id: UUID
    number: int
    on: date
    words: str
    trial_id: UUID | None


@dataclass(frozen=True, slots=True)
class Read:
    """A måling read as one kind of chart: what it shows, and what is drawn of it."""

    measure: Measure
    points: tuple[MeasurePoint, ...]
    """In order of time, as the places of the chart count them."""
    chart: Chart
    assessments: tuple[Assessment, ...]
    marks: tuple[Mark, ...]

    def period(self, at: int) -> str:
        """The name of the period at a place of the chart."""
        return period_name(self.measure, self.points[at].period_start)

    @property
    def has_signal(self) -> bool:
        return any(one.verdict is Verdict.SIGNAL for one in self.assessments)


def read(
    measure: Measure,
    kind: Kind = Kind.RUN,
    *,
    marks: Sequence[Mark] = (),
    until: date | None = None,
) -> Read:
    """The måling as it reads; with `until` only of what was counted in periods that had ended by that day."""
    points = measure.points_until(until)
    chart = measure.chart(kind, until=until)
    return Read(measure, tuple(points), chart, assess(chart), tuple(marks))


def marks_of(measure: Measure, trials: Mapping[UUID, tuple[str, date]]) -> list[Mark]:
    """The marks in order of time.

    Args:
        trials: title and first day of those that may be named; a mark of another is left out.
    """
    found = []
    for one in measure.annotations:
        if one.trial_id is None and one.on is not None:
            found.append((one.on, one.text, one))
        elif one.trial_id is not None and one.trial_id in trials:
            title, began = trials[one.trial_id]
            found.append((began, title, one))
    found.sort(key=lambda each: (each[0], each[1]))
    return [
        Mark(one.id, number, on, words, one.trial_id)
        for number, (on, words, one) in enumerate(found, start=1)
    ]


def period_name(measure: Measure, first: date) -> str:
    return counted_period_in_words(measure.period_kind, period_at(measure.period_kind, first))


def drawn(reading: Read) -> MeasureChart:
    """What is drawn, in words and numbers of the reader's language."""
    measure, chart = reading.measure, reading.chart
    target = measure.target
    return MeasureChart(
        title=measure.name,
        unit=_unit(reading),
        dots=tuple(_dots(reading)),
        stretches=tuple(_stretch(reading, one) for one in reading.assessments),
        happenings=tuple(
            Happening(mark.number, mark.on, mark.words, day_in_words(mark.on))
            for mark in reading.marks
        ),
        target=None
        if target is None
        else (target, _("Mål %(level)s", level=shown_in_figures(measure, target))),
        frozen_after=_frozen_after(reading),
        axis=tuple((level, number_in_figures(exact(level))) for level in _levels(reading)),
        days=tuple(_days(reading)),
        told=_told(reading) if chart.points else "",
        key=(_("Tæller ikke med"), _("Skiller sig ud")),
        headings=(_("Periode"), _("Tal"), _("Bemærkning")),
    )


def shows_limits(reading: Read, one: Assessment) -> bool:
    """Limits belong to a stretch that is long enough and shows no signal by the rules of runs."""
    long_enough = sum(reading.chart.levels[at] is not None for at in one.part.baseline)
    return long_enough >= FEWEST_FOR_LIMITS and not one.part.runs.signal


def outside(reading: Read) -> list[int]:
    """The places of the numbers outside limits that are drawn."""
    return sorted(
        at for one in reading.assessments if shows_limits(reading, one) for at in one.part.outside
    )


def _dots(reading: Read) -> Iterator[Dot]:
    measure, chart = reading.measure, reading.chart
    striking = set(outside(reading)) | _in_long_runs(reading)
    line = {
        at: one.part.centre
        for one in reading.assessments
        for at in range(one.part.first, one.part.last + 1)
    }
    for at, point in enumerate(reading.points):
        level = chart.levels[at]
        if level is None:
            continue
        before = chart.points[at - 1].period_end if at else None
        yield Dot(
            period=reading.period(at),
            middle=_middle(chart.points[at].period_start, chart.points[at].period_end),
            level=level * measure.times,
            shown=counted_in_figures(measure, point.counted),
            follows=before is not None and (chart.points[at].period_start - before).days == 1,
            is_excluded=point.is_excluded,
            is_on_the_line=level == line[at],
            stands_out=at in striking and not point.is_excluded,
            note=_note(reading, at),
        )


def _note(reading: Read, at: int) -> str:
    """Why a number is left out, what was said of it, and the marks that fall in its period."""
    point, period = reading.points[at], reading.chart.points[at]
    parts = [_("Tæller ikke med: %(why)s", why=point.excluded_because)] if point.is_excluded else []
    parts += [point.note] if point.note else []
    parts += [
        _("Mærke %(number)s", number=mark.number)
        for mark in reading.marks
        if period.period_start <= mark.on <= period.period_end
    ]
    return " · ".join(parts)


def _in_long_runs(reading: Read) -> set[int]:
    found: set[int] = set()
    for one in reading.assessments:
        if one.verdict is Verdict.SIGNAL and one.part.runs.long_run:
            span = one.part.runs.longest[-1]
            centre = one.part.centre or 0
            found |= {
                at
                for at in range(span.first, span.last + 1)
                if (level := reading.chart.levels[at]) is not None
                and (level - centre) * span.side > 0
            }
    return found


def _stretch(reading: Read, one: Assessment) -> Stretch:
    chart, part, times = reading.chart, one.part, reading.measure.times
    bands = [
        Band(
            chart.points[at].period_start,
            chart.points[at].period_end,
            limit.lower * times,
            limit.upper * times,
        )
        for at, limit in zip(range(part.first, part.last + 1), part.limits, strict=True)
        if limit is not None and shows_limits(reading, one)
    ]
    return Stretch(
        first=chart.points[part.first].period_start,
        last=chart.points[part.last].period_end,
        level=(part.centre or 0) * times,
        words=centre_words(reading, one),
        has_signal=one.verdict is Verdict.SIGNAL,
        bands=tuple(bands),
    )


def centre_words(reading: Read, one: Assessment) -> str:
    """What the line is and where it lies: Median 6,5."""
    level = level_in_figures(reading.measure, one.part.centre or 0)
    if reading.chart.spec.kind is not Kind.RUN:
        return _("Gennemsnit %(level)s", level=level)
    if one.part.centre_source is CentreSource.FROZEN:
        return _("Fastlåst median %(level)s", level=level)
    return _("Median %(level)s", level=level)


def _frozen_after(reading: Read) -> date | None:
    freeze = reading.chart.spec.freeze
    if freeze is None or freeze >= len(reading.chart.points):
        return None
    return reading.chart.points[freeze - 1].period_end


def _middle(first: date, last: date) -> date:
    return first + (last - first) / 2


# Scales


def _shown_levels(reading: Read) -> list[float]:
    times = reading.measure.times
    levels = [level * times for level in reading.chart.levels if level is not None]
    for one in reading.assessments:
        levels += [(one.part.centre or 0) * times]
        if shows_limits(reading, one):
            levels += [
                edge * times
                for limit in one.part.limits
                if limit is not None
                for edge in (limit.lower, limit.upper)
            ]
    return levels + ([reading.measure.target] if reading.measure.target is not None else [])


def _begins_above_nothing(levels: Sequence[float]) -> bool:
    return min(levels) > MOST_NARROW and max(levels) - min(levels) < MOST_NARROW / 5


def _levels(reading: Read) -> tuple[float, ...]:
    """Counts from 0, shares from 0 to 100, unless that would hide all there is to see."""
    levels = _shown_levels(reading)
    if not reading.chart.points:
        return ()
    if reading.measure.value_kind is not ValueKind.SHARE:
        return axis_steps(min(0.0, *levels), max(levels))
    if _begins_above_nothing(levels):
        return axis_steps(min(levels), max(levels), most=100)
    return axis_steps(0, 100 if max(levels) > MOST_NARROW / 5 else max(levels), most=100)


def _unit(reading: Read) -> str:
    measure = reading.measure
    if not reading.chart.points or measure.value_kind is not ValueKind.SHARE:
        return measure.shown_unit
    if _begins_above_nothing(_shown_levels(reading)):
        from_level = number_in_figures(exact(_levels(reading)[0]))
        return _("%% (aksen begynder ved %(level)s)", level=from_level)
    return "%"


def _days(reading: Read) -> Iterator[tuple[date, str]]:
    """Names for the line of time: months while there are few of them, then quarters, then years."""
    if not reading.chart.points:
        return
    first, last = reading.chart.points[0].period_start, reading.chart.points[-1].period_end
    months = (last - first).days / 30
    every = 1 if months <= 6 else 3 if months <= 48 else 12
    if reading.measure.period_kind is PeriodKind.YEAR:
        every = 12
    for day in days_between(first, last, every):
        yield day, str(day.year) if every == 12 else f"{_(MONTHS[day.month - 1])[:3]} {day.year}"


def _told(reading: Read) -> str:
    measure, points = reading.measure, reading.points
    levels = [level for level in reading.chart.levels if level is not None]
    many = ngettext("%(num)s måling", "%(num)s målinger", len(levels))
    parts = [
        _(
            "%(many)s fra %(first)s til %(last)s",
            many=many,
            first=reading.period(0),
            last=reading.period(len(points) - 1),
        ),
        _("laveste %(level)s", level=level_in_figures(measure, min(levels))),
        _("højeste %(level)s", level=level_in_figures(measure, max(levels))),
        *(centre_words(reading, one) for one in reading.assessments),
    ]
    return "; ".join(parts).replace(HARD_BLANK, " ")
