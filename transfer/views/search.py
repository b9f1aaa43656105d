"""The search over all that one may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from transfer.search import COUNTED, Hit, Query, Read, Searchable, Sights
from transfer.speaking import gettext as _
from transfer.views.paging import Pages, pages_of

bp: Final = Blueprint("search", __name__, url_prefix="/<organisation>/soeg")

PER_PAGE: Final = 20

NAMES: Final = {
    "trial": marked("Prøvehandling"),
    "cycle": marked("Læringsforløb"),
    "session": marked("Sparringssession"),
    "agenda_item": marked("Sparring på en prøvehandling"),
    "agreement": marked("Aftale"),
    "insight": marked("Indsigt"),
    "recommendation": marked("Anbefaling"),
    "theme": marked("Tema"),
    "goal": marked("Kompetencemål"),
    "measure": marked("Måling"),
}
"""What one record of each kind is called."""


@dataclass(frozen=True, slots=True)
class Tab:
    """Kinds that can be shown alone."""

    slug: str
    label: str
    names: tuple[str, ...]

    @property
    def kinds(self) -> tuple[Searchable, ...]:
        return tuple(search.KINDS[name] for name in self.names)


TABS: Final = (
    Tab("proevehandlinger", marked("Prøvehandlinger"), ("trial",)),
    Tab("laeringsforloeb", marked("Læringsforløb"), ("cycle",)),
    Tab("sparring", marked("Sparring"), ("session", "agenda_item", "agreement")),
    Tab("indsigter", marked("Indsigter"), ("insight",)),
    Tab("anbefalinger", marked("Anbefalinger"), ("recommendation",)),
    Tab("temaer", marked("Temaer"), ("theme",)),
    Tab("maalinger", marked("Målinger"), ("measure",)),
    Tab("kompetencemaal", marked("Kompetencemål"), ("goal",)),
)


@bp.get("")
@allow(Deed.SEARCH)
def index() -> ResponseReturnValue:
    typed = request.args.get("q", "").replace("\0", "")
    tab = _tab(request.args.get("slags", ""))
    fault = _fault(typed)
    if fault or not typed.strip():
        return _page(typed, tab, fault), 422 if fault else 200
    query = search.understood(typed, member())
    kinds: Sequence[Searchable] = tab.kinds if tab else ()
    sights = search.sights_of(member())
    total = search.count(query, member(), kinds=kinds, sights=sights)
    pages = pages_of(min(total, COUNTED), per_page=PER_PAGE)
    hits = search.find(
        query,
        member(),
        kinds=kinds,
        limit=PER_PAGE,
        offset=pages.first,
        total=total,
        sights=sights,
    )
    return _page(
        typed,
        tab,
        "",
        results=_shown(hits, query),
        total=total,
        pages=pages,
        tabs=_tabs(typed, tab, sights),
    )


def _page(
    typed: str,
    tab: Tab | None,
    fault: str,
    *,
    results: list[dict[str, Any]] | None = None,
    total: int = 0,
    pages: Pages | None = None,
    tabs: Sequence[dict[str, Any]] = (),
) -> str:
    return render_template(
        "search/index.html",
        typed=typed,
        slug=tab.slug if tab else "",
        fault=fault,
        results=results,
        total=total if total <= COUNTED else 0,
        counted=COUNTED,
        pages=pages,
        tabs=tabs,
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


def _tab(asked: str) -> Tab | None:
    return next((one for one in TABS if one.slug == asked), None)


def _tabs(typed: str, tab: Tab | None, sights: Sights) -> list[dict[str, Any]]:
    """Everything, and each kind of which the visitor could ever see any."""
    tabs = [{"label": _("Alt"), "url": url_for(".index", q=typed), "current": tab is None}]
    for one in TABS:
        if any(name in sights for name in one.names):
            url = url_for(".index", q=typed, slags=one.slug)
            tabs.append({"label": _(one.label), "url": url, "current": one is tab})
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
                "kind": _(NAMES[hit.kind.name]),
                "title": search.title_of(said.title, query.stems),
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


def _facts_of_session(session: Any) -> dict[str, Any]:
    return {
        "url": url_for("sparring_sessions.show", id=session.id),
        "state": f"session_{session.state.value}",
        "state_label": _(session.state.label),
        "place": "",
        "on": session.held_on,
    }


def _facts_of_agenda_item(point: Any) -> dict[str, Any]:
    session = point.session
    return {
        "url": url_for("sparring_sessions.show", id=session.id, _anchor="dagsorden"),
        "name": point.trial_title,
        "place": session.title,
        "on": session.held_on,
    }


def _facts_of_agreement(agreement: Any) -> dict[str, Any]:
    who = agreement.person_id
    return {
        "url": url_for("agreements.show", id=agreement.id),
        "place": directory().person_name(who) if who else "",
        "on": agreement.due_on,
    }


def _facts_of_recommendation(recommendation: Any) -> dict[str, Any]:
    return {
        "url": url_for("insights.recommendation", id=recommendation.id),
        "state": f"recommendation_{recommendation.state.value}",
        "state_label": _(recommendation.state.label),
        "place": _(recommendation.addressee.label),
        "on": recommendation.due_on,
    }


def _facts_of_theme(theme: Any) -> dict[str, Any]:
    return {"url": url_for("insights.theme", id=theme.id), "place": "", "on": None}


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


def _facts_of_measure(measure: Any) -> dict[str, Any]:
    unit_id = measure.unit_id
    place = directory().unit_name(unit_id) if unit_id else _("Hele organisationen")
    return {"url": url_for("measures.show", id=measure.id), "place": place, "on": None}


_FACTS: Final = {
    "trial": _facts_of_trial,
    "cycle": _facts_of_cycle,
    "session": _facts_of_session,
    "agenda_item": _facts_of_agenda_item,
    "agreement": _facts_of_agreement,
    "insight": _facts_of_insight,
    "recommendation": _facts_of_recommendation,
    "theme": _facts_of_theme,
    "goal": _facts_of_goal,
    "measure": _facts_of_measure,
}
