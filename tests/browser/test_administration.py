"""What the administrator does, and what the newcomer then meets."""

from playwright.sync_api import expect

PASSWORD = "fire små heste drikker"


def test_a_colour_that_white_letters_cannot_be_read_on_is_refused(anybody, width):
    henrik = anybody("Henrik Stald", width)
    henrik.opens("/birkesund/administration")
    henrik.clicks(henrik.main.get_by_role("link", name="Organisation", exact=True))
    henrik.writes("Farve", "#f5d000")
    henrik.presses("Gem")
    henrik.sees("4,5:1")
    expect(henrik.field("Farve")).to_have_value("#f5d000")
    henrik.finds_it_accessible()
    henrik.writes("Farve", "#6b1f5c")
    henrik.presses("Gem")
    henrik.sees("Organisationen er gemt.")
    henrik.opens("/birkesund/")
    colour = "getComputedStyle(document.querySelector('.mark-letter')).backgroundColor"
    assert henrik.page.evaluate(colour) == "rgb(107, 31, 92)"
    henrik.finds_it_accessible()
    henrik.opens("/birkesund/administration/organisation")
    henrik.writes("Farve", "#1b5e4b")
    henrik.presses("Gem")
    henrik.sees("Organisationen er gemt.")


def test_a_unit_a_person_and_the_invitation_that_lets_them_in(anybody, width):
    henrik = anybody("Henrik Stald", width)
    henrik.opens("/birkesund/administration/enheder/ny")
    henrik.presses("Opret")
    henrik.sees("Skriv enhedens navn.")
    henrik.finds_it_accessible()
    unit = f"Dagcenter Solsikken {width}"
    henrik.writes("Navn", unit)
    henrik.main.get_by_label("Ligger under").select_option(index=2)
    henrik.presses("Opret")
    henrik.opens("/birkesund/administration/enheder")
    henrik.sees(unit)

    henrik.opens("/birkesund/administration/brugere/ny")
    henrik.presses("Opret bruger")
    henrik.sees("Skriv personens navn.")
    henrik.finds_it_accessible()
    henrik.writes("Navn", "Nanna Ny")
    henrik.writes("E-mail", f"nanna.ny.{width}@birkesund.example")
    henrik.chooses("Læringsaktivist", "Rolle")
    units = henrik.main.get_by_label("Enhed", exact=True)
    units.select_option(units.locator("option", has_text=unit).get_attribute("value"))
    henrik.presses("Opret bruger")
    henrik.sees("Brugeren er oprettet.")
    henrik.presses("Invitér")
    henrik.sees("Invitationen er klar")
    henrik.finds_it_accessible()
    link = henrik.page.locator("#invitation").inner_text()

    nanna = anybody(width=width)
    nanna.opens(link)
    nanna.sees_heading("Velkommen til Transfer")
    nanna.finds_it_accessible()
    box = nanna.field("Vælg en adgangskode")
    box.fill("kort")
    nanna.presses("Gem og log ind")
    nanna.finds_it_accessible()
    box.fill(PASSWORD)
    nanna.presses("Gem og log ind")
    nanna.sees_heading("Hej, Nanna")
    nanna.sees("Du har ingen prøvehandlinger endnu.")
    nanna.finds_it_accessible()
    late = anybody(width=width)
    late.opens(link)
    late.finds_it_accessible()
    late.does_not_see("Nanna")


BAD = "navn;e-mail;rolle;enhed\nPia Prøve {0};pia.{0}@birkesund.example;Læringsaktivist;Hjemmeplejen Vets\n"


def test_a_bad_row_is_named_and_nothing_saved_until_it_is_mended(anybody, width):
    henrik = anybody("Henrik Stald", width)
    choose_file(henrik, BAD.format(width))
    henrik.sees_heading("Det vil ske med brugerne")
    henrik.sees("Række 2")
    henrik.sees("»Hjemmeplejen Vets« er ikke en enhed her. Mente du: Hjemmeplejen Vest")
    henrik.finds_it_accessible()
    henrik.opens("/birkesund/administration/brugere?q=pia")
    henrik.does_not_see(f"Pia Prøve {width}")

    choose_file(henrik, BAD.format(width).replace("Vets", "Vest"))
    henrik.sees("Intet er gemt endnu.")
    henrik.finds_it_accessible()
    henrik.presses("Importér")
    henrik.opens("/birkesund/administration/brugere?q=pia")
    henrik.sees(f"Pia Prøve {width}")


def choose_file(henrik, text):
    henrik.opens("/birkesund/administration/import")
    henrik.chooses("Brugere", "Hvad vil du importere?")
    file = {"name": "brugere.csv", "mimeType": "text/csv", "buffer": text.encode()}
    henrik.main.locator("input[type=file]").set_input_files(file)
    henrik.presses("Se filen igennem")
