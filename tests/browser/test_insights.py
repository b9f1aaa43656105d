"""From marked words in two prøvehandlinger to an insight, a leader's yes, and a new prøvehandling made of it."""

import re

import pytest
from playwright.sync_api import expect

FIRST = "En ændring, der sidder i bygningen, holder bedre end en ændring, der sidder i hukommelsen."
SECOND = "Det er spørgsmålet, der kan flyttes, ikke tavlen."

SELECT = """([id, words]) => {
  const text = document.getElementById(id).querySelector("[data-words]");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
    document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    return;
  }
  throw new Error("the words are not there");
}"""


def find(one, words: str):
    """The text on the desk that holds the words, from whatever page it is on."""
    one.opens("/birkesund/indsigter/hoest")
    while True:
        text = one.page.locator(".harvest-text", has_text=words).first
        if text.count():
            return text
        following = one.main.get_by_role("link", name="Næste", exact=True).first
        one.opens(following.get_attribute("href"))  # waits for the page, so that none is passed by


def reads_with_the_keys(one) -> None:
    """From text to text without a mouse; nothing happens to keys pressed elsewhere on the page."""
    texts = one.page.locator("[data-mark]")
    keyboard = one.page.keyboard
    one.opens("/birkesund/indsigter/hoest")
    keyboard.press("j")
    expect(texts.nth(1)).not_to_be_focused()
    one.presses("Læs med tasterne")
    for key in "jjk":
        keyboard.press(key)
    expect(texts.nth(1)).to_be_focused()
    keyboard.press("m")
    expect(one.field("Tema")).to_be_focused()
    expect(one.field("Citat")).to_have_value(
        texts.nth(1).locator("[data-words]").inner_text().strip()
    )
    keyboard.type("jk")
    keyboard.press("Escape")
    expect(texts.nth(1)).to_be_focused()


def mark_with_a_script(one, words: str, theme: str) -> None:
    text = find(one, words)
    one.page.evaluate(SELECT, [text.get_attribute("id"), words])
    one.page.locator("[data-mark-here]").wait_for(state="visible")
    one.finds_it_accessible()
    one.writes("Tema", theme)
    one.presses("Gem markeringen")
    one.sees(f"Markeret under »{theme}«.")


def mark_without_a_script(one, words: str, theme: str) -> None:
    one.clicks(find(one, words).get_by_role("link", name=re.compile("^Markér")))
    one.sees_heading("Markér")
    one.writes("Citat", words)
    one.writes("Tema", theme)
    one.presses("Gem markeringen")
    one.sees(f"Markeret under »{theme}«.")


def looks(one, with_script: bool) -> None:
    """Accessible, as far as a program can find; it needs a script of its own to look."""
    if with_script:
        one.finds_it_accessible()


@pytest.mark.parametrize(
    ("width", "with_script"), [(1280, True), (360, True), (360, False)], ids=str
)
def test_words_from_two_trials_become_an_insight_that_is_tried_elsewhere(
    anybody, width, with_script
):
    theme = f"Det, der bærer ({width}, {with_script})"
    headline = f"Flyt kernen, og byg den ind ({width}, {with_script})."
    given = {"width": width, "javascript": with_script}
    mark = mark_with_a_script if with_script else mark_without_a_script

    consultant = anybody("Birgitte Solvang", **given)
    if with_script and width > 1000:
        reads_with_the_keys(consultant)
    mark(consultant, FIRST, theme)
    mark(consultant, SECOND, theme)
    consultant.follows(theme)
    consultant.sees("2 prøvehandlinger, 2 enheder")
    looks(consultant, with_script)
    consultant.follows("Lav indsigt")
    consultant.writes("Indsigten i én sætning", headline)
    consultant.writes("Uddybning", "Begge steder holdt det, der ikke skulle huskes.")
    consultant.chooses("Betingelse", "Slags")
    consultant.writes("Anbefaling", f"Byg det ind, før I flytter det ({width}, {with_script}).")
    consultant.picks("Til hvem", "Leder")
    looks(consultant, with_script)
    consultant.presses("Gem")
    consultant.presses("Den er drøftet")
    consultant.presses("Publicér")
    consultant.sees("Indsigten er publiceret.")
    consultant.sees("Ingen taler imod endnu.")
    looks(consultant, with_script)
    consultant.follows("Gør til anbefaling")
    consultant.presses("Gem")
    consultant.sees("Anbefalingen er gemt.")

    leader = anybody("Lone Baadsgaard", **given)
    leader.opens("/birkesund/indsigter")
    leader.follows(headline)
    leader.does_not_see("Redigér")
    leader.opens("/birkesund/indsigter/anbefalinger")
    looks(leader, with_script)
    leader.follows(f"Byg det ind, før I flytter det ({width}, {with_script}).")
    leader.unfolds("Beslut")
    looks(leader, with_script)
    box = leader.page.locator("details[open]")
    box.get_by_label(re.compile("Et par ord om hvorfor")).fill("Det tager vi på ledermødet.")
    leader.clicks(box.get_by_role("button", name="Beslut"))
    leader.sees("Anbefalingens tilstand er nu: Besluttet.")
    leader.sees("Det tager vi på ledermødet.")

    activist = anybody("Signe Tolstrup", **given)
    activist.opens("/birkesund/indsigter")
    activist.follows(headline)
    activist.follows("Lav en prøvehandling af dette")
    activist.sees("Den bliver knyttet til indsigten:")
    activist.writes("Titel", f"Billedkort på døren ({width}, {with_script})")
    activist.presses("Gem idéen")
    activist.sees(f"Lavet af indsigten: {headline}")
    activist.follows(headline)
    activist.sees("Prøvehandlinger, der er lavet af den")
