"""The figures by name: what each is called and what it means, for page, PDF and JSON alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from transfer.domain.texts import marked


@dataclass(frozen=True)
class Indicator:
    """A figure's Danish name and its definition in one line."""

    identifier: str
    name: str
    definition: str


_ALL: Final = (
    Indicator(
        "started",
        marked("Sat i gang"),
        marked("Prøvehandlinger, der blev sat i gang i perioden."),
    ),
    Indicator(
        "reflected",
        marked("Reflekteret"),
        marked("Prøvehandlinger, hvor refleksionen blev gjort færdig i perioden."),
    ),
    Indicator(
        "decided",
        marked("Besluttet"),
        marked("Prøvehandlinger, hvor der blev truffet en beslutning i perioden, også om pause."),
    ),
    Indicator(
        "decisions",
        marked("Beslutninger"),
        marked("Antal af hver slags beslutning, der blev truffet i perioden."),
    ),
    Indicator(
        "states",
        marked("Hvor de står nu"),
        marked("Prøvehandlinger efter tilstand: dem, der skete noget med i perioden, og de åbne."),
    ),
    Indicator(
        "transfer_rate",
        marked("Transfergrad"),
        marked(
            "Prøvehandlinger fra et kursus, der som minimum blev brugt gennem perioden af dem, "
            "der var med (anvendelsesgrad 2), ud af alle reflekterede fra et kursus."
        ),
    ),
    Indicator(
        "transfer_rate_level_3",
        marked("Transfergrad, brugt uden påmindelse"),
        marked(
            "Prøvehandlinger fra et kursus, der som minimum bruges af flere kolleger uden "
            "påmindelse (anvendelsesgrad 3), ud af alle reflekterede fra et kursus."
        ),
    ),
    Indicator(
        "transfer_rate_all",
        marked("Anvendelse, alle prøvehandlinger"),
        marked("Prøvehandlinger med anvendelsesgrad 2 eller mere ud af alle reflekterede."),
    ),
    Indicator(
        "transfer_rate_all_level_3",
        marked("Anvendelse uden påmindelse, alle prøvehandlinger"),
        marked("Prøvehandlinger med anvendelsesgrad 3 eller mere ud af alle reflekterede."),
    ),
    Indicator(
        "use_in_cycles",
        marked("Brug i læringsforløb"),
        marked("Deltagere, der bruger det lærte ved opfølgningen, ud af dem, der blev spurgt."),
    ),
    Indicator(
        "completion_rate",
        marked("Gennemførelsesgrad"),
        marked(
            "Reflekterede prøvehandlinger ud af dem, der er sat i gang, og hvor fristen for "
            "refleksion lå i perioden."
        ),
    ),
    Indicator(
        "adoption_rate",
        marked("Indførelsesgrad"),
        marked("Indførte prøvehandlinger ud af dem, der blev indført, justeret eller stoppet."),
    ),
    Indicator(
        "adoption_rate_per_chain",
        marked("Indførelsesgrad pr. idé"),
        marked(
            "Idéer, hvis sidste beslutning er at indføre, ud af idéer, hvis sidste beslutning er "
            "at indføre eller stoppe. Flere runder af samme idé tæller som én."
        ),
    ),
    Indicator(
        "time_to_reflection",
        marked("Tid til refleksion"),
        marked("Median af dage fra afprøvningens slutning til refleksionen var færdig."),
    ),
    Indicator(
        "time_to_reflection_within_14",
        marked("Reflekteret inden for 14 dage"),
        marked("Prøvehandlinger, der blev reflekteret højst 14 dage efter slutningen."),
    ),
    Indicator(
        "lead_time",
        marked("Gennemløbstid"),
        marked("Median af dage fra start til beslutning."),
    ),
    Indicator(
        "chain_length",
        marked("Rundetal"),
        marked("Besluttede prøvehandlinger pr. idé. Kun »Næste runde« hører til samme idé."),
    ),
    Indicator(
        "chain_length_two_rounds",
        marked("Idéer med flere runder"),
        marked("Idéer, der er prøvet i mindst to runder, ud af alle idéer."),
    ),
    Indicator(
        "prediction_rate",
        marked("Forventningsdisciplin"),
        marked("Prøvehandlinger med en forventning skrevet før start, ud af alle sat i gang."),
    ),
    Indicator(
        "outcomes",
        marked("Forventning og virkelighed"),
        marked("Reflekterede prøvehandlinger efter, hvordan det gik i forhold til forventningen."),
    ),
    Indicator(
        "surprise_rate",
        marked("Overraskelsesgrad"),
        marked(
            "Prøvehandlinger, der gik bedre eller ikke som ventet, ud af alle reflekterede, "
            "undtagen »Kan ikke afgøres«. Der er ikke et rigtigt tal at nå."
        ),
    ),
    Indicator(
        "stop_learning_rate",
        marked("Læring fra stop"),
        marked(
            "Stoppede prøvehandlinger, som en publiceret indsigt eller en senere prøvehandling "
            "bygger på, ud af alle stoppede."
        ),
    ),
    Indicator(
        "insight_yield",
        marked("Indsigtsudbytte"),
        marked(
            "Indsigter publiceret i perioden, holdt op mod sparringssessioner holdt i perioden."
        ),
    ),
    Indicator(
        "insight_yield_used",
        marked("Brugte indsigter"),
        marked(
            "Indsigter, som nogen har lavet en prøvehandling ud af, ud af de indsigter, der har "
            "været publiceret i mindst tre måneder."
        ),
    ),
    Indicator(
        "spread_count",
        marked("Spredning, antal"),
        marked("Idéer, der i perioden blev overført til og indført i en ny enhed."),
    ),
    Indicator(
        "spread_success",
        marked("Overførselsgrad"),
        marked("Indførte overførsler ud af overførsler, hvor der blev truffet en beslutning."),
    ),
    Indicator(
        "spread_reach",
        marked("Spredningsrækkevidde"),
        marked(
            "Enheder, der bruger en indført idé, ud af enheder, hvor den siges at kunne bruges."
        ),
    ),
    Indicator(
        "anchoring_survival",
        marked("Forankringsoverlevelse"),
        marked(
            "A: fastholdt ud af gennemførte tjek. B: fastholdt ud af forfaldne tjek. "
            "C: gennemførte ud af forfaldne tjek. Delvist fastholdt tæller ikke som fastholdt."
        ),
    ),
    Indicator(
        "goal_coverage",
        marked("Måldækning"),
        marked("Kompetencemål med mindst én reflekteret prøvehandling ud af de aktive mål."),
    ),
    Indicator(
        "reach",
        marked("Rækkevidde"),
        marked("Enheder med mindst én prøvehandling sat i gang, ud af programmets enheder."),
    ),
    Indicator(
        "sparring_coverage",
        marked("Sparringsdækning"),
        marked(
            "Besluttede prøvehandlinger, der fik sparring før beslutningen, på en session eller som "
            "feedback, ud af alle besluttede."
        ),
    ),
    Indicator(
        "agreements_on_time",
        marked("Aftaler holdt til tiden"),
        marked("Aftaler gjort senest på datoen ud af aftaler med dato i perioden."),
    ),
    Indicator(
        "leader_response",
        marked("Ledelsesrespons, støtteønsker"),
        marked(
            "Støtteønsker, som lederen svarede på inden for 14 dage, ud af dem, hvor fristen lå i "
            "perioden."
        ),
    ),
    Indicator(
        "leader_response_recommendations",
        marked("Ledelsesrespons, anbefalinger"),
        marked(
            "Anbefalinger, som nogen har taget stilling til, ud af dem, der blev foreslået i perioden."
        ),
    ),
    Indicator(
        "factor_balance",
        marked("Fremmer/hæmmer-balance"),
        marked("For hver faktor: hvor mange gange den fremmede, og hvor mange gange den hæmmede."),
    ),
    Indicator(
        "value_effort",
        marked("Værdi × indsats"),
        marked(
            "Reflekterede prøvehandlinger efter værdi for borgerne og indsats. "
            "Høj er 4 eller 5 på skalaen."
        ),
    ),
)

INDICATORS: Final[Mapping[str, Indicator]] = {each.identifier: each for each in _ALL}
"""Every figure, in the order of the definitions at the back of the report."""
