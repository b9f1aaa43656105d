"""Asking one person for sparring, and answering."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as later
from wtforms.fields import SelectChoice

from transfer.forms import Form, PickField, SentOnce, TextField, required
from transfer.models.sparring_requests import QUESTION_LIMIT


class AskForm(SentOnce):
    """One question to one person."""

    asked = PickField(
        later("Hvem vil du spørge?"),
        [required(later("Vælg, hvem du vil spørge."))],
        description=later("En konsulent eller en kollega. Kun den, du vælger, får spørgsmålet."),
        blank=later("Vælg en person"),
    )
    question = TextField(
        later("Hvad vil du gerne have sparring på?"),
        [required(later("Skriv det, du gerne vil have hjælp til."))],
        description=later("Ét spørgsmål. Ingen navne på borgere."),
        limit=QUESTION_LIMIT,
    )
    field = PickField(later("Handler det om et bestemt svar?"), blank=later("Hele prøvehandlingen"))

    def __init__(
        self, people: Sequence[SelectChoice], answers: Sequence[SelectChoice], **given: Any
    ) -> None:
        super().__init__(**given)
        self.asked.choices = [*self.asked.choices, *people]
        self.field.choices = [*self.field.choices, *answers]


class AnswerForm(Form):
    """What one thinks."""

    answer = TextField(later("Dit svar"), [required(later("Skriv dit svar."))])


class DeclineForm(Form):
    """Why one cannot just now."""

    word = TextField(
        later("Et par ord om hvorfor"),
        [required(later("Skriv et par ord, så den, der spurgte, kan komme videre."))],
        limit=QUESTION_LIMIT,
    )


class ThanksForm(Form):
    """A word of thanks."""

    thanks = TextField(later("En hilsen med på vejen"), limit=QUESTION_LIMIT)
