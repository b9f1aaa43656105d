"""Settings, read once from the environment. A missing or weak one stops the start."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

LEAST_KEY_LENGTH: Final = 32
SECOND_FACTORS: Final = ("required", "optional")
QUEUES: Final = ("sqlite", "redis", "rediss", "postgresql")
MAILS: Final = ("smtp", "smtps", "file")


class BadSetting(Exception):
    """A setting that would make the tool unsafe or unable to run; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation needs to know about itself."""

    instance: Path
    """Folder of the database, secrets, mails and finished reports."""
    database_url: str
    queue_url: str
    mail_url: str
    base_url: str
    """Address that people use; links in mails and reports begin with it."""
    secret_keys: tuple[str, ...]
    """The first one signs; the others are still believed, so that keys can be changed."""
    is_demo: bool = False
    proxies: int = 0
    """How many proxies of ours stand in front and may name the caller's address."""
    accessibility_statement: str = ""
    second_factor: str = "required"
    """`required`: organisations decide who signs in in two steps. `optional`: nobody has to."""
    mail_from: str = ""
    """Name and address that mails come from; empty: `transfer@` the address people use."""
    parts_megabytes: int = 256
    """How much of the disk the drawn parts of reports may take; 0 keeps none."""
    testing: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def sender(self) -> str:
        """Who mails come from, as their From line says it."""
        is_number = self.host.replace(".", "").isdigit() or ":" in self.host
        return self.mail_from or f"Transfer <transfer@{'localhost' if is_number else self.host}>"

    @property
    def sender_address(self) -> str:
        return parseaddr(self.sender)[1]

    @property
    def is_encrypted(self) -> bool:
        """Whether people reach the tool through TLS."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings of this installation.

        Raises:
            BadSetting: one of them is missing, weak or contradicts another.
        """
        instance = Path(environment.get("TRANSFER_INSTANCE") or "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        base_url = (environment.get("TRANSFER_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
        _refuse_a_bad_address(base_url)
        return cls(
            instance=instance,
            database_url=environment.get("TRANSFER_DATABASE_URL")
            or f"sqlite:///{instance / 'transfer.sqlite'}",
            queue_url=_one_of(
                QUEUES, environment, "TRANSFER_QUEUE_URL", f"sqlite:///{instance / 'queue.sqlite'}"
            ),
            mail_url=_one_of(
                MAILS, environment, "TRANSFER_MAIL_URL", f"file://{instance / 'mail'}"
            ),
            base_url=base_url,
            secret_keys=_secret_keys(environment, instance),
            is_demo=environment.get("TRANSFER_DEMO") == "1",
            proxies=_whole_number(environment, "TRANSFER_PROXIES"),
            accessibility_statement=_statement(environment),
            second_factor=_second_factor(environment),
            mail_from=_sender(environment),
            parts_megabytes=_whole_number(environment, "TRANSFER_PARTS_MEGABYTES", 256),
        )


def _secret_keys(environment: Mapping[str, str], instance: Path) -> tuple[str, ...]:
    """One key a line, newest first, from a file that only its owner may read."""
    named = environment.get("TRANSFER_SECRET_KEY_FILE")
    file = Path(named) if named else instance / "secret_key"
    if not file.exists():
        if named:
            raise BadSetting(f"TRANSFER_SECRET_KEY_FILE names {file}, which does not exist")
        _write_new_key(file)
    if file.stat().st_mode & 0o077:
        raise BadSetting(f"{file} may be read by others; run: chmod 600 {file}")
    keys = tuple(line.strip() for line in file.read_text().splitlines() if line.strip())
    if not keys or any(len(key) < LEAST_KEY_LENGTH or len(set(key)) < 10 for key in keys):
        raise BadSetting(f"{file} must hold keys of at least {LEAST_KEY_LENGTH} random characters")
    return keys


def _write_new_key(file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first, and its key is as good
        return
    with os.fdopen(handle, "w") as opened:
        opened.write(secrets.token_urlsafe(48) + "\n")


def _refuse_a_bad_address(base_url: str) -> None:
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise BadSetting(
            f"TRANSFER_BASE_URL must look like https://transfer.example.dk: {base_url}"
        )
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadSetting("TRANSFER_BASE_URL must begin with https:// unless it is this machine")


def _whole_number(environment: Mapping[str, str], name: str, otherwise: int = 0) -> int:
    typed = environment.get(name) or str(otherwise)
    if not typed.isdecimal():
        raise BadSetting(f"{name} must be a whole number: {typed}")
    return int(typed)


def _statement(environment: Mapping[str, str]) -> str:
    address = environment.get("TRANSFER_ACCESSIBILITY_STATEMENT") or ""
    if address and not address.startswith("https://was.digst.dk/"):
        raise BadSetting("TRANSFER_ACCESSIBILITY_STATEMENT must be at https://was.digst.dk/")
    return address


def _second_factor(environment: Mapping[str, str]) -> str:
    typed = environment.get("TRANSFER_SECOND_FACTOR") or SECOND_FACTORS[0]
    if typed not in SECOND_FACTORS:
        raise BadSetting(f"TRANSFER_SECOND_FACTOR must be one of: {', '.join(SECOND_FACTORS)}")
    return typed


def _sender(environment: Mapping[str, str]) -> str:
    typed = environment.get("TRANSFER_MAIL_FROM") or ""
    _name, address = parseaddr(typed)
    if typed and (not typed.isprintable() or address.count("@") != 1):
        raise BadSetting("TRANSFER_MAIL_FROM must look like Transfer <transfer@example.dk>")
    return typed


def _one_of(
    kinds: tuple[str, ...], environment: Mapping[str, str], name: str, otherwise: str
) -> str:
    address = environment.get(name) or otherwise
    kind = address.partition(":")[0]
    if kind not in kinds or "://" not in address:
        raise BadSetting(
            f"{name} must begin with one of: {', '.join(f'{one}://' for one in kinds)}"
        )
    return address
