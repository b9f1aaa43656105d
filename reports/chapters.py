"""Which chapters a management report has, what their figures show, and what the captions conclude.

A chapter with nothing to tell is left out, and the first chapter says so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reports.charts import Chart, diverging_bars, simple_bars, stacked_bars
from reports.management import (
    AnchoringLine,
    Bar,
    Definition,
    FactorLine,
    Figure,
    ManagementReport,
    Segment,
    TrialLine,
)
from reports.numbers import Share, danish_date


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its anchor, its number or letter, its heading and the template that writes it."""

    key: str
    number: str
    title: str

    @property
    def heading(self) -> str:
        """`"2. Hvad har vi prøvet?"`, `"Bilag A. Prøvehandlingerne"`."""
        return f"{self.number}. {self.title}"

    @property
    def template(self) -> str:
        """The file that writes it, named by the anchor."""
        return f"chapters/{self.key}.html"


@dataclass(frozen=True, slots=True)
class Illustration:
    """A numbered chart with the sentence it is there to tell."""

    number: int
    caption: str
    chart: Chart


def chapters(report: ManagementReport) -> tuple[Chapter, ...]:
    """The chapters this report has something to say in, numbered; annexes by letter."""
    texts = (
        ("i-tal", "Programmet i tal", True),
        ("proevet", "Hvad har vi prøvet?", bool(report.goals)),
        ("forventning", "Forventning og virkelighed", bool(report.outcomes.total)),
        ("faktorer", "Hvad fremmer, hvad hæmmer?", bool(report.factors)),
        ("forankring", "Forankring", bool(report.anchoring)),
        ("forloeb", "Læringsforløb", bool(report.cycles)),
        ("metode", "Metode og forbehold", True),
    )
    annexes = (
        ("proevehandlinger", "Prøvehandlingerne", bool(report.trials)),
        ("noegletal", "Alle nøgletal", bool(printed_figures(report))),
        ("definitioner", "Sådan er tallene regnet", bool(printed_definitions(report))),
    )
    told = [(key, title) for key, title, something in texts if something]
    added = [(key, title) for key, title, something in annexes if something]
    return (
        *(Chapter(key, str(n), title) for n, (key, title) in enumerate(told, start=1)),
        *(Chapter(key, f"Bilag {a}", title) for a, (key, title) in zip("ABC", added, strict=False)),
    )


def illustrations(report: ManagementReport, *, width: int) -> dict[str, Illustration]:
    """The charts by name, numbered in the order they are met; those with nothing to show left out."""
    drawn = dict(_drawn(report, width))
    return {
        name: Illustration(number, caption, chart)
        for number, (name, (caption, chart)) in enumerate(drawn.items(), start=1)
    }


def printed_figures(report: ManagementReport) -> tuple[Figure, ...]:
    """The rows of "Alle nøgletal": without outcomes when they would be about one person."""
    return tuple(f for f in report.figures if not (f.is_outcome and report.outcomes_withheld))


def printed_definitions(report: ManagementReport) -> tuple[Definition, ...]:
    """Without those whose every figure was left out."""
    left_out = {f.identifier for f in report.figures} - {
        f.identifier for f in printed_figures(report)
    }
    return tuple(d for d in report.definitions if d.identifier not in left_out)


def examples(report: ManagementReport, code: str) -> tuple[TrialLine, ...]:
    """The first three trials that practise a goal and may be named."""
    return tuple(trial for trial in report.quoted if code in trial.goals)[:3]


def _drawn(report: ManagementReport, width: int) -> Iterator[tuple[str, tuple[str, Chart]]]:
    if report.states.total:
        title = "Alle prøvehandlinger efter tilstand"
        bar = _without_zeros(report.states)
        yield (
            "states",
            (
                about_states(bar, report.made_at.date()),
                stacked_bars("figur-1", title, [bar], width=width),
            ),
        )
    if any(goal.bar.total for goal in report.goals):
        bars = [Bar(goal.label, goal.bar.segments) for goal in report.goals]
        title = "Prøvehandlinger pr. kompetencemål"
        yield "goals", (about_goals(report), stacked_bars("figur-2", title, bars, width=width))
    if report.outcomes.total and not report.outcomes_withheld:
        title = "Udfaldet i forhold til forventningen"
        chart = simple_bars("figur-3", title, report.outcomes, width=width)
        yield "outcomes", (about_surprise(report.surprise), chart)
    if report.factors:
        title = "Hvad fremmede, og hvad hæmmede"
        chart = diverging_bars("figur-4", title, report.factors, width=width)
        yield "factors", (about_factors(report.factors), chart)
    if any(line.due for line in report.anchoring):
        bars = [_checks(line) for line in report.anchoring if line.due]
        title = "Forankringstjek efter måneder"
        chart = stacked_bars("figur-5", title, bars, width=width)
        yield "anchoring", (about_anchoring(report.anchoring), chart)


def about_states(bar: Bar, on: date) -> str:
    """What most of the trials are on the day the report is made, whatever period it is about."""
    names, n = _most([(part.label, part.n) for part in bar.segments])
    if bar.total == 1:
        return f"Tilstand {danish_date(on)}: Der er én prøvehandling. Den står som {_and(names)}."
    each = f"{n} hver" if len(names) > 1 else str(n)
    return f"Tilstand {danish_date(on)}: Flest af de {bar.total} prøvehandlinger står som {_and(names)} ({each})."


def about_goals(report: ManagementReport) -> str:
    """How many goals somebody has tried."""
    tried = Share(sum(bool(goal.bar.total) for goal in report.goals), len(report.goals))
    missing = [goal.label for goal in report.goals if not goal.bar.total]
    said = f"{tried.n} af {tried.of} kompetencemål har mindst én prøvehandling."
    return f"{said} Endnu ikke prøvet: {_and(missing)}." if missing else said


def about_surprise(surprise: Share) -> str:
    """How often reality was another than the prediction."""
    if not surprise.of:
        return "Ingen udfald kan endnu sammenlignes med forventningen."
    percent = f" ({surprise.percent_text})" if surprise.percent_text else ""
    return f"{surprise.n} af {surprise.of} gik bedre end ventet eller ikke som ventet{percent}."


def about_factors(factors: Sequence[FactorLine]) -> str:
    """What is named most often on each side."""
    said = []
    for word, pairs in (
        ("hjælp", [(f.name, f.enabling) for f in factors]),
        ("hindring", [(f.name, f.hindering) for f in factors]),
    ):
        names, n = _most(pairs)
        if n:
            times = f"{n} gang" if n == 1 else f"{n} gange"
            each = " hver" if len(names) > 1 else ""
            said.append(f"Oftest nævnt som {word}: {_and(names)} ({times}{each}).")
    return " ".join(said)


def about_anchoring(lines: Sequence[AnchoringLine]) -> str:
    """What is left at the latest check anybody made, and what nobody has looked at."""
    checked = [line for line in lines if line.done]
    if not checked:
        return "Ingen forankringstjek er lavet endnu."
    last = checked[-1]
    said = f"Efter {last.months} måneder lever {last.held} af {last.done} tjekkede ordninger."
    if last.not_checked:
        return f"{said} {last.not_checked} af {last.due} mangler at blive tjekket."
    return said


def _without_zeros(bar: Bar) -> Bar:
    return Bar(bar.label, tuple(part for part in bar.segments if part.n))


def _checks(line: AnchoringLine) -> Bar:
    return Bar(
        f"{line.months} måneder",
        (
            Segment("Holdt", line.held),
            Segment("Delvist", line.partial),
            Segment("Faldet bort", line.lapsed),
            Segment("Bevidst afviklet", line.retired),
            Segment("Ikke tjekket", line.not_checked),
        ),
    )


def _most(pairs: Sequence[tuple[str, int]]) -> tuple[list[str], int]:
    """The names that share the greatest number, and that number."""
    most = max((n for _, n in pairs), default=0)
    return [name for name, n in pairs if n == most], most


def _and(names: Sequence[str]) -> str:
    """`"a, b og c"`, and of more than five the first three: `"a, b, c og 4 andre"`."""
    if len(names) > 5:
        names = [*names[:3], f"{len(names) - 3} andre"]
    return " og ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
