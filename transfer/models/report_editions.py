"""Issued ledelsesrapporter: each edition frozen as it was, with what it was made of and who has opened it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.db import Base, OrganisationOwned
from transfer.domain.periods import Period


class EditionState(StrEnum):
    MAKING = "making"
    ISSUED = "issued"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    """It could not be drawn. The report is a draft again, and nobody was told."""

    @property
    def is_out(self) -> bool:
        """Whether it was issued; then it never changes, and is never taken away."""
        return self in (EditionState.ISSUED, EditionState.SUPERSEDED)


class EntryKind(StrEnum):
    """What an edition is made of."""

    TRIAL = "trial"
    INSIGHT = "insight"
    RECOMMENDATION = "recommendation"


def _choice(words: type[StrEnum]) -> sa.Enum:
    return sa.Enum(words, native_enum=False, length=16, values_callable=lambda ones: list(ones))


class ReportEdition(OrganisationOwned, Base):
    """One version of a report as it was issued."""

    __tablename__ = "report_edition"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "number"),
        sa.Index("ix_report_edition_listed", "organisation_id", "state", "issued_at"),
    )

    report_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report.id"), index=True)
    number: Mapped[int]
    state: Mapped[EditionState] = mapped_column(_choice(EditionState), default=EditionState.MAKING)
    title: Mapped[str] = mapped_column(sa.String(160))
    period_first: Mapped[date]
    period_last: Mapped[date]
    scope: Mapped[str] = mapped_column(sa.String(400), default="")
    """Which units, in the words of its front page."""
    audience: Mapped[str] = mapped_column(sa.String(160), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """Why there is another edition after the one before; "" for the first."""
    asked_by_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    superseded_by_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("report_edition.id"), index=True
    )
    emptied_at: Mapped[datetime | None]
    """When its bytes were thrown away, because something quoted in it was erased. Checksums stay."""
    templates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The versions of templates that its prøvehandlinger were answered in: id to number."""

    files: Mapped[list["EditionFile"]] = relationship(
        order_by="EditionFile.kind", lazy="raise_on_sql"
    )
    readers: Mapped[list["EditionReader"]] = relationship(
        cascade="all, delete-orphan", order_by="EditionReader.id"
    )

    @property
    def period(self) -> Period:
        return Period(self.period_first, self.period_last)

    @property
    def reader_ids(self) -> frozenset[UUID]:
        return frozenset(reader.person_id for reader in self.readers)


class EditionFile(OrganisationOwned, Base):
    """One format of an edition, byte for byte as it was issued."""

    __tablename__ = "edition_file"
    __table_args__ = (sa.UniqueConstraint("edition_id", "kind"),)

    edition_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report_edition.id"))
    kind: Mapped[str] = mapped_column(sa.String(16))
    """As `transfer.reporting.written` knows it; `body` and `style` for the chapters of the page."""
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    size: Mapped[int]
    checksum: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the content, in hexadecimal digits."""


class EditionEntry(OrganisationOwned, Base):
    """A record that an edition is made of, and the revision it had. It stays when the record is gone."""

    __tablename__ = "edition_entry"
    __table_args__ = (sa.UniqueConstraint("edition_id", "kind", "record_id"),)

    edition_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report_edition.id"))
    kind: Mapped[EntryKind] = mapped_column(_choice(EntryKind))
    record_id: Mapped[UUID] = mapped_column(index=True)
    revision: Mapped[int]
    is_quoted: Mapped[bool] = mapped_column(default=True)
    """Whether any of its words stand there; else it is only counted."""
    consent: Mapped[str] = mapped_column(sa.String(16), default="")
    """What the people of a prøvehandling had agreed to."""


class EditionReader(OrganisationOwned, Base):
    """Who is told of an edition, and when they first opened it."""

    __tablename__ = "edition_reader"
    __table_args__ = (sa.UniqueConstraint("edition_id", "person_id"),)

    edition_id: Mapped[UUID] = mapped_column(sa.ForeignKey("report_edition.id"))
    person_id: Mapped[UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime | None]
    """The receipt: when they first opened it."""
