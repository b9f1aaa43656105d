"""The demo's two organisations, loaded as an administrator loads them."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.records import Records
from transfer.db import db
from transfer.importing import load
from transfer.models import Organisation

DEMO = Path(__file__).parents[1] / "transfer" / "demo"
AT = datetime(2026, 1, 9, 10, 0, tzinfo=UTC)


def file_of(name: str) -> dict[str, Any]:
    """What stands in one of the demo's files."""
    return json.loads((DEMO / f"{name}.json").read_text("utf-8"))


BARE = file_of("birkesund")
"""The file of an organisation that has told who did what, but not who its people are."""
_PEOPLE, _ENGHOLM = file_of("birkesund_people"), file_of("engholm")


def the_demo(records: Records) -> None:
    """Put the demo into the empty database."""

    def make() -> None:
        load("birkesund", deepcopy({**BARE, **_PEOPLE}), at=AT)
        load("engholm", deepcopy(_ENGHOLM), at=AT)

    records.hold("the demo", make)


def birkesund_alone(records: Records) -> None:
    """Put the organisation of the bare file into the empty database."""
    records.hold(
        "birkesund alone",
        lambda: load("birkesund", deepcopy(BARE), at=AT, name="Birkesund Kommune"),
    )


def the_organisation(slug: str) -> Organisation:
    return db.session.scalars(sa.select(Organisation).where(Organisation.slug == slug)).one()
