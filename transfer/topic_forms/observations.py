"""The quick log, and putting a note right afterwards."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.access import today
from transfer.domain.clock import COPENHAGEN
from transfer.domain.vocabulary import ObservationKind
from transfer.forms import (
    DanishDateField,
    DanishNumberField,
    Form,
    OneOfField,
    PickField,
    SentOnce,
    TextField,
    required,
)
from transfer.speaking import gettext as _
from transfer.speaking import later

NOTE_LIMIT = 500


def _who_sees() -> list[SelectChoice]:
    return [
        SelectChoice("0", _("Alle, der kan se prøvehandlingen")),
        SelectChoice("1", _("Kun mig")),
    ]


class ThoughtForm(Form):
    """What was seen and what was thought of it."""

    saw = TextField(
        later("Hvad så eller hørte du?"),
        [required(later("Skriv, hvad du så eller hørte."))],
        description=later("Kun det, der skete. Ingen navne."),
        limit=NOTE_LIMIT,
    )
    thought = TextField(
        later("Hvad tænker du om det?"),
        description=later("Dit eget gæt. Kan udfyldes senere."),
        limit=NOTE_LIMIT,
    )
    private = OneOfField(later("Hvem må se den?"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.private.choices = _who_sees()


class ObservationForm(SentOnce, ThoughtForm):
    """A new note, with everything but the sentence chosen beforehand."""

    trial = PickField(
        later("Prøvehandling"),
        [required(later("Vælg den prøvehandling, det handler om."))],
        description=later("Din seneste er valgt."),
    )
    kind = OneOfField(later("Slags"), [required(later("Vælg, hvad det er."))])
    value = DanishNumberField(later("Tal"), description=later("Kun hvis du har talt noget."))
    day = DanishDateField(later("Hvornår?"), description=later("Tom betyder nu."))

    def __init__(self, trials: Sequence[Any], chosen: UUID) -> None:
        super().__init__(
            data={"trial": str(chosen), "kind": ObservationKind.OBSERVATION.value, "private": "0"}
        )
        self.trial.choices = [SelectChoice(str(row.id), row.title) for row in trials]
        self.kind.choices = [SelectChoice(one.value, _(one.label)) for one in ObservationKind]

    def validate_day(self, field: Any) -> None:
        if field.data and field.data > today():
            raise ValidationError(_("Den dag er ikke kommet endnu. Skriv en dag frem til i dag."))

    def observed_at(self, at: datetime) -> datetime:
        """The moment it was seen: now, or at noon of the day that was typed."""
        if self.day.data is None:
            return at
        return datetime.combine(self.day.data, time(12), COPENHAGEN)
