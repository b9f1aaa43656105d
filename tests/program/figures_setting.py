"""The demo's reports, and what is read in them."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pypdf

from transfer.db import db
from transfer.domain.periods import year
from transfer.models import Measure, TrialAction
from transfer.reporting import management_report

AT = datetime(2026, 1, 9, 10, 30, tzinfo=UTC)
TODAY = date(2026, 1, 9)


def _units(organisation: Any) -> list[Any]:
    from transfer.models import Unit

    return list(db.session.scalars(db.select(Unit).where(Unit.organisation_id == organisation.id)))


def report_on(organisation: Any, unit_name: str = "") -> Any:
    unit_id = next((one.id for one in _units(organisation) if one.name == unit_name), None)
    return management_report(
        organisation,
        year(2025),
        unit_id=unit_id,
        measures=db.select(Measure),
        made_at=AT,
        made_by="Birgitte Solvang",
        today=TODAY,
    )


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def change(reference: str, **values: Any) -> None:
    """Write other words in one of the demo's trials."""
    trial = db.session.scalars(
        db.select(TrialAction).where(TrialAction.reference == reference)
    ).one()
    for name, value in values.items():
        setattr(trial, name, value)
    db.session.commit()
