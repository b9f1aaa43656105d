"""Reports of as many prøvehandlinger as asked for, each told in its own words, and the same every time."""

import random
from dataclasses import replace

from reports import ManagementReport, TrialLine
from reports.chapters import CHAPTERS
from reports.full import Answers, InFull
from tests.reports.sample import TRIALS, a_report

WORDS = 240
"""About so many of each prøvehandling that is told in full."""

_WHO = (
    "beboerne",
    "borgerne",
    "de pårørende",
    "kollegerne i aftenvagt",
    "de nye kolleger",
    "vikarerne",
    "teamet",
)
_WHEN = (
    "om morgenen",
    "efter middagen",
    "ved vagtskiftet",
    "på hverdage",
    "i weekenden",
    "lige før aftensmaden",
)
_WHERE = (
    "i spisestuen",
    "på gangen",
    "ved tavlen",
    "i bilen mellem to besøg",
    "på kontoret",
    "i fællesrummet",
)
_HOW = ("med et kort på bordet", "med et fast spørgsmål", "uden at nogen skal huske det", "i fem minutter",
        "to og to", "med dæmpet lys", "efter den samme rækkefølge", "med en kollega som ser på")  # fmt: skip
_SECTIONS = {
    "challenge": (
        "Vi har længe set, at {who} mister overblikket {when}.",
        "Der går uro i det {when}, og så stiger antallet af afbrydelser {where}.",
        "{Who} siger selv, at der er for mange om at hjælpe på samme tid.",
        "I {n} af de seneste {m} vagter blev planen lavet om undervejs.",
        "Vi taler om det på hvert møde, men ingen har haft tid til at prøve noget andet.",
        "Vaner fra før ombygningen sidder stadig i kroppen på os.",
    ),
    "tried": (
        "I {n} uger begynder vi {where} {how}.",
        "Den, der har vagten, spørger {who}, hvad der er vigtigst i dag, og skriver svaret ned.",
        "Vi lader alt andet være, som det plejer, så vi kan se, hvad der gør forskellen.",
        "{Who} kan til enhver tid sige nej tak, og det gør vi ikke noget ved.",
        "Hver fredag ser to af os på ugens sedler og retter højst én ting.",
        "Vi har aftalt, hvem der tager over, når nogen er syge.",
    ),
    "expected": (
        "Vi regner med, at {who} bliver afbrudt højst {n} gange {when}.",
        "Mindst {n} af {m} vagter går, som vi har aftalt.",
        "Hvis vi har ret, mærkes det først {when}.",
        "Det skal kunne ses på sedlerne og ikke kun fornemmes.",
    ),
    "happened": (
        "De første dage var det svært at huske, og {n} gange gik vi tilbage til det gamle.",
        "Fra den anden uge spurgte {who} selv efter det.",
        "{When_} faldt der ro på, og samtalerne {where} blev længere.",
        "Vi talte {n} afbrydelser mod {m} før.",
        "Én dag var der kun to på arbejde, og da blev det sprunget over.",
        "En datter skrev, at hendes mor var gladere, når hun ringede.",
        "To kolleger syntes, at det tog tid fra noget andet, og det havde de ret i.",
        "Sedlerne fra {m} dage viser det samme, også når vi læser dem hver for sig.",
    ),
    "learnt": (
        "Det, der sker {how}, holder længere end det, vi beder hinanden om at huske.",
        "{Who} skal spørges først, ikke til sidst.",
        "Vi begyndte for stort; én stue var nok til at blive klogere.",
        "Næste gang aftaler vi på forhånd, hvad vi tæller, og hvem der tæller.",
        "Det virker {where}, men vi ved ikke endnu, om det virker andre steder.",
    ),
}
_QUESTIONS = {
    "challenge": "Hvad var udfordringen?",
    "tried": "Hvad blev prøvet?",
    "expected": "Hvad forventede I?",
    "happened": "Hvad skete der?",
    "learnt": "Hvad lærte I?",
}
_LENGTHS = {"challenge": 4, "tried": 4, "expected": 2, "happened": 6, "learnt": 3}


def report_of(
    trials: int, *, changed: int | None = None, note: str = "", message: str = ""
) -> ManagementReport:
    """All chapters, with the annex. `changed`: this trial ends with `note`. `message`: what the first message says."""
    lines = tuple(_line(n) for n in range(trials))
    told = [_in_full(n, line, note if n == changed else "") for n, line in enumerate(lines)]
    report = a_report(trials=lines, in_full=tuple(told), parts=frozenset(CHAPTERS))
    return replace(report, messages=(message, *report.messages[1:])) if message else report


def usual_report(trials: int) -> ManagementReport:
    """The report as most people get it: trials in one line each."""
    return a_report(trials=tuple(TRIALS[n % len(TRIALS)] for n in range(trials)))


def _line(number: int) -> TrialLine:
    trial = TRIALS[number % len(TRIALS)]
    return replace(trial, title=f"{trial.title}, {number + 1}")


def _in_full(number: int, line: TrialLine, note: str) -> InFull:
    chance = random.Random(number)
    told = {name: _told(name, chance) for name in _SECTIONS}
    if note:
        told["learnt"] += f" {note}"
    return InFull(
        key=f"ph-{number + 1}",
        trial=line,
        facts=(
            ("Enhed", line.unit),
            ("Kompetencemål", ", ".join(line.goals)),
            ("Periode", f"{chance.randint(1, 28)}. marts til {chance.randint(1, 28)}. maj 2025"),
            ("Beslutning", line.decision),
        ),
        answers=(
            Answers("Plan", tuple((_QUESTIONS[name], told[name]) for name in ("challenge", "tried", "expected"))),
            Answers("Refleksion", tuple((_QUESTIONS[name], told[name]) for name in ("happened", "learnt"))),
        ),
    )  # fmt: skip


def _told(section: str, chance: random.Random) -> str:
    chosen = chance.sample(_SECTIONS[section], _LENGTHS[section])
    return " ".join(_filled(sentence, chance) for sentence in chosen)


def _filled(sentence: str, chance: random.Random) -> str:
    who, when = chance.choice(_WHO), chance.choice(_WHEN)
    few = chance.randint(2, 6)
    return sentence.format(
        who=who, Who=who.capitalize(), when=when, When_=when.capitalize(), where=chance.choice(_WHERE),
        how=chance.choice(_HOW), n=few, m=few + chance.randint(3, 9),
    )  # fmt: skip
