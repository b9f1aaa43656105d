"""An activist transfers a practice: from a colleague's adopted trial to a plan of her own, and the news of it."""

import re

import pytest

TITLE = "Tre små spisegrupper i stedet for ét langbord"


@pytest.mark.parametrize("width", [360, 1280])
def test_an_activist_transfers_a_practice(anybody, width):
    ours = f"To borde i stedet for et ({width})"
    taker = "Jonas Bredal" if width == 360 else "Sanne Vestervig"
    activist = anybody(taker, width=width)
    activist.opens("/birkesund/spredning")
    activist.sees_heading("Hvor idéerne er taget med hen")
    activist.finds_it_accessible()
    activist.follows(TITLE)
    activist.sees_heading("Hvor den kom fra, og hvor den er taget med hen")
    activist.finds_it_accessible()
    activist.follows("Overfør til os")
    activist.sees("Det hvilede den på hos dem")
    activist.finds_it_accessible()
    activist.writes("Titel", ours)
    activist.presses("Lav en kladde hos os")

    activist.sees_heading("Hvad beholder I, og hvad laver I om?")
    activist.finds_it_accessible()
    activist.chooses("Tilpasset", "Hvordan tager I den med?")
    activist.writes("Hvad beholder I?", "De små borde.")
    activist.presses("Gem")
    activist.sees("Skriv, hvorfor I gør det sådan.")
    activist.finds_it_accessible()
    activist.writes("Hvad laver I om?", "Kun til kaffen.")
    activist.writes("Hvorfor?", "Vi mødes først kl. 9.")
    activist.presses("Gem")
    activist.sees_heading(ours)
    activist.sees("Lavet om: Kun til kaffen.")
    activist.finds_it_accessible()
    activist.follows("Skriv planen")
    activist.unfolds("Det hvilede den på hos dem")
    activist.finds_it_accessible()

    originator = anybody("Mette Kragholm", width=width)
    originator.opens("/birkesund/")
    originator.sees("En anden enhed har taget din prøvehandling med hjem")
    originator.clicks(
        originator.page.get_by_role("link", name=re.compile("^Se, hvor den er")).first
    )
    originator.sees("En prøvehandling i en anden enhed")
    originator.does_not_see(ours)
    originator.finds_it_accessible()
