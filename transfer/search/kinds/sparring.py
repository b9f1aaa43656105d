"""Sparringssessioner, what was said about each prøvehandling there, and aftaler, as they are searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from transfer.db import db
from transfer.domain.texts import marked
from transfer.models import (
    AgendaItem,
    Agreement,
    Contribution,
    SessionParticipant,
    SparringSession,
    TrialAction,
)
from transfer.models.search_texts import Audience, SearchText
from transfer.policies import (
    Member,
    about_ones_units,
    in_the_room,
    may_see_agreement,
    visible_agenda_items,
)
from transfer.search.kinds.shape import Read, Said, Searchable, person_mark, readers, written

# Sessioner


def _read_sessions(ids: Sequence[UUID]) -> dict[UUID, Read]:
    sessions = db.session.scalars(
        sa.select(SparringSession)
        .where(SparringSession.id.in_(ids))
        .options(selectinload(SparringSession.participant_links))
    )
    brought: dict[UUID, list[str]] = {}
    contributions = (
        sa.select(Contribution.session_id, Contribution.text)
        .where(Contribution.session_id.in_(ids))
        .order_by(Contribution.created_at, Contribution.id)
    )
    for session_id, text in db.session.execute(contributions):
        brought.setdefault(session_id, []).append(text)
    return {one.id: Read(one, _said_by_session(one, brought.get(one.id, []))) for one in sessions}


def _said_by_session(session: SparringSession, brought: list[str]) -> dict[Audience, Said]:
    """To the room all that everybody there reads; to a leader of the units what it is called.

    What was said about each prøvehandling has readers of its own (`AGENDA_ITEMS`).
    """
    parts = written(
        (marked("Det, vi tog med"), session.headline),
        (marked("Referat"), session.summary),
        (marked("Formål"), session.purpose),
        (marked("Sted"), session.place),
        (marked("Aflyst"), session.cancelled_because),
        *((marked("Bidrag"), text) for text in brought),
    )
    people = tuple(map(person_mark, sorted(session.people_ids)))
    return {
        Audience.FULL: Said(session.title, parts, people),
        Audience.LEADER: Said(session.title, ()),
    }


def _readers_of_sessions(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    """An administrator is told that a session is there but not its title, and so finds none."""
    inside = in_the_room(member)
    return readers(full=inside, leader=sa.and_(about_ones_units(member), sa.not_(inside)))


SESSIONS: Final = Searchable(
    "session",
    SparringSession,
    SearchText.session_id,
    {SessionParticipant: "session_id", Contribution: "session_id"},
    _read_sessions,
    _readers_of_sessions,
)

# Dagsordenen


@dataclass(frozen=True, slots=True)
class OnTheAgenda:
    """What was asked and said about one prøvehandling, with the names of both it and the session.

    Whoever sees the point sees these names, but it is not found by them: they are found themselves.
    """

    item: AgendaItem
    session: SparringSession
    trial_title: str


def _read_agenda_items(ids: Sequence[UUID]) -> dict[UUID, Read]:
    rows = db.session.execute(
        sa.select(AgendaItem, SparringSession, TrialAction.title)
        .join(SparringSession, SparringSession.id == AgendaItem.session_id)
        .join(TrialAction, TrialAction.id == AgendaItem.trial_id)
        .where(AgendaItem.id.in_(ids))
    )
    return {
        item.id: Read(OnTheAgenda(item, session, title), {Audience.FULL: _said_of_trial(item)})
        for item, session, title in rows
    }


def _said_of_trial(item: AgendaItem) -> Said:
    return Said(item.focus_question, written((marked("Noter fra rummet"), item.notes)))


def _readers_of_agenda_items(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    """Not all in the room read all of the agenda: only what is shared with them, or had its owner's yes."""
    if not member.spars:
        return {}
    seen = visible_agenda_items(member).with_only_columns(AgendaItem.id).correlate(None)
    return {Audience.FULL: AgendaItem.id.in_(seen)}


AGENDA_ITEMS: Final = Searchable(
    "agenda_item",
    AgendaItem,
    SearchText.agenda_item_id,
    {},
    _read_agenda_items,
    _readers_of_agenda_items,
    {SparringSession: AgendaItem.session_id, TrialAction: AgendaItem.trial_id},
)

# Aftaler


def _read_agreements(ids: Sequence[UUID]) -> dict[UUID, Read]:
    agreements = db.session.scalars(sa.select(Agreement).where(Agreement.id.in_(ids)))
    return {one.id: Read(one, {Audience.FULL: _said_by_agreement(one)}) for one in agreements}


def _said_by_agreement(agreement: Agreement) -> Said:
    marks = (person_mark(agreement.person_id),) if agreement.person_id else ()
    return Said(
        agreement.what, written((marked("Hvad kom der ud af det?"), agreement.outcome)), marks
    )


def _readers_of_agreements(member: Member) -> Mapping[Audience, sa.ColumnElement[bool]]:
    return readers(full=may_see_agreement(member))


AGREEMENTS: Final = Searchable(
    "agreement",
    Agreement,
    SearchText.agreement_id,
    {},
    _read_agreements,
    _readers_of_agreements,
    {SparringSession: Agreement.session_id, TrialAction: Agreement.trial_id},
)
