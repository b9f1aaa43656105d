"""Issued reports that wait for somebody: to be read, or to be issued anew."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.access import within_sight
from transfer.models.report_editions import EditionReader, EditionState, ReportEdition
from transfer.policies import Deed, Member, holds_what_must_not_be_read, may, visible_editions
from transfer.prepared import Columns

_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class ForYou:
    """An edition, and whether it is to be read or to be issued anew."""

    id: UUID
    title: str
    must_be_issued_anew: bool


def of(member: Member) -> list[ForYou]:
    """Of leaders, those they have not opened; of consultants, also those that had to be closed."""
    if not may(member, Deed.MAKE_REPORT):
        return []
    found = [
        ForYou(row.id, row.title, bool(row.is_closed))
        for row in _waiting(member).rows()
        if not row.is_closed or row.is_theirs
    ]
    return sorted(found, key=lambda one: not one.must_be_issued_anew)[:_MOST]


@within_sight
def _waiting(member: Member) -> Columns:
    closed = holds_what_must_not_be_read()
    unread = sa.exists().where(
        EditionReader.edition_id == ReportEdition.id,
        EditionReader.person_id == member.person_id,
        EditionReader.opened_at.is_(None),
    )
    theirs = sa.true() if member.is_consultant else sa.false()
    return (
        visible_editions(member)
        .with_only_columns(
            ReportEdition.id,
            ReportEdition.title,
            closed.label("is_closed"),
            theirs.label("is_theirs"),
        )
        .where(
            ReportEdition.state == EditionState.ISSUED,
            sa.or_(unread, sa.and_(theirs, closed)),
        )
        .order_by(ReportEdition.issued_at.desc())
        .limit(50)
    )
