"""What calendars are told: right in summer and winter, whole in every letter, and nothing slipped in."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.conftest import test_settings as settings_of_tests
from tests.servers import smtp_server
from transfer import mail
from transfer.calendars import text as calendars
from transfer.calendars.text import Attendee, Meeting, WholeDay
from transfer.domain.clock import COPENHAGEN

ORGANIZER = Attendee("Birkesund Kommune", "transfer@example.dk")
AASE = Attendee("Åse Ørn", "aase@example.dk")
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PAGE = "https://transfer.example.dk/birkesund/sparring/1"


def local(*when) -> datetime:
    return datetime(*when, tzinfo=COPENHAGEN)


NINE = local(2026, 11, 24, 9)


def a_meeting(begins=NINE, **given) -> Meeting:
    values = {
        "uid": "session-1@transfer.example.dk",
        "sequence": 0,
        "title": "Sparring på tavlemøder",
        "begins": begins,
        "ends": begins + timedelta(hours=3),
        "where": "Rådhuset, lokale 3",
        "link": PAGE,
        "about": "Dagsordenen ligger i Transfer.",
        "changed_at": AT,
    }
    return Meeting(**{**values, **given})


def read(text):
    """The calendar and its one event."""
    calendar = Calendar.from_ical(text)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_says_what_where_and_when():
    calendar, event = read(calendars.invitation(a_meeting(), ORGANIZER, AASE))
    assert (calendar["method"], calendar["version"]) == ("REQUEST", "2.0")
    assert calendar["prodid"] == "-//Transfer//Transfer//DA"
    assert event["summary"] == "Sparring på tavlemøder"
    assert event["location"] == "Rådhuset, lokale 3"
    assert event["url"] == PAGE
    assert event["description"] == f"Dagsordenen ligger i Transfer.\n{PAGE}"
    assert (event["uid"], event["sequence"]) == ("session-1@transfer.example.dk", 0)
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert event["dtstart"].dt == datetime(2026, 11, 24, 9, tzinfo=COPENHAGEN)
    assert event["dtstamp"].dt == AT
    assert event["status"] == "CONFIRMED"


def test_only_the_reader_and_the_organisation_are_named():
    text = calendars.invitation(a_meeting(), ORGANIZER, AASE)
    _, event = read(text)
    assert event["organizer"] == "mailto:transfer@example.dk"
    assert event["attendee"] == "mailto:aase@example.dk"
    assert event["attendee"].params["CN"] == "Åse Ørn"
    assert text.count("mailto:") == 2


def test_a_cancellation_is_of_the_same_meeting():
    calendar, event = read(calendars.cancellation(a_meeting(sequence=4), ORGANIZER, AASE))
    assert calendar["method"] == "CANCEL"
    assert (event["uid"], event["sequence"]) == ("session-1@transfer.example.dk", 4)
    assert event["status"] == "CANCELLED"


@pytest.mark.parametrize(
    ("begins", "utc"),
    [
        (local(2026, 7, 1, 9, 0), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        (local(2026, 12, 1, 9, 0), datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        (local(2026, 10, 25, 1, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (local(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (local(2026, 10, 25, 3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        (local(2026, 3, 29, 3, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_who_knows_nothing_of_denmark_still_finds_the_moment(begins, utc):
    calendar, event = read(calendars.invitation(a_meeting(begins), ORGANIZER, AASE))
    [zone] = calendar.walk("VTIMEZONE")
    told = zone.to_tz(lookup_tzid=False)
    assert event["dtstart"].dt.replace(tzinfo=told).astimezone(UTC) == utc


def test_the_clock_s_rule_agrees_with_the_clock_for_thirty_years():
    [zone] = Calendar.from_ical(calendars.feed("x", [])).walk("VTIMEZONE")
    told, moment = zone.to_tz(lookup_tzid=False), datetime(2020, 1, 1, tzinfo=UTC)
    while moment.year < 2050:
        local = moment.astimezone(COPENHAGEN).replace(tzinfo=None, fold=0)
        assert (
            local.replace(tzinfo=told).utcoffset() == local.replace(tzinfo=COPENHAGEN).utcoffset()
        )
        moment += timedelta(hours=11)


WICKED = [
    "Æblegrød; Ørhage, Ål \\ og: «tegn»",
    "En meget lang titel med æ, ø og å " * 20,
    "To\nlinjer",
    "Slut\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Et andet møde",
    "Usynlig\x00\x07\u202e\u2028BEGIN:VEVENT",
    "ATTENDEE;RSVP=TRUE:mailto:en@anden.dk",
    "\"citeret\", 'enkelt' og ^hat^",
    "👩‍⚕️ Møde",
]


@pytest.mark.parametrize("wicked", WICKED)
def test_whatever_is_typed_stays_one_line_of_one_event(wicked):
    meeting = a_meeting(title=wicked, where=wicked, about=wicked)
    text = calendars.invitation(meeting, Attendee(wicked, "transfer@example.dk"), AASE)
    calendar, event = read(text)
    once = " ".join(wicked.replace("\x00", "").replace("\x07", "").replace("\u202e", "").split())
    assert event["summary"] == event["location"] == once
    assert [part.name for part in calendar.walk()].count("VEVENT") == 1
    assert event["attendee"] == "mailto:aase@example.dk"
    assert not event.errors
    assert not calendar.errors


@pytest.mark.parametrize("wicked", WICKED)
def test_no_line_is_longer_than_calendars_take_and_no_letter_is_cut(wicked):
    text = calendars.invitation(a_meeting(title=wicked * 3), ORGANIZER, AASE)
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_feed_is_the_same_until_something_changes():
    day = WholeDay("agreement-1", "Aftale: skal være klar", date(2026, 5, 3), PAGE, AT)
    entries = [a_meeting(), day]
    text = calendars.feed("Transfer", entries)
    assert text == calendars.feed("Transfer", entries)
    assert text != calendars.feed("Transfer", [a_meeting(sequence=1), day])
    calendar = Calendar.from_ical(text)
    meeting, remembered = calendar.walk("VEVENT")
    assert (calendar["method"], calendar["x-wr-calname"]) == ("PUBLISH", "Transfer")
    assert meeting["summary"] == "Sparring på tavlemøder"
    assert "attendee" not in meeting
    assert (remembered["dtstart"].dt, remembered["dtend"].dt) == (
        date(2026, 5, 3),
        date(2026, 5, 4),
    )
    assert remembered["transp"] == "TRANSPARENT"


# By mail


def send(settings, method, text, key="k1", **given):
    given = {"to": AASE.email, "subject": "Invitation", "body": "Hej Åse\n", **given}
    mail.send(settings, key=key, calendar={"method": method, "text": text}, **given)


def in_mail(message):
    """The calendar of a mail as it came, from the part that mail programs act on."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return part.get_param("method"), *read(part.get_content())


@pytest.fixture
def settings(tmp_path):
    return settings_of_tests(tmp_path, "sqlite://")


def test_the_mail_is_words_a_calendar_and_a_file(settings):
    text = calendars.invitation(a_meeting(title=WICKED[1]), ORGANIZER, AASE)
    with smtp_server() as office:
        send(replace(settings, mail_url=office.url), "REQUEST", text)
    [message] = office.messages
    assert message.get_content_type() == "multipart/mixed"
    alternative, file = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/calendar",
    ]
    words, calendar = alternative.iter_parts()
    assert words.get_content().strip() == "Hej Åse"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_content().replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "session.ics")
    assert file.get_content().decode() == text
    assert words["Content-Language"] == "da"


def test_an_update_replaces_the_first_and_a_cancellation_takes_it_away(settings):
    first, later = a_meeting(), a_meeting(local(2026, 11, 26, 13), sequence=1, where="Engen")
    with smtp_server() as office:
        posted = replace(settings, mail_url=office.url)
        send(posted, "REQUEST", calendars.invitation(first, ORGANIZER, AASE), "k1")
        send(posted, "REQUEST", calendars.invitation(later, ORGANIZER, AASE), "k2")
        gone = replace(later, sequence=2)
        send(posted, "CANCEL", calendars.cancellation(gone, ORGANIZER, AASE), "k3")
    kept = {}
    for message in office.messages:
        method, calendar, event = in_mail(message)
        assert method == calendar["method"]
        earlier = kept.get(event["uid"])
        assert earlier is None or event["sequence"] > earlier["sequence"]
        assert earlier is None or event["organizer"] == earlier["organizer"]
        kept[event["uid"]] = event
    [event] = kept.values()
    assert (event["status"], event["location"]) == ("CANCELLED", "Engen")


def test_a_file_stands_for_the_mail_where_there_is_no_post(settings, tmp_path):
    send(settings, "REQUEST", calendars.invitation(a_meeting(), ORGANIZER, AASE))
    [file] = (tmp_path / "mail").iterdir()
    assert b"text/calendar" in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_mail_of_a_kind_one_may_end_says_how(settings):
    address = "https://transfer.example.dk/paamindelser/slut/abc"
    with smtp_server() as office:
        posted = replace(settings, mail_url=office.url)
        mail.send(posted, to=AASE.email, subject="s", body="b", key="k", unsubscribe=address)
    [message] = office.messages
    assert message["List-Unsubscribe"] == f"<{address}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
