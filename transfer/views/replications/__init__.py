"""Overførsler: taking a prøvehandling over to one's own unit, and following where ideas went."""

from transfer.views.replications import matrix, reading, taking_over
from transfer.views.replications.blueprint import bp

__all__ = ["bp", "matrix", "reading", "taking_over"]
