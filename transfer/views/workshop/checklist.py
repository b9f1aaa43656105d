"""What a report still lacks, and what is worth another look before it is issued."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import url_for

from reports import CaseKind, ManagementReport
from transfer.domain.lifecycle import State
from transfer.domain.recommendations import OPEN
from transfer.domain.reports import (
    CASE_PICKS,
    CONCLUSIONS,
    DECISIONS,
    FEWEST_MESSAGES,
    MESSAGES,
    MOST_DECISIONS,
    Place,
    ReportPart,
)
from transfer.models import Report
from transfer.reporting import CASE_KINDS
from transfer.speaking import gettext as _
from transfer.speaking import ngettext

FEWEST_FOR_A_SHARE: Final = 5


class Standing(StrEnum):
    """How a point of the checklist stands."""

    MISSING = "missing"
    LOOK = "look"
    OPTIONAL = "optional"
    DONE = "done"

    @property
    def label(self) -> str:
        return {
            Standing.MISSING: _("Mangler"),
            Standing.LOOK: _("Se efter"),
            Standing.OPTIONAL: _("Valgfrit"),
            Standing.DONE: _("Klar"),
        }[self]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing on the list, and where one does something about it."""

    key: str
    standing: Standing
    words: str
    url: str


def about_texts(report: Report) -> list[Point]:
    """What has been written; known without gathering any figure."""
    messages, asked = _written(report, MESSAGES), _written(report, DECISIONS)
    lines = _written(report, CONCLUSIONS)
    return [
        Point(
            "messages",
            Standing.DONE if messages >= FEWEST_MESSAGES else Standing.MISSING,
            _messages_in_words(messages),
            "#skriv-budskaber",
        ),
        Point(
            "decisions",
            Standing.DONE if asked == MOST_DECISIONS else Standing.MISSING,
            _("%(n)s af 3 beslutninger er skrevet", n=asked),
            "#skriv-beslutninger",
        ),
        Point(
            "lines",
            Standing.DONE if lines else Standing.OPTIONAL,
            ngettext(
                "%(num)s kapitel begynder med din linje",
                "%(num)s kapitler begynder med din linje",
                lines,
            ),
            "#skriv-linjer",
        ),
    ]


def _messages_in_words(n: int) -> str:
    if n >= FEWEST_MESSAGES:
        return ngettext("%(num)s budskab er skrevet", "%(num)s budskaber er skrevet", n)
    return ngettext(
        "%(num)s budskab er skrevet. Skriv mindst tre.",
        "%(num)s budskaber er skrevet. Skriv mindst tre.",
        n,
    )


def checklist(report: Report, gathered: ManagementReport) -> list[Point]:
    """All points, what is missing first."""
    points = [
        *about_texts(report),
        *_cases(report, gathered),
        *_insights(report, gathered),
        *_measures(report, gathered),
        *_figures(gathered),
        *_work(gathered),
        *_last_time(gathered),
    ]
    order = list(Standing)
    return sorted(points, key=lambda one: order.index(one.standing))


def _written(report: Report, places: tuple[Place, ...]) -> int:
    return sum(bool(report.written(place.key).strip()) for place in places)


def _cases(report: Report, gathered: ManagementReport) -> Iterator[Point]:
    if ReportPart.CASES.value not in report.parts:
        return
    told = {case.kind for case in gathered.cases}
    lacking = 0
    for pick in CASE_PICKS:
        picked, kind = report.picked(pick), CASE_KINDS[pick]
        if kind in told or picked == ():
            continue
        lacking += 1
        if picked:
            words = _("En fortælling, du har valgt, må ikke længere gengives. Vælg en anden.")
            yield Point(pick.value, Standing.MISSING, words, "#skriv-fortaellinger")
        else:
            yield Point(pick.value, Standing.LOOK, _nobody_agreed(kind), "#skriv-fortaellinger")
    if not lacking:
        words = _("Fortællingerne er valgt, og de ansvarlige har sagt ja")
        yield Point("cases", Standing.DONE, words, "#skriv-fortaellinger")


def _nobody_agreed(kind: CaseKind) -> str:
    return {
        CaseKind.SUCCEEDED: _("Der er ingen, der lykkedes, som må fortælles"),
        CaseKind.ADJUSTED: _("Der er ingen, der blev justeret, som må fortælles"),
        CaseKind.STOPPED: _("Der er ingen, der blev stoppet, som må fortælles"),
    }[kind]


def _insights(report: Report, gathered: ManagementReport) -> Iterator[Point]:
    if ReportPart.LEARNT.value in report.parts:
        n = len(gathered.insights)
        if n:
            words = ngettext("%(num)s indsigt fortælles", "%(num)s indsigter fortælles", n)
            yield Point("insights", Standing.DONE, words, "#skriv-indsigter")
        else:
            words = _("Ingen indsigter er publiceret i perioden")
            yield Point("insights", Standing.MISSING, words, url_for("insights.desk"))
    if ReportPart.RECOMMENDED.value in report.parts:
        n = len(gathered.recommendations)
        standing = Standing.DONE if n else Standing.LOOK
        words = ngettext("%(num)s anbefaling er med", "%(num)s anbefalinger er med", n)
        yield Point("recommendations", standing, words, "#skriv-anbefalinger")


def _measures(report: Report, gathered: ManagementReport) -> Iterator[Point]:
    if ReportPart.MEASURED.value not in report.parts:
        return
    n = len(gathered.measures)
    if n:
        words = ngettext("%(num)s måling er med", "%(num)s målinger er med", n)
        yield Point("measures", Standing.DONE, words, "#skriv-maalinger")
    else:
        words = _("Ingen måling har tal i perioden, så kapitlet Målinger kommer ikke med")
        yield Point("measures", Standing.OPTIONAL, words, url_for("measures.index"))


def _figures(gathered: ManagementReport) -> Iterator[Point]:
    if gathered.outcomes_withheld:
        words = _("Udfald vises ikke, fordi det hele er prøvet i én enhed")
        yield Point("one_unit", Standing.LOOK, words, "#i-tal")
    few = [_(card.name) for card in gathered.cards if 0 < card.share.of < FEWEST_FOR_A_SHARE]
    if few:
        words = _(
            "Færre end fem i alt, så der vises antal og ingen procent: %(names)s",
            names=", ".join(few),
        )
        yield Point("few", Standing.LOOK, words, "#i-tal")
    untried = [goal.label for goal in gathered.goals if not goal.bar.total]
    if untried:
        words = ngettext(
            "%(num)s kompetencemål er ikke prøvet: %(names)s",
            "%(num)s kompetencemål er ikke prøvet: %(names)s",
            len(untried),
            names=", ".join(untried),
        )
        yield Point("goals", Standing.LOOK, words, url_for("goals.index"))


def _work(gathered: ManagementReport) -> Iterator[Point]:
    waiting = sum(
        part.n for part in gathered.states.segments if part.label == State.REFLECTING.label
    )
    if waiting:
        words = ngettext(
            "%(num)s prøvehandling er afprøvet og mangler en beslutning",
            "%(num)s prøvehandlinger er afprøvet og mangler en beslutning",
            waiting,
        )
        url = url_for("trial_actions.index", tilstand=State.REFLECTING.value)
        yield Point("undecided", Standing.LOOK, words, url)


def _last_time(gathered: ManagementReport) -> Iterator[Point]:
    still_open = {state.label for state in OPEN}
    n = sum(line.state in still_open for line in gathered.followed_up)
    if n:
        words = ngettext(
            "%(num)s anbefaling fra sidst er stadig åben",
            "%(num)s anbefalinger fra sidst er stadig åbne",
            n,
        )
        yield Point("last_time", Standing.LOOK, words, url_for("insights.recommendations"))
