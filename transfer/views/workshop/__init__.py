"""The workshop, where ledelsesrapporter are written, alone or together."""

from transfer.views.workshop import saving, settings, together, writing  # noqa: F401  (routes)
from transfer.views.workshop.blueprint import bp

__all__ = ["bp"]
