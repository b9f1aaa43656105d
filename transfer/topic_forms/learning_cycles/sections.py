"""The parts of a læringsforløb's page that are edited each by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from werkzeug.datastructures import MultiDict

from transfer.models.learning_cycles import LearningCycle
from transfer.policies import Member
from transfer.speaking import later
from transfer.topic_forms.learning_cycles.choices import offer_choices
from transfer.topic_forms.learning_cycles.fields import (
    CycleForm,
    FrameForm,
    LearningForm,
    NotesForm,
    PlanForm,
    PurposeForm,
)
from transfer.topic_forms.learning_cycles.sessions import SessionsForm, sessions_form


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that is edited by itself."""

    key: str
    title: str
    form: type[CycleForm]


SECTIONS: Final[Mapping[str, Section]] = {
    section.key: section
    for section in (
        Section("rammer", later("Rammer"), FrameForm),
        Section("formaal", later("Anledning og formål"), PurposeForm),
        Section("plan", later("Før, under og efter"), PlanForm),
        Section("gange", later("Gange"), SessionsForm),
        Section("noter", later("Undervejsnoter"), NotesForm),
        Section("laering", later("Læring og beslutning"), LearningForm),
    )
}

SECTION_OF: Final[Mapping[str, str]] = {
    key: section.key for section in SECTIONS.values() for key in section.form.drawn
} | {"sessions": "gange"}
"""Where each key is edited."""


def section_form(
    section: Section, cycle: LearningCycle, member: Member, typed: MultiDict[str, str] | None
) -> CycleForm:
    """The form of a section, as it was typed, or as it is saved."""
    if section.form is SessionsForm:
        return sessions_form(cycle, typed)
    saved = {key: _for_form(_saved(cycle, key)) for key in section.form.drawn}
    form = section.form(formdata=typed, data={**saved, "revision": str(cycle.revision)})
    offer_choices(form, member, cycle)
    return form


def _saved(cycle: LearningCycle, key: str) -> Any:
    if key in ("units", "goals"):
        return cycle.unit_ids if key == "units" else cycle.goal_ids
    return getattr(cycle, key)


def _for_form(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return str(value) if isinstance(value, UUID) else value
