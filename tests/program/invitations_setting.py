"""A session with its people, a post office, and their calendars, for the tests of invitations."""

from datetime import UTC, date, datetime, time

from icalendar import Calendar

from tests.factories import a_session

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def the_session(birkesund, birgitte, mette, jonas):
    return a_session(
        birkesund,
        birgitte,
        participants=(mette, jonas),
        title="Sparring på tavlemøder",
        held_on=date(2026, 11, 24),
        starts_at=time(9),
        ends_at=time(12),
        place="Rådhuset; lokale 3",
    )


def opened(message):
    """(method, event, words) of a mail."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["method"]
    [event] = calendar.walk("VEVENT")
    words = message.get_body(preferencelist=("plain",)).get_content().replace("\r\n", "\n")
    return str(calendar["method"]), event, words


def the_calendars(office):
    """What stands in each reader's calendar when every letter has come, in whatever order."""
    kept: dict[str, dict[str, object]] = {}
    for message in office.messages:
        _, event, _ = opened(message)
        mine = kept.setdefault(message["To"], {})
        earlier = mine.get(event["uid"])
        if earlier is None or event["sequence"] > earlier["sequence"]:
            mine[event["uid"]] = event
    return {
        to: [event for event in mine.values() if event["status"] != "CANCELLED"]
        for to, mine in kept.items()
    }


def recipients(office, since=0):
    return sorted(message["To"] for message in office.messages[since:])


def addresses(*people):
    return sorted(person.email for person in people)
