"""Læringsforløb: list, page, sections to edit, and the steps from draft to follow-up."""

from transfer.views.learning_cycles import paper
from transfer.views.learning_cycles.pages import bp

__all__ = ["bp", "paper"]
