"""The form of one's own reminders."""

from typing import Any

from flask_babel import lazy_gettext as later
from wtforms.fields import SelectChoice

from transfer.domain.vocabulary import Reminders
from transfer.forms import Form, OneOfField, required
from transfer.speaking import gettext as _


class RemindersForm(Form):
    reminders = OneOfField(
        later("Hvor tit vil du have en mail?"),
        description=later(
            "Du får højst én mail ad gangen, om morgenen på hverdage. Den ugentlige kommer om mandagen. "
            "Den siger, hvad der venter, og aldrig hvad nogen har skrevet."
        ),
        validators=[required(later("Vælg, hvor tit du vil have en mail."))],
    )

    def __init__(self, *arguments: Any, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.reminders.choices = [SelectChoice(one.value, _(one.label)) for one in Reminders]
