"""Who sees which records (DOMAIN D, C1–C2), asked of the database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.factories import (
    a_consultant,
    a_cycle,
    a_goal,
    a_leader,
    a_membership,
    a_person,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_observation,
    an_organisation,
    made_together,
)
from transfer.access import as_member, places_of, today
from transfer.db import NoOrganisation, across_organisations, db, inside
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import AnchoringCheck, LearningCycle, Observation, TrialAction, Unit
from transfer.policies import (
    SIGHT,
    reads_in_full,
    shared_or_by,
    visible_checks,
    visible_learning_cycles,
    visible_trial_actions,
)

OWN = {"owner", "participant"}
CONSULTANTS = {"consultant", "external", "consultant_of_all"}
LEADERS = {"leader", "leader_above"}
ACTIVISTS = OWN | {"colleague", "neighbour", "distant"}


class Scene:
    """Two forvaltninger with everybody in them; Havblik is where things happen."""

    @made_together()
    def __init__(self, slug: str = "birkesund") -> None:
        self.organisation = here = an_organisation(slug)
        elderly = a_unit(here, "Ældre", kind=UnitKind.DEPARTMENT)
        social = a_unit(here, "Social", kind=UnitKind.DEPARTMENT)
        self.havblik = a_unit(here, "Havblik", elderly)
        fjordhus, self.kompasset = (
            a_unit(here, "Fjordhus", elderly),
            a_unit(here, "Kompasset", social),
        )
        external = a_person("Ekstern")
        a_membership(external, here, Role.CONSULTANT, self.havblik, is_external=True)
        self.people = {
            "owner": an_activist(here, self.havblik),
            "participant": an_activist(here, self.kompasset),
            "colleague": an_activist(here, self.havblik),
            "neighbour": an_activist(here, fjordhus),
            "distant": an_activist(here, self.kompasset),
            "consultant": a_consultant(here, self.havblik),
            "consultant_of_all": a_consultant(here),
            "consultant_elsewhere": a_consultant(here, self.kompasset),
            "external": external,
            "leader": a_leader(here, self.havblik),
            "leader_above": a_leader(here, elderly),
            "leader_beside": a_leader(here, fjordhus),
            "leader_elsewhere": a_leader(here, self.kompasset),
            "administrator": an_administrator(here),
        }

    def trial(self, **given):
        who = self.people
        return a_trial(
            self.organisation,
            who["owner"],
            self.havblik,
            participants=[who["participant"]],
            **given,
        )

    def cycle(self, **given):
        return a_cycle(
            self.organisation, self.people["owner"], **{"units": [self.havblik], **given}
        )

    def member(self, name):
        person = self.people[name]
        return as_member(person.id, places_of(person.id)[self.organisation.slug], today())

    def those_who_see(self, sight, record, *more):
        """The names of all whose sight holds the record."""
        with inside(self.organisation.id):
            return {
                name
                for name in self.people
                if record.id
                in {one.id for one in db.session.scalars(sight(self.member(name), *more))}
            }


@pytest.fixture
def scene(app):
    return Scene()


# Prøvehandlinger


@pytest.mark.parametrize("state", [State.IDEA, State.PLANNED, State.RUNNING, State.STOPPED])
def test_what_is_private_is_seen_by_its_own_people_and_the_consultant(scene, state):
    trial = scene.trial(state=state, visibility="private")
    assert scene.those_who_see(visible_trial_actions, trial) == OWN | CONSULTANTS


@pytest.mark.parametrize("state", [State.IDEA, State.PLANNED, State.CANCELLED])
def test_no_leader_sees_a_draft_even_a_shared_one(scene, state):
    trial = scene.trial(state=state, visibility="network")
    assert scene.those_who_see(visible_trial_actions, trial) == ACTIVISTS | CONSULTANTS


@pytest.mark.parametrize(
    "state", [State.RUNNING, State.REFLECTING, State.PAUSED, State.ADOPTED, State.LAPSED]
)
def test_the_network_is_all_activists_the_consultant_and_the_leader_of_the_unit(scene, state):
    trial = scene.trial(state=state, visibility="network")
    assert scene.those_who_see(visible_trial_actions, trial) == ACTIVISTS | CONSULTANTS | LEADERS


def test_the_unit_is_its_activists_its_consultant_and_its_leaders(scene):
    trial = scene.trial(state=State.RUNNING, visibility="unit")
    here = OWN | {"colleague"} | CONSULTANTS | LEADERS
    assert scene.those_who_see(visible_trial_actions, trial) == here


def test_the_forvaltning_reaches_the_unit_next_door_and_no_further(scene):
    trial = scene.trial(state=State.RUNNING, visibility="department")
    seen_by = scene.those_who_see(visible_trial_actions, trial)
    assert seen_by == OWN | {"colleague", "neighbour", "leader_beside"} | CONSULTANTS | LEADERS


def test_an_administrator_sees_no_trial_at_all(scene):
    for state in State:
        for visibility in ("private", "network", "unit", "department"):
            scene.trial(state=state, visibility=visibility)
    with inside(scene.organisation.id):
        assert not db.session.scalars(visible_trial_actions(scene.member("administrator"))).all()


def test_administering_besides_leading_gives_no_wider_sight(scene):
    leader = scene.people["leader_elsewhere"]
    a_membership(leader, scene.organisation, Role.LOCAL_ADMIN)
    trial = scene.trial(state=State.RUNNING, visibility="department")
    assert "leader_elsewhere" not in scene.those_who_see(visible_trial_actions, trial)


# Membership from day to day


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(-400, -1), (1, None), (1, 400)],
    ids=["ended yesterday", "begins tomorrow", "begins tomorrow for a while"],
)
def test_a_role_outside_its_days_gives_no_place_at_all(scene, starts, ends):
    person, on = a_person(), today()
    a_membership(
        person,
        scene.organisation,
        Role.CONSULTANT,
        starts_on=on + timedelta(days=starts),
        ends_on=None if ends is None else on + timedelta(days=ends),
    )
    assert places_of(person.id) == {}


def test_a_role_holds_on_its_first_and_on_its_last_day(scene):
    person = a_person()
    a_membership(person, scene.organisation, Role.LEADER, starts_on=today(), ends_on=today())
    assert list(places_of(person.id)) == ["birkesund"]


def test_an_owner_whose_role_is_over_is_let_in_nowhere(scene):
    person = a_person()
    a_membership(person, scene.organisation, Role.ACTIVIST, ends_on=date(2025, 6, 1))
    a_trial(scene.organisation, person, scene.havblik)
    assert places_of(person.id) == {}


# Observations


def notes_seen(scene, trial):
    with inside(scene.organisation.id):
        return {name: notes_read(scene.member(name), trial) for name in scene.people}


def notes_read(member, trial):
    if not reads_in_full(member, trial):
        return set()
    shown = sa.select(Observation.saw).where(
        Observation.trial_id == trial.id, shared_or_by(member.person_id)
    )
    return set(db.session.scalars(shown))


def test_private_notes_are_their_writers_alone(scene):
    trial = scene.trial(state=State.RUNNING, visibility="network")
    an_observation(trial, scene.people["owner"], saw="min", is_private=True)
    an_observation(trial, scene.people["participant"], saw="din", is_private=True)
    seen = notes_seen(scene, trial)
    assert {name: notes for name, notes in seen.items() if notes} == {
        "owner": {"min"},
        "participant": {"din"},
    }


@pytest.mark.parametrize("state", [State.RUNNING, State.STOPPED])
def test_shared_notes_are_for_activists_and_the_consultant_never_for_leaders(scene, state):
    trial = scene.trial(state=state, visibility="network")
    an_observation(trial, scene.people["owner"], saw="fælles")
    seen = notes_seen(scene, trial)
    assert {name for name, notes in seen.items() if notes} == ACTIVISTS | CONSULTANTS


def test_shared_notes_of_a_private_trial_are_for_its_own_people_and_the_consultant(scene):
    trial = scene.trial(state=State.RUNNING, visibility="private")
    an_observation(trial, scene.people["owner"], saw="fælles")
    seen = notes_seen(scene, trial)
    assert {name for name, notes in seen.items() if notes} == OWN | CONSULTANTS


# Læringsforløb


def test_a_draft_of_a_cycle_is_for_its_owner_and_the_consultant(scene):
    cycle = scene.cycle(state="draft")
    assert scene.those_who_see(visible_learning_cycles, cycle) == {"owner"} | CONSULTANTS


@pytest.mark.parametrize("state", ["active", "completed", "followed_up"])
def test_a_cycle_that_has_begun_is_for_activists_consultants_and_leaders_of_its_units(scene, state):
    cycle = scene.cycle(state=state)
    seen_by = scene.those_who_see(visible_learning_cycles, cycle)
    assert seen_by == ACTIVISTS | CONSULTANTS | LEADERS


def test_the_sponsor_and_the_consultant_of_a_cycle_see_it_wherever_they_work(scene):
    who = scene.people
    cycle = scene.cycle(
        sponsor_id=who["leader_elsewhere"].id, consultant_id=who["consultant_elsewhere"].id
    )
    seen_by = scene.those_who_see(visible_learning_cycles, cycle)
    assert seen_by >= {"leader_elsewhere", "consultant_elsewhere"}


# Goals, units and checks


def test_everybody_sees_goals_and_units(scene):
    goal = a_goal(scene.organisation)
    assert scene.those_who_see(SIGHT[type(goal)], goal) == set(scene.people)
    assert scene.those_who_see(SIGHT[Unit], scene.havblik) == set(scene.people)


def test_a_check_is_seen_with_its_trial(scene):
    trial = scene.trial(state=State.ADOPTED, visibility="network", decided_on=date(2026, 1, 5))
    with across_organisations():
        trial._schedule_checks()
        db.session.commit()
        check = db.session.scalars(db.select(AnchoringCheck)).first()
    seen_by = scene.those_who_see(visible_trial_actions, trial)
    assert scene.those_who_see(visible_checks, check) == seen_by


# Organisations


def test_the_same_role_elsewhere_shows_nothing_of_this_organisation(scene):
    there = Scene("engholm")
    for kind in (TrialAction, LearningCycle):
        scene.trial(state=State.RUNNING, visibility="department")
        scene.cycle()
        with inside(there.organisation.id):
            for name in there.people:
                assert not db.session.scalars(SIGHT[kind](there.member(name))).all()


@pytest.mark.parametrize("kind", list(SIGHT), ids=lambda kind: kind.__name__)
def test_without_an_organisation_at_work_nothing_is_read(scene, kind):
    with inside(scene.organisation.id):
        member = scene.member("consultant_of_all")
    with pytest.raises(NoOrganisation):
        db.session.scalars(SIGHT[kind](member)).all()
