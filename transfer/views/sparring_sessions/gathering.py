"""What the pages of a sparringssession show, read through the reader's sight and with few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.lifecycle import State
from transfer.domain.sparring import AROUND, AgendaConsent, DocMark, DocPoint, average_benefit
from transfer.models.agreements import Agreement
from transfer.models.insights import Insight
from transfer.models.sparring_sessions import (
    AgendaItem,
    Contribution,
    DocumentationCheck,
    PrivateNote,
    SparringSession,
    Takeaway,
)
from transfer.models.trial_actions import TrialAction
from transfer.policies import (
    Deed,
    Member,
    is_shown_in_the_room,
    may,
    may_be_seen_by,
    may_see_agreement,
    visible_agenda_items,
    visible_contributions,
    visible_documentation_checks,
    visible_insights,
    visible_private_notes,
    visible_takeaways,
    visible_trial_actions,
)

MOST_OFFERED: Final = 200
"""How many prøvehandlinger can be picked for an agenda; the ones changed last."""

STORY: Final = (
    "challenge",
    "action",
    "prediction",
    "signs",
    "what_happened",
    "learning",
)
"""What the room is told of a prøvehandling, in the order of telling."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the agenda as one reader sees it. Without a trial it is one that is not shared with them."""

    item: AgendaItem
    trial: TrialAction | None
    opens: bool = False
    """Whether the reader may open the prøvehandling itself."""
    in_the_room: bool = False
    """Whether it may be shown to everybody in the room now."""

    @property
    def awaits(self) -> bool:
        return self.item.consent is AgendaConsent.ASKED

    @property
    def is_refused(self) -> bool:
        return self.item.consent is AgendaConsent.REFUSED


def agenda_of(session: SparringSession, member: Member) -> list[Line]:
    """The agenda in order, in one query; the texts only of what the reader may see."""
    rows = db.session.execute(
        visible_agenda_items(member)
        .where(AgendaItem.session_id == session.id)
        .with_only_columns(AgendaItem.id, TrialAction, may_be_seen_by(member).label("opens"))
    )
    seen = {row[0]: (row[1], bool(row.opens)) for row in rows}
    lines = []
    for item in session.agenda:
        trial, opens = seen.get(item.id, (None, False))
        shown = trial is not None and is_shown_in_the_room(member, item, trial)
        lines.append(Line(item, trial, opens, shown))
    return lines


def story_of(trial: TrialAction) -> list[tuple[str, str]]:
    """Question and answer of what has been written so far."""
    questions = trial.questions.by_key
    return [
        (questions[key].label, text)
        for key in STORY
        if key in questions and (text := getattr(trial, key, None))
    ]


@dataclass(frozen=True, slots=True)
class Minutes:
    """How the time of a session is spent."""

    trials: int
    around: int
    length: int | None

    @property
    def total(self) -> int:
        return self.trials + self.around

    @property
    def left(self) -> int | None:
        return None if self.length is None else self.length - self.total


def minutes_of(session: SparringSession) -> Minutes:
    return Minutes(session.planned_minutes, AROUND, session.length)


def earlier_agreements(session: SparringSession, member: Member) -> list[Agreement]:
    """Open agreements from the sessions before it in its series, and on what is on the agenda."""
    before = sa.select(SparringSession.id).where(
        SparringSession.series_id == session.series_id,
        SparringSession.id != session.id,
        SparringSession.held_on <= session.held_on,
    )
    trials = [item.trial_id for item in session.agenda]
    return _agreements(
        member,
        Agreement.done_on.is_(None),
        Agreement.dropped_on.is_(None),
        sa.or_(Agreement.session_id.in_(before), Agreement.trial_id.in_(trials)),
        sa.or_(Agreement.session_id.is_(None), Agreement.session_id != session.id),
    )


def agreements_made_at(session: SparringSession, member: Member) -> list[Agreement]:
    return _agreements(member, Agreement.session_id == session.id)


def _agreements(member: Member, *which: sa.ColumnElement[bool]) -> list[Agreement]:
    return list(
        db.session.scalars(
            sa.select(Agreement)
            .where(may_see_agreement(member), *which)
            .order_by(Agreement.due_on, Agreement.id)
        )
    )


def titles_of(agreements: Sequence[Agreement], member: Member) -> Mapping[UUID, str]:
    """The titles of the prøvehandlinger that agreements are about, of those the reader may open."""
    ids = {one.trial_id for one in agreements if one.trial_id}
    if not ids:
        return {}
    rows = db.session.execute(
        visible_trial_actions(member)
        .where(TrialAction.id.in_(ids))
        .with_only_columns(TrialAction.id, TrialAction.title)
    )
    return {row.id: row.title for row in rows}


def contributions_to(session: SparringSession, member: Member) -> list[Contribution]:
    return list(
        db.session.scalars(
            visible_contributions(member)
            .where(Contribution.session_id == session.id)
            .order_by(Contribution.created_at, Contribution.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Benefit:
    """What the participants took along: one's own line, all of them for who leads, an average for all."""

    mine: Takeaway | None
    all: Sequence[Takeaway]
    answers: int
    average: float | None


def benefit_of(session: SparringSession, member: Member) -> Benefit:
    given = list(
        db.session.scalars(
            sa.select(Takeaway.benefit).where(
                Takeaway.session_id == session.id, Takeaway.benefit.is_not(None)
            )
        )
    )
    answers = [one for one in given if one is not None]
    shown = list(
        db.session.scalars(
            visible_takeaways(member).where(Takeaway.session_id == session.id).order_by(Takeaway.id)
        )
    )
    mine = next((one for one in shown if one.person_id == member.person_id), None)
    every = shown if may(member, Deed.LEAD_SESSION, session) else []
    return Benefit(mine, every, len(answers), average_benefit(answers))


def documentation_checks(
    session: SparringSession, member: Member
) -> dict[UUID, DocumentationCheck]:
    """By prøvehandling, those the reader may see."""
    found = db.session.scalars(
        visible_documentation_checks(member).where(DocumentationCheck.session_id == session.id)
    )
    return {one.trial_id: one for one in found}


@dataclass(frozen=True, slots=True)
class Documented:
    """How one prøvehandling is documented, for a reader who may know."""

    line: Line
    marks: tuple[tuple[str, str], ...]
    """Point and mark in words; none before the check is made."""
    may_check: bool


def documented(session: SparringSession, lines: Sequence[Line], member: Member) -> list[Documented]:
    """The documentation checks that the reader sees or may make, in the order of the agenda."""
    if not session.state.was_held:
        return []
    checks = documentation_checks(session, member)
    found = []
    for line in lines:
        if line.trial is None:
            continue
        check = checks.get(line.trial.id)
        may_check = may(member, Deed.CHECK_DOCUMENTATION, line.trial)
        if check is not None or may_check:
            marks = check.marks if check else {}
            words = tuple(
                (point.label, DocMark(str(marks[point.value])).label)
                for point in DocPoint
                if point.value in marks
            )
            found.append(Documented(line, words, may_check))
    return found


def outsiders(session: SparringSession, member: Member) -> list[str]:
    """The names of those in the room who are employed elsewhere (DOMAIN C7)."""
    people = member.directory.people
    return sorted(
        people[one].name for one in session.people_ids if one in people and people[one].is_external
    )


def private_note(session: SparringSession, member: Member) -> PrivateNote | None:
    return db.session.scalar(
        visible_private_notes(member).where(PrivateNote.session_id == session.id)
    )


def insights_from(session: SparringSession) -> list[Insight]:
    """The insights that name the session as their source; all in the room read them, drafts too."""
    return list(
        db.session.scalars(
            sa.select(Insight)
            .where(Insight.session_id == session.id)
            .order_by(Insight.created_at, Insight.id)
        )
    )


def insights_in_sight(session: SparringSession, member: Member) -> frozenset[UUID]:
    """The ids of those whose own page the reader may open."""
    return frozenset(
        db.session.scalars(
            visible_insights(member)
            .where(Insight.session_id == session.id)
            .with_only_columns(Insight.id)
        )
    )


def insight_count(session: SparringSession) -> int:
    """How many insights came from it, whoever sees them."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(Insight.id)).where(Insight.session_id == session.id)
        )
        or 0
    )


def offered_trials(session: SparringSession, member: Member) -> list[Any]:
    """What the reader may put on the agenda and isn't there: their own, or all they read if they lead it."""
    query = visible_trial_actions(member).where(
        TrialAction.is_archived.is_(False),
        TrialAction.state != State.CANCELLED,
        TrialAction.id.not_in([item.trial_id for item in session.agenda]),
    )
    if not may(member, Deed.LEAD_SESSION, session):
        query = query.where(TrialAction.owner_id == member.person_id)
    return list(
        db.session.execute(
            query.with_only_columns(
                TrialAction.id, TrialAction.title, TrialAction.owner_id, TrialAction.unit_id
            )
            .order_by(TrialAction.updated_at.desc())
            .limit(MOST_OFFERED)
        )
    )


def topics_of(session: SparringSession, member: Member) -> list[str]:
    """The titles of those on the agenda that a reader outside the room sees anyway."""
    rows = db.session.scalars(
        visible_trial_actions(member)
        .join(AgendaItem, AgendaItem.trial_id == TrialAction.id)
        .where(AgendaItem.session_id == session.id)
        .order_by(AgendaItem.position)
        .with_only_columns(TrialAction.title)
    )
    return list(rows)
