"""The clock in Denmark: the day that a moment falls on, and times of day as Danes type and read them."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from transfer.domain.texts import marked
from transfer.domain.typing_in import NotUnderstood

COPENHAGEN: Final = ZoneInfo("Europe/Copenhagen")

WRITE_A_TIME: Final = marked("Skriv klokkeslættet som 9.30.")

_CLOCK: Final = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:\s]?([0-5]\d))?")


def day_of(moment: datetime) -> date:
    """The calendar day in Denmark."""
    return moment.astimezone(COPENHAGEN).date()


def begin_of(day: date) -> datetime:
    """The moment at which a day begins in Denmark."""
    return datetime.combine(day, time(), COPENHAGEN)


def danish_clock(text: str) -> time:
    """The time that a person typed: 9, 9.30, 09:30, 0930, kl. 9.30.

    Raises:
        NotUnderstood: it is no time of day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _CLOCK.fullmatch(plain) if len(plain) <= len("kl.   09.30") else None
    if found is None or int(found[1]) > 23:
        raise NotUnderstood(WRITE_A_TIME)
    return time(int(found[1]), int(found[2] or 0))


def show_clock(clock: time) -> str:
    """9.30"""
    return f"{clock.hour}.{clock.minute:02}"
