"""From typed text to values, and from values to the text people would have typed.

Nothing here guesses silently: what cannot be read with certainty raises `NotUnderstood`, whose
sentence says what to write instead.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from transfer.domain.texts import marked

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
MOST_DIGITS: Final = 12
MOST_MARKS: Final = 8
"""Accents on one letter; no language needs more, and a heap of them covers the lines above."""

MONTHS: Final = (
    marked("januar"),
    marked("februar"),
    marked("marts"),
    marked("april"),
    marked("maj"),
    marked("juni"),
    marked("juli"),
    marked("august"),
    marked("september"),
    marked("oktober"),
    marked("november"),
    marked("december"),
)

WRITE_A_DATE: Final = marked("Skriv datoen som dag-måned-år, fx 24-01-2026.")
NO_SUCH_MONTH: Final = marked("Der er kun 12 måneder. Skriv dag før måned, fx 24-01-2026.")
NO_SUCH_DAY: Final = marked("Den dato findes ikke: %(month)s %(year)s har %(days)s dage.")
YEAR_TOO_FAR: Final = marked(
    "Året %(year)s kan ikke passe. Skriv et år mellem 2000 og 2100, fx 24-01-2026."
)
WRITE_A_NUMBER: Final = marked("Skriv tallet med cifre, fx 12 eller 12,5.")
COMMA_BEFORE_DECIMALS: Final = marked("Skriv komma før decimalerne, fx 1234,5.")
NUMBER_TOO_LONG: Final = marked("Tallet er for langt. Skriv højst 12 cifre.")


class NotUnderstood(ValueError):
    """A typed text that is no value. `str()` gives the Danish sentence to show beside the field.

    For another language, translate `message` and then fill in `values`; a month among them is a
    marked word too.
    """

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


def danish_date(text: str) -> date:
    """The date that a person typed, day first: 24-01-2026, 24.1.26, 24. januar 2026, 2026-01-24."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    if len(plain) > _LONGEST_DATE:
        raise NotUnderstood(WRITE_A_DATE)
    if found := _ISO_DATE.fullmatch(plain):
        return _date(found["year"], int(found["month"]), int(found["day"]))
    if found := _DAY_FIRST.fullmatch(plain):
        return _date(found["year"], int(found["month"]), int(found["day"]))
    if found := _WITH_MONTH_NAME.fullmatch(plain):
        return _date(found["year"], _month_named(found["month"]), int(found["day"]))
    raise NotUnderstood(WRITE_A_DATE)


def danish_number(text: str) -> Decimal:
    """The number that a person typed: 12,5, 1.234,5, -3; and 12.5, which can only mean 12,5."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).translate(_MINUS)
    if sum(character.isdigit() for character in plain) > MOST_DIGITS:
        raise NotUnderstood(NUMBER_TOO_LONG)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(".", "")
    if _DECIMAL.fullmatch(plain):
        return Decimal(plain.replace(",", ".")) + 0
    if _ENGLISH.fullmatch(plain):
        raise NotUnderstood(COMMA_BEFORE_DECIMALS)
    raise NotUnderstood(WRITE_A_NUMBER)


def uuid_in(text: object) -> UUID | None:
    """The id that a text is; None for any other text."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def show_number(number: Decimal) -> str:
    """The number as Danes write it, without needless zeros: 1.234,5."""
    shown = f"{number:,f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.translate(_SWAP_COMMA_AND_POINT) if shown != "-0" else "0"


def show_date(day: date) -> str:
    """The date as it is typed: 24-01-2026."""
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def long_date(day: date) -> str:
    """The date as it is read aloud: 24. januar 2026."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def clean_text(text: str) -> str:
    """What a person typed, without what cannot be seen.

    Lines end in one way, letters with accents are one character, and control characters,
    zero-width characters and marks that turn the reading direction are gone. Emoji are whole.
    """
    seen = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    seen = _UNSEEN.sub("", seen)
    seen = _FLAG_TAGS.sub(lambda found: found["flag"] or "", seen)
    seen = _STRAY_SELECTOR.sub("", seen)
    seen = _STRAY_JOINER.sub("", seen)
    seen = _without_heaps_of_marks(unicodedata.normalize("NFC", seen))
    return "\n".join(line.rstrip() for line in seen.split("\n")).strip()


def clean_line(text: str) -> str:
    """`clean_text` on one line, with single blanks between the words."""
    return " ".join(clean_text(text).split())


_LONGEST_DATE: Final = 40
_ISO_DATE: Final = re.compile(r"(?P<year>[0-9]{4,9})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DAY_FIRST: Final = re.compile(
    r"(?P<day>[0-9]{1,2})\s*[-./ ]\s*(?P<month>[0-9]{1,2})\s*[-./ ]\s*(?P<year>[0-9]{1,9})"
)
_WITH_MONTH_NAME: Final = re.compile(
    r"(?:den\s+)?(?P<day>[0-9]{1,2})\.?\s*(?P<month>[a-z]{3,9})\.?\s*(?P<year>[0-9]{1,9})"
)

_MINUS: Final = str.maketrans({"−": "-", "–": "-"})
_SWAP_COMMA_AND_POINT: Final = str.maketrans({",": ".", ".": ","})
_THOUSANDS: Final = re.compile(r"[-+]?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_DECIMAL: Final = re.compile(r"[-+]?([0-9]+([.,][0-9]+)?|,[0-9]+)")
_ENGLISH: Final = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")


def _date(typed_year: str, month: int, day: int) -> date:
    year = int(typed_year) + (FIRST_YEAR if len(typed_year) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotUnderstood(YEAR_TOO_FAR, year=year)
    if not 1 <= month <= 12:
        raise NotUnderstood(NO_SUCH_MONTH)
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise NotUnderstood(NO_SUCH_DAY, month=MONTHS[month - 1], year=year, days=days)
    return date(year, month, day)


def _month_named(name: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if month == name or (len(name) in (3, 4) and month.startswith(name)):
            return number
    raise NotUnderstood(WRITE_A_DATE)


_LINE_END: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_NO_CHARACTERS: Final = "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)
)
_UNSEEN: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, but tab and line end
    "\u00ad\u034f\u061c\u180b-\u180f\u200b\u200c\u2060-\u2065\ufeff\ufff9-\ufffb"  # zero width
    "\u200e\u200f\u202a-\u202e\u2066-\u206f"  # reading direction
    "\u115f\u1160\u2800\u3164\uffa0"  # letters that are drawn as nothing
    "\ufe00-\ufe0d\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e01ef"
    f"\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}]"  # no characters at all
)
_EMOJI: Final = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_FLAG_TAGS: Final = re.compile(
    "(?P<flag>\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0020-\U000e007f]"
)
_STRAY_SELECTOR: Final = re.compile(
    f"(?<![{_EMOJI}])(?<![0-9#*])[\ufe0e\ufe0f]|(?<=[0-9#*])[\ufe0e\ufe0f](?!\u20e3)"
)
_STRAY_JOINER: Final = re.compile(
    f"(?<![{_EMOJI}\ufe0e\ufe0f\U000e007f])\u200d|\u200d(?![{_EMOJI}])"
)


def _without_heaps_of_marks(text: str) -> str:
    if not text or max(text) < "\u0300":
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
