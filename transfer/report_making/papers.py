"""Papers of an organisation, printed of its kept parts."""

from collections.abc import Callable, Iterator
from typing import Final
from uuid import UUID

from reports import missing, printed
from reports.parts import Paper
from transfer.report_making.shelves import shelf_of

WORTH_DRAWING_FOR: Final = 30
"""With more missing parts than so many, a paper is made while nobody waits: each takes about a tenth of a second."""


def pdf_of(
    paper: Paper,
    organisation_id: UUID,
    *,
    going_on: Callable[[], bool] = lambda: True,
    told: Callable[[int, int], None] = lambda _drawn, _of: None,
) -> Iterator[bytes]:
    """The paper as PDF, piece by piece; what is missing is drawn before the first.

    Raises:
        NotDrawn: nothing can be drawn at all.
        Stopped: `going_on` said no.
    """
    return printed(paper, shelf_of(organisation_id), going_on=going_on, told=told)


def takes_a_while(paper: Paper, organisation_id: UUID) -> bool:
    """Whether it is to be made while nobody waits."""
    few = len(paper.parts) <= WORTH_DRAWING_FOR
    return not few and missing(paper, shelf_of(organisation_id)) > WORTH_DRAWING_FOR
