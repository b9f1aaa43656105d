"""The whole file read, with everything that is wrong with it in one list."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from transfer.domain.vocabulary import Role
from transfer.importing.cycles import ReadCycle, read_cycle
from transfer.importing.insights import (
    ReadInsight,
    ReadRecommendation,
    read_insight,
    read_recommendation,
)
from transfer.importing.measures import ReadMeasure, read_measure
from transfer.importing.people import People, Post, Someone
from transfer.importing.places import texts_of
from transfer.importing.reading import BadFile, Fault, Record
from transfer.importing.remarks import ReadRemark, read_remark
from transfer.importing.reports import ReadReport, read_report
from transfer.importing.sessions import ReadSession, read_session
from transfer.importing.support import ReadAnswer, read_answer
from transfer.importing.themes import ReadTheme, read_theme
from transfer.importing.trials import LABELS, ReadTrial, read_trial

KNOWN_KEYS: Final = frozenset(
    {
        "note", "as_of", "organisation", "programme", "brand", "people", "goals", "units", "trials",
        "in_flight", "cycles", "sessions", "insights", "recommendations", "feedback",
        "themes", "measures", "support_answers",
        "reports",
    }
)  # fmt: skip
CODE_LIMIT: Final = 16


@dataclass(slots=True)
class ReadFile:
    """A file in which nothing is wrong."""

    as_of: date
    people: People
    goals: dict[str, dict[str, Any]] = field(default_factory=dict)
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and area (may be "") by code."""
    cycles: list[ReadCycle] = field(default_factory=list)
    trials: list[ReadTrial] = field(default_factory=list)
    insights: list[ReadInsight] = field(default_factory=list)
    recommendations: list[ReadRecommendation] = field(default_factory=list)
    owners: dict[str, Someone] = field(default_factory=dict)
    """Who looks after each trial, by the trial's id."""
    participants: dict[str, tuple[Someone, ...]] = field(default_factory=dict)
    sessions: list[ReadSession] = field(default_factory=list)
    feedback: list[ReadRemark] = field(default_factory=list)
    themes: list[ReadTheme] = field(default_factory=list)
    measures: list[ReadMeasure] = field(default_factory=list)
    answers: list[ReadAnswer] = field(default_factory=list)
    """To wishes for support."""
    reports: list[ReadReport] = field(default_factory=list)
    first_day: date = date.max

    @property
    def areas(self) -> dict[str, str]:
        return {code: area for code, (_name, area) in self.units.items()}


def read_file(data: Any, slug: str, today: date) -> ReadFile:
    """What the file holds.

    Raises:
        BadFile: with every fault there is.
    """
    if not isinstance(data, Mapping):
        raise BadFile([Fault(_("Filen"), "", _("er ikke en gruppe af felter i { }."))])
    faults: list[Fault] = []
    top = Record(_("Filen"), data, faults)
    for key in data.keys() - KNOWN_KEYS:
        top.fault(key, _("kendes ikke."))
    read = ReadFile(as_of=top.day("as_of") or today, people=People(slug))
    _read_goals(top, read)
    _read_units(top, read)
    for post in top.parts("people"):
        read.people.settle(
            post, frozenset(read.units) | {area for area in read.areas.values() if area}
        )
    _read_cycles(top, read)
    _read_trials(top, read)
    _read_insights(top, read)
    _read_sessions(top, read)
    _read_measures(top, read)
    _read_answers(top, read)
    _find_people(top, read)
    _find_people_in_the_room(read)
    _read_talk(top, read)
    if faults:
        raise BadFile(faults)
    _find_first_day(read, today)
    return read


def _read_goals(top: Record, read: ReadFile) -> None:
    for record in _named(top, "goals"):
        record.must_have("title")
        if len(record.name) > CODE_LIMIT:
            record.fault("", _("Koden har flere end %(limit)s tegn.", limit=CODE_LIMIT))
        is_active = record.data.get("active", True)
        if not isinstance(is_active, bool):
            record.fault("active", _("skal være true eller false."))
        read.goals[record.name] = {
            "name": record.line("title"),
            "description": record.text("description"),
            "is_active": is_active is True,
        }


def _read_units(top: Record, read: ReadFile) -> None:
    taken: dict[tuple[str, str], str] = {}
    for record in _named(top, "units"):
        record.must_have("name")
        name, area = record.line("name"), record.line("area")
        if (name, area) in taken:
            record.fault("name", _("er det samme som %(other)s har.", other=taken[name, area]))
        taken[name, area] = record.name
        read.units[record.name] = (name, area)
    if not read.units:
        top.fault("units", _("mangler. Der skal være mindst én enhed."))


def _read_cycles(top: Record, read: ReadFile) -> None:
    known: dict[str, Collection[str]] = {"units": read.units, "goals": read.goals}
    for record in _listed(top, "cycles", LABELS):
        read.cycles.append(read_cycle(record, known, read.as_of))


def _read_trials(top: Record, read: ReadFile) -> None:
    records = [(record, False) for record in _listed(top, "trials", LABELS)]
    records += [(record, True) for record in _listed(top, "in_flight", LABELS)]
    names = [record.name for record, _open in records]
    known: dict[str, Collection[str]] = {
        "units": read.units,
        "goals": read.goals,
        "cycles": {cycle.reference for cycle in read.cycles},
        "trials": set(names),
    }
    for number, (record, is_open) in enumerate(records):
        if record.name in names[:number]:
            record.fault("id", _("bruges af flere."))
        read.trials.append(read_trial(record, known, is_open=is_open))
    parents = {trial.reference: trial.parent for trial in read.trials}
    for record, _open in records:
        if _is_in_a_ring(record.name, parents):
            record.fault("parent", _("går i ring: den bygger på noget, der bygger på den selv."))


def _read_insights(top: Record, read: ReadFile) -> None:
    known: dict[str, Collection[str]] = {
        "trials": {trial.reference for trial in read.trials},
        "goals": read.goals,
    }
    for record in _listed(top, "insights", {}):
        if record.name in {insight.reference for insight in read.insights}:
            record.fault("id", _("bruges af flere."))
        read.insights.append(read_insight(record, known, read.as_of))
    insights = {insight.reference for insight in read.insights}
    for number, part in enumerate(top.parts("recommendations"), start=1):
        record = Record(f"recommendations[{number}]", part.data, top.faults)
        read.recommendations.append(read_recommendation(record, insights, read.as_of))


def _read_sessions(top: Record, read: ReadFile) -> None:
    trials = frozenset(trial.reference for trial in read.trials)
    for record in top.parts("sessions"):
        session = read_session(record, trials, read.as_of)
        if session.facilitator:
            read.people.add(session.facilitator, Post(Role.CONSULTANT))
        read.sessions.append(session)


def _read_measures(top: Record, read: ReadFile) -> None:
    known: dict[str, Collection[str]] = {
        "units": read.areas.keys() | {area for area in read.areas.values() if area},
        "trials": {trial.reference for trial in read.trials},
    }
    for record in _listed(top, "measures", {}):
        read.measures.append(read_measure(record, known, read.as_of))


def _is_in_a_ring(name: str, parents: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    at = parents.get(name)
    while at is not None and at not in seen:
        if at == name:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def _read_talk(top: Record, read: ReadFile) -> None:
    """Feedback, themes and drafts of reports; whoever wrote them is somebody the file knows by then."""
    texts = texts_of(read.trials)
    for number, part in enumerate(top.parts("feedback"), start=1):
        record = Record(f"feedback[{number}]", part.data, top.faults)
        read.feedback.append(read_remark(record, texts, read.as_of))
    for number, part in enumerate(top.parts("themes"), start=1):
        record = Record(f"themes[{number}]", part.data, top.faults)
        read.themes.append(read_theme(record, texts, read.as_of))
    trials = frozenset(trial.reference for trial in read.trials)
    for number, part in enumerate(top.parts("reports"), start=1):
        record = Record(f"reports[{number}]", part.data, top.faults)
        read.reports.append(read_report(record, trials, read.as_of))
    by = [(one.record, one.by) for one in read.feedback]
    by += [(one.record, one.by) for one in read.themes]
    by += [(one.record, one.by) for one in read.reports]
    for record, name in by:
        if name and name.casefold() not in read.people.by_name:
            record.fault("by", _("%(given)s findes ikke i filen.", given=name))


def _find_people(top: Record, read: ReadFile) -> None:
    people = read.people
    for trial in read.trials:
        if trial.owner:
            people.add(trial.owner, Post(Role.ACTIVIST, trial.unit))
    for cycle in read.cycles:
        _find_people_of(cycle, people)
    for trial in read.trials:
        named = (people.take_part(text, trial.unit) for text in trial.participants)
        read.participants[trial.reference] = tuple(one for one in named if one is not None)
    for trial in read.trials:
        owner = (
            people.named(trial.owner)
            if trial.owner
            else people.activist_for(trial.unit, read.areas)
        )
        if owner is not None:
            read.owners[trial.reference] = owner
        else:
            reason = _("mangler, og filen nævner ingen læringsaktivist.")
            top.faults.append(Fault(trial.reference, "owner", reason))
    for one, other in people.same_address():
        reason = _("er den samme som %(name)s har. Skriv en under people.", name=one.name)
        top.faults.append(Fault(other.name, "email", reason))


def _find_people_of(cycle: ReadCycle, people: People) -> None:
    """A cycle's owner is an activist in its first unit, unless one already; its sponsor leads them all."""
    if cycle.owner and not people.named(cycle.owner).is_activist:
        people.add(cycle.owner, Post(Role.ACTIVIST, next(iter(cycle.units), None)))
    for unit in cycle.units if cycle.sponsor else ():
        people.add(cycle.sponsor, Post(Role.LEADER, unit))
    if cycle.consultant:
        people.add(cycle.consultant, Post(Role.CONSULTANT))


def _read_answers(top: Record, read: ReadFile) -> None:
    asking = {
        trial.reference
        for trial in read.trials
        if trial.values["actual_start"] and trial.others.get("support_needed")
    }
    for part in top.parts("support_answers"):
        read.answers.append(read_answer(part, asking, read.as_of))


def _find_first_day(read: ReadFile, today: date) -> None:
    days = [trial.values["start_date"] for trial in read.trials]
    days += [cycle.values["start_date"] for cycle in read.cycles]
    days += [session.values["held_on"] for session in read.sessions]
    known = [day for day in days if day is not None]
    read.first_day = min([*known, read.as_of, today])


def _find_people_in_the_room(read: ReadFile) -> None:
    """Everybody else a session or a måling names must be somebody the file knows by then."""
    for session in read.sessions:
        for key, name in session.named:
            if name.casefold() not in read.people.by_name:
                session.record.fault(key, _("%(given)s findes ikke i filen.", given=name))
    for measure in read.measures:
        if measure.owner and measure.owner.casefold() not in read.people.by_name:
            measure.record.fault("owner", _("%(given)s findes ikke i filen.", given=measure.owner))
    for answer in read.answers:
        if answer.by and answer.by.casefold() not in read.people.by_name:
            answer.record.fault("by", _("%(given)s findes ikke i filen.", given=answer.by))


def _named(top: Record, key: str) -> Iterator[Record]:
    """Records that stand under their code."""
    group = top.part(key)
    for code, record in (group.data if group else {}).items():
        if isinstance(record, Mapping):
            yield Record(str(code), record, top.faults)
        else:
            top.fault(f"{key}.{code}", _("skal være en gruppe af felter i { }."))


def _listed(top: Record, key: str, labels: Mapping[str, str]) -> Iterator[Record]:
    """Records of a list, called by their own id."""
    for number, part in enumerate(top.parts(key), start=1):
        name = part.line("id", limit=40)
        if not name:
            part.fault("id", _("mangler."))
        yield Record(name or f"{key}[{number}]", part.data, top.faults, labels)
