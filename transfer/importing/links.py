"""Links between the records that are being written."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from transfer.db import new_id


def links_in_order(
    organisation_id: UUID, kind: type[Any], key: str, wanted: Sequence[UUID]
) -> list[Any]:
    """Links whose ids sort as they stand in the file."""
    ids = sorted(new_id() for _one in wanted)
    return [
        kind(id=one, organisation_id=organisation_id, **{key: to})
        for one, to in zip(ids, wanted, strict=True)
    ]
