"""From what somebody typed to what the index is asked, and to what they may know of the answer."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.danish_words import halves, says, stems_in
from transfer.models.search_texts import INDEX, Audience, SearchText, SearchWord
from transfer.policies import Member
from transfer.search.keeping import audience_mark
from transfer.search.kinds import KINDS, Searchable, goal_mark, person_mark, unit_mark

LONGEST_QUERY: Final = 200
MOST_WORDS: Final = 12
MOST_COMPOUNDS: Final = 40
COUNTED: Final = 1000
"""Hits are counted up to here; beyond it the page says "mere end"."""
_CLOSE: Final = 3
"""The halves of a compound may stand this far apart: "gå en tur"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a query, and all that answers to it in one organisation."""

    stem: str
    stems: tuple[str, ...]
    """Itself and compounds with it, as far as the organisation's texts hold them."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Its halves, when it is a compound; they must stand close together."""
    marks: tuple[str, ...] = ()
    """Units, goals and people whose name says it."""
    is_everywhere: bool = False
    """Whether it names what holds every unit."""

    @property
    def is_unheard_of(self) -> bool:
        return not (self.stems or self.pairs or self.marks or self.is_everywhere)


@dataclass(frozen=True, slots=True)
class Query:
    """A query that can be asked: every word of it has to be answered."""

    words: tuple[Asked, ...]

    @property
    def finds_nothing(self) -> bool:
        return not self.words or any(word.is_unheard_of for word in self.words)

    @property
    def stems(self) -> frozenset[str]:
        """All stems that a found text may be marked at."""
        pairs = {stem for word in self.words for pair in word.pairs for stem in pair}
        return frozenset(pairs | {stem for word in self.words for stem in word.stems})


@dataclass(frozen=True, slots=True)
class Hit:
    kind: Searchable
    id: UUID
    audience: Audience
    """As which the member reads the record."""


# Words


def understood(typed: str, member: Member) -> Query:
    """What was typed, word by word, in the words of the member's organisation.

    Nothing in it is a sign that can be misread: only letters and digits of the typed text come through.
    """
    stems = list(dict.fromkeys(stems_in(typed[: 10 * LONGEST_QUERY])))[:MOST_WORDS]
    vocabulary = _Vocabulary(member.organisation_id, stems)
    return Query(tuple(_asked(stem, vocabulary, member) for stem in stems))


def _asked(stem: str, vocabulary: "_Vocabulary", member: Member) -> Asked:
    marks, is_everywhere = _named(stem, vocabulary, member)
    return Asked(
        stem=stem,
        stems=vocabulary.saying(stem),
        pairs=tuple(vocabulary.halves(stem)),
        marks=tuple(marks),
        is_everywhere=is_everywhere,
    )


class _Vocabulary:
    """The stems of one organisation's texts, as far as a query needs them.

    Each organisation has its own: a word that only another one uses is not known here.
    """

    def __init__(self, organisation_id: UUID, asked: Sequence[str]) -> None:
        self._organisation_id = organisation_id
        self._holding = self._stems_with(asked)
        self._wondered: set[str] = set()
        self._known: set[str] = set()
        for stem in asked:  # once to see which other stems matter, and then all of them at once
            self.saying(stem)
            self.halves(stem)
        self._known = self._present(self._wondered)

    def saying(self, stem: str) -> tuple[str, ...]:
        found = [one for one in self._holding if stem in one and says(one, stem, self.knows)]
        found.sort(key=lambda one: (one != stem, not one.startswith(stem), len(one), one))
        return tuple(found[:MOST_COMPOUNDS])

    def halves(self, stem: str) -> list[tuple[str, str]]:
        return halves(stem, self.knows)

    def knows(self, stem: str) -> bool:
        self._wondered.add(stem)
        return stem in self._known

    def _stems_with(self, asked: Sequence[str]) -> list[str]:
        if not asked:
            return []
        within = [
            SearchWord.stem.contains(stem, autoescape=True)
            if len(stem) > 2
            else SearchWord.stem == stem
            for stem in asked
        ]
        of_it = sa.select(SearchWord.stem).where(
            SearchWord.organisation_id == self._organisation_id, sa.or_(*within)
        )
        return list(db.session.scalars(of_it))

    def _present(self, stems: Iterable[str]) -> set[str]:
        wanted = list(stems)
        if not wanted:
            return set()
        of_it = sa.select(SearchWord.stem).where(
            SearchWord.organisation_id == self._organisation_id, SearchWord.stem.in_(wanted)
        )
        return set(db.session.scalars(of_it))


def _named(stem: str, vocabulary: _Vocabulary, member: Member) -> tuple[list[str], bool]:
    """The marks of units, goals and people whose name says the stem; and whether that is all units."""
    names = member.directory

    def is_said_in(name: str) -> bool:
        return any(says(one, stem, vocabulary.knows) for one in stems_in(name))

    units = {
        one
        for unit in names.units.values()
        if is_said_in(unit.name)
        for one in names.below(unit.id)
    }
    if units and len(units) == len(names.units):
        return [], True
    marks = [unit_mark(one) for one in sorted(units)]
    marks += [goal_mark(goal.id) for goal in names.goals.values() if is_said_in(goal.name)]
    marks += [person_mark(one.id) for one in names.people.values() if stem in stems_in(one.name)]
    return marks, False


# Asking

Sights = Mapping[str, Mapping[Audience, sa.ColumnElement[bool]]]
"""For each kind by name the audiences that a member belongs to, each with its condition on the record."""


def sights_of(member: Member) -> Sights:
    """What the member could find at all; kinds of which they see nothing are not there."""
    found = {name: kind.sight(member) for name, kind in KINDS.items()}
    return {name: audiences for name, audiences in found.items() if audiences}


def find(
    query: Query,
    member: Member,
    *,
    kinds: Sequence[Searchable] = (),
    limit: int,
    offset: int = 0,
    total: int | None = None,
    sights: Sights | None = None,
) -> list[Hit]:
    """What the member may know of the answer, the best first.

    Of more than `COUNTED`, those that say it in their title and then the newest: weighing them all
    would take long, and nobody reads so far.

    Args:
        kinds: only these; otherwise all there are.
        total: what `count` said, if it was asked already.
        sights: what `sights_of` said, likewise.
    """
    if query.finds_nothing:
        return []
    seen = _among(kinds, member, sights)
    if total is None:
        total = count(query, member, kinds=kinds, sights=seen)
    if total <= COUNTED:
        return _hits(_best_first(_of(query, member, seen), query, member), limit, offset)
    found: list[Hit] = []
    for where in (Where.TITLE, Where.ELSEWHERE):
        newest = _of(query, member, seen, where).order_by(_number().desc())
        found += _hits(newest, limit + offset - len(found), 0)
        if len(found) == limit + offset:
            break
    return found[offset:]


def _of(query: Query, member: Member, seen: Sights, where: "Where | None" = None) -> sa.Select[Any]:
    links = [one.link for one in KINDS.values()]
    return _matching(query, member, seen, SearchText.audience, *links, where=where)


def _hits(statement: sa.Select[Any], limit: int, offset: int) -> list[Hit]:
    hits = []
    for audience, *ids in db.session.execute(statement.limit(limit).offset(offset)):
        of, record_id = next(
            (one, found) for one, found in zip(KINDS.values(), ids, strict=True) if found
        )
        hits.append(Hit(of, record_id, audience))
    return hits


def count(
    query: Query,
    member: Member,
    *,
    kinds: Sequence[Searchable] = (),
    sights: Sights | None = None,
) -> int:
    """How many there are for the member, but never counting further than `COUNTED` and one."""
    if query.finds_nothing:
        return 0
    seen = _among(kinds, member, sights)
    some = _matching(query, member, seen, SearchText.id).limit(COUNTED + 1).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def trials_saying(query: Query, member: Member) -> sa.ColumnElement[bool]:
    """The condition on a trial action that it answers the query, in the text that the member reads."""
    trials = KINDS["trial"]
    if query.finds_nothing:
        return sa.false()
    seen = _among([trials], member, None)
    return trials.model.id.in_(_matching(query, member, seen, SearchText.trial_id))  # type: ignore[no-any-return]


def _among(kinds: Sequence[Searchable], member: Member, sights: Sights | None) -> Sights:
    """The sights of these kinds; of all there are, if none is named."""
    if sights is None:
        sights = {one.name: one.sight(member) for one in kinds or KINDS.values()}
    wanted = {one.name for one in kinds} or sights.keys()
    return {name: audiences for name, audiences in sights.items() if name in wanted}


_INDEX: Final = sa.table(INDEX, sa.column("rowid"), sa.column("rank"), sa.column(INDEX))


class Where(Enum):
    """In which part of a text all of the query stands."""

    TITLE = "title"
    ELSEWHERE = "elsewhere"


def _number() -> Any:
    """What grows with every text that is written."""
    return SearchText.id if _is_postgresql() else _INDEX.c.rowid


def _matching(
    query: Query,
    member: Member,
    seen: Sights,
    *columns: Any,
    where: Where | None = None,
) -> sa.Select[Any]:
    audiences = {audience for of in seen.values() for audience in of}
    if not audiences:
        return sa.select(*columns).where(sa.false())
    statement = sa.select(*columns).where(_in_sight(seen))
    if _is_postgresql():
        return statement.where(
            SearchText.vector.op("@@")(_tsquery(query, audiences, member, where))
        )
    return statement.select_from(
        sa.join(_INDEX, SearchText, SearchText.id == _INDEX.c.rowid)
    ).where(_INDEX.c[INDEX].op("MATCH")(_fts5(query, audiences, member, where)))


def _best_first(statement: sa.Select[Any], query: Query, member: Member) -> sa.Select[Any]:
    if not _is_postgresql():
        return statement.order_by(_INDEX.c.rank)
    words = _tsquery(query, set(), member)
    weights: sa.Cast[Any] = sa.cast(sa.literal("{0, 0.1, 0.125, 1.0}"), sa.ARRAY(sa.REAL()))
    rank = sa.func.ts_rank(weights, SearchText.vector, words, 1)
    return statement.order_by(rank.desc(), SearchText.id)


def _in_sight(seen: Sights) -> sa.ColumnElement[bool]:
    """That the member reads the record, and that this text is the one that the member reads of it."""
    return sa.or_(
        *(
            sa.and_(
                SearchText.audience == audience,
                sa.select(KINDS[name].model.id)
                .where(KINDS[name].model.id == KINDS[name].link, condition)
                .correlate(SearchText)
                .exists(),
            )
            for name, of_it in seen.items()
            for audience, condition in of_it.items()
        )
    )


def _fts5(
    query: Query, audiences: Iterable[Audience], member: Member, where: Where | None = None
) -> str:
    """The query in the language of FTS5. Every word of it is quoted."""
    words = []
    for word in query.words:
        if word.is_everywhere:
            continue
        either = [f'"{one}"' for one in (*word.stems, *word.marks)]
        either += [f'NEAR("{first}" "{second}", {_CLOSE})' for first, second in word.pairs]
        words.append(f"({' OR '.join(either)})")
    of = " OR ".join(f'"{audience_mark(one, member.organisation_id)}"' for one in sorted(audiences))
    in_title = f"{{title_stems}} : ({' AND '.join(words)})"
    if where is Where.TITLE and words:
        return f"({in_title}) AND ({of})"
    asked = " AND ".join([*words, f"({of})"])
    return f"({asked}) NOT ({in_title})" if where is Where.ELSEWHERE and words else asked


def _tsquery(
    query: Query, audiences: Iterable[Audience], member: Member, where: Where | None = None
) -> Any:
    """The same in the language of PostgreSQL."""
    words = []
    for word in query.words:
        if word.is_everywhere:
            continue
        either = [f"'{one}'" for one in (*word.stems, *word.marks)]
        for first, second in word.pairs:
            for one, other in ((first, second), (second, first)):
                either += [f"('{one}' <{gap}> '{other}')" for gap in range(1, _CLOSE + 2)]
        words.append(f"({' | '.join(either)})")
    of = [f"'{audience_mark(one, member.organisation_id)}'" for one in sorted(audiences)]
    if where is not None and words:
        in_title = re.sub(r"'(?=[ )])", "':A", f"({' & '.join(words)})")
        words = [in_title] if where is Where.TITLE else [*words, f"!{in_title}"]
    if of:
        words.append(f"({' | '.join(of)})")
    from sqlalchemy.dialects.postgresql import TSQUERY

    return sa.cast(sa.literal(" & ".join(words)), TSQUERY)


def _is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"
