"""Does the paper say what the report holds, and nothing that it must not say?"""

import re
from dataclasses import replace
from datetime import date

import pytest

from reports import AnchoringLine, Card, Consent, FactorLine, Share, management_html, management_pdf
from reports.captions import about_anchoring, about_factors, about_states, about_surprise
from tests.reports.reading import Read
from tests.reports.sample import (
    CARDS,
    CASES,
    FIGURES,
    INSIGHTS,
    RECOMMENDATIONS,
    TRIALS,
    a_report,
    an_empty_report,
)

FIGURES_IN_NUMBERS = "Bilag D. Tallene bag figurerne"
WORKED_EXAMPLE = [
    "Transfergrad, kursus, niveau 2 eller højere 5/6 = 83 %",
    "Transfergrad, kursus, niveau 3 eller højere 3/6 = 50 %",
    "Transfergrad, alle, niveau 2 eller højere 9/12 = 75 %",
    "Transfergrad, alle, niveau 3 eller højere 6/12 = 50 %",
    "Gennemførelsesgrad 12/12 = 100 %",
    "Indførelsesgrad pr. prøvehandling 6/11 = 55 %",
    "Indførelsesgrad pr. idékæde 6/9 = 67 %",
    "Tid til refleksion, median 11,5 dage",
    "Refleksion inden for 14 dage 10/12 = 83 %",
    "Gennemløbstid fra start til beslutning, median 42,5 dage",
    "Idékæder 11",
    "Runder pr. kæde, gennemsnit 1,09",
    "Kæder med mindst to runder 1/11 = 9 %",
    "Forventning skrevet før start 12/12 = 100 %",
    "Overraskelsesgrad 5/11 = 45 %",
    "Overførsler, der er indført 1 af 2",
    "Forankring efter 3 måneder, A 4/6 = 67 % delvist 2",
    "Forankring efter 6 måneder, A 4/5 = 80 % faldet bort 1, ikke tjekket 1",
    "Forankring efter 6 måneder, B 4/6 = 67 %",
    "Forankring efter 6 måneder, C 5/6 = 83 %",
    "Måldækning 6/8 = 75 % mangler K2 og K8",
    "Rækkevidde, enheder 7/8 = 88 %",
    "Ledelsesopbakning 7",
]


def test_the_front_says_whose_it_is_and_how_it_came_about(paper):
    front = paper.pages[0]
    assert front.startswith("Birkesund Kommune Ledelsesrapport Læring i hverdagen 2025 Udkast")
    for fact in (
        "Periode 1. januar 2025 til 31. december 2025",
        "Enheder Hele kommunen, 8 enheder",
        "Opgjort 31. december 2025",
        "Lavet 9. januar 2026 af Birgitte Solvang",
        "Udgave Udkast, version 1",
        "Til Direktionen",
        "Rapport-id LR-2026-001",
    ):
        assert fact in front


def test_a_finished_report_is_no_draft():
    text = Read(management_pdf(an_empty_report(is_draft=False, version="2"))).pages[0]
    assert "Udkast" not in text
    assert "Udgave Version 2" in text


@pytest.mark.parametrize("row", WORKED_EXAMPLE)
def test_every_figure_of_the_worked_example_is_printed(paper, row):
    assert row in paper.chapter("Bilag B. Alle nøgletal")


def test_the_six_cards_show_both_counts_and_their_meaning(paper):
    chapter = paper.chapter("2. Programmet i tal")
    for words in ("Indført 6/11 55 %", "Forankret efter 6 måneder 4/5 80 %", "Mål dækket 6/8 75 %"):
        assert words in chapter
    for card in CARDS:
        assert card.definition in chapter
    assert "Sidst: 3/8 = 38 %." in chapter


def test_a_goal_nobody_tried_stands_with_nought(paper):
    chapter = paper.chapter("3. Hvad har vi prøvet?")
    assert "Rehabiliterende tilgang (K2) 0 0 0 0 0 0" in paper.chapter(FIGURES_IN_NUMBERS)
    assert "Endnu ikke prøvet: Rehabiliterende tilgang (K2) og Pårørendesamarbejde (K8)." in chapter


def test_expectation_and_reality_are_counted_and_told(paper):
    chapter = paper.chapter("5. Forventning og virkelighed")
    assert "5 af 11 gik bedre end ventet eller ikke som ventet (45 %)." in chapter
    for words in ("Bedre end ventet 2", "Delvist som ventet 3", "Kan ikke afgøres 1"):
        assert words in paper.chapter(FIGURES_IN_NUMBERS)
    assert "Fælles morgenmøde for hele huset (ikke som ventet): Fælles overblik" in chapter
    assert "Når lyset skifter af sig selv" not in chapter


def test_factors_show_both_counts(paper):
    chapter = paper.chapter(FIGURES_IN_NUMBERS)
    assert "Ledelsesopbakning 7 0 +7" in chapter
    assert "Bemanding og vagtplan 0 3 −3" in chapter
    assert "Opbakning fra kolleger 3 1 +2" in chapter


def test_the_three_ways_to_count_anchoring_stand_together(paper):
    chapter = paper.chapter("7. Forankring")
    assert "A. Holdt, af dem der er tjekket 4/6 = 67 % 4/5 = 80 % ikke nået" in chapter
    assert "B. Holdt, af alle der skulle være tjekket 4/6 = 67 % 4/6 = 67 % ikke nået" in chapter
    assert "C. Tjekket, af alle der skulle være tjekket 6/6 = 100 % 5/6 = 83 % ikke nået" in chapter
    assert "3 måneder 4 2 0 0 0 6" in paper.chapter(FIGURES_IN_NUMBERS)
    assert "6 måneder 4 0 1 0 1 6" in paper.chapter(FIGURES_IN_NUMBERS)


def test_value_and_effort_are_counted_in_each_quarter(paper):
    chapter = paper.chapter("5. Forventning og virkelighed")
    assert "7 af 11 gav stor værdi for borgerne, heraf 6 for en lille indsats." in chapter
    assert "1 har ikke angivet begge dele." in chapter
    assert "Værdi 4 0 3 1 1 0 5" in paper.chapter(FIGURES_IN_NUMBERS)


def test_ideas_are_told_with_the_units_whose_owners_agree(paper):
    chapter = paper.chapter("7. Forankring og spredning")
    assert "1 af 5 indførte idéer er taget i brug i en ny enhed." in chapter
    assert "Det er forsøgt uden held en gang." in chapter
    moved = "Dagsordenskort: borgeren starter samtalen Bostedet Havnegade Bostøtten Byen –"
    table = paper.chapter(FIGURES_IN_NUMBERS)
    assert moved in table
    assert "Hvem er anderledes i dag? Hjemmeplejen Vest – enhed ikke oplyst" in table


def test_each_figure_says_what_it_counts(paper):
    meaning = {one.identifier: one.formula for one in a_report().definitions}
    for key in ("states", "outcomes", "value_effort", "factor_balance", "anchoring_survival"):
        assert paper.text.count(meaning[key]) == 2, "once at the figure, once at the back"


def test_of_one_unit_there_is_no_quarter_and_no_matrix(one_unit):
    for words in ("lille indsats", "Forsøgt uden held", "Hvad er flyttet?", "Værdi × indsats"):
        assert words not in one_unit.text


def test_insights_are_told_with_what_they_build_on_and_what_contradicts_them(paper):
    chapter = paper.chapter("4. Hvad har vi lært på tværs?")
    first = "1. Det, der er bygget ind i rammerne, holder længere end det, der skal huskes."
    assert first in chapter
    assert "Ordninger, der sad i lyset" in chapter
    assert (
        "Bygger på 4 prøvehandlinger i 3 enheder. 1 prøvehandling taler imod. "
        "Bekræftet ved forankringstjek."
    ) in chapter
    assert "Kompetencemål: Recovery-orienteret støtte (K4), Rogivende tilgang (K6)." in chapter
    assert "I bilag A: Tre små spisegrupper i stedet for ét langbord · Dæmpet nat" in chapter
    assert "Bygger på 1 prøvehandling i 1 enhed. Enkelt iagttagelse." in chapter
    assert "lykkes. 2 0 Set i flere enheder" in chapter


def test_of_many_insights_the_strongest_are_told_and_all_are_listed():
    insights = tuple(
        replace(INSIGHTS[1], number=n, headline=f"Indsigt nr. {n}.") for n in range(1, 11)
    )
    html = management_html(a_report(insights=insights))
    assert "De 7 stærkeste er fortalt her. Alle 10 står i tabellen." in html
    assert (html.count("Indsigt nr. 7."), html.count("Indsigt nr. 8.")) == (2, 1)


def test_three_trials_are_told_in_their_owners_words(paper):
    chapter = paper.chapter("8. Tre fortællinger")
    for words in (
        "En, der lykkedes: Tre små spisegrupper i stedet for ét langbord",
        "Plejehjemmet Lindegården. Beslutning: Indfør. Udfald: bedre end ventet.",
        "Hvad var udfordringen? Middagen i den store spisestue er urolig.",
        "Hvad blev prøvet? I fire uger",
        "Hvad var forventningen? Beboerne rejser sig højst halvt så ofte.",
        "Hvad skete der? Fra tredje dag faldt der ro på.",
        "Hvad blev lært? Ro ved bordet kan indrettes.",
        "Figur 8. Forløbet fra 20. januar 2025 til 27. maj 2025.",
        "En, der blev justeret: Billedkort",
        "En, der blev stoppet: Fælles morgenmøde for hele huset Beslutning: Stop. Udfald: ikke som ventet.",
    ):
        assert words in chapter
    assert "Engblik" not in chapter
    assert "ingen fortælling" not in chapter


def test_of_one_unit_no_story_says_how_it_went_against_the_prediction(one_unit):
    chapter = one_unit.chapter("Tre fortællinger")
    assert "Plejehjemmet Lindegården. Beslutning: Indfør. Hvad var udfordringen?" in chapter


def test_a_kind_that_nothing_is_told_of_is_named_in_one_line():
    html = management_html(a_report(cases=CASES[:1]))
    assert "En fortælling" in html
    line = "Der er ingen fortælling om en, der blev justeret, eller om en, der blev stoppet."
    assert line in html


def test_a_trial_that_may_only_be_counted_is_never_a_story():
    private = replace(CASES[0], trial=replace(TRIALS[0], consent=Consent.ONLY_COUNTED))
    html = management_html(a_report(cases=(private, *CASES[1:])))
    assert "To fortællinger" in html
    assert "Middagen i den store spisestue" not in html
    assert "fortaellinger" not in management_html(a_report(cases=(private,)))


def test_recommendations_say_what_to_whom_when_and_why(paper):
    chapter = paper.chapter("9. Anbefalinger")
    for row in (
        "Leder og afløser skrives på alle indførte prøvehandlinger Leder 1. februar 2026 Indsigt 2 Foreslået",
        "forankringstjek Forvaltning 1. marts 2026 Indsigt 1 og 2 Besluttet",
        "rehabilitering og pårørende Læringsaktivister Ingen frist Ingen indsigt Foreslået",
    ):
        assert row in chapter


def test_a_recommendation_names_published_insights_that_the_report_does_not_tell_of():
    older = replace(RECOMMENDATIONS[1], insights=(1, 2, 3), others=("Spørg først.",))
    assert older.builds_on == "Indsigt 1, 2 og 3, »Spørg først.«"


def test_follow_up_is_shown_for_each_cycle_and_together(paper):
    chapter = paper.chapter("7. Forankring og spredning")
    for words in ("9/11 = 82 %", "7/24 = 29 %", "8/9 = 89 %", "5/6 = 83 %", "29/50 = 58 %"):
        assert words in chapter
    assert "Varsel og overgange ikke fulgt op endnu" in chapter


def test_the_method_shows_how_much_the_definition_means(paper):
    chapter = paper.chapter("Metode og forbehold")
    for words in ("5/6 = 83 %", "9/12 = 75 %", "29/50 = 58 %", "3/6 = 50 %"):
        assert words in chapter


def test_every_definition_is_printed_with_its_identifier(paper):
    chapter = paper.chapter("Bilag C. Sådan er tallene regnet")
    for definition in a_report().definitions:
        assert f"{definition.name} ({definition.identifier})" in chapter
        assert definition.formula in chapter


def test_a_unit_is_named_only_with_consent(paper):
    chapter = paper.chapter("Bilag A. Prøvehandlingerne")
    assert "Dæmpet nat, runde 2: kun lys og tempo Plejehjemmet Lindegården K6 Indfør" in chapter
    assert "Fælles morgenmøde for hele huset Ikke oplyst K6, K7 Stop" in chapter
    assert "Engblik" not in chapter


def test_what_may_only_be_counted_is_quoted_nowhere():
    trials = (replace(TRIALS[0], consent=Consent.ONLY_COUNTED), *TRIALS[1:])
    html = management_html(a_report(trials=trials, ideas=(), insights=(), cases=()))
    text = " ".join(re.sub("<[^>]*>", "", html).split())
    assert "spisegrupper" not in text
    assert "Færre ansigter" not in text
    assert "11 af 12 prøvehandlinger må omtales." in text
    assert "1 prøvehandling er med i tallene, men ikke omtalt" in text


def test_for_one_unit_no_outcome_is_a_share(one_unit):
    numbers = one_unit.chapter("2. Programmet i tal")
    assert "Andele for udfald er udeladt." in numbers
    assert "Indført 6" in numbers
    for words in (
        "55 %",
        "Overraskelsesgrad 5",
        "Bedre end ventet 2",
        "29/50",
        "9/12",
        "Transfergrad",
        "1 af 2",
    ):
        assert words not in one_unit.text
    assert "Gennemførelsesgrad 12/12 = 100 %" in one_unit.text
    assert "C. Tjekket, af alle der skulle være tjekket 6/6 = 100 %" in one_unit.text


def test_the_first_day_reads_well(first_day):
    assert "Der er endnu ingen prøvehandlinger i perioden" in first_day.text
    assert "Rehabiliterende tilgang (K2) 0" in first_day.text
    assert first_day.bookmarks[1:] == [
        "1. Programmet i tal",
        "2. Hvad har vi prøvet?",
        "Metode og forbehold",
        "Bilag A. Sådan er tallene regnet",
    ]
    for odd in ("None", "0/0", "0 af 0", "nan", "Figur"):
        assert odd not in first_day.text


@pytest.mark.parametrize(
    "part",
    [
        "cards",
        "states",
        "goals",
        "outcomes",
        "trials",
        "factors",
        "anchoring",
        "cycles",
        "figures",
        "insights",
        "cases",
        "recommendations",
    ],
)
def test_every_part_may_be_missing_on_its_own(part):
    nothing = getattr(an_empty_report(), part)
    html = management_html(a_report(**{part: nothing}))
    assert "Metode og forbehold" in html


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (about_surprise(Share(1, 3)), "1 af 3 gik bedre end ventet eller ikke som ventet."),
        (about_surprise(Share(0, 0)), "Ingen udfald kan endnu sammenlignes med forventningen."),
        (
            about_factors([FactorLine("Tid og ro", 1, 0)]),
            "Oftest nævnt som hjælp: Tid og ro (1 gang).",
        ),
        (
            about_factors([FactorLine(name, 0, 2) for name in "abcdefg"]),
            "Oftest nævnt som hindring: a, b, c og 4 andre (2 gange hver).",
        ),
        (about_anchoring([AnchoringLine(3, 0, 0, 0, 2)]), "Ingen forankringstjek er lavet endnu."),
        (
            about_anchoring([AnchoringLine(3, 2, 0, 0, 0), AnchoringLine(6, 0, 0, 0, 1)]),
            "Efter 3 måneder lever 2 af 2 tjekkede ordninger.",
        ),
        (
            about_states(a_report().states, date(2026, 1, 9)),
            (
                "9.\N{NO-BREAK SPACE}januar\N{NO-BREAK SPACE}2026: "
                "Der er 12 prøvehandlinger. »Forankret« er den største gruppe (4)."
            ),
        ),
    ],
)
def test_captions_say_what_the_numbers_say(said, sentence):
    assert said == sentence


def test_a_card_of_few_has_no_percentage():
    cards = (Card("Indført", Share(1, 4), "Af alle besluttede."),)
    html = management_html(a_report(cards=cards)).replace("\N{NO-BREAK SPACE}", " ")
    assert ">1 af 4<" in html
    assert "25 %" not in html


def test_the_messages_stand_first_and_the_report_in_short_after_them(paper):
    first = paper.chapter("1. Hovedbudskaber")
    assert first.strip().startswith("Seks af tolv prøvehandlinger er indført")
    assert "Tre ting, vi beder ledelsen beslutte Skal der stå en ejer" in first
    short = paper.text.partition("Det viser kapitlerne")[2].partition("i tal Tallene")[0]
    assert "3. Hvad har vi prøvet? Seks af otte mål er prøvet af." in short  # as written
    assert "5. Forventning og virkelighed 5 af 11 gik bedre end ventet" in short  # as counted
    assert "Sidste rapport er »Læring i hverdagen 2024«, version 2" in short
    assert "Seks af otte mål er prøvet af." in paper.chapter("3. Hvad har vi prøvet?")


def test_what_the_last_report_led_to_is_told(paper):
    chapter = paper.chapter("10. Opfølgning på sidste rapport")
    assert (
        "Hver enhed vælger et spørgsmål til tavlemødet Ledergruppen, 3. februar 2025 "
        "1. juni 2025 Gennemført Syv af otte enheder har valgt."
    ) in chapter
    assert "Aftenvagter får tid til refleksion Ikke oplyst Ingen frist Ikke oplyst" in chapter


def test_only_the_chosen_chapters_are_printed_numbered_without_gaps():
    report = a_report(
        parts=frozenset({"hovedbudskaber", "forankring", "anbefalinger", "noegletal", "unknown"})
    )
    html = management_html(report)
    headings = [" ".join(h.split()) for h in re.findall(r"<h2 id[^>]*>(.*?)</h2>", html)]
    assert headings == [
        "1. Hovedbudskaber",
        "2. Forankring og spredning",
        "3. Anbefalinger",
        "Metode og forbehold",
        "Bilag A. Alle nøgletal",
    ]
    assert re.findall(r"<strong>Figur (\d+)", html) == ["1", "2"]


def test_the_first_report_is_silent_about_an_earlier_one():
    html = management_html(a_report(last_report=None, news=(), followed_up=()))
    assert "Hvad er nyt" not in html, "there is nothing to compare with"
    assert "Opfølgning på sidste rapport" not in html


def test_figures_stand_beside_those_of_the_last_report_when_there_are_any():
    then = replace(FIGURES[0], last_time=4)
    html = management_html(a_report(figures=(then, FIGURES[1])))
    assert re.search(r">Sidst</th>", html)
    assert re.search(r">6</td><td[^>]*>4</td>", html)
