"""The page "Nøgletal": every figure of the programme as a line that leads to what stands behind it."""

from transfer.reporting.overview.lines import Line, Per, Told, Value
from transfer.reporting.overview.themes import LINES, THEMES

__all__ = ["LINES", "THEMES", "Line", "Per", "Told", "Value"]
