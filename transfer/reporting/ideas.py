"""Where adopted ideas began and where they went, told as far as their owners agree."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from reports import Idea, Mark
from transfer.db import db
from transfer.domain import indicators
from transfer.domain.indicators import ProgrammeFacts, Travel, TrialFacts
from transfer.domain.vocabulary import ReportConsent
from transfer.models import TrialAction
from transfer.models.directory import Directory
from transfer.reporting.scope import Scope

MOST_IDEAS: Final = 40
"""Ideas that are told of; those that moved most come first."""


def ideas(organisation_id: UUID, facts: ProgrammeFacts, directory: Directory) -> tuple[Idea, ...]:
    """Each adopted idea by a title that may be quoted, with a mark for each unit it came to.

    A title comes from a trial in the scope, never from another unit's; an idea none of whose trials may
    be quoted is left out.
    """
    travels = indicators.travels(facts)[:MOST_IDEAS]
    asked = {one.id for travel in travels for one in _trials_of(travel)}
    known = _quotes(organisation_id, asked)
    told = (_idea(travel, known, directory) for travel in travels)
    return tuple(one for one in told if one is not None)


def unit_names(scope: Scope, directory: Directory) -> tuple[str, ...]:
    """The workplaces of the scope, as the matrix lists them."""
    return tuple(_unit(str(one), directory) for one in scope.workplaces)


def _trials_of(travel: Travel) -> Iterator[TrialFacts]:
    yield from (*travel.began, *travel.adopted, *travel.failed)


def _quotes(organisation_id: UUID, names: set[str]) -> dict[str, Any]:
    """Title and consent of the trials, by the id that facts use."""
    if not names:
        return {}
    rows = db.session.execute(
        sa.select(
            TrialAction.id, TrialAction.reference, TrialAction.title, TrialAction.report_consent
        ).where(
            TrialAction.organisation_id == organisation_id,
            sa.or_(TrialAction.reference.in_(names), TrialAction.id.in_(_uuids(names))),
        )
    )
    return {row.reference or str(row.id): row for row in rows}


def _uuids(names: set[str]) -> Iterator[UUID]:
    for name in names:
        try:
            yield UUID(name)
        except ValueError:
            continue


def _idea(travel: Travel, known: Mapping[str, Any], directory: Directory) -> Idea | None:
    quoted = [one for one in _trials_of(travel) if _may_be_quoted(known[one.id])]
    if not quoted:
        return None
    began = [(one, Mark.ORIGIN) for one in quoted if one in travel.began][:1]
    went = [(one, Mark.ADOPTED) for one in quoted if one in travel.adopted]
    failed = [(one, Mark.TRIED) for one in quoted if one in travel.failed]
    marks = tuple(
        (_unit(one.unit, directory) if _may_name_unit(known[one.id]) else "", mark)
        for one, mark in (*began, *went, *failed)
    )
    return Idea(known[quoted[0].id].title, marks)


def _may_be_quoted(row: Any) -> bool:
    return bool(row.report_consent != ReportConsent.FIGURES_ONLY.value)


def _may_name_unit(row: Any) -> bool:
    return bool(row.report_consent == ReportConsent.WITH_UNIT.value)


def _unit(unit_id: str, directory: Directory) -> str:
    """Its name, with what it belongs to when another goes by the same name."""
    entry = directory.units[UUID(unit_id)]
    same = [one for one in directory.units.values() if one.name == entry.name]
    above = directory.unit_name(entry.parent_id)
    return f"{entry.name} ({above})" if len(same) > 1 and above else entry.name
