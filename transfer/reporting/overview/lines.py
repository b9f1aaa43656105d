"""A figure as a line of the page "Nøgletal": what it is called, says and is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from transfer.domain.indicators import INDICATORS, Counted, Indicator, ProgrammeFacts
from transfer.domain.shares import Median, Share


class Told(Enum):
    """What it tells about a trial to stand on the list behind a number."""

    COURSE = "course"
    """Its state and its dates, which everybody reads who sees it."""
    ANSWERS = "answers"
    """What its people answered: for those who read it in full, and for others once it is closed."""
    SPARRING = "sparring"
    """Whether it got sparring: for its own people and those who advise them, never for leaders."""


@dataclass(frozen=True, slots=True)
class Per:
    """So many set against so many of another kind; no part of a whole, and never a percentage."""

    n: int
    of: int

    @property
    def ratio(self) -> float | None:
        return self.n / self.of if self.of else None


Value = Share | Median | Per | int


@dataclass(frozen=True, slots=True)
class Line:
    """One number, and what stands behind it: the share of it, unless something else is said."""

    key: str
    """Names it in an address."""
    behind: Callable[[ProgrammeFacts], Counted]
    told: Told = Told.COURSE
    is_count: bool = False
    """Whether the number is how many stand behind it."""
    reckoned: Callable[[ProgrammeFacts], Value] | None = None
    """How the number is made, where it is neither."""
    is_outcome: bool = False
    defined_as: str = ""
    """The definition it goes by, where that is not its key: several lines may share one, each with a `name`."""
    name: str = ""
    months: int | None = None
    """What stands for `%(months)s` in the name. The page shows those at which anything is looked at."""
    formula: str = ""
    is_rare: bool = False
    """Whether it is left out where there is nothing to count."""

    def value(self, facts: ProgrammeFacts) -> Value:
        """The number."""
        if self.reckoned is not None:
            return self.reckoned(facts)
        found = self.behind(facts)
        return len(found.n) if self.is_count else found.share

    @property
    def label(self) -> str:
        return self.name or self._indicator.name

    @property
    def definition(self) -> str:
        return self._indicator.definition

    @property
    def _indicator(self) -> Indicator:
        return INDICATORS[self.defined_as or self.key]


@dataclass(frozen=True, slots=True)
class Theme:
    """Lines that belong together. With `columns` they are a table, row by row."""

    name: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...] = ()
    row_name: str = ""
    """What a row of the table is called; without it, as its first line is."""
