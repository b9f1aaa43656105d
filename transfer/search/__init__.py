"""The search: what is said in records, found by whoever may read it.

The index is written together with the records (`keeping`), from the texts that each kind of record
says to each audience (`kinds`). A query is understood in the words of one organisation and answered
through the same sight as the lists (`asking`).
"""

from transfer.search.asking import (
    COUNTED,
    LONGEST_QUERY,
    Hit,
    Query,
    Sights,
    count,
    find,
    sights_of,
    trials_saying,
    understood,
)
from transfer.search.excerpts import Excerpt, Piece, excerpt_of, pieces_of, title_of
from transfer.search.keeping import VERSION, catch_up, index, reindex, tidy
from transfer.search.kinds import KINDS, Read, Said, Searchable
from transfer.search.likeness import like

__all__ = [
    "COUNTED",
    "KINDS",
    "LONGEST_QUERY",
    "VERSION",
    "Excerpt",
    "Hit",
    "Piece",
    "Query",
    "Read",
    "Said",
    "Searchable",
    "Sights",
    "catch_up",
    "count",
    "excerpt_of",
    "find",
    "index",
    "like",
    "pieces_of",
    "reindex",
    "sights_of",
    "tidy",
    "title_of",
    "trials_saying",
    "understood",
]
