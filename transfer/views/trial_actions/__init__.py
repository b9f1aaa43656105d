"""Prøvehandlinger: from a title to a decision, a page for each thing people do."""

from transfer.views.trial_actions import (
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

__all__ = ["bp", "checks", "editing", "history", "listing", "moves", "paper", "reading", "support"]
