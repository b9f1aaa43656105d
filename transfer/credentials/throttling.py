"""Slows down those who guess passwords, and nobody for long.

Tries are counted in the database, so that a restart forgets none and all web processes count together.
A try is counted before it is judged: many at once do not slip through.
"""

import hashlib
import hmac
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock
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
    window: timedelta = WINDOW

    def wait(self, tries: list[datetime], at: datetime) -> datetime | None:
        """When the next try is welcome; None if at once."""
        tries = [one for one in tries if one > at - self.window]
        over = len(tries) - self.free
        if over < 0:
            return None
        return max(tries) + min(timedelta(seconds=2 ** min(over + 1, 10)), self.longest)


PAIR: Final = Limit(5, timedelta(seconds=30))
ACCOUNT: Final = Limit(20, timedelta(seconds=8))
"""Mild, since it also meets the owner, who did nothing."""
CODES: Final = Limit(10, timedelta(minutes=5), timedelta(hours=1))
"""For an account whose password is known already: six figures are guessed sooner than a password.
A day of tries from everywhere finds a code once in a thousand times."""
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
        return cls(_keyed("account", account, key), _keyed("address", network(address), key))


def count_try(caller: Caller, at: datetime, account: Limit = ACCOUNT) -> UUID:
    """Count a try that is about to be judged; the caller commits before judging it.

    Args:
        account: the limit for the account, wherever its tries come from.

    Raises:
        TooManyTries: it came too soon, and is neither judged nor counted.
    """
    recent = db.session.execute(
        sa.select(SignInAttempt.account_hash, SignInAttempt.address_hash, SignInAttempt.at).where(
            sa.or_(
                SignInAttempt.at > at - WINDOW,
                sa.and_(
                    SignInAttempt.account_hash == caller.account_hash,
                    SignInAttempt.at > at - account.window,
                ),
            )
        )
    ).all()
    same_account = [row for row in recent if row.account_hash == caller.account_hash]
    same_address = [row for row in recent if row.address_hash == caller.address_hash]
    both = [row for row in same_account if row.address_hash == caller.address_hash]
    counted = ((PAIR, both), (account, same_account), (ADDRESS, same_address), (ALL, recent))
    waits = [limit.wait([row.at for row in rows], at) for limit, rows in counted]
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


def network(address: str | None) -> str:
    """The address; of IPv6 the part that one household or office holds."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "unknown"
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else str(known)


class Allowance:
    """How often one and the same caller is answered, counted in this process alone.

    For what is cheap to answer and tells nothing, where a row in the database would cost more.
    """

    MOST_CALLERS: Final = 10_000

    def __init__(self, most: int, within: timedelta) -> None:
        self.most, self.within = most, within
        self._calls: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._one_at_a_time = Lock()

    def wait(self, caller: str, at: datetime) -> int:
        """Count a call. Returns how many seconds too soon it came; 0 if it is welcome."""
        with self._one_at_a_time:
            calls = self._calls.setdefault(caller, deque())
            self._calls.move_to_end(caller)
            if len(self._calls) > self.MOST_CALLERS:
                self._calls.popitem(last=False)
            while calls and calls[0] <= at - self.within:
                calls.popleft()
            if len(calls) >= self.most:
                return ceil((calls[0] + self.within - at).total_seconds())
            calls.append(at)
            return 0

    def forget(self) -> None:
        self._calls.clear()
