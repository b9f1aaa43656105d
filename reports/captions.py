"""The sentence above each chart: what it is there to tell, concluded from its numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from reports.cases import Case
from reports.charts.scatter import quarters
from reports.lasting import LastingChart
from reports.lessons import InsightLine
from reports.management import (
    AnchoringLine,
    Bar,
    FactorLine,
    Idea,
    ManagementReport,
    Mark,
    ValuePoint,
)
from reports.measures import MeasureLine
from reports.numbers import Share, danish_date


def about_states(bar: Bar, on: date) -> str:
    """What most of the trials are on the day the report is made, whatever period it is about."""
    names, n = _most([(part.label, part.n) for part in bar.segments])
    group = _and([f"»{name}«" for name in names])
    if bar.total == 1:
        return f"{danish_date(on)}: Der er én prøvehandling. Dens tilstand er {group}."
    said = f"er de største grupper ({n} hver)" if len(names) > 1 else f"er den største gruppe ({n})"
    return f"{danish_date(on)}: Der er {bar.total} prøvehandlinger. {group} {said}."


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


def about_value_effort(points: Sequence[ValuePoint], reflected: int) -> str:
    """How much was worth it, how much of that was cheap, and how many did not say."""
    counts = quarters(points)
    cheap = counts["stor værdi, lille indsats"]
    high = cheap + counts["stor værdi, stor indsats"]
    said = (
        f"{high} af {len(points)} gav stor værdi for borgerne, heraf {cheap} for en lille indsats."
    )
    silent = reflected - len(points)
    return f"{said} {silent} har ikke angivet begge dele." if silent > 0 else said


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


def about_lasting(chart: LastingChart) -> str:
    """What is left at the last check that the curve reaches, and how sure that is."""
    last = chart.points[-1]
    share, low, high = (
        int(one * 100 + 0.5) for one in (last.share, last.lower or 0, last.upper or 1)
    )
    followed = f"{last.followed} er fulgt så længe"
    if last.share == 1:
        return (
            f"Ingen er registreret som faldet bort efter {last.month} måneder. {followed}; "
            f"med så få kan den sande andel være ned til {low}\N{NO-BREAK SPACE}%."
        )
    return (
        f"Efter {last.month} måneder var {share}\N{NO-BREAK SPACE}% af det indførte ikke faldet bort "
        f"(95\N{NO-BREAK SPACE}% sikkerhedsinterval {low}\N{EN DASH}{high}\N{NO-BREAK SPACE}%; {followed})."
    )


def about_measure(line: MeasureLine) -> str:
    """What the chart shows, in the first of the sentences that may be said of it."""
    return f"{line.name}, {line.unit}. {line.sentences[0] if line.sentences else line.verdict}"


def about_measures(lines: Sequence[MeasureLine]) -> str:
    """`"3 målinger. Usædvanligt mønster: 1. Svinger som sædvanligt: 2."`"""
    if not lines:
        return ""
    counts = Counter(line.verdict for line in lines)
    count = "1 måling" if len(lines) == 1 else f"{len(lines)} målinger"
    return f"{count}. {'. '.join(f'{words}: {n}' for words, n in counts.items())}."


def about_ideas(ideas: Sequence[Idea]) -> str:
    """How many adopted ideas a new unit has taken over, and how often that was tried without luck."""
    moved = sum(bool(idea.units(Mark.ADOPTED)) for idea in ideas)
    tried = sum(len(idea.units(Mark.TRIED)) for idea in ideas)
    word = "indført idé" if len(ideas) == 1 else "indførte idéer"
    said = f"{moved} af {len(ideas)} {word} er taget i brug i en ny enhed."
    times = "en gang" if tried == 1 else f"{tried} gange"
    return f"{said} Det er forsøgt uden held {times}." if tried else said


def about_course(case: Case) -> str:
    """How long the course was that a timeline shows."""
    first = min(one.on for one in case.moments)
    last = max(one.until or one.on for one in case.moments)
    return f"Forløbet fra {danish_date(first)} til {danish_date(last)}."


def about_insights(insights: Sequence[InsightLine]) -> str:
    """How many, and the one that stands strongest."""
    if not insights:
        return ""
    count = "Én indsigt" if len(insights) == 1 else f"{len(insights)} indsigter"
    return f"{count}. Den stærkeste: {insights[0].headline}"


def about_states_of(what: str, states: Sequence[str]) -> str:
    """`"3 anbefalinger: 2 foreslået, 1 besluttet."`"""
    if not states:
        return ""
    counts = Counter(state.lower() for state in states if state)
    count = f"1 {what}" if len(states) == 1 else f"{len(states)} {what}er"
    said = ", ".join(f"{n} {state}" for state, n in counts.items())
    return f"{count}: {said}." if said else f"{count}."


def joined(names: Iterable[object]) -> str:
    """`"3, 6 og 12"`"""
    words = [str(one) for one in names]
    return " og ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _most(pairs: Sequence[tuple[str, int]]) -> tuple[list[str], int]:
    """The names that share the greatest number, and that number."""
    most = max((n for _, n in pairs), default=0)
    return [name for name, n in pairs if n == most], most


def _and(names: Sequence[str]) -> str:
    """`"a, b og c"`, and of more than five the first three: `"a, b, c og 4 andre"`."""
    if len(names) > 5:
        names = [*names[:3], f"{len(names) - 3} andre"]
    return joined(names)
