"""Meetings and days as iCalendar text, the way Outlook, Google and a phone's calendar read it.

Only what the caller hands over gets in: titles, places, times and links, each on one line.

Source: RFC 5545 (iCalendar, 2009) and RFC 5546 (iTIP, 2009).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

from transfer.domain.clock import COPENHAGEN
from transfer.domain.typing_in import clean_line

MAKER: Final = "-//Transfer//Transfer//DA"
ASK_AGAIN_AFTER: Final = timedelta(hours=4)
"""How often a subscriber is asked to look for news; many look less often."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """People at one place, or on one link, at one time."""

    uid: str
    """The same for as long as it is the same meeting."""
    sequence: int
    """Rises with every change; a calendar keeps the highest."""
    title: str
    begins: datetime | date
    """Aware; a day when nobody has said at what time."""
    ends: datetime | None
    """None: nobody has said, or the whole day."""
    where: str
    link: str
    """The meeting's page with us."""
    about: str
    changed_at: datetime
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class WholeDay:
    """Something to remember on a day."""

    uid: str
    title: str
    on: date
    link: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    email: str


def invitation(meeting: Meeting, organizer: Attendee, to: Attendee) -> str:
    """The meeting for one of those invited: the first time, or as it is now.

    Nobody else who is invited is named in it.
    """
    return _letter("REQUEST", meeting, organizer, to)


def cancellation(meeting: Meeting, organizer: Attendee, to: Attendee) -> str:
    """Takes the meeting out of the calendar of one who was invited."""
    return _letter("CANCEL", meeting, organizer, to)


def feed(name: str, entries: Iterable[Meeting | WholeDay]) -> str:
    """A calendar to subscribe to. The same entries give the same text."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", clean_line(name))
    calendar.add("x-wr-timezone", COPENHAGEN.key)
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    calendar.add_component(_copenhagen())
    for entry in entries:
        is_meeting = isinstance(entry, Meeting)
        calendar.add_component(_meeting(entry) if is_meeting else _whole_day(entry))  # type: ignore[arg-type]
    return _text(calendar)


def _letter(method: str, meeting: Meeting, organizer: Attendee, to: Attendee) -> str:
    event = _meeting(meeting)
    if method == "CANCEL":
        event["status"] = "CANCELLED"
    event.add("organizer", _address(organizer))
    attendee = _address(to)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "NEEDS-ACTION"
    attendee.params["RSVP"] = "FALSE"  # nobody reads answers
    event.add("attendee", attendee)
    calendar = _calendar(method)
    calendar.add_component(_copenhagen())
    calendar.add_component(event)
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _meeting(meeting: Meeting) -> Event:
    event = _event(meeting.uid, meeting.title, meeting.link, meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", _in_denmark(meeting.begins))
    event.add("dtend", _in_denmark(meeting.ends or _usual_end(meeting.begins)))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    event.add("description", f"{clean_line(meeting.about)}\n{meeting.link}")
    if meeting.where:
        event.add("location", clean_line(meeting.where))
    return event


def _in_denmark(at: datetime | date) -> datetime | date:
    return at.astimezone(COPENHAGEN) if isinstance(at, datetime) else at


def _usual_end(begins: datetime | date) -> datetime | date:
    """An hour later, or the day's end."""
    return begins + (timedelta(hours=1) if isinstance(begins, datetime) else timedelta(days=1))


def _whole_day(day: WholeDay) -> Event:
    event = _event(day.uid, day.title, day.link, day.changed_at)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # nobody is busy by it
    return event


def _event(uid: str, title: str, link: str, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", changed_at)
    event.add("summary", clean_line(title))
    event.add("url", link)
    return event


def _address(who: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{clean_line(who.email)}")
    address.params["CN"] = clean_line(who.name)
    return address


def _copenhagen() -> Timezone:
    """Danish time by its rule. A list of dates is as right, but Outlook understands only rules."""
    zone = Timezone()
    zone.add("tzid", COPENHAGEN.key)
    zone.add_component(_half(TimezoneStandard(), "CET", 10, before=2, after=1))
    zone.add_component(_half(TimezoneDaylight(), "CEST", 3, before=1, after=2))
    return zone


def _half(
    part: TimezoneStandard | TimezoneDaylight, name: str, month: int, *, before: int, after: int
) -> TimezoneStandard | TimezoneDaylight:
    """From the last Sunday of the month: the clock goes from `before` to `after` hours ahead of UTC.

    Both turn at one o'clock UTC. The rule holds since 1996 (directive 2000/84/EC).
    """
    last_sunday = 27 if month == 10 else 31  # of 1996
    part.add("tzname", name)
    part.add("tzoffsetfrom", timedelta(hours=before))
    part.add("tzoffsetto", timedelta(hours=after))
    part.add("dtstart", datetime(1996, month, last_sunday, 1 + before))  # noqa: DTZ001 - in its own zone
    part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1su"))
    return part


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical(), "utf-8")
