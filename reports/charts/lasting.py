"""The curve of what lasts: steps at the checks, their band, and how many were followed so long."""

from collections.abc import Callable, Iterator
from typing import Final

from markupsafe import Markup

from reports.charts.canvas import (
    FAINT,
    GLYPH,
    PAPER_WIDTH,
    Chart,
    circle,
    picture,
    rect,
    stroke,
    wrapped,
    write,
)
from reports.lasting import LastingChart, LastingPoint

LINE_INK: Final = "#005a8c"
BAND: Final = "#d5dbe0"
BOUND: Final = "#595959"
_TOP: Final = 16
_LEFT: Final = 48
_HIGH: Final = 140


def lasting_curve(key: str, chart: LastingChart, *, width: int = PAPER_WIDTH) -> Chart:
    """The share at each check, drawn as a step until the next; what is unknown lies between two dashed lines."""
    rows = tuple(_row(chart, point) for point in chart.points)
    if not chart.points:
        return Chart(picture(key, chart.title, chart.told, (width, 2), []), chart.headings, rows)
    last = chart.points[-1].month
    steps = [0, *(point.month for point in chart.points)]
    right = width - 8

    def x(month: float) -> float:
        return _LEFT + (right - _LEFT) * month / (last * 1.14)

    def y(share: float) -> float:
        return _TOP + _HIGH * (1 - share)

    foot = y(0)
    parts = [
        *_scale(y, right),
        *_band(chart, x, y, right),
        *_bounds(chart, x, y, right),
        stroke(
            _steps([1.0, *(one.share for one in chart.points)], steps, x, y, right), LINE_INK, 2.5
        ),
    ]
    for point in chart.points:
        at, share = x(point.month), y(point.share)
        parts += [
            circle(at, share, 3.6, LINE_INK),
            stroke(f"M{at:.1f} {foot:.1f}V{foot + 6:.1f}", FAINT),
            write(at, foot + 20, str(point.month), anchor="middle"),
            write(at, foot + 56, str(point.followed), anchor="middle", weight=600),
            # Below the line, where only the shading is; above it at the foot.
            write(
                at + 4, share + (18 if share < foot - 24 else -8), _percent(point.share), weight=600
            ),
        ]
    parts += [
        write(x(0), foot + 20, "0", anchor="middle"),
        write(right, foot + 38, chart.months, anchor="end"),
        write(_LEFT, foot + 38, chart.followed),
    ]
    end = _key(chart, foot + 74, width, parts)
    return Chart(picture(key, chart.title, chart.told, (width, end), parts), chart.headings, rows)


def _row(chart: LastingChart, point: LastingPoint) -> tuple[str, ...]:
    band = (
        ""
        if point.lower is None
        else f"{_whole(point.lower)}\N{EN DASH}{_percent(point.upper or 0)}"
    )
    return (
        f"{point.month} {chart.months}",
        _percent(point.share),
        band,
        str(point.followed),
        _percent(point.if_gone),
        _percent(point.if_kept),
    )


def _percent(share: float) -> str:
    return f"{_whole(share)}\N{NO-BREAK SPACE}%"


def _whole(share: float) -> int:
    return int(share * 100 + 0.5)


def _scale(y: Callable[[float], float], right: float) -> Iterator[Markup]:
    for share in (0, 0.25, 0.5, 0.75, 1):
        yield write(_LEFT - 6, y(share) + 4, _percent(share), anchor="end")
        yield stroke(
            f"M{_LEFT} {y(share):.1f}H{right:.1f}", FAINT if share == 0 else "#e4e4e4", 0.8
        )


def _steps(
    shares: list[float],
    months: list[int],
    x: Callable[[float], float],
    y: Callable[[float], float],
    right: float,
) -> str:
    """A path that stays at each share until the next check, and a little beyond the last."""
    path = f"M{x(months[0]):.1f} {y(shares[0]):.1f}"
    for share, month in zip(shares[1:], months[1:], strict=True):
        path += f"H{x(month):.1f}V{y(share):.1f}"
    return f"{path}H{right:.1f}"


def _band(
    chart: LastingChart, x: Callable[[float], float], y: Callable[[float], float], right: float
) -> Iterator[Markup]:
    ends = [x(point.month) for point in chart.points[1:]] + [right]
    for point, end in zip(chart.points, ends, strict=True):
        if point.lower is not None and point.upper is not None:
            at = x(point.month)
            yield rect(
                at, y(point.upper), end - at, round(y(point.lower) - y(point.upper), 1), BAND
            )


def _bounds(
    chart: LastingChart, x: Callable[[float], float], y: Callable[[float], float], right: float
) -> Iterator[Markup]:
    """Dashed lines, where anything is unknown."""
    if all(point.if_gone == point.if_kept for point in chart.points):
        return
    months = [0, *(point.month for point in chart.points)]
    for shares in (
        [1.0, *(point.if_gone for point in chart.points)],
        [1.0, *(point.if_kept for point in chart.points)],
    ):
        yield _dashed(_steps(shares, months, x, y, right))


def _dashed(path: str) -> Markup:
    return Markup(
        '<path d="{}" stroke="{}" stroke-width="1.3" stroke-dasharray="5 4" fill="none"/>'
    ).format(path, BOUND)


def _key(chart: LastingChart, y: float, width: int, parts: list[Markup]) -> float:
    """What the shading and the dashed lines mean; where the picture ends."""
    said = [(chart.band, rect(0, y - 4, 22, 12, BAND))]
    if any(point.if_gone != point.if_kept for point in chart.points):
        said.append((chart.bounds, _dashed(f"M0 {y + 22:.1f}H22")))
    for row, (words, mark) in enumerate(said):
        parts.append(mark)
        parts.append(write(30, y + 6 + row * 20, wrapped(words, width - 30 + GLYPH, most=1)[0]))
    parts.append(stroke(f"M{_LEFT} {_TOP}V{_TOP + _HIGH}", FAINT))
    return y + 6 + len(said) * 20
