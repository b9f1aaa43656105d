"""A måling over time: its dots, its centre line, and what happened meanwhile."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import floor, log10

from markupsafe import Markup

from reports.charts.canvas import (
    FAINT,
    GLYPH,
    INK,
    LINE,
    PAPER_WIDTH,
    Chart,
    circle,
    picture,
    rect,
    stroke,
    wrapped,
    write,
)
from reports.measures import Dot, Happening, MeasureChart, Stretch

LINE_INK = "#005a8c"
STANDS_OUT = "#b34700"
CENTRE = "#595959"
RIBBON = "#e6e6e6"
_TOP = 22
_RADIUS = 8.5
_LEVEL = 20
_RESTS = 5
"""Steps of the scale upwards, at most."""


def run_chart(key: str, chart: MeasureChart, *, width: int = PAPER_WIDTH) -> Chart:
    """The dots in the order of time, joined where period follows period, and the lines they are held against.

    Everything that stands out has a form of its own besides its colour: a long-dashed line and
    diamonds. The words of the numbered marks stand below it, not in it.
    """
    rows = tuple((dot.period, dot.shown, dot.note) for dot in chart.dots)
    if not chart.dots or len(chart.axis) < 2:
        return Chart(picture(key, chart.title, chart.told, (width, 2), []), chart.headings, rows)
    scale = _Scale(chart, width)
    parts = [
        *_frame(chart, scale),
        *(mark for one in chart.stretches for mark in _ribbon(one, scale)),
        *_target(chart, scale),
        *_centres(chart, scale),
        *_happenings(chart.happenings, scale),
        *_joined(chart.dots, chart.stretches, scale),
        *(mark for dot in chart.dots for mark in _dot(dot, scale)),
    ]
    y = _key(chart, scale, parts)
    return Chart(picture(key, chart.title, chart.told, (width, y), parts), chart.headings, rows)


def axis_steps(low: float, high: float, *, most: float | None = None) -> tuple[float, ...]:
    """Round numbers from at or below `low` to at or above `high`, at most six; `most` is the end of the scale."""
    if high <= low:
        high = low + 1
    raw = (high - low) / _RESTS
    size = 10.0 ** floor(log10(raw))
    step = next(size * one for one in (1, 2, 2.5, 5, 10) if size * one >= raw * 0.999)
    first = floor(low / step + 1e-9)
    found = [first * step]
    while found[-1] < high - step * 1e-9:
        found.append((first + len(found)) * step)
    if most is not None and found[-1] > most >= high:
        found[-1] = most
    return tuple(round(one, 10) for one in found)


class _Scale:
    """Days and levels as places on the picture."""

    def __init__(self, chart: MeasureChart, width: int) -> None:
        self.width = width
        self.first = min([chart.dots[0].middle, *(one.first for one in chart.stretches)])
        self.last = max([chart.dots[-1].middle, *(one.last for one in chart.stretches)])
        self.left = max(len(label) for _, label in chart.axis) * GLYPH * 1.1 + 10
        ends = [one.words for one in chart.stretches[-1:]]
        ends += [chart.target[1]] if chart.target else []
        self.room = min(width * 0.3, max((len(one) for one in ends), default=0) * GLYPH + 12)
        self.right = width - self.room
        self.foot = _TOP + max(190.0, min(270.0, width * 0.42))
        self.low, self.high = chart.axis[0][0], chart.axis[-1][0]
        self.below = 0
        """Rows of numbered marks under the axis."""

    def x(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return self.left + (self.right - self.left) * (day - self.first).days / whole

    def y(self, level: float) -> float:
        reach = (level - self.low) / ((self.high - self.low) or 1)
        return self.foot - (self.foot - _TOP) * min(max(reach, 0.0), 1.0)


def _frame(chart: MeasureChart, scale: _Scale) -> Iterator[Markup]:
    if chart.unit:
        yield write(0, 12, chart.unit, weight=600)
    for level, label in chart.axis:
        y = scale.y(level)
        yield write(scale.left - 6, y + 4, label, anchor="end")
        yield stroke(f"M{scale.left:.1f} {y:.1f}H{scale.right:.1f}", "#e4e4e4", 0.8)
    yield stroke(f"M{scale.left:.1f} {_TOP}V{scale.foot:.1f}H{scale.right:.1f}", FAINT)
    free = scale.left - 1
    for day, label in chart.days:
        if not scale.first <= day <= scale.last:
            continue
        x, wide = scale.x(day), len(label) * GLYPH
        if x >= free and x + wide <= scale.width:
            yield stroke(f"M{x:.1f} {scale.foot:.1f}V{scale.foot + 6:.1f}", FAINT)
            yield write(x, scale.foot + 18, label)
            free = x + wide + 10


def _ribbon(stretch: Stretch, scale: _Scale) -> Iterator[Markup]:
    """The limits as one pale field with dashed edges."""
    if not stretch.bands:
        return
    upper, lower = [], []
    for band in stretch.bands:
        left = scale.x(max(band.first, scale.first))
        right = scale.x(min(band.last + timedelta(days=1), scale.last))
        upper += [(left, scale.y(band.upper)), (right, scale.y(band.upper))]
        lower += [(left, scale.y(band.lower)), (right, scale.y(band.lower))]
    yield Markup('<path d="{}z" fill="{}"/>').format(_path([*upper, *reversed(lower)]), RIBBON)
    for edge in (upper, lower):
        yield _dashed(_path(edge), CENTRE, 1, "3 3")


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _target(chart: MeasureChart, scale: _Scale) -> Iterator[Markup]:
    if chart.target is not None:
        y = scale.y(chart.target[0])
        yield _dashed(f"M{scale.left:.1f} {y:.1f}H{scale.right:.1f}", INK, 1.5, "1 4")


def _centres(chart: MeasureChart, scale: _Scale) -> Iterator[Markup]:
    """Each centre line over its own stretch; the last one and the target are named at their right ends."""
    for i, one in enumerate(chart.stretches):
        y, left, right = scale.y(one.level), scale.x(one.first), scale.x(one.last)
        ink, dash = (STANDS_OUT, "10 5") if one.has_signal else (CENTRE, "")
        yield _dashed(f"M{left:.1f} {y:.1f}H{right:.1f}", ink, 2, dash)
        if i:
            yield _dashed(f"M{left:.1f} {_TOP}V{scale.foot:.1f}", FAINT, 1, "6 3")
        if (
            i < len(chart.stretches) - 1
        ):  # on top, where no dots are; two narrow ones clear of each other
            room = scale.width - len(one.words) * GLYPH * 1.1
            yield _on_white(max(min(left + 4, room), 2), _TOP + 12 + LINE * (i % 2), one.words)
    if chart.frozen_after is not None:
        x = scale.x(chart.frozen_after)
        yield _dashed(f"M{x:.1f} {_TOP}V{scale.foot:.1f}", FAINT, 1, "6 3")
    named = [(scale.y(one.level), one.words) for one in chart.stretches[-1:]]
    named += [(scale.y(chart.target[0]), chart.target[1])] if chart.target else []
    free = 0.0
    for y, words in sorted(named):
        at = max(y, free)
        lines = wrapped(words, scale.room - 4, most=2)
        for n, line in enumerate(lines):
            yield write(scale.right + 6, at + 4 + n * LINE, line, weight=600)
        free = at + LINE * len(lines) + 1


def _happenings(happenings: Sequence[Happening], scale: _Scale) -> Iterator[Markup]:
    """Dotted lines at their days, with their numbers under the axis, clear of each other.

    What happened before or after all that is drawn has no place in the picture.
    """
    ends: list[float] = []
    drawn = [one for one in happenings if scale.first <= one.on <= scale.last]
    for one in sorted(drawn, key=lambda each: each.on):
        x = scale.x(one.on)
        row = next((i for i, end in enumerate(ends) if x >= end), len(ends))
        ends[row : row + 1] = [x + 2 * _RADIUS + 3]
        y = scale.foot + 34 + row * _LEVEL
        yield _dashed(f"M{x:.1f} {_TOP}V{y - _RADIUS:.1f}", INK, 1, "2 3")
        yield circle(x, y, _RADIUS, "#ffffff", edge=INK, thick=1.5)
        yield write(x, y + 4, one.number, anchor="middle", weight=600)
    scale.below = len(ends)


def _joined(dots: Sequence[Dot], stretches: Sequence[Stretch], scale: _Scale) -> Iterator[Markup]:
    """The line through the dots: broken where a period is missing, and where a new part begins."""
    begins = {one.first for one in stretches[1:]}
    path, drawn = "", False
    before: date | None = None
    for dot in dots:
        if not dot.follows or (
            before is not None and any(before < first <= dot.middle for first in begins)
        ):
            drawn = False
        before = dot.middle
        if dot.is_excluded:
            continue
        path += f"{'L' if drawn else 'M'}{scale.x(dot.middle):.1f} {scale.y(dot.level):.1f}"
        drawn = True
    yield stroke(path, LINE_INK, 1.5)


def _dot(dot: Dot, scale: _Scale) -> Iterator[Markup]:
    yield _form(dot, scale.x(dot.middle), scale.y(dot.level))


def _form(dot: Dot, x: float, y: float) -> Markup:
    if dot.is_excluded:
        return circle(x, y, 4, "#ffffff", edge=CENTRE, thick=1.5)
    if dot.stands_out:
        return Markup('<path d="M{x:.1f} {a:.1f}l5 5l-5 5l-5 -5z" fill="{ink}"/>').format(
            x=x, a=y - 5, ink=STANDS_OUT
        )
    return circle(x, y, 3.6, CENTRE if dot.is_on_the_line else LINE_INK)


def _key(chart: MeasureChart, scale: _Scale, parts: list[Markup]) -> float:
    """What the hollow mark and the diamond mean, where there are any; where the picture ends."""
    y = scale.foot + 28 + scale.below * _LEVEL
    x = scale.left
    shown = (
        (Dot("", date.min, 0, "", is_excluded=True), any(dot.is_excluded for dot in chart.dots)),
        (Dot("", date.min, 0, "", stands_out=True), any(dot.stands_out for dot in chart.dots)),
    )
    there = False
    for (dot, is_there), words in zip(shown, chart.key, strict=True):
        if not is_there:
            continue
        wide = 24 + len(words) * GLYPH + 14
        if there and x + wide > scale.width:
            x, y = scale.left, y + 19
        parts.append(_form(dot, x + 6, y + 8))
        parts.append(write(x + 16, y + 12, words))
        x, there = x + wide, True
    return y + 20 if there else y


def _on_white(x: float, y: float, words: str) -> Markup:
    return rect(x - 2, y - 11, len(words) * GLYPH + 6, 14, "#ffffff") + write(
        x, y, words, weight=600
    )


def _dashed(path: str, ink: str, thick: float, dash: str) -> Markup:
    if not dash:
        return stroke(path, ink, thick)
    return Markup(
        '<path d="{}" stroke="{}" stroke-width="{:g}" stroke-dasharray="{}" fill="none"/>'
    ).format(path, ink, thick, dash)


def days_between(first: date, last: date, months: int) -> Iterator[date]:
    """The first of every `months`th month of the year from one day to another."""
    day = first.replace(day=1)
    while day <= last:
        if day >= first and (day.month - 1) % months == 0:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)
