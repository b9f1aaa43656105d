"""The very list behind a number: those that count, those they are counted out of, as far as one may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, may, member
from transfer.db import db
from transfer.domain.indicators import Item, Kind
from transfer.domain.lifecycle import CLOSED
from transfer.domain.session_lifecycle import WERE_HELD
from transfer.language import day_in_words, period_in_words
from transfer.models import (
    Agreement,
    CompetenceGoal,
    Insight,
    LearningCycle,
    Recommendation,
    SparringSession,
    TrialAction,
)
from transfer.policies import (
    SIGHT,
    Deed,
    may_be_read_in_full_by,
    may_be_seen_by,
    visible_agreements,
    visible_insights,
    visible_learning_cycles,
    visible_recommendations,
)
from transfer.reporting import LINES, Told
from transfer.speaking import gettext as _
from transfer.views.indicators.asked import Asked, asked_in_the_address, form_of_the_address
from transfer.views.indicators.blueprint import bp
from transfer.views.indicators.said import change_in_words, name_of, value_in_words
from transfer.views.paging import part_of

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One that counts and that the reader may open."""

    title: str
    url: str | None
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list: whether it counts itself, or is only among what is counted out of."""

    shown: Shown
    counts: bool


@bp.get("/<key>")
@allow(Deed.READ_FIGURES)
def behind(key: str) -> ResponseReturnValue:
    line = LINES.get(key)
    form = form_of_the_address()
    if line is None:
        abort(404)
    if not form.validate():
        return render_template("indicators/show.html", form=form, asked=None), 422
    asked = asked_in_the_address(form)
    if not asked.tells(line):
        abort(404)
    counted = line.behind(asked.facts)
    counting, more_counting = _seen(counted.kind, counted.n, line.told)
    rest, more_rest = _seen(counted.against or counted.kind, counted.rest, line.told)
    listed = [Listed(one, True) for one in counting] + [Listed(one, False) for one in rest]
    part = part_of(listed, per_page=PER_PAGE)
    return render_template(
        "indicators/behind.html",
        line=line,
        name=name_of(line),
        said=value_in_words(line.value(asked.facts)),
        change=change_in_words(line.value(asked.facts), line.value(asked.earlier)),
        period=period_in_words(asked.period),
        words=asked.words,
        is_part=counted.of is not None,
        is_against=counted.against is not None,
        counting=[one.shown for one in part.items if one.counts],
        rest=[one.shown for one in part.items if not one.counts],
        totals=(len(counted.n), len(counted.rest)),
        hidden=(more_counting, more_rest),
        pages=part.pages,
        is_own=asked.scope.person_id is not None,
        back=_back(asked),
    )


def _back(asked: Asked) -> str:
    """The page that the number stands on."""
    kept = {key: value for key, value in asked.address.items() if key in ("fra", "til", "enhed")}
    return url_for(".own" if asked.scope.person_id is not None else ".show", **kept)


def _seen(kind: Kind, items: Iterable[Item], told: Told) -> tuple[list[Shown], int]:
    """Those that the reader may open, in the order of their titles, and how many more there are."""
    wanted = list(items)
    if not wanted:
        return [], 0
    by_id = _READERS[kind](told)
    found = [
        _in_unit(by_id[one.id], one.unit) if one.unit else by_id[one.id]
        for one in wanted
        if one.id in by_id
    ]
    found.sort(key=lambda one: one.title.casefold())
    return found, len(wanted) - len(found)


def _in_unit(shown: Shown, unit: str) -> Shown:
    return Shown(shown.title, shown.url, directory().unit_name(UUID(unit)))


# What the reader sees, by the id that the facts go by


def _trials(told: Told) -> Mapping[str, Shown]:
    who = member()
    columns = (
        TrialAction.id,
        TrialAction.reference,
        TrialAction.title,
        TrialAction.unit_id,
        TrialAction.owner_id,
        TrialAction.state,
        may_be_read_in_full_by(who).label("in_full"),
    )
    rows = db.session.execute(sa.select(*columns).where(may_be_seen_by(who)))
    return {
        row.reference or str(row.id): Shown(
            row.title,
            url_for("trial_actions.show", id=row.id),
            f"{directory().unit_name(row.unit_id)} · {_(row.state.label)}",
        )
        for row in rows
        if _may_be_told(row, told)
    }


def _may_be_told(row: Any, told: Told) -> bool:
    """Whether the reader may learn what standing on the list tells about the trial."""
    who = member()
    if told is Told.SPARRING:
        is_theirs = row.owner_id == who.person_id or who.advises(row.unit_id)
        return is_theirs and not who.leads(row.unit_id)
    return told is Told.COURSE or bool(row.in_full) or row.state in CLOSED


def _records(select: sa.Select[Any], *columns: Any) -> Iterable[Any]:
    return db.session.execute(select.with_only_columns(*columns))


def _cycles(_told: Told) -> Mapping[str, Shown]:
    one = LearningCycle
    rows = _records(visible_learning_cycles(member()), one.id, one.reference, one.title)
    return {
        row.reference or str(row.id): Shown(row.title, url_for("learning_cycles.show", id=row.id))
        for row in rows
    }


def _insights(_told: Told) -> Mapping[str, Shown]:
    rows = _records(visible_insights(member()), Insight.id, Insight.reference, Insight.headline)
    return {
        row.reference or str(row.id): Shown(row.headline, url_for("insights.show", id=row.id))
        for row in rows
    }


def _sessions(_told: Told) -> Mapping[str, Shown]:
    """By the day they were held, and of several on one day by their number."""
    one = SparringSession
    rows = _records(
        SIGHT[one](member()).where(one.state.in_(WERE_HELD)).order_by(one.held_on, one.id),
        one.id,
        one.title,
        one.held_on,
    )
    found: dict[str, Shown] = {}
    for row in rows:
        shown = Shown(
            row.title,
            url_for("sparring_sessions.show", id=row.id),
            day_in_words(row.held_on),
        )
        number = next(at for at in count() if f"{row.held_on}#{at}" not in found)
        found[f"{row.held_on}#{number}"] = shown
    return found


def _agreements(_told: Told) -> Mapping[str, Shown]:
    rows = _records(visible_agreements(member()), Agreement.id, Agreement.what, Agreement.due_on)
    return {
        str(row.id): Shown(
            row.what, url_for("agreements.show", id=row.id), day_in_words(row.due_on)
        )
        for row in rows
    }


def _recommendations(_told: Told) -> Mapping[str, Shown]:
    one = Recommendation
    rows = _records(visible_recommendations(member()), one.id, one.text, one.state)
    return {
        str(row.id): Shown(
            row.text, url_for("insights.recommendation", id=row.id), _(row.state.label)
        )
        for row in rows
    }


def _goals(_told: Told) -> Mapping[str, Shown]:
    rows = _records(SIGHT[CompetenceGoal](member()), CompetenceGoal.id, CompetenceGoal.code)
    return {
        row.code: Shown(directory().goal_label(row.id), url_for("goals.show", id=row.id))
        for row in rows
    }


def _units(_told: Told) -> Mapping[str, Shown]:
    lists = may(Deed.LIST_TRIALS)
    return {
        str(one.id): Shown(
            one.name, url_for("trial_actions.index", enhed=one.id) if lists else None
        )
        for one in directory().units.values()
    }


_READERS: Final[Mapping[Kind, Callable[[Told], Mapping[str, Shown]]]] = {
    Kind.TRIAL: _trials,
    Kind.CYCLE: _cycles,
    Kind.INSIGHT: _insights,
    Kind.SESSION: _sessions,
    Kind.AGREEMENT: _agreements,
    Kind.RECOMMENDATION: _recommendations,
    Kind.GOAL: _goals,
    Kind.UNIT: _units,
}
