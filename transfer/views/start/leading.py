"""A leader's part: what others ask of her first, then her units' work. Nothing ranks anybody."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from reports import Bar, Card, Segment
from reports.charts import PAGE_WIDTH, Chart, stacked_bars
from transfer.db import db
from transfer.domain.indicators.facts import NEVER_COUNTED
from transfer.domain.lifecycle import CLOSED, CycleState, State
from transfer.domain.vocabulary import ReportConsent, Role
from transfer.models.directory import PersonEntry
from transfer.models.learning_cycles import LearningCycle
from transfer.models.trial_actions import TrialAction
from transfer.policies import Member, may_be_seen_by
from transfer.reporting.figures import NOT_CHECKED
from transfer.speaking import gettext as _
from transfer.views.start.numbers import Counted
from transfer.views.start.own_work import unanswered_checks

MOST_ASKED: Final = 5
MOST_LEARNINGS: Final = 3
_LOOKED_THROUGH: Final = 200
"""Of the trials changed last, how many are looked through for a wish or a learning."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One concrete thing that somebody needs from their leader."""

    trial_id: UUID
    title: str
    owner_id: UUID
    wish: str


@dataclass(frozen=True, slots=True)
class DueCheck:
    trial_id: UUID
    title: str
    month: int
    due_on: date


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A cycle of hers that has ended; nobody has counted yet who uses it."""

    cycle_id: UUID
    title: str
    end_date: date | None


@dataclass(frozen=True, slots=True)
class Learning:
    """One sentence. The unit is named only where its people agreed to that."""

    trial_id: UUID
    sentence: str
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Leading:
    wishes: tuple[Wish, ...]
    checks: tuple[DueCheck, ...]
    follow_ups: tuple[FollowUp, ...]
    work: Chart | None
    total: int
    cards: tuple[Card, ...]
    year: int
    learnings: tuple[Learning, ...]
    activists: tuple[PersonEntry, ...]


def of(member: Member, counted: Counted) -> Leading:
    bar, led = _work(member, counted), _led(member)
    return Leading(
        wishes=_wishes(member, led),
        checks=_checks(member, led),
        follow_ups=_follow_ups(member),
        work=_drawn(bar) if bar.total else None,
        total=bar.total,
        cards=tuple(map(_explained, counted.cards)),
        year=counted.period.first.year,
        learnings=_learnings(led),
        activists=attached_activists(member),
    )


def attached_activists(member: Member) -> tuple[PersonEntry, ...]:
    """The læringsaktivister who work in the units she leads, and no others."""
    units = member.roles[Role.LEADER]

    def is_attached(person: PersonEntry) -> bool:
        return any(
            role.role is Role.ACTIVIST
            and role.holds(member.today)
            and (units is None or role.unit_id in units)
            for role in person.roles
        )

    return tuple(one for one in member.directory.people.values() if is_attached(one))


def _work(member: Member, counted: Counted) -> Bar:
    """Her units' trials by state; ideas and what never began are nobody's business yet."""
    units = member.roles[Role.LEADER]
    totals = dict.fromkeys((state for state in State if state not in NEVER_COUNTED), 0)
    for (unit_id, state), number in counted.trials.items():
        if state in totals and (units is None or unit_id in units):
            totals[state] += number
    segments = tuple(Segment(_(state.label), number) for state, number in totals.items())
    return Bar(_("Dine enheder"), segments)


def _drawn(bar: Bar) -> Chart:
    chart = stacked_bars(
        "enhedernes-arbejde", _("Prøvehandlinger efter tilstand"), [bar], width=PAGE_WIDTH
    )
    return replace(chart, columns=(*chart.columns[:-1], _("I alt")))


def _explained(card: Card) -> Card:
    """The card in the reader's language; the count that may follow its definition stands last."""
    meaning, _stop, count = card.definition.partition(". ")
    said = _(card.definition)
    if count:
        meaning += "."
        said = f"{_(meaning)} {_(NOT_CHECKED, number=count.split()[0])}"
    return replace(card, name=_(card.name), definition=said)


def _led(member: Member) -> sa.ColumnElement[bool]:
    """In the units she leads, and hers to read."""
    units = member.roles[Role.LEADER]
    within = sa.true() if units is None else TrialAction.unit_id.in_(units)
    return sa.and_(within, may_be_seen_by(member))


def _wishes(member: Member, led: sa.ColumnElement[bool]) -> tuple[Wish, ...]:
    lately = (
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.owner_id,
            TrialAction.other_answers["support_needed"].as_string().label("wish"),
        )
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.state.in_([State.RUNNING, State.REFLECTING]),
            TrialAction.owner_id != member.person_id,
            led,
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(_LOOKED_THROUGH)
    )
    asked = [Wish(*row) for row in db.session.execute(lately) if row.wish]
    return tuple(asked[:MOST_ASKED])


def _checks(member: Member, led: sa.ColumnElement[bool]) -> tuple[DueCheck, ...]:
    query = unanswered_checks().where(led).limit(_LOOKED_THROUGH)
    latest = {row.id: row for row in db.session.execute(query, {"today": member.today})}
    return tuple(DueCheck(*row) for row in latest.values())[:MOST_ASKED]


def _follow_ups(member: Member) -> tuple[FollowUp, ...]:
    query = (
        sa.select(LearningCycle.id, LearningCycle.title, LearningCycle.end_date)
        .where(
            LearningCycle.sponsor_id == member.person_id,
            LearningCycle.state == CycleState.COMPLETED,
        )
        .order_by(LearningCycle.end_date)
        .limit(MOST_ASKED)
    )
    return tuple(FollowUp(*row) for row in db.session.execute(query))


def _learnings(led: sa.ColumnElement[bool]) -> tuple[Learning, ...]:
    """The newest she may read, of those whose people agree to be quoted."""
    query = (
        sa.select(
            TrialAction.id,
            TrialAction.learning_headline,
            TrialAction.unit_id,
            TrialAction.report_consent,
            TrialAction.decided_on,
        )
        .where(
            TrialAction.is_archived.is_(False),
            TrialAction.state.in_(CLOSED),
            TrialAction.learning_headline != "",
            TrialAction.report_consent != ReportConsent.FIGURES_ONLY.value,
            led,
        )
        .order_by(TrialAction.updated_at.desc())
        .limit(_LOOKED_THROUGH)
    )
    rows = sorted(
        db.session.execute(query), key=lambda row: row.decided_on or date.min, reverse=True
    )
    return tuple(
        Learning(
            row.id,
            row.learning_headline,
            row.unit_id if row.report_consent == ReportConsent.WITH_UNIT.value else None,
        )
        for row in rows[:MOST_LEARNINGS]
    )
