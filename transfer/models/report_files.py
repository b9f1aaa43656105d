"""Reports that are made while nobody waits: how far each is, and the file when it is there."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.models.reports import Report

KEPT_FOR: Final = timedelta(days=7)
"""So long a file can be fetched; it can always be made again."""


class FileState(StrEnum):
    WAITING = "waiting"
    GATHERING = "gathering"
    DRAWING = "drawing"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be made."""
        return self in OPEN_FILES


OPEN_FILES: Final = (FileState.WAITING, FileState.GATHERING, FileState.DRAWING)


class Trouble(StrEnum):
    """Why a file could not be made."""

    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    ACCESS = "access"
    """Who asked may not have it any longer."""
    TAKEN_BACK = "taken_back"
    """It was made, and thrown away because something in the organisation was taken back since."""
    OTHER = "other"


class ReportFile(OrganisationOwned, Base):
    """One report as a file, for the one who asked for it."""

    __tablename__ = "report_file"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "sent_as"),
        sa.Index("ix_report_file_of_person", "organisation_id", "asked_by_id", "asked_at"),
    )

    asked_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    """As `transfer.reporting.written` knows it: `pdf`, `docx` …"""
    period_first: Mapped[date]
    period_last: Mapped[date]
    unit_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """None: the whole organisation."""
    report_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("report.id", ondelete="CASCADE"), index=True
    )
    """The report in the making that it is drawn from; none: one made of a period and a unit alone."""
    state: Mapped[FileState] = mapped_column(
        sa.Enum(
            FileState, native_enum=False, length=16, values_callable=lambda states: list(states)
        ),
        default=FileState.WAITING,
    )
    trouble: Mapped[Trouble | None] = mapped_column(
        sa.Enum(Trouble, native_enum=False, length=16, values_callable=lambda ones: list(ones))
    )
    pages: Mapped[int] = mapped_column(default=0)
    """How many are drawn so far."""
    sent_as: Mapped[UUID | None]
    """The form that asked for it. A form sent twice makes one file."""
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was ready, given up or called off."""
    seen_at: Mapped[datetime | None]
    """When it was first fetched, or its failure seen; until then the front page tells of it."""
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    size: Mapped[int] = mapped_column(default=0)
    checksum: Mapped[str] = mapped_column(sa.String(64), default="")
    """SHA-256 of the content, in hexadecimal digits."""

    report: Mapped[Report | None] = relationship()

    @property
    def report_title(self) -> str | None:
        """What the report it is drawn from is called."""
        return self.report.title if self.report else None

    @property
    def kept_until(self) -> datetime:
        """From then on a day's tidying takes it away."""
        return (self.ended_at or self.asked_at) + KEPT_FOR
