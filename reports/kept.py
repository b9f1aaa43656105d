"""Drawn parts on disk: what was drawn once need not be drawn again, and nobody misses what is gone.

A part is a file named by its key, which is a digest of all that it is made of. A file that is not whole
counts as missing and is taken away; a disk that is full keeps nothing, and the report comes all the same.
Nothing here is ever run: a part is bytes, read back only when its checksum is right.

Each owner has shelves of their own, one for each revision. A part of one owner cannot be got through the
shelf of another, and taking down an old revision forgets all that was drawn until then.
"""

import errno
import logging
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Final

MEGABYTE: Final = 1024 * 1024
UNUSED_FOR: Final = 30 * 24 * 3600.0
"""Seconds after which a part that nobody asked for is taken away."""
PUT_OFF_FOR: Final = 3600.0
"""Seconds before a part that could not be drawn is tried again."""

_KEY: Final = re.compile(r"[0-9a-f]{32,128}")
_NAME: Final = re.compile(r"[0-9a-z]{1,64}")
_MARK: Final = b"transfer part 1\n"
_SUM: Final = 32
_UNFINISHED: Final = ".unfinished"
_PUT_OFF: Final = ".later"
_LEFTOVER: Final = 3600.0
"""Seconds after which nobody is still writing an unfinished file."""
_USED_LATELY: Final = 3600.0
"""Seconds within which a use need not be written down again."""

log = logging.getLogger(__name__)


@dataclass
class KeptParts:
    """All shelves of an installation.

    Args:
        folder: Made when it is first needed, for its owner alone.
        most: Bytes that all parts together may take; 0 keeps none.
    """

    folder: Path
    most: int
    _written: int | None = field(default=None, init=False)
    """Bytes since it was last tidied; None before the first time."""
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _said_full: float = field(default=0.0, init=False)

    def shelf(self, owner: str, revision: int) -> "Shelf":
        """The shelf of this revision. Older ones of the same owner are taken down."""
        if not _NAME.fullmatch(owner):
            raise ValueError(f"not the name of an owner: {owner!r}")
        place = self.folder / owner / str(int(revision))
        if self.most and not place.is_dir():
            with suppress(OSError):  # whoever cannot keep can still draw
                for folder in (self.folder, place.parent, place):
                    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.forget(owner, before=revision)
        return Shelf(self, place)

    def forget(self, owner: str, *, before: int | None = None) -> None:
        """Take down the owner's shelves, or those of the revisions before."""
        for place in _folders(self.folder / owner):
            if before is None or (place.name.isdecimal() and int(place.name) < before):
                shutil.rmtree(place, ignore_errors=True)

    def tidy(self) -> None:
        """Take away what was left over, what nobody uses, and the least recently used of what is too much."""
        now = time.time()
        files: list[tuple[float, int, Path]] = []
        for owner in _folders(self.folder):
            newest = max((int(p.name) for p in _folders(owner) if p.name.isdecimal()), default=0)
            self.forget(owner.name, before=newest)
            for place in _folders(owner):
                files += _swept(place, now)
        self._written = 0
        total = sum(size for _used, size, _file in files)
        if total <= self.most:
            return
        for _used, size, file in sorted(files):
            file.unlink(missing_ok=True)
            total -= size
            if total <= self.most * 7 // 8:
                return

    def made_room_for(self, size: int) -> None:
        """Note that so many bytes are about to be written, and tidy up first when many were written since the last time."""
        with self._lock:
            is_due = self._written is None or self._written > self.most // 16
            self._written = size if is_due else (self._written or 0) + size
        if is_due:
            self.tidy()

    def could_not_keep(self, error: OSError) -> None:
        """Log that parts are not kept, once an hour and not for each part."""
        if time.monotonic() - self._said_full < _USED_LATELY and self._said_full:
            return
        self._said_full = time.monotonic()
        why = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error)
        log.warning("parts of reports are not kept in %s: %s", self.folder, why)


@dataclass(frozen=True)
class Shelf:
    """The parts of one owner, as drawn since the revision that the shelf is of."""

    all: KeptParts
    place: Path

    def has(self, key: str) -> bool:
        """Whether there is a part under the key; it has not been looked at."""
        return self._file(key).is_file()

    def get(self, key: str) -> bytes | None:
        """The part as it was drawn; None when it is not here, or no longer whole."""
        file = self._file(key)
        try:
            with open(file, "rb", opener=_at_once) as opened:
                told = os.fstat(opened.fileno())
                kept = opened.read() if stat.S_ISREG(told.st_mode) else b""
                if told.st_mtime < time.time() - _USED_LATELY:
                    os.utime(opened.fileno())
        except OSError:
            return None
        start = len(_MARK) + _SUM
        part = kept[start:]
        if kept[:start] == _MARK + _checksum(key, part):
            return part
        log.warning("a kept part was not whole and is drawn again: %s", key)
        with suppress(OSError):
            file.unlink()
        return None

    def put(self, key: str, part: bytes) -> bool:
        """Keep it, all of it or nothing. False when it could not be kept."""
        if not self.all.most:
            return False
        file = self._file(key)
        beside = self.place / f"{token_hex(8)}{_UNFINISHED}"
        try:
            self.all.made_room_for(len(part))
            # A shelf that was taken down meanwhile is not put up again: then there is no such folder.
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as opened:
                opened.write(_MARK + _checksum(key, part))
                opened.write(part)
            beside.replace(file)
            file.with_name(key + _PUT_OFF).unlink(missing_ok=True)
        except OSError as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if error.errno != errno.ENOENT:
                self.all.could_not_keep(error)
            return False
        return True

    def put_off(self, key: str) -> None:
        """Remember for an hour that it could not be drawn, so that each report need not wait for it again."""
        with suppress(OSError):
            self._file(key).with_name(key + _PUT_OFF).touch(mode=0o600)

    def is_put_off(self, key: str) -> bool:
        """Whether it could not be drawn a short while ago."""
        try:
            tried = self._file(key).with_name(key + _PUT_OFF).stat().st_mtime
        except OSError:
            return False
        return tried > time.time() - PUT_OFF_FOR

    def _file(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a key: {key[:80]!r}")
        return self.place / key


def _at_once(file: str, flags: int) -> int:
    """Open what lies here itself. What is no file, or leads to one elsewhere, could be read for ever."""
    return os.open(file, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _checksum(key: str, part: bytes) -> bytes:
    """Of the key too: a file under the name of another is not what was asked for."""
    reckoned = sha256(key.encode())
    reckoned.update(part)
    return reckoned.digest()


def _folders(place: Path) -> Iterator[Path]:
    try:
        found = [entry for entry in os.scandir(place) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return
    yield from (Path(entry.path) for entry in found)


def _swept(place: Path, now: float) -> Iterator[tuple[float, int, Path]]:
    """The parts that may stay: when each was last used, its size, and where it is."""
    lasting = {_UNFINISHED: _LEFTOVER, _PUT_OFF: PUT_OFF_FOR, "": UNUSED_FOR}
    with suppress(OSError):
        for entry in os.scandir(place):
            file = Path(entry.path)
            with suppress(OSError):  # another process tidies too
                told = entry.stat(follow_symlinks=False)
                if told.st_mtime < now - lasting.get(file.suffix, 0.0):
                    file.unlink()
                elif file.suffix != _UNFINISHED:
                    yield told.st_mtime, told.st_size, file
