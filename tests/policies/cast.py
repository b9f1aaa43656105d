"""Everybody the table of permissions speaks of, as members and not yet saved."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from transfer.db import new_id
from transfer.domain.default_template import QUESTIONS
from transfer.domain.lifecycle import CycleState, State
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import CycleUnit, FormVersion, LearningCycle, TrialAction, TrialParticipant
from transfer.models.directory import Directory, UnitEntry
from transfer.policies import Deed, Member, may

TODAY = date(2026, 3, 2)
ORGANISATION = new_id()

# Two forvaltninger. Havblik and Fjordhus stand in one of them, Kompasset in the other.
ELDERLY, HAVBLIK, FJORDHUS = new_id(), new_id(), new_id()
SOCIAL, KOMPASSET = new_id(), new_id()


def _entry(unit_id: UUID, name: str, *above: UUID) -> UnitEntry:
    kind = UnitKind.UNIT if above else UnitKind.DEPARTMENT
    parent = above[-1] if above else None
    return UnitEntry(unit_id, name, kind, parent, is_active=True, path=(*above, unit_id))


DIRECTORY = Directory(
    revision=1,
    units={
        one.id: one
        for one in (
            _entry(ELDERLY, "Ældre"),
            _entry(HAVBLIK, "Havblik", ELDERLY),
            _entry(FJORDHUS, "Fjordhus", ELDERLY),
            _entry(SOCIAL, "Social"),
            _entry(KOMPASSET, "Kompasset", SOCIAL),
        )
    },
    goals={},
    people={},
)


def a_member(**held: Iterable[UUID] | None) -> Member:
    """A member by role and units, such as `leader=[HAVBLIK]`; None is the whole organisation."""
    roles = {
        Role(name): None if units is None else frozenset(units) for name, units in held.items()
    }
    return Member(new_id(), ORGANISATION, roles, DIRECTORY, TODAY)


PEOPLE = {
    "owner": a_member(activist=[HAVBLIK]),
    "participant": a_member(activist=[KOMPASSET]),
    "colleague": a_member(activist=[HAVBLIK]),
    "neighbour": a_member(activist=[FJORDHUS]),
    "distant": a_member(activist=[KOMPASSET]),
    "consultant": a_member(consultant=[HAVBLIK]),
    "consultant_of_all": a_member(consultant=None),
    "consultant_elsewhere": a_member(consultant=[KOMPASSET]),
    "leader": a_member(leader=[HAVBLIK]),
    "leader_above": a_member(leader=[ELDERLY, HAVBLIK, FJORDHUS]),
    "leader_elsewhere": a_member(leader=[KOMPASSET]),
    "administrator": a_member(local_admin=None),
    "nobody": a_member(),
}
OWN = {"owner", "participant"}
CONSULTANTS = {"consultant", "consultant_of_all"}
LEADERS = {"leader", "leader_above"}
ACTIVISTS = {"owner", "participant", "colleague", "neighbour", "distant"}
EVERY_CONSULTANT = CONSULTANTS | {"consultant_elsewhere"}
EVERY_LEADER = LEADERS | {"leader_elsewhere"}


def a_trial(state: State = State.RUNNING, **given: Any) -> TrialAction:
    """A trial in Havblik with an owner and somebody who takes part."""
    return TrialAction(
        organisation_id=ORGANISATION,
        state=state,
        owner_id=PEOPLE["owner"].person_id,
        participant_links=[TrialParticipant(person_id=PEOPLE["participant"].person_id)],
        form=FormVersion(kept_questions=[question.as_json() for question in QUESTIONS]),
        **{
            "title": "Fem minutter ved tavlen",
            "unit_id": HAVBLIK,
            "visibility": "network",
            **given,
        },
    )


def decided(days_ago: int, state: State = State.STOPPED) -> TrialAction:
    return a_trial(state, decided_on=TODAY - timedelta(days=days_ago))


def a_cycle(state: CycleState = CycleState.ACTIVE, **given: Any) -> LearningCycle:
    """A cycle in Havblik, owned and sponsored."""
    return LearningCycle(
        organisation_id=ORGANISATION,
        owner_id=PEOPLE["owner"].person_id,
        **{"state": state, "unit_links": [CycleUnit(unit_id=HAVBLIK)], **given},
    )


def those_who_may(deed: Deed, record: Any = None) -> set[str]:
    """The names of all in the cast who may do it."""
    return {name for name, member in PEOPLE.items() if may(member, deed, record)}
