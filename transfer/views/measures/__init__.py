"""Målinger: what is counted over time, typed in, drawn and read without claiming causes."""

from transfer.views.measures import (
    counting,
    importing,
    lines,
    listing,
    marking,
    reading,
    taking,
    writing,
)
from transfer.views.measures.blueprint import bp

__all__ = [
    "bp",
    "counting",
    "importing",
    "lines",
    "listing",
    "marking",
    "reading",
    "taking",
    "writing",
]
