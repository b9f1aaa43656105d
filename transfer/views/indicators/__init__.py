"""Nøgletal: every figure with its definition, and the very list behind each number."""

from transfer.views.indicators import behind, method, reading
from transfer.views.indicators.blueprint import bp

__all__ = ["behind", "bp", "method", "reading"]
