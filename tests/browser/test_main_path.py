"""The main job, from an idea to the leader's PDF, as people do it."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import stories
from tests.browser.stories import HAPPENED, HEADLINE, PREDICTION, SIGNS
from transfer.access import today

SEEN = "Tre kolleger nævnte fru Holm, før nogen spurgte."


def test_from_a_title_to_the_leaders_pdf(anybody, width):
    mette = anybody("Mette Kragholm", width)
    title = f"Et spørgsmål ved tavlen ({width})"
    address = stories.begin(mette, title)
    mette.finds_it_accessible()

    plan_in_jumps(mette, address)
    submit_with_answers_missing(mette, address)
    mette.opens(address)
    stories.start(mette)
    mette.sees("Låst, da I gik i gang")

    quick_log(mette, title, width)
    mette.opens(address)
    mette.sees(SEEN)
    end_early(mette)
    reflect_beside_the_prediction(mette)
    adopt(mette, title)
    the_leader_takes_the_report_along(anybody("Lone Baadsgaard", width), title)


def plan_in_jumps(mette, address):
    mette.follows("Skriv planen")
    mette.sees_heading("Idéen")
    trail = mette.page.get_by_role("navigation", name="Trin i planen")
    mette.clicks(trail.get_by_role("link", name="Forventning og tegn"))
    mette.sees_heading("Forventning og tegn")
    mette.writes("Hvad forventer I, der sker?", PREDICTION)
    mette.presses("Gem kladde")
    mette.sees("Gemt.")
    mette.sees(PREDICTION)
    mette.opens(f"{address}/rediger/ide")
    stories.write_idea(mette)
    stories.write_action(mette)
    mette.sees_heading("Forventning og tegn")
    expect(mette.field("Hvad forventer I, der sker?")).to_have_value(PREDICTION)
    mette.finds_it_accessible()


def submit_with_answers_missing(mette, address):
    mette.opens(f"{address}/plan")
    mette.presses("Planen er klar")
    mette.sees_heading(re.compile(r"^Der mangler \d svar$"))
    mette.sees("Det, I har skrevet, er gemt.")
    mette.finds_it_accessible()
    mette.follows("Tegn på, at det virker")
    expect(mette.field("Tegn på, at det virker")).to_be_in_viewport()
    mette.finds_it_accessible()
    stories.write_expectation(mette)
    stories.write_dates(mette)
    mette.sees_heading("Er planen klar?")
    mette.presses("Planen er klar")
    mette.sees("Planen er klar.")


def quick_log(mette, title, width):
    """From the start page in two taps and a sentence."""
    mette.opens("/birkesund/")
    if width < 600:
        mette.clicks(
            mette.page.get_by_role("navigation", name="Genveje").get_by_role("link", name="Log")
        )
    else:
        card = mette.main.get_by_role("listitem").filter(has_text=title)
        mette.clicks(card.get_by_role("link", name="Log observation"))
    expect(mette.field("Hvad så eller hørte du?")).to_be_focused()
    expect(mette.field("Prøvehandling").locator("option:checked")).to_have_text(title)
    mette.finds_it_accessible()
    mette.page.keyboard.type(SEEN)
    mette.presses("Gem")
    mette.sees_heading("Gemt.")
    mette.finds_it_accessible()


def end_early(mette):
    mette.follows("Afslut afprøvningen")
    mette.presses("Afslut afprøvningen")
    mette.sees("Skriv kort, hvorfor I slutter før tid.")
    mette.finds_it_accessible()
    mette.writes("Hvorfor slutter I før tid?", "Tavlen skal flyttes.")
    mette.presses("Afslut afprøvningen")
    mette.sees("Afprøvningen er slut.")


def reflect_beside_the_prediction(mette):
    mette.follows("Skriv refleksionen")
    beside = mette.page.get_by_role("region", name="Det forventede I")
    expect(beside).to_contain_text(PREDICTION)
    expect(beside).to_contain_text(SIGNS)
    mette.presses("Refleksionen er færdig")
    mette.sees("Hvad skete der?")
    expect(mette.page.locator(".error-summary")).to_be_visible()
    mette.finds_it_accessible()
    mette.opens(mette.page.url.partition("/rediger")[0])
    stories.reflect(mette)
    mette.opens(mette.page.url.partition("/rediger")[0])
    mette.sees(PREDICTION)
    mette.sees(HAPPENED)
    mette.finds_it_accessible()


def adopt(mette, title):
    mette.follows("Tag beslutningen")
    stories.decide(mette, "Indfør")
    mette.presses("Gem beslutningen")
    expect(mette.page.locator(".error-summary")).to_contain_text("ejer")
    mette.finds_it_accessible()
    mette.writes("Hvem ejer den nu?", "Afsnitslederen")
    mette.chooses("Fast punkt på møde", "Hvordan holdes den i live?")
    mette.presses("Gem beslutningen")
    mette.sees("Vi spørger, om den stadig lever, efter 3, 6 og 12 måneder.")
    for months in (3, 6, 12):
        mette.sees(f"Efter {months} måneder")
    mette.finds_it_accessible()
    mette.sees_heading(title)


def the_leader_takes_the_report_along(lone, title):
    lone.opens("/birkesund/")
    lone.follows("Hent ledelsesrapporten")
    lone.picks("Periode", str(today().year))
    lone.finds_it_accessible()
    lone.presses("Vis rapporten")
    lone.sees_heading("Ledelsesrapport")
    lone.sees(HEADLINE)
    lone.finds_it_accessible()
    file = lone.downloads("Hent som PDF")
    content = file.path().read_bytes()
    assert file.suggested_filename.endswith(".pdf")
    assert content.startswith(b"%PDF")
    words = " ".join(
        " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages).split()
    )
    assert HEADLINE in words
    assert title in words


@pytest.mark.parametrize("consent", ["Nej, kun i tal"])
def test_what_may_only_be_counted_is_not_told_in_the_report(anybody, consent):
    mette = anybody("Mette Kragholm")
    title = "Stille runde før middag"
    stories.to_decision(mette, title)
    stories.decide(mette, "Stop", next_step=False)
    mette.chooses(consent, "Må den bruges i rapporten?")
    mette.presses("Gem beslutningen")
    mette.sees("Stoppet. Det, I lærte, er gemt.")
    lone = anybody("Lone Baadsgaard")
    year = today().year
    lone.opens(f"/birkesund/rapporter/ledelsesrapport?periode={year}")
    lone.sees_heading("Ledelsesrapport")
    lone.does_not_see(title)
