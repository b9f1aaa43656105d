"""Målinger: what a unit counts period after period, and how its numbers are typed and understood."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from transfer.domain.control_charts import Kind
from transfer.domain.periods import MONTHS, BadPeriod, Period, months, quarter, year
from transfer.domain.texts import marked
from transfer.domain.typing_in import NotUnderstood, clean_line, danish_date, danish_number
from transfer.domain.vocabulary import Wording

FIRST_YEAR: Final = 2000
"""Earlier periods are slips of the finger."""


class PeriodKind(Wording):
    """How long one number is counted for."""

    WEEK = "week", marked("Uge")
    MONTH = "month", marked("Måned")
    QUARTER = "quarter", marked("Kvartal")
    YEAR = "year", marked("År")


class ValueKind(Wording):
    """What is typed for each period."""

    NUMBER = "number", marked("Ét tal")
    SHARE = "share", marked("En andel: så mange ud af så mange")
    RATE = "rate", marked("En hyppighed: antal i forhold til fx sengedage eller besøg")


class PartKind(Wording):
    """What a person decided about the centre line."""

    FREEZE = "freeze", marked("Fastlåst midtlinje")
    SPLIT = "split", marked("Opdelt diagram")


KEYS: Final[Mapping[ValueKind, tuple[str, ...]]] = {
    ValueKind.NUMBER: ("value",),
    ValueKind.SHARE: ("numerator", "denominator"),
    ValueKind.RATE: ("numerator", "denominator"),
}
"""Which numbers are typed for each period."""

CHARTS: Final[Mapping[ValueKind, tuple[Kind, ...]]] = {
    ValueKind.NUMBER: (Kind.RUN, Kind.SINGLE),
    ValueKind.SHARE: (Kind.RUN, Kind.SHARE, Kind.SINGLE),
    ValueKind.RATE: (Kind.RUN, Kind.RATE, Kind.SINGLE),
}
"""The charts that may be drawn of it; the first one unless another is asked for."""


# Periods


def period_at(kind: PeriodKind, day: date) -> Period:
    """The period that the day lies in."""
    if kind is PeriodKind.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if kind is PeriodKind.MONTH:
        return months(day.year, day.month, day.month)
    if kind is PeriodKind.QUARTER:
        return quarter(day.year, (day.month + 2) // 3)
    return year(day.year)


def periods_back(kind: PeriodKind, last: date, count: int) -> list[Period]:
    """So many periods up to the one that holds `last`, the earliest first."""
    found = [period_at(kind, last)]
    while len(found) < count:
        found.append(period_at(kind, found[-1].first - timedelta(days=1)))
    return found[::-1]


def periods_from(kind: PeriodKind, first: date) -> Iterator[Period]:
    """The period that holds `first`, and all after it."""
    period = period_at(kind, first)
    while True:
        yield period
        period = period_at(kind, period.last + timedelta(days=1))


WRITE_A_PERIOD: Final[Mapping[PeriodKind, str]] = {
    PeriodKind.WEEK: marked("Skriv ugen og året, fx uge 7 2026, eller en dato i ugen."),
    PeriodKind.MONTH: marked("Skriv måneden og året, fx januar 2026 eller 01-2026."),
    PeriodKind.QUARTER: marked("Skriv kvartalet og året, fx 1. kvartal 2026."),
    PeriodKind.YEAR: marked("Skriv året, fx 2026."),
}
NO_SUCH_WEEK: Final = marked("Uge %(week)s findes ikke i %(year)s.")
YEAR_CANNOT_BE: Final = marked("Året %(year)s kan ikke passe. Skriv et år mellem 2000 og 2100.")


def typed_period(kind: PeriodKind, text: str) -> Period:
    """The period that a person or a spreadsheet wrote: januar 2026, jan. 26, 01-2026, 2026M01, any day in it.

    Raises:
        NotUnderstood: it names no such period; the sentence says what to write.
    """
    plain = clean_line(unicodedata.normalize("NFKC", text)).casefold()
    for pattern in _WRITTEN[kind]:
        if found := pattern.fullmatch(plain):
            named = found.groupdict()
            return _period(kind, _year(named["year"]), _number(kind, named))
    try:
        return period_at(kind, danish_date(plain))
    except NotUnderstood:
        raise NotUnderstood(WRITE_A_PERIOD[kind]) from None


def _period(kind: PeriodKind, of_year: int, number: int) -> Period:
    try:
        if kind is PeriodKind.WEEK:
            return period_at(kind, date.fromisocalendar(of_year, number, 1))
        if kind is PeriodKind.MONTH:
            return months(of_year, number, number)
        if kind is PeriodKind.QUARTER:
            return quarter(of_year, number)
        return year(of_year)
    except BadPeriod:
        raise NotUnderstood(WRITE_A_PERIOD[kind]) from None
    except ValueError:
        raise NotUnderstood(NO_SUCH_WEEK, week=number, year=of_year) from None


def _number(kind: PeriodKind, named: Mapping[str, str | None]) -> int:
    name = (named.get("name") or "").rstrip(".")
    if not name:
        return int(named.get("number") or 0)
    for number, month in enumerate(MONTHS, start=1):
        if month == name or (len(name) in (3, 4) and month.startswith(name)):
            return number
    raise NotUnderstood(WRITE_A_PERIOD[kind])


def _year(text: str | None) -> int:
    number = int(text or 0)
    full = number + FIRST_YEAR if len(text or "") == 2 else number
    if not FIRST_YEAR <= full <= FIRST_YEAR + 100:
        raise NotUnderstood(YEAR_CANNOT_BE, year=full)
    return full


def _patterns(*texts: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(text) for text in texts)


_WRITTEN: Final[Mapping[PeriodKind, tuple[re.Pattern[str], ...]]] = {
    PeriodKind.WEEK: _patterns(
        r"(?:uge|u)\.? ?(?P<number>\d{1,2})(?:,| i|-|/)? ?(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})[- ]?(?:uge|u|w) ?(?P<number>\d{1,2})",
        r"(?P<number>\d{1,2})[-/ ](?P<year>\d{4})",
    ),
    PeriodKind.MONTH: _patterns(
        r"(?P<name>[a-z]{3,9}\.?)[- ](?P<year>\d{4}|\d{2})",
        r"(?P<number>\d{1,2})[-/. ](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/. ]?m?(?P<number>\d{2})",
        r"(?P<year>\d{4})[-/. ](?P<number>\d)",
    ),
    PeriodKind.QUARTER: _patterns(
        r"(?P<number>\d)\.? ?(?:kvartal|kvt|kv|k|q)\.?,? ?(?P<year>\d{4}|\d{2})",
        r"(?:kvartal|kvt|kv|k|q)\.? ?(?P<number>\d),? ?(?P<year>\d{4})",
        r"(?P<year>\d{4})[- ]?(?:kvartal|kvt|kv|k|q)\.? ?(?P<number>\d)",
    ),
    PeriodKind.YEAR: _patterns(r"(?P<year>\d{4})"),
}


# Numbers


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted in one period. Either a value, or so many (`numerator`) of so many."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None

    @classmethod
    def of(cls, numbers: Mapping[str, float]) -> "Counted":
        return cls(**numbers)


COUNT_TOO: Final = marked("Skriv også antallet.")
SIZE_TOO: Final = marked("Skriv også, hvor mange det er ud af.")
NEVER_NEGATIVE: Final = marked("Skriv et tal fra 0 og op.")
WHOLE_COUNT: Final = marked("Skriv antallet som et helt tal, 0 eller mere.")
SIZE_ABOVE_NOTHING: Final = marked(
    "Skriv et tal over 0. Er der intet at tælle ud af, så lad begge felter stå tomme."
)
MORE_THAN_ALL: Final = marked("Antallet kan ikke være større end det, det er ud af.")


def counted(
    kind: ValueKind, texts: Mapping[str, str]
) -> tuple[Counted | None, dict[str, NotUnderstood]]:
    """The numbers typed for one period, and by key what is wrong with them. All blank is no measurement."""
    keys = KEYS[kind]
    typed = {key: clean_line(texts.get(key, "")) for key in keys}
    if not any(typed.values()):
        return None, {}
    numbers: dict[str, Decimal] = {}
    wrong: dict[str, NotUnderstood] = {}
    for key in keys:
        if not typed[key]:
            wrong[key] = NotUnderstood(COUNT_TOO if key == "numerator" else SIZE_TOO)
            continue
        try:
            numbers[key] = danish_number(typed[key].removesuffix("%"))
        except NotUnderstood as puzzled:
            wrong[key] = puzzled
    wrong |= _against_sense(kind, numbers)
    if wrong:
        return None, wrong
    return Counted.of({key: float(number) for key, number in numbers.items()}), {}


def _against_sense(kind: ValueKind, numbers: Mapping[str, Decimal]) -> dict[str, NotUnderstood]:
    if kind is ValueKind.NUMBER:  # counted, rated or timed: the charts hold nothing below 0 either
        is_negative = numbers.get("value", 0) < 0
        return {"value": NotUnderstood(NEVER_NEGATIVE)} if is_negative else {}
    count, size = numbers.get("numerator"), numbers.get("denominator")
    wrong: dict[str, NotUnderstood] = {}
    if count is not None and (count < 0 or count != int(count)):
        wrong["numerator"] = NotUnderstood(WHOLE_COUNT)
    if size is not None and size <= 0:
        wrong["denominator"] = NotUnderstood(SIZE_ABOVE_NOTHING)
    elif size is not None and kind is ValueKind.SHARE and size != int(size):
        wrong["denominator"] = NotUnderstood(WHOLE_COUNT)
    if not wrong and kind is ValueKind.SHARE and None not in (count, size) and count > size:  # type: ignore[operator]
        wrong["numerator"] = NotUnderstood(MORE_THAN_ALL)
    return wrong


def exact(number: float) -> Decimal:
    """The number as it was typed: the shortest decimal that means the same."""
    return Decimal(repr(number)) + 0
