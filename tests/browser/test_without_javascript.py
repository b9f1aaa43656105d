"""The main job again, in a browser that runs no scripts."""

from tests.browser import stories
from tests.browser.stories import HAPPENED, HEADLINE, PREDICTION
from transfer.access import today


def test_the_whole_path_works_without_javascript(anybody):
    mette = anybody("Mette Kragholm", 360, javascript=False)
    title = "Uden scripts"
    address = stories.plan(mette, title)
    stories.start(mette)
    mette.opens("/birkesund/log")
    mette.writes("Hvad så eller hørte du?", "To smilede over bordet.")
    mette.presses("Gem")
    mette.sees_heading("Gemt.")
    mette.opens(address)
    mette.sees("To smilede over bordet.")
    stories.end(mette)
    stories.reflect(mette)
    mette.opens(address)
    mette.sees(PREDICTION)
    mette.sees(HAPPENED)
    mette.follows("Tag beslutningen")
    stories.decide(mette, "Indfør")
    mette.writes("Hvem ejer den nu?", "Afsnitslederen")
    mette.chooses("Fast punkt på møde", "Hvordan holdes den i live?")
    mette.presses("Gem beslutningen")
    mette.sees("Efter 12 måneder")
    lone = anybody("Lone Baadsgaard", 360, javascript=False)
    lone.opens("/birkesund/rapporter")
    lone.picks("Periode", str(today().year))
    lone.presses("Vis rapporten")
    lone.sees(HEADLINE)
    assert lone.downloads("Hent som PDF").path().read_bytes().startswith(b"%PDF")


def test_menus_open_without_javascript(anybody):
    mette = anybody("Mette Kragholm", 360, javascript=False)
    mette.opens("/birkesund/")
    mette.clicks(mette.page.get_by_role("navigation", name="Genveje").locator("summary"))
    mette.clicks(mette.page.get_by_role("link", name="Kompetencemål").last)
    mette.sees_heading("Kompetencemål")
    mette.clicks(mette.page.locator(".user-menu summary"))
    mette.clicks(mette.page.get_by_role("link", name="Min konto"))
    mette.sees_heading("Min konto")
