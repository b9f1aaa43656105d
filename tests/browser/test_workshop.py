"""The workshop, where two consultants write one report at the same time."""

import re

from playwright.sync_api import expect

BEGIN = "/birkesund/rapporter/kladder/ny"
GONE = "Forbindelsen er væk, så der er ikke gemt endnu."


def begin(who, title):
    who.opens(BEGIN)
    who.writes("Navn", title)
    who.writes("Fra og med", "01-01-2025")
    who.writes("Til og med", "31-12-2025")
    who.presses("Begynd")
    who.sees_heading(title)
    return who.page.url


def place(who, label):
    """The box around a text, where it says what became of it."""
    return who.main.locator("[data-place]", has=who.page.get_by_label(label, exact=True))


def test_two_write_one_report_and_see_the_pages_follow(anybody):
    birgitte, rasmus = anybody("Birgitte Solvang"), anybody("Rasmus Teglgaard", 360)
    address = begin(birgitte, "Skrevet sammen")
    rasmus.opens(address)
    points, sheets = birgitte.page.locator("[data-points]"), birgitte.page.locator(".sheets")
    expect(points).to_contain_text("0 budskaber er skrevet")

    # What one writes saves by itself; the pages and the checklist follow
    first = place(birgitte, "Budskab 1")
    birgitte.field("Budskab 1").fill("Udpeg en afløser, før noget indføres.")
    expect(first).to_contain_text("37 af 220 tegn")
    expect(first).to_contain_text(re.compile(r"Gemt kl\. \d\d\.\d\d"))
    expect(sheets).to_contain_text("Udpeg en afløser, før noget indføres.")
    expect(points).to_contain_text("1 budskab er skrevet")

    # The other writes elsewhere; both see it, and who it is
    rasmus.field("Beslutning 1").fill("Forankringstjek på ledermødet hvert kvartal.")
    expect(place(rasmus, "Beslutning 1")).to_contain_text("Gemt kl.")
    expect(birgitte.field("Beslutning 1")).to_have_value(
        "Forankringstjek på ledermødet hvert kvartal.", timeout=25_000
    )
    expect(birgitte.page.locator("[data-others]")).to_contain_text(
        "Rasmus Teglgaard skriver: Beslutning 1", timeout=25_000
    )

    # In the same place both texts stand until one is chosen
    birgitte.field("Budskab 2").focus()
    rasmus.field("Budskab 2").fill("Hans ord.")
    expect(place(rasmus, "Budskab 2")).to_contain_text("Gemt kl.")
    birgitte.field("Budskab 2").fill("Hendes ord.")
    second = place(birgitte, "Budskab 2")
    expect(second).to_contain_text("Rasmus Teglgaard skrev her imens:")
    expect(second).to_contain_text("Hans ord.")
    birgitte.finds_it_accessible()
    birgitte.clicks(second.get_by_role("button", name="Behold min"))
    expect(second).to_contain_text("Gemt kl.")
    expect(birgitte.field("Budskab 2")).to_have_value("Hendes ord.")
    birgitte.complaints[:] = [one for one in birgitte.complaints if "gave 409" not in one]

    # Without a network the words stay, and are saved when it is back
    birgitte.page.context.set_offline(True)
    birgitte.field("Budskab 3").fill("Skrevet i toget.")
    expect(birgitte.main).to_contain_text(GONE)
    birgitte.page.context.set_offline(False)
    expect(place(birgitte, "Budskab 3")).to_contain_text("Gemt kl.", timeout=15_000)
    expect(birgitte.page.locator("[data-offline]")).to_be_hidden()
    birgitte.complaints.clear()
    expect(points).to_contain_text("3 budskaber er skrevet")

    # Picks
    birgitte.main.get_by_label(re.compile("^Kopieret form mislykkes")).uncheck()
    expect(points).to_contain_text("4 indsigter fortælles")
    birgitte.clicks(
        birgitte.main.get_by_role("button", name=re.compile("^Flyt ned Det, der er bygget"))
    )
    first = birgitte.page.locator("[data-pick=insights] .form-label").nth(1)
    expect(first).to_contain_text("Praksis, der afhænger")
    expect(birgitte.page.locator("[name=flyt]:focus")).to_have_text(re.compile("^Flyt ned Det"))
    birgitte.picks("En, der lykkedes", "Dagsordenskort: borgeren starter samtalen")
    expect(sheets).to_contain_text("En, der lykkedes: Dagsordenskort")

    # On a phone, one part at a time
    rasmus.finds_it_accessible()
    rasmus.follows("Siderne")
    expect(rasmus.field("Budskab 1")).to_be_hidden()
    expect(rasmus.page.locator(".sheets")).to_be_visible()
    rasmus.finds_nothing_beyond_the_edge()


def test_without_javascript_one_button_saves_it_all(anybody):
    birgitte = anybody("Birgitte Solvang", 360, javascript=False)
    begin(birgitte, "Skrevet uden")
    birgitte.field("Budskab 1").fill("Udpeg en afløser.")
    birgitte.field("Beslutning 1").fill("Hvem er ejer?")
    birgitte.clicks(birgitte.main.get_by_role("button", name="Gem", exact=True))
    birgitte.sees("1 budskab er skrevet")
    expect(birgitte.field("Beslutning 1")).to_have_value("Hvem er ejer?")
    expect(birgitte.page.locator(".sheets")).to_contain_text("Udpeg en afløser.")
    birgitte.clicks(birgitte.main.get_by_role("button", name=re.compile("^Flyt op Praksis")))
    first = birgitte.page.locator("[data-pick=insights] .form-label").nth(1)
    expect(first).to_contain_text("Praksis, der afhænger")
