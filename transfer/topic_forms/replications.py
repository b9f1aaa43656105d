"""Taking a prøvehandling over to a unit of one's own, and saying what is kept and changed."""

from collections.abc import Sequence
from typing import Any, Final

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.forms import Form, LineField, OneOfField, PickField, SentOnce, TextField, required
from transfer.models import TrialAction
from transfer.speaking import gettext as _
from transfer.speaking import later

COPIED: Final = "copied"
ADAPTED: Final = "adapted"


class TakeOverForm(SentOnce):
    """To which unit, and under what title."""

    title = LineField(
        later("Titel"),
        [required(later("Skriv en titel, så andre kan finde den igen."))],
        description=later("Ret den, hvis I kalder det noget andet hos jer."),
    )
    unit = PickField(
        later("Enhed"),
        [required(later("Vælg den enhed, hvor I prøver det."))],
        description=later("Hvor vil I prøve det?"),
    )

    def __init__(self, units: Sequence[SelectChoice], title: str) -> None:
        super().__init__(data={"title": title})
        self.unit.choices = list(units)
        if len(units) > 1:
            self.unit.choices.insert(0, SelectChoice("", _("Vælg enhed")))
        if not self.is_submitted():
            self.unit.data = str(units[0].value) if len(units) == 1 else None


class TellForm(Form):
    """Copied or adapted: what is kept, what is changed, and why."""

    how = OneOfField(
        later("Hvordan tager I den med?"),
        [required(later("Vælg, om I bruger den, som den er, eller laver noget om."))],
    )
    kept = TextField(
        later("Hvad beholder I?"),
        [required(later("Skriv, hvad I beholder."))],
        description=later(
            "Det, som I tror, virkningen kommer af. Det skal være det samme hos jer."
        ),
    )
    changed = TextField(
        later("Hvad laver I om?"),
        description=later("Det, der skal være anderledes, for at det passer hos jer."),
    )
    why = TextField(
        later("Hvorfor?"),
        [required(later("Skriv, hvorfor I gør det sådan."))],
        description=later(
            "Hvad er anderledes eller ens hos jer: lokaler, vagter, borgere, kolleger?"
        ),
    )
    revision = HiddenField()

    def __init__(self, trial: TrialAction) -> None:
        told = trial.told
        how = None
        if told is not None and told.is_told:
            how = ADAPTED if told.changed else COPIED
        super().__init__(
            data={
                "how": how,
                "kept": told.kept if told else "",
                "changed": told.changed if told else "",
                "why": told.why if told else "",
                "revision": revision_of(trial),
            }
        )
        self.how.choices = [
            SelectChoice(ADAPTED, _("Tilpasset")),
            SelectChoice(COPIED, _("Kopieret")),
        ]
        self.how.option_help = {
            ADAPTED: str(_("I beholder kernen og laver noget om, så det passer hos jer.")),
            COPIED: str(_("I gør det på samme måde som dem, I har det fra.")),
        }

    def validate_changed(self, field: Any) -> None:
        if self.how.data == ADAPTED and not (field.data or "").strip():
            raise ValidationError(
                _("Skriv, hvad I laver om. Laver I ikke noget om, så vælg Kopieret.")
            )
        if self.how.data == COPIED and (field.data or "").strip():
            raise ValidationError(
                _("Laver I noget om, så vælg Tilpasset. Ellers skal feltet være tomt.")
            )


def revision_of(trial: TrialAction) -> str:
    """What a form about the transfer was opened on."""
    return str(trial.replication.revision) if trial.replication is not None else "0"
