"""A whole report in plain values: the worked example of a year in an invented municipality."""

from datetime import UTC, date, datetime

from reports import (
    AnchoringLine,
    Bar,
    Card,
    Case,
    CaseKind,
    Conclusion,
    Consent,
    CycleLine,
    Definition,
    FactorLine,
    Figure,
    FollowUpLine,
    GoalLine,
    Idea,
    InsightLine,
    LastReport,
    ManagementReport,
    Mark,
    Measure,
    Moment,
    RecommendationLine,
    Segment,
    Share,
    TrialLine,
    ValuePoint,
)

WITH, WITHOUT = Consent.WITH_UNIT, Consent.WITHOUT_UNIT
LINDE, VEST, OEST = "Plejehjemmet Lindegården", "Hjemmeplejen Vest", "Hjemmeplejen Øst"
HAVN, BYEN = "Bostedet Havnegade", "Bostøtten Byen"
JOB, ENG = "Jobcenter Birkesund, Team Aktivitet", "Botilbuddet Engblik"
BETTER, AS, PARTLY = "Bedre end ventet", "Som ventet", "Delvist som ventet"
NOT, UNKNOWN = "Ikke som ventet", "Kan ikke afgøres"
ADOPT, ADAPT, STOP, PAUSE = "Indfør", "Justér og prøv igen", "Stop", "Sæt på pause"


def _trial(title, unit, goals, outcome, decision, state, consent, learning):
    return TrialLine(
        title=title,
        learning=learning,
        unit=unit,
        goals=tuple(goals.split()),
        state=state,
        consent=consent,
        decision=decision,
        outcome=outcome,
        went_otherwise=outcome in (BETTER, NOT),
    )


TRIALS = (
    _trial("Tre små spisegrupper i stedet for ét langbord", LINDE, "K6", BETTER, ADOPT, "Forankret", WITH,
           "Færre ansigter om bordet gav mere ro end flere opfordringer om at blive siddende."),
    _trial("Dæmpet nat, runde 1: nattøj, varmt lys og lavt tempo", LINDE, "K6", PARTLY, ADAPT, "Justeres", WITH,
           "Tre ændringer på én gang gav bedre nætter, men ingen klar læring om hvorfor."),
    _trial("Dæmpet nat, runde 2: kun lys og tempo", LINDE, "K6", AS, ADOPT, "Forankret", WITH,
           "Når lyset skifter af sig selv, behøver ingen huske det."),
    _trial("Fem minutter ved tavlen: Hvem er anderledes i dag?", VEST, "K1 K3", AS, ADOPT, "Faldet bort", WITH,
           "Ét fast spørgsmål hver morgen gjorde mavefornemmelser til fælles viden."),
    _trial("Fem minutter ved tavlen – overført til Øst", OEST, "K1 K3", NOT, STOP, "Stoppet", WITHOUT,
           "Vi kopierede mødet, men manglede det fælles mødested, det hvilede på."),
    _trial("Dagsordenskort: borgeren starter samtalen", HAVN, "K4", BETTER, ADOPT, "Forankret", WITH,
           "Spørgsmålet »Hvad skal vi lade være med?« åbnede de samtaler, vi manglede."),
    _trial("Dagsordenskort i bostøtten – som opkald dagen før", BYEN, "K4 K7", AS, ADOPT, "Indført", WITH,
           "Kernen flyttede med, formen blev vores egen."),
    _trial("Overlevering med borgeren til stede", HAVN, "K3 K4", NOT, STOP, "Stoppet", WITHOUT,
           "Vi inviterede indenfor uden at spørge, om nogen ville ind."),
    _trial("Gåsamtaler i stedet for kontorsamtaler", JOB, "K5", UNKNOWN, PAUSE, "På pause", WITHOUT,
           "Vi lærte, hvad der skal være på plads, før vi kan lære noget af gåsamtaler."),
    _trial("Jobønsket først: de første ti minutter", JOB, "K5", PARTLY, ADOPT, "Forankret", WITH,
           "At lade en kollega tælle minutter flyttede mere end endnu en samtaleguide."),
    _trial("Billedkort fem minutter før skift", ENG, "K6", PARTLY, ADAPT, "Justeres", WITHOUT,
           "Ens varsel til alle var lettest for os, ikke for beboerne."),
    _trial("Fælles morgenmøde for hele huset", ENG, "K6 K7", NOT, STOP, "Stoppet", WITHOUT,
           "Fælles overblik blev til fælles uro – vi begyndte for stort."),
)  # fmt: skip


def _bar(label, *numbers):
    words = ("Indført", "Justeret", "Stoppet", "På pause", "I gang")
    return Bar(label, tuple(map(Segment, words, numbers)))


GOALS = (
    GoalLine("K1", "Tidlig opsporing", _bar("Tidlig opsporing", 1, 0, 1, 0, 0)),
    GoalLine("K2", "Rehabiliterende tilgang", _bar("Rehabiliterende tilgang", 0, 0, 0, 0, 0)),
    GoalLine("K3", "Overlevering og samarbejde på tværs", _bar("Overlevering og samarbejde på tværs", 1, 0, 2, 0, 0)),
    GoalLine("K4", "Recovery-orienteret støtte", _bar("Recovery-orienteret støtte", 2, 0, 1, 0, 0)),
    GoalLine("K5", "Beskæftigelsesfaglig samtale", _bar("Beskæftigelsesfaglig samtale", 1, 0, 0, 1, 0)),
    GoalLine("K6", "Rogivende tilgang", _bar("Rogivende tilgang", 2, 2, 1, 0, 0)),
    GoalLine("K7", "Faglig refleksion og feedback", _bar("Faglig refleksion og feedback", 1, 0, 1, 0, 0)),
    GoalLine("K8", "Pårørendesamarbejde", _bar("Pårørendesamarbejde", 0, 0, 0, 0, 0)),
)  # fmt: skip

CARDS = (
    Card("Igangsat", Share(12, 12), "Prøvehandlinger, der er gået i gang, af alle planlagte."),
    Card("Reflekteret", Share(12, 12), "Igangsatte med skrevet refleksion, af dem der skulle være reflekteret."),
    Card("Indført", Share(6, 11), "Beslutningen Indfør, af alle med beslutningen Indfør, Justér eller Stop.", True),
    Card("Forankret efter 6 måneder", Share(4, 5), "Holder stadig, af dem der er tjekket. 1 er ikke tjekket.", True),
    Card("Spredt", Share(1, 2), "Overførsler til en anden enhed, der er indført, af forsøgte.", True),
    Card("Mål dækket", Share(6, 8), "Kompetencemål med mindst én reflekteret prøvehandling.", False, Share(3, 8)),
)  # fmt: skip

FACTORS = tuple(
    FactorLine(*line)
    for line in (
        ("Ledelsesopbakning", 7, 0),
        ("Synlig gevinst", 3, 0),
        ("Oplevet behov", 3, 1),
        ("Opbakning fra kolleger", 3, 1),
        ("Tydeligt mål", 3, 1),
        ("Fysiske rammer og udstyr", 3, 2),
        ("Passer til borgerens situation", 3, 3),
        ("Sparring og feedback", 2, 0),
        ("Anledning til at bruge det", 0, 1),
        ("Tro på at kunne", 0, 1),
        ("Tid og ro", 0, 2),
        ("It og dokumentation", 0, 2),
        ("Bemanding og vagtplan", 0, 3),
        ("Konkurrerende opgaver", 0, 3),
    )
)

FIGURES = (
    Figure("decisions", "Beslutning: Indfør", 6),
    Figure("decisions", "Beslutning: Justér og prøv igen", 2),
    Figure("decisions", "Beslutning: Stop", 3),
    Figure("decisions", "Beslutning: Sæt på pause", 1),
    Figure("transfer_rate", "Transfergrad, kursus, niveau 2 eller højere", Share(5, 6), "", True),
    Figure("transfer_rate", "Transfergrad, kursus, niveau 3 eller højere", Share(3, 6), "", True),
    Figure("transfer_rate", "Transfergrad, alle, niveau 2 eller højere", Share(9, 12), "", True),
    Figure("transfer_rate", "Transfergrad, alle, niveau 3 eller højere", Share(6, 12), "", True),
    Figure("completion_rate", "Gennemførelsesgrad", Share(12, 12)),
    Figure("adoption_rate", "Indførelsesgrad pr. prøvehandling", Share(6, 11), "pause ikke talt med", True),
    Figure("adoption_rate", "Indførelsesgrad pr. idékæde", Share(6, 9), "sidste beslutning", True),
    Figure("time_to_reflection", "Tid til refleksion, median", Measure(11.5, "dage")),
    Figure("time_to_reflection", "Refleksion inden for 14 dage", Share(10, 12)),
    Figure("lead_time", "Gennemløbstid fra start til beslutning, median", Measure(42.5, "dage")),
    Figure("chain_length", "Idékæder", 11),
    Figure("chain_length", "Runder pr. kæde, gennemsnit", Measure(12 / 11, "", 2)),
    Figure("chain_length", "Kæder med mindst to runder", Share(1, 11)),
    Figure("prediction_rate", "Forventning skrevet før start", Share(12, 12)),
    Figure("surprise_rate", "Overraskelsesgrad", Share(5, 11), "intet mål", True),
    Figure("spread_success", "Overførsler, der er indført", Share(1, 2), "1 kopieret, 1 tilpasset", True),
    Figure("anchoring_survival", "Forankring efter 3 måneder, A", Share(4, 6), "delvist 2"),
    Figure("anchoring_survival", "Forankring efter 3 måneder, B", Share(4, 6)),
    Figure("anchoring_survival", "Forankring efter 3 måneder, C", Share(6, 6)),
    Figure("anchoring_survival", "Forankring efter 6 måneder, A", Share(4, 5), "faldet bort 1, ikke tjekket 1"),
    Figure("anchoring_survival", "Forankring efter 6 måneder, B", Share(4, 6)),
    Figure("anchoring_survival", "Forankring efter 6 måneder, C", Share(5, 6)),
    Figure("goal_coverage", "Måldækning", Share(6, 8), "mangler K2 og K8"),
    Figure("reach", "Rækkevidde, enheder", Share(7, 8)),
    Figure("factor_balance", "Nævnt mest som hjælp", "Ledelsesopbakning 7"),
    Figure("factor_balance", "Nævnt mest som hindring", "Bemanding og vagtplan 3",
           "også Konkurrerende opgaver 3 og Passer til borgerens situation 3"),
)  # fmt: skip

DEFINITIONS = (
    Definition("states", "Hvor de står nu", "Prøvehandlinger efter tilstand: dem, der skete noget med i perioden, og de åbne."),
    Definition("outcomes", "Forventning og virkelighed", "Reflekterede prøvehandlinger efter, hvordan det gik i forhold til forventningen."),
    Definition("value_effort", "Værdi × indsats", "Reflekterede prøvehandlinger efter værdi for borgerne og indsats. Høj er 4 eller 5 på skalaen."),
    Definition("spread_count", "Spredning, antal", "Idéer, der i perioden blev overført til og indført i en ny enhed."),
    Definition("transfer_rate", "Transfergrad", "Reflekterede prøvehandlinger, hvor det prøvede bruges på mindst niveau 2 (brugt gennem perioden af dem, der var med), af alle reflekterede med samme oprindelse. Niveau 3 (brugt af flere uden påmindelse) vises ved siden af. For et læringsforløb: hvor mange bruger det, af adspurgte."),
    Definition("completion_rate", "Gennemførelsesgrad", "Reflekterede, af dem der er startet, og hvis frist for refleksion er nået."),
    Definition("adoption_rate", "Indførelsesgrad", "Pr. prøvehandling: Indfør, af Indfør, Justér og Stop. Pr. idékæde: kæder, hvis sidste beslutning er Indfør, af kæder, hvis sidste beslutning er Indfør eller Stop."),
    Definition("time_to_reflection", "Tid til refleksion", "Den midterste af tiderne fra faktisk slut til refleksion, i dage. Desuden andelen inden for 14 dage."),
    Definition("lead_time", "Gennemløbstid", "Den midterste af tiderne fra faktisk start til beslutning, i dage."),
    Definition("chain_length", "Rundetal", "Prøvehandlinger delt med idékæder, og andelen af kæder med mindst to runder."),
    Definition("prediction_rate", "Forventningsdisciplin", "Startede med en forventning skrevet før start, af alle startede."),
    Definition("surprise_rate", "Overraskelsesgrad", "Bedre end ventet og ikke som ventet, af alle undtagen dem, der ikke kan afgøres."),
    Definition("spread_success", "Overførselsgrad", "Overførsler til en anden enhed, der er indført, af overførsler med en beslutning."),
    Definition("anchoring_survival", "Forankringsoverlevelse", "A: holdt, af tjekkede. B: holdt, af dem der skulle være tjekket. C: tjekket, af dem der skulle være tjekket."),
    Definition("goal_coverage", "Måldækning", "Kompetencemål med mindst én reflekteret prøvehandling, af aktive mål."),
    Definition("reach", "Rækkevidde", "Enheder med mindst én startet prøvehandling, af enheder i programmet."),
    Definition("factor_balance", "Fremmer og hæmmer", "Antal gange nævnt som fremmende minus antal gange nævnt som hæmmende."),
)  # fmt: skip


UNITS = (LINDE, VEST, OEST, HAVN, BYEN, JOB, ENG, "Rehabiliteringscenter Kilden")

IDEAS = (
    Idea("Dagsordenskort: borgeren starter samtalen", ((HAVN, Mark.ORIGIN), (BYEN, Mark.ADOPTED))),
    Idea("Fem minutter ved tavlen: Hvem er anderledes i dag?", ((VEST, Mark.ORIGIN), ("", Mark.TRIED))),
    Idea("Tre små spisegrupper i stedet for ét langbord", ((LINDE, Mark.ORIGIN),)),
    Idea("Dæmpet nat, runde 2: kun lys og tempo", ((LINDE, Mark.ORIGIN),)),
    Idea("Jobønsket først: de første ti minutter", ((JOB, Mark.ORIGIN),)),
)  # fmt: skip

POINTS = tuple(
    ValuePoint(*pair)
    for pair in ((5, 2), (4, 3), (4, 2), (4, 2), (2, 2), (5, 1), (4, 2), (1, 3), (4, 4), (3, 3), (2, 5))
)  # fmt: skip


INSIGHTS = (
    InsightLine(1, "Det, der er bygget ind i rammerne, holder længere end det, der skal huskes.",
                "Ordninger, der sad i lyset, i skemaet eller i køreplanen, levede videre uden påmindelser.",
                "Bekræftet ved forankringstjek", 4, 3, 1,
                ("Recovery-orienteret støtte (K4)", "Rogivende tilgang (K6)"), (TRIALS[0].title, TRIALS[2].title)),
    InsightLine(2, "Kopieret form mislykkes, oversat kerne lykkes.",
                "Det lykkedes, da modtageren først spurgte, hvad idéen hviler på, og så lavede sin egen udgave.",
                "Set i flere enheder", 2, 2, 0, ("Tidlig opsporing (K1)",)),
    InsightLine(3, "Begynd med én borger.", "", "Enkelt iagttagelse", 1, 1, 0),
)  # fmt: skip

RECOMMENDATIONS = (
    RecommendationLine("Leder og afløser skrives på alle indførte prøvehandlinger", "Leder",
                       date(2026, 2, 1), "Foreslået", (2,), waits=True),
    RecommendationLine("Ti minutter på ledermødet hvert kvartal til forankringstjek", "Forvaltning",
                       date(2026, 3, 1), "Besluttet", (1, 2)),
    RecommendationLine("Mindst to prøvehandlinger om rehabilitering og pårørende", "Læringsaktivister",
                       None, "Foreslået", waits=True),
)  # fmt: skip


CASES = (
    Case(CaseKind.SUCCEEDED, TRIALS[0],
         "Middagen i den store spisestue er urolig. Lyde og bevægelse får flere beboere til at rejse sig.",
         "I fire uger deler vi spisestuen i tre grupper med lave skærme imellem.",
         "Beboerne rejser sig højst halvt så ofte.", "Fra tredje dag faldt der ro på.",
         "Ro ved bordet kan indrettes.",
         (Moment(date(2025, 1, 20), "Afprøvning", date(2025, 2, 14)), Moment(date(2025, 2, 25), "Beslutning: Indfør"),
          Moment(date(2025, 5, 27), "Forankringstjek efter 3 måneder: Fastholdt som indført"))),
    Case(CaseKind.ADJUSTED, TRIALS[10], "Skift giver uro.", "Billedkort fem minutter før.",
         "Færre konflikter.", "Kortene virkede for nogle.", "Ens varsel passer ikke til alle.",
         (Moment(date(2025, 9, 1), "Afprøvning", date(2025, 9, 28)), Moment(date(2025, 10, 9), "Beslutning: Justér og prøv igen"))),
    Case(CaseKind.STOPPED, TRIALS[11], "Overblikket mangler.", "Et morgenmøde for alle.", "Mere ro i huset.",
         "Uroen steg.", "Begynd mindre.", ()),
)  # fmt: skip


def a_report(**changes):
    """The year 2025 in Birkesund Kommune, with `changes`."""
    said = {
        "organisation": "Birkesund Kommune",
        "programme": "Læring i hverdagen 2025",
        "scope": "Hele kommunen, 8 enheder",
        "period_from": date(2025, 1, 1),
        "period_to": date(2025, 12, 31),
        "as_of": date(2025, 12, 31),
        "made_at": datetime(2026, 1, 9, 10, 30, tzinfo=UTC),
        "made_by": "Birgitte Solvang",
        "audience": "Direktionen",
        "report_id": "LR-2026-001",
        "messages": (
            "Seks af tolv prøvehandlinger er indført, og tre er stoppet med brugbar læring.",
            "Af fem tjekkede ordninger lever fire stadig efter et halvt år; den femte faldt bort, da mødelederen skiftede. Én mangler at blive tjekket.",
            "Det, der er bygget ind i lys, bord, kort eller køreliste, holder bedst.",
            "Overførsel virker, når kernen oversættes; den rene kopi mislykkedes.",
            "Rehabilitering og pårørendesamarbejde er endnu ikke prøvet af.",
        ),
        "decisions_asked": (
            "Skal der stå en ejer og en afløser på alle indførte ordninger?",
            "Skal ledermødet se på forankringstjek hvert kvartal?",
            "Hvilke to mål skal prøves af i 2026?",
        ),
        "conclusions": (
            Conclusion("proevet", "Seks af otte mål er prøvet af. Rehabilitering og pårørende mangler."),
            Conclusion("forankring", "Det, der er bygget ind i rammerne, lever efter et halvt år."),
        ),
        "last_report": LastReport("Læring i hverdagen 2024", date(2025, 1, 20), "2"),
        "news": (
            "Tre enheder er kommet med: Bostøtten Byen, Jobcenter Birkesund og Botilbuddet Engblik.",
            "For første gang er der tjekket efter seks måneder.",
        ),
        "followed_up": (
            FollowUpLine("Hver enhed vælger et spørgsmål til tavlemødet", "Ledergruppen", date(2025, 2, 3),
                         date(2025, 6, 1), "Gennemført", "Syv af otte enheder har valgt. Kilden er ikke begyndt."),
            FollowUpLine("Observationer skrives samme dag", "Ledergruppen", date(2025, 2, 3),
                         None, "I gang", "Halvdelen skrives inden for et døgn."),
            FollowUpLine("Aftenvagter får tid til refleksion"),
        ),
        "cards": CARDS,
        "states": Bar(
            "Alle prøvehandlinger",
            tuple(
                map(
                    Segment,
                    ("Idé", "Planlagt", "I gang", "Til refleksion", "På pause", "Indført",
                     "Justeres", "Stoppet", "Forankret", "Faldet bort", "Afviklet"),
                    (0, 0, 0, 0, 1, 1, 2, 3, 4, 1, 0),
                )
            ),
        ),
        "goals": GOALS,
        "outcomes": Bar("Udfald", tuple(map(Segment, (BETTER, AS, PARTLY, NOT, UNKNOWN), (2, 3, 3, 3, 1)))),
        "surprise": Share(5, 11),
        "value_effort": POINTS,
        "reflected": 12,
        "trials": TRIALS,
        "factors": FACTORS,
        "anchoring": (
            AnchoringLine(months=3, held=4, partial=2, lapsed=0, not_checked=0),
            AnchoringLine(months=6, held=4, partial=0, lapsed=1, not_checked=1),
            AnchoringLine(months=12, held=0, partial=0, lapsed=0, not_checked=0),
        ),
        "spread": Share(1, 2),
        "ideas": IDEAS,
        "units": UNITS,
        "cycles": (
            CycleLine("Ro i demensafsnittet", Share(9, 11), date(2025, 9, 15)),
            CycleLine("Tidlig opsporing i hverdagen", Share(7, 24), date(2025, 9, 17)),
            CycleLine("Borgerens ord først", Share(8, 9), date(2025, 10, 6)),
            CycleLine("Jobretning i samtalen", Share(5, 6), date(2025, 10, 20)),
            CycleLine("Varsel og overgange", None),
        ),
        "cycles_together": Share(29, 50),
        "insights": INSIGHTS,
        "recommendations": RECOMMENDATIONS,
        "cases": CASES,
        "figures": FIGURES,
        "transfer_readings": (
            Figure("transfer_rate", "Idéer fra kurser, brugt gennem perioden af dem, der var med", Share(5, 6)),
            Figure("transfer_rate", "Alle prøvehandlinger, brugt gennem perioden af dem, der var med", Share(9, 12)),
            Figure("transfer_rate", "Deltagere, der bruger det ved opfølgning på læringsforløb", Share(29, 50)),
            Figure("transfer_rate", "Idéer fra kurser, brugt af flere kolleger uden påmindelse", Share(3, 6)),
        ),
        "definitions": DEFINITIONS,
    }  # fmt: skip
    return ManagementReport(**{**said, **changes})


def an_empty_report(**changes):
    """The first day of a programme: goals, and nothing tried."""
    nothing = {
        "messages": (),
        "decisions_asked": (),
        "conclusions": (),
        "last_report": None,
        "news": (),
        "followed_up": (),
        "cards": (),
        "states": Bar("Alle prøvehandlinger", ()),
        "goals": tuple(GoalLine(g.code, g.name, _bar(g.name, 0, 0, 0, 0, 0)) for g in GOALS),
        "outcomes": Bar("Udfald", ()),
        "surprise": Share(0, 0),
        "value_effort": (),
        "reflected": 0,
        "trials": (),
        "factors": (),
        "anchoring": (),
        "spread": Share(0, 0),
        "ideas": (),
        "cycles": (),
        "cycles_together": None,
        "insights": (),
        "recommendations": (),
        "cases": (),
        "figures": (),
        "transfer_readings": (),
    }
    return a_report(**{**nothing, **changes})
