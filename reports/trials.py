"""A prøvehandling in a report: its line in the list of trials, and what its owner lets be printed of it."""

from dataclasses import dataclass
from enum import Enum


class Consent(Enum):
    """What the owner of a trial allows in a report. The printer obeys; nobody needs to filter."""

    WITH_UNIT = "with_unit"
    """Title, learning and unit."""
    WITHOUT_UNIT = "without_unit"
    """Title and learning, never the unit."""
    ONLY_COUNTED = "only_counted"
    """Part of the figures, quoted nowhere."""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One trial as the list of trials tells it.

    `title` may be anything the owner wrote; `learning` is the one sentence ("" while there is
    none); `unit` its name, printed only with that consent; `goals` are codes, as in `GoalLine`;
    `decision` and `state` are Danish words ("Justér og prøv igen", "Justeres"; "" while there is
    no decision); `outcome` is the words for how it went against the prediction ("" when not
    reflected). `went_otherwise`: better than expected, or not as expected (a surprise).
    `origin`, `relation` and `scale`: where the idea came from, its kinship with another trial and
    how large it was, in Danish words.
    """

    title: str
    learning: str
    unit: str
    goals: tuple[str, ...]
    state: str
    consent: Consent
    decision: str = ""
    outcome: str = ""
    went_otherwise: bool = False
    origin: str = ""
    relation: str = ""
    scale: str = ""

    @property
    def may_be_quoted(self) -> bool:
        """Whether anything but a count of it may be printed."""
        return self.consent is not Consent.ONLY_COUNTED

    @property
    def printed_unit(self) -> str:
        """The unit, if its owner has said yes to that."""
        return self.unit if self.consent is Consent.WITH_UNIT else ""
