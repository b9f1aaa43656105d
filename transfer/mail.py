"""Sends a mail: a few plain words and a link into the tool, never what citizens are described by."""

import os
import smtplib
import ssl
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TypedDict
from urllib.parse import SplitResult, unquote, urlsplit

from transfer.config import Settings

TIMEOUT: Final = 10.0
"""Seconds that a mail server may take for each step."""
_PORTS: Final = {"smtp": 25, "smtps": 465}


class BadMail(Exception):
    """A mail that no server could deliver as meant; trying again would not help."""


class NotEncrypted(Exception):
    """The mail server would get our password in the clear."""


class Calendar(TypedDict):
    """What a mail puts into the reader's calendar, or takes out of it."""

    method: str
    """`REQUEST` or `CANCEL`, as the text says too."""
    text: str


def send(
    settings: Settings,
    *,
    to: str,
    subject: str,
    body: str,
    key: str,
    calendar: Calendar | None = None,
    unsubscribe: str = "",
) -> None:
    """Hand one mail over to the post, or put it in the folder that stands for the post.

    Args:
        key: Names the mail; a second copy of it carries the same name.
        unsubscribe: Where one press ends mails of this kind; the mail program shows it as a button.

    Raises:
        BadMail: the address or subject would make another mail than the one meant.
        NotEncrypted: a password would cross a network in the clear.
        OSError, smtplib.SMTPException: the server is gone or refuses; it may be tried again.
    """
    message = _message(settings, to=to, subject=subject, body=body, key=key)
    if unsubscribe:
        _offer_an_end(message, unsubscribe)
    if calendar:
        _put_in_calendar(message, calendar)
    where = urlsplit(settings.mail_url)
    if where.scheme == "file":
        _put_in_folder(message, Path(where.path), key)
    else:
        _hand_over(message, where)


def _message(settings: Settings, *, to: str, subject: str, body: str, key: str) -> EmailMessage:
    if any(not character.isprintable() for character in f"{to}{subject}{key}"):
        raise BadMail("an address or a subject is one line of text")
    message = EmailMessage()
    try:
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
        message["From"] = settings.sender
    except (ValueError, IndexError, MessageError) as error:
        raise BadMail(str(error)) from error
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{key}@{settings.host}>"
    message["Auto-Submitted"] = "auto-generated"  # no "I am on holiday" comes back
    message.set_content(body, cte="quoted-printable")
    message["Content-Language"] = "da"  # after the content, which would take it along
    return message


def _offer_an_end(message: EmailMessage, address: str) -> None:
    """Source: RFC 8058 (2017)."""
    message["List-Unsubscribe"] = f"<{address}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _put_in_calendar(message: EmailMessage, calendar: Calendar) -> None:
    """Twice: as the other way of saying the same, which Outlook and Google act on, and as a file."""
    method, text = calendar["method"], calendar["text"]
    message.add_alternative(
        text, subtype="calendar", params={"method": method}, cte="quoted-printable"
    )
    message.add_attachment(
        text.encode(), maintype="application", subtype="ics", filename="session.ics"
    )


def _put_in_folder(message: EmailMessage, folder: Path, key: str) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f".{key}"
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(message))
    unfinished.rename(folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{key}.eml")


def _hand_over(message: EmailMessage, where: SplitResult) -> None:
    host = where.hostname or "localhost"
    port = where.port or _PORTS[where.scheme]
    tls = ssl.create_default_context()
    server: smtplib.SMTP
    if where.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=tls)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT)
    with server:
        server.ehlo()
        encrypted = where.scheme == "smtps" or _is_here(host)
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=tls)
            server.ehlo()
            encrypted = True
        if where.username:
            if not encrypted:
                raise NotEncrypted(f"{host} offers no encryption, so it does not get the password")
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)


def _is_here(host: str) -> bool:
    """This machine: nothing leaves it, and its certificate need not bear its name."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
