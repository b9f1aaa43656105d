"""The consultant speaks of a passage, the activist answers and settles it; the leader sees nothing of it."""

import re

from playwright.sync_api import expect

from tests.browser import stories
from tests.browser.people import Somebody

MARK = """(words) => {
  const text = document.querySelector("#tekst-action > .prose").firstChild;
  const at = text.data.indexOf(words);
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
WORDS = "ved tavlen"


def write_remark(one: Somebody, text: str) -> None:
    one.sees_heading("Giv feedback")
    one.sees("Ledere og administratorer kan ikke.")
    one.chooses("Forslag", "Hvad er det?")
    one.writes("Din feedback", text)
    one.finds_it_accessible()
    one.presses("Gem kladde")
    one.sees("Gemt som kladde.")


def test_a_remark_on_a_marked_passage_is_answered_settled_and_seen_before_and_after(anybody, width):
    mette = anybody("Mette Kragholm", width)
    address = stories.plan(mette, f"Ordene på et sted ({width})")
    stories.start(mette)

    birgitte = anybody("Birgitte Solvang", width)
    birgitte.opens(address)
    birgitte.page.evaluate(MARK, WORDS)
    birgitte.clicks(birgitte.page.get_by_role("link", name="Giv feedback på det markerede"))
    expect(birgitte.field("Citat")).to_have_value(WORDS)
    write_remark(birgitte, "Prøv det ved frokosten også.")
    birgitte.finds_it_accessible()
    birgitte.presses("Send feedback (1)")
    birgitte.sees("Din feedback er sendt.")
    birgitte.finds_it_accessible()

    mette.opens("/birkesund/")
    mette.sees("Svar på feedback fra Birgitte Solvang")
    mette.opens(address)
    expect(mette.page.locator("#tekst-action mark")).to_have_text(WORDS)
    mette.finds_it_accessible()
    mette.clicks(mette.main.get_by_role("link", name=re.compile("^Svar, eller afgør den")).first)
    mette.finds_it_accessible()
    mette.writes("Dit svar", "God idé. Vi begynder om morgenen.")
    mette.presses("Send svar")
    mette.opens(f"{address}/rediger/handling")
    mette.writes("Hvad vil I prøve?", "Vi spørger hver morgen ved tavlen og til frokost.")
    mette.clicks(mette.main.get_by_role("button", name=re.compile("^Gem( kladde)?$")))
    mette.opens(f"{address}/feedback")
    mette.clicks(mette.main.get_by_role("link", name=re.compile("^Svar, eller afgør den")).first)
    mette.chooses("Tilpasset", "Hvad bruger I den til?")
    mette.presses("Gem afgørelsen")
    mette.sees("Skriv kort hvorfor.")
    mette.finds_it_accessible()
    mette.writes("Begrundelse", "Vi tager den med, men kun i uge 2.")
    mette.presses("Gem afgørelsen")
    mette.sees("Gemt: Tilpasset.")
    mette.opens(f"{address}/feedback/foer-og-efter")
    mette.sees("Hvem er anderledes i dag?")
    mette.sees("og til frokost.")
    mette.finds_it_accessible()

    birgitte.opens("/birkesund/")
    birgitte.sees("Der er svar på din feedback")

    lone = anybody("Lone Baadsgaard", width)
    for page in ("/birkesund/", address):
        lone.opens(page)
        lone.does_not_see("eedback")
    assert lone.page.request.get(f"{address}/feedback").status in (403, 404)


def test_a_colleague_is_asked_reads_it_and_answers(anybody, width):
    mette = anybody("Mette Kragholm", width)
    address = stories.begin(mette, f"Bed om sparring ({width})")
    kirstine = anybody("Kirstine Lauge", width)
    assert kirstine.opens(address) == 404
    mette.follows("Bed om sparring")
    mette.sees("kan så læse hele prøvehandlingen")
    mette.finds_it_accessible()
    mette.picks("Hvem vil du spørge?", "Kirstine Lauge")
    mette.writes("Hvad vil du gerne have sparring på?", "Hvor småt kan vi begynde?")
    mette.presses("Spørg")
    mette.sees("Kirstine Lauge er spurgt.")

    kirstine.opens("/birkesund/")
    kirstine.sees("Mette Kragholm beder om sparring: Hvor småt kan vi begynde?")
    kirstine.clicks(kirstine.main.get_by_role("link", name=re.compile(f"^Svar ?: .*\\({width}\\)")))
    kirstine.finds_it_accessible()
    kirstine.writes("Dit svar", "Med én borger.")
    kirstine.presses("Send svar")
    kirstine.sees("Tak. Dit svar er sendt.")

    mette.opens("/birkesund/")
    mette.clicks(mette.main.get_by_role("link", name=re.compile(f"^Læs svaret ?: .*\\({width}\\)")))
    mette.sees("Med én borger.")
    mette.finds_it_accessible()
    mette.presses("Sig tak, og slut")
    mette.sees("Sparringen er slut.")
    assert kirstine.opens(address) == 404


def test_feedback_needs_no_javascript(anybody):
    mette = anybody("Mette Kragholm", 360, javascript=False)
    address = stories.plan(mette, "Feedback uden scripts")
    birgitte = anybody("Birgitte Solvang", 360, javascript=False)
    birgitte.opens(address)
    link = birgitte.main.get_by_role("link", name=re.compile("^Giv feedback ?: Hvad vil I prøve"))
    birgitte.clicks(link)
    birgitte.writes("Citat", WORDS)
    birgitte.chooses("Styrke", "Hvad er det?")
    birgitte.writes("Din feedback", "Nemt at huske.")
    birgitte.presses("Send nu")
    birgitte.sees("Din feedback er sendt.")
    mette.opens(address)
    expect(mette.page.locator("#tekst-action mark")).to_have_text(WORDS)
    mette.clicks(mette.main.get_by_role("link", name=re.compile("^Svar, eller afgør den")).first)
    mette.chooses("Taget op", "Hvad bruger I den til?")
    mette.presses("Gem afgørelsen")
    mette.sees("Gemt: Taget op.")
