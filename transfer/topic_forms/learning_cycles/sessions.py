"""The meetings of a læringsforløb as rows that can be added, changed and removed without a script."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from transfer.domain.typing_in import uuid_in
from transfer.forms import CountField, DanishDateField, LineField
from transfer.models.learning_cycles import LearningCycle, SessionLine
from transfer.speaking import gettext as _
from transfer.topic_forms.learning_cycles.fields import (
    MOST_PARTICIPANTS,
    CycleForm,
    missing_sentences,
)

SPARE_ROWS: Final = 2
MOST_SESSIONS: Final = 40


class SessionsForm(CycleForm):
    """The meetings as rows. Built by `sessions_form`, never by hand."""

    row_count: ClassVar[int] = 0
    antal = HiddenField()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row by name."""
        return [
            {name: self[f"gang-{number}-{name}"] for name in _ROW}
            for number in range(self.row_count)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for row in self.rows:
            if row["fjern"].data:
                for field in row.values():
                    field.errors = []
            elif _is_filled(row):
                _insist(row["dato"], _("Skriv datoen for denne gang, eller fjern rækken."))
                _insist(row["indhold"], _("Skriv, hvad denne gang handler om."))
        return not any(field.errors for field in self) and not self.form_errors

    def written(self) -> dict[str, Any]:
        lines = [
            SessionLine(
                id=uuid_in(row["id"].data),
                held_on=row["dato"].data,
                content=row["indhold"].data,
                until_next=row["indtil"].data or "",
                attendance=row["antal"].data,
            )
            for row in self.rows
            if _is_filled(row) and not row["fjern"].data
        ]
        return {"sessions": lines}

    def complain_about(self, keys: Iterable[str]) -> None:
        sentences = missing_sentences()
        self.form_errors = [*self.form_errors, *(sentences[key] for key in keys)]


_ROW: Final = ("id", "dato", "indhold", "indtil", "antal", "fjern")


def sessions_form(cycle: LearningCycle, typed: MultiDict[str, str] | None) -> SessionsForm:
    """The meetings with a few blank rows, or the rows as they were typed.

    "Tilføj en gang" sends the form back with one more row and every word kept.
    """
    count = len(cycle.sessions) + SPARE_ROWS
    if typed is not None:
        count = _number(typed.get("antal")) + ("tilfoej" in typed)
    count = min(max(count, 1), MOST_SESSIONS)
    fields: dict[str, Any] = {}
    for number in range(count):
        fields |= {
            f"gang-{number}-id": HiddenField(),
            f"gang-{number}-dato": DanishDateField(_("Dato")),
            f"gang-{number}-indhold": LineField(_("Indhold")),
            f"gang-{number}-indtil": LineField(_("Det prøver vi af til næste gang")),
            f"gang-{number}-antal": CountField(_("Antal fremmødte"), at_most=MOST_PARTICIPANTS),
            f"gang-{number}-fjern": BooleanField(_("Fjern denne gang")),
        }
    form_class = type("TheseSessions", (SessionsForm,), {"row_count": count, **fields})
    data: dict[str, Any] = {"revision": str(cycle.revision)}
    for number, session in enumerate(cycle.sessions[:count]):
        data |= {
            f"gang-{number}-id": str(session.id),
            f"gang-{number}-dato": session.held_on,
            f"gang-{number}-indhold": session.content,
            f"gang-{number}-indtil": session.until_next,
            f"gang-{number}-antal": session.attendance,
        }
    form: SessionsForm = form_class(formdata=typed, data=data)
    form.antal.data = str(count)
    return form


def _is_filled(row: Mapping[str, Any]) -> bool:
    return any(
        row[name].data or row[name].errors for name in ("dato", "indhold", "indtil", "antal")
    )


def _insist(field: Any, sentence: str) -> None:
    if not field.data and not field.errors:
        field.errors = [sentence]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
