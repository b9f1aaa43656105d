"""What the consultant writes into a report, and what became of what the last one asked for."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One line that says what a chapter shows. `chapter` is its key in `reports.CHAPTERS`.

    It stands first in its chapter and in "Rapporten kort". A chapter without one gets what the
    printer concludes from its first figure.
    """

    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class LastReport:
    """The report that readers had before this one: `title` ("Læring i hverdagen 2024"), when it was
    issued, and which version of it."""

    title: str
    issued_on: date
    version: str = "1"


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """What was decided on the last report, and what came of it.

    decided: the decision or recommendation in a sentence. decided_by: who decided ("Ledergruppen").
    due: by when it should be done. state: where it stands now, in Danish words ("Gennemført",
    "I gang", "Ikke begyndt"). happened: what was done, in a sentence or two. All but `decided` may be
    empty.
    """

    decided: str
    decided_by: str = ""
    decided_on: date | None = None
    due: date | None = None
    state: str = ""
    happened: str = ""
