"""Answers that contradict each other, and answers that deserve a second look."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from transfer.domain.fields import Answer
from transfer.domain.lifecycle import LONG_TRIAL
from transfer.domain.texts import marked

NEVER_EMPTY: Final[Mapping[str, str]] = {
    "title": marked("Skriv en titel, så andre kan finde den igen."),
    "unit": marked("Vælg den enhed, hvor I prøver det."),
    "owner": marked("Vælg, hvem der holder tråden."),
    "visibility": marked("Vælg, hvem der må se den."),
    "report_consent": marked("Vælg, om den må bruges i rapporten."),
}
"""Answers that even a draft has, and what to say when one is taken away."""

_ORDER: Final = (
    ("start_date", "end_date", marked("Slutdatoen ligger før startdatoen. Ret en af dem.")),
    (
        "end_date",
        "reflection_due",
        marked("Refleksionen ligger før slutdatoen. Vælg en dag efter, I er færdige med at prøve."),
    ),
    ("actual_start", "actual_end", marked("I sluttede før, I begyndte. Ret en af datoerne.")),
    ("actual_end", "decided_on", marked("Beslutningen ligger før afslutningen. Ret datoen.")),
)


def contradictions(answers: Mapping[str, Answer], typed: Collection[str]) -> dict[str, str]:
    """What cannot be right among the answers, by the key where it is to be mended.

    Args:
        typed: the keys that were just answered; nobody is asked to mend what is on another page.
    """
    found = {}
    for earlier, later, sentence in _ORDER:
        if earlier not in typed and later not in typed:
            continue
        first, last = answers.get(earlier), answers.get(later)
        if isinstance(first, date) and isinstance(last, date) and last < first:
            found[later if later in typed else earlier] = sentence
    return found


def second_looks(answers: Mapping[str, Answer]) -> list[str]:
    """Sentences that ask the writer to look again. Nothing is held back for them."""
    found = []
    start, end = answers.get("start_date"), answers.get("end_date")
    if isinstance(start, date) and isinstance(end, date) and end - start > LONG_TRIAL:
        found.append(
            marked("Det er mere end 90 dage. Korte prøvehandlinger giver som regel mere læring.")
        )
    texts = " \n".join(answer for answer in answers.values() if isinstance(answer, str))
    if _POINTS_TO_SOMEBODY.search(texts):
        found.append(
            marked("Der står måske et navn, et telefonnummer eller en e-mail. Kan nogen genkendes?")
        )
    return found


_POINTS_TO_SOMEBODY: Final = re.compile(
    r"\b[Bb](?:orger|eboer)(?:en)?\s+[A-ZÆØÅ]\b"
    r"|[\w.+-]{1,60}@[\w-]{1,60}\.[a-z]{2,10}\b"
    r"|(?<![\d.,-])(?:\+45 ?)?\d{2} ?\d{2} ?\d{2} ?\d{2}(?![\d.,-])"
)
