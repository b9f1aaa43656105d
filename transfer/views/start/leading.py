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
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.vocabulary import ReportConsent, Role
from transfer.models.directory import PersonEntry
from transfer.models.trial_actions import TrialAction
from transfer.next_steps.leaders import LOOKED_THROUGH, led
from transfer.policies import Member
from transfer.reporting.figures import NOT_CHECKED
from transfer.speaking import gettext as _
from transfer.views.start.numbers import Counted

MOST_LEARNINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Learning:
    """One sentence. The unit is named only where its people agreed to that."""

    trial_id: UUID
    sentence: str
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Leading:
    work: Chart | None
    total: int
    cards: tuple[Card, ...]
    year: int
    learnings: tuple[Learning, ...]
    activists: tuple[PersonEntry, ...]


def of(member: Member, counted: Counted) -> Leading:
    bar = _work(member, counted)
    return Leading(
        work=_drawn(bar) if bar.total else None,
        total=bar.total,
        cards=tuple(map(_explained, counted.cards)),
        year=counted.period.first.year,
        learnings=_learnings(led(member)),
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
        .limit(LOOKED_THROUGH)
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
