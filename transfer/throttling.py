"""Slows down those who guess passwords, and nobody for long.

Tries are counted in the database, so that a restart forgets none and all web processes count together.
A try is counted before it is judged: many at once do not slip through.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.models.sign_in import SignInAttempt

WINDOW: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """After `free` failed tries within the window each further one waits longer, up to `longest`."""

    free: int
    longest: timedelta

    def wait(self, tries: list[datetime]) -> datetime | None:
        """When the next try is welcome; None if at once."""
        over = len(tries) - self.free
        if over < 0:
            return None
        return max(tries) + min(timedelta(seconds=2 ** min(over + 1, 10)), self.longest)


PAIR: Final = Limit(5, timedelta(seconds=30))
ACCOUNT: Final = Limit(20, timedelta(seconds=8))
"""Mild, since it also meets the owner, who did nothing."""
ADDRESS: Final = Limit(40, timedelta(seconds=15))
"""A whole town hall may share one."""
ALL: Final = Limit(400, timedelta(seconds=4))


class TooManyTries(Exception):
    """Wait `seconds` before the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Caller:
    """Which account is tried from where, as keyed hashes: the table tells nobody's address."""

    account_hash: str
    address_hash: str

    @classmethod
    def of(cls, account: str, address: str | None, *, key: str) -> "Caller":
        return cls(_keyed("account", account, key), _keyed("address", _network(address), key))


def count_try(caller: Caller, at: datetime) -> UUID:
    """Count a try that is about to be judged; the caller commits before judging it.

    Raises:
        TooManyTries: it came too soon, and is neither judged nor counted.
    """
    recent = db.session.execute(
        sa.select(SignInAttempt.account_hash, SignInAttempt.address_hash, SignInAttempt.at).where(
            SignInAttempt.at > at - WINDOW
        )
    ).all()
    same_account = [row for row in recent if row.account_hash == caller.account_hash]
    same_address = [row for row in recent if row.address_hash == caller.address_hash]
    both = [row for row in same_account if row.address_hash == caller.address_hash]
    counted = ((PAIR, both), (ACCOUNT, same_account), (ADDRESS, same_address), (ALL, recent))
    waits = [limit.wait([row.at for row in rows]) for limit, rows in counted]
    welcome = max((wait for wait in waits if wait is not None), default=at)
    if welcome > at:
        raise TooManyTries(ceil((welcome - at).total_seconds()))
    attempt = SignInAttempt(
        account_hash=caller.account_hash, address_hash=caller.address_hash, at=at
    )
    db.session.add(attempt)
    db.session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < at - KEPT))
    db.session.flush()
    return attempt.id


def forget_tries(caller: Caller) -> None:
    """The right password came: what this caller tried before it counts no more."""
    db.session.execute(
        sa.delete(SignInAttempt).where(
            SignInAttempt.account_hash == caller.account_hash,
            SignInAttempt.address_hash == caller.address_hash,
        )
    )


def _keyed(kind: str, value: str, key: str) -> str:
    return hmac.new(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def _network(address: str | None) -> str:
    """The address; of IPv6 the part that one household or office holds."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else str(known)
