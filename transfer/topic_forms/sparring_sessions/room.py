"""What is written before, in and after the room."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, ClassVar, cast
from uuid import UUID

from flask_babel import lazy_gettext as later
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice

from transfer.domain.feedback import FeedbackKind
from transfer.domain.sparring import MOST_MINUTES, USUAL_MINUTES, DocMark, DocPoint
from transfer.forms import (
    CountField,
    DanishDateField,
    Form,
    LineField,
    OneOfField,
    PickField,
    TextField,
    required,
)
from transfer.models.sparring_sessions import DocumentationCheck, SparringSession
from transfer.speaking import gettext as _

ROOM_NOTES_LIMIT = 6000


class AgendaForm(Form):
    """One prøvehandling for the agenda."""

    trial = PickField(
        later("Prøvehandling"),
        [required(later("Vælg en prøvehandling."))],
        description=later("Kun dem, du selv kan læse, står her."),
    )
    focus_question = LineField(
        later("Sparringsspørgsmål"),
        description=later("Det ene spørgsmål, I skal hjælpe med. Den ansvarlige kan rette det."),
    )
    minutes = CountField(later("Minutter"), at_most=MOST_MINUTES)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return insist_on_minutes(self.minutes) and sound

    def time(self) -> int:
        return cast(int, self.minutes.data)


class AgendaItemForm(Form):
    """Question and minutes of what is on the agenda already."""

    focus_question = AgendaForm.focus_question
    minutes = AgendaForm.minutes

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return insist_on_minutes(self.minutes) and sound


def insist_on_minutes(field: Any) -> bool:
    if not field.data and not field.errors:
        field.errors = [_("Skriv, hvor mange minutter den får, fx %(usual)s.", usual=USUAL_MINUTES)]
        return False
    return not field.errors


class ContributionForm(Form):
    sent_as = HiddenField()
    text = TextField(
        later("Dit bidrag"),
        [required(later("Skriv, hvad du vil have med."))],
        description=later(
            "Et spørgsmål, en iagttagelse eller noget, de andre skal vide før mødet."
        ),
    )


def as_seen(notes: str) -> str:
    """Tells whether notes are still those that a page was drawn with, without sending them twice."""
    return sha256(notes.encode()).hexdigest()[:16]


class NotesForm(Form):
    """Notes on one prøvehandling, written in the room."""

    drawn: ClassVar[tuple[str, ...]] = ("notes",)

    revision = HiddenField()
    untouched = HiddenField()
    """What `as_seen` made of the notes that the page was drawn with."""
    notes_sent_as = HiddenField()
    """Names the page, so that what it saved a moment ago is not taken for somebody else's."""
    notes = TextField(
        later("Noter"),
        limit=ROOM_NOTES_LIMIT,
        description=later("Hvad blev sagt? Ingen navne på borgere."),
    )


class RemarkForm(Form):
    """What somebody in the room says about the prøvehandling."""

    remark_sent_as = HiddenField()
    kind = OneOfField(later("Slags"), [required(later("Vælg, hvad det er."))])
    said = TextField(
        later("Det, der bliver sagt"), [required(later("Skriv, hvad der bliver sagt."))]
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.kind.choices = [SelectChoice(one.value, _(one.label)) for one in FeedbackKind]


class AgreementForm(Form):
    """What, who, when."""

    sent_as = HiddenField()
    what = LineField(later("Hvad"), [required(later("Skriv, hvad der skal ske."))])
    person = PickField(later("Hvem"), [required(later("Vælg, hvem der gør det."))])
    due_on = DanishDateField(later("Hvornår"), [required(later("Skriv datoen."))])

    def offer(self, people: Iterable[SelectChoice]) -> None:
        self.person.choices = [SelectChoice("", _("Ikke valgt")), *people]

    def written(self) -> dict[str, Any]:
        return {
            "what": self.what.data,
            "person_id": UUID(str(self.person.data)),
            "due_on": self.due_on.day(),
        }


class OutcomeForm(Form):
    revision = HiddenField()
    outcome = LineField(
        later("Hvad kom der ud af det?"),
        [required(later("Skriv et par ord om, hvad der kom ud af det."))],
        limit=500,
    )


class DropForm(Form):
    revision = HiddenField()
    reason = LineField(
        later("Hvorfor giver den ikke mening længere?"),
        [required(later("Skriv kort hvorfor."))],
        limit=500,
    )


class MoveForm(Form):
    revision = HiddenField()
    due_on = DanishDateField(later("Ny dato"), [required(later("Skriv den nye dato."))])


class TakeawayForm(Form):
    line = LineField(later("Hvad tager du med?"), description=later("Én linje er nok."))
    benefit = OneOfField(later("Hvor stort udbytte fik du?"))

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        ends = {1: _("1 – intet"), 5: _("5 – meget stort")}
        self.benefit.choices = [SelectChoice(str(n), ends.get(n, str(n))) for n in range(1, 6)]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if not self.line.data and not self.benefit.data and not self.line.errors:
            self.line.errors = [_("Skriv en linje, eller vælg dit udbytte.")]
            return False
        return sound


class PrivateNoteForm(Form):
    revision = HiddenField()
    text = TextField(later("Dine egne noter"), limit=ROOM_NOTES_LIMIT)


class SummaryForm(Form):
    """What is kept of the session as a whole."""

    drawn: ClassVar[tuple[str, ...]] = ("headline", "summary")

    revision = HiddenField()
    headline = LineField(
        later("Det, vi tog med"), description=later("Én sætning om det vigtigste fra sessionen.")
    )
    summary = TextField(
        later("Referat"),
        limit=ROOM_NOTES_LIMIT,
        description=later("Det, der gik igen i flere prøvehandlinger. Ingen navne på borgere."),
    )


class HarvestForm(Form):
    nothing_across = BooleanField(later("Intet på tværs denne gang"))


class DocumentationForm(Form):
    """The six points, 0 to 2 each. Built by `documentation_form`, never by hand."""

    revision = HiddenField()

    def marks(self) -> dict[str, int]:
        given = {point.value: self[point.value].data for point in DocPoint}
        return {key: int(mark) for key, mark in given.items() if mark is not None}


def documentation_form(check: DocumentationCheck | None) -> DocumentationForm:
    fields = {
        point.value: OneOfField(
            _(point.label), choices=[SelectChoice(mark.value, _(mark.label)) for mark in DocMark]
        )
        for point in DocPoint
    }
    form_class = type("TheseMarks", (DocumentationForm,), fields)
    kept = {key: str(mark) for key, mark in check.marks.items()} if check else {}
    form: DocumentationForm = form_class(
        data={**kept, "revision": str(check.revision if check else 0)}
    )
    return form


def summary_form(session: SparringSession, typed: Any = None) -> SummaryForm:
    data = {
        "revision": str(session.revision),
        "headline": session.headline,
        "summary": session.summary,
    }
    return SummaryForm(formdata=typed, data=data)
