"""Kompetencemål, and the work that is tied to each of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, member, place, today
from transfer.db import db
from transfer.domain.lifecycle import State, is_overdue
from transfer.models.directory import GoalEntry
from transfer.models.goals import CompetenceGoal
from transfer.models.learning_cycles import CycleGoal, LearningCycle
from transfer.models.trial_actions import TrialAction, TrialGoal
from transfer.policies import Deed, may_be_seen_by, visible_learning_cycles
from transfer.speaking import gettext as _
from transfer.topic_forms.goals import GoalForm, goal_form
from transfer.views.paging import Pages, pages_of

bp: Final = Blueprint("goals", __name__, url_prefix="/<organisation>/kompetencemaal")

DEEPEST_DRAWN: Final = 3
MOST_CYCLES: Final = 50


@bp.get("")
@allow(Deed.READ_GOALS)
def index() -> ResponseReturnValue:
    goals = {one.id: one for one in db.session.scalars(sa.select(CompetenceGoal))}
    counts = _counts()
    rows = [
        {
            "id": entry.id,
            "label": entry.label,
            "depth": min(depth, DEEPEST_DRAWN),
            "is_active": entry.is_active,
            "owner": directory().person_name(goals[entry.id].owner_id),
            "starts_on": goals[entry.id].starts_on,
            "ends_on": goals[entry.id].ends_on,
            "trials": counts.get(entry.id, 0),
        }
        for entry, depth in _as_tree(directory().goals)
        if entry.id in goals
    ]
    return render_template(
        "goals/index.html",
        active=[row for row in rows if row["is_active"]],
        closed=[row for row in rows if not row["is_active"]],
    )


@bp.get("/<uuid:id>")
@allow(Deed.READ_GOALS, CompetenceGoal)
def show(goal: CompetenceGoal) -> ResponseReturnValue:
    condition = sa.and_(
        may_be_seen_by(member()),
        TrialAction.id.in_(sa.select(TrialGoal.trial_id).where(TrialGoal.goal_id == goal.id)),
    )
    total = db.session.scalar(sa.select(sa.func.count(TrialAction.id)).where(condition)) or 0
    pages = pages_of(total)
    children = [one for one in directory().goals.values() if one.parent_id == goal.id]
    return render_template(
        "goals/show.html",
        goal=goal,
        parent=directory().goals.get(goal.parent_id) if goal.parent_id else None,
        children=children,
        owner=directory().person_name(goal.owner_id),
        trials=_trials(condition, pages),
        pages=pages,
        cycles=_cycles(goal),
    )


@bp.route("/nyt", methods=["GET", "POST"])
@allow(Deed.CHANGE_GOALS)
def new() -> ResponseReturnValue:
    form = goal_form(directory(), on=today())
    if form.validate_on_submit() and _code_is_free(form):
        goal = CompetenceGoal(organisation_id=place().id, is_active=True)
        _fill(goal, form)
        db.session.add(goal)
        db.session.commit()
        flash(_("Kompetencemålet er oprettet."), "success")
        return redirect(url_for(".show", id=goal.id))
    return render_template("goals/edit.html", form=form, goal=None), 422 if form.errors else 200


@bp.route("/<uuid:id>/rediger", methods=["GET", "POST"])
@allow(Deed.CHANGE_GOALS, CompetenceGoal)
def edit(goal: CompetenceGoal) -> ResponseReturnValue:
    form = goal_form(directory(), goal, on=today())
    if form.validate_on_submit() and _code_is_free(form, goal):
        _fill(goal, form)
        db.session.commit()
        flash(_("Kompetencemålet er gemt."), "success")
        return redirect(url_for(".show", id=goal.id))
    return render_template("goals/edit.html", form=form, goal=goal), 422 if form.errors else 200


@bp.post("/<uuid:id>/lukning")
@allow(Deed.CHANGE_GOALS, CompetenceGoal)
def closing(goal: CompetenceGoal) -> ResponseReturnValue:
    """Take the goal out of use; what is tied to it stays so."""
    goal.is_active = False
    db.session.commit()
    flash(
        _(
            "Målet er deaktiveret. Det kan ikke vælges mere, men det, der er knyttet til det, bliver."
        ),
        "success",
    )
    return redirect(url_for(".show", id=goal.id))


@bp.post("/<uuid:id>/genaabning")
@allow(Deed.CHANGE_GOALS, CompetenceGoal)
def reopening(goal: CompetenceGoal) -> ResponseReturnValue:
    goal.is_active = True
    db.session.commit()
    flash(_("Målet er aktivt igen."), "success")
    return redirect(url_for(".show", id=goal.id))


def _fill(goal: CompetenceGoal, form: GoalForm) -> None:
    goal.code = form.code.data
    goal.name = form.name.data
    goal.description = form.description.data or ""
    goal.parent_id = form.parent_id
    goal.owner_id = form.owner_id
    goal.starts_on = form.starts_on.data
    goal.ends_on = form.ends_on.data


def _code_is_free(form: GoalForm, goal: CompetenceGoal | None = None) -> bool:
    for one in directory().goals.values():
        is_other = goal is None or one.id != goal.id
        if is_other and one.code.casefold() == form.code.data.casefold():
            form.code.errors = [
                *form.code.errors,
                _("Koden bruges allerede af »%(name)s«. Vælg en anden.", name=one.name),
            ]
            return False
    return True


def _counts() -> Mapping[UUID, int]:
    """How many of the trials the reader sees are tied to each goal."""
    rows = db.session.execute(
        sa.select(TrialGoal.goal_id, sa.func.count(TrialAction.id))
        .join(TrialAction, TrialAction.id == TrialGoal.trial_id)
        .where(may_be_seen_by(member()))
        .group_by(TrialGoal.goal_id)
    )
    return {row[0]: row[1] for row in rows}


def _as_tree(goals: Mapping[UUID, GoalEntry]) -> Iterator[tuple[GoalEntry, int]]:
    """Every goal after the one it comes under, with how deep it stands."""
    below: dict[UUID | None, list[GoalEntry]] = {}
    for one in goals.values():
        below.setdefault(one.parent_id if one.parent_id in goals else None, []).append(one)

    def walk(parent_id: UUID | None, depth: int) -> Iterator[tuple[GoalEntry, int]]:
        for one in below.get(parent_id, ()):
            yield one, depth
            yield from walk(one.id, depth + 1)

    return walk(None, 1)


def _trials(condition: sa.ColumnElement[bool], pages: Pages) -> list[dict[str, Any]]:
    """One page of trials, the earliest first; those without a date come last."""
    began = sa.func.coalesce(TrialAction.actual_start, TrialAction.start_date)
    rows = db.session.execute(
        sa.select(
            TrialAction.id,
            TrialAction.title,
            TrialAction.state,
            TrialAction.unit_id,
            TrialAction.end_date,
            TrialAction.reflection_due,
            TrialAction.learning_headline,
            began.label("began"),
        )
        .where(condition)
        .order_by(began.is_(None), began, TrialAction.created_at, TrialAction.id)
        .limit(pages.per_page)
        .offset(pages.first)
    )
    return [_trial(row) for row in rows]


def _trial(row: Any) -> dict[str, Any]:
    state = State(row.state)
    return {
        "id": row.id,
        "title": row.title,
        "state": state.value,
        "state_label": _(state.label),
        "is_overdue": is_overdue(
            state, end=row.end_date, reflection_due=row.reflection_due, on=today()
        ),
        "unit": directory().unit_name(row.unit_id),
        "began": row.began,
        # A reflection under way is its writers' own until the decision is taken.
        "learning": row.learning_headline if state.is_closed else "",
    }


def _cycles(goal: CompetenceGoal) -> list[LearningCycle]:
    aimed = sa.select(CycleGoal.cycle_id).where(CycleGoal.goal_id == goal.id)
    return list(
        db.session.scalars(
            visible_learning_cycles(member())
            .where(LearningCycle.id.in_(aimed))
            .order_by(LearningCycle.start_date, LearningCycle.created_at)
            .limit(MOST_CYCLES)
        )
    )
