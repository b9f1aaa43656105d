"""Phase 4: what becomes of it, rows 43 to 53."""

from typing import Final

from transfer.domain.fields import Condition, Kind, Phase, Question, Standing
from transfer.domain.texts import marked
from transfer.domain.vocabulary import (
    AnchorMeans,
    Decision,
    ReportConsent,
    SpreadPotential,
    choices_of,
)

_IT_GOES_ON: Final = Condition("decision", (Decision.ADOPT, Decision.ADAPT, Decision.PAUSE))
_IT_IS_ADOPTED: Final = Condition("decision", (Decision.ADOPT,))
_IT_MAY_SPREAD: Final = Condition(
    "spread_potential",
    (
        SpreadPotential.OTHER_TEAMS,
        SpreadPotential.OTHER_UNITS,
        SpreadPotential.WHOLE_DEPARTMENT,
    ),
)

_THE_DECISION: Final = (
    Question(
        "decision",
        marked("Beslutning"),
        Kind.CHOICE,
        Phase.DECISION,
        Standing.CORE,
        row=43,
        required=True,
        choices=choices_of(
            Decision,
            adopt=marked(
                "Den bliver fast praksis. I vælger, hvem der ejer den, og ser efter igen ved "
                "forankringstjekkene."
            ),
            adapt=marked(
                "Denne runde lukkes, og næste runde er klar til at blive planlagt med det, "
                "I har lært."
            ),
            stop=marked("Den lukkes, og læringen bliver stående. Et stop er også et resultat."),
            pause=marked("Den venter. I vælger en dag, hvor I ser på den igen."),
        ),
        missing=marked("Vælg, hvad der skal ske nu. Alle fire svar er i orden."),
    ),
    Question(
        "decision_reason",
        marked("Begrundelse"),
        Kind.LONG_TEXT,
        Phase.DECISION,
        Standing.CORE,
        row=44,
        required=True,
        help=marked("Hvad afgjorde det?"),
        example=marked(
            "Dobbelt så mange glas bliver drukket, det koster næsten ingen tid, og alle i huset "
            "vil gerne blive ved."
        ),
        missing=marked("Skriv kort, hvad der afgjorde det."),
    ),
    Question(
        "decided_by",
        marked("Besluttet af"),
        Kind.SHORT_TEXT,
        Phase.DECISION,
        Standing.CORE,
        row=45,
        required=True,
        help=marked("Hvem var med?"),
        example=marked("Afdelingslederen og dagholdet"),
        missing=marked("Skriv, hvem der var med til at beslutte."),
    ),
    Question(
        "decided_on",
        marked("Besluttet den"),
        Kind.DATE,
        Phase.DECISION,
        Standing.CORE,
        row=45,
        required=True,
        missing=marked("Skriv den dag, I besluttede det."),
    ),
    Question(
        "next_step",
        marked("Næste skridt"),
        Kind.SHORT_TEXT,
        Phase.DECISION,
        Standing.CORE,
        row=46,
        required_when=_IT_GOES_ON,
        help=marked("Hvad, hvem, hvornår"),
        example=marked("Skriv kanden ind i listen for kaffeborde, også i weekenden"),
        missing=marked("Skriv det næste skridt, også hvis det er lille."),
    ),
    Question(
        "next_step_owner",
        marked("Hvem gør det?"),
        Kind.SHORT_TEXT,
        Phase.DECISION,
        Standing.CORE,
        row=46,
        required_when=_IT_GOES_ON,
        missing=marked("Skriv, hvem der tager næste skridt."),
    ),
    Question(
        "next_step_due",
        marked("Hvornår?"),
        Kind.DATE,
        Phase.DECISION,
        Standing.CORE,
        row=46,
        required_when=_IT_GOES_ON,
        help=marked("Ved pause: den dag, I ser på den igen."),
        missing=marked("Skriv, hvornår næste skridt skal være taget."),
    ),
)

_KEEPING_IT_ALIVE: Final = (
    Question(
        "anchor_owner",
        marked("Hvem ejer den nu?"),
        Kind.SHORT_TEXT,
        Phase.DECISION,
        Standing.CORE,
        row=47,
        required_when=_IT_IS_ADOPTED,
        shown_when=_IT_IS_ADOPTED,
        help=marked("Den, der har ansvaret i driften, når projektet er slut."),
        missing=marked("Skriv, hvem der ejer den nu. Uden en ejer falder den let bort."),
    ),
    Question(
        "anchor_means",
        marked("Hvordan holdes den i live?"),
        Kind.CHOICES,
        Phase.DECISION,
        Standing.CORE,
        row=48,
        required_when=_IT_IS_ADOPTED,
        shown_when=_IT_IS_ADOPTED,
        choices=choices_of(AnchorMeans),
        missing=marked("Vælg mindst én måde at holde den i live på."),
    ),
    Question(
        "anchor_first_due",
        marked("Første forankringstjek"),
        Kind.DATE,
        Phase.DECISION,
        Standing.CORE,
        row=49,
        required_when=_IT_IS_ADOPTED,
        shown_when=_IT_IS_ADOPTED,
        missing=marked("Skriv, hvornår I første gang ser efter, om den stadig lever."),
    ),
)

_SHARING: Final = (
    Question(
        "spread_potential",
        marked("Hvor langt kan den række?"),
        Kind.CHOICE,
        Phase.DECISION,
        Standing.STANDARD,
        row=50,
        choices=choices_of(SpreadPotential),
    ),
    Question(
        "spread_conditions",
        marked("Hvad skal være til stede hos andre?"),
        Kind.LONG_TEXT,
        Phase.DECISION,
        Standing.STANDARD,
        row=51,
        required_when=_IT_MAY_SPREAD,
        help=marked("De betingelser, som gjorde, at det virkede hos jer."),
        example=marked(
            "Et fælles bord, og at mindst én kollega har tid til at sidde med de første "
            "ti minutter."
        ),
        missing=marked("Skriv, hvad andre skal have på plads, før de prøver det."),
    ),
    Question(
        "report_consent",
        marked("Må den bruges i rapporten?"),
        Kind.CHOICE,
        Phase.DECISION,
        Standing.CORE,
        row=52,
        required=True,
        choices=choices_of(
            ReportConsent,
            with_unit=marked("Det, I har skrevet, må stå i rapporten sammen med enhedens navn."),
            without_unit=marked("Det, I har skrevet, må stå i rapporten, men uden enhedens navn."),
            figures_only=marked("Den bliver talt med, men ingen af jeres tekster bliver brugt."),
        ),
        missing=marked("Vælg, om den må bruges i rapporten."),
    ),
    Question(
        "attachments",
        marked("Filer"),
        Kind.FILES,
        Phase.DECISION,
        Standing.EXTRA,
        row=53,
        at_most=5,
        help=marked("Billeder uden personer og uden navne."),
    ),
)

DECISION: Final = _THE_DECISION + _KEEPING_IT_ALIVE + _SHARING
