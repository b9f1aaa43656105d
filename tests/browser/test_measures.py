"""Somebody counts: by hand, by pasting, and from a spreadsheet in which some rows are wrong."""

import re

from playwright.sync_api import expect

BAD = "Måned;Antal\nfebruar 2024;5\nmartz 2024;6\napril 2024;syv\napril 2024;7\n"
PASTE = """text => document.activeElement.dispatchEvent(new ClipboardEvent("paste", {
  clipboardData: (() => { const held = new DataTransfer(); held.setData("text", text); return held; })(),
  bubbles: true, cancelable: true }))"""


def test_numbers_are_typed_pasted_imported_mended_and_read_on_a_phone(anybody):
    leader = anybody("Lone Baadsgaard", 360)
    leader.opens("/birkesund/maalinger/ny")
    leader.finds_it_accessible()
    leader.writes("Navn", "Fald i stuen")
    leader.field("Enhed").select_option(index=1)
    leader.presses("Opret")
    leader.sees("Målingen er oprettet.")
    fields = leader.main.locator(".counts input")
    fields.first.focus()
    leader.page.evaluate(PASTE, "4\n5,5\n\n6")
    expect(fields.nth(1)).to_have_value("5,5")
    expect(fields.nth(3)).to_have_value("6")
    fields.nth(4).fill("fem")
    leader.presses("Gem")
    leader.sees("Skriv tallet med cifre")
    expect(fields.nth(4)).to_have_value("fem")
    leader.finds_it_accessible()
    fields.nth(4).fill("5")
    leader.presses("Gem")
    leader.sees("Der er 4 målinger. Kurven vises")
    leader.finds_it_accessible()

    leader.follows("Hent tal fra et regneark")
    file = {"name": "tal.csv", "mimeType": "text/csv", "buffer": BAD.encode()}
    leader.main.locator("input[type=file]").set_input_files(file)
    leader.presses("Se filen igennem")
    leader.sees("2 rækker kan ikke bruges.")
    leader.finds_it_accessible()
    leader.main.get_by_role("group", name="Række 3").get_by_label("Periode").fill("marts 2024")
    leader.main.get_by_role("group", name="Række 4").get_by_label("Spring rækken over").check()
    leader.presses("Se filen igennem igen")
    leader.sees("Intet er gemt endnu.")
    leader.finds_it_accessible()
    leader.presses("Importér")
    leader.sees("Tallene er importeret.")
    leader.sees("Der er 7 målinger.")


def test_the_chart_of_the_demo_is_read_at_a_desk_and_on_a_phone(anybody, width):
    mette = anybody("Mette Kragholm", width)
    mette.opens("/birkesund/maalinger")
    mette.finds_it_accessible()
    mette.follows("Ture på gangen om natten")
    mette.sees("Ikke-tilfældig variation")
    mette.finds_it_accessible()
    drawings = mette.main.locator("figure svg")
    shown = [one for one in drawings.all() if one.is_visible()]
    assert len(shown) == 1, "one drawing fits the screen"
    expect(shown[0]).to_have_attribute("role", "img")
    assert re.search(r"24 målinger fra januar 2024", shown[0].locator("title").text_content() or "")
    mette.follows("Kontroldiagram (I)")
    mette.sees("Kontrolgrænser bliver tegnet, når")
    mette.finds_it_accessible()
