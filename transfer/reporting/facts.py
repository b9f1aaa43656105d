"""The facts that figures are computed from, read as plain columns: no records are built for them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.clock import day_of
from transfer.domain.indicators import (
    AgreementFacts,
    CheckFacts,
    CycleFacts,
    InsightFacts,
    ProgrammeFacts,
    TrialFacts,
    UnitFacts,
)
from transfer.domain.insights import PUBLIC
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.periods import Period
from transfer.domain.session_lifecycle import WERE_HELD
from transfer.models import (
    AgendaItem,
    Agreement,
    AnchoringCheck,
    CompetenceGoal,
    Feedback,
    Insight,
    InsightSource,
    LearningCycle,
    SparringSession,
    TrialAction,
    TrialGoal,
    TrialInspiration,
)
from transfer.models.directory import Directory, GoalEntry, directory_of
from transfer.reporting.leading import recommendations_of, wishes_of
from transfer.reporting.scope import Scope, cycles_in_scope, in_scope, scope_of


class ReportedOn(Protocol):
    """The organisation a report is about, as a record or as the place in an address."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def programme(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def directory_revision(self) -> int: ...


def programme_facts(
    organisation: ReportedOn,
    period: Period,
    unit_id: UUID | None = None,
    *,
    today: date,
    scope: Scope | None = None,
) -> ProgrammeFacts:
    """Everything the figures of one report need, in a few queries however many trials there are.

    Trials, goals and cycles go by the id they had in the file they came from, else by their UUID; goals
    by their code. A report looks at what was known on the period's last day, or today before that.

    Args:
        unit_id: only this unit and all below it; None: the whole organisation, or what `scope` says.
    """
    directory = directory_of(organisation.id, organisation.directory_revision)
    if scope is None:
        scope = scope_of(directory, unit_id)
    return ProgrammeFacts(
        period=period,
        as_of=min(period.last, today),
        trials=_trials(organisation.id, scope, directory),
        cycles=_cycles(organisation.id, scope),
        insights=_insights(organisation.id, scope),
        sessions_held=_sessions_held(organisation.id, scope),
        active_goals=tuple(goal.code for goal in goals_of(scope, directory)),
        units=tuple(UnitFacts(str(one), directory.area_name(one)) for one in scope.workplaces),
        agreements=_agreements(organisation.id, scope),
        wishes=wishes_of(organisation.id, scope),
        recommendations=recommendations_of(organisation.id, scope),
    )


def spread_facts(
    organisation_id: UUID, directory: Directory, seen: sa.ColumnElement[bool], *, today: date
) -> tuple[ProgrammeFacts, Mapping[str, UUID]]:
    """What the figures on spread need, of the trials that `seen` lets through; from the beginning to today.

    Returns: the facts, and the id of each trial by what it goes by in them.
    """
    chosen = sa.and_(TrialAction.organisation_id == organisation_id, seen)
    asked = sa.select(*_READ, TrialAction.title).where(chosen).order_by(TrialAction.id)
    rows = db.session.execute(asked).all()
    checks = _checks(chosen)
    names = {row.id: row.reference or str(row.id) for row in rows}
    areas = {one: directory.area_name(one) for one in directory.units}
    trials = tuple(
        replace(_facts(row, names, areas, (), checks.get(row.id, ()), ()), title=row.title)
        for row in rows
    )
    workplaces = scope_of(directory).workplaces
    facts = ProgrammeFacts(
        period=Period(date(1900, 1, 1), today),
        as_of=today,
        trials=trials,
        units=tuple(UnitFacts(str(one), directory.area_name(one)) for one in workplaces),
    )
    return facts, {name: trial_id for trial_id, name in names.items()}


def goals_of(scope: Scope, directory: Directory) -> tuple[GoalEntry, ...]:
    """The goals that are pursued, as far as the report is about them."""
    return tuple(
        goal
        for goal in directory.goals.values()
        if goal.is_active and (scope.goal_ids is None or goal.id in scope.goal_ids)
    )


_READ = (
    TrialAction.id,
    TrialAction.reference,
    TrialAction.unit_id,
    TrialAction.owner_id,
    TrialAction.scale,
    TrialAction.origin,
    TrialAction.relation,
    TrialAction.parent_id,
    TrialAction.state,
    TrialAction.created_at,
    TrialAction.actual_start,
    TrialAction.actual_end,
    TrialAction.reflection_due,
    TrialAction.predicted_on,
    TrialAction.reflected_on,
    TrialAction.outcome_vs_prediction,
    TrialAction.transfer_level,
    TrialAction.value_citizen,
    TrialAction.enablers,
    TrialAction.barriers,
    TrialAction.decision,
    TrialAction.decided_on,
    TrialAction.other_answers["effort"].as_integer().label("effort"),
    TrialAction.other_answers["spread_potential"].as_string().label("spread_potential"),
)


def _trials(organisation_id: UUID, scope: Scope, directory: Directory) -> tuple[TrialFacts, ...]:
    chosen = sa.and_(TrialAction.organisation_id == organisation_id, in_scope(scope))
    rows = db.session.execute(sa.select(*_READ).where(chosen).order_by(TrialAction.id)).all()
    goals = _goals(chosen)
    checks = _checks(chosen)
    sparred = _sparred(chosen)
    names = {row.id: row.reference or str(row.id) for row in rows}
    areas = {one: directory.area_name(one) for one in directory.units}
    return tuple(
        _facts(
            row,
            names,
            areas,
            goals.get(row.id, ()),
            checks.get(row.id, ()),
            sparred.get(row.id, ()),
        )
        for row in rows
    )


def _facts(
    row: sa.Row[Any],
    names: Mapping[UUID, str],
    areas: Mapping[UUID, str],
    goals: Collection[str],
    checks: Collection[CheckFacts],
    sparred: Collection[date],
) -> TrialFacts:
    predicted, started = row.predicted_on, row.actual_start
    return TrialFacts(
        id=names[row.id],
        unit=str(row.unit_id),
        area=areas.get(row.unit_id, ""),
        owner=row.owner_id.hex,
        scale=row.scale,
        origin=row.origin,
        relation=row.relation,
        parent=names.get(row.parent_id, str(row.parent_id)) if row.parent_id else None,
        goals=tuple(goals),
        state=row.state,
        created=day_of(row.created_at),
        started_on=started,
        ended_on=row.actual_end,
        reflection_due=row.reflection_due,
        prediction_before_start=None not in (predicted, started) and predicted <= started,
        reflected=row.reflected_on is not None,
        reflected_on=row.reflected_on,
        outcome=row.outcome_vs_prediction,
        transfer_level=row.transfer_level,
        value_citizen=row.value_citizen,
        effort=row.effort,
        enablers=tuple(row.enablers),
        barriers=tuple(row.barriers),
        decision=row.decision,
        decided_on=row.decided_on,
        spread_potential=row.spread_potential,
        checks=tuple(checks),
        sparred_on=tuple(sparred),
    )


def _goals(chosen: sa.ColumnElement[bool]) -> Mapping[UUID, list[str]]:
    """The codes of each trial's goals."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(TrialGoal.trial_id, CompetenceGoal.code)
        .join(CompetenceGoal, CompetenceGoal.id == TrialGoal.goal_id)
        .join(TrialAction, TrialAction.id == TrialGoal.trial_id)
        .where(chosen)
        .order_by(TrialGoal.id)
    )
    for trial_id, code in rows:
        found[trial_id].append(code)
    return found


def _checks(chosen: sa.ColumnElement[bool]) -> Mapping[UUID, list[CheckFacts]]:
    found: dict[UUID, list[CheckFacts]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(
            AnchoringCheck.trial_id,
            AnchoringCheck.month,
            AnchoringCheck.due_on,
            AnchoringCheck.checked_on,
            AnchoringCheck.status,
            AnchoringCheck.lapse_reason,
            AnchoringCheck.series,
        )
        .join(TrialAction, TrialAction.id == AnchoringCheck.trial_id)
        .where(chosen)
        .order_by(AnchoringCheck.series, AnchoringCheck.month)
    )
    for trial_id, month, due_on, checked_on, status, reason, series in rows:
        found[trial_id].append(CheckFacts(month, due_on, checked_on, status, reason, series))
    return found


def _sparred(chosen: sa.ColumnElement[bool]) -> Mapping[UUID, list[date]]:
    """The days of the sessions that were held with each trial on the agenda, and of its first feedback."""
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(AgendaItem.trial_id, SparringSession.held_on)
        .join(SparringSession, SparringSession.id == AgendaItem.session_id)
        .join(TrialAction, TrialAction.id == AgendaItem.trial_id)
        .where(chosen, SparringSession.state.in_(WERE_HELD))
        .order_by(SparringSession.held_on)
    )
    for trial_id, held_on in rows:
        found[trial_id].append(held_on)
    remarks = db.session.execute(
        sa.select(Feedback.trial_id, sa.func.min(Feedback.sent_at))
        .join(TrialAction, TrialAction.id == Feedback.trial_id)
        .where(chosen, Feedback.sent_at.is_not(None))
        .group_by(Feedback.trial_id)
    )
    for trial_id, sent_at in remarks:
        assert sent_at is not None
        found[trial_id].append(day_of(sent_at))
    return found


def _agreements(organisation_id: UUID, scope: Scope) -> tuple[AgreementFacts, ...]:
    """Agreements on trials in the scope; those on no trial belong to the whole organisation alone."""
    asked = sa.select(Agreement.id, Agreement.due_on, Agreement.done_on).where(
        Agreement.organisation_id == organisation_id
    )
    if not scope.is_whole:
        asked = asked.join(TrialAction, TrialAction.id == Agreement.trial_id).where(in_scope(scope))
    rows = db.session.execute(asked.order_by(Agreement.due_on))
    return tuple(AgreementFacts(row.due_on, row.done_on, str(row.id)) for row in rows)


def _cycles(organisation_id: UUID, scope: Scope) -> tuple[CycleFacts, ...]:
    """Learning cycles that lie wholly in the scope: one shared with other units tells of them too."""
    chosen = sa.select(
        LearningCycle.id,
        LearningCycle.reference,
        LearningCycle.title,
        LearningCycle.followup_date,
        LearningCycle.asked_count,
        LearningCycle.using_count,
    ).where(
        LearningCycle.organisation_id == organisation_id,
        # A draft is its writers' own, and what was called off was never asked about.
        LearningCycle.state.not_in([CycleState.DRAFT, CycleState.CANCELLED]),
        cycles_in_scope(scope),
    )
    rows = db.session.execute(chosen.order_by(LearningCycle.start_date, LearningCycle.title)).all()
    return tuple(
        CycleFacts(
            id=row.reference or str(row.id),
            title=row.title,
            followed_up_on=row.followup_date,
            asked_count=row.asked_count,
            using_count=row.using_count,
        )
        for row in rows
    )


def _insights(organisation_id: UUID, scope: Scope) -> tuple[InsightFacts, ...]:
    """Insights that were published and speak of at least one trial of the scope."""
    spoken_of: dict[UUID, list[str]] = defaultdict(list)
    published: dict[UUID, Any] = {}
    rows = db.session.execute(
        sa.select(
            Insight.id,
            Insight.reference,
            Insight.published_on,
            TrialAction.id.label("trial_id"),
            TrialAction.reference.label("trial"),
        )
        .join(InsightSource, InsightSource.insight_id == Insight.id)
        .join(TrialAction, TrialAction.id == InsightSource.trial_id)
        .where(
            Insight.organisation_id == organisation_id, Insight.state.in_(PUBLIC), in_scope(scope)
        )
        .order_by(Insight.published_on, Insight.id, InsightSource.id)
    )
    for row in rows:
        published[row.id] = row
        spoken_of[row.id].append(row.trial or str(row.trial_id))
    tried = _tried(organisation_id)
    return tuple(
        InsightFacts(
            id=row.reference or str(row.id),
            published_on=row.published_on,
            trials=tuple(dict.fromkeys(spoken_of[row.id])),
            tried_on=tuple(tried.get(row.id, ())),
        )
        for row in published.values()
    )


def _tried(organisation_id: UUID) -> Mapping[UUID, list[date]]:
    """The days on which trials were made of each insight; given-up ones are not counted."""
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(TrialInspiration.insight_id, TrialAction.created_at)
        .join(TrialAction, TrialAction.id == TrialInspiration.trial_id)
        .where(
            TrialInspiration.organisation_id == organisation_id,
            TrialAction.state != State.CANCELLED,
        )
        .order_by(TrialInspiration.id)
    )
    for insight_id, created_at in rows:
        found[insight_id].append(day_of(created_at))
    return found


def _sessions_held(organisation_id: UUID, scope: Scope) -> tuple[date, ...]:
    """The days of the sessions that were held; of one unit, those where its trials were spoken of."""
    held = sa.select(SparringSession.held_on).where(
        SparringSession.organisation_id == organisation_id, SparringSession.state.in_(WERE_HELD)
    )
    if not scope.is_whole:
        held = held.where(
            sa.select(AgendaItem.id)
            .join(TrialAction, TrialAction.id == AgendaItem.trial_id)
            .where(AgendaItem.session_id == SparringSession.id, in_scope(scope))
            .exists()
        )
    return tuple(db.session.scalars(held.order_by(SparringSession.held_on)))
