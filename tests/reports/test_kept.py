"""Drawn parts on disk: whole or missing, within their room, each owner's own."""

import logging
import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from reports.kept import MEGABYTE, KeptParts

KEY, OTHER = "a" * 32, "b" * 64
WEEKS = 40 * 24 * 3600


@pytest.fixture
def kept(tmp_path):
    return KeptParts(tmp_path / "parts", MEGABYTE)


def long_ago(file):
    at = time.time() - WEEKS
    os.utime(file, (at, at))


def test_a_part_comes_back_whole_or_not_at_all(kept, caplog):
    shelf = kept.shelf("org1", 1)
    assert shelf.get(KEY) is None
    assert shelf.put(KEY, b"a page") and shelf.put(OTHER, b"")
    assert (shelf.get(KEY), shelf.get(OTHER)) == (b"a page", b"")
    file = shelf.place / KEY
    assert [
        stat.st_mode & 0o077 for stat in (file.stat(), shelf.place.stat(), kept.folder.stat())
    ] == [0, 0, 0]

    for harm in (b"", file.read_bytes()[:-1], file.read_bytes()[:-1] + b"X", b"\x80\x04K\x01."):
        shelf.put(KEY, b"a page")
        file.write_bytes(harm)
        assert shelf.get(KEY) is None
        assert not file.exists(), "it is drawn again, and not looked at twice"
    shelf.put(KEY, b"a page")
    file.rename(shelf.place / OTHER)
    assert shelf.get(OTHER) is None, "what stands under another name is not what was asked for"
    for make in (lambda: os.mkfifo(file), lambda: file.symlink_to("/dev/zero"), file.mkdir):
        make()
        assert shelf.get(KEY) is None, "and nobody waits for what comes out of it"
        if shelf.put(KEY, b"a page"):
            assert shelf.get(KEY) == b"a page"
            file.unlink()
    file.rmdir()
    assert "was not whole" in caplog.text
    for name in ("../secret_key", "A" * 32, "a" * 31, f"{KEY}.later", "", f"{KEY}\n"):
        with pytest.raises(ValueError, match="not a key"):
            shelf.get(name)
        with pytest.raises(ValueError, match="not a key"):
            shelf.put(name, b"")
    with pytest.raises(ValueError, match="not the name"):
        kept.shelf("../other", 1)


def test_each_owner_has_shelves_of_their_own_and_an_old_one_is_forgotten_whole(kept):
    old, other = kept.shelf("org1", 1), kept.shelf("org2", 1)
    old.put(KEY, b"words to be forgotten")
    assert other.get(KEY) is None
    other.put(KEY, b"of another")
    new = kept.shelf("org1", 2)
    assert new.get(KEY) is None and old.get(KEY) is None
    assert not old.put(KEY, b"words to be forgotten"), "a drawing that was under way keeps nothing"
    assert not old.place.exists()
    assert other.get(KEY) == b"of another"
    kept.forget("org2")
    assert other.get(KEY) is None


def test_the_least_recently_used_go_first_and_what_nobody_uses_goes_too(kept):
    shelf = kept.shelf("org1", 1)
    keys = [f"{n:032x}" for n in range(40)]
    for n, key in enumerate(keys):
        shelf.put(key, bytes(MEGABYTE // 20))
        at = time.time() - 7200 + n
        os.utime(shelf.place / key, (at, at))
        shelf.get(keys[0])
    there = [n for n, key in enumerate(keys) if shelf.get(key) is not None]
    size = sum(file.stat().st_size for file in shelf.place.iterdir())
    assert size < 1.1 * MEGABYTE
    assert there[0] == 0, "it was used all the time"
    assert there[1:] == list(range(40 - len(there) + 1, 40))

    left = shelf.place / "0123.unfinished"
    left.write_bytes(b"half")
    for file in (left, shelf.place / keys[0]):
        long_ago(file)
    shelf.put_off(OTHER)
    assert shelf.is_put_off(OTHER) and not shelf.is_put_off(KEY)
    kept.tidy()
    assert not left.exists() and shelf.get(keys[0]) is None and shelf.get(keys[39]) is not None
    assert shelf.is_put_off(OTHER)
    shelf.put(OTHER, b"drawn at last")
    assert not shelf.is_put_off(OTHER)
    assert not KeptParts(kept.folder, 0).shelf("org1", 1).put(KEY, b"nothing is kept")


def test_many_may_write_and_read_and_tidy_at_once(kept):
    """Two exports at once, each with two hands, in less room than both want."""
    parts = {f"{n:032x}": bytes([n]) * (MEGABYTE // 64) for n in range(100)}

    def export(seed):
        own = KeptParts(kept.folder, kept.most).shelf("org1", 1)
        for key in sorted(parts, key=lambda key: hash((seed, key))):
            found = own.get(key)
            assert found in (None, parts[key])
            assert found is not None or own.put(key, parts[key])
        return True

    with ThreadPoolExecutor(4) as hands:
        assert all(hands.map(export, range(4)))
    assert not list(kept.folder.rglob("*.unfinished"))


def test_on_a_full_disk_nothing_is_kept_and_it_is_said_once(tmp_path, caplog):
    small = tmp_path / "small"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not make a small disk here")
    try:
        shelf = KeptParts(small / "parts", 100 * MEGABYTE).shelf("org1", 1)
        with caplog.at_level(logging.WARNING):
            kept = [shelf.put(f"{n:032x}", bytes(10_000)) for n in range(12)]
        assert kept[0] and not kept[-1]
        assert all((shelf.get(f"{n:032x}") is not None) == there for n, there in enumerate(kept))
        assert not list(shelf.place.glob("*.unfinished"))
        assert caplog.text.count("the disk is full") == 1
        assert len(caplog.records) == 1
    finally:
        subprocess.run(["umount", str(small)], check=True)
    nowhere = KeptParts(tmp_path / "file" / "parts", MEGABYTE)
    (tmp_path / "file").write_bytes(b"")
    assert nowhere.shelf("org1", 1).get(KEY) is None
    assert not nowhere.shelf("org1", 1).put(KEY, b"")
