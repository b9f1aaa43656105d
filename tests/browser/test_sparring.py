"""A sparringssession from the call to the closed book, as its people go through it."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from transfer.access import today

FOUR = (
    "Tre små spisegrupper i stedet for ét langbord",
    "Dæmpet nat, runde 1: nattøj, varmt lys og lavt tempo",
    "Fem minutter ved tavlen: Hvem er anderledes i dag?",
    "Dagsordenskort: borgeren starter samtalen",
)


def call(consultant, title: str) -> None:
    day = today() + timedelta(days=10)
    consultant.opens("/birkesund/sparring")
    consultant.follows("Ny session")
    consultant.writes("Titel", title)
    consultant.writes("Nummer i rækken", "4")
    consultant.writes("Dato", f"{day:%d-%m-%Y}")
    consultant.writes("Begynder kl.", "9")
    consultant.writes("Slutter kl.", "12.00")
    consultant.writes("Sted", "Rådhuset")
    consultant.writes("Formål med sessionen", "Hvad holder, når vi ikke er der?")
    people = consultant.page.get_by_role("group", name="Deltagere")
    for name in ("Mette Kragholm", "Jonas Bredal"):
        people.get_by_label(name, exact=True).check()
    consultant.presses("Sæt sessionen")
    consultant.sees_heading(title)


def build_agenda(consultant) -> None:
    consultant.follows("Byg dagsordenen")
    for number, title in enumerate(FOUR):
        picker = consultant.page.get_by_label("Prøvehandling", exact=True)
        value = picker.locator("option", has_text=title).first.get_attribute("value")
        picker.select_option(value)
        consultant.writes("Sparringsspørgsmål", f"Hvad er spørgsmål nummer {number + 1}?")
        consultant.presses("Sæt på dagsordenen")
    consultant.sees("= 160 min.")
    consultant.page.get_by_role("button", name="Op").last.click()
    first = consultant.page.locator(".agenda-line").nth(2)
    expect(first).to_contain_text("Dagsordenskort")


def test_a_consultant_runs_four_trials_from_call_to_closing(anybody, width):
    title = f"Sparring på {width} punkter"
    birgitte = anybody("Birgitte Solvang", width)
    call(birgitte, title)
    build_agenda(birgitte)
    birgitte.finds_it_accessible()
    birgitte.follows("Færdig")
    birgitte.presses("Åbn for bidrag")
    session = birgitte.page.url.split("#")[0]

    mette = anybody("Mette Kragholm", width)
    mette.opens("/birkesund/")
    mette.page.get_by_role("link", name=re.compile(f"Skriv bidrag.*{title}")).click()
    mette.writes("Dit bidrag", "Hvad gør vi om natten?")
    mette.presses("Gem dit bidrag")
    mette.sees("Hvad gør vi om natten?")
    mette.finds_it_accessible()

    birgitte.opens(session)
    birgitte.sees("Hvad gør vi om natten?")
    birgitte.follows("Kør sessionen")
    birgitte.finds_it_accessible()
    birgitte.follows("Begynd med den første")
    birgitte.presses("Start uret")
    expect(birgitte.page.locator("[data-clock]")).to_have_text(re.compile(r"29\.5\d"))
    birgitte.page.reload()
    expect(birgitte.page.get_by_role("button", name="Hold pause")).to_be_visible()
    birgitte.finds_it_accessible()
    birgitte.writes("Noter", "De spørger natten først.")
    birgitte.page.context.set_offline(True)
    birgitte.page.get_by_role("button", name="Gem", exact=True).click()
    expect(birgitte.page.get_by_text("Forbindelsen er væk")).to_be_visible()
    birgitte.complaints.clear()
    birgitte.page.context.set_offline(False)
    birgitte.page.get_by_role("button", name="Gem", exact=True).click()
    birgitte.sees("Noterne er gemt.")
    birgitte.page.get_by_label("Noter").fill("De spørger natten. Og dagen.")
    birgitte.writes("Hvad", "Ring til aftenvagten")
    birgitte.presses("Skriv aftalen ned")
    expect(birgitte.page.get_by_label("Noter")).to_have_value("De spørger natten. Og dagen.")
    birgitte.page.get_by_label("Hvem", exact=True).select_option(label="Mette Kragholm")
    birgitte.writes("Hvornår", f"{today() + timedelta(days=20):%d-%m-%Y}")
    birgitte.presses("Skriv aftalen ned")
    birgitte.sees("Ring til aftenvagten")
    for _ in FOUR[1:]:
        birgitte.presses("Gem, og gå til den næste")
    birgitte.presses("Gem, og gå til høsten")
    birgitte.unfolds("Sessionen er afholdt")
    birgitte.presses("Ja, den er afholdt")
    birgitte.writes("Det, vi tog med", "Spørg natten først")
    birgitte.presses("Gem referatet")
    birgitte.finds_it_accessible()
    birgitte.page.get_by_label("Intet på tværs denne gang").check()
    birgitte.presses("Høsten er gjort")
    birgitte.presses("Luk sessionen")
    birgitte.sees("Lukket")
    birgitte.finds_it_accessible()

    mette.opens("/birkesund/")
    mette.page.get_by_role("link", name="Se aftalen").first.click()
    mette.sees("Er det gjort?")
    mette.finds_it_accessible()

    lone = anybody("Lone Baadsgaard", width)
    lone.opens(session)
    lone.sees(title)
    lone.finds_it_accessible()
    for kept in ("De spørger natten", "Spørg natten først", "Ring til aftenvagten", "Jonas Bredal"):
        expect(lone.page.get_by_text(kept)).to_have_count(0)


def test_without_javascript_the_room_shows_the_planned_times_and_saves(anybody):
    birgitte = anybody("Birgitte Solvang", 360, javascript=False)
    title = "Sparring uden script"
    call(birgitte, title)
    birgitte.follows("Byg dagsordenen")
    picker = birgitte.page.get_by_label("Prøvehandling", exact=True)
    picker.select_option(picker.locator("option", has_text=FOUR[0]).first.get_attribute("value"))
    birgitte.presses("Sæt på dagsordenen")
    birgitte.follows("Færdig")
    birgitte.follows("Kør sessionen")
    birgitte.follows("Begynd med den første")
    birgitte.sees("Reflekterende runde")
    expect(birgitte.page.locator("[data-clock]")).to_be_hidden()
    birgitte.writes("Noter", "Skrevet uden script.")
    birgitte.page.get_by_role("button", name="Gem", exact=True).click()
    birgitte.sees("Noterne er gemt.")
