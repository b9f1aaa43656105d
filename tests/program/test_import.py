"""Loading a file: all of it into a new organisation, or nothing."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.demo import AT, BARE, birkesund_alone, file_of, the_organisation
from tests.factories import a_person, an_organisation
from transfer.db import across_organisations, db
from transfer.domain.fields import Phase
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.vocabulary import AnchorMeans, CheckFollowup, LapseReason, Preflight, Role
from transfer.importing import BadFile, SlugTaken, load
from transfer.importing.people import email_of
from transfer.importing.wording import anchor_means, preflight
from transfer.models import (
    Agreement,
    CompetenceGoal,
    LearningCycle,
    Membership,
    Observation,
    Organisation,
    Person,
    SparringSession,
    TrialAction,
    Unit,
)


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(BARE)


@pytest.fixture
def loaded(app, records):
    """The demo's file alone, in an organisation; what was loaded can be read."""
    birkesund_alone(records)
    organisation = the_organisation("birkesund")
    with across_organisations():
        yield organisation


def faults_of(data: Any, slug: str = "birkesund") -> list[str]:
    with pytest.raises(BadFile) as bad:
        load(slug, data, at=AT)
    db.session.rollback()
    return [str(fault) for fault in bad.value.faults]


def trial(reference: str) -> TrialAction:
    return db.session.scalars(
        sa.select(TrialAction).where(TrialAction.reference == reference)
    ).one()


def count_of(kind: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(kind)) or 0


class TestWhatIsLoaded:
    def test_everything_the_file_holds_is_there(self, loaded):
        assert count_of(TrialAction) == 15
        assert count_of(LearningCycle) == 5
        assert count_of(CompetenceGoal) == 8
        assert count_of(Observation) == sum(len(each["observations"]) for each in BARE["trials"])

    def test_areas_stand_under_one_forvaltning_named_as_the_organisation(self, loaded):
        unit = db.session.scalars(sa.select(Unit).where(Unit.name == "Bostøtten Byen")).one()
        assert unit.parent.name == "Socialpsykiatri"
        assert unit.parent.parent.name == "Birkesund Kommune"
        assert unit.parent.parent.parent is None

    def test_every_word_of_a_trial_is_kept(self, loaded):
        found, written = trial("T01"), BARE["trials"][0]
        for key in (
            "title",
            "challenge",
            "action",
            "prediction",
            "signs",
            "what_happened",
            "learning",
        ):
            assert getattr(found, key) == written[key]
        others = (
            "participant_note",
            "baseline",
            "question",
            "preconditions",
            "support_needed",
            "why",
        )
        for key in (*others, "side_effects", "deviations", "spread_conditions"):
            assert found.other_answers[key] == written[key]

    def test_a_finished_trial_lacks_no_required_answer(self, loaded):
        for each in BARE["trials"]:
            found = trial(each["id"])
            for phase in (Phase.PLAN, Phase.REFLECTION, Phase.DECISION):
                assert not found.missing(phase), (each["id"], phase)

    def test_the_prediction_stood_before_the_start(self, loaded):
        found = trial("T03")
        assert found.predicted_on == found.actual_start == date(2025, 3, 24)
        assert found.is_locked("prediction")

    def test_no_value_for_the_citizens_means_dont_know(self, loaded):
        assert trial("T09").value_citizen == 0
        assert trial("T13").value_citizen is None

    def test_three_checks_are_due_and_those_made_are_filled_in(self, loaded):
        checks = trial("T04").checks
        assert [(check.month, check.due_on, check.is_done) for check in checks] == [
            (3, date(2025, 6, 10), True),
            (6, date(2025, 9, 10), True),
            (12, date(2026, 3, 10), False),
        ]
        assert checks[1].lapse_reason is LapseReason.TEMPS_OR_HOLIDAYS
        assert checks[1].lapse_note.startswith("sommerferie med vikarer")
        assert checks[1].followup is CheckFollowup.ADAPT

    def test_free_words_become_choices_and_are_kept_in_the_history(self, loaded):
        found = trial("T01")
        assert found.anchor_means == ["roster", "training", "meeting"]
        entry = found.history[0]
        assert entry.what == "imported"
        assert "Vagtplan, introduktion af vikarer, fast punkt på husmøde" in entry.note
        assert (
            "Tre af fire punkter; pårørende var ikke orienteret ved start"
            in trial("T02").history[0].note
        )

    def test_what_is_in_flight_is_taken_in_the_state_it_has(self, loaded):
        assert [trial(each).state for each in ("T13", "T14", "T15")] == [
            State.IDEA,
            State.PLANNED,
            State.REFLECTING,
        ]
        assert trial("T15").actual_start is None, "the file doesn't say when it really began"

    def test_one_without_an_owner_goes_to_the_activist_of_the_unit_or_the_area(self, loaded):
        names = {person.id: person.name for person in db.session.scalars(sa.select(Person))}
        assert names[trial("T13").owner_id] == "Sanne Vestervig"
        assert names[trial("T14").owner_id] == "Mette Kragholm"
        assert names[trial("T15").owner_id] == "Peter Oldrup"

    def test_a_paused_trial_is_looked_at_again_when_its_next_step_is_due(self, loaded):
        assert trial("T09").look_again_on == date(2025, 9, 15)

    def test_people_are_what_the_file_gives_signs_of(self, loaded):
        found = {
            (each.person.name, each.role, each.unit.name if each.unit else "", each.title)
            for each in db.session.scalars(sa.select(Membership))
        }
        assert ("Mette Kragholm", Role.ACTIVIST, "Plejehjemmet Lindegården", "") in found
        assert ("Torben Aagård", Role.LEADER, "Bostøtten Byen", "teamleder") in found
        assert ("Lone Baadsgaard", Role.LEADER, "Plejehjemmet Lindegården", "afsnitsleder") in found
        assert ("Rasmus Teglgaard", Role.CONSULTANT, "", "") in found
        roles_of_ali = [each for each in found if each[0] == "Ali Demirci"]
        assert roles_of_ali == [("Ali Demirci", Role.ACTIVIST, "Bostedet Havnegade", "")]

    def test_people_settles_roles_and_addresses(self, app, data):
        data["people"] = [
            {
                "name": "Ali Demirci",
                "email": "Ali@example.dk",
                "role": "Konsulent",
                "external": True,
            }
        ]
        load("birkesund", data, at=AT)
        with across_organisations():
            ali = db.session.scalars(
                sa.select(Person).where(Person.email == "ali@example.dk")
            ).one()
            assert [(each.role, each.is_external) for each in ali.memberships] == [
                (Role.CONSULTANT, True)
            ]

    def test_one_who_is_known_in_another_organisation_becomes_a_member_here_too(self, app, data):
        rasmus = a_person("Rasmus Teglgaard", email="rasmus@example.dk")
        data["people"] = [
            {"name": "Rasmus Teglgaard", "email": "rasmus@example.dk", "role": "consultant"}
        ]
        load("birkesund", data, at=AT)
        with across_organisations():
            db.session.refresh(rasmus)
            assert len(rasmus.memberships) == 1


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Anne-Mette Højris", "anne-mette.hoejris@birkesund.example"),
        ("Torben Aagård", "torben.aagaard@birkesund.example"),
        ("Mæt Ægir Søby", "maet.soeby@birkesund.example"),
        ("René Müller", "rene.muller@birkesund.example"),
        ("Ayşe", "ayse@birkesund.example"),
    ],
)
def test_an_address_is_made_of_first_and_last_name(name, email):
    assert email_of(name, "birkesund") == email


class TestFreeWords:
    @pytest.mark.parametrize(
        ("text", "ticks"),
        [
            ("Alle fire punkter bekræftet", 4),
            ("Tre af fire punkter; pårørende var ikke orienteret", 3),
            ("To af fire punkter; fortrolighed var ikke afklaret", 2),
            ("Ingen af fire punkter", 0),
            ("Det var vist i orden", 0),
        ],
    )
    def test_so_many_boxes_are_ticked_as_the_text_says(self, text, ticks):
        assert len(preflight([text])) == ticks

    def test_the_box_that_the_words_point_at_is_empty(self):
        assert Preflight.CONSENT_GIVEN not in preflight(
            ["Tre af fire punkter; beboerne var ikke spurgt"]
        )
        assert Preflight.SAFE not in preflight(
            ["Tre af fire punkter; fortrolighed var ikke afklaret"]
        )

    def test_words_nobody_knows_leave_the_named_owner(self):
        assert anchor_means(["Sund fornuft"], has_owner=True) == (AnchorMeans.NAMED_PERSON,)
        assert anchor_means(["Sund fornuft"], has_owner=False) == ()


def changed(path: str, value: Any) -> dict[str, Any]:
    """The demo's file with one thing changed: "trials.4.unit" is the unit of T05."""
    data = deepcopy(BARE)
    at: Any = data
    *steps, last = path.split(".")
    for step in steps:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[last] = value
    return data


class TestSessions:
    def test_the_sessions_are_one_series_in_which_each_is_led_and_named(self, loaded):
        sessions = db.session.scalars(
            sa.select(SparringSession).order_by(SparringSession.held_on)
        ).all()
        names = {person.id: person.name for person in db.session.scalars(sa.select(Person))}
        assert [
            (each.series_no, each.held_on, names[each.facilitator_id], each.state)
            for each in sessions
        ] == [
            (1, date(2025, 3, 18), "Birgitte Solvang", SessionState.CLOSED),
            (2, date(2025, 6, 4), "Rasmus Teglgaard", SessionState.CLOSED),
            (3, date(2025, 10, 22), "Birgitte Solvang", SessionState.HELD),
        ]
        assert len({each.series_id for each in sessions}) == 1
        assert sessions[0].title == "Sparringssession 1"
        assert sessions[2].headline == "Det, der hænger på én person, falder bort i ferien."

    def test_the_agenda_stands_as_in_the_file_and_those_who_own_it_take_part(self, loaded):
        first = db.session.scalars(
            sa.select(SparringSession).where(SparringSession.series_no == 1)
        ).one()
        known = {each.id: each.reference for each in db.session.scalars(sa.select(TrialAction))}
        names = {person.id: person.name for person in db.session.scalars(sa.select(Person))}
        assert [known[item.trial_id] for item in first.agenda] == ["T01", "T02", "T04", "T08"]
        assert {names[one] for one in first.participant_ids} == {
            "Mette Kragholm",
            "Jonas Bredal",
            "Ali Demirci",
        }

    def test_agreements_are_about_a_trial_and_from_a_session(self, loaded):
        assert count_of(Agreement) == 8
        found = db.session.scalars(
            sa.select(Agreement).where(Agreement.trial_id == trial("T11").id)
        ).one()
        assert (found.due_on, found.is_open) == (date(2025, 6, 20), True)

    def test_a_file_without_sessions_has_none(self, app, data):
        for key in ("sessions", "feedback", "themes"):
            del data[key]
        load("birkesund", data, at=AT)
        db.session.commit()
        with across_organisations():
            assert count_of(SparringSession) == count_of(Agreement) == 0

    def test_the_second_organisation_has_one_of_its_own(self, app):
        load("engholm", file_of("engholm"), at=AT)
        db.session.commit()
        with across_organisations():
            session = db.session.scalars(sa.select(SparringSession)).one()
            assert (session.length, session.planned_minutes) == (150, 80)
            assert len(session.participant_ids) == 3


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
