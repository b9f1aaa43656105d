"""Which kinds of unit stand under which: forvaltning, område, enhed."""

from collections.abc import Mapping
from typing import Final

from transfer.domain.vocabulary import UnitKind

RANKS: Final[Mapping[UnitKind, int]] = {kind: rank for rank, kind in enumerate(UnitKind)}


def is_below(kind: UnitKind, parent: UnitKind | None) -> bool:
    """Whether a unit of the one kind may stand right under the other."""
    if parent is None:
        return kind is UnitKind.DEPARTMENT
    return RANKS[kind] > RANKS[parent]


def kind_below(parent: UnitKind | None) -> UnitKind | None:
    """The kind of a unit right under the other; none when nothing goes under it."""
    return next((kind for kind in UnitKind if is_below(kind, parent)), None)
