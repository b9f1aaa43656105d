"""Indsigter: the harvest across prøvehandlinger, from a marked passage to a recommendation."""

from transfer.views.insights import (
    discussing,
    exporting,
    harvesting,
    marking,
    reading,
    recommending,
    theming,
    writing,
)
from transfer.views.insights.blueprint import bp

__all__ = [
    "bp",
    "discussing",
    "exporting",
    "harvesting",
    "marking",
    "reading",
    "recommending",
    "theming",
    "writing",
]
