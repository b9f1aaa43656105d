"""Phase 1: the idea and the plan, rows 1 to 26."""

from typing import Final

from transfer.domain.fields import Condition, Kind, Phase, Question, Standing
from transfer.domain.texts import marked
from transfer.domain.vocabulary import (
    Beneficiary,
    MeasureDirection,
    Origin,
    Preflight,
    Relation,
    Scale,
    Visibility,
    choices_of,
)

_WHO_AND_WHERE: Final = (
    Question(
        "title",
        marked("Titel"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.CORE,
        row=1,
        required=True,
        help=marked(
            "Skriv, hvad I prøver, så en kollega forstår det på fem sekunder. Undgå forkortelser."
        ),
        example=marked("En kande vand midt på bordet til formiddagskaffen"),
        missing=marked("Giv prøvehandlingen en titel, så andre kan finde den."),
    ),
    Question(
        "unit",
        marked("Enhed"),
        Kind.UNIT,
        Phase.PLAN,
        Standing.CORE,
        row=2,
        required=True,
        help=marked("Hvor foregår afprøvningen?"),
        missing=marked("Vælg den enhed, hvor I prøver det."),
    ),
    Question(
        "owner",
        marked("Ansvarlig"),
        Kind.PERSON,
        Phase.PLAN,
        Standing.CORE,
        row=3,
        required=True,
        help=marked("Den, der holder tråden – ikke nødvendigvis den, der udfører."),
        missing=marked("Vælg, hvem der holder tråden."),
    ),
    Question(
        "participants",
        marked("Medvirkende"),
        Kind.PEOPLE,
        Phase.PLAN,
        Standing.STANDARD,
        row=4,
        help=marked("Tilføj kolleger med adgang til systemet."),
    ),
    Question(
        "participant_note",
        marked("Hvem er med i praksis?"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.STANDARD,
        row=5,
        help=marked('Skriv faggruppe og antal, fx "to hjælpere i aftenvagt". Ingen borgernavne.'),
    ),
    Question(
        "goals",
        marked("Kompetencemål"),
        Kind.GOALS,
        Phase.PLAN,
        Standing.CORE,
        row=6,
        required=True,
        at_most=3,
        help=marked("Vælg ét til tre mål, som prøvehandlingen øver."),
        missing=marked("Vælg mindst ét kompetencemål – og højst tre."),
    ),
)

_KINSHIP: Final = (
    Question(
        "origin",
        marked("Hvor kom idéen fra?"),
        Kind.CHOICE,
        Phase.PLAN,
        Standing.CORE,
        row=7,
        required=True,
        choices=choices_of(Origin),
        missing=marked("Vælg, hvor idéen kom fra. Er du i tvivl, så vælg det, der fylder mest."),
    ),
    Question(
        "cycle",
        marked("Læringsforløb"),
        Kind.RECORD,
        Phase.PLAN,
        Standing.STANDARD,
        row=8,
        help=marked("Er den en del af et forløb?"),
    ),
    Question(
        "parent",
        marked("Bygger på"),
        Kind.RECORD,
        Phase.PLAN,
        Standing.CORE,
        row=9,
        required_when=Condition("origin", (Origin.OTHER_TRIAL, Origin.OWN_EARLIER_TRIAL)),
        help=marked("Vælg den prøvehandling, I går videre fra."),
        missing=marked(
            "Vælg den prøvehandling, I bygger på – eller ret svaret på, hvor idéen kom fra."
        ),
    ),
    Question(
        "relation",
        marked("Slægtskab"),
        Kind.CHOICE,
        Phase.PLAN,
        Standing.CORE,
        row=10,
        required=True,
        help=marked("Er idéen jeres egen, eller har I den fra andre?"),
        choices=choices_of(Relation),
        missing=marked("Vælg, om idéen er jeres egen, eller om I har den fra andre."),
    ),
)

_WHAT_AND_WHY: Final = (
    Question(
        "challenge",
        marked("Hvad undrer eller udfordrer jer?"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.CORE,
        row=11,
        required=True,
        help=marked("Beskriv en konkret situation, ikke en holdning. Hvad sker der i dag?"),
        example=marked(
            "Til formiddagskaffen skænker vi ét glas vand til hver. Da jeg ryddede af i tirsdags, "
            "stod seks af ni glas urørte. Vi minder om det, men så er vi videre til næste opgave."
        ),
        missing=marked("Beskriv den situation, der undrer eller udfordrer jer."),
    ),
    Question(
        "baseline",
        marked("Udgangspunkt"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.STANDARD,
        row=12,
        help=marked(
            "Hvordan ser det ud, før I begynder? Et tal, en optælling eller en beskrivelse."
        ),
        example=marked("Tre formiddage i træk talte vi glas: I snit blev tre ud af ni drukket."),
    ),
    Question(
        "action",
        marked("Hvad vil I prøve?"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.CORE,
        row=13,
        required=True,
        help=marked(
            "Hvem gør hvad, hvor og hvornår? Så konkret, at en vikar kunne gøre det i morgen. "
            "Helst kun én ændring."
        ),
        example=marked(
            "I to uger sætter den, der dækker kaffebord, en kande vand med citron midt på bordet "
            "kl. 10. Vi skænker til os selv først og drikker med. Ingen bliver mindet om at drikke."
        ),
        missing=marked("Skriv, hvad I vil prøve: hvem gør hvad, hvor og hvornår?"),
    ),
    Question(
        "beneficiaries",
        marked("Hvem skal mærke en forskel?"),
        Kind.CHOICES,
        Phase.PLAN,
        Standing.STANDARD,
        row=14,
        choices=choices_of(Beneficiary),
    ),
    Question(
        "question",
        marked("Det spørgsmål, I vil have svar på"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.EXTRA,
        row=15,
        help=marked("Ét spørgsmål. Kan I ikke stille det, er I måske ikke klar."),
        example=marked("Drikker flere, når vandet står fremme og vi selv drikker med?"),
    ),
    Question(
        "prediction",
        marked("Hvad forventer I, der sker?"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.CORE,
        row=16,
        required=True,
        help=marked('"Hvis vi …, så forventer vi …, fordi …". Låses, når I går i gang.'),
        example=marked(
            "Hvis vi sætter kanden på bordet og selv drikker med, så forventer vi, at mindst seks "
            "ud af ni glas bliver drukket, fordi man gør som dem, man sidder sammen med."
        ),
        missing=marked("Skriv forventningen nu – den kan ikke skrives bagefter."),
    ),
    Question(
        "signs",
        marked("Tegn på, at det virker"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.CORE,
        row=17,
        required=True,
        help=marked("Hvad kan I se, høre eller tælle? To til tre tegn er nok."),
        example=marked(
            "Der er færre fulde glas, når vi rydder af. Nogen skænker selv. Nogen byder sidemanden."
        ),
        missing=marked("Skriv mindst ét tegn, I kan se, høre eller tælle."),
    ),
    Question(
        "measure_name",
        marked("Hvad måler I?"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.STANDARD,
        row=18,
        help=marked("Ét tal før og efter: navn, enhed, om højere eller lavere er bedst."),
        example=marked("Drukne glas vand pr. formiddag"),
    ),
    Question(
        "measure_unit",
        marked("Enhed (antal, minutter, pct.)"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.STANDARD,
        row=18,
        limit=40,
        example=marked("antal"),
    ),
    Question(
        "measure_direction",
        marked("Hvad er bedst?"),
        Kind.CHOICE,
        Phase.PLAN,
        Standing.STANDARD,
        row=18,
        choices=choices_of(MeasureDirection),
    ),
    Question(
        "measure_before",
        marked("Før"),
        Kind.NUMBER,
        Phase.PLAN,
        Standing.STANDARD,
        row=18,
    ),
)

_SIZE_AND_TIME: Final = (
    Question(
        "scale",
        marked("Omfang"),
        Kind.CHOICE,
        Phase.PLAN,
        Standing.CORE,
        row=19,
        required=True,
        choices=choices_of(Scale),
        help=marked("Begynd så småt, I kan."),
        missing=marked("Vælg, hvor stort I begynder. Småt er godt."),
    ),
    Question(
        "start_date",
        marked("Startdato"),
        Kind.DATE,
        Phase.PLAN,
        Standing.CORE,
        row=20,
        required=True,
        missing=marked("Skriv den dag, I begynder."),
    ),
    Question(
        "end_date",
        marked("Slutdato"),
        Kind.DATE,
        Phase.PLAN,
        Standing.CORE,
        row=21,
        required=True,
        help=marked("To til fire uger er som regel nok."),
        missing=marked("Skriv den dag, I slutter. I kan ændre den senere."),
    ),
    Question(
        "reflection_due",
        marked("Refleksion senest"),
        Kind.DATE,
        Phase.PLAN,
        Standing.CORE,
        row=22,
        required=True,
        help=marked("Sæt tid af nu – også i kalenderen."),
        missing=marked("Skriv, hvornår I senest ser tilbage sammen."),
    ),
)

_BEFORE_THE_START: Final = (
    Question(
        "preflight",
        marked("Før I går i gang"),
        Kind.CHOICES,
        Phase.PLAN,
        Standing.STANDARD,
        row=23,
        choices=choices_of(Preflight),
    ),
    Question(
        "preconditions",
        marked("Aftaler og forudsætninger"),
        Kind.LONG_TEXT,
        Phase.PLAN,
        Standing.EXTRA,
        row=24,
        help=marked("Hvad skal være på plads?"),
        example=marked(
            "Køkkenet stiller to kander klar. Sygeplejersken har sagt, om nogen "
            "skal have deres drikke på en anden måde."
        ),
    ),
    Question(
        "support_needed",
        marked("Hvad har I brug for fra leder eller konsulent?"),
        Kind.SHORT_TEXT,
        Phase.PLAN,
        Standing.STANDARD,
        row=25,
        help=marked("Én konkret ting."),
        example=marked("At lederen spørger til det på tavlemødet om torsdagen."),
    ),
    Question(
        "visibility",
        marked("Hvem må se den?"),
        Kind.CHOICE,
        Phase.PLAN,
        Standing.CORE,
        row=26,
        required=True,
        choices=choices_of(Visibility),
        missing=marked("Vælg, hvem der må se prøvehandlingen."),
    ),
)

PLAN: Final = _WHO_AND_WHERE + _KINSHIP + _WHAT_AND_WHY + _SIZE_AND_TIME + _BEFORE_THE_START
