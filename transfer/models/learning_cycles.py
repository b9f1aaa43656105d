"""Læringsforløb: a series of sessions with trials between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.lifecycle import CycleMove, CycleState, cycle_after
from transfer.domain.vocabulary import CycleDecision

MOST_GOALS: Final = 5

NEEDED_TO_BEGIN: Final = (
    "title",
    "units",
    "owner_id",
    "sponsor_id",
    "background",
    "purpose",
    "goals",
    "participant_note",
    "methods",
    "start_date",
    "end_date",
    "before_plan",
    "during_plan",
    "after_plan",
    "sessions",
)
"""What must be written before a cycle begins, and may not be emptied afterwards (DOMAIN A.2)."""

_WRITTEN: Final = frozenset(NEEDED_TO_BEGIN) - {"units", "goals", "sessions"} | {
    "consultant_id",
    "participant_count",
    "notes",
}
_WRITTEN_AT_THE_END: Final = frozenset({"learning", "decision"})
_ENDED: Final = (CycleState.COMPLETED, CycleState.FOLLOWED_UP)


class Incomplete(Exception):
    """What the next step needs is not written yet. `keys` names it."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = tuple(keys)


class ImpossibleCount(ValueError):
    """More use it than were asked."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One meeting as it was written down. Without an id it is a new one."""

    id: UUID | None
    held_on: date
    content: str
    until_next: str = ""
    attendance: int | None = None


class LearningCycle(OrganisationOwned, Base):
    __tablename__ = "learning_cycle"

    title: Mapped[str] = mapped_column(sa.String(160))
    state: Mapped[CycleState] = mapped_column(
        sa.Enum(CycleState, native_enum=False, length=16, values_callable=lambda ones: list(ones)),
        default=CycleState.DRAFT,
    )
    owner_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    sponsor_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """The leader who backs it and follows up."""
    consultant_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    background: Mapped[str] = mapped_column(sa.Text, default="")
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    participant_note: Mapped[str] = mapped_column(sa.String(160), default="")
    participant_count: Mapped[int | None]
    methods: Mapped[list[str]] = mapped_column(default=list)
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    before_plan: Mapped[str] = mapped_column(sa.Text, default="")
    during_plan: Mapped[str] = mapped_column(sa.Text, default="")
    after_plan: Mapped[str] = mapped_column(sa.Text, default="")
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    learning: Mapped[str] = mapped_column(sa.Text, default="")
    decision: Mapped[CycleDecision | None] = mapped_column(
        sa.Enum(
            CycleDecision, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        )
    )
    followup_date: Mapped[date | None]
    using_count: Mapped[int | None]
    asked_count: Mapped[int | None]
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    unit_links: Mapped[list["CycleUnit"]] = relationship(cascade="all, delete-orphan")
    goal_links: Mapped[list["CycleGoal"]] = relationship(cascade="all, delete-orphan")
    sessions: Mapped[list["CycleSession"]] = relationship(
        cascade="all, delete-orphan", order_by="CycleSession.held_on, CycleSession.position"
    )

    __table_args__ = (sa.UniqueConstraint("organisation_id", "sent_as"),)
    __mapper_args__ = {"version_id_col": revision}

    @property
    def unit_ids(self) -> tuple[UUID, ...]:
        return tuple(link.unit_id for link in self.unit_links)

    @property
    def goal_ids(self) -> tuple[UUID, ...]:
        return tuple(link.goal_id for link in self.goal_links)

    @property
    def missing(self) -> tuple[str, ...]:
        """What still has to be written before it can begin, in the order of the template."""
        return tuple(key for key in NEEDED_TO_BEGIN if not self._holds(key))

    @property
    def is_open(self) -> bool:
        """Whether it can still be called off."""
        return self.state in (CycleState.DRAFT, CycleState.ACTIVE)

    @property
    def has_ended(self) -> bool:
        return self.state in _ENDED

    def save(self, written: Mapping[str, Any], *, at: datetime) -> None:
        """Replace what is given, by key.

        Raises:
            Incomplete: it has begun, and something that it needs would be emptied.
        """
        if self.state != CycleState.DRAFT:
            emptied = [key for key in written if key in NEEDED_TO_BEGIN and not written[key]]
            if emptied:
                raise Incomplete(emptied)
        for key, value in written.items():
            if key == "units":
                self.be_in_units(value)
            elif key == "goals":
                self.aim_at(value)
            elif key == "sessions":
                self._meet(value)
            elif key in _WRITTEN or (key in _WRITTEN_AT_THE_END and self.has_ended):
                setattr(self, key, value)
            else:
                raise KeyError(key)
        self.updated_at = at

    def begin(self, *, at: datetime) -> None:
        """Set it going.

        Raises:
            WrongState: it has begun before.
            Incomplete: something that it needs is not written yet.
        """
        cycle_after(self.state, CycleMove.BEGIN)
        if self.missing:
            raise Incomplete(self.missing)
        self.move(CycleMove.BEGIN, at=at)

    def complete(self, learning: str, decision: CycleDecision | None, *, at: datetime) -> None:
        """End it with what was learnt about learning, and what becomes of it.

        Raises:
            WrongState: it is not under way.
            Incomplete: learning or decision is missing.
        """
        learning = learning.strip()
        self.move(CycleMove.COMPLETE, at=at, needs={"learning": learning, "decision": decision})
        self.learning, self.decision = learning, decision

    def follow_up(self, on: date, using: int, asked: int, *, at: datetime) -> None:
        """Write down how many use it by now; once more corrects the count.

        Raises:
            WrongState: it has not ended.
            ImpossibleCount: more use it than were asked.
        """
        if using > asked:
            raise ImpossibleCount(f"{using} of {asked}")
        if self.state != CycleState.FOLLOWED_UP:
            self.move(CycleMove.FOLLOW_UP, at=at)
        self.followup_date, self.using_count, self.asked_count = on, using, asked
        self.updated_at = at

    def cancel(self, *, at: datetime) -> None:
        """Call it off.

        Raises:
            WrongState: it has ended.
        """
        self.move(CycleMove.CANCEL, at=at)

    def move(
        self, move: CycleMove, *, at: datetime, needs: Mapping[str, object] | None = None
    ) -> None:
        """Go to the state that the move leads to, if what it needs is there.

        Raises:
            WrongState: not possible from here.
            Incomplete: some of `needs` is empty.
        """
        target = cycle_after(self.state, move)
        lacking = [key for key, value in (needs or {}).items() if not value]
        if lacking:
            raise Incomplete(lacking)
        self.state = target
        self.updated_at = at

    def be_in_units(self, unit_ids: tuple[UUID, ...]) -> None:
        self.unit_links = [link for link in self.unit_links if link.unit_id in unit_ids] + [
            CycleUnit(unit_id=one) for one in unit_ids if one not in self.unit_ids
        ]

    def aim_at(self, goal_ids: tuple[UUID, ...]) -> None:
        self.goal_links = [link for link in self.goal_links if link.goal_id in goal_ids] + [
            CycleGoal(goal_id=one) for one in goal_ids if one not in self.goal_ids
        ]

    def _holds(self, key: str) -> bool:
        links = {"units": self.unit_links, "goals": self.goal_links}
        return bool(links[key] if key in links else getattr(self, key))

    def _meet(self, lines: Sequence[SessionLine]) -> None:
        """Keep, change, add and remove meetings so that they are those of the lines."""
        known = {session.id: session for session in self.sessions}
        meetings = []
        for position, line in enumerate(sorted(lines, key=lambda line: line.held_on)):
            meeting = known.get(line.id) if line.id else None
            meeting = meeting or CycleSession()
            meeting.position = position
            meeting.held_on, meeting.content = line.held_on, line.content
            meeting.until_next, meeting.attendance = line.until_next, line.attendance
            meetings.append(meeting)
        self.sessions = meetings


class CycleUnit(OrganisationOwned, Base):
    __tablename__ = "cycle_unit"
    __table_args__ = (sa.UniqueConstraint("cycle_id", "unit_id"),)

    cycle_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("learning_cycle.id", ondelete="CASCADE"), index=True
    )
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"), index=True)


class CycleGoal(OrganisationOwned, Base):
    __tablename__ = "cycle_goal"
    __table_args__ = (sa.UniqueConstraint("cycle_id", "goal_id"),)

    cycle_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("learning_cycle.id", ondelete="CASCADE"), index=True
    )
    goal_id: Mapped[UUID] = mapped_column(sa.ForeignKey("competence_goal.id"), index=True)


class CycleSession(OrganisationOwned, Base):
    """One meeting of a læringsforløb."""

    __tablename__ = "cycle_session"

    cycle_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("learning_cycle.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    held_on: Mapped[date]
    content: Mapped[str] = mapped_column(sa.String(160))
    until_next: Mapped[str] = mapped_column(sa.String(160), default="")
    """What is tried out before the next meeting."""
    attendance: Mapped[int | None]
