"""The CPR guard: finds Danish civil registration numbers in what people write.

A doubt becomes a mild hint, never silence: modulus 11 decides how sure a hit is, not whether it
is one. Tier A is so sure that nothing is stored; tier B is stored with a hint beside the field.

The number has the form DDMMYY-XXXX, written in many ways. Two neighbours of it are known too:
replacement numbers (the day raised by 60) and the health sector's eCPR (DDMMYY, a digit, two
letters, a digit).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, Literal

from transfer.domain.texts import marked

Tier = Literal["A", "B"]

CPR_SENTENCE: Final = marked(
    "Det ligner et CPR-nummer. CPR-numre må ikke stå her. Din tekst er ikke gået tabt – den er "
    "bare ikke gemt endnu."
)
CPR_SEARCH_SENTENCE: Final = marked("Man kan ikke søge på CPR-numre.")


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text as typed, `text[start:end]`, and how sure it is."""

    start: int
    end: int
    tier: Tier


def find(text: str, today: date | None = None) -> list[Finding]:
    """Every place that looks like a CPR number, from left to right, none overlapping.

    `today` tells which birthdays are still to come; without it the clock is asked, since the
    guard stands at many doors that know no date.
    """
    plain, typed_at = _normalised(text)
    day = today or datetime.now(UTC).date()
    sure_words = [word.end() for word in _SURE_WORD.finditer(plain)]
    hits = [
        (hit.start(1), hit.end(1), tier)
        for hit in _SHAPE.finditer(plain)
        if (tier := _tier(plain, hit, sure_words, day)) is not None
    ]
    return [
        Finding(typed_at[start], typed_at[end - 1] + 1, tier) for start, end, tier in _joined(hits)
    ]


_GAP: Final = r"[\s\-\u2010-\u2015\u2212./\\_]{0,3}"
_SHAPE: Final = re.compile(
    # A lookahead, so that a number is also found when it begins inside another hit.
    r"(?<![0-9])(?=(?P<whole>(?P<day>[0-9]{2})(?P<gap1>G)(?P<month>[0-9]{2})(?P<gap2>G)"
    r"(?P<year>[0-9]{2})(?P<gap3>G)"
    r"(?:(?P<first>[0-9]{2})(?P<gap4>G)(?P<last>[0-9]{2})(?![0-9])"
    r"|(?P<health>[0-9][A-Za-z]{2}[0-9])(?![0-9A-Za-z]))))".replace("G", _GAP)
)
_SURE_WORD: Final = re.compile(
    r"c\.?p\.?r|person(?:s|lig[te]?)?[ .-]{0,2}(?:nummer|nr)|pers[ .-]{0,3}nr|"
    r"fødsels[ .-]{0,2}(?:nummer|nr)",
    re.IGNORECASE,
)
_SURE_WORD_REACH: Final = 30
_OTHER_NUMBER: Final = re.compile(
    r"\bp-?(?:nr|nummer)|produktions(?:nr|nummer|enhed)|faktura|ordre|bestilling|kvittering|"
    r"konto|\biban|\bean|\bgln|\bcvr|\btlf|telefon|mobil|varenr",
    re.IGNORECASE,
)
_OTHER_NUMBER_REACH: Final = 20
_WEIGHTS: Final = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_REPLACEMENT: Final = 60


def _tier(plain: str, hit: re.Match[str], sure_words: list[int], today: date) -> Tier | None:
    """How sure the hit is; None when it is nothing."""
    born = _birthday(hit)
    if hit["health"]:
        return "B" if born else None
    if _is_written_date(plain, hit):
        return None
    start = hit.start(1)
    if _word_near(sure_words, start) and (born or plain[start - 1 : start] != "+"):
        return "A"
    if born is None:
        return "B" if _birthday(hit, raised=_REPLACEMENT) else None
    is_likely = _passes_modulus_11(hit) or (born.day, born.month) == (1, 1)
    return "A" if is_likely and born <= today and not _is_part_of_other(plain, hit) else "B"


def _birthday(hit: re.Match[str], raised: int = 0) -> date | None:
    year = int(hit["year"])
    seventh = int((hit["first"] or hit["health"])[0])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    try:
        return date(century + year, int(hit["month"]), int(hit["day"]) - raised)
    except ValueError:
        return None


def _passes_modulus_11(hit: re.Match[str]) -> bool:
    digits = hit["day"] + hit["month"] + hit["year"] + hit["first"] + hit["last"]
    return sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def _word_near(words: list[int], start: int) -> bool:
    """Whether a word that ends in `words` stands shortly before `start`."""
    nearest = bisect_left(words, start + 1) - 1
    return nearest >= 0 and start - words[nearest] <= _SURE_WORD_REACH


def _is_written_date(plain: str, hit: re.Match[str]) -> bool:
    """Whether it is a day and what comes after it.

    Such as 24-01-2026 10.15, 24.01.26-28.02.26 or 24/01 14.30-15.15.
    """
    gap1, gap2, gap3, gap4 = hit["gap1"], hit["gap2"], hit["gap3"], hit["gap4"]
    if gap1 and gap2 and not gap3 and gap4 and hit["year"] in ("19", "20"):
        return True
    first, last = int(hit["first"]), int(hit["last"])
    if gap3 and gap1 == gap2 == gap4 and gap1 in ("-", ".", "/") and first <= 31 and last <= 12:
        return bool(_YEAR_FOLLOWS.match(plain, hit.end(1)))
    if gap2 and gap3 == "." and gap4 and int(hit["year"]) < 24 and first < 60 and last < 24:
        return bool(_MINUTES_FOLLOW.match(plain, hit.end(1)))
    return False


_YEAR_FOLLOWS: Final = re.compile(r"[-./](?:[0-9]{2}|[0-9]{4})(?![0-9])")
_MINUTES_FOLLOW: Final = re.compile(r"\.[0-5][0-9](?![0-9])")


def _is_part_of_other(plain: str, hit: re.Match[str]) -> bool:
    """Whether it rather belongs to a time, a phone number, an account or a row of numbers."""
    start, end = hit.span(1)
    gaps = (hit["gap1"], hit["gap2"], hit["gap3"], hit["gap4"])
    follows_a_number = _NUMBER_BEFORE.fullmatch(plain, max(0, start - 2), start)
    is_day_and_time = gaps[2].isspace() and gaps[3] == "." and int(hit["first"]) < 24
    is_phone_and_more = gaps[0] == gaps[1] == gaps[2] != gaps[3] and all(gaps)
    is_row_of_numbers = all(gap.isspace() for gap in gaps) and (
        _PAIR_BEFORE.fullmatch(plain, max(0, start - 2), start) or _PAIR_AFTER.match(plain, end)
    )
    return bool(
        follows_a_number
        or is_day_and_time
        or is_phone_and_more
        or is_row_of_numbers
        or _OTHER_NUMBER.search(plain, max(0, start - _OTHER_NUMBER_REACH), start)
    )


_NUMBER_BEFORE: Final = re.compile(r"[0-9][-./:\u2010-\u2015\u2212]")
_PAIR_BEFORE: Final = re.compile(r"[0-9]\s")
_PAIR_AFTER: Final = re.compile(r"\s[0-9]")


def _joined(hits: Iterable[tuple[int, int, Tier]]) -> Iterator[tuple[int, int, Tier]]:
    """The hits, those that overlap made into one, as sure as the surest of them."""
    held: tuple[int, int, Tier] | None = None
    for start, end, tier in hits:
        if held and start < held[1]:
            held = (held[0], max(held[1], end), min(held[2], tier))
        else:
            if held:
                yield held
            held = (start, end, tier)
    if held:
        yield held


_UNUSUAL: Final = re.compile(r"[^\x00-\x7fæøåÆØÅäöüÄÖÜéÉèêëáàâíóôúñç»«–—…’”“•]")


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text with plain digits and nothing invisible, and where each character was typed."""
    parts: list[str] = []
    typed_at: list[int] = []
    done = 0
    for unusual in _UNUSUAL.finditer(text):
        at = unusual.start()
        parts.append(text[done:at])
        typed_at.extend(range(done, at))
        plain = _plain(text[at])
        parts.append(plain)
        typed_at.extend([at] * len(plain))
        done = at + 1
    parts.append(text[done:])
    typed_at.extend(range(done, len(text)))
    return "".join(parts), typed_at


@lru_cache(maxsize=4096)
def _plain(typed: str) -> str:
    """The typed character with its digits as 0 to 9; nothing when it cannot be seen."""
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", typed)
        if unicodedata.category(character) not in ("Cf", "Mn", "Me")
    )
