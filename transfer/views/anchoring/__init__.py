"""Forankring: which checks wait and where, and how long what was adopted lasts."""

from transfer.views.anchoring import calendar, lasting
from transfer.views.anchoring.blueprint import bp

__all__ = ["bp", "calendar", "lasting"]
