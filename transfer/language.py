"""Days, numbers, periods and refusals in the reader's language.

The domain says them in Danish, which is the source; here they follow the language of the page.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from transfer.domain.measures import PeriodKind
from transfer.domain.periods import Period, week_number
from transfer.domain.texts import marked
from transfer.domain.typing_in import MONTHS, long_date, show_number
from transfer.speaking import gettext as _
from transfer.speaking import language_of_page


class Refusal(Protocol):
    """What the domain says of a text that is no value: a marked sentence, and what to fill in."""

    @property
    def message(self) -> str: ...

    @property
    def values(self) -> Mapping[str, str | int]: ...


def day_in_words(day: date) -> str:
    """The date as it is read aloud: 24. januar 2026, or 24 January 2026."""
    if _is_danish():
        return long_date(day)
    month = _(MONTHS[day.month - 1])
    return str(_("%(day)s. %(month)s %(year)s", day=day.day, month=month, year=day.year))


def months_in_words(months: Sequence[int]) -> str:
    """3, 6 og 12"""
    *first, last = map(str, months)
    if not first:
        return last
    return _("%(first)s og %(last)s", first=", ".join(first), last=last)


def weekday_in_words(day: date) -> str:
    return str(_(_WEEKDAYS[day.weekday()]))


def number_in_figures(number: Decimal) -> str:
    """The number as it is written, without needless zeros: 1.234,5, or 1,234.5."""
    danish = show_number(number)
    return danish if _is_danish() else danish.translate(_SWAP_COMMA_AND_POINT)


def period_in_words(period: Period) -> str:
    """What the period is called: 2025, 1. halvår 2025, marts 2025, else both dates."""
    danish = period.name
    if _is_danish() or danish.isdecimal():
        return danish
    if part := _PART_OF_A_YEAR.fullmatch(danish):
        number, kind, year = part.groups()
        if kind == "halvår":
            return str(_("%(number)s. halvår %(year)s", number=number, year=year))
        return str(_("%(number)s. kvartal %(year)s", number=number, year=year))
    month, _blank, year = danish.partition(" ")
    if month in MONTHS:
        return f"{_(month)} {year}"
    if period.first == period.last:
        return day_in_words(period.first)
    return f"{day_in_words(period.first)} – {day_in_words(period.last)}"


def counted_period_in_words(kind: PeriodKind, period: Period) -> str:
    """What a period that is counted in is called: uge 7, 2026, else as `period_in_words`."""
    if kind is not PeriodKind.WEEK:
        return period_in_words(period)
    year = period.first.isocalendar().year
    return str(_("uge %(week)s, %(year)s", week=week_number(period.first), year=year))


def why_not(refusal: Refusal) -> str:
    """The sentence to show beside what was typed."""
    values = {name: _(one) if one in MONTHS else one for name, one in refusal.values.items()}
    return str(_(refusal.message, **values))


def _is_danish() -> bool:
    return language_of_page() == "da"


_WEEKDAYS: Final = (
    marked("mandag"),
    marked("tirsdag"),
    marked("onsdag"),
    marked("torsdag"),
    marked("fredag"),
    marked("lørdag"),
    marked("søndag"),
)
_SWAP_COMMA_AND_POINT: Final = str.maketrans({",": ".", ".": ","})
_PART_OF_A_YEAR: Final = re.compile(r"(\d)\. (halvår|kvartal) (\d{4})")
