"""Value against effort: where each trial lies, and how many lie in each quarter."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import cos, pi, sin, sqrt

from markupsafe import Markup

from reports.charts.canvas import (
    DARK,
    FAINT,
    PALE,
    PAPER_WIDTH,
    Chart,
    circle,
    picture,
    rect,
    stroke,
    write,
)
from reports.management import ValuePoint

STEPS = range(1, 6)
_MIDDLE = 3
"""High is above the middle of the scale: 4 or 5."""
_HEIGHT = 244
_LEFT = 26
_TOP = 22
_BAND = 20
"""Room above each pair of quarters for what they are called."""
_DOT = 5.0
_MOST_DOTS = 19
"""More trials than so on one spot are told as a number in a circle."""
_TURN = pi * (3 - sqrt(5))  # the golden angle: dots laid by it never cover each other


def value_against_effort(
    key: str, title: str, points: Sequence[ValuePoint], *, width: int = PAPER_WIDTH
) -> Chart:
    """A dot a trial, effort to the right and value upwards; each quarter says how many lie in it.

    Trials with the same two answers lie round the same spot, always in the same pattern.
    """
    cells = Counter((point.value, point.effort) for point in points)
    span, height = width - _LEFT - 2, _HEIGHT - _TOP - 40
    step = span / len(STEPS)
    foot, middle = _TOP + height, _TOP + _BAND + 2 * _step(height)
    parts = [
        rect(_LEFT, _TOP, 3 * step, middle - _TOP, PALE),
        stroke(f"M{_LEFT} {_TOP}V{foot}H{_LEFT + span:.1f}", FAINT),
        stroke(f"M{_LEFT + 3 * step:.1f} {_TOP}V{foot}", FAINT, 0.6),
        stroke(f"M{_LEFT} {middle:.1f}H{_LEFT + span:.1f}", FAINT, 0.6),
        write(0, 12, "\N{UPWARDS ARROW} Værdi for borgerne", weight=600),
        write(width - 2, _HEIGHT - 4, "Indsats \N{RIGHTWARDS ARROW}", anchor="end", weight=600),
    ]
    for n in STEPS:
        parts.append(write(_LEFT - 9, _height_of(n, height) + 4, n, anchor="end"))
        parts.append(write(_LEFT + (n - 0.5) * step, foot + 16, n, anchor="middle"))
    for (value, effort), n in sorted(cells.items()):
        parts += _dots(_LEFT + (effort - 0.5) * step, _height_of(value, height), n, height)
    parts += _names(points, (_LEFT + 6, _LEFT + 3 * step + 6), (_TOP + 15, middle + 15), width)
    counts = [[cells[value, effort] for effort in STEPS] for value in reversed(STEPS)]
    rows: list[tuple[str | int, ...]] = [
        (f"Værdi {value}", *row, sum(row))
        for value, row in zip(reversed(STEPS), counts, strict=True)
    ]
    told = ", ".join(f"{name} {n}" for name, n in quarters(points).items())
    return Chart(
        picture(key, title, told, (width, _HEIGHT), parts),
        ("", *(f"Indsats {n}" for n in STEPS), "I alt"),
        tuple(rows),
    )


def quarters(points: Sequence[ValuePoint]) -> dict[str, int]:
    """How many lie in each quarter, in the words that stand there."""
    found = {
        "stor værdi, lille indsats": 0,
        "stor værdi, stor indsats": 0,
        "mindre værdi, lille indsats": 0,
        "mindre værdi, stor indsats": 0,
    }
    for point in points:
        value = "stor" if point.value > _MIDDLE else "mindre"
        effort = "stor" if point.effort > _MIDDLE else "lille"
        found[f"{value} værdi, {effort} indsats"] += 1
    return found


def _step(height: float) -> float:
    return (height - 2 * _BAND) / len(STEPS)


def _height_of(value: int, height: float) -> float:
    bands = 1 if value > _MIDDLE else 2
    return _TOP + bands * _BAND + (5.5 - value) * _step(height)


def _names(
    points: Sequence[ValuePoint], across: tuple[float, ...], down: tuple[float, ...], width: int
) -> Iterator[Markup]:
    """What each quarter is called and how many it has; a phone has room for the number only."""
    for place, (name, n) in enumerate(quarters(points).items()):
        said = f"{name.capitalize()}: {n}" if width >= 520 else f"{n} i alt"
        yield write(across[place % 2], down[place // 2], said, weight=600)


def _dots(x: float, y: float, n: int, height: float) -> Iterator[Markup]:
    room = _step(height) / 2 - 1
    if n > _MOST_DOTS:
        yield circle(x, y, room, DARK)
        yield rect(x - 14, y - 8, 28, 16, "#ffffff")
        yield write(x, y + 4, n, anchor="middle", weight=600)
        return
    radius = min(_DOT, room / (1 + 2.1 * sqrt(n - 1)))
    for i in range(n):
        away = 2.1 * radius * sqrt(i)
        yield circle(x + 1.4 * away * cos(i * _TURN), y + away * sin(i * _TURN), radius, DARK)
