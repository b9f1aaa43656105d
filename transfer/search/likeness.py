"""What else has been written about the same: by the words that two texts share and others seldom use."""

import math
from collections import Counter
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from transfer.db import db
from transfer.domain.danish_words import stems_in
from transfer.models.search_texts import Audience, SearchText, SearchWord
from transfer.policies import Member
from transfer.search.asking import Asked, Hit, Query, find
from transfer.search.kinds import INSIGHTS, TRIALS, Read

_WORDS: Final = 8
"""So many of the most telling words are compared."""
_MOST_TEXTS: Final = 6000
"""The words together stand in no more texts than this, so that it takes no longer in a large organisation."""
_SHARED: Final = 2
"""Fewer words in common are chance."""
_TITLE: Final = 3
_TRIED: Final = 12


def like(member: Member, trial_id: UUID, *, most: int) -> list[tuple[Hit, Read]]:
    """Trials and insights that the member sees and that are about the same as the trial, the likest first."""
    telling = _telling_stems(trial_id)
    if len(telling) < _SHARED:
        return []
    query = Query((Asked("", telling),))
    found: list[tuple[int, Hit, Read]] = []
    for kind in (TRIALS, INSIGHTS):
        hits = find(query, member, kinds=[kind], limit=_TRIED, total=_TRIED)
        read = kind.read([hit.id for hit in hits if hit.id != trial_id])
        for hit in hits:
            if hit.id in read and hit.audience in read[hit.id].said:
                shared = _shared(read[hit.id], hit.audience, telling)
                if shared >= _SHARED:
                    found.append((shared, hit, read[hit.id]))
    found.sort(key=lambda one: -one[0])
    return [(hit, read) for _shared_words, hit, read in found[:most]]


def _telling_stems(trial_id: UUID) -> tuple[str, ...]:
    """The words that tell most of what the trial is about, as its people wrote it."""
    own = db.session.execute(
        sa.select(SearchText.title_stems, SearchText.stems).where(
            SearchText.trial_id == trial_id, SearchText.audience == Audience.FULL
        )
    ).first()
    if own is None:
        return ()
    weight = Counter(own.stems.split())
    for stem in own.title_stems.split():
        weight[stem] += _TITLE
    texts = {
        row.stem: row.texts
        for row in db.session.execute(
            sa.select(SearchWord.stem, SearchWord.texts).where(SearchWord.stem.in_(weight))
        )
    }
    # A trial has two texts; a word of these two alone is shared with nobody.
    known = {stem: number for stem, number in texts.items() if number > 2}
    if not known:
        return ()
    every = max(known.values()) + 1
    ordered = sorted(known, key=lambda stem: (-weight[stem] * math.log(every / known[stem]), stem))
    chosen: list[str] = []
    left = _MOST_TEXTS
    for stem in ordered:
        if known[stem] <= left and len(chosen) < _WORDS:
            chosen.append(stem)
            left -= known[stem]
    return tuple(chosen)


def _shared(read: Read, audience: Audience, telling: tuple[str, ...]) -> int:
    said = read.said[audience]
    stems = set(stems_in(said.title))
    for _label, text in said.parts:
        stems.update(stems_in(text))
    return len(stems.intersection(telling))
