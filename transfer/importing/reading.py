"""Reading a file nobody has checked: every fault is kept, named by record and field, and none stops the reading."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from flask_babel import gettext as _

from transfer.domain import personal_data
from transfer.domain.clock import COPENHAGEN
from transfer.domain.fields import LONG_TEXT_LIMIT, SHORT_TEXT_LIMIT
from transfer.domain.typing_in import NotUnderstood, clean_line, clean_text, danish_date
from transfer.domain.vocabulary import UnknownLabel, Wording, from_label

MIDDAY: Final = time(12)
"""The time of day of what the file dates without a time."""
LARGEST_NUMBER: Final = Decimal(10) ** 12

W = TypeVar("W", bound=Wording)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of one record, in plain words."""

    record: str
    field: str
    reason: str

    def __str__(self) -> str:
        if not self.field:
            return f"{self.record}: {self.reason}"
        return str(
            _(
                "%(record)s, felt %(field)s: %(reason)s",
                record=self.record,
                field=self.field,
                reason=self.reason,
            )
        )


class BadFile(Exception):
    """The file cannot be loaded. `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Record:
    """One record of the file. What cannot be read is noted as a fault and read as nothing."""

    def __init__(
        self,
        name: str,
        data: Mapping[str, Any],
        faults: list[Fault],
        labels: Mapping[str, str] | None = None,
        inside: str = "",
    ) -> None:
        self.name = name
        self.data = data
        self.faults = faults
        self.labels = labels or {}
        self.inside = inside

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) not in (None, "", [], {})

    def fault(self, key: str, reason: str) -> None:
        """Note a fault under the field's own key and the label people know it by."""
        label = self.labels.get(key)
        field = f"{self.inside}{key}" + (f" ({label})" if label else "")
        self.faults.append(Fault(self.name, field, reason))

    def must_have(self, *keys: str) -> None:
        for key in keys:
            if key not in self:
                self.fault(key, _("mangler."))

    def line(self, key: str, limit: int = SHORT_TEXT_LIMIT) -> str:
        """One line of text."""
        return self._text(key, limit, one_line=True)

    def text(self, key: str, limit: int = LONG_TEXT_LIMIT) -> str:
        return self._text(key, limit, one_line=False)

    def day(self, key: str) -> date | None:
        """A date, as 2025-01-20 or as Danes write it."""
        given = self.data.get(key)
        if given in (None, ""):
            return None
        if not isinstance(given, str):
            self.fault(
                key, _("skal være en dato som 2025-01-20, ikke %(given)s.", given=_shown(given))
            )
            return None
        try:
            return danish_date(given)
        except NotUnderstood as puzzled:
            self.fault(key, f"»{_shown(given)}« – {puzzled}")
            return None

    def moment(self, key: str) -> datetime | None:
        """A point in time; a date alone is midday in Denmark."""
        given = self.data.get(key)
        if isinstance(given, str) and len(given) > len("2025-01-20") and given[4:5] == "-":
            try:
                read = datetime.fromisoformat(given)
            except ValueError:
                self.fault(key, _("»%(given)s« er ikke en tid.", given=_shown(given)))
                return None
            if self.day_in_range(key, read):
                return read if read.tzinfo else read.replace(tzinfo=COPENHAGEN)
            return None
        day = self.day(key)
        return at_midday(day) if day else None

    def day_in_range(self, key: str, read: datetime) -> bool:
        try:
            danish_date(read.date().isoformat())
        except NotUnderstood as puzzled:
            self.fault(key, str(puzzled))
            return False
        return True

    def number(self, key: str) -> Decimal | None:
        given = self.data.get(key)
        if given is None or given == "":
            return None
        if isinstance(given, bool) or not isinstance(given, (int, float)):
            self.fault(key, _("skal være et tal, ikke %(given)s.", given=_shown(given)))
            return None
        try:
            read = Decimal(str(given))
        except InvalidOperation:
            read = Decimal("NaN")
        if not read.is_finite() or abs(read) >= LARGEST_NUMBER:
            self.fault(key, _("er ikke et brugbart tal."))
            return None
        return read

    def whole(self, key: str, least: int, most: int) -> int | None:
        """A whole number between two others."""
        read = self.number(key)
        if read is None:
            return None
        if read != int(read) or not least <= read <= most:
            self.fault(
                key,
                _(
                    "skal være et helt tal mellem %(least)s og %(most)s, ikke %(given)s.",
                    least=least,
                    most=most,
                    given=_shown(self.data[key]),
                ),
            )
            return None
        return int(read)

    def choice(self, key: str, words: type[W]) -> W | None:
        """The choice whose label or identifier stands there."""
        given = self.data.get(key)
        if given in (None, ""):
            return None
        return self._word(key, given, words)

    def several(self, key: str, words: type[W]) -> tuple[W, ...]:
        """Choices, as a list or as one text with commas."""
        found = [self._word(key, one, words) for one in self.entries(key)]
        return tuple(dict.fromkeys(word for word in found if word is not None))

    def entries(self, key: str) -> tuple[str, ...]:
        """Texts, as a list or as one text with commas."""
        given = self.data.get(key)
        if given in (None, ""):
            return ()
        if isinstance(given, str):
            given = given.split(",")
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            self.fault(key, _("skal være en liste af tekster."))
            return ()
        return tuple(line for one in given if (line := clean_line(one)))

    def known(self, key: str, names: Collection[str]) -> tuple[str, ...]:
        """Those of the entries that name a record of the file, each once; the others are faults."""
        given = tuple(dict.fromkeys(self.entries(key)))
        for one in given:
            if one not in names:
                self.fault(key, _("%(given)s findes ikke i filen.", given=one))
        return tuple(one for one in given if one in names)

    def part(self, key: str) -> "Record | None":
        """A record inside this one."""
        given = self.data.get(key)
        if given is None:
            return None
        if not isinstance(given, dict):
            self.fault(key, _("skal være en gruppe af felter i { }."))
            return None
        return Record(self.name, given, self.faults, self.labels, inside=f"{self.inside}{key}.")

    def parts(self, key: str) -> list["Record"]:
        """The records in a list inside this one; faults call them by their number."""
        given = self.data.get(key)
        if given is None:
            return []
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self.fault(key, _("skal være en liste af grupper i { }."))
            return []
        return [
            Record(
                self.name, one, self.faults, self.labels, inside=f"{self.inside}{key}[{number}]."
            )
            for number, one in enumerate(given, start=1)
        ]

    def _text(self, key: str, limit: int, *, one_line: bool) -> str:
        given = self.data.get(key)
        if given is None:
            return ""
        if not isinstance(given, str):
            self.fault(key, _("skal være tekst, ikke %(given)s.", given=_shown(given)))
            return ""
        text = clean_line(given) if one_line else clean_text(given)
        if len(text) > limit:
            self.fault(
                key,
                _(
                    "er på %(count)s tegn. Der er plads til %(limit)s.",
                    count=len(text),
                    limit=limit,
                ),
            )
        if any(found.tier == "A" for found in personal_data.find(text)):
            self.fault(key, _("indeholder det, der ligner et CPR-nummer. Fjern det fra filen."))
        return text

    def _word(self, key: str, given: Any, words: type[W]) -> W | None:
        is_number = isinstance(given, int) and not isinstance(given, bool)
        written = given if isinstance(given, str) or is_number else _shown(given)
        try:
            return from_label(words, clean_line(str(written)))
        except UnknownLabel as unknown:
            self.fault(key, f"{unknown}.")
            return None


def at_midday(day: date) -> datetime:
    return datetime.combine(day, MIDDAY, COPENHAGEN)


def _shown(given: object) -> str:
    """What stands in the file, short enough for a sentence."""
    text = str(given)
    return text if len(text) <= 40 else f"{text[:40]}…"
