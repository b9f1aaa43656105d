"""The index of the search: the words of each record, as each kind of reader may read them.

`search_text` is an ordinary table and the whole truth. On SQLite, triggers keep an FTS5 index beside
it; on PostgreSQL it carries a `tsvector` of its own. Rows go with the record that they tell of.
"""

from enum import StrEnum
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from transfer.db import Base, OrganisationOwned


class Audience(StrEnum):
    """Who reads a text. Each reader of a record reads exactly one of its texts."""

    FULL = "full"
    """Those who read everything but others' private notes."""
    LEADER = "leader"
    """Those who only lead: what supports open work, what became of closed work, and what sessions are called."""


class SearchText(OrganisationOwned, Base):
    """The stems of one record for one audience."""

    __tablename__ = "search_text"

    id: Mapped[int] = mapped_column(  # type: ignore[assignment]  # FTS5 numbers its rows
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, sort_order=-10
    )
    audience: Mapped[Audience] = mapped_column(
        sa.Enum(
            Audience, native_enum=False, length=8, values_callable=lambda audiences: list(audiences)
        )
    )
    trial_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("trial_action.id", ondelete="CASCADE"), index=True
    )
    cycle_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("learning_cycle.id", ondelete="CASCADE"), index=True
    )
    goal_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("competence_goal.id", ondelete="CASCADE"), index=True
    )
    insight_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("insight.id", ondelete="CASCADE"), index=True
    )
    session_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("sparring_session.id", ondelete="CASCADE"), index=True
    )
    agenda_item_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("agenda_item.id", ondelete="CASCADE"), index=True
    )
    agreement_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("agreement.id", ondelete="CASCADE"), index=True
    )
    recommendation_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("recommendation.id", ondelete="CASCADE"), index=True
    )
    theme_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("theme.id", ondelete="CASCADE"), index=True
    )
    measure_id: Mapped[UUID | None] = mapped_column(
        sa.ForeignKey("measure.id", ondelete="CASCADE"), index=True
    )
    title_stems: Mapped[str] = mapped_column(sa.Text)
    stems: Mapped[str] = mapped_column(sa.Text)
    marks: Mapped[str] = mapped_column(sa.Text)
    """Organisation with audience, units, goals and people: words that nobody can type."""
    vector: Mapped[Any] = mapped_column(sa.Text().with_variant(TSVECTOR(), "postgresql"))
    """The three together, for PostgreSQL; empty on SQLite."""
    version: Mapped[int]
    """Of the rules that it was written by, for words and for what is searched."""

    __table_args__ = (
        sa.Index(
            "ix_search_text_vector",
            "vector",
            postgresql_using="gin",
            sqlite_where=sa.text("vector <> ''"),
        ),
    )


class SearchWord(OrganisationOwned, Base):
    """A stem that the organisation's texts hold, and how many of its `search_text` rows hold it."""

    __tablename__ = "search_word"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "stem"),)

    stem: Mapped[str] = mapped_column(sa.String(32))
    texts: Mapped[int]


INDEX: Final = "search_index"
"""The FTS5 table of SQLite. It and those that FTS5 keeps for it are no models."""

SQLITE_INDEX: Final = (
    """
    CREATE VIRTUAL TABLE search_index USING fts5 (
      title_stems, stems, marks,
      content='search_text', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
    )
    """,
    "INSERT INTO search_index (search_index, rank) VALUES ('rank', 'bm25(8.0, 1.0, 0.0)')",
    """
    CREATE TRIGGER search_text_in AFTER INSERT ON search_text BEGIN
      INSERT INTO search_index (rowid, title_stems, stems, marks)
      VALUES (new.id, new.title_stems, new.stems, new.marks);
    END
    """,
    """
    CREATE TRIGGER search_text_out AFTER DELETE ON search_text BEGIN
      INSERT INTO search_index (search_index, rowid, title_stems, stems, marks)
      VALUES ('delete', old.id, old.title_stems, old.stems, old.marks);
    END
    """,
)
"""Rows are never changed, only taken out and put in anew. A migration writes the same; a migration that makes `search_text` anew drops the triggers with it."""

for _statement in SQLITE_INDEX:
    event.listen(
        cast(sa.Table, SearchText.__table__),
        "after_create",
        sa.DDL(_statement).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
    )
