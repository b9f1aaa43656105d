"""The list of insights, and the page of one."""

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload
from wtforms.fields import SelectChoice

from transfer.access import allow, directory, in_sight, may, member, today
from transfer.db import db
from transfer.domain.insights import InsightKind, InsightState, Strength, is_carried
from transfer.domain.vocabulary import Role
from transfer.models import (
    Insight,
    InsightGoal,
    Recommendation,
    RecommendationInsight,
    SparringSession,
    TrialAction,
    TrialInspiration,
)
from transfer.policies import (
    Deed,
    in_the_room,
    visible_insights,
    visible_recommendations,
    works_here,
)
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import CommentForm, SupersedeForm, missing_sentence
from transfer.views.feedback.showing import speaker
from transfer.views.insights.blueprint import bp
from transfer.views.insights.sources import several_units_of_one, sources_of
from transfer.views.paging import pages_of

PER_PAGE: Final = 20
MOST_OFFERED: Final = 200


@bp.get("")
@allow(Deed.LIST_INSIGHTS)
def index() -> ResponseReturnValue:
    chosen = narrowed()
    found = chosen.statement
    total = db.session.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
    pages = pages_of(total, per_page=PER_PAGE)
    insights = db.session.scalars(
        found.options(selectinload(Insight.goal_links), selectinload(Insight.sources))
        .order_by(Insight.updated_at.desc(), Insight.id.desc())
        .limit(pages.per_page)
        .offset(pages.first)
    )
    return render_template(
        "insights/index.html",
        insights=[_line(one) for one in insights],
        pages=pages,
        chips=chosen.chips,
        choices=choices(),
        export_url=url_for(".as_csv", **_kept()) if may(Deed.EXPORT_INSIGHTS) else None,
    )


class narrowed:  # noqa: N801  (reads as a word where the list is made)
    """The insights that the address asks for, among those the visitor sees."""

    def __init__(self) -> None:
        self.statement = visible_insights(member())
        self.chips: list[dict[str, str]] = []
        state = _one_of(InsightState, request.args.get("tilstand", ""))
        kind = _one_of(InsightKind, request.args.get("slags", ""))
        strength = _one_of(Strength, request.args.get("styrke", ""))
        if state is not None:
            self._keep("tilstand", _(state.label), Insight.state == state)
        elif not may(Deed.WRITE_INSIGHT):
            self.statement = self.statement.where(Insight.state != InsightState.SUPERSEDED)
        if kind is not None:
            self._keep("slags", _(kind.label), Insight.kind == kind)
        if strength is not None:
            self._keep("styrke", _(strength.label), Insight.strength == strength)
        self._narrow_to_goal(request.args.get("maal", ""))

    def _narrow_to_goal(self, typed: str) -> None:
        for goal in directory().goals.values():
            if typed and typed.casefold() in (str(goal.id), goal.code.casefold()):
                aimed = sa.select(InsightGoal.insight_id).where(InsightGoal.goal_id == goal.id)
                self._keep("maal", goal.label, Insight.id.in_(aimed))

    def _keep(self, name: str, label: str, condition: sa.ColumnElement[bool]) -> None:
        self.statement = self.statement.where(condition)
        self.chips.append({"label": label, "remove_url": url_for(".index", **_kept(name))})


FILTERS: Final = ("tilstand", "slags", "styrke", "maal")


def _kept(without: str = "") -> dict[str, Any]:
    """The filters in the address, all but one."""
    return {
        name: request.args[name] for name in FILTERS if name in request.args and name != without
    }


def _one_of(words: Any, typed: str) -> Any:
    plain = typed.strip().casefold()
    return next((one for one in words if plain in (one.value, one.label.casefold())), None)


def choices() -> dict[str, list[tuple[str, str]]]:
    states = list(InsightState) if may(Deed.WRITE_INSIGHT) else list(InsightState)[2:]
    return {
        "tilstand": [(one.value, _(one.label)) for one in states],
        "slags": [(one.value, _(one.label)) for one in InsightKind],
        "styrke": [(one.value, _(one.label)) for one in Strength],
        "maal": [(goal.code, goal.label) for goal in directory().goals.values()],
    }


def _line(insight: Insight) -> dict[str, Any]:
    return {
        "id": insight.id,
        "headline": insight.headline,
        "state": insight.state.value,
        "state_label": _(insight.state.label),
        "kind": _(insight.kind.label) if insight.kind else "",
        "strength": _(insight.strength.label) if insight.strength else "",
        "goals": [directory().goal_label(one) for one in insight.goal_ids],
        "supporting": len(insight.supporting_ids),
        "contradicting": len(insight.contradicting_ids),
        "is_stale": insight.review_on < member().today
        and insight.state is not InsightState.SUPERSEDED,
        "review_on": insight.review_on,
    }


@bp.get("/<uuid:id>")
@allow(Deed.READ_INSIGHT, Insight)
def show(insight: Insight) -> ResponseReturnValue:
    return page_of(insight)


def page_of(
    insight: Insight,
    *,
    comment: CommentForm | None = None,
    supersede: SupersedeForm | None = None,
    missing: Iterable[str] = (),
) -> str:
    """The page of an insight.

    Args:
        missing: what it lacks before it can be published, by key; `sources` is one of them.
    """
    may_write = may(Deed.WRITE_INSIGHT, insight)
    return render_template(
        "insights/show.html",
        insight=insight,
        names=directory(),
        sources=sources_of(insight),
        session=_session_of(insight),
        made_of_it=_made_of(insight),
        recommendations=_recommendations_on(insight),
        comment=comment or CommentForm(formdata=None),
        supersede=supersede or (SupersedeForm(others_than(insight)) if may_write else None),
        problems=[_problem(insight, key) for key in missing],
        lacks=[*insight.missing, *_lacking_sources(insight)] if may_write else [],
        is_stale=insight.review_on < member().today,
        works_here=works_here(member()),
        speaker=speaker,
        outside=outsiders(),
    )


def outsiders() -> list[str]:
    """Names of the external consultants, who read what is said to the whole organisation (DOMAIN C7)."""
    on = today()
    return [
        person.name
        for person in directory().people.values()
        if person.has(Role.CONSULTANT, on) and person.is_from_outside(on)
    ]


def _lacking_sources(insight: Insight) -> list[str]:
    """Said only where the rest is there, so that one thing is asked for at a time."""
    strength = insight.strength or Strength.SEVERAL_UNITS
    return [] if is_carried(len(insight.supporting_ids), strength) else ["sources"]


def _problem(insight: Insight, key: str) -> tuple[str, str]:
    edit = url_for(".edit", id=insight.id)
    if key == "sources":
        return (
            f"{edit}#kilder",
            _(
                "Der skal være mindst to prøvehandlinger, der støtter. "
                "Er der kun én, så vælg styrken »Enkelt iagttagelse«."
            ),
        )
    if key == "units":
        return (
            f"{edit}#strength-0",
            several_units_of_one(),
        )
    anchors = {"kind": "kind-0", "strength": "strength-0", "goals": "goals-0"}
    return f"{edit}#{anchors.get(key, key)}", missing_sentence(key)


def _session_of(insight: Insight) -> SparringSession | None:
    """Where it was harvested, for those who were in the room; others need not know who met when."""
    if insight.session_id is None:
        return None
    return db.session.scalar(
        sa.select(SparringSession).where(
            SparringSession.id == insight.session_id, in_the_room(member())
        )
    )


def _made_of(insight: Insight) -> list[TrialAction]:
    """Trials made of it that the visitor sees."""
    made = sa.select(TrialInspiration.trial_id).where(TrialInspiration.insight_id == insight.id)
    return list(
        db.session.scalars(
            sa.select(TrialAction)
            .where(TrialAction.id.in_(made), in_sight())
            .order_by(TrialAction.id)
        )
    )


def _recommendations_on(insight: Insight) -> list[Recommendation]:
    built = sa.select(RecommendationInsight.recommendation_id).where(
        RecommendationInsight.insight_id == insight.id
    )
    return list(
        db.session.scalars(
            visible_recommendations(member())
            .where(Recommendation.id.in_(built))
            .order_by(Recommendation.id)
        )
    )


def others_than(insight: Insight) -> list[SelectChoice]:
    """Published insights that could take over."""
    rows = db.session.execute(
        visible_insights(member())
        .with_only_columns(Insight.id, Insight.headline)
        .where(Insight.state == InsightState.PUBLISHED, Insight.id != insight.id)
        .order_by(Insight.updated_at.desc())
        .limit(MOST_OFFERED)
    )
    return [SelectChoice(str(one), headline) for one, headline in rows]
