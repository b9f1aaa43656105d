"""The figures as rows of "Alle nøgletal", and what the report says beside them."""

from collections.abc import Iterator

from reports import (
    AnchoringLine,
    Card,
    Definition,
    FactorLine,
    Figure,
    LastingChart,
    LastingPoint,
    Measure,
    Share,
)
from transfer.domain import indicators, shares
from transfer.domain.anchoring import ANCHORED_FROM_MONTH
from transfer.domain.indicators import INDICATORS, ProgrammeFacts
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Decision, Factor, Outcome

TOP_FACTORS = 5
"""How many factors are named, and all that tie with the last of them."""

NOT_CHECKED = marked("%(number)s er ikke tjekket.")
"""What may follow the definition of a card."""


def share(found: shares.Share) -> Share:
    return Share(found.n, found.of)


def cards(facts: ProgrammeFacts, planned: int) -> tuple[Card, ...]:
    """The found of "Programmet i tal".

    Args:
        planned: how many more should have begun in the period by their plan, and have not.
    """
    started = len(facts.started)
    months = indicators.check_months(facts)
    month = next((one for one in months if one >= ANCHORED_FROM_MONTH), months[-1])
    found = indicators.anchoring_survival(facts, month)
    unchecked = f" {NOT_CHECKED % {'number': found.not_checked}}" if found.not_checked else ""
    return (
        Card(
            marked("Igangsat"),
            Share(started, started + planned),
            marked(
                "Prøvehandlinger sat i gang, ud af dem, der efter planen skulle begynde i perioden."
            ),
        ),
        Card(
            marked("Gennemførelsesgrad"),
            share(indicators.completion_rate(facts)),
            marked("Prøvehandlinger med færdig refleksion, ud af dem, hvor fristen lå i perioden."),
        ),
        Card(
            marked("Indført"),
            share(indicators.adoption_rate(facts)),
            marked("Beslutningen Indfør, ud af alle med Indfør, Justér eller Stop."),
            is_outcome=True,
        ),
        Card(
            marked("Forankret efter 6 måneder")
            if month == ANCHORED_FROM_MONTH
            else f"Forankret efter {month} måneder",
            share(found.a),
            marked("Fastholdt, ud af dem, der er tjekket.") + unchecked,
        ),
        Card(
            marked("Spredt"),
            share(indicators.spread_success(facts)),
            marked("Overførsler til en anden enhed, der er indført, ud af forsøgte."),
            is_outcome=True,
        ),
        Card(
            marked("Mål dækket"),
            share(indicators.goal_coverage(facts).share),
            marked("Kompetencemål med mindst én reflekteret prøvehandling."),
        ),
    )


def rows(facts: ProgrammeFacts) -> tuple[Figure, ...]:
    """Every figure, in the order of the definitions."""
    return (
        *_counts(facts),
        *_transfer(facts),
        *_process(facts),
        *_spread(facts),
        *_anchoring(facts),
        *_coverage(facts),
    )


def _counts(facts: ProgrammeFacts) -> Iterator[Figure]:
    yield Figure("started", "Sat i gang", len(facts.started))
    yield Figure("reflected", "Reflekteret", len(facts.reflected))
    yield Figure("decided", "Besluttet", len(facts.decided))
    for key, count in indicators.decisions(facts).items():
        yield Figure("decisions", f"Beslutning: {Decision[key.upper()].label}", count)


def _transfer(facts: ProgrammeFacts) -> Iterator[Figure]:
    for level in (2, 3):
        name = f"Transfergrad, idéer fra kurser, niveau {level} eller højere"
        yield Figure(
            "transfer_rate", name, share(indicators.transfer_rate(facts, level)), is_outcome=True
        )
    for level in (2, 3):
        name = f"Alle prøvehandlinger, niveau {level} eller højere"
        found = share(indicators.transfer_rate_all(facts, level))
        yield Figure("transfer_rate_all", name, found, is_outcome=True)
    together = share(indicators.use_in_cycles(facts).together)
    if together.of:
        yield Figure("use_in_cycles", "Brug i læringsforløb, tilsammen", together, is_outcome=True)


def _process(facts: ProgrammeFacts) -> Iterator[Figure]:
    yield Figure("completion_rate", "Gennemførelsesgrad", share(indicators.completion_rate(facts)))
    yield Figure(
        "adoption_rate",
        "Indførelsesgrad pr. prøvehandling",
        share(indicators.adoption_rate(facts)),
        "pause er ikke talt med",
        is_outcome=True,
    )
    per_idea = share(indicators.adoption_rate_per_chain(facts))
    yield Figure(
        "adoption_rate_per_chain", "Indførelsesgrad pr. idé", per_idea, "sidste beslutning", True
    )
    yield Figure(
        "time_to_reflection",
        "Tid til refleksion, median",
        _days(indicators.time_to_reflection(facts)),
    )
    within = share(indicators.reflected_within(facts))
    yield Figure("time_to_reflection_within_14", "Reflekteret inden for 14 dage", within)
    yield Figure(
        "lead_time",
        "Gennemløbstid fra start til beslutning, median",
        _days(indicators.lead_time(facts)),
    )
    chains = indicators.chains(facts)
    yield Figure("chain_length", "Idéer", chains.count)
    yield Figure("chain_length", "Runder pr. idé, gennemsnit", Measure(chains.mean_length, "", 2))
    yield Figure("chain_length_two_rounds", "Idéer med mindst to runder", share(chains.two_rounds))
    yield Figure(
        "prediction_rate", "Forventning skrevet før start", share(indicators.prediction_rate(facts))
    )
    for key, count in indicators.outcomes(facts).items():
        yield Figure("outcomes", f"Udfald: {Outcome[key.upper()].label}", count, is_outcome=True)
    surprise = share(indicators.surprise_rate(facts))
    yield Figure(
        "surprise_rate", "Overraskelsesgrad", surprise, "der er ikke et rigtigt tal at nå", True
    )
    found = indicators.value_effort(facts)
    cheap = Share(found.quadrants["high_value_low_effort"], len(found.points))
    yield Figure("value_effort", "Stor værdi for lille indsats", cheap, "", is_outcome=True)


def _spread(facts: ProgrammeFacts) -> Iterator[Figure]:
    found = indicators.spread(facts)
    note = f"{found.copied.of} kopieret, {found.adapted.of} tilpasset" if found.attempted else ""
    yield Figure(
        "spread_count", "Indført i en ny enhed", indicators.spread_count(facts), is_outcome=True
    )
    yield Figure("spread_success", "Overførsler, der er indført", share(found.success), note, True)
    yield Figure(
        "spread_reach",
        "Spredningsrækkevidde",
        share(indicators.spread_reach(facts)),
        is_outcome=True,
    )


def _anchoring(facts: ProgrammeFacts) -> Iterator[Figure]:
    for month in indicators.check_months(facts):
        found = indicators.anchoring_survival(facts, month)
        if not found.due:
            continue
        parts = (
            ("delvist", found.partly),
            ("faldet bort", found.lapsed),
            ("bevidst afviklet", found.retired),
            ("ikke tjekket", found.not_checked),
        )
        note = ", ".join(f"{word} {count}" for word, count in parts if count)
        for letter, part in (("A", found.a), ("B", found.b), ("C", found.c)):
            name = f"Forankring efter {month} måneder, {letter}"
            yield Figure("anchoring_survival", name, share(part), note if letter == "A" else "")


def _coverage(facts: ProgrammeFacts) -> Iterator[Figure]:
    goals = indicators.goal_coverage(facts)
    missing = f"mangler {_and(goals.gaps)}" if goals.gaps else ""
    yield Figure("goal_coverage", "Måldækning", share(goals.share), missing)
    yield Figure("reach", "Rækkevidde, enheder", share(indicators.reach(facts)))
    for word, found in (
        ("hjælp", [(one.factor, one.enabler) for one in indicators.top_enablers(facts)]),
        ("hindring", [(one.factor, one.barrier) for one in indicators.top_barriers(facts)]),
    ):
        most = [(name, count) for name, count in found if count >= _least(found)]
        if most:
            named = ", ".join(f"{_factor(name)} {count}" for name, count in most)
            yield Figure(
                "factor_balance", f"Nævnt mest som {word}", most[0][1], named, is_outcome=True
            )


def transfer_readings(facts: ProgrammeFacts) -> tuple[Figure, ...]:
    """The same question by four definitions."""
    said = (
        ("Idéer fra kurser, brugt gennem perioden af dem, der var med", indicators.transfer_rate(facts)),
        ("Alle prøvehandlinger, brugt gennem perioden af dem, der var med", indicators.transfer_rate_all(facts)),
        ("Deltagere, der bruger det ved opfølgning på læringsforløb", indicators.use_in_cycles(facts).together),
        ("Idéer fra kurser, brugt af flere kolleger uden påmindelse", indicators.transfer_rate(facts, 3)),
    )  # fmt: skip
    return tuple(Figure("transfer_rate", name, share(found)) for name, found in said if found.of)


def anchoring_lines(facts: ProgrammeFacts) -> tuple[AnchoringLine, ...]:
    """What the checks of each month found; nothing before the first is due."""
    found = [
        indicators.anchoring_survival(facts, month) for month in indicators.check_months(facts)
    ]
    if not any(each.due for each in found):
        return ()
    return tuple(
        AnchoringLine(
            months=each.month,
            held=each.held,
            partial=each.partly,
            lapsed=each.lapsed,
            not_checked=each.not_checked,
            retired=each.retired,
        )
        for each in found
    )


def lasting_chart(facts: ProgrammeFacts) -> LastingChart | None:
    """The curve of what was adopted; None with fewer than five, or where nobody was followed long enough."""
    found = indicators.lasting_of(facts)
    if not found.has_curve:
        return None
    points = tuple(
        LastingPoint(
            one.month, one.survival, one.lower, one.upper, one.if_gone, one.if_kept, one.followed
        )
        for one in found.read
    )
    unknown = (
        f" {found.unknown} af {found.adopted} mangler svar ved seneste tjek og tæller kun med frem til det sidste svar."
        if found.unknown
        else ""
    )
    told = f"{len(points)} tjek, fra {points[0].month} til {points[-1].month} måneder.{unknown}"
    return LastingChart(
        title="Så meget af det indførte er ikke faldet bort", points=points, told=told
    )


def factor_lines(facts: ProgrammeFacts) -> tuple[FactorLine, ...]:
    """Every factor named at least once, those that most spoke of first."""
    named = [each for each in indicators.factor_balance(facts) if each.enabler or each.barrier]
    named.sort(key=lambda each: (-each.balance, -each.enabler))
    return tuple(FactorLine(_factor(each.factor), each.enabler, each.barrier) for each in named)


def definitions_of(printed: tuple[Figure, ...], *, withheld: bool) -> tuple[Definition, ...]:
    """The definitions of the figures that are printed, in the table or as a chart."""
    used = {figure.identifier for figure in printed} | {"states"}
    if not withheld:
        used |= {"outcomes", "factor_balance", "spread_count"}
    return tuple(
        Definition(each.identifier, each.name, each.definition)
        for each in INDICATORS.values()
        if each.identifier in used
    )


def _days(found: shares.Median) -> Measure:
    return Measure(found.value, "dage")


def _least(found: list[tuple[str, int]]) -> int:
    """The count of the last factor to be named, ties with it included."""
    return found[min(TOP_FACTORS, len(found)) - 1][1] if found else 0


def _factor(code: str) -> str:
    return next((factor.label for factor in Factor if factor.value == code), code)


def _and(names: tuple[str, ...]) -> str:
    return " og ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
