"""Where a prøvehandling came from and where it went: its kin as a tree, in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import aliased

from transfer.access import within_sight
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.vocabulary import Outcome, Relation
from transfer.models import Replication, TrialAction
from transfer.models.trial_actions.transferring import TRANSFERRED
from transfer.policies import Member, may_be_read_in_full_by, may_be_seen_by
from transfer.prepared import Columns
from transfer.speaking import gettext as _

MOST_KIN: Final = 200
"""More would be no tree that anybody reads."""


@dataclass(slots=True)
class Kin:
    """One prøvehandling in the tree. Of one that the visitor doesn't see only that it is there."""

    id: UUID
    title: str
    url: str | None = None
    state: str = ""
    state_label: str = ""
    unit: str = ""
    relation: str = ""
    outcome: str = ""
    learning: str = ""
    kept: str = ""
    changed: str = ""
    why: str = ""
    is_here: bool = False
    """Whether it is the one whose page this is."""
    below: "list[Kin]" = field(default_factory=list)


def kin_of(trial_id: UUID, who: Member) -> Sequence[Any]:
    """All that it came from, and all that came of any of them, the oldest first."""
    return _kin(who).rows(trial_id=trial_id)


def tree_of(trial: TrialAction, rows: Iterable[Any], who: Member) -> list[Kin]:
    """The roots, each with what came of it. Empty when nobody is kin to it that may be told of."""
    by_id = {row.id: row for row in rows}
    below: dict[UUID | None, list[Any]] = {}
    for row in by_id.values():
        above = row.parent_id if row.parent_id in by_id and not _rings(row, by_id) else None
        below.setdefault(above, []).append(row)

    def drawn(row: Any) -> Kin | None:
        children = [one for one in map(drawn, below.get(row.id, ())) if one is not None]
        is_told = row.is_seen or (row.state != State.CANCELLED and row.relation in TRANSFERRED)
        if not is_told and not children:
            return None
        kin = _seen(row, trial, who) if row.is_seen else _unseen(row, trial)
        kin.below = children
        return kin

    roots = [one for one in map(drawn, below.get(None, ())) if one is not None]
    return [] if len(roots) == 1 and not roots[0].below else roots


def _rings(row: Any, by_id: dict[UUID, Any]) -> bool:
    """Whether its links lead back to itself, which only a faulty import could make."""
    above, passed = by_id.get(row.parent_id), {row.id}
    while above is not None:
        if above.id in passed:
            return bool(above.id == row.id)
        passed.add(above.id)
        above = by_id.get(above.parent_id)
    return False


def _seen(row: Any, trial: TrialAction, who: Member) -> Kin:
    is_closed = row.state in CLOSED
    is_read = is_closed or row.is_read
    return Kin(
        id=row.id,
        title=row.title,
        url=None if row.id == trial.id else url_for("trial_actions.show", id=row.id),
        state=row.state.value,
        state_label=_(row.state.label),
        unit=who.directory.unit_name(row.unit_id),
        relation=_(Relation(row.relation).label) if row.parent_id and row.relation else "",
        outcome=_(Outcome(row.outcome).label) if is_closed and row.outcome else "",
        learning=(row.learning or "") if is_closed else "",
        kept=(row.kept or "") if is_read else "",
        changed=(row.changed or "") if is_read else "",
        why=(row.why or "") if is_read else "",
        is_here=row.id == trial.id,
    )


def _unseen(row: Any, trial: TrialAction) -> Kin:
    elsewhere = row.unit_id != trial.unit_id
    return Kin(
        row.id,
        _("En prøvehandling i en anden enhed")
        if elsewhere
        else _("En prøvehandling, du ikke har adgang til"),
    )


@within_sight
def _kin(who: Member) -> Columns:
    """Up to the first of them, and from each of these down. UNION lets a ring come to an end."""
    own = TrialAction.organisation_id == who.organisation_id
    up = (
        sa.select(TrialAction.id, TrialAction.parent_id)
        .where(own, TrialAction.id == sa.bindparam("trial_id", type_=sa.Uuid()))
        .cte("up", recursive=True)
    )
    above = aliased(TrialAction)
    up = up.union(
        sa.select(above.id, above.parent_id).where(
            above.id == up.c.parent_id, above.organisation_id == who.organisation_id
        )
    )
    down = sa.select(up.c.id).cte("down", recursive=True)
    after = aliased(TrialAction)
    down = down.union(
        sa.select(after.id).where(
            after.parent_id == down.c.id, after.organisation_id == who.organisation_id
        )
    )
    return (
        sa.select(
            TrialAction.id,
            TrialAction.parent_id,
            TrialAction.relation,
            TrialAction.title,
            TrialAction.unit_id,
            TrialAction.state,
            TrialAction.outcome_vs_prediction.label("outcome"),
            TrialAction.learning_headline.label("learning"),
            may_be_seen_by(who).label("is_seen"),
            may_be_read_in_full_by(who).label("is_read"),
            Replication.kept,
            Replication.changed,
            Replication.why,
        )
        .join(down, down.c.id == TrialAction.id)
        .outerjoin(
            Replication,
            sa.and_(
                Replication.trial_id == TrialAction.id,
                Replication.origin_id == TrialAction.parent_id,
            ),
        )
        .where(own)
        .order_by(TrialAction.created_at, TrialAction.id)
        .limit(MOST_KIN)
    )
