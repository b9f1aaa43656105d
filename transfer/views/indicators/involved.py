"""Hvor mange er med: of the læringsaktivister of each part, as a number and never by name."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from transfer.access import directory, member, place
from transfer.domain.indicators import involvement
from transfer.domain.periods import Period
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Role
from transfer.models.directory import PersonEntry, UnitEntry
from transfer.policies import may_read_figures_by_goal_of, may_read_figures_of
from transfer.reporting import people_involved
from transfer.speaking import gettext as _
from transfer.views.indicators.asked import Asked, parts_below
from transfer.views.indicators.said import value_in_words


@dataclass(frozen=True, slots=True)
class Involved:
    """A part of the organisation, and how many of its læringsaktivister are with it."""

    name: str
    said: str


def involved_in(asked: Asked) -> list[Involved]:
    """What was asked for and its parts, as far as the reader reads their figures; nothing for mere activists."""
    if not may_read_figures_by_goal_of(member(), asked.unit_id):
        return []
    groups = _activists(asked.period)
    told = involvement(groups, _tree(), people_involved(place().id, asked.period))
    whole = _("Hele organisationen") if asked.scope.is_whole else asked.scope.name
    return [
        Involved(whole, _said(asked.unit_id, groups, told)),
        *(
            Involved(one.name, _said(one.id, groups, told))
            for one in _parts(asked.unit_id)
            if groups[one.id]
        ),
    ]


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
            for above in names.units[unit_id].path if unit_id else ():
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
