"""What may be said of a chart, in plain Danish. Nothing here says what caused anything.

The sentences, and when each is said, are settled; their letters and numbers are those of the
statistical notes (R for runs, S for limits).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from transfer.domain.chart_reading import (
    SETTLED_POINTS,
    Assessment,
    Onset,
    Status,
    Verdict,
    relate,
)
from transfer.domain.control_charts import CentreSource, Kind
from transfer.domain.vocabulary import MeasureDirection
from transfer.measure_charts.drawn import Mark, Read, outside, shows_limits
from transfer.measure_charts.figures import level_in_figures
from transfer.models import Measure
from transfer.speaking import gettext as _
from transfer.speaking import ngettext

FALSE_SIGNALS: Final = 0.03
"""The share of charts with their own median and some 24 numbers that signal though nothing changed."""
NEAR_THE_BEGINNING: Final = 3
"""Several trials within so many numbers of a run's beginning, before or after, cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Sentence:
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences about one stretch of the chart, under the name of the stretch if there are several."""

    heading: str
    sentences: tuple[Sentence, ...]


def said_of(reading: Read) -> tuple[Said, ...]:
    """All that may be said of the chart: of each of its stretches, then of the marked trials."""
    if not reading.points:
        return (Said("", (Sentence("R0", _("Der er endnu ingen målinger.")),)),)
    several = len(reading.assessments) > 1
    parts = [
        Said(_stretch_name(reading, one) if several else "", tuple(_of_part(reading, one)))
        for one in reading.assessments
    ]
    after = tuple(_of_trials(reading))
    if after:
        parts.append(Said(_("Prøvehandlingerne"), after))
    return tuple(parts)


def verdict_in_words(reading: Read) -> str:
    """The shortest that can be said, for lists: of the latest stretch. The sentences say it in the trade's own words."""
    if not reading.assessments:
        return _("Ingen målinger endnu")
    verdict = reading.assessments[-1].verdict
    if verdict is None:
        return _("Kan ikke vurderes endnu")
    return _("Usædvanligt mønster") if verdict is Verdict.SIGNAL else _("Svinger som sædvanligt")


def warning_of_many(readings: Sequence[Read]) -> str:
    """R14: how many signals chance alone gives when many charts are looked at."""
    judged = sum(
        any(one.verdict is not None for one in reading.assessments) for reading in readings
    )
    if judged < 2:
        return ""
    return _(
        "Med %(charts)s diagrammer må man vente omkring %(signals)s med et tilfældigt signal, også selv om intet har ændret sig.",
        charts=judged,
        signals=ceil(judged * FALSE_SIGNALS),
    )


def _stretch_name(reading: Read, one: Assessment) -> str:
    return f"{reading.period(one.part.first)} – {reading.period(one.part.last)}"


def _of_part(reading: Read, one: Assessment) -> Iterator[Sentence]:
    if one.verdict is None:
        yield _why_no_verdict(reading, one)
    elif one.verdict is Verdict.RANDOM:
        yield _random(one)
    else:
        yield from _signal(reading, one)
    if one.verdict is not None:
        if one.status is Status.PROVISIONAL:
            yield Sentence(
                "R11",
                _(
                    "Vurderingen er foreløbig, fordi der er under %(settled)s målinger.",
                    settled=SETTLED_POINTS,
                ),
            )
        if one.verdict is Verdict.SIGNAL:
            yield Sentence(
                "R12",
                _(
                    "Undersøg: Er målingen opgjort på samme måde? Har patient- eller borgergruppen ændret sig? Var der ferie, sæson eller andre ændringer i perioden?"
                ),
            )
    if one.part.centre_source is CentreSource.FROZEN:
        yield Sentence(
            "R13",
            _(
                "Midtlinjen er fastlåst på de første %(baseline)s målinger. Et kort udgangspunkt giver flere tilfældige signaler.",
                baseline=len(one.part.baseline),
            ),
        )
    if reading.chart.spec.kind is not Kind.RUN:
        yield from _limits(reading, one)


def _why_no_verdict(reading: Read, one: Assessment) -> Sentence:
    n = one.n_points
    if one.status is Status.NO_DATA:
        return Sentence("R0", _("Der er endnu ingen målinger."))
    if one.status is Status.ONE_SIDED:
        return Sentence(
            "R3",
            _(
                "Mindst halvdelen af målingerne er %(median)s, så midtlinjen ligger på kanten af målingerne. Reglerne for serier og kryds kan ikke bruges her. Overvej længere perioder eller dage mellem hændelser.",
                median=level_in_figures(reading.measure, one.part.centre or 0),
            ),
        )
    if n >= 12:
        return Sentence(
            "R2",
            _(
                "Kun %(useful)s af %(n)s målinger ligger over eller under midtlinjen. Det er for få til at vurdere variationen.",
                useful=one.part.runs.n_useful,
                n=n,
            ),
        )
    return Sentence(
        "R1",
        ngettext(
            "Der er %(num)s måling. Kurven vises, men vi vurderer først variationen, når der er mindst 12 målinger, gerne 20-30.",
            "Der er %(num)s målinger. Kurven vises, men vi vurderer først variationen, når der er mindst 12 målinger, gerne 20-30.",
            n,
        ),
    )


def _random(one: Assessment) -> Sentence:
    runs = one.part.runs
    crossings = ngettext("%(num)s kryds", "%(num)s kryds", runs.crossings or 0)
    return Sentence(
        "R4",
        _(
            "Tilfældig variation: Målingerne svinger, som man kan vente, når niveauet er uændret (længste serie %(longest)s, grænse %(most)s; %(crossings)s, mindst %(fewest)s). Det udelukker ikke en mindre ændring.",
            longest=runs.longest_run,
            most=runs.longest_run_max,
            crossings=crossings,
            fewest=runs.crossings_min,
        ),
    )


def _signal(reading: Read, one: Assessment) -> Iterator[Sentence]:
    runs = one.part.runs
    if runs.long_run:
        span = runs.longest[-1]
        values = {
            "longest": runs.longest_run,
            "first": reading.period(span.first),
            "last": reading.period(span.last),
            "most": runs.longest_run_max,
        }
        if span.side > 0:
            text = _(
                "Ikke-tilfældig variation: %(longest)s målinger i træk ligger over midtlinjen (%(first)s – %(last)s). Mere end %(most)s i træk er usædvanligt, hvis niveauet er uændret.",
                **values,
            )
        else:
            text = _(
                "Ikke-tilfældig variation: %(longest)s målinger i træk ligger under midtlinjen (%(first)s – %(last)s). Mere end %(most)s i træk er usædvanligt, hvis niveauet er uændret.",
                **values,
            )
        yield Sentence("R5", text)
    if runs.few_crossings:
        yield Sentence(
            "R6",
            ngettext(
                "Ikke-tilfældig variation: Kurven krydser midtlinjen %(num)s gang. Færre end %(fewest)s er usædvanligt, hvis niveauet er uændret.",
                "Ikke-tilfældig variation: Kurven krydser midtlinjen %(num)s gange. Færre end %(fewest)s er usædvanligt, hvis niveauet er uændret.",
                runs.crossings or 0,
                fewest=runs.crossings_min,
            ),
        )
    if runs.long_run:
        yield _direction(reading.measure, runs.longest[-1].side)
    else:
        yield Sentence(
            "R8",
            _(
                "Mønsteret tyder på, at niveauet har flyttet sig undervejs, men ikke hvornår eller hvorhen."
            ),
        )


def _direction(measure: Measure, side: int) -> Sentence:
    if measure.direction is None:
        return Sentence("R7c", _("Diagrammet siger ikke, om ændringen er god eller dårlig."))
    wanted = 1 if measure.direction is MeasureDirection.HIGHER else -1
    if side == wanted:
        return Sentence("R7a", _("Serien ligger i den ønskede retning."))
    return Sentence("R7b", _("Serien ligger modsat den ønskede retning."))


def _limits(reading: Read, one: Assessment) -> Iterator[Sentence]:
    if not shows_limits(reading, one):
        return
    measure = reading.measure
    for at in outside(reading):
        if not one.part.first <= at <= one.part.last:
            continue
        limit, level = one.part.limits[at - one.part.first], reading.chart.levels[at]
        if limit is None or level is None:
            continue
        yield Sentence(
            "S1",
            _(
                "Målingen for %(period)s (%(value)s) ligger uden for kontrolgrænserne (%(lower)s-%(upper)s). Se efter en særlig forklaring netop dér.",
                period=reading.period(at),
                value=level_in_figures(measure, level),
                lower=level_in_figures(measure, limit.lower),
                upper=level_in_figures(measure, limit.upper),
            ),
        )
    if len(one.part.baseline) < SETTLED_POINTS:
        yield Sentence(
            "S2",
            _(
                "Kontrolgrænserne er foreløbige, da de bygger på %(baseline)s målinger.",
                baseline=len(one.part.baseline),
            ),
        )


# How the trials lie to it


def _of_trials(reading: Read) -> Iterator[Sentence]:
    trials = [mark for mark in reading.marks if mark.trial_id is not None]
    if not trials:
        return
    begins = _begin_of_run(reading)
    for mark in trials:
        relation = relate(reading.chart, mark.on)
        if begins is not None and relation.onset is not Onset.NONE:
            yield _onset(mark, relation.onset, relation.distance)
        elif relation.points_after < relation.points_needed:
            yield Sentence(
                "R10",
                ngettext(
                    "Der er %(num)s måling efter prøvehandlingen »%(title)s«. Der skal normalt mindst %(need)s til, før et skift kan ses.",
                    "Der er %(num)s målinger efter prøvehandlingen »%(title)s«. Der skal normalt mindst %(need)s til, før et skift kan ses.",
                    relation.points_after,
                    title=mark.words,
                    need=relation.points_needed,
                ),
            )
    if begins is not None and len(_close_to(reading, trials, begins)) > 1:
        yield Sentence(
            "R9c",
            _("Flere prøvehandlinger ligger tæt på. Diagrammet kan ikke skille dem ad."),
        )


def _begin_of_run(reading: Read) -> int | None:
    """Where the latest unusually long run begins, if the stretch it lies in may be judged."""
    long_ones = [one for one in reading.assessments if one.part.runs.long_run]
    if not long_ones or long_ones[-1].verdict is not Verdict.SIGNAL:
        return None
    return long_ones[-1].part.runs.longest[-1].first


def _close_to(reading: Read, trials: Sequence[Mark], begins: int) -> list[Mark]:
    """The trials that began near where the run does."""
    points = reading.chart.points
    first_day = points[max(begins - NEAR_THE_BEGINNING, 0)].period_start
    last_day = points[min(begins + NEAR_THE_BEGINNING, len(points)) - 1].period_end
    return [mark for mark in trials if first_day <= mark.on <= last_day]


def _onset(mark: Mark, onset: Onset, distance: int) -> Sentence:
    title = mark.words
    if onset is Onset.AFTER:
        coincides = _(
            "Tidspunktet passer med, at prøvehandlingen kan have betydet noget, men diagrammet viser ikke årsagen."
        )
        if not distance:
            begins = _("Serien begynder lige efter prøvehandlingen »%(title)s«.", title=title)
        else:
            begins = ngettext(
                "Serien begynder %(num)s måling efter prøvehandlingen »%(title)s«.",
                "Serien begynder %(num)s målinger efter prøvehandlingen »%(title)s«.",
                distance,
                title=title,
            )
        return Sentence("R9a", f"{begins} {coincides}")
    if not distance:
        return Sentence(
            "R9b",
            _(
                "Serien begynder i samme periode som prøvehandlingen »%(title)s«. Diagrammet viser ikke, hvad der kom først.",
                title=title,
            ),
        )
    begins = ngettext(
        "Serien begynder %(num)s måling før prøvehandlingen »%(title)s«.",
        "Serien begynder %(num)s målinger før prøvehandlingen »%(title)s«.",
        distance,
        title=title,
    )
    before = _("Ændringen var altså begyndt, før prøvehandlingen gik i gang.")
    return Sentence("R9b", f"{begins} {before}")
