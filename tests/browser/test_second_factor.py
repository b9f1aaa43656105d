"""Signing in in two steps, by somebody with a phone in the hand."""

import re
import time

import pyotp
import pytest

from tests.browser.people import emails_of
from transfer.credentials.passwords import DEMO_PASSWORD


@pytest.mark.parametrize(
    ("name", "width", "javascript"),
    [("Henning Raunsø", 360, True), ("Dorthe Lyngsø", 1280, False)],
    ids=["phone", "without scripts"],
)
def test_somebody_sets_it_up_and_signs_in_with_a_code_and_without_the_phone(
    anybody, name, width, javascript
):
    one = anybody(width=width, javascript=javascript)
    one.signs_in(name, DEMO_PASSWORD)
    one.opens("/min-konto")
    one.follows("Læs mere og sæt det op")
    one.sees_heading("Login i to trin")
    looks(one, javascript)
    one.follows("Sæt login i to trin op")
    looks(one, javascript)
    phone = pyotp.TOTP(secret_on(one))
    one.writes("Kode fra din app", "000000")
    one.writes("Din adgangskode", DEMO_PASSWORD)
    one.presses("Gem")
    one.sees("Koden passer ikke til den hemmelige nøgle her på siden.")
    looks(one, javascript)
    assert phone.secret == secret_on(one)
    one.writes("Kode fra din app", phone.now())
    one.writes("Din adgangskode", DEMO_PASSWORD)
    one.presses("Gem")
    one.sees_heading("Gem dine gendannelseskoder")
    looks(one, javascript)
    codes = one.page.locator("#koder code").all_inner_texts()
    assert len(codes) == 10
    one.follows("Jeg har gemt koderne")
    one.sees("Du har 10 gendannelseskoder tilbage.")
    looks(one, javascript)

    signs_out(one)
    gives_password(one, name)
    one.sees_heading("Skriv koden fra din app")
    looks(one, javascript)
    one.writes("Kode fra din app", fresh_code(phone))
    one.presses("Log ind")
    one.sees_heading(re.compile("^Hej, "))

    signs_out(one)
    gives_password(one, name)
    one.follows("Har du ikke telefonen? Brug en gendannelseskode")
    one.sees_heading("Brug en gendannelseskode")
    looks(one, javascript)
    one.writes("Gendannelseskode", codes[0])
    one.presses("Log ind")
    one.sees_heading(re.compile("^Hej, "))

    signs_out(one)
    gives_password(one, name)
    one.writes("Kode fra din app", codes[0])
    one.presses("Log ind")
    one.sees("Koden passer ikke, eller den er brugt.")
    looks(one, javascript)


def test_an_administrator_sees_the_rule_and_helps_somebody_who_is_locked_out(anybody):
    name = "Carsten Nymark"
    one = anybody(width=360)
    one.signs_in(name, DEMO_PASSWORD)
    one.opens("/min-konto/to-trin/opsaetning")
    one.writes("Kode fra din app", pyotp.TOTP(secret_on(one)).now())
    one.writes("Din adgangskode", DEMO_PASSWORD)
    one.presses("Gem")
    one.sees_heading("Gem dine gendannelseskoder")
    henrik = anybody("Henrik Stald", 360)
    henrik.opens("/birkesund/administration/login")
    looks(henrik, True)
    henrik.opens("/birkesund/administration/brugere?q=Carsten")
    henrik.follows(name)
    henrik.unfolds("Fjern login i to trin")
    looks(henrik, True)
    henrik.writes("Begrundelse", "Telefonen er væk, og koderne lå i den")
    henrik.writes("Din egen adgangskode", DEMO_PASSWORD)
    henrik.presses("Fjern login i to trin")
    henrik.sees("Login i to trin er fjernet.")
    gives_password(one, name)
    one.sees_heading("Sæt login i to trin op")
    one.finds_it_accessible()


def looks(one, javascript: bool) -> None:
    """As far as a program can; the tool for it is itself a script."""
    if javascript:
        one.finds_it_accessible()
    one.finds_nothing_beyond_the_edge()


def secret_on(one) -> str:
    """The key that stands on the page for those who cannot use the picture."""
    return "".join((one.page.locator("#noegle").text_content() or "").split())


def fresh_code(phone: pyotp.TOTP) -> str:
    """The code after the one that was used a moment ago."""
    return phone.at(int(time.time()) + phone.interval)


def gives_password(one, name: str) -> None:
    one.opens("/log-ind")
    one.writes("E-mail", emails_of(name))
    one.writes("Adgangskode", DEMO_PASSWORD)
    one.presses("Log ind")


def signs_out(one) -> None:
    one.clicks(one.page.locator(".user-menu summary"))
    one.clicks(one.page.get_by_role("button", name="Log ud"))
    one.sees("Du er logget ud.")
