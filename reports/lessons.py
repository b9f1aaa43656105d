"""What a management report says was learnt, and what it asks for: insights and recommendations."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class InsightLine:
    """A published insight, the strongest first; recommendations point to it by `number`.

    `supporting` trials in `units` units speak for it, `contradicting` against it, wherever they are:
    of trials that others own, only these counts are told. `trials` are the titles of those the report
    may name. `strength` is in Danish words; `goals` are names with codes.
    """

    number: int
    headline: str
    body: str
    strength: str
    supporting: int
    units: int
    contradicting: int
    goals: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()

    @property
    def builds_on(self) -> str:
        """`"Bygger på 4 prøvehandlinger i 3 enheder."`, and what speaks against it, if anything does."""
        said = f"Bygger på {_trials(self.supporting)} i {self.units} {_units(self.units)}."
        if not self.contradicting:
            return said
        return f"{said} {_trials(self.contradicting)} taler imod."


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """What somebody should do, by when, and how far they have come, in Danish words.

    `insights` are the numbers of the insights it builds on; `others` the headlines of published
    insights that the report doesn't tell of. `waits`: nobody has taken a stand yet.
    """

    text: str
    addressee: str
    due: date | None
    state: str
    insights: tuple[int, ...] = ()
    others: tuple[str, ...] = ()
    waits: bool = False

    @property
    def builds_on(self) -> str:
        """`"Indsigt 1 og 2"`."""
        named = [f"»{headline}«" for headline in self.others]
        if self.insights:
            *first, last = [str(number) for number in self.insights]
            numbers = f"{', '.join(first)} og {last}" if first else last
            named.insert(0, f"Indsigt {numbers}")
        return ", ".join(named)


def _trials(n: int) -> str:
    return f"{n} prøvehandling" if n == 1 else f"{n} prøvehandlinger"


def _units(n: int) -> str:
    return "enhed" if n == 1 else "enheder"
