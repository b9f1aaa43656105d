"""Ledelsesrapporter that somebody works on: what they are about, what was written, and what was picked."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.periods import Period
from transfer.domain.reports import AT_FIRST, PLACES, Pick, ReportPart, ReportState

_SETTINGS: Final = frozenset(
    {
        "title",
        "programme",
        "audience",
        "period_first",
        "period_last",
        "unit_ids",
        "goal_ids",
        "cycle_ids",
        "parts",
    }
)


class NotADraft(Exception):
    """The report was issued, and is no longer changed."""


class WrittenMeanwhile(Exception):
    """Somebody else wrote in the same place since the text was read. `text` is theirs."""

    def __init__(self, text: "ReportText") -> None:
        super().__init__(text.place)
        self.text = text


class Report(OrganisationOwned, Base):
    """One report: its settings, which the next one begins with, and its texts and picks.

    The settings have a revision of their own, and so has each text and each pick, so that several
    people may write in one report at the same time.
    """

    __tablename__ = "report"

    title: Mapped[str] = mapped_column(sa.String(160))
    programme: Mapped[str] = mapped_column(sa.String(160), default="")
    audience: Mapped[str] = mapped_column(sa.String(160), default="")
    """For whom it is, in a few words: "Chefgruppen"."""
    period_first: Mapped[date]
    period_last: Mapped[date]
    goals: Mapped[list[str]] = mapped_column(default=list)
    """The ids of the goals it is kept to; none: every goal."""
    cycles: Mapped[list[str]] = mapped_column(default=list)
    """The ids of the læringsforløb it is kept to; none: every one of the units."""
    parts: Mapped[list[str]] = mapped_column(default=list)
    """The anchors of the chapters and annexes that are in it, of those that can be left out."""
    state: Mapped[ReportState] = mapped_column(
        sa.Enum(ReportState, native_enum=False, length=16, values_callable=lambda ones: list(ones)),
        default=ReportState.DRAFT,
    )
    made_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    """The id it had in the file it was loaded from."""
    sent_as: Mapped[UUID | None]
    """The form it came with. A form sent twice makes one report."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    unit_links: Mapped[list["ReportUnit"]] = relationship(
        cascade="all, delete-orphan", order_by="ReportUnit.id"
    )
    texts: Mapped[list["ReportText"]] = relationship(
        cascade="all, delete-orphan", order_by="ReportText.id"
    )
    picks: Mapped[list["ReportPick"]] = relationship(
        cascade="all, delete-orphan", order_by="ReportPick.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_report_listed", "organisation_id", "state", "period_last"),
    )
    __mapper_args__ = {"version_id_col": revision}

    def __init__(self, **given: Any) -> None:
        at_first: dict[str, Any] = {
            "state": ReportState.DRAFT,
            "goals": [],
            "cycles": [],
            "parts": [*AT_FIRST],
        }
        super().__init__(**{**at_first, **given})

    @property
    def period(self) -> Period:
        return Period(self.period_first, self.period_last)

    @property
    def unit_ids(self) -> tuple[UUID, ...]:
        """The units it is about, each with all below it; none: the whole organisation."""
        return tuple(link.unit_id for link in self.unit_links)

    @property
    def goal_ids(self) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in self.goals)

    @property
    def cycle_ids(self) -> tuple[UUID, ...]:
        return tuple(UUID(one) for one in self.cycles)

    @property
    def is_draft(self) -> bool:
        return self.state is ReportState.DRAFT

    @property
    def settings(self) -> dict[str, Any]:
        """What the next report begins with."""
        return {
            "title": self.title,
            "programme": self.programme,
            "audience": self.audience,
            "period_first": self.period_first,
            "period_last": self.period_last,
            "unit_ids": self.unit_ids,
            "goal_ids": self.goal_ids,
            "cycle_ids": self.cycle_ids,
            "parts": tuple(self.parts),
        }

    def save(self, settings: Mapping[str, Any], *, at: datetime) -> None:
        """Replace the settings that are given, by the keys of `settings`.

        Raises:
            NotADraft: it was issued.
        """
        self._insist_that_it_is_a_draft()
        unknown = settings.keys() - _SETTINGS
        if unknown:
            raise KeyError(", ".join(sorted(unknown)))
        for key in ("title", "programme", "audience", "period_first", "period_last"):
            if key in settings:
                setattr(self, key, settings[key])
        if "unit_ids" in settings:
            self._be_about(settings["unit_ids"])
        if "goal_ids" in settings:
            self.goals = [str(one) for one in settings["goal_ids"]]
        if "cycle_ids" in settings:
            self.cycles = [str(one) for one in settings["cycle_ids"]]
        if "parts" in settings:
            self.parts = [part.value for part in ReportPart if part.value in settings["parts"]]
        self.updated_at = at

    def issue(self) -> None:
        """From now on nobody writes in it.

        Raises:
            NotADraft: it was issued already.
        """
        self._insist_that_it_is_a_draft()
        self.state = ReportState.ISSUED

    def reopen(self) -> None:
        """Let it be written in again. What was issued of it stays as it is."""
        self.state = ReportState.DRAFT

    @property
    def mark(self) -> str:
        """Another one after each change of settings, texts or picks; who issues it has seen just this."""
        texts = (f"{one.place}:{one.revision}" for one in self.texts)
        picks = (f"{one.pick.value}:{one.revision}" for one in self.picks)
        whole = "|".join((str(self.revision), *sorted(texts), *sorted(picks)))
        return hashlib.sha256(whole.encode()).hexdigest()[:32]

    def written(self, place: str) -> str:
        """What stands in a place; "" while nobody has written there."""
        text = self.text_at(place)
        return "" if text is None else text.text

    def text_at(self, place: str) -> "ReportText | None":
        return next((one for one in self.texts if one.place == place), None)

    def write(
        self, place: str, text: str, revision: int, *, by: UUID, at: datetime
    ) -> "ReportText":
        """Replace what stands in a place. Nothing else of the report is touched.

        Args:
            revision: of the text that was read before; 0 when there was none.

        Raises:
            NotADraft: it was issued.
            WrittenMeanwhile: somebody else wrote there since, and something else.
        """
        self._insist_that_it_is_a_draft()
        if place not in PLACES:
            raise KeyError(place)
        kept = self.text_at(place)
        if kept is None:
            kept = ReportText(place=place, text="")
            self.texts.append(kept)
        elif kept.text == text:
            return kept
        elif kept.revision != revision:
            raise WrittenMeanwhile(kept)
        kept.text, kept.written_by_id, kept.written_at = text, by, at
        return kept

    def picked(self, pick: Pick) -> tuple[UUID, ...] | None:
        """What was picked, in order; None while the tool's suggestion holds."""
        kept = self.pick_of(pick)
        return None if kept is None else tuple(UUID(one) for one in kept.ids)

    def pick_of(self, pick: Pick) -> "ReportPick | None":
        return next((one for one in self.picks if one.pick is pick), None)

    def pick(self, pick: Pick, ids: Collection[UUID], *, by: UUID, at: datetime) -> "ReportPick":
        """Take these, in this order, instead of what the tool suggests.

        Raises:
            NotADraft: it was issued.
        """
        self._insist_that_it_is_a_draft()
        kept = self.pick_of(pick)
        if kept is None:
            kept = ReportPick(pick=pick)
            self.picks.append(kept)
        kept.ids = [str(one) for one in dict.fromkeys(ids)]
        kept.picked_by_id, kept.picked_at = by, at
        return kept

    def leave_to_the_tool(self, pick: Pick) -> None:
        """Let the tool's suggestion hold again.

        Raises:
            NotADraft: it was issued.
        """
        self._insist_that_it_is_a_draft()
        self.picks = [one for one in self.picks if one.pick is not pick]

    def _be_about(self, unit_ids: Collection[UUID]) -> None:
        self.unit_links = [link for link in self.unit_links if link.unit_id in unit_ids] + [
            ReportUnit(unit_id=one) for one in dict.fromkeys(unit_ids) if one not in self.unit_ids
        ]

    def _insist_that_it_is_a_draft(self) -> None:
        if not self.is_draft:
            raise NotADraft


class ReportUnit(OrganisationOwned, Base):
    """One unit that a report is about, with all below it."""

    __tablename__ = "report_unit"
    __table_args__ = (sa.UniqueConstraint("report_id", "unit_id"),)

    report_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report.id", ondelete="CASCADE"))
    unit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("unit.id"), index=True)


class ReportText(OrganisationOwned, Base):
    """What somebody wrote in one place of a report."""

    __tablename__ = "report_text"
    __table_args__ = (sa.UniqueConstraint("report_id", "place"),)

    report_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(sa.String(40))
    """A key of `transfer.domain.reports.PLACES`."""
    text: Mapped[str] = mapped_column(sa.Text, default="")
    written_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    written_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}


class ReportPick(OrganisationOwned, Base):
    """What somebody picked for a report where the tool had suggested something."""

    __tablename__ = "report_pick"
    __table_args__ = (sa.UniqueConstraint("report_id", "pick"),)

    report_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report.id", ondelete="CASCADE"))
    pick: Mapped[Pick] = mapped_column(
        sa.Enum(Pick, native_enum=False, length=24, values_callable=lambda ones: list(ones))
    )
    ids: Mapped[list[str]] = mapped_column(default=list)
    """Of insights, recommendations or a trial, in order; none: nothing at all."""
    picked_by_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    picked_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(nullable=False)

    __mapper_args__ = {"version_id_col": revision}


class ReportWriter(OrganisationOwned, Base):
    """Who has a report open, and where they write."""

    __tablename__ = "report_writer"
    __table_args__ = (sa.UniqueConstraint("report_id", "person_id"),)

    report_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    place: Mapped[str] = mapped_column(sa.String(40), default="")
    """Where they wrote last; "" when they only read."""
    seen_at: Mapped[datetime]
