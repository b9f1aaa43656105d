"""Years, half-years, quarters and other stretches of days, with their Danish names."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2999
"""Years outside these are slips of the finger, such as 20225."""

_PARTS_OF_A_YEAR: Final = {"halvår": (2, 6), "kvartal": (4, 3)}
"""How many parts there are in a year, and how many months each lasts."""


class BadPeriod(ValueError):
    """A period that ends before it begins, or a text that names none."""


@dataclass(frozen=True, order=True)
class Period:
    """The days from first to last, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadPeriod(f"{self.last} is before {self.first}")

    def contains(self, day: date | None) -> bool:
        """Whether the day lies in the period. A day that isn't known lies in none."""
        return day is not None and self.first <= day <= self.last

    @property
    def days(self) -> int:
        """How many days there are in it."""
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        """What it is called in Danish: "2025", "1. halvår 2025", "marts 2025", else both dates."""
        whole = self.first.day == 1 and self.last == last_of_month(self.last)
        if whole and self.first.year == self.last.year:
            named = _name_of_months(self.first.year, self.first.month, self.last.month)
            if named is not None:
                return named
        if self.first == self.last:
            return in_words(self.first)
        first = in_words(self.first)
        if self.first.year == self.last.year:
            first = first.rpartition(" ")[0]
        return f"{first} – {in_words(self.last)}"

    def __str__(self) -> str:
        return self.name


def year(number: int) -> Period:
    """The calendar year."""
    return months(number, 1, 12)


def half_year(number: int, half: int) -> Period:
    """The first or second half of the year."""
    return _part(number, half, "halvår")


def quarter(number: int, which: int) -> Period:
    """One of the four quarters of the year."""
    return _part(number, which, "kvartal")


def months(number: int, first: int, last: int) -> Period:
    """From the first day of one month to the last day of another, in the same year."""
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise BadPeriod(f"no such year: {number}")
    if not 1 <= first <= last <= len(MONTHS):
        raise BadPeriod(f"no such months: {first} to {last}")
    return Period(date(number, first, 1), last_of_month(date(number, last, 1)))


def last_of_month(day: date) -> date:
    """The last day of the month the day lies in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_later(day: date, count: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    year_of, month_of = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year_of, month_of + 1)[1]
    return date(year_of, month_of + 1, min(day.day, last))


def before(period: Period) -> Period:
    """The period of equal length just before: as many whole months, or as many days."""
    first, last = period.first, period.last
    ends = first - timedelta(days=1)
    if first.day == 1 and last == last_of_month(last):
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return Period(months_later(first, -count), ends)
    return Period(first - timedelta(days=period.days), ends)


def in_words(day: date) -> str:
    """The day as written in Danish: "1. januar 2025"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def week_number(day: date) -> int:
    """The week of the day as Danish calendars count them (ISO: Monday first)."""
    return day.isocalendar().week


def parse(text: str) -> Period:
    """The period that a text names: any name we write, or two dates with a dash or "til" between.

    Dates may be "1. januar 2025" or "2025-01-01", and a month is "marts 2025". The first of two
    dates may do without its year: "1. januar – 31. december 2025".

    Raises:
        BadPeriod: The text names no period.
    """
    tidy = " ".join(text.lower().split())
    if match := re.fullmatch(r"(\d{4})", tidy):
        return year(int(match[1]))
    if match := re.fullmatch(r"(\d)\. ?(halvår|kvartal) (\d{4})", tidy):
        return _part(int(match[3]), int(match[1]), match[2])
    if match := re.fullmatch(rf"({'|'.join(MONTHS)}) (\d{{4}})", tidy):
        month = MONTHS.index(match[1]) + 1
        return months(int(match[2]), month, month)
    first, dash, last = re.sub(r" ?[–—] ?| - | til ", "–", tidy).partition("–")
    if not dash:
        return Period(_day(first), _day(first))
    end = _day(last)
    return Period(_day(first if re.search(r"\d{4}", first) else f"{first} {end.year}"), end)


def _part(number: int, which: int, kind: str) -> Period:
    parts, length = _PARTS_OF_A_YEAR[kind]
    if not 1 <= which <= parts:
        raise BadPeriod(f"no such {kind}: {which}")
    return months(number, (which - 1) * length + 1, which * length)


def _name_of_months(number: int, first: int, last: int) -> str | None:
    if (first, last) == (1, 12):
        return str(number)
    if first == last:
        return f"{MONTHS[first - 1]} {number}"
    for kind, (_, length) in _PARTS_OF_A_YEAR.items():
        if last - first + 1 == length and last % length == 0:
            return f"{last // length}. {kind} {number}"
    return None


def _day(text: str) -> date:
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        number, month, day = int(match[1]), int(match[2]), int(match[3])
    elif match := re.fullmatch(rf"(\d{{1,2}})\. ?({'|'.join(MONTHS)}) (\d{{4}})", text):
        number, month, day = int(match[3]), MONTHS.index(match[2]) + 1, int(match[1])
    else:
        raise BadPeriod(f"no day: {text!r}")
    if not EARLIEST_YEAR <= number <= LATEST_YEAR:
        raise BadPeriod(f"no such year: {number}")
    try:
        return date(number, month, day)
    except ValueError as error:
        raise BadPeriod(f"no such day: {text!r}") from error
