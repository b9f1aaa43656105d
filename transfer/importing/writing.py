"""The read file as records of a new organisation."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask_babel import gettext as _

from transfer.db import across_organisations, db, inside, new_id
from transfer.domain.clock import day_of
from transfer.domain.contrast import LEAST_FOR_TEXT, contrast
from transfer.domain.default_template import QUESTIONS
from transfer.domain.vocabulary import UnitKind
from transfer.importing.file import ReadFile, read_file
from transfer.importing.links import links_in_order
from transfer.importing.measures import write_measures
from transfer.importing.people import Someone
from transfer.importing.reading import BadFile, Fault, Record, at_midday
from transfer.importing.remarks import remark_records
from transfer.importing.reports import report_records
from transfer.importing.session_records import Names, session_records
from transfer.importing.support import write_answers
from transfer.importing.themes import theme_records
from transfer.importing.trials import ReadTrial
from transfer.importing.writing_insights import write_insights
from transfer.models import (
    AnchoringCheck,
    CompetenceGoal,
    CycleGoal,
    CycleUnit,
    FormTemplate,
    FormVersion,
    HistoryEntry,
    LearningCycle,
    Membership,
    Observation,
    Organisation,
    Person,
    Replication,
    TrialAction,
    TrialGoal,
    TrialParticipant,
    Unit,
)

RESERVED: Final = frozenset(
    {"log-ind", "log-ud", "min-konto", "livez", "readyz", "was", "static", "maerke"}
)
"""First parts of addresses that are not organisations."""
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


class SlugTaken(Exception):
    """There is an organisation with this slug already."""


def load(
    slug: str,
    data: Any,
    *,
    at: datetime,
    name: str = "",
    password_hash: str | None = None,
) -> Organisation:
    """Make a new organisation of the file's contents. Nothing is written unless all of it can be.

    The caller commits. People whom the installation knows already by their e-mail address become
    members; everyone else is new, and without a `password_hash` must be invited before signing in.

    Args:
        name: what the organisation is called, when the file doesn't say.

    Raises:
        BadFile: something in the file is wrong; every fault is named.
        SlugTaken: the organisation exists.
    """
    if not _SLUG.fullmatch(slug) or slug in RESERVED:
        reason = _(
            "»%(slug)s« kan ikke bruges i en adresse. Brug små bogstaver a-z, tal og bindestreg.",
            slug=slug,
        )
        raise BadFile([Fault(_("Organisationen"), "", reason)])
    if db.session.scalar(sa.select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise SlugTaken(slug)
    read = read_file(data, slug, day_of(at))
    known = _known_people(read)
    with across_organisations():
        organisation = _organisation(slug, data, name, at)
        db.session.add(organisation)
        db.session.flush()
    with inside(organisation.id):
        _Writing(organisation, read, at, password_hash, known).everything()
        db.session.flush()
    return organisation


def _organisation(slug: str, data: Any, name: str, at: datetime) -> Organisation:
    faults: list[Fault] = []
    top = Record(_("Filen"), data, faults)
    brand = top.line("brand", limit=7)
    if brand and not _COLOUR.fullmatch(brand):
        top.fault("brand", _("skal være en farve som #0059b3."))
    elif brand and contrast(brand) < LEAST_FOR_TEXT:
        top.fault("brand", _("er for lys til at læse på hvidt. Vælg en mørkere farve."))
    called = top.line("organisation", limit=120) or name or slug.capitalize()
    programme = top.line("programme")
    if faults:
        raise BadFile(faults)
    chosen = {"brand": brand} if brand else {}
    return Organisation(slug=slug, name=called, programme=programme, created_at=at, **chosen)


def _known_people(read: ReadFile) -> dict[str, Person]:
    """People of the installation with an address of the file, if they are the same persons."""
    addresses = {one.email: one for one in read.people.by_name.values()}
    found = db.session.scalars(sa.select(Person).where(Person.email.in_(addresses))).all()
    faults = [
        Fault(
            addresses[person.email].name,
            "email",
            _("%(email)s bruges allerede af en anden person.", email=person.email),
        )
        for person in found
        if person.name.casefold() != addresses[person.email].name.casefold()
    ]
    if faults:
        raise BadFile(faults)
    return {person.email: person for person in found}


class _Writing:
    """One organisation being written: records are made in an order in which each finds what it needs."""

    def __init__(
        self,
        organisation: Organisation,
        read: ReadFile,
        at: datetime,
        password_hash: str | None,
        known: dict[str, Person],
    ) -> None:
        self.organisation = organisation
        self.read = read
        self.at = at
        self.password_hash = password_hash
        self.known = known
        self.goals: dict[str, UUID] = {}
        self.units: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}
        self.cycles: dict[str, UUID] = {}
        self.trials: dict[str, UUID] = {}

    def everything(self) -> None:
        self._write_units()
        self._write_people()
        self._write_goals()
        form = self._write_template()
        self._write_cycles()
        self.trials = {trial.reference: new_id() for trial in self.read.trials}
        for trial in _parents_first(self.read.trials):
            self._write_trial(trial, form)
        self._write_sessions()
        write_insights(self.read, self.organisation.id, self.goals, self.trials, self._then)
        self._write_talk()
        ids = {"units": self.units, "trials": self.trials}
        write_measures(self.read.measures, self.organisation.id, ids, self._person_id, self._then)
        write_answers(self.read.answers, self.trials, self._person_id, self._then)

    def _write_units(self) -> None:
        """One forvaltning with the organisation's name, the areas below it, the units below them."""
        root = self._unit(self.organisation.name, UnitKind.DEPARTMENT, None)
        areas: dict[str, UUID] = {"": root}
        for code, (name, area) in self.read.units.items():
            if area not in areas:
                areas[area] = self.units[area] = self._unit(area, UnitKind.AREA, root)
            self.units[code] = self._unit(name, UnitKind.UNIT, areas[area])

    def _unit(self, name: str, kind: UnitKind, parent: UUID | None) -> UUID:
        unit = Unit(
            id=new_id(),
            organisation_id=self.organisation.id,
            name=name,
            kind=kind,
            parent_id=parent,
        )
        db.session.add(unit)
        db.session.flush()
        return unit.id

    def _write_people(self) -> None:
        for someone in self.read.people.by_name.values():
            person = self.known.get(someone.email) or self._person(someone)
            self.people[someone.email] = person.id
            for post in someone.posts:
                db.session.add(
                    Membership(
                        organisation_id=self.organisation.id,
                        person_id=person.id,
                        unit_id=self.units[post.unit] if post.unit else None,
                        role=post.role,
                        title=post.title,
                        is_external=post.is_external,
                        starts_on=self.read.first_day,
                    )
                )

    def _person(self, someone: Someone) -> Person:
        person = Person(
            id=new_id(),
            name=someone.name,
            email=someone.email,
            password_hash=self.password_hash,
            password_changed_at=self.at if self.password_hash else None,
            is_active=True,
            created_at=self.at,
        )
        db.session.add(person)
        return person

    def _write_goals(self) -> None:
        for code, values in self.read.goals.items():
            self.goals[code] = new_id()
            db.session.add(
                CompetenceGoal(
                    id=self.goals[code], organisation_id=self.organisation.id, code=code, **values
                )
            )

    def _write_template(self) -> FormVersion:
        template = FormTemplate(organisation_id=self.organisation.id, name="Prøvehandling")
        version = FormVersion(
            organisation_id=self.organisation.id,
            number=1,
            kept_questions=[question.as_json() for question in QUESTIONS],
            published_at=self.at,
        )
        template.versions.append(version)
        db.session.add(template)
        db.session.flush()
        return version

    def _write_cycles(self) -> None:
        for cycle in self.read.cycles:
            self.cycles[cycle.reference] = new_id()
            began = cycle.values["start_date"] or self.read.as_of
            db.session.add(
                LearningCycle(
                    id=self.cycles[cycle.reference],
                    organisation_id=self.organisation.id,
                    reference=cycle.reference,
                    owner_id=self._person_id(cycle.owner),
                    sponsor_id=self._person_id(cycle.sponsor),
                    consultant_id=self._person_id(cycle.consultant),
                    created_at=self._then(began),
                    updated_at=self._then(cycle.values.get("followup_date") or began),
                    unit_links=[
                        self._owned(CycleUnit, unit_id=self.units[one]) for one in cycle.units
                    ],
                    goal_links=[
                        self._owned(CycleGoal, goal_id=self.goals[one]) for one in cycle.goals
                    ],
                    **cycle.values,
                )
            )
        db.session.flush()

    def _write_trial(self, trial: ReadTrial, form: FormVersion) -> None:
        participants = dict.fromkeys(
            self.people[one.email] for one in self.read.participants[trial.reference]
        )
        owner = self.people[self.read.owners[trial.reference].email]
        chosen = {key: value for key, value in trial.values.items() if value is not None}
        db.session.add(
            TrialAction(
                id=self.trials[trial.reference],
                organisation_id=self.organisation.id,
                form_id=form.id,
                reference=trial.reference,
                state=trial.state,
                unit_id=self.units[trial.unit],
                owner_id=owner,
                cycle_id=self.cycles[trial.cycle] if trial.cycle else None,
                parent_id=self.trials[trial.parent] if trial.parent else None,
                other_answers=trial.others,
                created_at=self._first_of(trial),
                updated_at=self._last_of(trial),
                goal_links=links_in_order(
                    self.organisation.id,
                    TrialGoal,
                    "goal_id",
                    [self.goals[one] for one in trial.goals],
                ),
                participant_links=links_in_order(
                    self.organisation.id,
                    TrialParticipant,
                    "person_id",
                    [one for one in participants if one != owner],
                ),
                checks=[self._check(check, owner) for check in trial.checks],
                history=[self._imported(trial)],
                **chosen,
            )
        )
        db.session.flush()
        self._write_beside(trial, owner)

    def _write_beside(self, trial: ReadTrial, owner: UUID) -> None:
        """What it says of the trial it was taken over from, and its observations."""
        if trial.told and trial.parent:
            db.session.add(
                self._owned(
                    Replication,
                    trial_id=self.trials[trial.reference],
                    origin_id=self.trials[trial.parent],
                    made_at=self._first_of(trial),
                    **trial.told,
                )
            )
        for observation in trial.observations:
            db.session.add(
                self._owned(
                    Observation,
                    trial_id=self.trials[trial.reference],
                    author_id=owner,
                    created_at=observation["observed_at"],
                    **observation,
                )
            )

    def _write_sessions(self) -> None:
        owners = {trial: self.people[one.email] for trial, one in self.read.owners.items()}
        names = Names(self.organisation.id, self._person_id, self.trials, owners, self._then)
        for session, agreements in session_records(self.read.sessions, names):
            db.session.add(session)
            db.session.flush()
            db.session.add_all(agreements)

    def _write_talk(self) -> None:
        named = (self.trials, self._person_id, self._then)
        db.session.add_all(remark_records(self.read.feedback, *named))
        db.session.add_all(theme_records(self.read.themes, self.organisation.id, *named))
        db.session.add_all(report_records(self.read.reports, self.organisation.id, *named))

    def _check(self, check: dict[str, Any], owner: UUID) -> Any:
        done = check.get("checked_on")
        return self._owned(
            AnchoringCheck,
            series=1,
            checked_by_id=owner if done else None,
            updated_at=self._then(done) if done else None,
            **check,
        )

    def _imported(self, trial: ReadTrial) -> Any:
        return self._owned(
            HistoryEntry,
            at=self.at,
            by_id=None,
            what="imported",
            changes={"state": [None, trial.state.value]},
            note="\n".join(trial.kept_words),
        )

    def _owned(self, kind: type[Any], /, **values: Any) -> Any:
        """A record of this organisation."""
        return kind(organisation_id=self.organisation.id, **values)

    def _person_id(self, name: str) -> UUID | None:
        return self.people[self.read.people.named(name).email] if name else None

    def _first_of(self, trial: ReadTrial) -> datetime:
        """When the trial was made: by its start at the latest, and by the day the file was true."""
        start: date | None = trial.values["start_date"]
        return self._then(min(start, self.read.as_of) if start else self.read.as_of)

    def _last_of(self, trial: ReadTrial) -> datetime:
        days = [value for value in trial.values.values() if isinstance(value, date)]
        days += [check["checked_on"] for check in trial.checks if check.get("checked_on")]
        past = [day for day in days if day <= self.read.as_of]
        return self._then(max(past)) if past else self._first_of(trial)

    def _then(self, day: date) -> datetime:
        return min(at_midday(day), self.at)


def _parents_first(trials: list[ReadTrial]) -> Iterator[ReadTrial]:
    by_id = {trial.reference: trial for trial in trials}
    written: set[str] = set()
    for trial in trials:
        line = [trial]
        while (parent := line[-1].parent) is not None and parent not in written:
            line.append(by_id[parent])
        for one in reversed(line):
            if one.reference not in written:
                written.add(one.reference)
                yield one
