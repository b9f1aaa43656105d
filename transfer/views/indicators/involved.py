"""Hvor mange er med: of the læringsaktivister of each part, and how often its people asked for sparring and gave it.

Only as numbers, never by name, and only of parts that are large enough.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from transfer.access import directory, member, place
from transfer.domain.indicators import involvement
from transfer.domain.periods import Period
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Role
from transfer.models.directory import PersonEntry, UnitEntry
from transfer.policies import may_read_figures_by_goal_of, may_read_figures_of
from transfer.reporting import people_involved, requests_for_sparring
from transfer.speaking import gettext as _
from transfer.views.indicators.asked import Asked, parts_below
from transfer.views.indicators.said import value_in_words


@dataclass(frozen=True, slots=True)
class Involved:
    """A part of the organisation, how many of its læringsaktivister are with it, and its sparring: how often it was
    asked for, received and given ("" where the part is too small)."""

    name: str
    said: str
    asked: str = ""
    received: str = ""
    given: str = ""


def involved_in(asked: Asked) -> list[Involved]:
    """What was asked for and its parts, as far as the reader reads their figures; nothing for mere activists."""
    if not may_read_figures_by_goal_of(member(), asked.unit_id):
        return []
    groups = _activists(asked.period)
    told = involvement(groups, _tree(), people_involved(place().id, asked.period))
    sparred = _sparred(asked.period)
    whole = _("Hele organisationen") if asked.scope.is_whole else asked.scope.name
    parts = [(asked.unit_id, whole)]
    parts += [(one.id, one.name) for one in _parts(asked.unit_id) if groups[one.id]]
    return [
        Involved(
            name,
            _said(unit_id, groups, told),
            *(str(counted[unit_id]) for counted in sparred if unit_id in told),
        )
        for unit_id, name in parts
    ]


def _sparred(period: Period) -> tuple[Counter[UUID | None], ...]:
    """How often sparring was asked for, received and given, by each unit that it counts for, and in all under None."""
    counted = requests_for_sparring(place().id, period)
    people, by_people = directory().people, Counter[UUID | None]()
    for person_id, answers in counted.given.items():
        roles = people[person_id].roles if person_id in people else ()
        for above in {None, *(one for role in roles for one in _above(role.unit_id))}:
            by_people[above] += answers
    return _with_all_below(counted.asked), _with_all_below(counted.received), by_people


def _with_all_below(by_unit: Mapping[UUID, int]) -> Counter[UUID | None]:
    found = Counter[UUID | None]()
    for unit_id, number in by_unit.items():
        for above in (None, *_above(unit_id)):
            found[above] += number
    return found


def _above(unit_id: UUID | None) -> Sequence[UUID]:
    """The unit and those that it is a part of."""
    return directory().units[unit_id].path if unit_id else ()


def _said(
    unit_id: UUID | None,
    groups: Mapping[UUID | None, set[UUID]],
    told: Mapping[UUID | None, Share],
) -> str:
    if not groups[unit_id]:
        return _("Ingen læringsaktivister")
    if unit_id not in told:
        return _("For få personer")
    share = told[unit_id]
    return value_in_words(share) if share.n else _("Ingen af de %(of)s endnu", of=share.of)


def _activists(period: Period) -> Mapping[UUID | None, set[UUID]]:
    """Who held the role at some time in the period, by each unit that it counts for, and all under None."""
    names = directory()
    found: defaultdict[UUID | None, set[UUID]] = defaultdict(set)
    for person in names.people.values():
        for unit_id in _held_in(person, period):
            found[None].add(person.id)
            for above in _above(unit_id):
                found[above].add(person.id)
    return found


def _held_in(person: PersonEntry, period: Period) -> list[UUID | None]:
    return [
        one.unit_id
        for one in person.roles
        if one.role is Role.ACTIVIST
        and one.starts_on <= period.last
        and (one.ends_on is None or one.ends_on >= period.first)
    ]


def _tree() -> Mapping[UUID | None, list[UUID]]:
    below: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for one in directory().units.values():
        if one.is_active:
            below[one.parent_id].append(one.id)
    return below


def _parts(unit_id: UUID | None) -> list[UnitEntry]:
    """What stands right below; where that is nothing of the reader's, the topmost units that are."""
    found = parts_below(unit_id, member())
    if found or unit_id is not None:
        return found
    return [
        one
        for one in directory().units.values()
        if one.is_active
        and may_read_figures_of(member(), one.id)
        and not any(may_read_figures_of(member(), above) for above in one.path[:-1])
    ]
