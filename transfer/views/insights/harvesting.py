"""The harvest desk: shared texts one after another, with what is marked in them, and the themes so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from transfer.access import allow, directory, in_sight, member
from transfer.db import db
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.passages import find_again, pieces
from transfer.domain.session_lifecycle import WERE_HELD
from transfer.domain.typing_in import NotUnderstood, danish_date, show_date
from transfer.domain.vocabulary import Outcome, Visibility
from transfer.language import why_not
from transfer.models import (
    Observation,
    SparringSession,
    Theme,
    ThemedPassage,
    TrialAction,
    TrialGoal,
)
from transfer.policies import Deed, in_the_room, visible_themes
from transfer.speaking import gettext as _
from transfer.topic_forms.insights import MarkForm
from transfer.views.insights.blueprint import bp
from transfer.views.insights.texts import Text, texts_of, texts_of_sessions
from transfer.views.paging import pages_of

PER_PAGE: Final = 5
"""Trials on one page of the desk; each has up to a dozen texts."""


FILTERS: Final = ("maal", "enhed", "udfald", "fra", "til", "umarkeret")


@dataclass
class Asked:
    """What the address asks for, and what of it could not be understood."""

    goal_id: UUID | None = None
    unit_id: UUID | None = None
    outcome: Outcome | None = None
    since: date | None = None
    until: date | None = None
    unmarked: bool = False
    faults: dict[str, str] = field(default_factory=dict)


@bp.get("/hoest")
@allow(Deed.HARVEST)
def desk() -> ResponseReturnValue:
    asked = _asked()
    conditions = _conditions(asked)
    total = db.session.scalar(sa.select(sa.func.count(TrialAction.id)).where(*conditions)) or 0
    pages = pages_of(0 if asked.faults else total, per_page=PER_PAGE)
    trials = (
        []
        if asked.faults
        else list(
            db.session.scalars(
                sa.select(TrialAction)
                .where(*conditions)
                .options(selectinload(TrialAction.participant_links))
                .order_by(_happened().desc(), TrialAction.id.desc())
                .limit(pages.per_page)
                .offset(pages.first)
            )
        )
    )
    page = render_template(
        "insights/desk.html",
        asked=asked,
        entries=_entries(trials),
        pages=pages,
        names=directory(),
        chips=_chips(asked),
        choices=_choices(),
        themes=themes_with_counts(),
        form=MarkForm(formdata=None),
        sessions=any_harvestable_session(),
    )
    return page, 422 if asked.faults else 200


@bp.get("/hoest/sessioner")
@allow(Deed.HARVEST)
def session_desk() -> ResponseReturnValue:
    """What was kept of the sessions one was in, the newest first; one alone with `?session=`."""
    conditions = harvestable_sessions()
    asked = request.args.get("session", type=UUID)
    if asked is not None:
        conditions.append(SparringSession.id == asked)
    total = db.session.scalar(sa.select(sa.func.count(SparringSession.id)).where(*conditions)) or 0
    pages = pages_of(total, per_page=PER_PAGE)
    sessions = db.session.scalars(
        sa.select(SparringSession)
        .where(*conditions)
        .order_by(SparringSession.held_on.desc(), SparringSession.id.desc())
        .limit(pages.per_page)
        .offset(pages.first)
    ).all()
    texts = texts_of_sessions(sessions)
    marked = _marked_in(ThemedPassage.session_id, [one.id for one in sessions])
    return render_template(
        "insights/session_desk.html",
        entries=[
            {
                "session": one,
                "texts": [(text, _cut(text, marked.get(one.id, []))) for text in texts[one.id]],
            }
            for one in sessions
        ],
        pages=pages,
        themes=themes_with_counts(),
        form=MarkForm(formdata=None),
    )


def harvestable_sessions() -> list[sa.ColumnElement[bool]]:
    """Conditions on a session that its texts may be harvested: held, and the visitor reads it whole."""
    return [SparringSession.state.in_(WERE_HELD), in_the_room(member())]


def any_harvestable_session() -> bool:
    found = sa.select(SparringSession.id).where(*harvestable_sessions()).limit(1)
    return db.session.scalar(found) is not None


def harvestable() -> list[sa.ColumnElement[bool]]:
    """Conditions on a trial that its texts may be harvested: shared, begun, with something written."""
    written = sa.or_(
        TrialAction.reflected_on.is_not(None),
        TrialAction.state.in_(CLOSED),
        sa.select(Observation.id)
        .where(Observation.trial_id == TrialAction.id, Observation.is_private.is_(False))
        .exists(),
    )
    return [
        in_sight(),
        TrialAction.is_archived.is_(False),
        TrialAction.visibility != Visibility.PRIVATE,
        TrialAction.state.not_in([State.IDEA, State.PLANNED, State.CANCELLED]),
        written,
    ]


def _happened() -> Any:
    return sa.func.coalesce(
        TrialAction.decided_on, TrialAction.reflected_on, TrialAction.actual_start
    )


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    conditions = harvestable()
    if asked.goal_id is not None:
        conditions.append(
            sa.select(TrialGoal.id)
            .where(TrialGoal.trial_id == TrialAction.id, TrialGoal.goal_id == asked.goal_id)
            .exists()
        )
    if asked.unit_id is not None:
        conditions.append(TrialAction.unit_id.in_(directory().below(asked.unit_id)))
    if asked.outcome is not None:
        conditions.append(TrialAction.outcome_vs_prediction == asked.outcome.value)
    if asked.since is not None:
        conditions.append(_happened() >= asked.since)
    if asked.until is not None:
        conditions.append(_happened() <= asked.until)
    if asked.unmarked:
        themes = visible_themes(member()).with_only_columns(Theme.id)
        conditions.append(
            ~sa.select(ThemedPassage.id)
            .where(ThemedPassage.trial_id == TrialAction.id, ThemedPassage.theme_id.in_(themes))
            .exists()
        )
    return conditions


def _asked() -> Asked:
    found = Asked(unmarked=request.args.get("umarkeret") == "1")
    found.goal_id = _pick("maal", directory().goals.values(), "code", found)
    found.unit_id = _pick("enhed", directory().units.values(), "name", found)
    typed = request.args.get("udfald", "")
    found.outcome = next((one for one in Outcome if typed in (one.value, one.label)), None)
    if typed and found.outcome is None:
        found.faults["udfald"] = _("Vælg en af mulighederne.")
    found.since, found.until = _day("fra", found), _day("til", found)
    if found.since and found.until and found.until < found.since:
        found.faults["til"] = _("Slutdatoen ligger før startdatoen. Ret en af dem.")
    return found


def _pick(name: str, entries: Any, known_by: str, found: Asked) -> UUID | None:
    typed = request.args.get(name, "").casefold()
    for entry in entries:
        if typed and typed in (str(entry.id), getattr(entry, known_by).casefold()):
            return UUID(str(entry.id))
    if typed:
        found.faults[name] = _("Vælg en af mulighederne.")
    return None


def _day(name: str, found: Asked) -> date | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return danish_date(typed)
    except NotUnderstood as puzzled:
        found.faults[name] = why_not(puzzled)
        return None


def _chips(asked: Asked) -> list[dict[str, str]]:
    names = directory()
    words = {
        "maal": names.goal_label(asked.goal_id),
        "enhed": names.unit_name(asked.unit_id),
        "udfald": _(asked.outcome.label) if asked.outcome else "",
        "fra": _("Fra %(day)s", day=show_date(asked.since)) if asked.since else "",
        "til": _("Til %(day)s", day=show_date(asked.until)) if asked.until else "",
        "umarkeret": _("Uden markeringer") if asked.unmarked else "",
    }
    return [
        {"label": label, "remove_url": url_for(".desk", **_without(name))}
        for name, label in words.items()
        if label
    ]


def _without(name: str) -> dict[str, Any]:
    return {key: request.args[key] for key in FILTERS if key in request.args and key != name}


def _choices() -> dict[str, list[tuple[str, str]]]:
    names = directory()
    return {
        "maal": [(goal.code, goal.label) for goal in names.goals.values()],
        "enhed": [
            (str(unit.id), "\u00a0\u00a0" * (len(unit.path) - 1) + unit.name)
            for unit in names.units.values()
            if unit.is_active
        ],
        "udfald": [(one.value, _(one.label)) for one in Outcome],
    }


# What is shown


def _entries(trials: list[TrialAction]) -> list[dict[str, Any]]:
    """Each trial with its texts, and each text cut where a passage is marked."""
    texts = texts_of(trials)
    marked = _marked_in(ThemedPassage.trial_id, [trial.id for trial in trials])
    return [
        {
            "trial": trial,
            "texts": [(text, _cut(text, marked.get(trial.id, []))) for text in texts[trial.id]],
        }
        for trial in trials
    ]


def _marked_in(column: Any, ids: list[UUID]) -> dict[UUID, list[ThemedPassage]]:
    """The passages under themes that the visitor sees, by what the column points at."""
    themes = visible_themes(member()).with_only_columns(Theme.id)
    marked: dict[UUID, list[ThemedPassage]] = {}
    for passage in db.session.scalars(
        sa.select(ThemedPassage)
        .where(column.in_(ids), ThemedPassage.theme_id.in_(themes))
        .options(selectinload(ThemedPassage.theme))
        .order_by(ThemedPassage.id)
    ):
        marked.setdefault(getattr(passage, column.key), []).append(passage)
    return marked


def _cut(text: Text, passages: list[ThemedPassage]) -> list[tuple[str, list[str]]]:
    """The text in pieces, each with the names of the themes it was marked for."""
    found = []
    for passage in passages:
        marked = passage.passage
        span = find_again(text.words, marked) if marked and text.holds(passage) else None
        if span is not None:
            found.append((span, passage.theme.name))
    spans = [span for span, _name in found]
    return [
        (words, list(dict.fromkeys(found[number][1] for number in over)))
        for words, over in pieces(text.words, spans)
    ]


def themes_with_counts() -> list[dict[str, Any]]:
    """The themes that the visitor sees, each with how many trials and units its passages come from."""
    counts = {
        theme_id: (passages, trials, units)
        for theme_id, passages, trials, units in db.session.execute(
            sa.select(
                ThemedPassage.theme_id,
                sa.func.count(ThemedPassage.id),
                sa.func.count(sa.distinct(ThemedPassage.trial_id)),
                sa.func.count(sa.distinct(TrialAction.unit_id)),
            )
            .join(TrialAction, TrialAction.id == ThemedPassage.trial_id)
            .where(in_sight())
            .group_by(ThemedPassage.theme_id)
        )
    }
    return [
        {
            "id": theme.id,
            "name": theme.name,
            "is_common": theme.is_common,
            "passages": counts.get(theme.id, (0, 0, 0))[0],
            "trials": counts.get(theme.id, (0, 0, 0))[1],
            "units": counts.get(theme.id, (0, 0, 0))[2],
        }
        for theme in db.session.scalars(
            visible_themes(member()).order_by(sa.func.lower(Theme.name), Theme.id)
        )
    ]
