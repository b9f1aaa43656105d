"""Three trials told at half a page each: one that succeeded, one that was adjusted, one that was stopped."""

from dataclasses import dataclass
from enum import Enum

from reports.moments import Moment
from reports.trials import TrialLine


class CaseKind(Enum):
    """Why a trial is told of. The value stands in front of its title."""

    SUCCEEDED = "En, der lykkedes"
    ADJUSTED = "En, der blev justeret"
    STOPPED = "En, der blev stoppet"


@dataclass(frozen=True, slots=True)
class Case:
    """A trial in its owner's words, short enough for half a page, with its course.

    `trial` is its line in the list of trials, with the owner's consent: one that may only be counted
    is told nowhere. All texts are there; `moments` may be none.
    """

    kind: CaseKind
    trial: TrialLine
    challenge: str
    tried: str
    expected: str
    happened: str
    learnt: str
    moments: tuple[Moment, ...] = ()

    @property
    def heading(self) -> str:
        """`"En, der lykkedes: Tre små spisegrupper"`."""
        return f"{self.kind.value}: {self.trial.title}"

    @property
    def passages(self) -> tuple[tuple[str, str], ...]:
        """What a reader asks, and the owner's answer."""
        return (
            ("Hvad var udfordringen?", self.challenge),
            ("Hvad blev prøvet?", self.tried),
            ("Hvad var forventningen?", self.expected),
            ("Hvad skete der?", self.happened),
            ("Hvad blev lært?", self.learnt),
        )


def missing(cases: tuple[Case, ...]) -> str:
    """One line about the kinds that nothing is told of; "" when all three are there."""
    there = {case.kind for case in cases}
    kinds = [kind.value.replace("En, der", "en, der") for kind in CaseKind if kind not in there]
    return f"Der er ingen fortælling om {', eller om '.join(kinds)}." if kinds else ""
