"""Every figure of the programme, theme by theme."""

from collections.abc import Callable, Iterator
from typing import Final

from transfer.domain import indicators
from transfer.domain.anchoring import EARLIEST_MONTH, LATEST_MONTH
from transfer.domain.indicators import QUADRANTS, Counted, ProgrammeFacts
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Factor, Relation
from transfer.reporting.overview.lines import Line, Per, Theme, Told


def _anchoring() -> Iterator[Line]:
    formulas = {
        "a": marked("Fastholdt, som den er eller tilpasset ÷ gennemførte tjek."),
        "b": marked("Fastholdt, som den er eller tilpasset ÷ forfaldne tjek. Den forsigtige læsning."),
        "c": marked("Gennemførte tjek ÷ forfaldne tjek: så meget ved vi."),
    }  # fmt: skip
    names = {
        "a": marked("A: fastholdt efter %(months)s måneder, af dem der er tjekket"),
        "b": marked("B: fastholdt efter %(months)s måneder, af alle der skulle tjekkes"),
        "c": marked("C: tjekket efter %(months)s måneder, af alle der skulle tjekkes"),
    }

    def behind(month: int, figure: str) -> Callable[[ProgrammeFacts], Counted]:
        return lambda facts: indicators.behind_survival(facts, month, figure)

    for month in range(EARLIEST_MONTH, LATEST_MONTH + 1):
        for figure in ("a", "b", "c"):
            yield Line(
                f"anchoring_survival_{month}_{figure}",
                behind(month, figure),
                defined_as="anchoring_survival",
                name=names[figure],
                formula=formulas[figure],
                months=month,
            )


_QUADRANT_NAMES: Final = {
    "high_value_low_effort": marked("Stor værdi, lille indsats"),
    "high_value_high_effort": marked("Stor værdi, stor indsats"),
    "low_value_low_effort": marked("Lille værdi, lille indsats"),
    "low_value_high_effort": marked("Lille værdi, stor indsats"),
}


def _value_effort() -> Iterator[Line]:
    def behind(quadrant: str) -> Callable[[ProgrammeFacts], Counted]:
        return lambda facts: indicators.behind_quadrant(facts, quadrant)

    for quadrant in QUADRANTS:
        yield Line(
            f"value_effort_{quadrant}",
            behind(quadrant),
            Told.ANSWERS,
            defined_as="value_effort",
            name=_QUADRANT_NAMES[quadrant],
            formula=marked(
                "Prøvehandlinger i feltet ÷ reflekterede, der har svaret på både værdi for borgerne og indsats."
            ),
            is_outcome=True,
        )


def _factors() -> Iterator[Line]:
    def behind(factor: str, *, enabling: bool) -> Callable[[ProgrammeFacts], Counted]:
        return lambda facts: indicators.behind_factor(facts, factor, enabling=enabling)

    for factor in Factor:
        for enabling, word in ((True, "enabler"), (False, "barrier")):
            yield Line(
                f"{word}_{factor.value}",
                behind(factor.value, enabling=enabling),
                Told.ANSWERS,
                defined_as="factor_balance",
                name=factor.label,
                formula=marked("Antal reflekterede prøvehandlinger, der har valgt faktoren."),
                is_outcome=True,
                is_rare=True,
                is_count=True,
            )


THEMES: Final = (
    Theme(
        marked("I gang og afsluttet"),
        (
            Line("started", lambda facts: indicators.of_trials(facts.started), is_count=True),
            Line("reflected", lambda facts: indicators.of_trials(facts.reflected), is_count=True),
            Line("decided", lambda facts: indicators.of_trials(facts.decided), is_count=True),
            Line(
                "completion_rate",
                indicators.behind_completion_rate,
                formula=marked(
                    "Reflekterede ÷ satte i gang, hvor fristen for refleksion lå i perioden."
                ),
            ),
            Line(
                "time_to_reflection",
                lambda facts: indicators.behind_reflected_within(facts, 10**6),
                reckoned=indicators.time_to_reflection,
                formula=marked(
                    "Median af (dag for færdig refleksion − faktisk slutdag). Korte ventetider gør læringen friskere."
                ),
            ),
            Line(
                "time_to_reflection_within_14",
                indicators.behind_reflected_within,
                formula=marked(
                    "Reflekteret højst 14 dage efter slutningen ÷ alle reflekterede med en slutdag."
                ),
            ),
            Line(
                "lead_time",
                lambda facts: indicators.of_trials(facts.decided),
                reckoned=indicators.lead_time,
                formula=marked("Median af (dag for beslutning − faktisk startdag)."),
            ),
        ),
    ),
    Theme(
        marked("Måden at prøve på"),
        (
            Line(
                "prediction_rate",
                indicators.behind_prediction_rate,
                Told.ANSWERS,
                formula=marked("Forventning gemt senest på startdagen ÷ alle sat i gang."),
            ),
            Line(
                "chain_length",
                indicators.behind_chain_length,
                reckoned=lambda facts: Per(
                    indicators.chains(facts).trials, indicators.chains(facts).count
                ),
                formula=marked("Besluttede prøvehandlinger ÷ idéer (kæder af runder)."),
            ),
            Line(
                "chain_length_two_rounds",
                indicators.behind_two_rounds,
                formula=marked(
                    "Idéer med mindst to besluttede runder ÷ alle idéer. Hver idé står med sin seneste runde."
                ),
            ),
            Line(
                "surprise_rate",
                indicators.behind_surprise_rate,
                Told.ANSWERS,
                formula=marked(
                    "(Bedre end ventet + Ikke som ventet) ÷ alle undtagen »Kan ikke afgøres«. Går næsten alt som ventet, bliver der måske ikke prøvet noget."
                ),
                is_outcome=True,
            ),
        ),
    ),
    Theme(
        marked("Brugt i praksis"),
        (
            Line(
                "transfer_rate",
                indicators.behind_transfer_rate,
                Told.ANSWERS,
                formula=marked(
                    "Anvendelsesgrad 2 eller mere ÷ reflekterede, hvor idéen kom fra et kursus. Gruppen vurderer selv graden."
                ),
                is_outcome=True,
            ),
            Line(
                "transfer_rate_level_3",
                lambda facts: indicators.behind_transfer_rate(facts, 3),
                Told.ANSWERS,
                formula=marked(
                    "Anvendelsesgrad 3 eller mere ÷ reflekterede, hvor idéen kom fra et kursus."
                ),
                is_outcome=True,
            ),
            Line(
                "transfer_rate_all",
                indicators.behind_transfer_rate_all,
                Told.ANSWERS,
                formula=marked("Anvendelsesgrad 2 eller mere ÷ alle reflekterede."),
                is_outcome=True,
            ),
            Line(
                "transfer_rate_all_level_3",
                lambda facts: indicators.behind_transfer_rate_all(facts, 3),
                Told.ANSWERS,
                formula=marked("Anvendelsesgrad 3 eller mere ÷ alle reflekterede."),
                is_outcome=True,
            ),
            Line(
                "use_in_cycles",
                indicators.behind_use_in_cycles,
                reckoned=lambda facts: indicators.use_in_cycles(facts).together,
                formula=marked(
                    "Deltagere, der bruger det lærte ÷ deltagere, der blev spurgt, for alle opfølgninger i perioden."
                ),
                is_outcome=True,
            ),
            Line(
                "adoption_rate",
                indicators.behind_adoption_rate,
                formula=marked("Indfør ÷ (Indfør + Justér + Stop). Pause tæller ikke med."),
                is_outcome=True,
            ),
            Line(
                "adoption_rate_per_chain",
                indicators.behind_adoption_rate_per_chain,
                formula=marked(
                    "Idéer med Indfør som seneste beslutning ÷ idéer med Indfør eller Stop som seneste. Hver idé står med sin seneste runde."
                ),
                is_outcome=True,
            ),
            *_value_effort(),
        ),
    ),
    Theme(
        marked("Forankret"),
        tuple(_anchoring()),
        columns=(
            marked("A: fastholdt af tjekkede"),
            marked("B: fastholdt af forfaldne"),
            marked("C: tjekket af forfaldne"),
        ),
        row_name=marked("Efter %(months)s måneder"),
    ),
    Theme(
        marked("Spredt"),
        (
            Line(
                "spread_count",
                indicators.behind_spread_count,
                formula=marked("Forskellige par af en idé og en ny enhed, der indførte den."),
                is_outcome=True,
                is_count=True,
            ),
            Line(
                "spread_success",
                lambda facts: indicators.behind_spread(facts, *indicators.TRANSFERRED),
                formula=marked("Indførte overførsler ÷ overførsler med en beslutning."),
                is_outcome=True,
            ),
            Line(
                "spread_copied",
                lambda facts: indicators.behind_spread(facts, Relation.TRANSFERRED_COPIED),
                defined_as="spread_success",
                name=marked("Overførselsgrad, kopieret"),
                formula=marked("Indførte ÷ besluttede, af dem der blev overført uden ændringer."),
                is_outcome=True,
            ),
            Line(
                "spread_adapted",
                lambda facts: indicators.behind_spread(facts, Relation.TRANSFERRED_ADAPTED),
                defined_as="spread_success",
                name=marked("Overførselsgrad, tilpasset"),
                formula=marked("Indførte ÷ besluttede, af dem der blev tilpasset undervejs."),
                is_outcome=True,
            ),
            Line(
                "spread_reach",
                indicators.behind_spread_reach,
                Told.ANSWERS,
                formula=marked(
                    "Enheder, der bruger en indført idé ÷ enheder, hvor den efter svaret »Hvor langt kan den række?« kan bruges. Lagt sammen over alle idéer til og med perioden."
                ),
                is_outcome=True,
            ),
        ),
    ),
    Theme(
        marked("Bredde"),
        (
            Line(
                "goal_coverage",
                indicators.behind_goal_coverage,
                formula=marked("Mål med mindst én reflekteret prøvehandling ÷ aktive mål."),
            ),
            Line(
                "reach",
                indicators.behind_reach,
                formula=marked("Enheder, hvor noget er sat i gang ÷ enheder i programmet."),
            ),
        ),
    ),
    Theme(
        marked("Læring på tværs"),
        (
            Line(
                "sparring_coverage",
                indicators.behind_sparring_coverage,
                Told.SPARRING,
                formula=marked("Besluttede med sparring før beslutningsdagen ÷ alle besluttede."),
            ),
            Line(
                "agreements_on_time",
                indicators.behind_agreements_on_time,
                formula=marked("Aftaler gjort senest på datoen ÷ aftaler med dato i perioden."),
            ),
            Line(
                "stop_learning_rate",
                indicators.behind_stop_learning_rate,
                formula=marked(
                    "Stoppede, som en publiceret indsigt eller en senere prøvehandling bygger på ÷ alle stoppede."
                ),
            ),
            Line(
                "insight_yield",
                indicators.behind_insight_yield,
                reckoned=lambda facts: Per(
                    indicators.insight_yield(facts).n, indicators.insight_yield(facts).of
                ),
                formula=marked("Publicerede indsigter ÷ afholdte sparringssessioner."),
            ),
            Line(
                "insight_yield_used",
                indicators.behind_insight_use,
                formula=marked(
                    "Indsigter, som en prøvehandling er lavet ud af ÷ indsigter, der har været publiceret i tre måneder."
                ),
            ),
        ),
    ),
    Theme(
        marked("Ledelsens svar"),
        (
            Line(
                "leader_response",
                indicators.behind_support_answered,
                formula=marked(
                    "Støtteønsker besvaret senest 14 dage efter, at lederen kunne læse dem ÷ støtteønsker, hvor de 14 dage udløb i perioden."
                ),
            ),
            Line(
                "leader_response_recommendations",
                indicators.behind_recommendations_decided,
                formula=marked("Anbefalinger besluttet eller afvist ÷ foreslåede anbefalinger."),
            ),
        ),
    ),
    Theme(
        marked("Fremmer og hæmmer"),
        tuple(_factors()),
        columns=(marked("Fremmede"), marked("Hæmmede")),
    ),
)
"""All lines, in the order of the page."""

LINES: Final = {line.key: line for theme in THEMES for line in theme.lines}
