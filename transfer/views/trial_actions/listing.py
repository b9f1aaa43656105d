"""The list of prøvehandlinger: filtered, sorted, paged, as a board and as a file of just what is shown."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, in_sight, me, member, place, today
from transfer.db import db
from transfer.domain.csv_tables import without_formula
from transfer.domain.lifecycle import State, is_overdue
from transfer.domain.typing_in import NotUnderstood, danish_date, show_date
from transfer.language import why_not
from transfer.models import TrialAction, TrialGoal, TrialParticipant
from transfer.policies import Deed, may
from transfer.speaking import gettext as _
from transfer.views.trial_actions.blueprint import bp

PER_PAGE: Final = 25
COUNTED: Final = 1000
"""Hits are counted up to here; beyond it the page says "mere end"."""
PER_COLUMN: Final = 12

BOARD: Final = (
    State.IDEA,
    State.PLANNED,
    State.RUNNING,
    State.REFLECTING,
    State.PAUSED,
    State.ADOPTED,
    State.ANCHORED,
    State.ADAPTED,
    State.STOPPED,
    State.LAPSED,
    State.RETIRED,
    State.CANCELLED,
)

_SORTS: Final = {
    "aendret": TrialAction.updated_at,
    "titel": TrialAction.title,
    "tilstand": TrialAction.state,
    "start": TrialAction.start_date,
}
FIRST_SORT: Final = "-aendret"

_COLUMNS: Final = (
    TrialAction.id,
    TrialAction.title,
    TrialAction.state,
    TrialAction.unit_id,
    TrialAction.owner_id,
    TrialAction.start_date,
    TrialAction.end_date,
    TrialAction.reflection_due,
    TrialAction.learning_headline,
    TrialAction.updated_at,
)


@dataclass
class Wanted:
    """What the address asks for, and what of it could not be understood."""

    state: State | None = None
    goal_id: UUID | None = None
    unit_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    mine: bool = False
    sort: str = FIRST_SORT
    page: int = 1
    faults: dict[str, str] = field(default_factory=dict)


def wanted() -> Wanted:
    """The filters in the address. A state is given by its name or its word, a goal by its code."""
    asked, found = request.args, Wanted()
    found.state = _state(asked.get("tilstand", ""), found)
    found.goal_id = _goal(asked.get("maal", ""), found)
    found.unit_id = _unit(asked.get("enhed", ""), found)
    found.since = _day("fra", found)
    found.until = _day("til", found)
    if found.since and found.until and found.until < found.since:
        found.faults["til"] = _("Slutdatoen ligger før startdatoen. Ret en af dem.")
    found.words = asked.get("q", "").strip()[:100]
    found.mine = asked.get("mine") == "1"
    sort = asked.get("sorter", FIRST_SORT)
    found.sort = sort if sort.removeprefix("-") in _SORTS else FIRST_SORT
    found.page = _page(asked.get("side", "1"))
    return found


def _page(typed: str) -> int:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) < 6
    return max(int(typed), 1) if is_number else 1


def _state(typed: str, found: Wanted) -> State | None:
    plain = typed.strip().casefold().replace("-", " ")
    for state in State:
        if plain in (state.value, state.label.casefold(), _(state.label).casefold()):
            return state
    _complain("tilstand", typed, found)
    return None


def _goal(typed: str, found: Wanted) -> UUID | None:
    for goal in directory().goals.values():
        if typed and typed.casefold() in (str(goal.id), goal.code.casefold()):
            return goal.id
    _complain("maal", typed, found)
    return None


def _unit(typed: str, found: Wanted) -> UUID | None:
    for unit in directory().units.values():
        if typed and typed.casefold() in (str(unit.id), unit.name.casefold()):
            return unit.id
    _complain("enhed", typed, found)
    return None


def _complain(name: str, typed: str, found: Wanted) -> None:
    if typed:
        found.faults[name] = _("Vælg en af mulighederne.")


def _day(name: str, found: Wanted) -> date | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return danish_date(typed)
    except NotUnderstood as puzzled:
        found.faults[name] = why_not(puzzled)
        return None


def _conditions(asked: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [in_sight(), TrialAction.is_archived.is_(False)]
    if asked.state is not None:
        conditions.append(TrialAction.state == asked.state)
    if asked.unit_id is not None:
        conditions.append(TrialAction.unit_id.in_(directory().below(asked.unit_id)))
    if asked.goal_id is not None:
        tied = sa.select(TrialGoal.id).where(
            TrialGoal.trial_id == TrialAction.id, TrialGoal.goal_id == asked.goal_id
        )
        conditions.append(tied.exists())
    begun = sa.func.coalesce(TrialAction.actual_start, TrialAction.start_date)
    if asked.since is not None:
        conditions.append(begun >= asked.since)
    if asked.until is not None:
        conditions.append(begun <= asked.until)
    if asked.mine:
        conditions.append(_mine())
    if asked.words:
        pattern = f"%{_escaped(asked.words)}%"
        conditions.append(
            sa.or_(
                TrialAction.title.ilike(pattern, escape="\\"),
                TrialAction.action.ilike(pattern, escape="\\"),
            )
        )
    return conditions


def _mine() -> sa.ColumnElement[bool]:
    taking_part = sa.select(TrialParticipant.trial_id).where(TrialParticipant.person_id == me())
    return sa.or_(TrialAction.owner_id == me(), TrialAction.id.in_(taking_part))


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _sorted(statement: Any, sort: str) -> Any:
    column = _SORTS[sort.removeprefix("-")]
    if sort.startswith("-"):
        return statement.order_by(column.desc(), TrialAction.id.desc())
    return statement.order_by(column, TrialAction.id)


@bp.get("")
@allow(Deed.LIST_TRIALS)
def index() -> ResponseReturnValue:
    asked = wanted()
    conditions = _conditions(asked)
    statement = sa.select(*_COLUMNS).where(*conditions)
    hits = _count(conditions)
    pages = _pages(asked, hits)
    start = (pages.page - 1) * PER_PAGE
    found = _sorted(statement, asked.sort).limit(PER_PAGE).offset(start)
    rows = [] if asked.faults else db.session.execute(found).all()
    page = render_template(
        "trial_actions/index.html",
        asked=asked,
        rows=[_row(row) for row in _with_goals(rows)],
        hits=0 if asked.faults else hits,
        counted=COUNTED,
        pages=pages,
        chips=_chips(asked),
        choices=_choices(),
        export_url=_same_list(".as_csv") if may(member(), Deed.EXPORT_TRIALS) else None,
        board_url=_same_list(".board"),
    )
    return page, 422 if asked.faults else 200


def _count(conditions: list[sa.ColumnElement[bool]]) -> int:
    """How many there are, but never counting further than `COUNTED` and one."""
    some = sa.select(TrialAction.id).where(*conditions).limit(COUNTED + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _with_goals(rows: Any) -> list[tuple[Any, list[str]]]:
    names = directory()
    goals: dict[UUID, list[str]] = {}
    if rows:
        for trial_id, goal_id in db.session.execute(
            sa.select(TrialGoal.trial_id, TrialGoal.goal_id).where(
                TrialGoal.trial_id.in_([row.id for row in rows])
            )
        ):
            goals.setdefault(trial_id, []).append(names.goal_label(goal_id))
    return [(row, sorted(goals.get(row.id, []))) for row in rows]


def _row(found: tuple[Any, list[str]]) -> dict[str, Any]:
    row, goals = found
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
        "owner": directory().person_name(row.owner_id),
        "goals": goals,
        "start_date": row.start_date,
        "end_date": row.end_date,
        # A reflection under way is its writers' own until the decision is taken.
        "learning": row.learning_headline if state.is_closed else None,
        "updated_at": row.updated_at,
    }


@dataclass(frozen=True)
class Pages:
    page: int
    pages: int
    per_page: int
    total: int


def _pages(asked: Wanted, hits: int) -> Pages:
    """The page asked for, or the last one when the list is shorter than that."""
    pages = max(-(-min(hits, COUNTED) // PER_PAGE), 1)
    if hits > COUNTED:
        pages = max(pages, asked.page + 1)
    return Pages(min(asked.page, pages), pages, PER_PAGE, hits)


def _same_list(endpoint: str) -> str:
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "side"}
    return url_for(endpoint, **kept)


def _chips(asked: Wanted) -> list[dict[str, str]]:
    """The filters in force, each with the address without it."""
    names = directory()
    words = {
        "mine": _("Mine") if asked.mine else "",
        "tilstand": _(asked.state.label) if asked.state else "",
        "maal": names.goal_label(asked.goal_id),
        "enhed": names.unit_name(asked.unit_id),
        "fra": _("Fra %(day)s", day=show_date(asked.since)) if asked.since else "",
        "til": _("Til %(day)s", day=show_date(asked.until)) if asked.until else "",
        "q": f"»{asked.words}«" if asked.words else "",
    }
    return [
        {"label": label, "remove_url": _without(name)} for name, label in words.items() if label
    ]


def _without(name: str) -> str:
    kept: dict[str, Any] = dict(request.args)
    for dropped in (name, "side"):
        kept.pop(dropped, None)
    return url_for(".index", **kept)


def _choices() -> dict[str, list[tuple[str, str]]]:
    names = directory()
    return {
        "tilstand": [(state.value, _(state.label)) for state in BOARD],
        "maal": [(goal.code, goal.label) for goal in names.goals.values()],
        "enhed": [
            (str(unit.id), "\u00a0\u00a0" * (len(unit.path) - 1) + unit.name)
            for unit in names.units.values()
            if unit.is_active
        ],
    }


@bp.get("/tavle")
@allow(Deed.LIST_TRIALS)
def board() -> ResponseReturnValue:
    """The same trials by state, newest first in each column."""
    asked = wanted()
    asked.state = None
    columns = []
    kept: dict[str, Any] = dict(request.args)
    for state in BOARD:
        conditions = [*_conditions(asked), TrialAction.state == state]
        rows = db.session.execute(
            sa.select(*_COLUMNS)
            .where(*conditions)
            .order_by(TrialAction.updated_at.desc())
            .limit(PER_COLUMN + 1)
        ).all()
        columns.append(
            {
                "key": state.value,
                "label": _(state.label),
                "rows": [_row((row, [])) for row in rows[:PER_COLUMN]],
                "has_more": len(rows) > PER_COLUMN,
                "url": url_for(".index", **{**kept, "tilstand": state.value}),
            }
        )
    shown = [column for column in columns if column["rows"] or column["key"] in _ALWAYS_SHOWN]
    return render_template("trial_actions/board.html", columns=shown, chips=_chips(asked), me=me())


_ALWAYS_SHOWN: Final = frozenset({"idea", "planned", "running", "reflecting"})


@bp.get("/liste.csv")
@allow(Deed.EXPORT_TRIALS)
def as_csv() -> ResponseReturnValue:
    """Every trial of the list as filtered and sorted, in the columns of the list."""
    asked = wanted()
    rows = db.session.execute(
        _sorted(sa.select(*_COLUMNS).where(*_conditions(asked)), asked.sort)
    ).all()
    name = f"proevehandlinger-{place().slug}-{today().isoformat()}.csv"
    return Response(
        _lines([_row(row) for row in _with_goals(rows)]),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Semicolons and a byte order mark, since that is what a Danish Excel opens."""
    yield "\ufeff"
    headings = [
        _("Titel"),
        _("Tilstand"),
        _("Enhed"),
        _("Ansvarlig"),
        _("Kompetencemål"),
        _("Startdato"),
        _("Slutdato"),
        _("Læringen i én sætning"),
    ]
    yield _line(headings)
    for row in rows:
        yield _line(
            [
                row["title"],
                row["state_label"],
                row["unit"],
                row["owner"],
                ", ".join(row["goals"]),
                show_date(row["start_date"]) if row["start_date"] else "",
                show_date(row["end_date"]) if row["end_date"] else "",
                row["learning"] or "",
            ]
        )


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow(
        [without_formula(cell) for cell in cells]
    )
    return written.getvalue()
