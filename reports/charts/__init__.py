"""Charts as SVG text, the same on the page and on paper.

Only presentation attributes (the content policy forbids styles), real text, a title and a
description, and nothing told by colour alone: parts differ in lightness and in pattern, carry
their number where there is room, and every chart has its numbers as a table beside it.
"""

from reports.charts.bars import diverging_bars, simple_bars, stacked_bars
from reports.charts.canvas import PAGE_WIDTH, PAPER_WIDTH, Chart
from reports.charts.lasting import lasting_curve
from reports.charts.matrix import travels
from reports.charts.runs import axis_steps, days_between, run_chart
from reports.charts.scatter import value_against_effort
from reports.charts.timeline import timeline

__all__ = [
    "PAGE_WIDTH",
    "PAPER_WIDTH",
    "Chart",
    "axis_steps",
    "days_between",
    "diverging_bars",
    "lasting_curve",
    "run_chart",
    "simple_bars",
    "stacked_bars",
    "timeline",
    "travels",
    "value_against_effort",
]
