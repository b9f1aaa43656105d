"""Sparringssessioner of the file: what was on the agenda, who led it, and what was agreed."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from flask_babel import gettext as _

from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import LONGEST_SERIES, MOST_MINUTES, USUAL_MINUTES, SessionFormat
from transfer.importing.reading import Record

_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One prøvehandling on the agenda."""

    trial: str
    focus_question: str = ""
    minutes: int = USUAL_MINUTES


@dataclass(frozen=True, slots=True)
class ReadAgreement:
    """What was agreed, by whom, and until when."""

    who: str
    trial: str | None
    values: dict[str, Any]


@dataclass(slots=True)
class ReadSession:
    """What the file says of one sparringssession."""

    record: Record
    facilitator: str
    scribe: str
    participants: tuple[str, ...]
    agenda: tuple[ReadItem, ...] = ()
    agreements: tuple[ReadAgreement, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> Iterator[tuple[str, str]]:
        """Field and name of all but the facilitator."""
        yield from (("participants", one) for one in self.participants)
        yield from (("agreements", one.who) for one in self.agreements if one.who)
        if self.scribe:
            yield "scribe", self.scribe


def read_session(record: Record, trials: Collection[str], as_of: date) -> ReadSession:
    """One session; `as_of` says whether it has been held when the file doesn't.

    Args:
        trials: the ids of the prøvehandlinger in the file.
    """
    record.must_have("held_on", "facilitator")
    number = record.whole("no", 1, LONGEST_SERIES)
    held_on = record.day("held_on")
    starts_at, ends_at = _clock(record, "start"), _clock(record, "end")
    if starts_at and ends_at and ends_at <= starts_at:
        record.fault("end", _("ligger før begyndelsen."))
    title = record.line("title") or _("Sparringssession %(number)s", number=number or 1)
    return ReadSession(
        record=record,
        facilitator=record.line("facilitator", limit=120),
        scribe=record.line("scribe", limit=120),
        participants=record.entries("participants"),
        agenda=_read_agenda(record, trials),
        agreements=tuple(_read_agreements(record, trials)),
        values={
            "title": title,
            "series_no": number or 1,
            "held_on": held_on,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "place": record.line("place"),
            "link": record.line("link", limit=500),
            "format": record.choice("format", SessionFormat) or SessionFormat.IN_PERSON,
            "purpose": record.line("purpose"),
            "headline": record.line("takeaway"),
            "summary": record.text("summary"),
            "state": _state(record, held_on, as_of),
        },
    )


def _read_agenda(record: Record, trials: Collection[str]) -> tuple[ReadItem, ...]:
    """From "trials", a list of ids, or from "agenda", which also has questions and minutes."""
    items = [
        ReadItem(one)
        for one in record.entries("trials")
        if _is_known(record, "trials", one, trials)
    ]
    for part in record.parts("agenda"):
        part.must_have("trial")
        trial = part.line("trial", limit=40)
        minutes = part.whole("minutes", 1, MOST_MINUTES) or USUAL_MINUTES
        if trial and _is_known(part, "trial", trial, trials):
            items.append(ReadItem(trial, part.line("focus_question"), minutes))
    seen: dict[str, ReadItem] = {}
    for item in items:
        if item.trial in seen:
            record.fault("trials", _("nævner %(trial)s to gange.", trial=item.trial))
        seen[item.trial] = item
    return tuple(seen.values())


def _read_agreements(record: Record, trials: Collection[str]) -> Iterator[ReadAgreement]:
    for part in record.parts("agreements"):
        part.must_have("what", "who", "due")
        trial = part.line("trial", limit=40) or None
        if trial is not None and not _is_known(part, "trial", trial, trials):
            trial = None
        yield ReadAgreement(
            who=part.line("who", limit=120),
            trial=trial,
            values={
                "what": part.line("what"),
                "due_on": part.day("due"),
                "done_on": part.day("done_on"),
                "outcome": part.line("outcome"),
            },
        )


def _is_known(record: Record, key: str, trial: str, trials: Collection[str]) -> bool:
    if trial not in trials:
        record.fault(key, _("%(given)s findes ikke i filen.", given=trial))
    return trial in trials


def _clock(record: Record, key: str) -> time | None:
    given = record.line(key, limit=5)
    if not given:
        return None
    read = _CLOCK.fullmatch(given)
    if read is None:
        record.fault(key, _("»%(given)s« er ikke et klokkeslæt som 9.30.", given=given))
        return None
    return time(int(read[1]), int(read[2]))


def _state(record: Record, held_on: date | None, as_of: date) -> SessionState:
    given = record.line("state")
    for state in SessionState:
        if given and given.casefold() in (state.label.casefold(), state.value):
            return state
    if given:
        labels = " · ".join(state.label for state in SessionState)
        record.fault(
            "state",
            _("»%(given)s« er ikke en af mulighederne: %(labels)s.", given=given, labels=labels),
        )
    return SessionState.HELD if held_on and held_on <= as_of else SessionState.PLANNED
