"""What is said when a report is issued: who else is told, and why there is another edition."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.forms import Form, SeveralField, TextField
from transfer.models.directory import PersonEntry
from transfer.speaking import gettext as _
from transfer.speaking import later

LONGEST_REASON: Final = 300


class IssueForm(Form):
    """`seen` says which texts and picks stood there when the page was read."""

    others = SeveralField(
        later("Send også en mail til"),
        name="andre",
        description=later("Mailen har kun et link. Rapporten læses i Transfer."),
    )
    reason = TextField(
        later("Hvorfor kommer der en ny udgave?"),
        name="begrundelse",
        description=later("Læserne ser det sammen med den nye udgave."),
        limit=LONGEST_REASON,
    )
    seen = HiddenField(name="set")
    needs_reason = False

    def validate_reason(self, field: TextField) -> None:
        if self.needs_reason and not (field.data or "").strip():
            raise ValidationError(_("Skriv, hvorfor der kommer en ny udgave."))

    @property
    def other_ids(self) -> frozenset[UUID]:
        return frozenset(UUID(one) for one in self.others.data or ())


def issue_form(people: Iterable[PersonEntry], *, mark: str, reason: str | None) -> IssueForm:
    """For a report that looks as `mark` says; with a `reason` to change, when one is needed."""
    form = IssueForm(data={"seen": mark, "reason": reason or ""})
    form.others.choices = [SelectChoice(str(one.id), one.name) for one in people]
    form.needs_reason = reason is not None
    return form
