"""What the address asks for: a period and a part of the organisation, and the facts of both periods."""

from dataclasses import dataclass, replace
from typing import Any

from transfer.access import directory, member, place, today
from transfer.domain.indicators import ProgrammeFacts
from transfer.domain.periods import Period, before, year
from transfer.policies import may_read_figures_of
from transfer.reporting import Scope, are_outcomes_withheld, programme_facts, scope_of
from transfer.topic_forms.reports import ReportForm, figures_form


@dataclass(frozen=True, slots=True)
class Asked:
    """The figures of a period and of the one before, about one part of the organisation."""

    facts: ProgrammeFacts
    earlier: ProgrammeFacts
    scope: Scope
    is_withheld: bool
    """Whether outcomes would be about one unit, and are shown nowhere."""
    address: dict[str, Any]

    @property
    def period(self) -> Period:
        return self.facts.period


def form_of_the_address() -> ReportForm:
    return figures_form(member(), today(), may_read_figures_of)


def asked_for(form: ReportForm) -> Asked:
    """Everything a page needs, from a form that is sound."""
    scope = scope_of(directory(), form.unit_id)
    facts = programme_facts(place(), form.period, today=today(), scope=scope)
    if not form.is_sent:
        facts = latest_year_of_work(facts)
    last = before(facts.period)
    earlier = replace(facts, period=last, as_of=min(last.last, today()))
    period = facts.period
    address: dict[str, Any] = {"fra": period.first.isoformat(), "til": period.last.isoformat()}
    if form.unit_id:
        address["enhed"] = form.unit_id
    return Asked(
        facts,
        earlier,
        scope,
        are_outcomes_withheld(scope, facts) or are_outcomes_withheld(scope, earlier),
        address,
    )


def latest_year_of_work(facts: ProgrammeFacts) -> ProgrammeFacts:
    """The same of the last year in which anything began; a programme that rests shows no noughts."""
    begun = [trial.started_on for trial in facts.trials if facts.known(trial.started_on)]
    latest = max((day for day in begun if day is not None), default=facts.as_of)
    if latest.year == facts.period.first.year:
        return facts
    period = year(latest.year)
    return replace(facts, period=period, as_of=min(facts.as_of, period.last))
