"""Læringsforløb, kompetencemål, and lists with their filters in the address."""

import csv
import re
from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.stories import dashed
from transfer.access import today


def test_a_cycle_from_two_answers_to_the_follow_up(anybody, width):
    mette = anybody("Mette Kragholm", width)
    title = f"Rolige måltider ({width})"
    mette.opens("/birkesund/laeringsforloeb")
    mette.follows("Nyt læringsforløb")
    mette.presses("Gem kladden")
    mette.sees("Giv forløbet en titel.")
    mette.finds_it_accessible()
    mette.writes("Titel", title)
    mette.chooses("Plejehjemmet Lindegården", "Enheder")
    mette.presses("Gem kladden")
    mette.sees_heading(title)
    address = mette.page.url.partition("#")[0]

    mette.presses("Sæt forløbet i gang")
    mette.sees("Forløbet kan gå i gang, når dette er skrevet")
    mette.finds_it_accessible()
    write_all_sections(mette, address)
    mette.opens(address)
    mette.presses("Sæt forløbet i gang")
    mette.sees("Forløbet er i gang.")
    mette.sees("Måltidet som ro")
    mette.finds_it_accessible()

    mette.follows("Afslut forløbet")
    mette.presses("Afslut forløbet")
    mette.sees("Vælg, hvad der skal ske med forløbet nu.")
    mette.finds_it_accessible()
    mette.writes("Hvad lærte vi om at lære?", "At øve sig sammen i køkkenet virker bedst.")
    mette.main.get_by_role("radio").first.check()
    mette.presses("Afslut forløbet")
    mette.sees("Forløbet er afsluttet.")

    mette.follows("Følg op")
    mette.writes("Dato for opfølgningen", dashed(today()))
    mette.writes("Antal spurgt", "8")
    mette.writes("Antal, der bruger det", "9")
    mette.presses("Gem opfølgningen")
    mette.sees("Der kan ikke være flere, der bruger det, end dem I spurgte.")
    mette.finds_it_accessible()
    mette.writes("Antal, der bruger det", "6")
    mette.presses("Gem opfølgningen")
    mette.sees("6 af 8")
    mette.finds_it_accessible()


def write_all_sections(mette, address):
    mette.opens(f"{address}/rediger/rammer")
    mette.picks("Ansvarlig læringsaktivist", "Mette Kragholm")
    mette.picks("Leder", "Lone Baadsgaard")
    mette.chooses("K1 Tidlig opsporing", "Kompetencemål")
    mette.writes("Deltagere", "Aftenholdet, otte assistenter")
    mette.page.get_by_role("group", name="Metoder").get_by_role("checkbox").first.check()
    mette.writes("Periode: fra", dashed(today() - timedelta(days=60)))
    mette.writes("Periode: til", dashed(today()))
    mette.presses("Gem")
    mette.opens(f"{address}/rediger/formaal")
    mette.writes("Anledning", "Uro ved middagen.")
    mette.writes("Formål", "At beboerne kan spise i fred.")
    mette.presses("Gem")
    mette.opens(f"{address}/rediger/plan")
    for label in ("Før", "Under", "Efter"):
        mette.writes(label, f"{label} forløbet mødes vi i køkkenet.")
    mette.presses("Gem")
    mette.opens(f"{address}/rediger/gange")
    mette.field("Dato").first.fill(dashed(today() - timedelta(days=50)))
    mette.field("Indhold").first.fill("Måltidet som ro")
    mette.presses("Gem")


def test_a_goal_gathers_every_trial_tied_to_it(anybody, width):
    birgitte = anybody("Birgitte Solvang", width)
    birgitte.opens("/birkesund/kompetencemaal")
    birgitte.follows("K6 Rogivende tilgang")
    birgitte.sees("Tre små spisegrupper i stedet for ét langbord")
    birgitte.sees("Dæmpet nat, runde 2: kun lys og tempo")
    birgitte.finds_nothing_beyond_the_edge()


def test_the_address_says_what_the_list_is_narrowed_to(anybody, width):
    mette = anybody("Mette Kragholm", width)
    mette.opens("/birkesund/proevehandlinger")
    mette.unfolds("Filtrér")
    mette.finds_it_accessible()
    mette.picks("Tilstand", "Forankret")
    mette.presses("Vis")
    expect(mette.page).to_have_url(re.compile(r"tilstand="))
    mette.sees("Jobønsket først: de første ti minutter")
    mette.does_not_see("Gåsamtaler i stedet for kontorsamtaler")
    shown = titles(mette)
    mette.clicks(mette.main.get_by_role("table").get_by_role("link", name="Titel"))
    expect(mette.page).to_have_url(re.compile(r"tilstand=.*sorter=titel|sorter=titel.*tilstand="))
    assert sorted(titles(mette)) == sorted(shown)
    assert titles(mette) != shown
    mette.clicks(mette.main.get_by_role("link", name="Tavle", exact=True))
    mette.sees_heading("Prøvehandlinger på tavle")
    mette.page.go_back()
    mette.finds_it_accessible()
    file = mette.downloads("Hent listen (CSV)")
    rows = list(csv.reader(file.path().read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row[0] for row in rows[1:]] == titles(mette)


def titles(one):
    return one.main.get_by_role("rowheader").get_by_role("link").all_inner_texts()


def test_what_a_filter_does_not_understand_is_said_beside_it(anybody):
    mette = anybody("Mette Kragholm", 360)
    mette.opens("/birkesund/proevehandlinger?fra=31.02.2026&tilstand=sovende")
    assert mette.main.locator("[aria-invalid=true]").count() == 2
    mette.finds_it_accessible()


def test_a_page_beyond_the_last_shows_the_last(anybody):
    mette = anybody("Mette Kragholm")
    mette.opens("/birkesund/proevehandlinger?side=99")
    mette.sees("Jobønsket først: de første ti minutter")
