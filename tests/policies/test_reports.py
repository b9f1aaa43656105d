"""Ledelsesrapporter in the making: who sees and writes them, and two people at once."""

from datetime import UTC, date, datetime

import pytest

from tests.policies.cast import FJORDHUS, HAVBLIK, ORGANISATION, PEOPLE, those_who_may
from transfer.db import new_id
from transfer.domain.reports import Pick, ReportState
from transfer.models import Report, ReportUnit
from transfer.models.reports import NotADraft, WrittenMeanwhile
from transfer.policies import Deed

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def a_report(*unit_ids, state=ReportState.DRAFT):
    return Report(
        organisation_id=ORGANISATION,
        title="Læring i hverdagen",
        period_first=date(2025, 1, 1),
        period_last=date(2025, 12, 31),
        unit_links=[ReportUnit(unit_id=one) for one in unit_ids],
        state=state,
    )


def test_a_draft_is_written_by_those_who_advise_all_that_it_is_about():
    assert those_who_may(Deed.WRITE_REPORT, a_report()) == {"consultant_of_all"}
    assert those_who_may(Deed.WRITE_REPORT, a_report(HAVBLIK)) == {
        "consultant",
        "consultant_of_all",
    }
    assert those_who_may(Deed.WRITE_REPORT, a_report(HAVBLIK, FJORDHUS)) == {"consultant_of_all"}
    assert not those_who_may(Deed.WRITE_REPORT, a_report(state=ReportState.ISSUED))


def test_two_who_write_in_one_place_lose_nothing_and_in_two_places_never_meet():
    report, one, other = a_report(), PEOPLE["consultant"].person_id, new_id()
    first = report.write("budskab-1", "Udpeg en afløser.", 0, by=one, at=AT)
    first.revision = 1  # as the database counts
    report.write("budskab-2", "Prøv én gang først.", 0, by=other, at=AT)
    report.write("budskab-1", "Udpeg altid en afløser.", 1, by=one, at=AT)
    first.revision = 2
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        report.write("budskab-1", "Udpeg to afløsere.", 1, by=other, at=AT)
    assert meanwhile.value.text.text == "Udpeg altid en afløser."
    assert report.written("budskab-1") == "Udpeg altid en afløser."
    assert report.write("budskab-1", "Udpeg altid en afløser.", 1, by=other, at=AT) is first
    assert first.written_by_id == one, "the same words are nobody else's"
    assert report.written("beslutning-1") == ""


def test_what_was_picked_holds_until_it_is_left_to_the_tool_again():
    report, one, other = a_report(), new_id(), new_id()
    assert report.picked(Pick.INSIGHTS) is None
    report.pick(Pick.INSIGHTS, [other, one, other], by=one, at=AT)
    assert report.picked(Pick.INSIGHTS) == (other, one)
    report.pick(Pick.INSIGHTS, [], by=one, at=AT)
    assert report.picked(Pick.INSIGHTS) == ()
    report.leave_to_the_tool(Pick.INSIGHTS)
    assert report.picked(Pick.INSIGHTS) is None


def test_an_issued_report_is_never_changed():
    report = a_report(state=ReportState.ISSUED)
    with pytest.raises(NotADraft):
        report.write("budskab-1", "For sent", 0, by=new_id(), at=AT)
    with pytest.raises(NotADraft):
        report.save({"title": "For sent"}, at=AT)
    with pytest.raises(NotADraft):
        report.pick(Pick.INSIGHTS, [], by=new_id(), at=AT)
