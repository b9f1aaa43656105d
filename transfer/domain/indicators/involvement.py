"""How many of the læringsaktivister are with it, part by part, without telling of any one of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, TypeVar

from transfer.domain.indicators.method import FEWEST_PEOPLE
from transfer.domain.shares import Share

Part = TypeVar("Part")
Who = TypeVar("Who")

EVERYWHERE: Final = None
"""The organisation as a whole, among its parts."""


def involvement(
    groups: Mapping[Part | None, set[Who]],
    below: Mapping[Part | None, Sequence[Part]],
    involved: Collection[Who],
) -> Mapping[Part | None, Share]:
    """The share of each group that is involved, where it may be told.

    A part of fewer than three isn't told, and no other part either that would leave fewer than three
    when taken from what it is a part of. What is told so never depends on who asks.

    Args:
        groups: the people of each part with all below it, and of the whole under None.
        below: the parts right below each, and the topmost under None.
    """
    told: dict[Part | None, Share] = {}

    def tell(part: Part | None) -> None:
        told[part] = Share(len(groups[part] & set(involved)), len(groups[part]))
        for one in _told_below(groups[part], {one: groups[one] for one in below.get(part, ())}):
            tell(one)

    if len(groups[EVERYWHERE]) >= FEWEST_PEOPLE:
        tell(EVERYWHERE)
    return told


def _told_below(whole: set[Who], parts: Mapping[Part, set[Who]]) -> list[Part]:
    """The parts that may be told beside the whole: the small ones give way first."""
    kept = sorted(
        (one for one, group in parts.items() if len(group) >= FEWEST_PEOPLE),
        key=lambda one: -len(parts[one]),
    )
    while kept and 0 < len(whole.difference(*(parts[one] for one in kept))) < FEWEST_PEOPLE:
        kept.pop()
    return kept
