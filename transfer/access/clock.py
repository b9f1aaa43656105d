"""What time it is. Nothing below asks a clock: days and moments are handed down as values."""

from datetime import UTC, date, datetime

from transfer.domain.clock import day_of


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Denmark."""
    return day_of(datetime.now(UTC))
