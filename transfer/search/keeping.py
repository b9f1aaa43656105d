"""Keeps the index true: what is saved is found, in the same transaction, and what is deleted is not.

Whatever saves a record through the session is noticed, whichever way it comes: a page, an import, a
restored version, a move by the clock. Statements that go round the session call `reindex`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import InstrumentedAttribute, Session

from transfer.db import db, inside, new_id
from transfer.domain import danish_words
from transfer.domain.danish_words import stems_in
from transfer.models.organisations import Organisation
from transfer.models.search_texts import Audience, SearchText, SearchWord
from transfer.search.kinds import KINDS, SAID_IN, Said, Searchable

VERSION: Final = 100 * danish_words.VERSION + SAID_IN
"""Of the index: it is made anew when the rules for words change, or what is said of a record."""

_TEXTS: Final = cast(sa.Table, SearchText.__table__)
_WORDS: Final = cast(sa.Table, SearchWord.__table__)
_BATCH: Final = 500
_MOST_POSITIONS: Final = 16383
"""PostgreSQL counts no further within one text."""

_OWNERS: Final[dict[type[Any], tuple[Searchable, str]]] = {
    **{kind.model: (kind, "id") for kind in KINDS.values()},
    **{part: (kind, key) for kind in KINDS.values() for part, key in kind.parts.items()},
}
"""Whose text changes when a record of this class does, and the attribute with its id."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the index, as it stands or as it should."""

    title_stems: str
    stems: str
    marks: str

    @property
    def words(self) -> frozenset[str]:
        return frozenset(self.title_stems.split()) | frozenset(self.stems.split())


# Noticing


@event.listens_for(Session, "before_flush")
def _forget_what_goes(session: Session, *_: object) -> None:
    """Take out what is about to be deleted, while it is still known which words it held."""
    for record in session.deleted:
        for kind, of_it in _going_with(record):
            with inside(record.organisation_id), session.no_autoflush:
                one_at_a_time(record.organisation_id)
                ids = list(db.session.scalars(sa.select(kind.model.id).where(of_it == record.id)))
                _bring_to(kind, ids, {}, record.organisation_id)


@event.listens_for(Session, "after_flush")
def _notice(session: Session, _context: object) -> None:
    changed: dict[tuple[UUID, str], set[UUID]] = session.info.setdefault("unindexed", {})
    for record in (*session.new, *session.dirty, *session.deleted):
        found = _OWNERS.get(type(record))
        if found is not None:
            kind, key = found
            changed.setdefault((record.organisation_id, kind.name), set()).add(getattr(record, key))


@event.listens_for(Session, "before_commit")
def _index_what_changed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    changed = session.info.pop("unindexed", {})
    for (organisation_id, name), ids in changed.items():
        with inside(organisation_id), session.no_autoflush:
            index(KINDS[name], list(ids), organisation_id)


@event.listens_for(Session, "after_rollback")
def _nothing_changed(session: Session) -> None:
    session.info.pop("unindexed", None)


def _going_with(record: Any) -> Iterator[tuple[Searchable, InstrumentedAttribute[Any]]]:
    """The kinds that lose records when this one is deleted, each with the column that tells which."""
    for kind in KINDS.values():
        if type(record) is kind.model:
            yield kind, kind.model.id
        elif type(record) in kind.goes_with:
            yield kind, kind.goes_with[type(record)]


# Writing


def index(kind: Searchable, ids: Sequence[UUID], organisation_id: UUID) -> None:
    """Bring the rows of these records to what the records say now. For the organisation at work."""
    one_at_a_time(organisation_id)
    _bring_to(kind, ids, _rows_of(kind, ids, organisation_id), organisation_id)


def _bring_to(
    kind: Searchable,
    ids: Sequence[UUID],
    wanted: Mapping[tuple[UUID, Audience], _Row],
    organisation_id: UUID,
) -> None:
    """Let the records have these rows and no others, and count the words that come and go."""
    column = _TEXTS.c[kind.link.key]
    kept: dict[tuple[UUID, Audience], tuple[int, _Row]] = {}
    present = sa.select(
        _TEXTS.c.id, column, _TEXTS.c.audience, _TEXTS.c.title_stems, _TEXTS.c.stems, _TEXTS.c.marks
    ).where(column.in_(ids))
    for number, record_id, audience, *said in db.session.execute(present):
        kept[record_id, Audience(audience)] = (number, _Row(*said))
    counted: Counter[str] = Counter()
    gone = [number for key, (number, _row) in kept.items() if wanted.get(key) != _row]
    for key, (_number, row) in kept.items():
        if wanted.get(key) != row:
            counted.subtract(row.words)
    new = {key: row for key, row in wanted.items() if key not in kept or kept[key][1] != row}
    for row in new.values():
        counted.update(row.words)
    if gone:
        db.session.execute(sa.delete(_TEXTS).where(_TEXTS.c.id.in_(gone)))
    _insert(kind, new, organisation_id)
    _count({stem: change for stem, change in counted.items() if change}, organisation_id)


def _rows_of(
    kind: Searchable, ids: Sequence[UUID], organisation_id: UUID
) -> dict[tuple[UUID, Audience], _Row]:
    rows = {}
    for record_id, read in kind.read(ids).items():
        stems: dict[str, str] = {}  # a text that several audiences read is taken apart once
        for audience, said in read.said.items():
            rows[record_id, audience] = _row(said, audience, organisation_id, stems)
    return rows


def _row(said: Said, audience: Audience, organisation_id: UUID, stems: dict[str, str]) -> _Row:
    for text in (said.title, *(part[1] for part in said.parts)):
        if text not in stems:
            stems[text] = " ".join(stems_in(text))
    return _Row(
        title_stems=stems[said.title],
        stems=" ".join(one for part in said.parts if (one := stems[part[1]])),
        marks=" ".join((audience_mark(audience, organisation_id), *said.marks)),
    )


def audience_mark(audience: Audience, organisation_id: UUID) -> str:
    """The word that stands in every row for this audience in this organisation, and in no other."""
    return f"{audience.value[0]}{organisation_id.hex}"


def _insert(
    kind: Searchable, rows: Mapping[tuple[UUID, Audience], _Row], organisation_id: UUID
) -> None:
    if not rows:
        return
    values: list[dict[str, Any]] = [
        {
            "organisation_id": organisation_id,
            "audience": audience,
            kind.link.key: record_id,
            "title_stems": row.title_stems,
            "stems": row.stems,
            "marks": row.marks,
            "vector": _vector(row) if _is_postgresql() else "",
            "version": VERSION,
        }
        for (record_id, audience), row in rows.items()
    ]
    statement = sa.insert(_TEXTS)
    if _is_postgresql():
        vector = sa.cast(sa.bindparam("vector", type_=sa.Text()), TSVECTOR)
        statement = statement.values(vector=vector)
    db.session.execute(statement, values)


def _vector(row: _Row) -> str:
    """The row as PostgreSQL writes a tsvector. Stems and marks are letters and digits only."""
    places: dict[str, list[str]] = {}
    at = 0
    for words, weight in ((row.title_stems, "A"), (row.stems, "C"), (row.marks, "D")):
        for word in words.split():
            at = min(at + 1, _MOST_POSITIONS)
            places.setdefault(word, []).append(f"{at}{weight}")
        at += 10  # nothing stands next to what belongs to another part
    return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in places.items())


def _count(changes: Mapping[str, int], organisation_id: UUID) -> None:
    """Add to how many rows hold each stem; a stem that none holds any more is forgotten."""
    if not changes:
        return
    insert: Any
    if _is_postgresql():
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    statement = insert(_WORDS)
    statement = statement.on_conflict_do_update(
        index_elements=["organisation_id", "stem"],
        set_={"texts": _WORDS.c.texts + statement.excluded.texts},
    )
    db.session.execute(
        statement,
        [
            {"id": new_id(), "organisation_id": organisation_id, "stem": stem, "texts": change}
            for stem, change in changes.items()
        ],
    )
    db.session.execute(
        sa.delete(_WORDS).where(_WORDS.c.organisation_id == organisation_id, _WORDS.c.texts <= 0)
    )


def one_at_a_time(organisation_id: UUID) -> None:
    """Let one transaction at a time count an organisation's words, as SQLite does anyway."""
    if _is_postgresql():
        lock = sa.func.pg_advisory_xact_lock(organisation_id.int & (1 << 62) - 1)
        db.session.execute(sa.select(lock))


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


# The whole of it


def reindex(organisation_id: UUID) -> int:
    """Write all of an organisation's index anew. The caller commits. Returns how many records it holds."""
    with inside(organisation_id), db.session.no_autoflush:
        one_at_a_time(organisation_id)
        for table in (_TEXTS, _WORDS):
            db.session.execute(
                sa.delete(table).where(table.c.organisation_id == organisation_id),
            )
        counted: Counter[str] = Counter()
        number = 0
        for kind in KINDS.values():
            for ids in _batches(db.session.scalars(sa.select(kind.model.id)).all()):
                rows = _rows_of(kind, ids, organisation_id)
                for row in rows.values():
                    counted.update(row.words)
                _insert(kind, rows, organisation_id)
                number += len({record_id for record_id, _audience in rows})
                db.session.expunge_all()
        _count(counted, organisation_id)
    return number


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = iter(ids)
    while batch := list(islice(every, _BATCH)):
        yield batch


def catch_up() -> list[str]:
    """Write the index anew where it is missing or of other rules for words. Commits.

    Returns: the slugs of those organisations.
    """
    done = []
    every = sa.select(Organisation.id, Organisation.slug).order_by(Organisation.slug)
    for organisation_id, slug in db.session.execute(every).all():
        if not _is_up_to_date(organisation_id):
            reindex(organisation_id)
            db.session.commit()
            done.append(slug)
    return done


def _is_up_to_date(organisation_id: UUID) -> bool:
    with inside(organisation_id):
        of_it = sa.select(_TEXTS.c.version).where(_TEXTS.c.organisation_id == organisation_id)
        other = of_it.where(_TEXTS.c.version != VERSION)
        if db.session.execute(other.limit(1)).first() is not None:
            return False
        if db.session.execute(of_it.limit(1)).first() is not None:
            return True
        return all(
            db.session.execute(sa.select(kind.model.id).limit(1)).first() is None
            for kind in KINDS.values()
        )


def tidy() -> None:
    """Take what was deleted out of the index's own files too, and let it be quick again. Commits.

    FTS5 only marks a word as deleted until its parts are merged (SQLite has `secure-delete` for that
    from 3.42); `optimize` merges them. PostgreSQL does it by VACUUM, by itself.
    """
    if _is_postgresql():
        return
    db.session.execute(sa.text("INSERT INTO search_index (search_index) VALUES ('optimize')"))
    db.session.commit()
    outside = db.engine.raw_connection()  # in a transaction the checkpoint would wait for itself
    try:
        cursor = outside.cursor()
        [(patience,)] = cursor.execute("PRAGMA busy_timeout").fetchall()
        cursor.execute("PRAGMA busy_timeout=500")  # writers wait meanwhile; tomorrow is a day too
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout={int(patience)}")
    finally:
        outside.close()
