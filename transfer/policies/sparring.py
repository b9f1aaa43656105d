"""Who sees a sparringssession, and who may do what around it.

Four ways of standing towards a session (DOMAIN D): in it, as one who takes part or a consultant for the
whole organisation; as leader of some of those it is about, who is told day and topics; as administrator,
who is told that it exists; and outside, for whom there is none.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select, and_, false, or_, select

from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import AgendaConsent
from transfer.domain.vocabulary import Role, Visibility
from transfer.models.agreements import Agreement
from transfer.models.sparring_sessions import (
    AgendaItem,
    Contribution,
    DocumentationCheck,
    PrivateNote,
    SessionParticipant,
    SparringSession,
    Takeaway,
)
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.sight import DRAFTS, may_be_seen_by

# Sight


def visible_sessions(member: Member) -> Select[SparringSession]:
    """Those one is in, those one is told day and topics of, and for administrators all that exist."""
    if member.is_local_admin:
        return select(SparringSession)
    return select(SparringSession).where(or_(in_the_room(member), about_ones_units(member)))


def in_the_room(member: Member) -> sa.ColumnElement[bool]:
    """The condition on a session that the member reads it whole."""
    if _advises_all(member):
        return sa.true()
    if not member.spars:
        return false()
    invited = (
        select(SessionParticipant.id)
        .where(
            SessionParticipant.session_id == SparringSession.id,
            SessionParticipant.person_id == member.person_id,
        )
        .exists()
    )
    return or_(
        SparringSession.facilitator_id == member.person_id,
        SparringSession.scribe_id == member.person_id,
        invited,
    )


def about_ones_units(member: Member) -> sa.ColumnElement[bool]:
    """The condition on a session that a prøvehandling of a unit one leads is on it, or its activist in it."""
    if not member.is_leader:
        return false()
    units = member.roles[Role.LEADER]
    if units is None:
        return sa.true()
    theirs = (
        select(AgendaItem.id)
        .join(TrialAction, TrialAction.id == AgendaItem.trial_id)
        .where(AgendaItem.session_id == SparringSession.id, TrialAction.unit_id.in_(units))
        .exists()
    )
    activists = [
        one.id
        for one in member.directory.people.values()
        if any(post.role is Role.ACTIVIST and post.unit_id in units for post in one.roles)
    ]
    attending = (
        select(SessionParticipant.id)
        .where(
            SessionParticipant.session_id == SparringSession.id,
            SessionParticipant.person_id.in_(activists),
        )
        .exists()
    )
    return or_(theirs, attending)


def visible_agenda_items(member: Member) -> Select[AgendaItem]:
    """Of sessions one is in: those whose prøvehandling one sees anyway, or may see since its owner said yes."""
    shown = or_(AgendaItem.consent == AgendaConsent.GIVEN, may_be_seen_by(member))
    return (
        select(AgendaItem)
        .join(SparringSession, SparringSession.id == AgendaItem.session_id)
        .join(TrialAction, TrialAction.id == AgendaItem.trial_id)
        .where(in_the_room(member), shown)
    )


def visible_contributions(member: Member) -> Select[Contribution]:
    """What was brought to the sessions one is in."""
    return (
        select(Contribution)
        .join(SparringSession, SparringSession.id == Contribution.session_id)
        .where(in_the_room(member))
    )


def visible_documentation_checks(member: Member) -> Select[DocumentationCheck]:
    """Those on prøvehandlinger one owns, and as consultant those of the units one advises."""
    seen: list[sa.ColumnElement[bool]] = [TrialAction.owner_id == member.person_id]
    if member.is_consultant:
        units = member.roles[Role.CONSULTANT]
        led = member.roles.get(Role.LEADER, frozenset())
        advised = sa.true() if units is None else TrialAction.unit_id.in_(units)
        not_led = false() if led is None else TrialAction.unit_id.not_in(led)
        seen.append(and_(advised, not_led, in_the_room(member)))
    return (
        select(DocumentationCheck)
        .join(TrialAction, TrialAction.id == DocumentationCheck.trial_id)
        .join(SparringSession, SparringSession.id == DocumentationCheck.session_id)
        .where(or_(*seen))
    )


def visible_takeaways(member: Member) -> Select[Takeaway]:
    """One's own, and those of the sessions one leads."""
    leads = (
        sa.true()
        if _advises_all(member)
        else and_(SparringSession.facilitator_id == member.person_id, sa.literal(member.spars))
    )
    return (
        select(Takeaway)
        .join(SparringSession, SparringSession.id == Takeaway.session_id)
        .where(or_(Takeaway.person_id == member.person_id, leads))
    )


def visible_private_notes(member: Member) -> Select[PrivateNote]:
    """One's own, and nobody else's ever."""
    return select(PrivateNote).where(PrivateNote.author_id == member.person_id)


def visible_agreements(member: Member) -> Select[Agreement]:
    """One's own, those of sessions one is in, and those on prøvehandlinger one has part in or advises on."""
    return select(Agreement).where(may_see_agreement(member))


def may_see_agreement(member: Member) -> sa.ColumnElement[bool]:
    seen: list[sa.ColumnElement[bool]] = [Agreement.person_id == member.person_id]
    theirs: list[sa.ColumnElement[bool]] = [TrialAction.owner_id == member.person_id]
    if member.is_activist:
        part_in = select(TrialParticipant.trial_id).where(
            TrialParticipant.person_id == member.person_id
        )
        theirs.append(TrialAction.id.in_(part_in))
    if member.is_consultant:
        units = member.roles[Role.CONSULTANT]
        theirs.append(sa.true() if units is None else TrialAction.unit_id.in_(units))
    seen.append(Agreement.trial_id.in_(select(TrialAction.id).where(or_(*theirs))))
    seen.append(Agreement.session_id.in_(select(SparringSession.id).where(in_the_room(member))))
    return or_(*seen)


def _advises_all(member: Member) -> bool:
    return member.is_consultant and member.roles[Role.CONSULTANT] is None


def is_in_the_room(member: Member, session: SparringSession) -> bool:
    """Whether the member reads the session whole."""
    return _advises_all(member) or (member.spars and member.person_id in session.people_ids)


def needs_consent(member: Member, trial: TrialAction) -> bool:
    """Whether its owner must say yes before the room may read it: it isn't shared with all who may be there."""
    if trial.state in DRAFTS or trial.visibility in (Visibility.PRIVATE, Visibility.UNIT):
        return True
    tops = {unit.path[0] for unit in member.directory.units.values()}
    return trial.visibility == Visibility.DEPARTMENT and len(tops) > 1


def is_shown_in_the_room(member: Member, item: AgendaItem, trial: TrialAction) -> bool:
    """Whether the room may read it now: its owner said yes, or it is shared with everybody there."""
    if item.consent is AgendaConsent.NOT_NEEDED:
        return not needs_consent(member, trial)
    return item.consent is AgendaConsent.GIVEN


def lacks_facilitator(member: Member, session: SparringSession) -> bool:
    """Whether the one who leads it has no role any more in which one can."""
    person = member.directory.people.get(session.facilitator_id) if session.facilitator_id else None
    return person is None or not may_lead(member, person.id)


def may_lead(member: Member, person_id: UUID) -> bool:
    """Whether the person is læringsaktivist or consultant today, and so may lead a session."""
    person = member.directory.people.get(person_id)
    return person is not None and any(
        person.has(role, member.today) for role in (Role.ACTIVIST, Role.CONSULTANT)
    )


# Deeds


@permits(Deed.LIST_SESSIONS)
@permits(Deed.LIST_AGREEMENTS)
def anyone_at_all(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen. Hver ser kun det, de har del i."""
    return bool(member.roles)


@permits(Deed.CREATE_SESSION)
def consultant_or_activist_without_one(member: Member, _: object) -> bool:
    """Konsulenter. Har organisationen ingen konsulent, også læringsaktivister."""
    if member.is_consultant:
        return True
    has_consultant = any(
        one.has(Role.CONSULTANT, member.today) for one in member.directory.people.values()
    )
    return member.is_activist and not has_consultant


@permits(Deed.SEE_SESSION)
def one_who_is_told_of_it(member: Member, _: SparringSession) -> bool:
    """Deltagerne og konsulenten læser det hele. Ledere af enhederne ser kun dato og emner, administratorer kun at den findes."""
    return True


@permits(Deed.READ_SESSION)
def its_room(member: Member, session: SparringSession) -> bool:
    """Facilitator, referent, deltagere og konsulenter for hele organisationen."""
    return is_in_the_room(member, session)


@permits(Deed.LEAD_SESSION)
def its_facilitator_or_consultant(member: Member, session: SparringSession) -> bool:
    """Facilitator og konsulenter for hele organisationen."""
    return _advises_all(member) or (member.spars and session.facilitator_id == member.person_id)


@permits(Deed.APPOINT_FACILITATOR)
def its_facilitator_or_administrator_when_lacking(member: Member, session: SparringSession) -> bool:
    """Facilitator og konsulenter for hele organisationen. Er facilitator holdt op, også administratorer, uden at de kan læse sessionen."""
    if its_facilitator_or_consultant(member, session):
        return True
    return member.is_local_admin and lacks_facilitator(member, session)


@permits(Deed.BRING_TO_AGENDA)
def its_facilitator_or_owner_in_the_room(member: Member, session: SparringSession) -> bool:
    """Facilitator og konsulenter. Deltagere kan sætte deres egne prøvehandlinger på."""
    return session.state.is_ahead and is_in_the_room(member, session)


@permits(Deed.ANSWER_AGENDA)
def owner_of_the_trial(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige for prøvehandlingen."""
    return trial.owner_id == member.person_id


@permits(Deed.CONTRIBUTE)
def its_room_while_open(member: Member, session: SparringSession) -> bool:
    """Facilitator, referent, deltagere og konsulenter for hele organisationen, mens sessionen er åben for bidrag."""
    return session.state is SessionState.OPEN and is_in_the_room(member, session)


@permits(Deed.WRITE_IN_ROOM)
def its_facilitator_scribe_or_consultant(member: Member, session: SparringSession) -> bool:
    """Facilitator, referent og konsulenter for hele organisationen, til sessionen er lukket."""
    is_open = session.state not in (SessionState.CLOSED, SessionState.CANCELLED)
    writes = member.spars and member.person_id in (session.facilitator_id, session.scribe_id)
    return is_open and (writes or _advises_all(member))


@permits(Deed.HARVEST_SESSION)
def consultant_in_its_room_afterwards(member: Member, session: SparringSession) -> bool:
    """Konsulenter, der var med eller rådgiver hele organisationen, når sessionen er afholdt."""
    was_there = member.is_consultant and is_in_the_room(member, session)
    return was_there and session.state.was_held


@permits(Deed.TAKE_AWAY)
def its_people_afterwards(member: Member, session: SparringSession) -> bool:
    """Facilitator, referent og deltagere, når sessionen er afholdt."""
    took_part = member.spars and member.person_id in session.people_ids
    return took_part and session.state.was_held


@permits(Deed.NOTE_PRIVATELY)
def its_facilitator_or_a_consultant(member: Member, session: SparringSession) -> bool:
    """Facilitator og konsulenter. Noten læses kun af den, der skrev den."""
    is_consultant = member.is_consultant and is_in_the_room(member, session)
    return is_consultant or its_facilitator_or_consultant(member, session)


@permits(Deed.CHECK_DOCUMENTATION)
def consultant_of_the_unit(member: Member, trial: TrialAction) -> bool:
    """Konsulenten i enheden, hvis konsulenten ikke også leder den. Kun konsulenten og den ansvarlige ser tjekket."""
    return member.advises(trial.unit_id) and member.spars_in(trial.unit_id)


@permits(Deed.AGREE_ON_TRIAL)
def owner_or_consultant_of_the_trial(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og konsulenten i enheden."""
    return trial.owner_id == member.person_id or member.advises(trial.unit_id)


@permits(Deed.SETTLE_AGREEMENT)
def one_who_sees_the_agreement(member: Member, agreement: Agreement) -> bool:
    """Den, der har lovet det, den, der skrev aftalen ned, og konsulenter for hele organisationen."""
    own = member.person_id in (agreement.person_id, agreement.created_by_id)
    return own or _advises_all(member)
