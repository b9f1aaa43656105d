"""A sparringssession: when, where and with whom, its agenda, and the way from planned to closed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned, new_id
from transfer.domain.clock import COPENHAGEN
from transfer.domain.session_lifecycle import (
    NothingHarvested,
    SessionMove,
    SessionState,
    is_harvested,
    session_after,
)
from transfer.domain.sparring import USUAL_MINUTES, AgendaConsent, SessionFormat

_ON_THE_INVITATION: Final = frozenset(
    {"title", "held_on", "starts_at", "ends_at", "place", "link", "format"}
)
_WRITTEN: Final = _ON_THE_INVITATION | {"series_no", "purpose", "scribe_id"}


class TwiceOnTheAgenda(Exception):
    """The prøvehandling is on the agenda already."""


class SparringSession(OrganisationOwned, Base):
    """One meeting about prøvehandlinger.

    The time is kept as the wall clock in Denmark, so that a meeting at nine stays at nine when the
    clocks change between now and then.
    """

    __tablename__ = "sparring_session"

    title: Mapped[str] = mapped_column(sa.String(160))
    series_id: Mapped[UUID] = mapped_column(index=True)
    """The first session of its series, which has its own id here."""
    series_no: Mapped[int] = mapped_column(default=1)
    state: Mapped[SessionState] = mapped_column(
        sa.Enum(
            SessionState, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        ),
        default=SessionState.PLANNED,
    )
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    """Wall clock in Denmark; none when only the day is known, as of sessions from a file."""
    ends_at: Mapped[time | None]
    place: Mapped[str] = mapped_column(sa.String(160), default="")
    link: Mapped[str] = mapped_column(sa.String(500), default="")
    format: Mapped[SessionFormat] = mapped_column(
        sa.Enum(
            SessionFormat, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        ),
        default=SessionFormat.IN_PERSON,
    )
    facilitator_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    scribe_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(sa.String(160), default="")
    headline: Mapped[str] = mapped_column(sa.String(160), default="")
    """What was taken along from it, in one sentence: "Det, vi tog med"."""
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    """The minutes: what went across the prøvehandlinger."""
    nothing_across: Mapped[bool] = mapped_column(default=False)
    """Whether "Intet på tværs denne gang" was chosen at the harvest."""
    cancelled_because: Mapped[str] = mapped_column(sa.String(500), default="")
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)
    """The name of the meeting in people's calendars; never changes."""
    sequence: Mapped[int] = mapped_column(default=0)
    """One more for each change that people's calendars must know of."""
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one session."""
    created_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    participant_links: Mapped[list["SessionParticipant"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionParticipant.id"
    )
    agenda: Mapped[list["AgendaItem"]] = relationship(
        cascade="all, delete-orphan", order_by="AgendaItem.position, AgendaItem.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_sparring_session_listed", "organisation_id", "held_on"),
    )
    __mapper_args__ = {"version_id_col": revision}

    def __init__(self, **given: Any) -> None:
        own_id = given.get("id") or new_id()
        at_first: dict[str, Any] = {
            "id": own_id,
            "series_id": own_id,
            "series_no": 1,
            "state": SessionState.PLANNED,
            "format": SessionFormat.IN_PERSON,
            "uid": f"{own_id}@transfer",
            "sequence": 0,
            "nothing_across": False,
        }
        super().__init__(**{**at_first, **given})

    @property
    def participant_ids(self) -> tuple[UUID, ...]:
        return tuple(link.person_id for link in self.participant_links)

    @property
    def people_ids(self) -> frozenset[UUID]:
        """All who belong in the room: facilitator, scribe and participants."""
        leading = (self.facilitator_id, self.scribe_id)
        return frozenset((*self.participant_ids, *(one for one in leading if one is not None)))

    @property
    def starts(self) -> datetime | None:
        """When it begins, as a point in time; None when only the day is known."""
        return self._moment(self.starts_at)

    @property
    def ends(self) -> datetime | None:
        return self._moment(self.ends_at)

    @property
    def length(self) -> int | None:
        """Minutes by the clock from beginning to end."""
        if self.starts is None or self.ends is None:
            return None
        return int((self.ends.timestamp() - self.starts.timestamp()) // 60)

    @property
    def planned_minutes(self) -> int:
        """Minutes that the agenda gives to prøvehandlinger."""
        return sum(item.minutes for item in self.agenda)

    # Before

    def save(self, written: Mapping[str, Any], *, at: datetime) -> None:
        """Replace what is given, by key; what calendars must know of raises `sequence`."""
        unknown = written.keys() - _WRITTEN - {"participants"}
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        changed = {key for key in written.keys() & _WRITTEN if getattr(self, key) != written[key]}
        for key in changed:
            setattr(self, key, written[key])
        if "participants" in written:
            self.invite(written["participants"])
        if changed & _ON_THE_INVITATION:
            self.sequence += 1
        self.updated_at = at

    def invite(self, person_ids: Collection[UUID]) -> None:
        """Let exactly these take part."""
        self.participant_links = [
            link for link in self.participant_links if link.person_id in person_ids
        ] + [
            SessionParticipant(person_id=one)
            for one in dict.fromkeys(person_ids)
            if one not in self.participant_ids
        ]

    def be_led_by(self, person_id: UUID, *, at: datetime) -> None:
        """Give it another facilitator."""
        self.facilitator_id = person_id
        self.sequence += 1
        self.updated_at = at

    def put_on_agenda(
        self,
        trial_id: UUID,
        focus_question: str = "",
        *,
        at: datetime,
        minutes: int = USUAL_MINUTES,
        consent: AgendaConsent = AgendaConsent.ASKED,
    ) -> "AgendaItem":
        """Add a prøvehandling last on the agenda.

        Raises:
            TwiceOnTheAgenda: it is there already.
        """
        if any(item.trial_id == trial_id for item in self.agenda):
            raise TwiceOnTheAgenda
        item = AgendaItem(
            trial_id=trial_id,
            focus_question=focus_question,
            minutes=minutes,
            position=len(self.agenda),
            consent=consent,
            notes="",
            updated_at=at,
        )
        self.agenda.append(item)
        return item

    def take_off_agenda(self, item: "AgendaItem") -> None:
        self.agenda.remove(item)
        self._number(self.agenda)

    def shift(self, item: "AgendaItem", places: int) -> None:
        """Move an item of the agenda up (-1) or down (1); at the end it stays."""
        order = list(self.agenda)
        now_at = order.index(item)
        to = min(max(now_at + places, 0), len(order) - 1)
        order.insert(to, order.pop(now_at))
        self._number(order)
        self.agenda.sort(key=lambda one: one.position)

    def sum_up(self, headline: str, summary: str, *, at: datetime) -> None:
        """Keep what was taken along, and the minutes."""
        self.headline, self.summary, self.updated_at = headline, summary, at

    # Moving on

    def open(self, *, at: datetime) -> None:
        """Let the participants write what they bring."""
        self._go(SessionMove.OPEN, at=at)

    def hold(self, *, at: datetime) -> None:
        """Say that it took place. One that was never opened for contributions is opened on the way."""
        if self.state is SessionState.PLANNED:
            self._go(SessionMove.OPEN, at=at)
        self._go(SessionMove.HOLD, at=at)

    def harvest(self, insights: int, *, nothing_across: bool = False, at: datetime) -> None:
        """Say that what goes across has been gathered.

        Args:
            insights: how many insights name this session as their source.

        Raises:
            WrongState: it has not been held, or is harvested.
            NothingHarvested: no insight, and nobody said that there was nothing.
        """
        session_after(self.state, SessionMove.HARVEST)
        if not is_harvested(insights, nothing_across=nothing_across):
            raise NothingHarvested
        self.nothing_across = nothing_across and insights == 0
        self._go(SessionMove.HARVEST, at=at)

    def close(self, *, at: datetime) -> None:
        self._go(SessionMove.CLOSE, at=at)

    def cancel(self, reason: str, *, at: datetime) -> None:
        self._go(SessionMove.CANCEL, at=at)
        self.cancelled_because = reason
        self.sequence += 1

    def _go(self, move: SessionMove, *, at: datetime) -> None:
        self.state = session_after(self.state, move)
        self.updated_at = at

    def _moment(self, clock: time | None) -> datetime | None:
        return None if clock is None else datetime.combine(self.held_on, clock, COPENHAGEN)

    @staticmethod
    def _number(items: "Sequence[AgendaItem]") -> None:
        for position, item in enumerate(items):
            item.position = position


class SessionParticipant(OrganisationOwned, Base):
    __tablename__ = "session_participant"
    __table_args__ = (sa.UniqueConstraint("session_id", "person_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)


class AgendaItem(OrganisationOwned, Base):
    """One prøvehandling on the agenda, with the question about it and what was said in the room."""

    __tablename__ = "agenda_item"
    __table_args__ = (sa.UniqueConstraint("session_id", "trial_id"),)

    session_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE")
    )
    trial_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    focus_question: Mapped[str] = mapped_column(sa.String(160), default="")
    minutes: Mapped[int] = mapped_column(default=USUAL_MINUTES)
    consent: Mapped[AgendaConsent] = mapped_column(
        sa.Enum(
            AgendaConsent, native_enum=False, length=16, values_callable=lambda ones: list(ones)
        ),
        default=AgendaConsent.ASKED,
    )
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    """Written in the room."""
    notes_sent_as: Mapped[UUID | None]
    """The page the notes were last saved from. One page saves as often as it is pressed and meets only others."""
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}

    def save(self, written: Mapping[str, Any], *, at: datetime) -> None:
        """Replace question, minutes or notes."""
        for key in written:
            if key not in ("focus_question", "minutes", "notes", "notes_sent_as"):
                raise KeyError(key)
            setattr(self, key, written[key])
        self.updated_at = at

    def answer(self, consent: AgendaConsent, *, at: datetime) -> None:
        """Let the one responsible for the prøvehandling say yes or no to the room reading it."""
        self.consent = consent
        self.updated_at = at
