"""How long what was adopted lasts: counted at the checks, with what is unknown told."""

from datetime import date

import pytest

from transfer.domain.indicators.lasting import Followed, Practice, judged, lasting, practice_of
from transfer.domain.periods import months_later

ADOPTED = date(2025, 1, 15)
MONTHS = (3, 6, 12)


def found(*kept: bool | None, ended: bool = False, as_of: date = date(2026, 2, 1)) -> Practice:
    last = max((at for at, one in enumerate(kept) if one is not None), default=-1)
    checks = [
        Followed(month, months_later(ADOPTED, month), one, ended=ended and at == last)
        for at, (month, one) in enumerate(zip(MONTHS, kept, strict=True))
    ]
    return practice_of(checks, as_of)


def test_a_practice_counts_for_as_long_as_somebody_last_confirmed_it():
    assert found(True, True, None) == Practice(6, False, 12)
    assert found(None, None, None) == Practice(0, False, 12)
    assert found(None, True, None).followed == 6
    assert found(True, None, None, as_of=date(2025, 6, 1)) == Practice(3, False, 3)
    assert not found(True, None, None, as_of=date(2025, 6, 1)).is_unknown
    assert found(True, None, None).is_unknown


def test_what_fell_away_stopped_at_its_check_and_what_was_ended_on_purpose_did_not():
    assert found(True, False, None) == Practice(6, True, 12)
    assert found(True, True, None, ended=True) == Practice(12, False, 12, ended=True)
    assert judged("retired", None) == (True, True)
    assert judged("lapsed", "replaced_by_better") == (True, True)
    assert judged("lapsed", "no_owner") == (False, False)
    assert judged("partly", None) == (True, False)
    assert judged(None, None) == (None, False)


def test_fewer_than_five_adopted_have_no_curve():
    assert lasting([found(True, True, True)] * 4, MONTHS, 2).read == ()
    assert lasting([found(True, True, True)] * 4, MONTHS, 2).is_few
    assert lasting([], MONTHS, 0).adopted == 0


def test_the_curve_is_read_at_the_checks_and_ends_where_fewer_than_five_are_followed():
    practices = [
        *[found(True, True, True)] * 4,
        *[found(True, True, None)] * 2,
        found(True, False, None),
        found(False, None, None),
        found(None, None, None),
    ]
    told = lasting(practices, MONTHS, 3)
    assert [one.month for one in told.read] == [3, 6]
    assert told.followed == (8, 7, 4)
    first, second = told.read
    assert first.survival == pytest.approx(7 / 8)
    assert second.survival == pytest.approx(7 / 8 * 6 / 7)
    assert (first.lower or 0) < first.survival < (first.upper or 0)
    assert (told.fell_away, told.unknown) == (2, 3)


def test_what_is_unknown_lies_between_two_bounds():
    practices = [
        *[found(True, True, True)] * 5,
        *[found(True, None, None)] * 3,
        *[found(None, None, None)] * 2,
    ]
    last = lasting(practices, MONTHS, 4).read[-1]
    assert last.month == 12
    assert last.survival == 1.0
    assert last.if_gone == pytest.approx(0.5)
    assert last.if_kept == 1.0
    # Nobody is known to have stopped: the lower end is that of so few, not none at all.
    assert last.lower == pytest.approx(0.5655, abs=1e-4)
    assert last.upper == 1.0
