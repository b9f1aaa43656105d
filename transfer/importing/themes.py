"""Temaer of the file, with the passages that were marked for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from transfer.db import db
from transfer.domain.passages import mark
from transfer.importing.places import Texts, check_place
from transfer.importing.reading import Record
from transfer.models import Theme, ThemedPassage, TrialAction


@dataclass(frozen=True, slots=True)
class ReadPassage:
    trial: str
    field: str
    quote: str
    note: str


@dataclass(frozen=True, slots=True)
class ReadTheme:
    record: Record
    name: str
    description: str
    by: str
    is_common: bool
    made_on: date
    passages: tuple[ReadPassage, ...]


def read_theme(record: Record, texts: Texts, as_of: date) -> ReadTheme:
    """One theme; it is common unless the file says that it is `"common": false`."""
    record.must_have("name", "by")
    is_common = record.data.get("common", True)
    if not isinstance(is_common, bool):
        record.fault("common", _("skal være true eller false."))
    return ReadTheme(
        record=record,
        name=record.line("name"),
        description=record.text("description"),
        by=record.line("by"),
        is_common=is_common is True,
        made_on=record.day("made_on") or as_of,
        passages=tuple(_passages(record, texts)),
    )


def _passages(record: Record, texts: Texts) -> Iterator[ReadPassage]:
    for part in record.parts("passages"):
        part.must_have("trial", "field", "quote")
        check_place(part, texts)
        yield ReadPassage(
            part.line("trial"), part.line("field"), part.text("quote"), part.text("note")
        )


def theme_records(
    themes: Sequence[ReadTheme],
    organisation_id: UUID,
    trials: Mapping[str, UUID],
    person: Callable[[str], UUID | None],
    then: Callable[[date], datetime],
) -> Iterator[Theme]:
    """Each theme with its passages, as they stand in the answers of the trials."""
    for one in themes:
        owner = person(one.by)
        if owner is None:
            continue  # the reading has found everybody that the file names
        at = then(one.made_on)
        theme = Theme(organisation_id=organisation_id, owner_id=owner, created_at=at)
        theme.save(one.name, one.description, is_common=one.is_common, at=at)
        for marked in one.passages:
            trial = db.session.get_one(TrialAction, trials[marked.trial])
            passage = mark(marked.field, trial.text_of(marked.field), marked.quote)
            if passage is None:
                continue  # the reading has found every quotation
            themed = ThemedPassage(
                organisation_id=organisation_id,
                trial_id=trial.id,
                marked_by_id=owner,
                marked_at=at,
                note=marked.note,
            )
            themed.passage = passage
            theme.passages.append(themed)
        yield theme
