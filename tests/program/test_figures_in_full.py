"""The annexes of a report, which tell in full what was said yes to."""

from collections.abc import Iterator
from typing import Any

import pytest

from reports import management_pdf
from tests.demo import the_demo, the_organisation
from tests.program.figures_setting import AT, TODAY, _units, text_of
from transfer.db import across_organisations, db
from transfer.domain.periods import year
from transfer.domain.reports import AT_FIRST, ReportPart
from transfer.models import Report, TrialAction
from transfer.reporting import drafted


@pytest.fixture
def birkesund(app, records) -> Iterator[Any]:
    the_demo(records)
    organisation = the_organisation("birkesund")
    with across_organisations():
        yield organisation


class TestInFull:
    def test_the_annex_tells_what_was_answered_by_those_who_said_yes(self, birkesund):
        assert drafted_report(birkesund).in_full == ()
        chosen = (*AT_FIRST, ReportPart.IN_FULL.value)
        told = {one.trial.title: one for one in drafted_report(birkesund, chosen).in_full}
        one = told["Fem minutter ved tavlen – overført til Øst"]
        assert [part.phase for part in one.answers] == ["Plan", "Refleksion", "Beslutning"]
        assert dict(one.facts)["Udfald"] == "Ikke som ventet"
        assert "Enhed" not in dict(one.facts)  # »Ja, uden enhed«

        for reference, change in (
            ("T01", {"report_consent": "figures_only"}),
            ("T02", {"visibility": "private"}),
        ):
            trial = db.session.scalar(db.select(TrialAction).filter_by(reference=reference))
            gone = told.pop(trial.title)
            for name, value in change.items():
                setattr(trial, name, value)
            db.session.commit()
            report = drafted_report(birkesund, chosen)
            assert {one.trial.title for one in report.in_full} == set(told)
            assert gone.answers[0].passages[0][1] not in repr(report.in_full)

        words = text_of(management_pdf(report))
        assert all(part.passages[0][0] in words for one in told.values() for part in one.answers)
        assert "Bilag D. Tallene bag figurerne" in words
        assert "Bilag E. Prøvehandlingerne i fuld længde" in words

    def test_of_one_unit_nothing_says_how_it_went_and_nobody_unnamed_is_told(self, birkesund):
        chosen = (*AT_FIRST, ReportPart.IN_FULL.value)
        unit = next(one for one in _units(birkesund) if one.name == "Bostedet Havnegade")
        told = drafted_report(birkesund, chosen, units=[unit.id]).in_full
        assert [one.trial.title for one in told] == ["Dagsordenskort: borgeren starter samtalen"]
        assert "Udfald" not in dict(told[0].facts)


def drafted_report(organisation: Any, parts: Any = AT_FIRST, units: Any = ()) -> Any:
    """What the workshop would print of a draft."""
    draft = Report(organisation_id=organisation.id, programme="", audience="")
    draft.period_first, draft.period_last = year(2025).first, year(2025).last
    draft.save({"unit_ids": units, "parts": parts}, at=AT)
    made = drafted(draft, organisation, made_at=AT, made_by="Birgitte Solvang", today=TODAY)
    db.session.rollback()
    return made.report
