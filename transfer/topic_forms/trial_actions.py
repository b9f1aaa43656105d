"""Forms about a prøvehandling beside the ones made from its template."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.fields import SHORT_TEXT_LIMIT
from transfer.domain.vocabulary import (
    CheckFollowup,
    CheckStatus,
    KnownBy,
    LapseReason,
    UseShare,
    Visibility,
)
from transfer.forms import (
    DanishDateField,
    Form,
    LineField,
    OneOfField,
    PickField,
    ScaleField,
    SentOnce,
    SeveralField,
    TextField,
    required,
)
from transfer.models import AnchoringCheck
from transfer.speaking import gettext as _
from transfer.speaking import later


class NewTrialForm(SentOnce):
    """An idea in one step."""

    title = LineField(
        later("Titel"),
        [required(later("Skriv en titel, så andre kan finde den igen."))],
        description=later(
            "Skriv, hvad I prøver, så en kollega forstår det på fem sekunder. Undgå forkortelser."
        ),
    )
    challenge = TextField(
        later("Hvad undrer eller udfordrer jer?"),
        description=later("Beskriv en konkret situation, ikke en holdning. Hvad sker der i dag?"),
    )
    unit = PickField(
        later("Enhed"),
        [required(later("Vælg den enhed, hvor I prøver det."))],
        description=later("Hvor foregår afprøvningen?"),
    )

    def __init__(self, units: Sequence[SelectChoice]) -> None:
        super().__init__()
        self.unit.choices = list(units)
        if len(units) > 1:
            self.unit.choices.insert(0, SelectChoice("", _("Vælg enhed")))
        if not self.is_submitted():
            self.unit.data = str(units[0].value) if len(units) == 1 else None


class StartForm(Form):
    """Start: who may see it from here on."""

    visibility = OneOfField(
        later("Hvem må se den?"), [required(later("Vælg, hvem der må se den."))]
    )

    def __init__(self, chosen: str | None = None) -> None:
        super().__init__(data={"visibility": chosen})
        self.visibility.choices = [SelectChoice(one.value, _(one.label)) for one in Visibility]


class EndForm(Form):
    """End the trying out; an early end needs a reason."""

    ended_on = DanishDateField(
        later("Hvornår sluttede I?"), [required(later("Skriv den dag, I sluttede."))]
    )
    reason = TextField(
        later("Hvorfor slutter I før tid?"),
        description=later(
            "Kun hvis I slutter før slutdatoen. Der er læring i det, der blev afbrudt."
        ),
        limit=500,
    )

    def __init__(self, *, start: date | None, planned_end: date | None, on: date) -> None:
        super().__init__(data={"ended_on": on})
        self.start, self.planned_end, self.on = start, planned_end, on

    def validate_ended_on(self, field: Any) -> None:
        if field.data and self.start and field.data < self.start:
            raise ValidationError(_("I sluttede før, I begyndte. Ret datoen."))
        if field.data and field.data > self.on:
            raise ValidationError(_("Den dag er ikke kommet endnu. Skriv en dag frem til i dag."))

    def validate_reason(self, field: Any) -> None:
        ended = self.ended_on.data
        if ended and self.planned_end and ended < self.planned_end and not (field.data or ""):
            raise ValidationError(_("Skriv kort, hvorfor I slutter før tid."))


class DateForm(Form):
    """One day from today on, such as when to look again."""

    day = DanishDateField(later("Dato"), [required(later("Skriv en dato."))])

    def __init__(self, label: str, help: str, *, on: date, suggested: date | None = None) -> None:
        super().__init__(data={"day": suggested})
        self.day.label.text, self.day.description, self.on = label, help, on

    def validate_day(self, field: Any) -> None:
        if field.data and field.data <= self.on:
            raise ValidationError(_("Vælg en dag, der ligger efter i dag."))


class SentenceForm(Form):
    """One text that a step asks for, such as the reason to give up."""

    text = TextField(later("Tekst"))

    def __init__(self, label: str, help: str, missing: str, *, limit: int = 500) -> None:
        super().__init__()
        self.text.label.text, self.text.description = label, help
        self.text.limit, self.missing = limit, missing
        self.text.render_kw = {"maxlength": limit}

    def validate_text(self, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(self.missing)


class SupportForm(Form):
    """What one does about a wish."""

    answer = TextField(
        later("Hvad gør du?"),
        [required(later("Skriv, hvad du gør, eller hvorfor det ikke kan lade sig gøre."))],
        description=later(
            "Skriv, hvad du gør og hvornår. Alle, der kan læse ønsket, kan læse svaret."
        ),
    )


class NothingForm(Form):
    """A button with nothing to fill in."""


class CheckForm(Form):
    """Forankringstjek: does it still live?"""

    status = OneOfField(
        later("Lever den stadig?"), [required(later("Vælg, hvordan det står til."))]
    )
    use_share = OneOfField(
        later("Hvor stor en del af de relevante gange?"), description=later("Et skøn er fint.")
    )
    known_by = SeveralField(later("Hvordan ved I det?"))
    evidence = LineField(later("Skriv det gerne med få ord"))
    s_owner = ScaleField(later("Nogen ejer den"))
    s_leader = ScaleField(later("Lederen spørger til den"))
    s_routine = ScaleField(later("Den er bygget ind i arbejdsgangen eller oplæringen"))
    s_benefit = ScaleField(later("Man kan se gevinsten"))
    s_adapt = ScaleField(later("Den kan tilpasses uden at miste kernen"))
    lapse_reason = OneOfField(later("Hvorfor faldt den bort? (kun hvis den er faldet bort)"))
    followup = OneOfField(later("Hvad gør I nu?"), [required(later("Vælg, hvad I gør nu."))])

    seen = HiddenField()
    """The answer that the form was drawn from; empty when there was none."""

    STATEMENTS = ("s_owner", "s_leader", "s_routine", "s_benefit", "s_adapt")

    def __init__(self, statuses: Iterable[CheckStatus] = CheckStatus) -> None:
        super().__init__()
        self.status.choices = _translated(statuses)
        self.known_by.choices = _translated(KnownBy)
        self.use_share.choices = _translated(UseShare)
        self.lapse_reason.choices = _translated(LapseReason)
        self.followup.choices = _translated(CheckFollowup)
        steps = [SelectChoice(str(step)) for step in range(1, 6)]
        for name in self.STATEMENTS:
            self[name].choices = steps

    @property
    def told_evidence(self) -> str:
        """What was ticked and what was written, as one line: "Set, talt: 8 af 10 gange"."""
        ticked = [one.label for one in KnownBy if one.value in (self.known_by.data or ())]
        words = ", ".join(ticked).capitalize()
        return ": ".join(part for part in (words, self.evidence.data or "") if part)

    def show(self, check: AnchoringCheck) -> None:
        """Fill in an answer that was given before."""
        self.status.data = check.status
        self.use_share.data = None if check.use_share is None else str(check.use_share)
        self.evidence.data = check.evidence
        self.lapse_reason.data, self.followup.data = check.lapse_reason, check.followup
        for name, step in check.statements.items():
            if name in self.STATEMENTS:
                self[name].data = str(step)

    def validate_evidence(self, field: Any) -> None:
        if not self.told_evidence:
            raise ValidationError(_("Sæt kryds, eller skriv kort, hvordan I ved det."))
        if len(self.told_evidence) > SHORT_TEXT_LIMIT:
            raise ValidationError(_("Det er for langt. Skriv det lidt kortere."))

    def validate_followup(self, field: Any) -> None:
        if self.status.data == CheckStatus.LAPSED and field.data == CheckFollowup.CONTINUE:
            raise ValidationError(
                _("Den er faldet bort. Vælg, om I genopliver, justerer eller afvikler den.")
            )
        if self.status.data == CheckStatus.RETIRED and field.data in (
            CheckFollowup.CONTINUE,
            CheckFollowup.REVIVE,
        ):
            raise ValidationError(_("Den er bevidst afviklet. Vælg »Afvikl« eller »Justér«."))

    def validate_lapse_reason(self, field: Any) -> None:
        if self.status.data == CheckStatus.LAPSED and not field.data:
            raise ValidationError(_("Vælg, hvorfor den faldt bort."))


def _translated(words: Any) -> list[SelectChoice]:
    return [SelectChoice(one.value, _(one.label)) for one in words]
