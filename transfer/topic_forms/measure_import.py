"""A spreadsheet with numbers of a måling: chosen, told what its columns hold, and mended row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.csv_tables import Fault
from transfer.domain.measures import KEYS
from transfer.forms import Form, LineField, PickField
from transfer.language import why_not
from transfer.models.measures import Measure
from transfer.speaking import gettext as _
from transfer.speaking import later
from transfer.spreadsheet_import.measures import PERIOD, Columns, Rows

LARGEST_FILE: Final = 300_000
"""Bytes."""
MOST_MENDED: Final = 50
"""So many rows can be mended on one page."""


class NumbersFileForm(Form):
    file = FileField(
        later("Fil"),
        description=later("En Excel-fil (xlsx) eller en CSV-fil på højst 300 kB."),
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )

    def validate_file(self, field: Any) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_("Vælg en fil."))


@dataclass(frozen=True, slots=True)
class MendedRow:
    """A row with something wrong, and the fields that mend it."""

    number: int
    fields: tuple[Field, ...]
    skip: Field


class NumbersForm(Form):
    """What each column holds, and the rows to mend. Built by `numbers_form`, never by hand."""

    text = HiddenField()
    gist = HiddenField()
    keys: tuple[str, ...] = ()
    mended: tuple[MendedRow, ...] = ()
    keeping: tuple[Field, ...] = ()
    """For each row that changes a number, whether the number that is there stays."""

    @property
    def columns(self) -> dict[str, int]:
        """The place of each column that was chosen."""
        chosen = {key: self[f"kolonne-{key}"].data for key in self.keys}
        return {key: int(at) for key, at in chosen.items() if at}

    def column_fields(self) -> list[Field]:
        return [self[f"kolonne-{key}"] for key in self.keys]

    def insist_on_columns(self) -> bool:
        """Whether every column is chosen, each another one; where not, it is said there."""
        taken: dict[str, str] = {}
        for key in self.keys:
            field = self[f"kolonne-{key}"]
            if not field.data:
                field.errors = [*field.errors, _("Vælg den kolonne, der har det.")]
            elif field.data in taken:
                field.errors = [
                    *field.errors,
                    _("Kolonnen er valgt til noget andet. Vælg en anden."),
                ]
            taken[field.data or ""] = key
        return not any(field.errors for field in self.column_fields())

    def typed(self, sent: Mapping[str, str]) -> dict[int, dict[str, str] | None]:
        """What was typed to mend rows, by the number of the row; None: it is left out."""
        found: dict[int, dict[str, str] | None] = {}
        for name, text in sent.items():
            kind, _dash, rest = name.partition("-")
            number, _dash, key = rest.partition("-")
            if not number.isascii() or not number.isdigit() or len(number) > 6:
                continue
            if kind == "spring":
                found[int(number)] = None
            elif kind == "celle" and key in self.keys:
                cells = found.setdefault(int(number), {})
                if cells is not None:
                    cells[key] = text
        return found


def rows_kept(sent: Iterable[str]) -> frozenset[int]:
    """The rows for which what is there was chosen, by the names of what was sent."""
    found = (name.partition("-") for name in sent if len(name) < 16)
    return frozenset(
        int(row)
        for kind, _dash, row in found
        if kind == "behold" and row.isascii() and row.isdigit()
    )


def numbers_form(
    measure: Measure, headings: Sequence[str], data: dict[str, Any], columns: Columns
) -> NumbersForm:
    """A form for the columns alone; `with_rows_to_mend` adds the rows.

    Each call makes its own class: WTForms keeps fields on the class.
    """
    return _form(measure, headings, data, columns, {}, {})


def with_rows_to_mend(
    measure: Measure,
    headings: Sequence[str],
    rows: Rows,
    columns: Columns,
    faults: Iterable[Fault],
    data: dict[str, Any],
    keeping: Mapping[int, tuple[str, bool]] | None = None,
) -> NumbersForm:
    """The form as the page shows it: nothing of what was sent, all of what is now to be mended.

    Args:
        keeping: by its row, each number that would be changed in words, and whether it is to stay.
    """
    wrong: dict[int, list[Fault]] = {}
    for fault in faults:
        if fault.row in wrong or len(wrong) < MOST_MENDED:
            wrong.setdefault(fault.row, []).append(fault)
    by_number = dict(rows)
    to_mend = {number: by_number[number] for number in wrong}
    form = _form(measure, headings, data, columns, to_mend, keeping or {}, formdata=None)
    for number, of_row in wrong.items():
        for fault in of_row:
            field = form[f"celle-{number}-{fault.column}"]
            field.errors = [*field.errors, why_not(fault)]
    return form


def _form(
    measure: Measure,
    headings: Sequence[str],
    data: dict[str, Any],
    columns: Columns,
    to_mend: Mapping[int, Sequence[str]],
    keeping: Mapping[int, tuple[str, bool]],
    **how: Any,
) -> NumbersForm:
    keys = (PERIOD, *KEYS[measure.value_kind])
    labels = {
        PERIOD: _("Periode"),
        "value": _("Tal"),
        "numerator": _("Antal"),
        "denominator": _("Ud af"),
    }
    choices = [SelectChoice("", _("Vælg kolonne"))] + [
        SelectChoice(str(at), heading or _("Kolonne %(number)s", number=at + 1))
        for at, heading in enumerate(headings)
    ]
    fields: dict[str, Any] = {
        f"kolonne-{key}": PickField(labels[key], choices=choices) for key in keys
    }
    values = {**data, **{f"kolonne-{key}": str(at) for key, at in columns.items()}}
    for number, cells in to_mend.items():
        for key in keys:
            at = columns[key]
            fields[f"celle-{number}-{key}"] = LineField(labels[key], limit=60)
            values[f"celle-{number}-{key}"] = cells[at] if at < len(cells) else ""
        fields[f"spring-{number}"] = BooleanField(_("Spring rækken over"))
    for number, (words, is_kept) in keeping.items():
        fields[f"behold-{number}"] = BooleanField(words)
        values[f"behold-{number}"] = is_kept
    form = cast(NumbersForm, type("TheseNumbers", (NumbersForm,), fields)(data=values, **how))
    form.keys = keys
    form.keeping = tuple(form[f"behold-{number}"] for number in keeping)
    form.mended = tuple(
        MendedRow(
            number,
            tuple(form[f"celle-{number}-{key}"] for key in keys),
            form[f"spring-{number}"],
        )
        for number in to_mend
    )
    return form
