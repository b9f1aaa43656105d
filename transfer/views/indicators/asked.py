"""What the address asks for: a period and a part of the organisation, and the facts of both periods."""

from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from flask import abort, request

from transfer.access import directory, may, me, member, place, today
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.periods import Period, before, year
from transfer.models.directory import GoalEntry, UnitEntry
from transfer.policies import (
    Deed,
    Member,
    may_read_figures_by_goal_of,
    may_read_figures_of,
    may_read_outcomes_by_goal_of,
)
from transfer.reporting import Line, Scope, are_outcomes_withheld, programme_facts, scope_of
from transfer.speaking import gettext as _
from transfer.topic_forms.reports import ReportForm, figures_form

OWN: Final = (
    "started",
    "reflected",
    "decided",
    "completion_rate",
    "time_to_reflection",
    "time_to_reflection_within_14",
    "lead_time",
    "prediction_rate",
    "chain_length",
    "chain_length_two_rounds",
    "surprise_rate",
    "transfer_rate_all",
    "transfer_rate_all_level_3",
    "adoption_rate",
)
"""The lines that an activist reads of her own trials."""

BY_GOAL: Final = ("started", "reflected", "adoption_rate", "transfer_rate_all")
"""The lines that are told goal by goal."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The figures of a period and of the one before, about one part of the organisation."""

    facts: ProgrammeFacts
    earlier: ProgrammeFacts
    scope: Scope
    unit_id: UUID | None
    is_withheld: bool
    """Whether outcomes would be about one unit, and are shown nowhere."""
    address: dict[str, Any]
    kept_to: tuple[str, ...] = ()
    """The names of the goal and the part that it was narrowed to."""
    only: tuple[str, ...] | None = field(default=None)
    """The lines that may be asked for of it; None: all."""

    @property
    def period(self) -> Period:
        return self.facts.period

    @property
    def words(self) -> str:
        """What it is about."""
        if self.scope.person_id is not None:
            return _("Kun dine egne prøvehandlinger")
        return " · ".join((self.scope.words, *self.kept_to))

    def tells(self, line: Line) -> bool:
        """Whether the reader may be told the number of this line."""
        if self.only is not None and line.key not in self.only:
            return False
        return not (line.is_outcome and self.is_withheld)


def form_of_the_address() -> ReportForm:
    return figures_form(member(), today(), may_read_figures_of)


def form_about_oneself() -> ReportForm:
    """The form with its period alone: whom it is about is settled."""
    return figures_form(member(), today(), lambda _member, unit_id: unit_id is None)


def asked_for(form: ReportForm, *, is_own: bool = False) -> Asked:
    """Everything a page needs, from a form that is sound."""
    scope = scope_of(directory(), form.unit_id)
    if is_own:
        scope = replace(scope, person_id=me())
    facts = programme_facts(place(), form.period, today=today(), scope=scope)
    if not form.is_sent:
        facts = latest_year_of_work(facts)
    last = before(facts.period)
    earlier = replace(facts, period=last, as_of=min(last.last, today()))
    period = facts.period
    address: dict[str, Any] = {"fra": period.first.isoformat(), "til": period.last.isoformat()}
    if form.unit_id:
        address["enhed"] = form.unit_id
    if is_own:
        address["mine"] = 1
    return Asked(
        facts,
        earlier,
        scope,
        form.unit_id,
        not is_own and _is_withheld(scope, facts, earlier),
        address,
        only=OWN if is_own else None,
    )


def asked_in_the_address(form: ReportForm) -> Asked:
    """The same, narrowed to one's own, to a goal or to a part, where the address says so; 404 where that isn't for the reader."""
    if request.args.get("mine"):
        if not may(Deed.READ_OWN_FIGURES):
            abort(404)
        return asked_for(form, is_own=True)
    goal, part = request.args.get("maal"), request.args.get("omraade")
    asked = asked_for(form)
    if goal is None and part is None:
        return asked
    if not may_read_figures_by_goal_of(member(), asked.unit_id):
        abort(404)
    goals = {str(one.id): one for one in directory().goals.values() if one.is_active}
    parts = {str(one.id): one for one in parts_below(asked.unit_id, member())}
    if (goal is not None and goal not in goals) or (part is not None and part not in parts):
        abort(404)
    return narrowed(asked, goals[goal] if goal else None, parts[part] if part else None)


def narrowed(asked: Asked, goal: GoalEntry | None, part: UnitEntry | None = None) -> Asked:
    """The same of the trials that practise a goal, or stand in a part; of a part only how many there are."""
    below = {str(one) for one in directory().below(part.id)} if part else None

    def kept(facts: ProgrammeFacts) -> ProgrammeFacts:
        return replace(
            facts,
            trials=tuple(
                one
                for one in facts.trials
                if (goal is None or goal.code in one.goals) and (below is None or one.unit in below)
            ),
        )

    facts, earlier = kept(asked.facts), kept(asked.earlier)
    scope = replace(asked.scope, goal_ids=frozenset({goal.id}) if goal else None)
    address = dict(asked.address)
    if goal:
        address["maal"] = goal.id
    if part:
        address["omraade"] = part.id
    return replace(
        asked,
        facts=facts,
        earlier=earlier,
        is_withheld=asked.is_withheld
        or part is not None
        or not may_read_outcomes_by_goal_of(member(), asked.unit_id)
        or _is_withheld(scope, facts, earlier),
        address=address,
        kept_to=tuple(one for one in (goal and goal.label, part and part.name) if one),
        only=BY_GOAL,
    )


def parts_below(unit_id: UUID | None, who: Member) -> list[UnitEntry]:
    """What stands right below, as far as the reader reads its figures."""
    units = directory().units.values()
    top = unit_id
    if top is None:
        roots = [one.id for one in units if one.parent_id is None]
        top = roots[0] if len(roots) == 1 else None
    return [
        one
        for one in units
        if one.parent_id == top and one.is_active and may_read_figures_of(who, one.id)
    ]


def _is_withheld(scope: Scope, *of: ProgrammeFacts) -> bool:
    return any(are_outcomes_withheld(scope, facts) for facts in of)


def latest_year_of_work(facts: ProgrammeFacts) -> ProgrammeFacts:
    """The same of the last year in which anything began; a programme that rests shows no noughts."""
    begun = [trial.started_on for trial in facts.trials if facts.known(trial.started_on)]
    latest = max((day for day in begun if day is not None), default=facts.as_of)
    if latest.year == facts.period.first.year:
        return facts
    period = year(latest.year)
    return replace(facts, period=period, as_of=min(facts.as_of, period.last))
