"""Feedback and sparringsønsker: for those who work with a prøvehandling, and never for its leaders.

A leader who is nothing else sees none of it, not even on a prøvehandling they take part in. One who is
an activist or a consultant too sees it, but for the units that they lead; there only the owner does.
"""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Select, and_, false, or_, select

from transfer.domain.feedback import FeedbackState
from transfer.domain.vocabulary import Role
from transfer.models.directory import Directory, PersonEntry
from transfer.models.feedback import Feedback
from transfer.models.sparring_requests import SparringRequest
from transfer.models.trial_actions import TrialAction, TrialParticipant
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.sight import is_asked_about, may_be_seen_by, reads_in_full


def is_for_sparring(member: Member, trial: TrialAction) -> bool:
    """Whether all that is said about the trial is for the member: its own people and the consultant."""
    if not member.spars:
        return False
    if trial.owner_id == member.person_id:
        return True
    return member.spars_in(trial.unit_id) and (
        trial.is_own(member.person_id) or member.advises(trial.unit_id)
    )


def visible_feedback(member: Member) -> Select[Feedback]:
    """What was said on trials of one's own or that one advises on, and what one said oneself."""
    if not member.spars:
        return select(Feedback).where(false())
    mine = Feedback.author_id == member.person_id
    sent = Feedback.state != FeedbackState.DRAFT
    return (
        select(Feedback)
        .join(TrialAction, TrialAction.id == Feedback.trial_id)
        .where(
            may_be_seen_by(member),
            or_(
                and_(sent, _is_for_sparring(member)),
                and_(mine, _spars_in(member)),
                and_(mine, TrialAction.owner_id == member.person_id),
            ),
        )
    )


def visible_sparring_requests(member: Member) -> Select[SparringRequest]:
    """Those one was asked, and those about trials of one's own."""
    if not member.spars:
        return select(SparringRequest).where(false())
    own = or_(
        TrialAction.owner_id == member.person_id,
        and_(_takes_part(member), _spars_in(member)),
    )
    asked = and_(SparringRequest.asked_id == member.person_id, _spars_in(member))
    return (
        select(SparringRequest)
        .join(TrialAction, TrialAction.id == SparringRequest.trial_id)
        .where(or_(own, asked))
    )


def _is_for_sparring(member: Member) -> sa.ColumnElement[bool]:
    """The same as `is_for_sparring`, as a condition on trials."""
    near: list[sa.ColumnElement[bool]] = [_takes_part(member)]
    if member.is_consultant:
        units = member.roles[Role.CONSULTANT]
        near.append(sa.true() if units is None else TrialAction.unit_id.in_(units))
    own = TrialAction.owner_id == member.person_id
    return or_(own, and_(_spars_in(member), or_(*near)))


def _takes_part(member: Member) -> sa.ColumnElement[bool]:
    taking_part = select(TrialParticipant.trial_id).where(
        TrialParticipant.person_id == member.person_id
    )
    return TrialAction.id.in_(taking_part)


def _spars_in(member: Member) -> sa.ColumnElement[bool]:
    """Outside the units that the member leads."""
    if not member.is_leader:
        return sa.true()
    led = member.roles[Role.LEADER]
    return sa.false() if led is None else TrialAction.unit_id.not_in(led)


def readers_of_feedback(
    trial: TrialAction, directory: Directory, on: date, author_id: UUID | None = None
) -> list[PersonEntry]:
    """Everybody who may read what is said about the trial, and the author of this remark; by name."""
    advisers = {
        person.id for person in directory.people.values() if person.has(Role.CONSULTANT, on)
    }
    near = {trial.owner_id, *trial.participant_ids, *advisers}
    readers = {
        one
        for one in near & directory.people.keys()
        if is_for_sparring(
            Member.of(directory.people[one], trial.organisation_id, directory, on), trial
        )
    }
    if author_id is not None:
        readers.add(author_id)
    return [person for person in directory.people.values() if person.id in readers]


def those_to_ask(trial: TrialAction, directory: Directory, on: date) -> list[PersonEntry]:
    """Those who can be asked for sparring on the trial: the unit's consultants first, then by name."""
    offered: list[tuple[bool, PersonEntry]] = []
    for person in directory.people.values():
        if trial.is_own(person.id):
            continue
        member = Member.of(person, trial.organisation_id, directory, on)
        if member.spars_in(trial.unit_id):
            offered.append((not member.advises(trial.unit_id), person))
    return [person for _, person in sorted(offered, key=lambda one: one[0])]


@permits(Deed.GIVE_FEEDBACK)
def one_who_reads_it_but_does_not_own_it(member: Member, trial: TrialAction) -> bool:
    """Konsulenter og læringsaktivister, der kan læse hele prøvehandlingen. Ikke dens egne folk, og ikke enhedens leder."""
    return (
        member.spars_in(trial.unit_id)
        and not trial.is_own(member.person_id)
        and reads_in_full(member, trial)
    )


@permits(Deed.FOLLOW_FEEDBACK)
def one_of_the_sparring(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende, konsulenten og dem, der kan give feedback. Hver ser kun det, der er til dem; ledere og administratorer ser intet."""
    return is_for_sparring(member, trial) or one_who_reads_it_but_does_not_own_it(member, trial)


@permits(Deed.READ_FEEDBACK)
def one_who_sees_the_remark(member: Member, _: Feedback) -> bool:
    """Den, der har skrevet den, den ansvarlige, de medvirkende og konsulenten. Aldrig enhedens leder eller en administrator."""
    return member.spars


@permits(Deed.REPLY_TO_FEEDBACK)
def one_who_sees_it_sent(_: Member, remark: Feedback) -> bool:
    """De samme, når den er sendt."""
    return remark.state is not FeedbackState.DRAFT


@permits(Deed.WRITE_FEEDBACK)
def its_author_before_it_is_sent(member: Member, remark: Feedback) -> bool:
    """Den, der har skrevet den, indtil den er sendt."""
    return remark.author_id == member.person_id and remark.state is FeedbackState.DRAFT


@permits(Deed.CLOSE_FEEDBACK)
def those_it_was_given(member: Member, remark: Feedback) -> bool:
    """Den ansvarlige og de medvirkende."""
    return remark.trial.is_own(member.person_id) and is_for_sparring(member, remark.trial)


@permits(Deed.GATHER_FEEDBACK)
def activist_or_consultant_who_spars(member: Member, _: object) -> bool:
    """Læringsaktivister og konsulenter. Hver ser kun sin egen."""
    return member.spars


@permits(Deed.ASK_FOR_SPARRING)
def its_owner(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige selv. Den, der bliver spurgt, kan læse prøvehandlingen imens."""
    return member.spars and trial.owner_id == member.person_id


@permits(Deed.READ_SPARRING_REQUEST)
def one_who_sees_the_request(member: Member, _: SparringRequest) -> bool:
    """Den, der er spurgt, den ansvarlige og de medvirkende."""
    return member.spars


@permits(Deed.ANSWER_SPARRING_REQUEST)
def whoever_was_asked(member: Member, request: SparringRequest) -> bool:
    """Den, der er spurgt, så længe ønsket er åbent."""
    return request.asked_id == member.person_id and is_asked_about(member, request.trial)


@permits(Deed.END_SPARRING_REQUEST)
def its_owner_too(member: Member, request: SparringRequest) -> bool:
    """Prøvehandlingens ansvarlige."""
    return member.spars and request.trial.owner_id == member.person_id
