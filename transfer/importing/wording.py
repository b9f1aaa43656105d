"""What people wrote freely where the template has fixed choices, mapped as well as it can be.

The words themselves are kept in the note of the history entry "imported", so that nothing is lost.
"""

import re
from collections.abc import Sequence
from typing import Final

from transfer.domain.vocabulary import (
    AnchorMeans,
    CheckFollowup,
    LapseReason,
    Preflight,
    UnknownLabel,
    W,
    from_label,
)

_MEANS: Final = (
    (AnchorMeans.ROSTER, "vagtplan|køreliste|kørelist|turnus"),
    (AnchorMeans.TRAINING, "introduktion|oplæring|velkomst|undervisning"),
    (AnchorMeans.MEETING, "punkt|møde|drøftelse"),
    (AnchorMeans.EQUIPMENT, "teknisk|udstyr|indstilling|lysstyring"),
    (AnchorMeans.WORKFLOW, "skabelon|arbejdsgang|procedure|instruks|skrevet ind"),
    (AnchorMeans.COUNTING, "optælling|tælling|opfølgning|observation|måling"),
    (AnchorMeans.NAMED_PERSON, "ansvarlig|tovholder"),
)

_PREFLIGHT: Final = (
    (Preflight.LEADER_KNOWS, "leder"),
    (Preflight.SAFE, "fortrolig|sikkerhed|rettighed"),
    (Preflight.OURS_TO_DECIDE, "aftalt|planlægge|beslutning|tilladelse"),
    (Preflight.CONSENT_GIVEN, "orienteret|spurgt|samtykke|sagt ja"),
)
"""When the text says how many, but not which, boxes are left empty from the last of these."""

_COUNTS: Final = {"ingen": 0, "et": 1, "ét": 1, "to": 2, "tre": 3, "alle": 4, "fire": 4}

_LAPSES: Final = (
    (LapseReason.TEMPS_OR_HOLIDAYS, "vikar|ferie|afløser"),
    (LapseReason.LEADER_CHANGE, "lederskift|ny leder"),
    (LapseReason.STAFF_CHANGE, "personskift|rejste|opsagt|nyt job"),
    (LapseReason.NEW_SYSTEM, "system"),
    (LapseReason.NO_OWNER, "ingen ejer|ejer"),
    (LapseReason.NO_BENEFIT, "gevinst|udbytte|effekt"),
    (LapseReason.REPLACED_BY_BETTER, "erstattet|bedre"),
)


def anchor_means(phrases: Sequence[str], *, has_owner: bool) -> tuple[AnchorMeans, ...]:
    """What keeps it alive, phrase by phrase. Words that say nothing we know leave the named owner."""
    found: list[AnchorMeans] = []
    for phrase in phrases:
        exact = _exactly(AnchorMeans, phrase)
        words = [exact] if exact else _matching(_MEANS, phrase)[:1]
        found += words
    if not found and phrases and has_owner:
        found = [AnchorMeans.NAMED_PERSON]
    return tuple(dict.fromkeys(found))


def preflight(phrases: Sequence[str]) -> tuple[Preflight, ...]:
    """The boxes that were ticked before the start.

    Understands the labels themselves, and "Tre af fire punkter; pårørende var ikke orienteret":
    so many ticks, and none where the words point.
    """
    named = tuple(word for phrase in phrases if (word := _exactly(Preflight, phrase)))
    if named or not phrases:
        return tuple(dict.fromkeys(named))
    text = ", ".join(phrases)
    counted = re.match(r"(\w+)(?: af)? fire\b", text.casefold())
    if counted is None or counted[1] not in _COUNTS:
        return ()
    missing = 4 - _COUNTS[counted[1]]
    doubtful = [*_matching(_PREFLIGHT, text), *(word for word, _ in reversed(_PREFLIGHT))]
    empty = tuple(dict.fromkeys(doubtful))[:missing]
    return tuple(word for word in Preflight if word not in empty)


def lapse_reason(text: str) -> LapseReason | None:
    if not text:
        return None
    exact = _exactly(LapseReason, text)
    return exact or next(iter(_matching(_LAPSES, text)), LapseReason.OTHER)


def followup(text: str) -> CheckFollowup | None:
    """What was agreed after a lapse, if the words about it say so."""
    return CheckFollowup.ADAPT if "ny runde" in text.casefold() else None


def _matching(pairs: Sequence[tuple[W, str]], text: str) -> list[W]:
    plain = text.casefold()
    return [word for word, pattern in pairs if re.search(pattern, plain)]


def _exactly(words: type[W], text: str) -> W | None:
    try:
        return from_label(words, text)
    except UnknownLabel:
        return None
