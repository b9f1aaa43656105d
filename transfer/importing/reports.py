"""Drafts of ledelsesrapporter of the file: what they are about, and what was written in them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from transfer.domain.reports import CASE_PICKS, CONCLUSIONS, DECISIONS, MESSAGES, Pick, Place
from transfer.importing.reading import Record
from transfer.models import Report, ReportPick, ReportText


@dataclass(frozen=True, slots=True)
class ReadReport:
    record: Record
    reference: str
    by: str
    title: str
    programme: str
    audience: str
    first: date
    last: date
    texts: Mapping[str, str]
    """By place."""
    cases: Mapping[Pick, str]
    """The trial that was picked for each kind."""
    written_on: date


def read_report(record: Record, trials: Collection[str], as_of: date) -> ReadReport:
    """One draft about the whole organisation; without a day of its own it was written when the file was true."""
    record.must_have("title", "from", "to")
    first, last = record.day("from") or as_of, record.day("to") or as_of
    if last < first:
        record.fault("to", _("er før den begynder."))
    return ReadReport(
        record=record,
        reference=record.line("id", 40),
        by=record.line("by"),
        title=record.line("title"),
        programme=record.line("programme"),
        audience=record.line("audience"),
        first=first,
        last=last,
        texts=dict(_texts(record)),
        cases=_cases(record, trials),
        written_on=record.day("written_on") or as_of,
    )


def report_records(
    read: Sequence[ReadReport],
    organisation_id: UUID,
    trials: Mapping[str, UUID],
    person_id: Callable[[str], UUID | None],
    then: Callable[[date], datetime],
) -> Iterator[Report]:
    """The drafts as records.

    Args:
        trials: the id of each by what the file calls it.
        person_id: of somebody the file names.
        then: the moment to write for a day of the file.
    """
    for one in read:
        at, by = then(one.written_on), person_id(one.by)
        own = {"organisation_id": organisation_id}
        yield Report(
            **own,
            reference=one.reference,
            title=one.title,
            programme=one.programme,
            audience=one.audience,
            period_first=one.first,
            period_last=one.last,
            made_by_id=by,
            created_at=at,
            updated_at=at,
            texts=[
                ReportText(**own, place=place, text=text, written_by_id=by, written_at=at)
                for place, text in one.texts.items()
            ],
            picks=[
                ReportPick(
                    **own, pick=pick, ids=[str(trials[trial])], picked_by_id=by, picked_at=at
                )
                for pick, trial in one.cases.items()
            ],
        )


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for key, places in (("messages", MESSAGES), ("decisions", DECISIONS)):
        written = record.entries(key)
        if len(written) > len(places):
            record.fault(key, _("har flere end %(most)s.", most=len(places)))
        for place, text in zip(places, written, strict=False):
            if len(text) > place.longest:
                record.fault(
                    key, _("har en tekst på flere end %(limit)s tegn.", limit=place.longest)
                )
            yield place.key, text
    lines = record.part("lines")
    if lines is None:
        return
    places_by_part: dict[str, Place] = {place.part: place for place in CONCLUSIONS}
    for part in lines.data:
        if part not in places_by_part:
            lines.fault(part, _("kendes ikke."))
        else:
            yield places_by_part[part].key, lines.text(part, places_by_part[part].longest)


def _cases(record: Record, trials: Collection[str]) -> dict[Pick, str]:
    part = record.part("cases")
    if part is None:
        return {}
    names = {pick.value.removeprefix("case_"): pick for pick in CASE_PICKS}
    found: dict[Pick, str] = {}
    for name in part.data:
        trial = part.line(name)
        if name not in names:
            part.fault(name, _("kendes ikke."))
        elif trial not in trials:
            part.fault(name, _("%(given)s findes ikke i filen.", given=trial))
        else:
            found[names[name]] = trial
    return found
