"""The part of a trial that is about being taken over from another unit, and taken over by others."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy.orm import Mapped

from transfer.domain.fields import Answer
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Origin, Relation
from transfer.models.people import Person
from transfer.models.replications import Replication
from transfer.models.trial_actions.answering import Answering
from transfer.models.trial_actions.refusals import Untold

TRANSFERRED: Final = (Relation.TRANSFERRED_ADAPTED.value, Relation.TRANSFERRED_COPIED.value)

TAKEN_ALONG: Final = (
    "action",
    "question",
    "preconditions",
    "beneficiaries",
    "measure_name",
    "measure_unit",
    "measure_direction",
)
"""The answers that describe the practice itself. The situation, the prediction, the people and the days
are the new unit's own."""

_SETTLED: Final = (State.ADOPTED, State.ADAPTED, State.STOPPED)


class Transferring(Answering):
    """What is kept and what is changed must be said before a transferred trial is planned or begun."""

    if TYPE_CHECKING:  # columns and relationships of the record
        parent_id: Mapped[UUID | None]
        relation: Mapped[str | None]
        replication: Mapped[Replication | None]

    @property
    def is_transferred(self) -> bool:
        """Whether it was taken over from another prøvehandling."""
        return self.relation in TRANSFERRED and self.parent_id is not None

    @property
    def told(self) -> Replication | None:
        """What it says about the trial that it was taken over from, if anything."""
        found: Replication | None = self.replication
        return found if found is not None and found.origin_id == self.parent_id else None

    @property
    def is_untold(self) -> bool:
        """Whether it is a transfer that doesn't say yet what is kept and changed."""
        return self.is_transferred and not (self.told is not None and self.told.is_told)

    def tell(
        self,
        *,
        is_copy: bool,
        kept: str,
        changed: str,
        why: str,
        by: Person | UUID | None,
        at: datetime,
        on: date,
        note: str,
    ) -> None:
        """Say what is kept, what is changed, and why.

        Args:
            note: what the history says of it.
        """
        assert self.parent_id is not None, "only what was taken over is told of"
        relation = Relation.TRANSFERRED_COPIED if is_copy else Relation.TRANSFERRED_ADAPTED
        self.save({"relation": relation.value}, by=by, at=at, on=on, note=note)
        if self.replication is None:
            self.replication = self._link_to(self.parent_id, at=at)
        self.replication.origin_id = self.parent_id
        self.replication.kept = kept
        self.replication.changed = "" if is_copy else changed
        self.replication.why = why

    def take_over(
        self, origin: Any, *, by: Person | UUID | None, at: datetime, on: date, note: str
    ) -> None:
        """Make this new trial a transfer of `origin`: with its goals and practice, and nothing of its results."""
        self.parent_id = origin.id
        self.relation = Relation.TRANSFERRED_ADAPTED.value
        self.replication = self._link_to(origin.id, at=at)
        known, theirs = self.questions.by_key, origin.answers
        taken: dict[str, Answer] = {
            key: theirs[key] for key in TAKEN_ALONG if key in known and theirs.get(key)
        }
        taken |= {"goals": origin.goal_ids, "origin": Origin.OTHER_TRIAL.value}
        self.save(taken, by=by, at=at, on=on, what="created", note=note)

    def _link_to(self, origin_id: UUID, *, at: datetime) -> Replication:
        return Replication(
            organisation_id=self.organisation_id,
            origin_id=origin_id,
            kept="",
            changed="",
            why="",
            made_at=at,
        )

    def _insist_on_telling(self) -> None:
        if self.actual_start is None and self.is_untold:
            raise Untold

    def _settle(self, *, at: datetime) -> None:
        """Remember when a transfer was decided, so that who it came from can be told."""
        if self.is_transferred and self.replication is not None:
            self.replication.settled_at = at if self.state in _SETTLED else None
