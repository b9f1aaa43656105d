"""Phase 3: looking back together, rows 30 to 42, and the number after of row 18."""

from typing import Final

from transfer.domain.fields import Condition, Kind, Phase, Question, Standing
from transfer.domain.texts import marked
from transfer.domain.vocabulary import Factor, Fidelity, Outcome, TransferLevel, choices_of

_FACTORS: Final = choices_of(Factor)

_WHAT_HAPPENED: Final = (
    Question(
        "fidelity",
        marked("Blev den gennemført som planlagt?"),
        Kind.CHOICE,
        Phase.REFLECTION,
        Standing.CORE,
        row=30,
        required=True,
        choices=choices_of(Fidelity),
        missing=marked("Vælg, om den blev gennemført som planlagt. Et nej er også et svar."),
    ),
    Question(
        "deviations",
        marked("Hvad blev anderledes?"),
        Kind.LONG_TEXT,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=31,
        required_when=Condition("fidelity", (Fidelity.YES,), negated=True),
        help=marked("Ikke en fejlliste. Det er her, læringen begynder."),
        example=marked(
            "I weekenden var kanderne ikke hentet op, så fire af de fjorten dage stod der glas "
            "som før."
        ),
        missing=marked("Skriv kort, hvad der blev anderledes end planlagt."),
    ),
    Question(
        "what_happened",
        marked("Hvad skete der?"),
        Kind.LONG_TEXT,
        Phase.REFLECTION,
        Standing.CORE,
        row=32,
        required=True,
        help=marked("Beskriv det, I så og hørte. Gem forklaringerne til feltet nedenfor."),
        example=marked(
            "De første dage kiggede alle på kanden, men ingen tog den. Da en kollega skænkede til "
            "sig selv og drak, rakte to ud efter den. I anden uge blev i snit syv glas drukket."
        ),
        missing=marked("Skriv, hvad I så og hørte."),
    ),
    Question(
        "measure_after",
        marked("Efter"),
        Kind.NUMBER,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=18,
    ),
    Question(
        "outcome_vs_prediction",
        marked("I forhold til forventningen"),
        Kind.CHOICE,
        Phase.REFLECTION,
        Standing.CORE,
        row=33,
        required=True,
        choices=choices_of(Outcome),
        help=marked("Jeres forventning vises ved siden af."),
        missing=marked("Vælg, hvordan det gik i forhold til det, I forventede."),
    ),
    Question(
        "value_citizen",
        marked("Værdi for borgerne"),
        Kind.SCALE,
        Phase.REFLECTION,
        Standing.CORE,
        row=34,
        required=True,
        ends=(marked("skadede"), marked("stor gevinst")),
        help=marked("1 = skadede, 3 = ingen forskel, 5 = stor gevinst, eller ved ikke"),
        missing=marked("Vælg et tal fra 1 til 5 – eller »Ved ikke«."),
    ),
    Question(
        "value_staff",
        marked("Værdi for medarbejderne"),
        Kind.SCALE,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=35,
        ends=(marked("skadede"), marked("stor gevinst")),
        help=marked("Samme skala"),
    ),
    Question(
        "effort",
        marked("Indsats"),
        Kind.SCALE,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=36,
        ends=(marked("næsten ingen"), marked("meget stor")),
        help=marked("1 = næsten ingen, 5 = meget stor"),
    ),
)

_WHAT_WE_LEARNT: Final = (
    Question(
        "why",
        marked("Hvorfor tror I, det gik sådan?"),
        Kind.LONG_TEXT,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=37,
        help=marked("Jeres bedste forklaring. Flere må gerne være uenige."),
        example=marked(
            "Vi tror, det var det, at vi selv satte os ned og drak, mere end kanden. "
            "En af os mener, at citronen gjorde det."
        ),
    ),
    Question(
        "enablers",
        marked("Hvad fremmede?"),
        Kind.CHOICES,
        Phase.REFLECTION,
        Standing.CORE,
        row=38,
        at_most=3,
        choices=_FACTORS,
        help=marked("Vælg op til tre af hver."),
    ),
    Question(
        "barriers",
        marked("Hvad hæmmede?"),
        Kind.CHOICES,
        Phase.REFLECTION,
        Standing.CORE,
        row=38,
        at_most=3,
        choices=_FACTORS,
        help=marked("Vælg op til tre af hver."),
    ),
    Question(
        "side_effects",
        marked("Utilsigtede virkninger"),
        Kind.LONG_TEXT,
        Phase.REFLECTION,
        Standing.STANDARD,
        row=39,
        help=marked("Gode eller dårlige, også små."),
        example=marked(
            "Der blev snakket mere ved bordet. Til gengæld trak kaffen ud, så to bade blev rykket "
            "til om eftermiddagen."
        ),
    ),
    Question(
        "learning",
        marked("Hvad lærte I?"),
        Kind.LONG_TEXT,
        Phase.REFLECTION,
        Standing.CORE,
        row=40,
        required=True,
        help=marked(
            "Hvad ved I nu, som I ikke vidste før? Skriv til en kollega, der aldrig har hørt om "
            "det."
        ),
        example=marked(
            "Det hjælper ikke at minde om vand. Det hjælper, at det står fremme, og at nogen ved "
            "bordet drikker først. Det koster kun, at én af os bliver siddende."
        ),
        missing=marked("Skriv, hvad I ved nu, som I ikke vidste før."),
    ),
    Question(
        "learning_headline",
        marked("Læringen i én sætning"),
        Kind.SHORT_TEXT,
        Phase.REFLECTION,
        Standing.CORE,
        row=41,
        required=True,
        limit=160,
        help=marked("Den sætning, der kommer i rapporten."),
        example=marked("Når vi selv drak med, behøvede ingen at blive mindet om det."),
        missing=marked("Skriv læringen i én sætning – det er den, andre læser først."),
    ),
    Question(
        "transfer_level",
        marked("Hvor langt er det nået ud i hverdagen?"),
        Kind.CHOICE,
        Phase.REFLECTION,
        Standing.CORE,
        row=42,
        required=True,
        choices=choices_of(TransferLevel),
        missing=marked("Vælg, hvor langt det er nået ud i hverdagen lige nu."),
    ),
)

REFLECTION: Final = _WHAT_HAPPENED + _WHAT_WE_LEARNT
