"""The page on spread: which idea is used in which unit, and the figures with the lists behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, in_sight, member, today
from transfer.domain import indicators
from transfer.domain.indicators import ProgrammeFacts, Reach, Travel, TrialFacts
from transfer.domain.indicators.catalogue import INDICATORS
from transfer.domain.vocabulary import Decision, Relation
from transfer.models.directory import Directory
from transfer.policies import Deed
from transfer.reporting import spread_facts
from transfer.speaking import gettext as _
from transfer.views.replications.blueprint import bp

MOST_IDEAS: Final = 40
"""The ideas that are drawn; those that went farthest come first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What an idea has to do with a unit: a sign, the words for it, and where to read more."""

    sign: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Idea:
    title: str
    url: str
    marks: Mapping[str, Mark]
    """By the unit's id."""


@bp.get("/spredning")
@allow(Deed.FOLLOW_SPREAD)
def matrix() -> ResponseReturnValue:
    who, names = member(), directory()
    facts, ids = spread_facts(who.organisation_id, names, in_sight(), today=today())
    travels = indicators.travels(facts)
    ideas = [_idea(one, ids) for one in travels[:MOST_IDEAS]]
    units = {unit for idea in ideas for unit in idea.marks}
    return render_template(
        "replications/matrix.html",
        ideas=ideas,
        more=max(len(travels) - MOST_IDEAS, 0),
        columns=[
            {"key": "idea", "label": _("Idé")},
            *({"key": one, "label": name} for one, name in _units(names) if one in units),
        ],
        spread=indicators.spread(facts),
        count=len(indicators.newly_adopted(facts)),
        reach=indicators.spread_reach(facts),
        about={key: INDICATORS[key] for key in ("spread_count", "spread_success", "spread_reach")},
        adopted=_rows(indicators.newly_adopted(facts), facts, ids, names),
        decided=_rows(_transfers(facts), facts, ids, names),
        reaches=[_reach_row(one, ids, names) for one in indicators.reaches(facts)],
    )


def _idea(travel: Travel, ids: Mapping[str, UUID]) -> Idea:
    first = (*travel.began, *travel.adopted, *travel.failed)[0]
    marks = {one.unit: _mark("×", _("forsøgt uden held"), one, ids) for one in travel.failed}
    marks |= {one.unit: _mark("○", _("overført hertil"), one, ids) for one in travel.adopted}
    marks |= {one.unit: _mark("●", _("begyndte her"), one, ids) for one in travel.began[:1]}
    return Idea(first.title, url_for("replications.tree", id=ids[first.id]), marks)


def _mark(sign: str, words: str, trial: TrialFacts, ids: Mapping[str, UUID]) -> Mark:
    return Mark(sign, words, url_for("trial_actions.show", id=ids[trial.id]))


def _units(names: Directory) -> list[tuple[str, str]]:
    """Every unit in the order of the organisation; with what it belongs to where two share a name."""
    all_names = [unit.name for unit in names.units.values()]

    def name(unit: Any) -> str:
        above = names.unit_name(unit.parent_id) if all_names.count(unit.name) > 1 else ""
        return f"{unit.name} ({above})" if above else unit.name

    return [(str(unit.id), name(unit)) for unit in names.units.values()]


def _transfers(facts: ProgrammeFacts) -> Iterable[TrialFacts]:
    """The transfers that were decided, as `spread_success` counts them."""
    kinds = (Relation.TRANSFERRED_ADAPTED, Relation.TRANSFERRED_COPIED)
    return [one for one in facts.decided if one.relation in kinds]


def _rows(
    trials: Iterable[TrialFacts], facts: ProgrammeFacts, ids: Mapping[str, UUID], names: Directory
) -> list[dict[str, str]]:
    known = {one.id: one for one in facts.trials}
    rows = []
    for one in trials:
        origin = known.get(one.parent or "")
        rows.append(
            {
                "title": one.title,
                "url": url_for("trial_actions.show", id=ids[one.id]),
                "unit": names.unit_name(UUID(one.unit)),
                "from": names.unit_name(UUID(origin.unit)) if origin else _("En anden enhed"),
                "how": _(Relation(str(one.relation)).label),
                "decision": _(Decision(str(one.decision)).label),
            }
        )
    return rows


def _reach_row(reach: Reach, ids: Mapping[str, UUID], names: Directory) -> dict[str, Any]:
    first = reach.trials[0]
    return {
        "title": first.title,
        "url": url_for("replications.tree", id=ids[first.id]),
        "n": len(reach.users),
        "of": len(reach.relevant),
        "units": ", ".join(sorted(names.unit_name(UUID(one)) for one in reach.users)),
    }
