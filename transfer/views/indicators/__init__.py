"""Nøgletal: every figure with its definition, and the very list behind each number."""

from transfer.views.indicators import behind, method, own, reading
from transfer.views.indicators.blueprint import bp

__all__ = ["behind", "bp", "method", "own", "reading"]
