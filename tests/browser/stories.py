"""What a læringsaktivist does at the browser to bring a prøvehandling on, step by step."""

from datetime import date, timedelta

from tests.browser.people import Somebody
from transfer.access import today

PREDICTION = "Hvis vi spørger ved tavlen, så ser vi ændringer to dage før, fordi alle er samlet."
SIGNS = "Mindst tre ændringer om ugen bliver nævnt ved tavlen."
HAPPENED = "Fem ændringer blev nævnt den første uge, og to blev til et opkald til lægen."
HEADLINE = "Ét spørgsmål om dagen fik stille viden frem i lyset."


def dashed(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def begin(one: Somebody, title: str) -> str:
    """An idea from its title. Returns the address of its page."""
    one.opens("/birkesund/")
    one.follows("Ny prøvehandling")
    one.sees_heading("Ny prøvehandling")
    one.writes("Titel", title)
    one.presses("Gem idéen")
    one.sees_heading(title)
    return one.page.url.partition("#")[0]


def write_idea(one: Somebody) -> None:
    one.sees_heading("Idéen")
    one.chooses("K1 Tidlig opsporing", "Kompetencemål")
    one.chooses("Egen undring", "Hvor kom idéen fra?")
    one.writes("Hvad undrer eller udfordrer jer?", "Små ændringer bliver set, men ikke sagt højt.")
    one.presses("Gem og gå videre")


def write_action(one: Somebody) -> None:
    one.sees_heading("Det, I prøver")
    one.writes("Hvad vil I prøve?", "Vi spørger hver morgen ved tavlen: Hvem er anderledes i dag?")
    one.chooses("Ét team", "Omfang")
    one.presses("Gem og gå videre")


def write_expectation(one: Somebody) -> None:
    one.sees_heading("Forventning og tegn")
    one.writes("Hvad forventer I, der sker?", PREDICTION)
    one.writes("Tegn på, at det virker", SIGNS)
    one.presses("Gem og gå videre")


def write_dates(one: Somebody) -> None:
    one.sees_heading("Tid og mennesker")
    one.writes("Startdato", dashed(today()))
    one.writes("Slutdato", dashed(today() + timedelta(days=21)))
    one.presses("Gem og gå videre")


def plan(one: Somebody, title: str) -> str:
    """A plan that is ready. Returns the address of its page."""
    address = begin(one, title)
    one.follows("Skriv planen")
    write_idea(one)
    write_action(one)
    write_expectation(one)
    write_dates(one)
    one.presses("Planen er klar")
    one.sees("Planlagt")
    return address


def start(one: Somebody) -> None:
    one.follows("Gå i gang")
    one.sees("låses forventningen og tegnene")
    one.chooses("Enheden", "Hvem må se den?")
    one.presses("Gå i gang")
    one.sees("I er i gang.")


def end(one: Somebody, reason: str = "Tavlen skal flyttes.") -> None:
    one.follows("Afslut afprøvningen")
    one.writes("Hvorfor slutter I før tid?", reason)
    one.presses("Afslut afprøvningen")
    one.sees("Afprøvningen er slut.")


def reflect(one: Somebody) -> None:
    one.follows("Skriv refleksionen")
    one.chooses("Ja", "Blev den gennemført som planlagt?")
    one.writes("Hvad skete der?", HAPPENED)
    one.chooses("Bedre end ventet", "I forhold til forventningen")
    one.chooses("4", "Værdi for borgerne")
    one.writes("Hvad lærte I?", "At viden findes, men mangler et sted at blive sagt.")
    one.writes("Læringen i én sætning", HEADLINE)
    one.chooses(
        "2 Brugt gennem perioden af dem, der var med", "Hvor langt er det nået ud i hverdagen?"
    )
    one.presses("Refleksionen er færdig")
    one.sees("Refleksionen er færdig.")


def to_decision(one: Somebody, title: str) -> str:
    """A prøvehandling that only wants its decision. Returns the address of its page."""
    address = plan(one, title)
    start(one)
    end(one)
    reflect(one)
    return address


def decide(one: Somebody, decision: str, *, next_step: bool = True) -> None:
    """Choose, say why, and what follows; the caller fills in what only this decision asks."""
    one.chooses(decision, "Beslutning")
    one.writes("Begrundelse", "Alle kan se forskellen.")
    one.writes("Besluttet af", "Afsnitsleder og team")
    if next_step:
        one.writes("Næste skridt", "Sæt det på dagsordenen hver mandag")
        one.writes("Hvem gør det?", "Teamkoordinatoren")
        one.writes("Hvornår?", dashed(today() + timedelta(days=14)))
    one.chooses("Ja, med enhed", "Må den bruges i rapporten?")
