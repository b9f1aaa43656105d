"""Who has a report open, and what they have written since."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from flask import jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from transfer.access import allow, directory, me, now
from transfer.db import db
from transfer.domain.reports import PLACES, Pick
from transfer.models import Report, ReportWriter
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.topic_forms.workshop import label_of
from transfer.views.workshop.blueprint import bp
from transfer.views.workshop.picking import revision_of

STILL_THERE: Final = timedelta(seconds=50)
"""How long ago somebody may have been heard from; the page tells of itself every fifteen seconds."""


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has the report open."""

    words: str
    place: str


@bp.post("/<uuid:id>/sammen")
@allow(Deed.WRITE_REPORT, Report)
def together(report: Report) -> ResponseReturnValue:
    """Say where one writes, and hear where others do and what they wrote."""
    place = request.form.get("place", "")
    _be_seen(report, place if place in PLACES else "")
    return jsonify(
        others=[{"words": one.words, "place": one.place} for one in others_writing(report)],
        picks={f"rev-{pick.value}": str(revision_of(report, pick)) for pick in Pick},
        texts={text.place: {"text": text.text, "revision": text.revision} for text in report.texts},
    )


def others_writing(report: Report) -> list[Other]:
    """Those who have had the report open within the last minute, and where they write."""
    rows = db.session.execute(
        sa.select(ReportWriter.person_id, ReportWriter.place)
        .where(
            ReportWriter.report_id == report.id,
            ReportWriter.person_id != me(),
            ReportWriter.seen_at > now() - STILL_THERE,
        )
        .order_by(ReportWriter.id)
    )
    return [Other(_words(row.person_id, row.place), row.place) for row in rows]


def _words(person_id: UUID, place: str) -> str:
    name = directory().person_name(person_id)
    if not place:
        return _("%(name)s har også rapporten åben", name=name)
    return _("%(name)s skriver: %(place)s", name=name, place=label_of(place))


def _be_seen(report: Report, place: str) -> None:
    seen = db.session.scalar(
        sa.select(ReportWriter).where(
            ReportWriter.report_id == report.id, ReportWriter.person_id == me()
        )
    )
    if seen is None:
        seen = ReportWriter(report_id=report.id, person_id=me())
        db.session.add(seen)
    seen.place, seen.seen_at = place, now()
    try:
        db.session.commit()
    except IntegrityError:  # the same page, open twice
        db.session.rollback()
