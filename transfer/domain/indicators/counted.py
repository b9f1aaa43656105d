"""What a figure counts and what it is counted out of, record by record: the very list behind a number."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from transfer.domain.indicators.facts import TrialFacts
from transfer.domain.shares import Share


class Kind(StrEnum):
    """What is counted. The value names it in a list's address and file."""

    TRIAL = "trial"
    CYCLE = "cycle"
    INSIGHT = "insight"
    SESSION = "session"
    AGREEMENT = "agreement"
    RECOMMENDATION = "recommendation"
    GOAL = "goal"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Item:
    """One that counts, by its id among the facts. `unit` where a record counts once for each unit."""

    id: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Those that count, and those that they are counted out of.

    `of` is None for a plain count. Of a part, all that count are also among `of`; of what is set against
    something else (insights against sessions) they are not, and then `against` says what `of` holds.
    """

    kind: Kind
    n: tuple[Item, ...]
    of: tuple[Item, ...] | None = None
    against: Kind | None = None

    @property
    def share(self) -> Share:
        return Share(len(self.n), len(self.of or ()))

    @property
    def rest(self) -> tuple[Item, ...]:
        """Those of `of` that don't count, as often as they are there; all of it when it is another kind."""
        if self.of is None or self.against is not None:
            return self.of or ()
        left = list(self.n)
        rest = []
        for item in self.of:
            if item in left:
                left.remove(item)
            else:
                rest.append(item)
        return tuple(rest)


def of_trials(n: Iterable[TrialFacts], of: Iterable[TrialFacts] | None = None) -> Counted:
    """Trials that count among trials."""
    return Counted(
        Kind.TRIAL,
        tuple(Item(one.id) for one in n),
        None if of is None else tuple(Item(one.id) for one in of),
    )
