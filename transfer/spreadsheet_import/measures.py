"""Numbers of a måling from a spreadsheet: which column is what, then what would happen, row by row."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from transfer.domain.csv_tables import Fault, NotATable
from transfer.domain.measures import KEYS, Counted, ValueKind, counted, typed_period
from transfer.domain.periods import Period
from transfer.domain.texts import marked
from transfer.domain.typing_in import NotUnderstood, clean_line
from transfer.models.measures import Measure

PERIOD: Final = "period"
Rows = Sequence[tuple[int, Sequence[str]]]
Columns = Mapping[str, int]
"""By what it holds, the place of a column."""

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    PERIOD: ("periode", "måned", "uge", "kvartal", "år", "dato", "tid", "fra", "month", "date", "week"),
    "value": ("tal", "værdi", "antal", "måling", "resultat", "value"),
    "numerator": ("antal", "tæller", "tal", "numerator"),
    "denominator": ("ud af", "nævner", "af", "i alt", "total", "alle", "denominator"),
}  # fmt: skip
_LOOKED_AT: Final = 20
"""So many rows tell what a column holds."""

NOT_BEGUN: Final = marked("Perioden er ikke begyndt endnu. Ret den, eller spring rækken over.")
PERIOD_TWICE: Final = marked(
    "Samme periode står også i række %(other)s. Ret den ene, eller spring den over."
)
NOTHING_UNDER_HEADINGS: Final = marked(
    "Filen er tom. Sæt tallene ind under overskrifterne, og prøv igen."
)
FORMULA: Final = marked(
    "Feltet er en formel uden et gemt resultat. Skriv tallet, eller gem filen i regnearket igen."
)


class Outcome(StrEnum):
    """What a row would do."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class PlannedNumber:
    """One row of the file, and what would come of it."""

    row: int
    period: Period
    counted: Counted
    outcome: Outcome
    before: Counted | None
    is_kept: bool = False
    """What is there stays; this row would have changed it."""


@dataclass(frozen=True, slots=True)
class NumbersPlan:
    numbers: tuple[PlannedNumber, ...]
    faults: tuple[Fault, ...]
    """`column` says what the cell was to hold; `period` or one of the keys of the numbers."""
    without_number: tuple[int, ...]
    """Rows with a period and nothing counted."""

    def count(self, outcome: Outcome) -> int:
        """How many rows come to that, those that are kept too."""
        return sum(one.outcome is outcome for one in self.numbers)

    @property
    def kept(self) -> int:
        return sum(one.is_kept for one in self.numbers)

    @property
    def gist(self) -> str:
        """The same for two plans that would do the same, but for what is chosen to be kept."""
        return ".".join(str(self.count(outcome)) for outcome in Outcome)

    @property
    def faulty_rows(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(fault.row for fault in self.faults))


def unused_headings(headings: Sequence[str], columns: Columns) -> list[str]:
    """The columns that nothing is read from."""
    used = set(columns.values())
    return [name for at, one in enumerate(headings) if at not in used and (name := clean_line(one))]


def headings_of(rows: Rows) -> tuple[Sequence[str], Rows]:
    """The headings and the rows under them.

    Raises:
        NotATable: there is nothing under the headings.
    """
    if len(rows) < 2:
        raise NotATable(NOTHING_UNDER_HEADINGS)
    return rows[0][1], rows[1:]


def guessed_columns(measure: Measure, headings: Sequence[str], rows: Rows) -> dict[str, int]:
    """Which column holds what, by its heading or else by what stands in it. What cannot be told is left out."""
    plain = [clean_line(one).casefold() for one in headings]
    found: dict[str, int] = {}
    for key in (PERIOD, *KEYS[measure.value_kind]):
        names = (*_HEADINGS[key], *([measure.name.casefold()] if key == "value" else []))
        at = next((plain.index(name) for name in names if name in plain), None)
        if at is not None and at not in found.values():
            found[key] = at
    for key in (PERIOD, *KEYS[measure.value_kind]):
        if key not in found:
            at = _by_content(measure, key, len(headings), rows, set(found.values()))
            if at is not None:
                found[key] = at
    return found


def _by_content(measure: Measure, key: str, width: int, rows: Rows, taken: set[int]) -> int | None:
    for at in range(width):
        cells = [cell for _, row in rows[:_LOOKED_AT] if (cell := _cell(row, at))]
        readable = sum(_is_readable(measure, key, cell) for cell in cells)
        if at not in taken and cells and 2 * readable > len(cells):
            return at
    return None


def _is_readable(measure: Measure, key: str, cell: str) -> bool:
    if key != PERIOD:
        return counted(ValueKind.NUMBER, {"value": cell})[0] is not None
    try:
        typed_period(measure.period_kind, cell)
    except NotUnderstood:
        return False
    return True


def plan_numbers(
    measure: Measure, rows: Rows, columns: Columns, *, on: date, kept: Collection[int] = ()
) -> NumbersPlan:
    """What the rows under the headings would do. Changes nothing.

    Args:
        kept: the rows that shall not change a number that is there.
    """
    there = {point.period_start: point.counted for point in measure.points}
    numbers: list[PlannedNumber] = []
    faults: list[Fault] = []
    seen: dict[date, int] = {}
    without: list[int] = []
    for number, cells in rows:
        texts = {key: _cell(cells, at) for key, at in columns.items()}
        if not any(texts.values()):
            continue
        period, wrong = _period(measure, texts[PERIOD], on)
        typed, puzzled = counted(measure.value_kind, texts)
        wrong += [(key, *_reason(texts[key], one)) for key, one in puzzled.items()]
        if period is not None and typed is not None and not wrong:
            other = seen.setdefault(period.first, number)
            if other != number:
                wrong.append((PERIOD, PERIOD_TWICE, {"other": other}))
        if typed is None and not wrong:
            without.append(number)
        faults += [Fault(number, key, message, values) for key, message, values in wrong]
        if wrong or typed is None or period is None:
            continue
        before = there.get(period.first)
        outcome = _outcome(before, typed)
        is_kept = outcome is Outcome.CHANGED and number in kept
        numbers.append(PlannedNumber(number, period, typed, outcome, before, is_kept))
    return NumbersPlan(tuple(numbers), tuple(faults), tuple(without))


def _outcome(before: Counted | None, typed: Counted) -> Outcome:
    if before is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if before == typed else Outcome.CHANGED


def _period(
    measure: Measure, text: str, on: date
) -> tuple[Period | None, list[tuple[str, str, Mapping[str, str | int]]]]:
    try:
        period = typed_period(measure.period_kind, text)
    except NotUnderstood as puzzled:
        return None, [(PERIOD, *_reason(text, puzzled))]
    if period.first > on:
        return None, [(PERIOD, NOT_BEGUN, {})]
    return period, []


def _reason(text: str, puzzled: NotUnderstood) -> tuple[str, Mapping[str, str | int]]:
    if text.startswith("="):
        return FORMULA, {}
    return puzzled.message, puzzled.values


def carry_out_numbers(measure: Measure, plan: NumbersPlan, *, by: UUID, at: datetime) -> None:
    """Do all that a plan without faults says."""
    assert not plan.faults, "a plan with faults is not carried out"
    written = {one.period.first: one.counted for one in plan.numbers if not one.is_kept}
    measure.count(written, by=by, at=at)


def _cell(cells: Sequence[str], at: int) -> str:
    return clean_line(cells[at]) if at < len(cells) else ""
