"""Administration: the organisation, its units and its people."""

from transfer.views.administration.blueprint import bp

from transfer.views.administration import (  # isort: skip  # noqa: F401  (each adds its routes)
    imports,
    organisation,
    people,
    roles,
    second_factor,
    units,
)

__all__ = ["bp"]
