"""Læringsforløb of the file, and the goals and units that everything hangs on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from transfer.domain.lifecycle import CycleState
from transfer.domain.vocabulary import CycleDecision, CycleMethod
from transfer.importing.reading import Record

MOST_PEOPLE: Final = 1_000_000


@dataclass(slots=True)
class ReadCycle:
    """What the file says of one læringsforløb."""

    reference: str
    units: tuple[str, ...]
    goals: tuple[str, ...]
    owner: str
    sponsor: str
    consultant: str
    values: dict[str, Any] = field(default_factory=dict)


def read_cycle(record: Record, known: Mapping[str, Collection[str]], as_of: date) -> ReadCycle:
    """One læringsforløb; `as_of` says whether it has begun and ended when the file doesn't."""
    record.must_have("title", "owner")
    start, end = record.day("start"), record.day("end")
    if start and end and end < start:
        record.fault(
            "end",
            _(
                "%(after)s ligger før %(before)s, som er %(field)s.",
                after=end,
                before=start,
                field="start",
            ),
        )
    values: dict[str, Any] = {
        "title": record.line("title"),
        "start_date": start,
        "end_date": end,
        "methods": [method.value for method in record.several("methods", CycleMethod)],
        "before_plan": record.text("before"),
        "during_plan": record.text("during"),
        "after_plan": record.text("after"),
        "background": record.text("background"),
        "purpose": record.text("purpose"),
        "participant_note": record.line("participant_note"),
        "participant_count": record.whole("participant_count", 0, MOST_PEOPLE),
        "notes": record.text("notes"),
        "learning": record.text("learning"),
        "decision": record.choice("decision", CycleDecision),
    }
    _read_followup(record, values)
    values["state"] = _state(record, values, as_of)
    return ReadCycle(
        reference=record.name,
        units=record.known("units", known["units"]),
        goals=record.known("goals", known["goals"]),
        owner=record.line("owner", limit=120),
        sponsor=record.line("sponsor", limit=120),
        consultant=record.line("consultant", limit=120),
        values=values,
    )


def _read_followup(record: Record, values: dict[str, Any]) -> None:
    followup = record.part("followup")
    if followup is None:
        return
    followup.must_have("date", "asked")
    if followup.data.get("using") is None:
        followup.fault("using", _("mangler."))
    values["followup_date"] = followup.day("date")
    values["asked_count"] = asked = followup.whole("asked", 0, MOST_PEOPLE)
    values["using_count"] = using = followup.whole("using", 0, MOST_PEOPLE)
    if asked is not None and using is not None and using > asked:
        followup.fault("using", _("er flere end dem, der blev spurgt."))


def _state(record: Record, values: dict[str, Any], as_of: date) -> CycleState:
    given = record.line("state")
    for state in CycleState:
        if given.casefold() in (state.label.casefold(), state.value):
            return state
    if given:
        labels = " · ".join(state.label for state in CycleState)
        record.fault(
            "state",
            _("»%(given)s« er ikke en af mulighederne: %(labels)s.", given=given, labels=labels),
        )
    start, end = values["start_date"], values["end_date"]
    if values.get("followup_date"):
        return CycleState.FOLLOWED_UP
    if end is not None and end < as_of:
        return CycleState.COMPLETED
    return CycleState.ACTIVE if start is not None and start <= as_of else CycleState.DRAFT
