"""Invented organisations of any size, for measurements. The same number makes the same data."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from transfer.db import across_organisations, db, take_stock
from transfer.generating.organisation import Invented
from transfer.generating.trials import Trials
from transfer.models import Organisation
from transfer.search import reindex

BATCH: Final = 2000
SLUG: Final = "maaling"


def generate(
    trials: int, organisations: int, *, at: datetime, password_hash: str | None
) -> list[str]:
    """Write so many trial actions, spread evenly over so many new organisations.

    Commits each organisation when it is whole. Organisations of an earlier run stay as they are.

    Returns: the slugs of the new organisations.
    """
    taken = set(db.session.scalars(sa.select(Organisation.slug)))
    free = (slug for slug in _slugs() if slug not in taken)
    share, rest = divmod(trials, organisations)
    made = []
    with across_organisations():
        for number in range(organisations):
            slug = next(free)
            size = share + (number < rest)
            invented = Invented(slug, size, at, password_hash)
            invented.write()
            trials_of_it = Trials(invented)
            for start in range(0, size, BATCH):
                trials_of_it.write(range(start, min(start + BATCH, size)))
            reindex(invented.organisation_id)
            db.session.commit()
            made.append(slug)
    take_stock(db.engine)
    return made


def _slugs() -> Iterator[str]:
    yield SLUG
    number = 2
    while True:
        yield f"{SLUG}-{number}"
        number += 1
