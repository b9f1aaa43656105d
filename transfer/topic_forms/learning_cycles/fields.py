"""What is asked about a læringsforløb, section by section (DOMAIN A.2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Final
from uuid import UUID

from wtforms import HiddenField

from transfer.domain.vocabulary import CycleDecision
from transfer.forms import (
    CountField,
    DanishDateField,
    Form,
    LineField,
    OneOfField,
    PickField,
    SeveralField,
    TextField,
)
from transfer.models.learning_cycles import MOST_GOALS
from transfer.speaking import gettext as _
from transfer.speaking import later

MOST_PARTICIPANTS: Final = 100_000


class CycleForm(Form):
    """A section of a cycle. `complain_about` says where something is missing."""

    form_errors: list[str]
    revision = HiddenField()
    drawn: ClassVar[tuple[str, ...]] = ()
    """The fields in the order they stand. The rest are the form's own business."""

    def written(self) -> dict[str, Any]:
        """What was written, by key of the record."""
        return {key: _value(self[key]) for key in self.drawn}

    def complain_about(self, keys: Iterable[str]) -> None:
        sentences = missing_sentences()
        for key in keys:
            self[key].errors = [*self[key].errors, sentences[key]]


class NewCycleForm(CycleForm):
    drawn: ClassVar[tuple[str, ...]] = ("title", "units")

    sent_as = HiddenField()
    title = LineField(later("Titel"), description=later("Kort og genkendelig."))
    units = SeveralField(later("Enheder"), description=later("Hvilke enheder er med?"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        empty = [key for key in ("title", "units") if not self[key].data and not self[key].errors]
        self.complain_about(empty)
        return sound and not empty


class FrameForm(NewCycleForm):
    """Who, where, when and how."""

    drawn = (
        "title",
        "units",
        "owner_id",
        "sponsor_id",
        "consultant_id",
        "goals",
        "participant_note",
        "participant_count",
        "methods",
        "start_date",
        "end_date",
    )

    owner_id = PickField(later("Ansvarlig læringsaktivist"))
    sponsor_id = PickField(
        later("Leder"), description=later("Den leder, der bakker op og følger op.")
    )
    consultant_id = PickField(later("Konsulent"))
    goals = SeveralField(
        later("Kompetencemål"), description=later("Ét til fem"), at_most=MOST_GOALS
    )
    participant_note = LineField(later("Deltagere"), description=later("Faggrupper og antal."))
    participant_count = CountField(later("Antal deltagere i alt"), at_most=MOST_PARTICIPANTS)
    methods = SeveralField(later("Metoder"))
    start_date = DanishDateField(later("Periode: fra"))
    end_date = DanishDateField(later("Periode: til"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        first, last = self.start_date.data, self.end_date.data
        if first and last and last < first:
            self.end_date.errors = [
                *self.end_date.errors,
                _("Forløbet kan ikke slutte, før det begynder. Ret en af datoerne."),
            ]
            return False
        return sound


class PurposeForm(CycleForm):
    drawn = ("background", "purpose")

    background = TextField(
        later("Anledning"),
        description=later("Hvad er baggrunden: kursus, ny arbejdsgang, tilsyn, ønske?"),
    )
    purpose = TextField(
        later("Formål"), description=later("Hvad skal være anderledes i hverdagen bagefter?")
    )


class PlanForm(CycleForm):
    drawn = ("before_plan", "during_plan", "after_plan")

    before_plan = TextField(
        later("Før"),
        description=later(
            "Hvordan gøres deltagere og leder klar? Hvad er aftalt om brug i praksis?"
        ),
    )
    during_plan = TextField(
        later("Under"),
        description=later("Hvad sker på hver gang, og hvad prøver man af imellem?"),
    )
    after_plan = TextField(later("Efter"), description=later("Hvem følger op, hvornår og hvordan?"))


class NotesForm(CycleForm):
    drawn = ("notes",)

    notes = TextField(later("Undervejsnoter"))


class LearningForm(CycleForm):
    drawn = ("learning", "decision")

    learning = TextField(
        later("Hvad lærte vi om at lære?"),
        description=later("Hvad vil I gentage og ændre næste gang?"),
    )
    decision = OneOfField(later("Beslutning"))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        empty = [key for key in self.drawn if not self[key].data and not self[key].errors]
        self.complain_about(empty)
        return sound and not empty


class FollowUpForm(Form):
    """How many use it: the number asked is what makes the figure honest."""

    revision = HiddenField()
    followup_date = DanishDateField(later("Dato for opfølgningen"))
    using_count = CountField(later("Antal, der bruger det"), at_most=MOST_PARTICIPANTS)
    asked_count = CountField(later("Antal spurgt"), at_most=MOST_PARTICIPANTS)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        missing = {
            "followup_date": _("Skriv, hvornår I fulgte op."),
            "using_count": _("Skriv, hvor mange der bruger det. Er det ingen, så skriv 0."),
            "asked_count": _("Skriv, hvor mange I spurgte."),
        }
        for key, sentence in missing.items():
            if self[key].data is None and not self[key].errors:
                self[key].errors = [sentence]
                sound = False
        using, asked = self.using_count.data, self.asked_count.data
        if asked == 0:
            self.asked_count.errors = [_("Spørg mindst én, før I gør det op.")]
        elif using is not None and asked is not None and using > asked:
            self.using_count.errors = [
                _("Der kan ikke være flere, der bruger det, end dem I spurgte.")
            ]
        return sound and not self.errors

    def counted(self) -> tuple[date, int, int]:
        """The day, how many use it, and how many were asked. Only after a sound `validate`."""
        on, using, asked = self.followup_date.data, self.using_count.data, self.asked_count.data
        assert on is not None and using is not None and asked is not None
        return on, using, asked


def missing_sentences() -> dict[str, str]:
    """What to say where something is missing, by key."""
    return {
        "title": _("Giv forløbet en titel."),
        "units": _("Vælg de enheder, der er med."),
        "owner_id": _("Vælg den ansvarlige læringsaktivist."),
        "sponsor_id": _("Vælg den leder, der bakker op og følger op."),
        "background": _("Skriv, hvad der er anledningen til forløbet."),
        "purpose": _("Skriv, hvad der skal være anderledes i hverdagen bagefter."),
        "goals": _("Vælg ét til fem kompetencemål."),
        "participant_note": _("Skriv, hvem der deltager: faggrupper og antal."),
        "methods": _("Vælg mindst én metode."),
        "start_date": _("Skriv, hvornår forløbet begynder."),
        "end_date": _("Skriv, hvornår forløbet slutter."),
        "before_plan": _("Skriv, hvad der sker før forløbet."),
        "during_plan": _("Skriv, hvad der sker undervejs."),
        "after_plan": _("Skriv, hvad der sker efter forløbet."),
        "sessions": _("Skriv mindst én gang på."),
        "learning": _("Skriv, hvad I lærte om at lære. Det er det, andre forløb kan bruge."),
        "decision": _("Vælg, hvad der skal ske med forløbet nu."),
    }


def _value(field: Any) -> Any:
    key = field.short_name
    if key in ("units", "goals"):
        return tuple(UUID(one) for one in field.data or ())
    if key in ("owner_id", "sponsor_id", "consultant_id"):
        return UUID(field.data) if field.data else None
    if key == "decision":
        return CycleDecision(field.data) if field.data else None
    if isinstance(field, (LineField, TextField)):
        return field.data or ""
    return field.data
