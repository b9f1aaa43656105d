"""The management report, gathered: figures, goals, and the trials whose owners agree to be quoted."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import (
    Bar,
    Consent,
    CycleLine,
    GoalLine,
    ManagementReport,
    Segment,
    Share,
    TrialLine,
    ValuePoint,
)
from transfer.db import db
from transfer.domain import indicators
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.indicators.facts import DECIDED_STATES
from transfer.domain.lifecycle import State
from transfer.domain.periods import Period
from transfer.domain.vocabulary import (
    Decision,
    Origin,
    Outcome,
    Relation,
    ReportConsent,
    Scale,
    Wording,
)
from transfer.models import TrialAction, TrialGoal
from transfer.models.directory import Directory, directory_of
from transfer.reporting import cases, figures
from transfer.reporting.facts import ReportedOn, goals_of, programme_facts
from transfer.reporting.follow_up import followed_up
from transfer.reporting.ideas import ideas, unit_names
from transfer.reporting.in_full import told_in_full
from transfer.reporting.lessons import learnt, recommended
from transfer.reporting.measures import counted
from transfer.reporting.picks import Offered, Picks
from transfer.reporting.scope import Scope, in_scope, scope_of

MOST_LISTED: Final = 500
"""Trials in the list at the back; with more it would be a register, not a report."""

_UNDER_WAY: Final = frozenset({State.RUNNING, State.REFLECTING})
_SURPRISING: Final = frozenset({Outcome.BETTER.value, Outcome.NOT_AS_EXPECTED.value})


def management_report(
    organisation: ReportedOn,
    period: Period,
    *,
    unit_id: UUID | None = None,
    scope: Scope | None = None,
    picks: Picks | None = None,
    measures: sa.Select[Any],
    made_at: datetime,
    made_by: str,
    today: date,
) -> ManagementReport:
    """The report on one period, of the whole organisation, of one unit with all below it, or of a `scope`.

    A report of one single unit, or whose trials all come from one, holds counts and anchoring, but no
    outcome rates: with one activist in each unit they would be a judgement on a person. "Uden enhed"
    isn't quoted either where the front page names the unit.

    Args:
        picks: what somebody chose to tell of; None: what the tool suggests.
        measures: the målinger that whoever makes it sees.
    """
    report, _ = report_and_offers(
        organisation,
        period,
        scope=scope or scope_of(_directory(organisation), unit_id),
        picks=picks or Picks(),
        measures=measures,
        made_at=made_at,
        made_by=made_by,
        today=today,
    )
    return report


def report_and_offers(
    organisation: ReportedOn,
    period: Period,
    *,
    scope: Scope,
    picks: Picks,
    measures: sa.Select[Any],
    made_at: datetime,
    made_by: str,
    today: date,
    asked_before: Collection[UUID] = (),
    in_full: bool = False,
) -> tuple[ManagementReport, Offered]:
    """The report, and all that might have been picked for it.

    Args:
        measures: the målinger that whoever makes it sees.
        asked_before: the recommendations of the report before, which are followed up.
        in_full: also all answers of every prøvehandling that may be told, for the annex of them.
    """
    directory = _directory(organisation)
    facts = programme_facts(organisation, period, today=today, scope=scope)
    withheld = are_outcomes_withheld(scope, facts)
    scope = replace(scope, tried_in_one=withheld)
    rows = tuple(row for row in figures.rows(facts) if not (withheld and row.is_outcome))
    trials = _trials(organisation.id, facts, scope, directory)
    quoted = {trial_id: line.title for trial_id, line in trials.items() if line.may_be_quoted}
    lessons = learnt(organisation.id, facts, scope, directory, quoted, picks.insights)
    recommendations = recommended(organisation.id, facts, scope, lessons, picks.recommendations)
    candidates = cases.candidates(trials, facts.as_of)
    numbers = counted(facts, scope, directory, measures, picks.measures)
    offered = Offered(lessons.offered, recommendations.offered, candidates, numbers.offered)
    report = ManagementReport(
        organisation=organisation.name,
        programme=organisation.programme,
        brand=organisation.brand,
        scope=scope.words,
        period_from=period.first,
        period_to=period.last,
        as_of=facts.as_of,
        made_at=made_at,
        made_by=made_by,
        outcomes_withheld=withheld,
        cards=figures.cards(facts, _planned(organisation.id, facts, scope)),
        states=_states(facts),
        goals=_goals(facts, scope, directory),
        outcomes=_outcomes(facts),
        reflected=len(facts.reflected),
        trials=tuple(trials.values()),
        in_full=told_in_full(trials, withheld=withheld) if in_full else (),
        insights=lessons.lines,
        cases=cases.cases(trials, candidates, facts.as_of, picks.cases),
        recommendations=recommendations.lines,
        anchoring=figures.anchoring_lines(facts),
        measures=numbers.lines,
        measures_warning=numbers.warning,
        figures=rows,
        definitions=figures.definitions_of(rows, withheld=withheld),
        remarks=tuple(_remarks(facts)),
        followed_up=followed_up(organisation.id, period, scope, asked_before),
    )
    if not withheld:
        report = _with_outcomes(report, facts, organisation.id, scope, directory)
    return report, offered


def _with_outcomes(
    report: ManagementReport,
    facts: ProgrammeFacts,
    organisation_id: UUID,
    scope: Scope,
    directory: Directory,
) -> ManagementReport:
    """The report with what tells how things went."""
    cycles, together = _cycles(facts)
    return replace(
        report,
        surprise=figures.share(indicators.surprise_rate(facts)),
        value_effort=_value_effort(facts),
        factors=figures.factor_lines(facts),
        lasting=figures.lasting_chart(facts),
        spread=figures.share(indicators.spread_success(facts)),
        ideas=ideas(organisation_id, facts, directory),
        units=unit_names(scope, directory),
        transfer_readings=figures.transfer_readings(facts),
        cycles=cycles,
        cycles_together=together,
    )


def _directory(organisation: ReportedOn) -> Directory:
    return directory_of(organisation.id, organisation.directory_revision)


def are_outcomes_withheld(scope: Scope, facts: ProgrammeFacts) -> bool:
    """Whether outcomes would be about one unit: the scope is one, or all outcomes of a part come from one."""
    if scope.is_one_unit:
        return True
    tried_in = {one.unit for one in (*facts.reflected, *facts.decided)}
    return not scope.is_whole and len(tried_in) == 1


def _states(facts: ProgrammeFacts) -> Bar:
    counts = indicators.states(facts)
    segments = tuple(Segment(state.label, counts[state.value]) for state in State)
    return Bar("Alle prøvehandlinger", segments)


def _outcomes(facts: ProgrammeFacts) -> Bar:
    counts = indicators.outcomes(facts)
    segments = tuple(Segment(outcome.label, counts[outcome.value]) for outcome in Outcome)
    return Bar("Udfald i forhold til forventningen", segments)


def _value_effort(facts: ProgrammeFacts) -> tuple[ValuePoint, ...]:
    points = indicators.value_effort(facts).points
    return tuple(ValuePoint(point.value, point.effort) for point in points)


def _goals(facts: ProgrammeFacts, scope: Scope, directory: Directory) -> tuple[GoalLine, ...]:
    """Each active goal with the period's decisions and what is under way."""
    counts: Counter[tuple[str, str]] = Counter()
    for trial in facts.decided:
        counts.update((goal, str(trial.decision)) for goal in set(trial.goals))
    for trial in facts.trials:
        began = trial.started_on or trial.created
        if trial.state in _UNDER_WAY and began is not None and began <= facts.as_of:
            counts.update((goal, "under_way") for goal in set(trial.goals))
    words = (
        (Decision.ADOPT.value, "Indført"),
        (Decision.ADAPT.value, "Justeret"),
        (Decision.STOP.value, "Stoppet"),
        (Decision.PAUSE.value, "På pause"),
        ("under_way", "I gang"),
    )
    return tuple(
        GoalLine(
            goal.code,
            goal.name,
            Bar(goal.name, tuple(Segment(label, counts[goal.code, key]) for key, label in words)),
        )
        for goal in goals_of(scope, directory)
    )


def _cycles(facts: ProgrammeFacts) -> tuple[tuple[CycleLine, ...], Share | None]:
    """The follow-ups of the period, and the cycles that are still to be followed up."""
    use = indicators.use_in_cycles(facts)
    by_id = {each.id: each for each in use.cycles}
    lines = tuple(
        CycleLine(
            cycle.title,
            figures.share(by_id[cycle.id].share) if cycle.id in by_id else None,
            cycle.followed_up_on if cycle.id in by_id else None,
        )
        for cycle in facts.cycles
        if cycle.id in by_id or cycle.followed_up_on is None
    )
    together = figures.share(use.together)
    return lines, together if together.of else None


def _planned(organisation_id: UUID, facts: ProgrammeFacts, scope: Scope) -> int:
    """How many should have begun by now, and are still only a plan."""
    late = sa.and_(
        TrialAction.organisation_id == organisation_id,
        in_scope(scope),
        TrialAction.state == State.PLANNED,
        TrialAction.start_date >= facts.period.first,
        TrialAction.start_date <= facts.as_of,
    )
    return db.session.scalar(sa.select(sa.func.count()).where(late)) or 0


def _trials(
    organisation_id: UUID, facts: ProgrammeFacts, scope: Scope, directory: Directory
) -> dict[UUID, TrialLine]:
    """The decided trials by id, the latest decision last."""
    those = decided(organisation_id, facts.period, facts.as_of, scope)
    rows: Sequence[Any] = db.session.execute(
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.learning_headline,
            TrialAction.unit_id,
            TrialAction.state,
            TrialAction.report_consent,
            TrialAction.decision,
            TrialAction.outcome_vs_prediction,
            TrialAction.origin,
            TrialAction.relation,
            TrialAction.scale,
        )
        .where(those)
        .order_by(TrialAction.decided_on.desc(), TrialAction.id)
        .limit(MOST_LISTED)
    ).all()  # newest first, so that the limit leaves out the oldest
    goals = _codes([row.id for row in rows], directory)
    return {row.id: _line(row, goals.get(row.id, ()), scope, directory) for row in reversed(rows)}


def decided_count(organisation_id: UUID, period: Period, scope: Scope, *, today: date) -> int:
    """How many trials the report would have to tell of; what its length goes by."""
    those = decided(organisation_id, period, min(period.last, today), scope)
    return db.session.scalar(sa.select(sa.func.count()).where(those)) or 0


def decided(
    organisation_id: UUID, period: Period, as_of: date, scope: Scope
) -> sa.ColumnElement[bool]:
    """The condition on a trial action that the report tells of it, or counts it."""
    return sa.and_(
        TrialAction.organisation_id == organisation_id,
        in_scope(scope),
        TrialAction.state.in_(DECIDED_STATES),
        TrialAction.actual_start <= as_of,
        TrialAction.decision.is_not(None),
        TrialAction.decided_on >= period.first,
        TrialAction.decided_on <= as_of,
    )


def _remarks(facts: ProgrammeFacts) -> Iterator[str]:
    """What must be said about the trials that are not listed."""
    decided = len(facts.decided)
    if decided > MOST_LISTED:
        yield (
            f"Rapporten gengiver højst {MOST_LISTED} prøvehandlinger, dem med den seneste beslutning. "
            f"Tallene bygger på alle {decided}."
        )
    counts = indicators.states(facts)
    undecided = sum(counts[state] for state in (State.IDEA, State.PLANNED, *_UNDER_WAY))
    if undecided:
        yield f"Uden beslutning endnu: {undecided}. De er kun med i tallene, aldrig gengivet."


def _line(
    row: sa.Row[Any], goals: tuple[str, ...], scope: Scope, directory: Directory
) -> TrialLine:
    """One trial with nothing in it that its owner has not agreed to."""
    consent = _CONSENTS[row.report_consent]
    if scope.is_one_unit and consent is Consent.WITHOUT_UNIT:
        consent = Consent.ONLY_COUNTED
    if consent is Consent.ONLY_COUNTED:
        return TrialLine(title="", learning="", unit="", goals=(), state="", consent=consent)
    return TrialLine(
        title=row.title,
        learning=row.learning_headline or "",
        unit=directory.unit_name(row.unit_id) if consent is Consent.WITH_UNIT else "",
        goals=goals,
        state=row.state.label,
        consent=consent,
        decision=_label(Decision, row.decision),
        outcome=_label(Outcome, row.outcome_vs_prediction),
        went_otherwise=row.outcome_vs_prediction in _SURPRISING,
        origin=_label(Origin, row.origin),
        relation=_label(Relation, row.relation),
        scale=_label(Scale, row.scale),
    )


def _label(words: type[Wording], chosen: str | None) -> str:
    """What people call a choice; nothing when none was made."""
    return next((one.label for one in words if one.value == chosen), "")


def _codes(trial_ids: list[UUID], directory: Directory) -> dict[UUID, tuple[str, ...]]:
    """The codes of each trial's goals, in the order of the goals."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = db.session.execute(
        sa.select(TrialGoal.trial_id, TrialGoal.goal_id).where(TrialGoal.trial_id.in_(trial_ids))
    )
    for trial_id, goal_id in rows:
        found[trial_id].add(goal_id)
    return {
        trial_id: tuple(goal.code for goal in directory.goals.values() if goal.id in goals)
        for trial_id, goals in found.items()
    }


_CONSENTS: Final = {
    ReportConsent.WITH_UNIT.value: Consent.WITH_UNIT,
    ReportConsent.WITHOUT_UNIT.value: Consent.WITHOUT_UNIT,
    ReportConsent.FIGURES_ONLY.value: Consent.ONLY_COUNTED,
}
