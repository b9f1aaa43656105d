"""Mails: a real post office gets them as they were meant, and nothing else can be slipped in."""

import smtplib
import stat
from dataclasses import replace
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from tests.conftest import test_settings as settings_of_tests
from tests.servers import smtp_server
from transfer import mail
from transfer.config import BadSetting, Settings

LINK = "https://transfer.example.dk/invitation/" + "x" * 60
BODY = f"Hej Åse\n\nDu er inviteret. Åbn dette link:\n\n{LINK}\n"


@pytest.fixture
def settings(tmp_path) -> Settings:
    return settings_of_tests(tmp_path, "sqlite://")


def send(settings, **changed) -> None:
    given = {"to": "aase@example.dk", "subject": "Velkommen, Åse Ørn", "body": BODY, "key": "k1"}
    mail.send(settings, **{**given, **changed})


def test_the_post_office_gets_danish_letters_and_the_whole_link(settings):
    with smtp_server() as office:
        send(replace(settings, mail_url=office.url, base_url="https://transfer.example.dk"))
    [message] = office.messages
    assert message["Subject"] == "Velkommen, Åse Ørn"
    assert message["To"] == "aase@example.dk"
    assert message["From"] == "Transfer <transfer@transfer.example.dk>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "da"
    assert message["Date"]
    text = message.get_content().replace("\r\n", "\n")
    assert text == BODY


def test_a_second_copy_carries_the_same_name(settings):
    key = str(uuid4())
    with smtp_server() as office:
        for _ in range(2):
            send(replace(settings, mail_url=office.url), key=key)
    assert {message["Message-ID"] for message in office.messages} == {f"<{key}@localhost>"}


def test_mails_come_from_whom_the_settings_name(settings):
    with smtp_server() as office:
        send(replace(settings, mail_url=office.url, mail_from="Læring i Birkesund <l@b.dk>"))
    assert office.messages[0]["From"] == "Læring i Birkesund <l@b.dk>"


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "a@example.dk\nBcc: b@example.dk"},
        {"to": "a@example.dk\r\nBcc: b@example.dk"},
        {"to": "a@example.dk, b@example.dk"},
        {"to": "ikke en adresse"},
        {"to": ""},
        {"subject": "Hej\nBcc: b@example.dk"},
        {"subject": "Hej\r\n\r\nEn anden tekst"},
        {"subject": "Hej\u2028Bcc: b@example.dk"},
        {"key": "k1>\r\nBcc: b@example.dk"},
    ],
)
def test_a_line_cannot_be_slipped_into_the_head_of_a_mail(settings, changed):
    with smtp_server() as office, pytest.raises(mail.BadMail):
        send(replace(settings, mail_url=office.url), **changed)
    assert office.messages == []


def test_without_a_mail_server_mails_are_files_that_only_their_owner_reads(settings, tmp_path):
    send(settings)
    [file] = (tmp_path / "mail").iterdir()
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert message["Subject"] == "Velkommen, Åse Ørn"
    assert LINK in message.get_content()


def test_a_server_that_is_gone_is_said_so(settings):
    with smtp_server() as office:
        pass
    with pytest.raises(OSError):  # noqa: PT011 - which one is up to the system
        send(replace(settings, mail_url=office.url))


def test_a_server_that_offers_no_sign_in_is_said_so(settings):
    with smtp_server() as office, pytest.raises(smtplib.SMTPException):
        send(replace(settings, mail_url=office.url.replace("//", "//user:word@")))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRANSFER_MAIL_URL", "http://post.example.dk"),
        ("TRANSFER_MAIL_URL", "post.example.dk:25"),
        ("TRANSFER_MAIL_FROM", "Transfer"),
        ("TRANSFER_MAIL_FROM", "Transfer <a@b.dk>\nBcc: c@d.dk"),
        ("TRANSFER_QUEUE_URL", "amqp://queue.example.dk"),
    ],
)
def test_a_setting_that_could_not_work_stops_the_start(tmp_path, name, value):
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment({"TRANSFER_INSTANCE": str(tmp_path), name: value})
