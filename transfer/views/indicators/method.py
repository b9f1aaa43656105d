"""Metodespejl: how trials are done in the programme and its parts, never by a person."""

from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.access import allow, directory, member, place
from transfer.domain.indicators import Feature, method
from transfer.domain.texts import marked
from transfer.language import period_in_words
from transfer.policies import Deed
from transfer.reporting import observed_days
from transfer.speaking import gettext as _
from transfer.topic_forms.reports import ReportForm
from transfer.views.indicators.asked import Asked, asked_for, form_of_the_address, parts_below
from transfer.views.indicators.blueprint import bp
from transfer.views.indicators.said import value_in_words

COLUMNS: Final = {
    "prediction": marked("Forventning før start"),
    "small": marked("Begyndt småt"),
    "observed": marked("Observeret hver måned"),
    "decided": marked("Tydelig beslutning"),
    "rounds": marked("To runder eller flere"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The programme, or one part of it."""

    name: str
    features: tuple[Feature, ...]

    @property
    def cells(self) -> list[str]:
        return [
            _("For få personer") if one.share is None else value_in_words(one.share)
            for one in self.features
        ]

    @property
    def tells(self) -> bool:
        """Whether anything at all may be told of it."""
        return any(one.share is not None and one.share.of for one in self.features)


@bp.get("/metode")
@allow(Deed.READ_FIGURES)
def method_mirror() -> ResponseReturnValue:
    form = form_of_the_address()
    if not form.validate():
        return _page(form, None, ()), 422
    asked = asked_for(form)
    return _page(form, asked, _parts(asked, form.unit_id))


def _page(form: ReportForm, asked: Asked | None, parts: tuple[Part, ...]) -> str:
    return render_template(
        "indicators/method.html",
        form=form,
        asked=asked,
        period=period_in_words(asked.period) if asked else "",
        parts=parts,
        columns_by_key=COLUMNS,
        back=url_for(".show", **asked.address) if asked else url_for(".show"),
    )


def _parts(asked: Asked, unit_id: UUID | None) -> tuple[Part, ...]:
    """The whole of what was asked for, and what stands right below it, of which the reader reads figures."""
    names = directory()
    observed = observed_days(place().id, asked.facts, asked.scope)
    whole = _("Hele organisationen") if asked.scope.is_whole else asked.scope.name
    parts = [Part(whole, method(asked.facts, observed))]
    for unit in parts_below(unit_id, member()):
        below = {str(one) for one in names.below(unit.id)}
        trials = tuple(one for one in asked.facts.trials if one.unit in below)
        parts.append(Part(unit.name, method(replace(asked.facts, trials=trials), observed)))
    return tuple(one for at, one in enumerate(parts) if at == 0 or one.tells)
