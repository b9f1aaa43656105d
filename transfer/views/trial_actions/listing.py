"""The list of prøvehandlinger: filtered, sorted, paged, as a board and as a file of just what is shown."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, me, member, place, today
from transfer.domain.csv_tables import without_formula
from transfer.domain.lifecycle import State, is_overdue
from transfer.domain.typing_in import show_date
from transfer.models import TrialGoal
from transfer.policies import Deed, may
from transfer.prepared import Prepared
from transfer.speaking import gettext as _
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.fates import what_became_of
from transfer.views.trial_actions.filtering import (
    Narrowed,
    Wanted,
    a_column,
    a_page,
    counted,
    listed,
    wanted,
)

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


@bp.get("")
@allow(Deed.LIST_TRIALS)
def index() -> ResponseReturnValue:
    asked = wanted()
    narrowed = Narrowed.by(asked)
    hits = counted(member(), narrowed, COUNTED + 1).value()
    pages = _pages(asked, hits)
    start = (pages.page - 1) * PER_PAGE
    found = a_page(member(), narrowed, asked.sort, PER_PAGE)
    rows = [] if asked.faults else found.rows(start=start)
    page = render_template(
        "trial_actions/index.html",
        asked=asked,
        rows=_rows(rows, _goals_of(rows)),
        hits=0 if asked.faults else hits,
        counted=COUNTED,
        pages=pages,
        chips=_chips(asked),
        choices=_choices(),
        export_url=_same_list(".as_csv") if may(member(), Deed.EXPORT_TRIALS) else None,
        board_url=_same_list(".board"),
    )
    return page, 422 if asked.faults else 200


def _goals_of(rows: Sequence[Any]) -> dict[UUID, list[str]]:
    """The labels of each trial's goals."""
    if not rows:
        return {}
    names = directory()
    goals: dict[UUID, list[str]] = {}
    for trial_id, goal_id in _GOALS_OF.rows(trials=[row.id for row in rows]):
        goals.setdefault(trial_id, []).append(names.goal_label(goal_id))
    return goals


_GOALS_OF: Final = Prepared(
    sa.select(TrialGoal.trial_id, TrialGoal.goal_id).where(
        TrialGoal.trial_id.in_(sa.bindparam("trials", expanding=True, type_=sa.Uuid()))
    )
)


def _rows(rows: Sequence[Any], goals: Mapping[UUID, list[str]]) -> list[dict[str, Any]]:
    names, on = directory(), today()
    labels = {state: _(state.label) for state in {row.state for row in rows}}
    return [
        {
            "id": row.id,
            "title": row.title,
            "state": row.state.value,
            "state_label": labels[row.state],
            "is_overdue": is_overdue(
                row.state, end=row.end_date, reflection_due=row.reflection_due, on=on
            ),
            "unit": names.unit_name(row.unit_id),
            "owner": names.person_name(row.owner_id),
            "goals": sorted(goals.get(row.id, ())),
            "start_date": row.start_date,
            "end_date": row.end_date,
            # A reflection under way is its writers' own until the decision is taken.
            "learning": row.learning_headline if row.state.is_closed else None,
            "became": what_became_of(row, on),
            "updated_at": row.updated_at,
        }
        for row in rows
    ]


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
        "ideer": _("Idéer, også de opgivne") if asked.ideas else "",
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
    asked = replace(wanted(), state=None, ideas=False)
    columns = []
    kept: dict[str, Any] = {key: value for key, value in request.args.items() if key != "ideer"}
    for state in BOARD:
        rows = a_column(member(), Narrowed.by(replace(asked, state=state)), PER_COLUMN + 1).rows()
        columns.append(
            {
                "key": state.value,
                "label": _(state.label),
                "rows": _rows(rows[:PER_COLUMN], {}),
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
    rows = listed(member(), Narrowed.by(asked), asked.sort).rows()
    name = f"proevehandlinger-{place().slug}-{today().isoformat()}.csv"
    return Response(
        _lines(_rows(rows, _goals_of(rows))),
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
