"""Numbers as a Danish reader meets them: shares with both counts, and measures with a comma."""

from dataclasses import dataclass
from datetime import date

FEWEST_FOR_A_PERCENTAGE = 5
"""Below this many, a percentage says more than is known and may point at one person."""

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`, e.g. `Share(5, 6)`. Prints itself; never gives a percentage of fewer than five."""

    n: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.n <= self.of:
            raise ValueError(f"no share: {self.n} of {self.of}")

    @property
    def percent(self) -> int | None:
        """Whole percent, halves rounded up, or nothing when there are too few to say."""
        if self.of < FEWEST_FOR_A_PERCENTAGE:
            return None
        return (200 * self.n + self.of) // (2 * self.of)

    @property
    def percent_text(self) -> str:
        """`"83 %"` with a space that never breaks, or nothing when there are too few to say."""
        return "" if self.percent is None else f"{self.percent}{NBSP}%"

    @property
    def counts(self) -> str:
        """`"5/6"`, or `"1 af 2"` when the counts are all that is shown."""
        if self.of == 0:
            return "ingen at regne på"
        if self.percent is None:
            return f"{self.n}{NBSP}af{NBSP}{self.of}"
        return f"{self.n}/{self.of}"

    def __str__(self) -> str:
        """`"5/6 = 83 %"` on one line, and with fewer than five `"1 af 2"`."""
        return (
            f"{self.counts}{NBSP}={NBSP}{self.percent_text}" if self.percent_text else self.counts
        )


NOTHING = Share(0, 0)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit, e.g. `Measure(11.5, "dage")`; `None` when there is nothing to measure."""

    value: float | None
    unit: str = ""
    decimals: int = 1

    def __str__(self) -> str:
        """`"11,5 dage"`: Danish comma, whole numbers without decimals."""
        if self.value is None:
            return "ingen at regne på"
        text = danish(self.value, self.decimals)
        return f"{text}{NBSP}{self.unit}" if self.unit else text


def danish(value: float, decimals: int = 1) -> str:
    """`11.5` → `"11,5"`, `1.09` → `"1,09"`, `12.0` → `"12"`, `1234` → `"1.234"`."""
    text = f"{value:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def danish_date(day: date) -> str:
    """`"24. januar 2026"`, kept on one line."""
    return f"{day.day}.{NBSP}{_MONTHS[day.month - 1]}{NBSP}{day.year}"


_MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
