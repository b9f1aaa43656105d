"""Who sees what, and who may do what. Sight is a query, a deed is a sentence; both are written once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select, and_, false, or_, select, true

from transfer.domain.lifecycle import CLOSED, CycleState, Move, State, is_possible
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Role, Visibility
from transfer.models.anchoring import AnchoringCheck
from transfer.models.directory import Directory
from transfer.models.goals import CompetenceGoal
from transfer.models.learning_cycles import CycleUnit, LearningCycle
from transfer.models.observations import Observation
from transfer.models.organisations import Unit
from transfer.models.trial_actions import TrialAction, TrialParticipant


@dataclass(frozen=True, slots=True)
class Member:
    """A person at work in one organisation on one day."""

    person_id: UUID
    organisation_id: UUID
    roles: Mapping[Role, frozenset[UUID] | None]
    """Each role with the units it holds in, all below included; None: the whole organisation."""
    directory: Directory
    today: date
    is_external: bool = False

    @property
    def is_activist(self) -> bool:
        return Role.ACTIVIST in self.roles

    @property
    def is_consultant(self) -> bool:
        return Role.CONSULTANT in self.roles

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def is_local_admin(self) -> bool:
        return Role.LOCAL_ADMIN in self.roles

    def is_in(self, role: Role, unit_id: UUID) -> bool:
        """Whether the role holds in the unit."""
        if role not in self.roles:
            return False
        units = self.roles[role]
        return units is None or unit_id in units

    def leads(self, unit_id: UUID) -> bool:
        return self.is_in(Role.LEADER, unit_id)

    def advises(self, unit_id: UUID) -> bool:
        """Whether the member is a consultant there."""
        return self.is_in(Role.CONSULTANT, unit_id)

    def roots(self, role: Role) -> frozenset[UUID] | None:
        """The forvaltninger that the role is held in; None: all."""
        units = self.roles[role]
        return None if units is None else frozenset(self.directory.root_of(one) for one in units)


# Sight


def visible_trial_actions(member: Member) -> Select[TrialAction]:
    """One's own, drafts one advises on, and what others have shared with people like one."""
    return select(TrialAction).where(may_be_seen_by(member))


def may_be_seen_by(member: Member) -> sa.ColumnElement[bool]:
    """The condition on a trial action that `member` sees it (DOMAIN D)."""
    own = or_(
        TrialAction.owner_id == member.person_id,
        select(TrialParticipant.id)
        .where(
            TrialParticipant.trial_id == TrialAction.id,
            TrialParticipant.person_id == member.person_id,
        )
        .exists(),
    )
    seen: list[sa.ColumnElement[bool]] = [own]
    if member.is_consultant:
        seen.append(_in(TrialAction.unit_id, member.roles[Role.CONSULTANT]))
        seen.append(_within_reach(member, Role.CONSULTANT))
    if member.is_activist:
        seen.append(TrialAction.visibility == Visibility.NETWORK)
        seen.append(_within_reach(member, Role.ACTIVIST))
    if member.is_leader:
        # A leader supports what is under way and learns from what is closed; drafts are left alone.
        led = and_(
            TrialAction.visibility != Visibility.PRIVATE,
            _in(TrialAction.unit_id, member.roles[Role.LEADER]),
        )
        reached = or_(led, _within_reach(member, Role.LEADER))
        seen.append(and_(TrialAction.state.not_in(_DRAFTS), reached))
    return or_(*seen)


def _within_reach(member: Member, role: Role) -> sa.ColumnElement[bool]:
    """Shared with the unit or the forvaltning that the member holds the role in."""
    units, roots = member.roles[role], member.roots(role)
    if units is None or roots is None:
        return TrialAction.visibility.in_([Visibility.UNIT, Visibility.DEPARTMENT])
    below_roots = frozenset(
        entry.id for entry in member.directory.units.values() if entry.path[0] in roots
    )
    return or_(
        and_(TrialAction.visibility == Visibility.UNIT, TrialAction.unit_id.in_(units)),
        and_(TrialAction.visibility == Visibility.DEPARTMENT, TrialAction.unit_id.in_(below_roots)),
    )


def _reaches(member: Member, role: Role, trial: TrialAction) -> bool:
    """The same of one trial: whether it is shared with the member in this role."""
    if role not in member.roles:
        return False
    if trial.visibility == Visibility.NETWORK:
        return role is Role.ACTIVIST
    if trial.visibility == Visibility.UNIT:
        return member.is_in(role, trial.unit_id)
    roots = member.roots(role)
    in_reach = roots is None or member.directory.root_of(trial.unit_id) in roots
    return trial.visibility == Visibility.DEPARTMENT and in_reach


def visible_observations(member: Member, trial: TrialAction) -> Select[Observation]:
    """The shared notes of a trial, and one's own private ones; none for a mere leader."""
    shown = select(Observation).where(Observation.trial_id == trial.id)
    if not reads_in_full(member, trial):
        return shown.where(false())
    return shown.where(
        or_(Observation.is_private.is_(False), Observation.author_id == member.person_id)
    )


def visible_learning_cycles(member: Member) -> Select[LearningCycle]:
    """Drafts of one's own or that one advises on; the rest by unit or role."""
    own = or_(
        LearningCycle.owner_id == member.person_id,
        LearningCycle.sponsor_id == member.person_id,
        LearningCycle.consultant_id == member.person_id,
    )
    seen: list[sa.ColumnElement[bool]] = [own]
    begun = LearningCycle.state != CycleState.DRAFT
    if member.is_consultant:
        seen.append(_cycle_in(member.roles[Role.CONSULTANT]))
    if member.is_activist:
        seen.append(begun)
    if member.is_leader:
        seen.append(and_(begun, _cycle_in(member.roles[Role.LEADER])))
    return select(LearningCycle).where(or_(*seen))


def visible_goals(member: Member) -> Select[CompetenceGoal]:
    """Every goal of the organisation."""
    return select(CompetenceGoal)


def visible_units(member: Member) -> Select[Unit]:
    """Every unit of the organisation."""
    return select(Unit)


def visible_checks(member: Member) -> Select[AnchoringCheck]:
    """The checks of the trials one sees."""
    return (
        select(AnchoringCheck)
        .join(TrialAction, TrialAction.id == AnchoringCheck.trial_id)
        .where(may_be_seen_by(member))
    )


SIGHT: Final[Mapping[type[Any], Callable[[Member], Select[Any]]]] = {
    TrialAction: visible_trial_actions,
    LearningCycle: visible_learning_cycles,
    CompetenceGoal: visible_goals,
    Unit: visible_units,
    AnchoringCheck: visible_checks,
}

_DRAFTS: Final = (State.IDEA, State.PLANNED, State.CANCELLED)


def _in(
    column: sa.ColumnElement[Any] | Any, units: frozenset[UUID] | None
) -> sa.ColumnElement[bool]:
    return true() if units is None else column.in_(units)


def _cycle_in(units: frozenset[UUID] | None) -> sa.ColumnElement[bool]:
    if units is None:
        return true()
    return (
        select(CycleUnit.id)
        .where(CycleUnit.cycle_id == LearningCycle.id, CycleUnit.unit_id.in_(units))
        .exists()
    )


def reads_in_full(member: Member, trial: TrialAction) -> bool:
    """Whether the member reads every answer and the shared observations.

    One who only leads the unit reads, while it runs, just enough to support it.
    """
    return (
        trial.is_own(member.person_id)
        or member.advises(trial.unit_id)
        or _reaches(member, Role.ACTIVIST, trial)
        or _reaches(member, Role.CONSULTANT, trial)
    )


LEADERS_READ_WHILE_OPEN: Final = frozenset(
    {"title", "unit", "owner", "goals", "action", "start_date", "end_date", "support_needed"}
)


def readable_keys(member: Member, trial: TrialAction) -> frozenset[str]:
    """The questions whose answers the member may read on this trial."""
    every = frozenset(question.key for question in trial.questions)
    if reads_in_full(member, trial) or trial.state in CLOSED:
        return every
    return every & LEADERS_READ_WHILE_OPEN


# Deeds


class Deed(StrEnum):
    """What people do. The value is what the printed table of permissions calls it."""

    CREATE_TRIAL = "oprette en prøvehandling"
    READ_TRIAL = "læse en prøvehandling"
    SAVE_TRIAL = "rette en prøvehandling"
    MOVE_TRIAL = "flytte en prøvehandling til næste trin"
    OBSERVE = "skrive en observation"
    REOPEN_TRIAL = "åbne en afsluttet prøvehandling igen"
    REVIVE_TRIAL = "genoplive en ordning, der er faldet bort"
    CHECK_ANCHORING = "svare på et forankringstjek"
    READ_HISTORY = "se historikken for en prøvehandling"
    RESTORE = "gendanne en tidligere version"
    LIST_TRIALS = "se listen over prøvehandlinger"
    EXPORT_TRIALS = "hente listen over prøvehandlinger som fil"
    CREATE_CYCLE = "oprette et læringsforløb"
    READ_CYCLE = "læse et læringsforløb"
    SAVE_CYCLE = "rette et læringsforløb"
    FOLLOW_UP_CYCLE = "følge op på et læringsforløb"
    LIST_CYCLES = "se listen over læringsforløb"
    READ_GOALS = "se kompetencemål"
    CHANGE_GOALS = "oprette og rette kompetencemål"
    READ_REPORTS = "se siden med ledelsesrapporter"
    MAKE_REPORT = "lave ledelsesrapporten"
    ADMINISTER = "oprette og rette brugere, enheder og organisationens oplysninger"
    VISIT = "åbne organisationens forside"


Rule = Callable[[Member, Any], bool]
RULES: Final[dict[Deed, Rule]] = {}


def permits(deed: Deed) -> Callable[[Rule], Rule]:
    """Let the decorated rule decide on the deed. Its docstring says in Danish who may."""

    def keep(rule: Rule) -> Rule:
        RULES[deed] = rule
        return rule

    return keep


def may(member: Member, deed: Deed, record: Any = None) -> bool:
    """Whether the member may do it, to this record when the deed is about one."""
    return RULES[deed](member, record)


@permits(Deed.VISIT)
@permits(Deed.READ_GOALS)
@permits(Deed.READ_REPORTS)
def any_member(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen."""
    return bool(member.roles)


@permits(Deed.LIST_TRIALS)
@permits(Deed.LIST_CYCLES)
def one_who_works_with_it(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere. Hver ser kun det, der er delt med dem."""
    return member.is_activist or member.is_consultant or member.is_leader


@permits(Deed.CREATE_TRIAL)
def activist(member: Member, _: object) -> bool:
    """Læringsaktivister."""
    return member.is_activist


@permits(Deed.READ_TRIAL)
@permits(Deed.READ_CYCLE)
def one_who_sees_it(member: Member, _: object) -> bool:
    """Alle, der kan se den på deres liste."""
    return True


@permits(Deed.SAVE_TRIAL)
@permits(Deed.RESTORE)
def its_own_people_while_editable(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende, indtil 30 dage efter beslutningen."""
    return trial.is_own(member.person_id) and trial.is_editable(member.today)


@permits(Deed.MOVE_TRIAL)
def its_own_people(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende."""
    return trial.is_own(member.person_id)


@permits(Deed.OBSERVE)
def its_own_people_while_under_way(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende, mens den er i gang eller venter på refleksion."""
    under_way = trial.state in (State.RUNNING, State.REFLECTING, State.PAUSED)
    return under_way and trial.is_own(member.person_id)


@permits(Deed.REOPEN_TRIAL)
def its_own_people_or_consultant_in_time(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og konsulenten, indtil 30 dage efter beslutningen."""
    its_people = trial.is_own(member.person_id) or member.advises(trial.unit_id)
    return its_people and is_possible(trial.state, Move.REOPEN) and trial.is_editable(member.today)


@permits(Deed.REVIVE_TRIAL)
def its_own_people_or_leader(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og enhedens leder."""
    return trial.is_own(member.person_id) or member.leads(trial.unit_id)


@permits(Deed.CHECK_ANCHORING)
def its_own_people_consultant_or_leader(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende, konsulenten og enhedens leder."""
    return (
        trial.is_own(member.person_id)
        or member.advises(trial.unit_id)
        or member.leads(trial.unit_id)
    )


@permits(Deed.READ_HISTORY)
def its_own_people_or_consultant(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og konsulenten."""
    return trial.is_own(member.person_id) or member.advises(trial.unit_id)


@permits(Deed.EXPORT_TRIALS)
def activist_or_consultant(member: Member, _: object) -> bool:
    """Læringsaktivister og konsulenter."""
    return member.is_activist or member.is_consultant


@permits(Deed.CREATE_CYCLE)
def activist_or_consultant_too(member: Member, _: object) -> bool:
    """Læringsaktivister og konsulenter."""
    return member.is_activist or member.is_consultant


@permits(Deed.SAVE_CYCLE)
def its_activist_or_consultant(member: Member, cycle: LearningCycle) -> bool:
    """Forløbets ansvarlige og konsulenten."""
    return cycle.owner_id == member.person_id or _advises_on(member, cycle)


@permits(Deed.FOLLOW_UP_CYCLE)
def its_activist_consultant_or_leader(member: Member, cycle: LearningCycle) -> bool:
    """Forløbets ansvarlige, konsulenten og den leder, der bakker op."""
    return (
        cycle.owner_id == member.person_id
        or cycle.sponsor_id == member.person_id
        or _advises_on(member, cycle)
        or any(member.leads(unit_id) for unit_id in cycle.unit_ids)
    )


@permits(Deed.MAKE_REPORT)
def consultant_or_leader(member: Member, _: object) -> bool:
    """Konsulenter og ledere."""
    return member.is_consultant or member.is_leader


@permits(Deed.CHANGE_GOALS)
@permits(Deed.ADMINISTER)
def local_admin(member: Member, _: object) -> bool:
    """Organisationens administratorer."""
    return member.is_local_admin


def _advises_on(member: Member, cycle: LearningCycle) -> bool:
    everywhere = member.is_consultant and member.roles[Role.CONSULTANT] is None
    if everywhere or cycle.consultant_id == member.person_id:
        return True
    return any(member.advises(unit_id) for unit_id in cycle.unit_ids)


VISIBILITY_SENTENCES: Final = {
    Visibility.PRIVATE: marked("Kun du, de medvirkende og konsulenten kan se dette"),
    Visibility.NETWORK: marked(
        "Netværket af læringsaktivister, konsulenten og enhedens leder kan se dette"
    ),
    Visibility.UNIT: marked("Kolleger i enheden, konsulenten og enhedens leder kan se dette"),
    Visibility.DEPARTMENT: marked("Alle i forvaltningen med adgang kan se dette"),
}
"""Who reads along, said at every place where text is written."""
