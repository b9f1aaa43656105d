"""Prøvehandlinger: from a title to a decision, a page for each thing people do."""

from transfer.views.trial_actions import (
    blank,
    checks,
    editing,
    history,
    listing,
    moves,
    paper,
    reading,
    support,
)
from transfer.views.trial_actions.blueprint import bp

__all__ = [
    "blank",
    "bp",
    "checks",
    "editing",
    "history",
    "listing",
    "moves",
    "paper",
    "reading",
    "support",
]
