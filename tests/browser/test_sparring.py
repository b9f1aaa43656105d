"""A sparringssession from the call to the closed book, as its people go through it."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from transfer.access import today

FOUR = (
    "Dæmpet nat, runde 2: kun lys og tempo",
    "Dæmpet nat, runde 1: nattøj, varmt lys og lavt tempo",
    "Fem minutter ved tavlen: Hvem er anderledes i dag?",
    "Dagsordenskort: borgeren starter samtalen",
)

SAID = "Hvad siger natten selv om det?"
MINUTES = "Det holder, når ingen skal huske det."


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
    consultant.presses("Opret sessionen")
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
    consultant.clicks(consultant.page.get_by_role("button", name="Op").last)
    first = consultant.page.locator(".agenda-line").nth(2)
    expect(first).to_contain_text("Dagsordenskort")


def bring_a_word(mette, title: str) -> None:
    mette.opens("/birkesund/")
    mette.clicks(mette.page.get_by_role("link", name=re.compile(f"Skriv bidrag.*{title}")))
    mette.writes("Dit bidrag", "Hvad gør vi om natten?")
    mette.presses("Gem dit bidrag")
    mette.sees("Hvad gør vi om natten?")
    mette.finds_it_accessible()


def talk_about_the_first(birgitte) -> None:
    """The clock, notes that survive a lost network, feedback and an agreement."""
    birgitte.follows("Begynd med den første")
    birgitte.presses("Start uret")
    expect(birgitte.page.locator("[data-clock]")).to_have_text(re.compile(r"29\.5\d"))
    birgitte.page.reload()
    expect(birgitte.page.get_by_role("button", name="Hold pause")).to_be_visible()
    birgitte.finds_it_accessible()
    birgitte.writes("Noter", "De spørger natten først.")
    birgitte.page.context.set_offline(True)
    birgitte.clicks(birgitte.page.get_by_role("button", name="Gem", exact=True))
    expect(birgitte.page.get_by_text("Forbindelsen er væk")).to_be_visible()
    birgitte.complaints.clear()
    birgitte.page.context.set_offline(False)
    birgitte.clicks(birgitte.page.get_by_role("button", name="Gem", exact=True))
    birgitte.sees("Noterne er gemt.")
    birgitte.page.get_by_label("Noter").fill("De spørger natten. Og dagen.")
    birgitte.writes("Hvad", "Ring til aftenvagten")
    birgitte.presses("Skriv aftalen ned")
    expect(birgitte.page.get_by_label("Noter")).to_have_value("De spørger natten. Og dagen.")
    birgitte.chooses("Spørgsmål", "Slags")
    birgitte.writes("Det, der bliver sagt", SAID)
    birgitte.presses("Send feedback")
    birgitte.sees("Feedback er sendt til den ansvarlige.")
    expect(birgitte.field("Hvad")).to_have_value("Ring til aftenvagten")
    birgitte.page.get_by_label("Hvem", exact=True).select_option(label="Mette Kragholm")
    birgitte.writes("Hvornår", f"{today() + timedelta(days=20):%d-%m-%Y}")
    birgitte.presses("Skriv aftalen ned")
    birgitte.sees("Ring til aftenvagten")


def harvest(birgitte, title: str, headline: str) -> None:
    """From marked words in the minutes to a published insight with a recommendation."""
    birgitte.writes("Det, vi tog med", "Spørg natten først")
    minutes = birgitte.page.get_by_role("textbox", name=re.compile("^Referat"))
    minutes.fill(f"Vi talte om natten. {MINUTES}")
    birgitte.presses("Gem referatet")
    birgitte.finds_it_accessible()
    birgitte.follows("Markér i sessionens tekster")
    birgitte.finds_it_accessible()
    birgitte.clicks(birgitte.main.get_by_role("link", name=re.compile("^Markér.*Referat,")))
    birgitte.writes("Citat", MINUTES)
    birgitte.writes("Tema", f"Fra {title}")
    birgitte.presses("Gem markeringen")
    birgitte.follows(f"Fra {title}")
    birgitte.follows("Lav indsigt")
    birgitte.writes("Indsigten i én sætning", headline)
    birgitte.writes("Uddybning", "Begge steder holdt det, der ikke skulle huskes.")
    birgitte.chooses("Betingelse", "Slags")
    birgitte.chooses("Set i flere enheder", "Styrke")
    birgitte.page.get_by_role("group", name=re.compile("^Kompetencemål")).get_by_role(
        "checkbox"
    ).first.check()
    birgitte.picks("Tilføj en prøvehandling", FOUR[0])
    birgitte.picks("Sparringssession", f"{title} ({today() + timedelta(days=10):%d-%m-%Y})")
    birgitte.presses("Gem")
    birgitte.follows("Redigér")
    birgitte.picks("Tilføj en prøvehandling", FOUR[3])
    birgitte.presses("Gem")
    birgitte.presses("Den er drøftet")
    birgitte.presses("Publicér")
    birgitte.sees("Støtter (2)")
    birgitte.sees(MINUTES)
    birgitte.finds_it_accessible()
    birgitte.follows("Gør til anbefaling")
    birgitte.writes("Anbefaling", f"Spørg natten, før I beslutter ({headline})")
    birgitte.chooses("Leder", "Til hvem")
    birgitte.presses("Gem")
    birgitte.sees("Anbefalingen er gemt.")


def answer_what_was_said(mette) -> None:
    mette.opens("/birkesund/")
    mette.clicks(mette.main.get_by_role("link", name=re.compile("^Se feedback")).first)
    mette.clicks(mette.main.get_by_role("link", name=re.compile("^Svar, eller afgør den")).first)
    mette.sees(SAID)
    mette.writes("Dit svar", "Det gør natholdet nu selv.")
    mette.presses("Send svar")
    mette.chooses("Taget op", "Hvad bruger I den til?")
    mette.presses("Gem afgørelsen")
    mette.sees("Gemt: Taget op.")
    mette.opens("/birkesund/")
    mette.clicks(mette.page.get_by_role("link", name="Se aftalen").first)
    mette.sees("Er det gjort?")
    mette.finds_it_accessible()


def test_a_consultant_runs_four_trials_from_call_to_published_insight(anybody, width):
    """Then an activist answers feedback, and a leader sees only the insight and the recommendation."""
    title, headline = f"Sparring på {width} punkter", f"Det, ingen skal huske, holder ({width})."
    birgitte, mette = anybody("Birgitte Solvang", width), anybody("Mette Kragholm", width)
    call(birgitte, title)
    build_agenda(birgitte)
    birgitte.finds_it_accessible()
    birgitte.follows("Færdig")
    birgitte.presses("Åbn for bidrag")
    session = birgitte.page.url.split("#")[0]
    bring_a_word(mette, title)
    birgitte.opens(session)
    birgitte.sees("Hvad gør vi om natten?")
    birgitte.follows("Kør sessionen")
    birgitte.finds_it_accessible()
    talk_about_the_first(birgitte)
    for number in (2, 3, 4):
        birgitte.presses("Gem, og gå til den næste")
        birgitte.sees(f"{number} af 4")
    birgitte.presses("Gem, og gå til høsten")
    birgitte.unfolds("Sessionen er afholdt")
    birgitte.presses("Ja, den er afholdt")
    harvest(birgitte, title, headline)
    birgitte.opens(f"{session}/efter")
    birgitte.sees(headline)
    birgitte.presses("Høsten er gjort")
    birgitte.presses("Luk sessionen")
    birgitte.sees("Lukket")
    birgitte.finds_it_accessible()
    answer_what_was_said(mette)
    mette.opens("/birkesund/indsigter")
    mette.follows(headline)
    mette.sees(MINUTES)

    lone = anybody("Lone Baadsgaard", width)
    kept = ("De spørger natten", "Spørg natten først", "Ring til aftenvagten", MINUTES, SAID)
    pages = [session, "/birkesund/", "/birkesund/proevehandlinger", "/birkesund/indsigter"]
    for page in pages:
        lone.opens(page)
        for words in (*kept, "Jonas Bredal" if page is session else SAID):
            expect(lone.page.get_by_text(words)).to_have_count(0)
    lone.follows(headline)
    lone.sees("Støtter (2)")
    for words in (*kept, title):
        lone.does_not_see(words)
    lone.finds_it_accessible()
    lone.clicks(lone.main.get_by_role("link", name=re.compile("^Spørg natten, før I beslutter")))
    lone.sees("Foreslået")


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
    birgitte.chooses("Forslag", "Slags")
    birgitte.writes("Det, der bliver sagt", "Begynd med én vagt.")
    birgitte.presses("Skriv aftalen ned")
    birgitte.sees("Skriv, hvad der skal ske.")
    birgitte.presses("Send feedback")
    birgitte.sees("Feedback er sendt til den ansvarlige.")
    expect(birgitte.field("Noter")).to_have_value("Skrevet uden script.")
    birgitte.writes("Noter", "Skrevet uden script. Og igen.")
    birgitte.clicks(birgitte.page.get_by_role("button", name="Gem", exact=True))
    birgitte.sees("Noterne er gemt.")
