"""A måling as a file: its numbers as CSV, and its page as PDF."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from flask.typing import ResponseReturnValue

from reports import MeasurePaper, measure_paper
from transfer.access import allow, directory, me, now, place
from transfer.domain.clock import COPENHAGEN
from transfer.domain.csv_tables import without_formula
from transfer.domain.file_names import file_name
from transfer.domain.measures import KEYS
from transfer.domain.typing_in import show_date
from transfer.measure_charts.drawn import drawn, period_name, read
from transfer.measure_charts.figures import shown_in_figures
from transfer.measure_charts.sentences import said_of
from transfer.models import Measure
from transfer.policies import Deed
from transfer.report_making import pdf_of
from transfer.speaking import gettext as _
from transfer.speaking import in_danish
from transfer.topic_forms.measures import typed_number
from transfer.views.measures.blueprint import bp
from transfer.views.measures.listing import unit_name
from transfer.views.measures.marks import marks_of
from transfer.views.measures.reading import asked_kind, kind_name
from transfer.views.taking_along import sent_in_pieces, taken_along

BYTE_ORDER_MARK: Final = "\ufeff"
"""Tells Danish Excel that the file is UTF-8."""


@bp.get("/<uuid:id>/tal.csv")
@allow(Deed.READ_MEASURE, Measure)
def as_csv(measure: Measure) -> ResponseReturnValue:
    """The numbers under the headings that the import reads."""
    with in_danish():
        content = _csv(measure)
    name = file_name("Måling", measure.name, kind="csv")
    return taken_along((BYTE_ORDER_MARK + content).encode(), name)


def _csv(measure: Measure) -> str:
    words = {"value": "tal", "numerator": "antal", "denominator": "ud af"}
    keys = KEYS[measure.value_kind]
    file = io.StringIO()
    out = csv.writer(file, delimiter=";")
    out.writerow(["periode", "fra", *(words[key] for key in keys), "udeladt", "bemærkning"])
    for point in sorted(measure.points, key=lambda one: one.period_start):
        out.writerow(
            [
                period_name(measure, point.period_start),
                show_date(point.period_start),
                *(typed_number(getattr(point, key)) for key in keys),
                without_formula(point.excluded_because) if point.is_excluded else "",
                without_formula(point.note),
            ]
        )
    return file.getvalue()


@bp.get("/<uuid:id>.pdf")
@allow(Deed.READ_MEASURE, Measure)
def as_pdf(measure: Measure) -> ResponseReturnValue:
    """The page on paper, with the marks that this visitor sees."""
    with in_danish():
        paper = _paper(measure)
    drawn = pdf_of(measure_paper(paper), place().id)
    return sent_in_pieces(drawn, file_name("Måling", measure.name, kind="pdf"))


def _paper(measure: Measure) -> MeasurePaper:
    kind = asked_kind(measure)
    reading = read(measure, kind, marks=marks_of(measure))
    return MeasurePaper(
        organisation=place().name,
        kind=f"{_('Måling')} · {kind_name(kind)}",
        title=measure.name,
        readers=_("Alle i enheden kan se målingen og dens tal"),
        made_by=directory().person_name(me()),
        made_at=now().astimezone(COPENHAGEN),
        brand=place().brand,
        facts=tuple((name, text) for name, text in _facts(measure) if text),
        chart=drawn(reading),
        sentences=tuple(
            (said.heading, tuple(one.text for one in said.sentences)) for said in said_of(reading)
        ),
        decisions=tuple(_decisions(measure)),
    )


def _facts(measure: Measure) -> Iterator[tuple[str, str]]:
    yield _("Enhed"), unit_name(measure)
    yield _("Det tæller vi"), measure.description
    yield _("Hvor tit"), _(measure.period_kind.label)
    yield _("Enheden for tallet"), measure.shown_unit
    yield _("Hvad er bedst?"), _(measure.direction.label) if measure.direction else ""
    if measure.target is not None:
        yield _("Mål"), shown_in_figures(measure, measure.target)
    yield _("Ansvarlig"), directory().person_name(measure.owner_id)


def _decisions(measure: Measure) -> Iterator[str]:
    for part in measure.parts:
        period = period_name(measure, part.period_start)
        if part is measure.frozen_at:
            yield _("Låst efter %(period)s: %(why)s", period=period, why=part.why)
        else:
            yield _("Ny del fra %(period)s: %(why)s", period=period, why=part.why)
