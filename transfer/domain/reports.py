"""What a consultant decides about a ledelsesrapport: its parts, the places to write in it, and its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transfer.domain.texts import marked
from transfer.domain.vocabulary import Decision, Wording


class ReportState(StrEnum):
    """Where a report stands (DOMAIN B.2)."""

    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]


class ReportPart(Wording):
    """A chapter or an annex that can be left out. The value is its anchor in the report."""

    TRIED = "proevet", marked("Hvad har vi prøvet?")
    LEARNT = "laert", marked("Hvad har vi lært på tværs?")
    EXPECTED = "forventning", marked("Forventning og virkelighed")
    FACTORS = "faktorer", marked("Hvad fremmer, hvad hæmmer?")
    ANCHORING = "forankring", marked("Forankring og spredning")
    MEASURED = "maalinger", marked("Målinger")
    CASES = "fortaellinger", marked("Tre fortællinger")
    RECOMMENDED = "anbefalinger", marked("Anbefalinger")
    FOLLOWED_UP = "opfoelgning", marked("Opfølgning på sidste rapport")
    TRIALS = "proevehandlinger", marked("Bilag: Prøvehandlingerne")
    FIGURES = "noegletal", marked("Bilag: Alle nøgletal")
    IN_FULL = "fuldlaengde", marked("Bilag: Prøvehandlingerne i fuld længde (mange sider)")


AT_FIRST: Final = tuple(part.value for part in ReportPart if part is not ReportPart.IN_FULL)
"""What a new report has, until somebody chooses otherwise."""


ALWAYS: Final = ("hovedbudskaber", "kort", "i-tal", "metode", "definitioner", "figurtal")
"""The anchors of what no report is without: a figure is always defined, and a chart has its numbers in a table."""


class Pick(StrEnum):
    """What is picked for a report; the tool suggests, and somebody may choose otherwise."""

    INSIGHTS = "insights"
    RECOMMENDATIONS = "recommendations"
    SUCCEEDED = "case_succeeded"
    ADJUSTED = "case_adjusted"
    STOPPED = "case_stopped"
    MEASURES = "measures"

    @property
    def is_case(self) -> bool:
        return self in CASE_PICKS


LIST_PICKS: Final = (Pick.INSIGHTS, Pick.RECOMMENDATIONS, Pick.MEASURES)
"""Of these several may be picked, in an order."""

CASE_PICKS: Final[Mapping[Pick, Decision]] = {
    Pick.SUCCEEDED: Decision.ADOPT,
    Pick.ADJUSTED: Decision.ADAPT,
    Pick.STOPPED: Decision.STOP,
}
"""The decision that a trial must have to be told as each of the three cases."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place to write in a report, and how many letters there is room for."""

    key: str
    longest: int
    part: str
    """The anchor of the chapter it stands in."""


MOST_MESSAGES: Final = 5
FEWEST_MESSAGES: Final = 3
MOST_DECISIONS: Final = 3
LONGEST_MESSAGE: Final = 220
LONGEST_DECISION: Final = 160
LONGEST_CONCLUSION: Final = 300

MESSAGES: Final = tuple(
    Place(f"budskab-{n}", LONGEST_MESSAGE, "hovedbudskaber") for n in range(1, MOST_MESSAGES + 1)
)
DECISIONS: Final = tuple(
    Place(f"beslutning-{n}", LONGEST_DECISION, "hovedbudskaber")
    for n in range(1, MOST_DECISIONS + 1)
)
WITH_A_CONCLUSION: Final = (
    "i-tal",
    ReportPart.TRIED.value,
    ReportPart.LEARNT.value,
    ReportPart.EXPECTED.value,
    ReportPart.FACTORS.value,
    ReportPart.ANCHORING.value,
    ReportPart.MEASURED.value,
    ReportPart.CASES.value,
    ReportPart.RECOMMENDED.value,
    ReportPart.FOLLOWED_UP.value,
)
"""The chapters that may begin with a line of the consultant's own."""
HEADINGS: Final[Mapping[str, str]] = {
    "i-tal": marked("Programmet i tal"),
    **{part.value: part.label for part in ReportPart},
}
"""What the chapters that may begin with a line are called on the pages of the workshop, by anchor."""
CONCLUSIONS: Final = tuple(
    Place(f"linje-{anchor}", LONGEST_CONCLUSION, anchor) for anchor in WITH_A_CONCLUSION
)
PLACES: Final[Mapping[str, Place]] = {
    place.key: place for place in (*MESSAGES, *DECISIONS, *CONCLUSIONS)
}

_STATE_LABELS: Final = {
    ReportState.DRAFT: marked("Kladde"),
    ReportState.ISSUED: marked("Udsendt"),
    ReportState.SUPERSEDED: marked("Afløst"),
}
