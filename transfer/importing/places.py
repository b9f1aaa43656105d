"""Where in the file's trials the words stand that a remark or a theme points at."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import gettext as _

from transfer.domain.passages import mark
from transfer.importing.reading import Record
from transfer.importing.trials import ReadTrial

Texts = Mapping[str, Mapping[str, str]]
"""The answers that are texts, by trial and key of the question."""

_NOWHERE: Final[Mapping[str, str]] = {}


def texts_of(trials: Iterable[ReadTrial]) -> Texts:
    return {
        trial.reference: {
            key: answer
            for key, answer in {**trial.values, **trial.others}.items()
            if isinstance(answer, str)
        }
        for trial in trials
    }


def check_place(record: Record, texts: Texts) -> None:
    """Note it as a fault when the record's `trial`, its `field`, or the `quote` in it is not there."""
    trial, field, quote = record.line("trial"), record.line("field"), record.text("quote")
    if not trial:
        return
    if trial not in texts:
        record.fault("trial", _("%(given)s findes ikke i filen.", given=trial))
        return
    text = texts.get(trial, _NOWHERE).get(field)
    if field and text is None:
        record.fault("field", _("%(given)s er der ikke svaret på.", given=field))
    elif quote and (text is None or mark(field, text, quote) is None):
        record.fault("quote", _("står ikke i feltet."))
