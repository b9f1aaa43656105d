"""Loading a file: all of it into a new organisation, or nothing."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from tests.demo import AT, BARE, birkesund_alone, file_of, the_organisation
from tests.factories import a_person
from tests.program.import_setting import count_of
from transfer.db import across_organisations, db
from transfer.domain.fields import Phase
from transfer.domain.lifecycle import State
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.vocabulary import AnchorMeans, CheckFollowup, LapseReason, Preflight, Role
from transfer.importing import load
from transfer.importing.people import email_of
from transfer.importing.wording import anchor_means, preflight
from transfer.models import (
    Agreement,
    CompetenceGoal,
    LearningCycle,
    Membership,
    Observation,
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


def trial(reference: str) -> TrialAction:
    return db.session.scalars(
        sa.select(TrialAction).where(TrialAction.reference == reference)
    ).one()


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
