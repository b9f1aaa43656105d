"""Loading drafts of reports: the demo's own, and every fault of a wrong one."""

from copy import deepcopy

import pytest
import sqlalchemy as sa

from tests.demo import AT, BARE, file_of
from transfer.db import across_organisations, db
from transfer.domain.reports import Pick
from transfer.importing import BadFile, load
from transfer.models import Report, TrialAction

REPORTS = file_of("birkesund_reports")


def test_the_demo_has_a_draft_that_lacks_nothing(app):
    load("birkesund", deepcopy({**BARE, **REPORTS}), at=AT)
    db.session.commit()
    with across_organisations():
        report = db.session.scalars(sa.select(Report)).one()
        assert (report.title, report.reference) == ("Læring i hverdagen 2025", "R1")
        assert report.period.name == "2025"
        assert all(report.written(f"budskab-{n}") for n in range(1, 6))
        assert all(report.written(f"beslutning-{n}") for n in range(1, 4))
        assert report.written("linje-laert").startswith("Det, der sidder i rammerne")
        (told,) = report.picked(Pick.SUCCEEDED) or ()
        assert db.session.get_one(TrialAction, told).reference == "T06"


def test_every_fault_of_a_draft_is_named(app):
    wrong = {
        "id": "R2", "title": "Forkert", "from": "2025-12-31", "to": "2025-01-01", "by": "Ingen Kendt",
        "messages": ["Kort."] * 5 + ["En for meget."], "decisions": ["x" * 161],
        "lines": {"findes-ikke": "Hvad?"}, "cases": {"succeeded": "T99", "lucky": "T01"},
    }  # fmt: skip
    with pytest.raises(BadFile) as bad:
        load("birkesund", deepcopy({**BARE, "reports": [wrong]}), at=AT)
    db.session.rollback()
    said = "\n".join(str(fault) for fault in bad.value.faults)
    for part in (
        "er før den begynder", "har flere end 5", "flere end 160 tegn", "findes-ikke", "T99", "lucky",
        "Ingen Kendt findes ikke",
    ):  # fmt: skip
        assert part in said, said
