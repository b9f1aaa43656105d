"""The search over all that one may see."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer import search
from transfer.access import allow, directory, member
from transfer.domain import personal_data
from transfer.domain.lifecycle import State
from transfer.domain.texts import marked
from transfer.policies import Deed
from transfer.search import COUNTED, Hit, Query, Read, Searchable
from transfer.speaking import gettext as _
from transfer.views.paging import Pages, pages_of

bp: Final = Blueprint("search", __name__, url_prefix="/<organisation>/soeg")

PER_PAGE: Final = 20

NAMES: Final = {
    "trial": ("proevehandlinger", marked("Prøvehandlinger"), marked("Prøvehandling")),
    "cycle": ("laeringsforloeb", marked("Læringsforløb"), marked("Læringsforløb")),
    "insight": ("indsigter", marked("Indsigter"), marked("Indsigt")),
    "goal": ("kompetencemaal", marked("Kompetencemål"), marked("Kompetencemål")),
}
"""Each kind in the address, and as it is called: several of them, and one."""


@bp.get("")
@allow(Deed.SEARCH)
def index() -> ResponseReturnValue:
    typed = request.args.get("q", "").replace("\0", "")
    kind = _kind(request.args.get("slags", ""))
    fault = _fault(typed)
    if fault or not typed.strip():
        return _page(typed, kind, fault), 422 if fault else 200
    query = search.understood(typed, member())
    total = search.count(query, member(), kind=kind)
    pages = pages_of(min(total, COUNTED), per_page=PER_PAGE)
    hits = search.find(query, member(), kind=kind, limit=PER_PAGE, offset=pages.first, total=total)
    return _page(typed, kind, "", results=_shown(hits, query), total=total, pages=pages)


def _page(
    typed: str,
    kind: Searchable | None,
    fault: str,
    *,
    results: list[dict[str, Any]] | None = None,
    total: int = 0,
    pages: Pages | None = None,
) -> str:
    return render_template(
        "search/index.html",
        typed=typed,
        kind=kind,
        fault=fault,
        results=results,
        total=total if total <= COUNTED else 0,
        counted=COUNTED,
        pages=pages,
        tabs=_tabs(typed, kind),
    )


def _fault(typed: str) -> str:
    if len(typed) > search.LONGEST_QUERY:
        return _(
            "Det er for meget at søge efter på én gang. Skriv højst %(most)s tegn, for eksempel to "
            "eller tre ord.",
            most=search.LONGEST_QUERY,
        )
    if any(found.tier == "A" for found in personal_data.find(typed)):
        return _(personal_data.CPR_SEARCH_SENTENCE)
    return ""


def _kind(asked: str) -> Searchable | None:
    return next(
        (search.KINDS[name] for name, words in NAMES.items() if asked and asked == words[0]), None
    )


def _tabs(typed: str, kind: Searchable | None) -> list[dict[str, Any]]:
    tabs = [{"label": _("Alt"), "url": url_for(".index", q=typed), "current": kind is None}]
    for name, (address, several, _one) in NAMES.items():
        here = kind is not None and kind.name == name
        url = url_for(".index", q=typed, slags=address)
        tabs.append({"label": _(several), "url": url, "current": here})
    return tabs


def _shown(hits: list[Hit], query: Query) -> list[dict[str, Any]]:
    read: dict[str, Mapping[UUID, Read]] = {}
    for kind in {hit.kind.name: hit.kind for hit in hits}.values():
        read[kind.name] = kind.read([hit.id for hit in hits if hit.kind is kind])
    shown = []
    for hit in hits:
        found = read[hit.kind.name].get(hit.id)
        said = found.said.get(hit.audience) if found else None
        if found is None or said is None:
            continue
        shown.append(
            {
                "kind": _(NAMES[hit.kind.name][2]),
                "title": search.pieces_of(said.title, query.stems),
                "excerpt": search.excerpt_of(said.parts, query.stems),
                **_FACTS[hit.kind.name](found.record),
            }
        )
    return shown


def _facts_of_trial(trial: Any) -> dict[str, Any]:
    state = State(trial.state)
    return {
        "url": url_for("trial_actions.show", id=trial.id),
        "state": state.value,
        "state_label": _(state.label),
        "place": directory().unit_name(trial.unit_id),
        "on": trial.actual_start or trial.start_date,
    }


def _facts_of_cycle(cycle: Any) -> dict[str, Any]:
    return {
        "url": url_for("learning_cycles.show", id=cycle.id),
        "cycle_state": cycle.state.value,
        "state_label": _(cycle.state.label),
        "place": ", ".join(directory().unit_name(unit_id) for unit_id in cycle.unit_ids),
        "on": cycle.start_date,
    }


def _facts_of_insight(insight: Any) -> dict[str, Any]:
    return {
        "url": url_for("insights.show", id=insight.id),
        "state": insight.state.value,
        "state_label": _(insight.state.label),
        "place": "",
        "on": insight.published_on,
    }


def _facts_of_goal(goal: Any) -> dict[str, Any]:
    return {"url": url_for("goals.show", id=goal.id), "place": "", "on": None}


_FACTS: Final = {
    "trial": _facts_of_trial,
    "cycle": _facts_of_cycle,
    "insight": _facts_of_insight,
    "goal": _facts_of_goal,
}
