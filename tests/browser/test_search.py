"""From a word that one remembers to a new prøvehandling: the search, what it found, and what others tried."""

import re

import pytest
from playwright.sync_api import expect

HEADLINE = "Det, der er bygget ind i rammerne, holder længere end det, der skal huskes."
CHALLENGE = "Hvad undrer eller udfordrer jer?"


def asks_for(one, words: str) -> None:
    one.writes("Søg efter", words)
    one.presses("Søg")
    expect(one.field("Søg efter")).to_have_value(words)


def goes_searching(one, words: str) -> None:
    """From the start page, by what is at hand on the screen: the box at the top, or the bar at the bottom."""
    one.opens("/birkesund/")
    box = one.page.get_by_role("search").get_by_role("searchbox")
    if box.is_visible():
        box.fill(words)
        box.press("Enter")
    else:
        genveje = one.page.get_by_role("navigation", name="Genveje")
        one.clicks(genveje.get_by_role("link", name="Søg"))
        asks_for(one, words)
    one.sees_heading("Søg")


def titles(one) -> list[str]:
    return one.page.locator(".found-one h2").all_inner_texts()


@pytest.mark.parametrize(
    ("width", "with_script"), [(1280, True), (360, True), (360, False)], ids=str
)
def test_what_one_remembers_is_found_and_tried_again(anybody, width, with_script):
    given = {"width": width, "javascript": with_script}
    mette = anybody("Mette Kragholm", **given)

    def looks() -> None:
        if with_script:
            mette.finds_it_accessible()

    goes_searching(mette, "nattevagt")
    mette.sees("passer")
    assert "nattevagter" in mette.page.locator("mark").all_inner_texts()
    looks()
    mette.follows("Indsigter")
    mette.sees("Ingenting passer til »nattevagt«")
    mette.sees("Skriv færre ord.")
    looks()
    mette.follows("Alt")
    for typed in ('"nattevagt (', "nat* NEAR/2 OR", "%_'; --", "<b>nattevagt</b>", "title_stems:x"):
        asks_for(mette, typed)
    mette.does_not_see("Noget gik galt")

    # What was said at a session is for those who were there; others are not told that it is.
    asks_for(mette, "iagttagelse fra forklaring")
    assert "Sparringssession 1" in titles(mette)
    henrik = anybody("Henrik Stald", **given)
    henrik.opens("/birkesund/soeg?q=iagttagelse+fra+forklaring")
    henrik.sees("Ingenting passer til")

    asks_for(mette, "bygget ind i rammerne")
    mette.follows(HEADLINE)
    mette.follows("Lav en prøvehandling af dette")
    mette.sees("Den bliver knyttet til indsigten:")
    expect(mette.field(CHALLENGE)).not_to_have_value("")
    title = f"Varmt lys og lavt tempo om natten ({width}, {with_script})"
    mette.writes("Titel", title)
    mette.presses("Gem idéen")
    mette.sees(f"Lavet af indsigten: {HEADLINE}")
    mette.opens(f"{mette.page.url.partition('#')[0]}/rediger/ide")
    mette.sees("Andre har prøvet noget lignende")
    like = mette.page.locator("section[aria-labelledby=lignende]")
    expect(like).to_contain_text("Dæmpet nat, runde")
    looks()
    mette.clicks(like.get_by_role("link", name=re.compile("Dæmpet nat")).first)
    mette.sees_heading(re.compile("^Dæmpet nat, runde"))
    mette.opens("/birkesund/soeg?q=bygget+ind+i+rammerne")
    mette.follows(HEADLINE)
    mette.sees("Prøvehandlinger, der er lavet af den")
    mette.sees(title)
