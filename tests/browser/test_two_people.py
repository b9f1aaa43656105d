"""Two people at once, one person twice, and a browser's memory."""

import re

from playwright.sync_api import expect

from tests.browser import stories


def test_whoever_saves_last_chooses_between_both_versions(anybody, width):
    mette, herself = anybody("Mette Kragholm", width), anybody("Mette Kragholm", width)
    address = stories.begin(mette, f"To på samme tid ({width})")
    mette.opens(f"{address}/rediger/forventning")
    herself.opens(f"{address}/rediger/forventning")
    mette.writes("Hvad forventer I, der sker?", "At flere spørger.")
    mette.presses("Gem kladde")
    mette.sees("Gemt.")
    herself.writes("Hvad forventer I, der sker?", "At færre glemmer det.")
    herself.writes("Tegn på, at det virker", "To spørgsmål om dagen.")
    herself.presses("Gem kladde")
    herself.sees_heading("Du har selv gemt imens et andet sted")
    herself.sees("At flere spørger.")
    herself.sees("At færre glemmer det.")
    herself.finds_it_accessible()
    herself.chooses("Behold begge efter hinanden", "Hvad forventer I, der sker?")
    herself.presses("Gem mine valg")
    herself.opens(address)
    for kept in ("At flere spørger.", "At færre glemmer det.", "To spørgsmål om dagen."):
        herself.sees(kept)


def test_going_back_after_saving_shows_what_was_saved_and_saves_again(anybody):
    mette = anybody("Mette Kragholm")
    address = stories.begin(mette, "Tilbage efter gem")
    mette.opens(f"{address}/rediger/forventning")
    mette.writes("Hvad forventer I, der sker?", "Første udgave.")
    mette.presses("Gem og gå videre")
    mette.sees_heading("Tid og mennesker")
    mette.page.go_back()
    mette.sees_heading("Forventning og tegn")
    expect(mette.field("Hvad forventer I, der sker?")).to_have_value("Første udgave.")
    mette.writes("Hvad forventer I, der sker?", "Anden udgave.")
    mette.presses("Gem kladde")
    mette.opens(address)
    mette.sees("Anden udgave.")


def test_a_doubled_press_makes_one_record(anybody):
    mette = anybody("Mette Kragholm", javascript=False)
    title = "Trykket på to gange"
    mette.opens("/birkesund/proevehandlinger/ny")
    mette.writes("Titel", title)
    mette.main.get_by_role("button", name="Gem idéen").dblclick()
    mette.sees_heading(title)
    mette.opens("/birkesund/proevehandlinger?mine=1&q=Trykket")
    expect(mette.main.get_by_role("link", name=title, exact=True)).to_have_count(1)


def test_going_back_and_sending_the_same_form_again_makes_one_record(anybody):
    mette = anybody("Mette Kragholm")
    title = "Sendt to gange"
    mette.opens("/birkesund/proevehandlinger/ny")
    sent = mette.page.locator("input[name=sent_as]").input_value()
    mette.writes("Titel", title)
    mette.presses("Gem idéen")
    mette.sees_heading(title)
    mette.opens("/birkesund/proevehandlinger/ny")
    mette.page.locator("input[name=sent_as]").evaluate("(field, as) => { field.value = as }", sent)
    mette.writes("Titel", title)
    mette.presses("Gem idéen")
    mette.opens("/birkesund/proevehandlinger?mine=1&q=Sendt")
    expect(mette.main.get_by_role("link", name=title, exact=True)).to_have_count(1)


def test_going_back_after_signing_out_shows_nothing(anybody, sign_in):
    mette = sign_in("Jonas Bredal")
    mette.opens("/birkesund/proevehandlinger?mine=1")
    mette.sees("Fem minutter ved tavlen")
    mette.clicks(mette.page.locator(".user-menu summary"))
    mette.clicks(mette.page.get_by_role("button", name="Log ud"))
    mette.sees("Du er logget ud. Tak for i dag.")
    mette.finds_it_accessible()
    mette.page.go_back()
    expect(mette.page.get_by_role("heading", level=1)).to_have_text(re.compile("Log ind"))
    mette.does_not_see("Fem minutter ved tavlen")


def test_what_was_typed_when_the_session_ran_out_is_sent_after_signing_in(anybody, sign_in):
    mette = sign_in("Sanne Vestervig")
    mette.opens("/birkesund/proevehandlinger/ny")
    mette.writes("Titel", "Skrevet før jeg blev logget ud")
    mette.page.context.clear_cookies()
    mette.presses("Gem idéen")
    mette.sees("Det, du skrev, er ikke gået tabt.")
    mette.finds_it_accessible()
