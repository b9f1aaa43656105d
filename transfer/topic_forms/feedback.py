"""Giving feedback, answering it, and saying what came of it."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.feedback import CLOSINGS, REASON_NEEDED, FeedbackKind, FeedbackState
from transfer.domain.mentions import mentioned
from transfer.domain.passages import mark
from transfer.forms import Form, OneOfField, PickField, SentOnce, TextField, required
from transfer.models.directory import PersonEntry
from transfer.speaking import gettext as _
from transfer.speaking import later

MOST_AHEAD = 1_000_000


class _Mentioning(SentOnce):
    """A text in which others who may read it can be called by "@" or picked from a list."""

    mention = PickField(
        later("Gør nogen opmærksom på det"),
        description=later(
            "Personen får det på sin forside. Du kan også skrive @ og navnet i teksten."
        ),
    )

    def offer(self, people: Sequence[PersonEntry], external: Iterable[UUID]) -> None:
        outside = set(external)
        self._names = {person.id: person.name for person in people}
        self.mention.choices = [SelectChoice("", _("Ingen bestemt"))] + [
            SelectChoice(
                str(person.id),
                _("%(name)s (ekstern konsulent)", name=person.name)
                if person.id in outside
                else person.name,
            )
            for person in people
        ]

    def mentioned_in(self, text: str) -> list[UUID]:
        """Whom the text calls, and who was picked."""
        called = mentioned(text, self._names)
        if self.mention.data:
            called.append(UUID(self.mention.data))
        return list(dict.fromkeys(called))


class RemarkForm(_Mentioning):
    """One remark on an answer."""

    kind = OneOfField(later("Hvad er det?"), [required(later("Vælg, hvad din feedback er."))])
    quote = TextField(
        later("Citat"),
        description=later(
            "Er det ét sted i teksten, så kopiér ordene hertil. Tomt betyder hele svaret."
        ),
    )
    text = TextField(
        later("Din feedback"),
        [required(later("Skriv din feedback."))],
        description=later("Til den, der har skrevet. Ingen navne på borgere."),
    )
    near = HiddenField()

    def __init__(self, answer: str, **given: Any) -> None:
        super().__init__(**given)
        self.answer = answer
        self.kind.choices = [SelectChoice(one.value, _(one.label)) for one in FeedbackKind]
        self.kind.option_help = {one.value: str(_MEANINGS[one]) for one in FeedbackKind}

    @property
    def near_as_number(self) -> int:
        """Where about in the answer the quote was marked."""
        try:
            return max(0, min(int(str(self.near.data)), MOST_AHEAD))
        except ValueError:
            return 0

    def validate_quote(self, field: Any) -> None:
        if field.data and mark("", self.answer, field.data) is None:
            raise ValidationError(
                _("Citatet står ikke i teksten. Kopiér ordene, som de står, eller slet citatet.")
            )


class ReplyForm(_Mentioning):
    """One contribution to the talk about a remark."""

    text = TextField(later("Dit svar"), [required(later("Skriv dit svar."))])


class ClosingForm(Form):
    """What came of a remark."""

    outcome = OneOfField(
        later("Hvad bruger I den til?"), [required(later("Vælg, hvad I bruger den til."))]
    )
    reason = TextField(
        later("Begrundelse"),
        description=later("Kort. Skal skrives, når I tilpasser eller fravælger."),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.outcome.choices = [SelectChoice(one.value, _(one.label)) for one in CLOSINGS]
        self.outcome.option_help = {one.value: str(_OUTCOMES[one]) for one in CLOSINGS}

    def validate_reason(self, field: Any) -> None:
        needs_one = self.outcome.data in {one.value for one in REASON_NEEDED}
        if needs_one and not (field.data or "").strip():
            raise ValidationError(_("Skriv kort hvorfor. Den, der gav sin feedback, lærer af det."))


_MEANINGS = {
    FeedbackKind.STRENGTH: later("Det her er godt. Behold det."),
    FeedbackKind.QUESTION: later("Det her er jeg i tvivl om."),
    FeedbackKind.SUGGESTION: later("Det her kunne du gøre."),
    FeedbackKind.ATTENTION: later("Pas på det her."),
}
_OUTCOMES = {
    FeedbackState.APPLIED: later("Vi gør det, som det blev foreslået."),
    FeedbackState.ADAPTED: later("Vi bruger det på vores egen måde."),
    FeedbackState.SET_ASIDE: later("Vi gør det ikke."),
}
