"""Feedback at the field: giving it, reading it, answering it, and what it changed."""

from transfer.views.feedback import answering, giving, reading
from transfer.views.feedback.blueprint import bp

__all__ = ["answering", "bp", "giving", "reading"]
