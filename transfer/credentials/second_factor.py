"""The second factor: codes from an app on the phone (TOTP), and recovery codes for when the phone is away.

The secret is kept readable with the installation's key only, so that a copied database makes no codes.
Every code is taken once, also when two requests bring it in the same moment.

Source: RFC 6238 (2011): half minutes, six figures, one step to either side, each code once (5.2).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Final
from uuid import UUID

import pyotp
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from transfer.db import db
from transfer.domain.vocabulary import Role
from transfer.models.second_factor import RecoveryCode, SecondFactor

STEP: Final = 30
"""Seconds that a code is shown."""
EITHER_SIDE: Final = 1
"""Steps that a phone's clock may be before or behind, or its owner slow."""
FIGURES: Final = 6
RECOVERY_CODES: Final = 10
FEW_LEFT: Final = 3

ALWAYS_ASKED: Final = frozenset({Role.CONSULTANT, Role.LEADER, Role.LOCAL_ADMIN})
"""Roles that no organisation may let in with a password alone."""


class Kind(Enum):
    """What a person proved themselves by."""

    CODE = auto()
    RECOVERY_CODE = auto()


class WrongCode(ValueError):
    """Not the code that the app shows now; or one that was used."""


class AlreadySetUp(Exception):
    """Another request of the person's set it up meanwhile."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is with the second factor."""

    is_on: bool = False
    was_taken_away: bool = False
    """It must be set up anew, whatever organisations ask for."""
    set_up_at: datetime | None = None
    codes_left: int = 0

    @property
    def has_few_codes(self) -> bool:
        return self.is_on and self.codes_left <= FEW_LEFT


def standing_of(person_id: UUID) -> Standing:
    factor = _factor_of(person_id)
    if factor is None:
        return Standing()
    if factor.sealed_secret is None:
        return Standing(was_taken_away=True)
    left = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    )
    return Standing(is_on=True, set_up_at=factor.set_up_at, codes_left=left or 0)


def people_with_one(person_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the people who have a second factor."""
    held = sa.select(SecondFactor.person_id).where(SecondFactor.sealed_secret.is_not(None))
    return frozenset(db.session.scalars(held)) & frozenset(person_ids)


# Setting it up


def new_secret() -> str:
    """160 random bits in base 32, as apps want them."""
    return pyotp.random_base32()


def address_for_apps(secret: str, email: str) -> str:
    """What the QR code says, and what a link on the phone opens the app with."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name="Transfer"))


def set_up(person_id: UUID, secret: str, typed: str, *, at: datetime) -> list[str]:
    """Let the person prove themselves by this secret from now on. The code typed is used up by it.

    Returns:
        The recovery codes, which cannot be read again.

    Raises:
        WrongCode: the app does not have the secret.
        AlreadySetUp: the person has another; `replace` is for that.
    """
    step = _step_of(secret, typed, at)
    if step is None:
        raise WrongCode
    kept = {"sealed_secret": sealed(secret), "last_step": step, "set_up_at": at}
    anew = _change(
        SecondFactor.person_id == person_id, SecondFactor.sealed_secret.is_(None), **kept
    )
    if not anew:
        try:
            with db.session.begin_nested():
                db.session.add(SecondFactor(person_id=person_id, **kept))
        except sa.exc.IntegrityError as there:
            raise AlreadySetUp from there
    return new_recovery_codes(person_id)


def replace(person_id: UUID, secret: str, typed: str, *, at: datetime) -> list[str]:
    """Let another secret take the place of the one there is. Whoever calls has seen to it who asks.

    Raises:
        WrongCode: the app does not have the new secret.
    """
    step = _step_of(secret, typed, at)
    if step is None:
        raise WrongCode
    _change(
        SecondFactor.person_id == person_id,
        sealed_secret=sealed(secret),
        last_step=step,
        set_up_at=at,
    )
    return new_recovery_codes(person_id)


def new_recovery_codes(person_id: UUID) -> list[str]:
    """Ten fresh ones; all earlier ones open nothing any more. They cannot be read again."""
    _forget_recovery_codes(person_id)
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(person_id=person_id, code_hash=_hash(person_id, code)) for code in codes
    )
    db.session.flush()
    return codes


# Proving it


def accepts(person_id: UUID, typed: str, *, at: datetime) -> Kind | None:
    """Whether the code proves the person, and as what. It is used up by it, in the present transaction."""
    factor = _factor_of(person_id)
    if factor is None or factor.sealed_secret is None:
        return None
    if _takes_code(factor, typed, at):
        return Kind.CODE
    if _takes_recovery_code(person_id, typed, at):
        return Kind.RECOVERY_CODE
    return None


def _takes_code(factor: SecondFactor, typed: str, at: datetime) -> bool:
    secret = opened(factor.sealed_secret or "")
    step = _step_of(secret, typed, at) if secret else None
    if step is None:
        return False
    # The database decides, so that of two requests with the same code one is told no.
    return _change(
        SecondFactor.person_id == factor.person_id,
        sa.or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step),
        last_step=step,
    )


def _takes_recovery_code(person_id: UUID, typed: str, at: datetime) -> bool:
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == _hash(person_id, typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return used.rowcount == 1  # type: ignore[attr-defined, no-any-return]


# Doing without


def turn_off(person_id: UUID) -> None:
    """The person goes back to a password alone."""
    _forget_recovery_codes(person_id)
    db.session.execute(sa.delete(SecondFactor).where(SecondFactor.person_id == person_id))


def take_away(person_id: UUID) -> bool:
    """Let somebody who lost phone and codes begin anew. Whether there was anything to take."""
    _forget_recovery_codes(person_id)
    return _change(
        SecondFactor.person_id == person_id,
        SecondFactor.sealed_secret.is_not(None),
        sealed_secret=None,
        last_step=None,
        set_up_at=None,
    )


# Codes


def _step_of(secret: str, typed: str, at: datetime) -> int | None:
    """The half minute that the code belongs to, if that is now or next to it."""
    code = "".join(sign for sign in typed if not sign.isspace())
    if len(code) != FIGURES or not (code.isascii() and code.isdecimal()):
        return None
    now, codes = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    for step in range(now - EITHER_SIDE, now + EITHER_SIDE + 1):
        if hmac.compare_digest(str(codes.generate_otp(step)), code):
            return step
    return None


def _recovery_code() -> str:
    """16 letters and figures in groups of four. Neither 0 nor 1 is among them."""
    signs = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def _hash(person_id: UUID, code: str) -> str:
    """Capitals, blanks and hyphens do not count, nor a nought for the letter it looks like."""
    signs = "".join(sign for sign in code.lower() if sign.isalnum())
    plain = signs.replace("0", "o").replace("1", "l")
    return hashlib.sha256(f"{person_id}:{plain}".encode("utf-8", "surrogatepass")).hexdigest()


def _forget_recovery_codes(person_id: UUID) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _factor_of(person_id: UUID) -> SecondFactor | None:
    return db.session.scalar(
        sa.select(SecondFactor)
        .where(SecondFactor.person_id == person_id)
        .execution_options(populate_existing=True)
    )


def _change(*which: sa.ColumnElement[bool], **values: object) -> bool:
    changed = db.session.execute(
        sa.update(SecondFactor)
        .where(*which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1  # type: ignore[attr-defined, no-any-return]


# Sealing


def sealed(secret: str) -> str:
    """The secret as it may be kept."""
    return _seals().encrypt(secret.encode()).decode()


def opened(kept: str) -> str | None:
    """The secret; None if it was sealed with a key that this installation does not have."""
    try:
        return _seals().decrypt(kept.encode()).decode()
    except InvalidToken:
        return None


def seal_anew() -> int:
    """Seal every secret with the newest key, so that an older one can be put away. How many were left out.

    Those are the secrets whose key is gone: their people come in with a recovery code.
    """
    unreadable = 0
    newest = _seal(_keys()[0])
    kept = sa.select(SecondFactor).where(SecondFactor.sealed_secret.is_not(None))
    for factor in db.session.scalars(kept):
        try:
            newest.decrypt((factor.sealed_secret or "").encode())
        except InvalidToken:
            secret = opened(factor.sealed_secret or "")
            if secret is None:
                unreadable += 1
            else:
                factor.sealed_secret = sealed(secret)
    return unreadable


def _seals() -> MultiFernet:
    return MultiFernet([_seal(key) for key in _keys()])


def _seal(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"transfer second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))


def _keys() -> tuple[str, ...]:
    keys: tuple[str, ...] = current_app.config["SETTINGS"].secret_keys
    return keys
