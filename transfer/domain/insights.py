"""Indsigter: what several prøvehandlinger say together, how firmly it stands, and when it may be published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transfer.domain.lifecycle import WrongState
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Wording

REVIEWED_AFTER_MONTHS: Final = 12
"""Knowledge goes stale; an insight is looked at again a year after it was written (DOMAIN A.6)."""
NEEDED_TO_CARRY: Final = 2
"""So many supporting trials make an insight more than a single observation (DOMAIN B.2)."""


class InsightKind(Wording):
    """What sort of claim it is."""

    WORKS = "works", marked("Det virker")
    WORKS_NOT = "works_not", marked("Det virker ikke")
    CONDITION = "condition", marked("Betingelse")
    DILEMMA = "dilemma", marked("Dilemma")
    FOR_LEADERS = "for_leaders", marked("Ledelsesopgave")
    METHOD = "method", marked("Metode")


class Strength(Wording):
    """How firmly an insight stands."""

    SINGLE = "single", marked("Enkelt iagttagelse")
    SEVERAL_UNITS = "several_units", marked("Set i flere enheder")
    CHECKED = "checked", marked("Bekræftet ved forankringstjek")


class Addressee(Wording):
    """Who should act."""

    ACTIVISTS = "activists", marked("Læringsaktivister")
    LEADERS = "leaders", marked("Leder")
    DEPARTMENT = "department", marked("Forvaltning")
    COMPETENCE_DEPARTMENT = "competence_department", marked("Kompetenceafdeling")


class InsightState(StrEnum):
    """Where an insight stands (DOMAIN B.2)."""

    DRAFT = "draft"
    DISCUSSED = "discussed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _STATE_LABELS[self]

    @property
    def is_public(self) -> bool:
        """Whether everybody in the organisation reads it; a superseded one points on."""
        return self in PUBLIC


PUBLIC: Final = frozenset({InsightState.PUBLISHED, InsightState.SUPERSEDED})


class InsightMove(StrEnum):
    """What consultants do that changes the state."""

    DISCUSS = "discuss"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"

    @property
    def label(self) -> str:
        """What the button says."""
        return _MOVE_LABELS[self]


_STEPS: Final[Mapping[InsightMove, tuple[InsightState, InsightState]]] = {
    InsightMove.DISCUSS: (InsightState.DRAFT, InsightState.DISCUSSED),
    InsightMove.PUBLISH: (InsightState.DISCUSSED, InsightState.PUBLISHED),
    InsightMove.SUPERSEDE: (InsightState.PUBLISHED, InsightState.SUPERSEDED),
}


def insight_after(state: InsightState, move: InsightMove) -> InsightState:
    """The state that follows.

    Raises:
        WrongState: the move is not possible from here.
    """
    source, target = _STEPS[move]
    if state is not source:
        raise WrongState(state, move)
    return target


def is_carried(supporting_trials: int, strength: Strength) -> bool:
    """Whether enough trials carry it: two, or one that is shown openly as a single observation.

    >>> is_carried(1, Strength.SEVERAL_UNITS), is_carried(1, Strength.SINGLE)
    (False, True)
    """
    needed = 1 if strength is Strength.SINGLE else NEEDED_TO_CARRY
    return supporting_trials >= needed


@dataclass(frozen=True, slots=True)
class Support:
    """One supporting trial, as far as its weight goes."""

    unit: object
    is_checked: bool
    """Whether a forankringstjek was made, whatever it found: that a practice fell away is an answer too."""


def suggested_strength(supporting: Iterable[Support]) -> Strength:
    """How firmly it stands, judged by where the supporting trials come from and what was looked at since."""
    trials = tuple(supporting)
    if sum(one.is_checked for one in trials) >= NEEDED_TO_CARRY:
        return Strength.CHECKED
    if len({one.unit for one in trials}) >= NEEDED_TO_CARRY:
        return Strength.SEVERAL_UNITS
    return Strength.SINGLE


def claims_more(strength: Strength, supporting: Iterable[Support]) -> bool:
    """Whether the strength says what its trials do not: several units where there is one.

    >>> claims_more(Strength.SEVERAL_UNITS, [Support("U1", True), Support("U1", False)])
    True
    """
    return strength is Strength.SEVERAL_UNITS and (
        suggested_strength(supporting) is Strength.SINGLE
    )


_STATE_LABELS: Final = {
    InsightState.DRAFT: marked("Kladde"),
    InsightState.DISCUSSED: marked("Drøftet"),
    InsightState.PUBLISHED: marked("Publiceret"),
    InsightState.SUPERSEDED: marked("Forældet"),
}
_MOVE_LABELS: Final = {
    InsightMove.DISCUSS: marked("Den er drøftet"),
    InsightMove.PUBLISH: marked("Publicér"),
    InsightMove.SUPERSEDE: marked("Erstat med en anden"),
}
