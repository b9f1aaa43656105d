"""What is wrong with a file is told, and then nothing of it is loaded."""

from copy import deepcopy
from typing import Any

import pytest

from tests.demo import AT, BARE, file_of
from tests.factories import a_person, an_organisation
from tests.program.import_setting import count_of
from transfer.db import across_organisations, db
from transfer.importing import BadFile, SlugTaken, load
from transfer.models import Organisation, Person, TrialAction, Unit


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(BARE)


def faults_of(data: Any, slug: str = "birkesund") -> list[str]:
    with pytest.raises(BadFile) as bad:
        load(slug, data, at=AT)
    db.session.rollback()
    return [str(fault) for fault in bad.value.faults]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The demo's file with one thing changed: "trials.4.unit" is the unit of T05."""
    data = deepcopy(BARE)
    at: Any = data
    *steps, last = path.split(".")
    for step in steps:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[last] = value
    return data


class TestFaults:
    @pytest.mark.parametrize(
        ("path", "value", "fault"),
        [
            ("trials.4.unit", "U9", "T05, felt unit (Enhed): U9 findes ikke i filen."),
            ("trials.0.title", "", "T01, felt title (Titel): mangler."),
            ("trials.0.title", 17, "T01, felt title (Titel): skal være tekst, ikke 17."),
            ("trials.0.title", "x" * 161, "T01, felt title (Titel): er på 161 tegn. Der er plads til 160."),
            ("trials.0.goals", ["K9"], "T01, felt goals (Kompetencemål): K9 findes ikke i filen."),
            ("trials.0.goals", ["K1", "K2", "K3", "K4"], "T01, felt goals (Kompetencemål): har flere end tre mål."),
            ("trials.0.goals", 5, "T01, felt goals (Kompetencemål): skal være en liste af tekster."),
            ("trials.0.cycle", "L9", "T01, felt cycle (Læringsforløb): L9 findes ikke i filen."),
            ("trials.2.parent", "T99", "T03, felt parent (Bygger på): T99 findes ikke i filen."),
            ("trials.2.parent", "T03", "T03, felt parent (Bygger på): peger på sig selv."),
            ("trials.2.parent", None, "T03, felt parent (Bygger på): mangler. »Næste runde« bygger på en anden prøvehandling."),
            ("trials.0.end_date", "2025-01-19", "T01, felt end_date (Slutdato): 2025-01-19 ligger før 2025-01-20, som er start_date."),
            ("trials.0.start_date", "2025-02-31", "T01, felt start_date (Startdato): »2025-02-31« – Den dato findes ikke: februar 2025 har 28 dage."),
            ("trials.0.start_date", 20250120, "T01, felt start_date (Startdato): skal være en dato som 2025-01-20, ikke 20250120."),
            ("trials.0.value_citizen", 6, "T01, felt value_citizen (Værdi for borgerne): skal være et helt tal mellem 1 og 5, ikke 6."),
            ("trials.0.value_citizen", "tolv", "T01, felt value_citizen (Værdi for borgerne): skal være et tal, ikke tolv."),
            ("trials.0.decision", "Stop", "T01, felt decision (Beslutning): passer ikke til tilstanden »Forankret«."),
            ("trials.0.decided_on", None, "T01, felt decided_on (Dato for beslutning): mangler."),
            ("trials.0.observations.1.observed_at", "2025-13-01", "T01, felt observations[2].observed_at: »2025-13-01« – Der er kun 12 måneder. Skriv dag før måned, fx 24-01-2026."),
            ("trials.0.anchoring_checks.0.checked_on", "2025-01-01", "T01, felt anchoring_checks[1].checked_on: ligger før beslutningen."),
            ("trials.0.measure.before", "mange", "T01, felt measure.before: skal være et tal, ikke mange."),
            ("trials.0.challenge", "Borger 010203-1234 er urolig, CPR 010203-1234", "T01, felt challenge (Hvad undrer eller udfordrer jer?): indeholder det, der ligner et CPR-nummer. Fjern det fra filen."),
            ("trials.1.id", "T01", "T01, felt id: bruges af flere."),
            ("cycles.0.units", ["U0"], "L1, felt units: U0 findes ikke i filen."),
            ("cycles.0.followup.using", 12, "L1, felt followup.using: er flere end dem, der blev spurgt."),
            ("cycles.0.end", "2025-01-01", "L1, felt end (Slutdato): 2025-01-01 ligger før 2025-01-13, som er start."),
            ("goals.K1.title", None, "K1, felt title: mangler."),
            ("units", {}, "Filen, felt units: mangler. Der skal være mindst én enhed."),
            ("trials", "ingen", "Filen, felt trials: skal være en liste af grupper i { }."),
            ("sessions", {"no": 1}, "Filen, felt sessions: skal være en liste af grupper i { }."),
            ("sessions.1.held_on", None, "Filen, felt sessions[2].held_on: mangler."),
            ("sessions.1.held_on", "2025-02-30", "Filen, felt sessions[2].held_on: »2025-02-30« – Den dato findes ikke: februar 2025 har 28 dage."),
            ("sessions.0.facilitator", "", "Filen, felt sessions[1].facilitator: mangler."),
            ("sessions.0.trials", ["T99"], "Filen, felt sessions[1].trials: T99 findes ikke i filen."),
            ("sessions.0.trials", ["T01", "T01"], "Filen, felt sessions[1].trials: nævner T01 to gange."),
            ("sessions.0.participants", ["Nissen"], "Filen, felt sessions[1].participants: Nissen findes ikke i filen."),
            ("sessions.0.start", "kl. ni", "Filen, felt sessions[1].start: er på 6 tegn. Der er plads til 5."),
            ("sessions.0.start", "25.00", "Filen, felt sessions[1].start: »25.00« er ikke et klokkeslæt som 9.30."),
            ("sessions.0.no", 0, "Filen, felt sessions[1].no: skal være et helt tal mellem 1 og 99, ikke 0."),
            ("sessions.0.state", "Glemt", "Filen, felt sessions[1].state: »Glemt« er ikke en af mulighederne: Planlagt · Åben for bidrag · Afholdt · Høstet · Lukket · Aflyst."),
            ("sessions.0.agreements.0.what", "", "Filen, felt sessions[1].agreements[1].what: mangler."),
            ("sessions.0.agreements.0.trial", "T98", "Filen, felt sessions[1].agreements[1].trial: T98 findes ikke i filen."),
            ("sessions.0.takeaway", "Ring til 010203-1234, CPR 010203-1234", "Filen, felt sessions[1].takeaway: indeholder det, der ligner et CPR-nummer. Fjern det fra filen."),
            ("as_of", "i går", "Filen, felt as_of: »i går« – Skriv datoen som dag-måned-år, fx 24-01-2026."),
            ("ukendt", 1, "Filen, felt ukendt: kendes ikke."),
            ("brand", "blå", "Filen, felt brand: skal være en farve som #0059b3."),
            ("brand", "#ffee00", "Filen, felt brand: er for lys til at læse på hvidt. Vælg en mørkere farve."),
        ],
    )  # fmt: skip
    def test_each_is_named_by_record_and_field(self, app, path, value, fault):
        found = faults_of(changed(path, value))
        assert any(_alike(each, fault) for each in found), found

    def test_a_choice_that_is_not_one_is_answered_with_those_there_are(self, app):
        (fault,) = faults_of(changed("trials.0.scale", "Hele verden"))
        assert fault.startswith(
            "T01, felt scale (Omfang): »Hele verden« er ikke en af mulighederne: Én gang hos én"
        )

    def test_builds_on_each_other_is_a_ring(self, app):
        data = changed("trials.0.parent", "T03")
        data["trials"][1]["parent"] = "T01"
        assert [each.split(",")[0] for each in faults_of(data)] == ["T01", "T02", "T03"]

    def test_a_session_that_ends_before_it_begins_is_refused(self, app):
        data = changed("sessions.0.start", "14.00")
        data["sessions"][0]["end"] = "13:30"
        assert faults_of(data) == ["Filen, felt sessions[1].end: ligger før begyndelsen."]

    def test_all_of_them_are_told_at_once(self, app):
        data = changed("trials.4.unit", "U9")
        data["trials"][0]["title"] = ""
        data["cycles"][1]["methods"] = ["Hypnose"]
        assert len(faults_of(data)) == 3

    def test_something_that_is_no_file_of_ours_is_said_to_be_so(self, app):
        assert faults_of([1, 2]) == ["Filen: er ikke en gruppe af felter i { }."]

    def test_two_people_with_one_address_are_named(self, app):
        (fault,) = faults_of(changed("trials.0.owner", "Jonas A. Bredal"))
        assert fault.startswith("Jonas Bredal, felt email: er den samme som Jonas A. Bredal har.")

    def test_an_address_of_somebody_else_is_refused(self, app):
        a_person("Helt Anden", email="mette.kragholm@birkesund.example")
        (fault,) = faults_of(deepcopy(BARE))
        assert "bruges allerede af en anden person" in fault

    @pytest.mark.parametrize("slug", ["Birkesund", "log-ind", "æ", "a b", "", "-a", "x" * 41])
    def test_a_slug_that_makes_no_address_is_refused(self, app, data, slug):
        assert faults_of(data, slug)


class TestAllOrNothing:
    def test_a_faulty_file_leaves_nothing_behind(self, app):
        faults_of(changed("trials.11.unit", "U9"))
        with across_organisations():
            assert [count_of(kind) for kind in (Organisation, Person, Unit, TrialAction)] == [0] * 4

    def test_an_organisation_that_exists_is_refused(self, app, data):
        an_organisation("birkesund")
        with pytest.raises(SlugTaken):
            load("birkesund", data, at=AT)
        with across_organisations():
            assert count_of(TrialAction) == 0

    def test_other_organisations_are_not_touched(self, app, data):
        other = load("engholm", file_of("engholm"), at=AT)
        db.session.commit()
        before = _contents(other.id)
        load("birkesund", data, at=AT)
        db.session.commit()
        assert _contents(other.id) == before


def _contents(organisation_id: Any) -> dict[str, list[Any]]:
    """Every row of an organisation, table by table."""
    with across_organisations():
        return {
            table.name: db.session.execute(
                table.select()
                .where(table.c.organisation_id == organisation_id)
                .order_by(table.c.id)
            ).all()
            for table in db.metadata.sorted_tables
            if "organisation_id" in table.c
        }


def _alike(found: str, wanted: str) -> bool:
    """The same sentence about the same field, whatever label the template gives the field."""

    def without_label(text: str) -> tuple[str, str]:
        head, _, tail = text.partition(": ")
        return head.partition(" (")[0], tail

    return without_label(found) == without_label(wanted)
