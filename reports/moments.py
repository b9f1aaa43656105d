"""The course of one case: what happened when. A timeline draws it."""

from dataclasses import dataclass
from datetime import date

from reports.numbers import NBSP, danish_date


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened on a day, or from that day `until` another (both included)."""

    on: date
    words: str
    until: date | None = None

    @property
    def days(self) -> str:
        """`"3. marts 2025"`, `"3. til 24. marts 2025"`, `"3. marts til 2. april 2025"`."""
        if self.until is None or self.until == self.on:
            return danish_date(self.on)
        day, _, rest = danish_date(self.on).partition(NBSP)
        month = rest.partition(NBSP)[0]
        if (self.on.year, self.on.month) == (self.until.year, self.until.month):
            first = day
        elif self.on.year == self.until.year:
            first = f"{day}{NBSP}{month}"
        else:
            first = danish_date(self.on)
        return f"{first} til {danish_date(self.until)}"
