"""Who sees which prøvehandlinger, læringsforløb and the like: queries, and how much of them one reads."""

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select, and_, false, not_, or_, select, true

from transfer.domain.lifecycle import CLOSED, CycleState, State
from transfer.domain.sparring_requests import LETTING_IN
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Role, Visibility
from transfer.models.anchoring import AnchoringCheck
from transfer.models.goals import CompetenceGoal
from transfer.models.learning_cycles import CycleUnit, LearningCycle
from transfer.models.observations import Observation
from transfer.models.organisations import Unit
from transfer.models.sparring_requests import SparringRequest
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.policies.members import Member


def visible_trial_actions(member: Member) -> Select[TrialAction]:
    """One's own, drafts one advises on, what others have shared with people like one or asked one about."""
    return select(TrialAction).where(may_be_seen_by(member))


def may_be_seen_by(member: Member) -> sa.ColumnElement[bool]:
    """The condition on a trial action that `member` sees it (DOMAIN D)."""
    seen = _read_in_full(member)
    if member.is_leader:
        seen.append(_is_led_by(member))
    # Last, since it has to look into another table; most are seen for another reason.
    return or_(*seen, _takes_part(member))


def may_be_read_in_full_by(member: Member) -> sa.ColumnElement[bool]:
    """The same as `reads_in_full`, as a condition on a trial action."""
    return or_(*_read_in_full(member), _takes_part(member))


def may_only_be_led_by(member: Member) -> sa.ColumnElement[bool]:
    """The condition that `member` sees a trial action as its leader and in no other way."""
    if not member.is_leader:
        return false()
    return and_(_is_led_by(member), not_(may_be_read_in_full_by(member)))


def _takes_part(member: Member) -> sa.ColumnElement[bool]:
    return (
        select(TrialParticipant.id)
        .where(
            TrialParticipant.trial_id == TrialAction.id,
            TrialParticipant.person_id == member.person_id,
        )
        .exists()
    )


def _read_in_full(member: Member) -> list[sa.ColumnElement[bool]]:
    """Each reason but taking part to read all of a trial action."""
    read: list[sa.ColumnElement[bool]] = [TrialAction.owner_id == member.person_id]
    if member.is_consultant:
        read.append(_in(TrialAction.unit_id, member.roles[Role.CONSULTANT]))
        read.append(_within_reach(member, Role.CONSULTANT))
    if member.is_activist:
        read.append(TrialAction.visibility == Visibility.NETWORK)
        read.append(_within_reach(member, Role.ACTIVIST))
    if member.spars:
        read.append(_asked_about(member))
    return read


def _is_led_by(member: Member) -> sa.ColumnElement[bool]:
    """A leader supports what is under way and learns from what is closed; drafts are left alone."""
    led = and_(
        TrialAction.visibility != Visibility.PRIVATE,
        _in(TrialAction.unit_id, member.roles[Role.LEADER]),
    )
    reached = or_(led, _within_reach(member, Role.LEADER))
    return and_(TrialAction.state.not_in(DRAFTS), reached)


def _asked_about(member: Member) -> sa.ColumnElement[bool]:
    """The owner has asked the member for sparring on it."""
    asked = select(SparringRequest.trial_id).where(
        SparringRequest.asked_id == member.person_id, SparringRequest.state.in_(LETTING_IN)
    )
    led = member.roles.get(Role.LEADER, frozenset())
    if led is None:
        return false()
    elsewhere = TrialAction.unit_id.not_in(led) if led else true()
    return and_(TrialAction.id.in_(asked), elsewhere)


def is_asked_about(member: Member, trial: TrialAction) -> bool:
    """Whether the owner has asked the member for sparring on it, and the talk is not over."""
    return member.spars_in(trial.unit_id) and any(
        request.asked_id == member.person_id and request.state.lets_in
        for request in trial.sparring_requests
    )


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


def reaches(member: Member, role: Role, trial: TrialAction) -> bool:
    """Whether one trial is shared with the member in this role: the same as `_within_reach`."""
    if role not in member.roles:
        return False
    if trial.visibility == Visibility.NETWORK:
        return role is Role.ACTIVIST
    if trial.visibility == Visibility.UNIT:
        return member.is_in(role, trial.unit_id)
    roots = member.roots(role)
    in_reach = roots is None or member.directory.root_of(trial.unit_id) in roots
    return trial.visibility == Visibility.DEPARTMENT and in_reach


def shared_or_by(person_id: UUID | sa.BindParameter[UUID]) -> sa.ColumnElement[bool]:
    """The condition on a note of a trial that the person reads in full (`reads_in_full`): shared, or their own.

    Who does not read the trial in full, such as a mere leader, reads none of its notes.
    """
    return or_(Observation.is_private.is_(False), Observation.author_id == person_id)


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


DRAFTS: Final = (State.IDEA, State.PLANNED, State.CANCELLED)


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
        or reaches(member, Role.ACTIVIST, trial)
        or reaches(member, Role.CONSULTANT, trial)
        or is_asked_about(member, trial)
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


VISIBILITY_SENTENCES: Final = {
    Visibility.PRIVATE: marked("Kun du, de medvirkende og konsulenten kan se dette"),
    Visibility.NETWORK: marked(
        "Netværket af læringsaktivister, konsulenten og enhedens leder kan se dette"
    ),
    Visibility.UNIT: marked("Kolleger i enheden, konsulenten og enhedens leder kan se dette"),
    Visibility.DEPARTMENT: marked("Alle i forvaltningen med adgang kan se dette"),
}
"""Who reads along, said at every place where text is written."""
