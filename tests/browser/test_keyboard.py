"""The main flow with nothing but keys, and where the focus is all the while."""

from tests.browser.people import Somebody

# Whether the element in focus shows that it is, and is not under something that lies on top.
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const seen = one.matches("input[type=radio], input[type=checkbox]") && one.labels.length ? one.labels[0] : one;
  const box = seen.getBoundingClientRect();
  const style = getComputedStyle(one), label = getComputedStyle(seen);
  const before = getComputedStyle(seen, "::before");
  const rings = [style, label, before].some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2
    || s.boxShadow !== "none");
  const points = [[box.left + 4, box.top + 4], [box.left + box.width / 2, box.top + box.height / 2], [box.right - 4, box.bottom - 4]];
  const open = points.filter(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (seen.contains(top) || top.contains(seen) && !top.matches(".bar, .sticky") || one === top);
  });
  return {
    tag: one.tagName, name: (one.getAttribute("aria-label") || seen.innerText || one.name || "").trim().slice(0, 60),
    rings, hidden: open.length === 0, id: one.id,
  };
}"""


class AtTheKeyboard:
    """Moves by Tab and holds every stop to being visible."""

    def __init__(self, one: Somebody) -> None:
        self.one, self.keys, self.faults = one, one.page.keyboard, []

    def tabs_to(self, wanted: str, most: int = 90) -> None:
        """Tab on until the element whose words or id begin so has the focus."""
        for _step in range(most):
            self.keys.press("Tab")
            stop = self.one.page.evaluate(FOCUS)
            if stop is None:
                continue
            if stop["hidden"]:  # the way to the content slides into sight
                self.one.page.wait_for_timeout(200)
                stop = self.one.page.evaluate(FOCUS)
            if not stop["rings"]:
                self.faults.append(f"{self.one.page.url}: no ring on {stop}")
            if stop["hidden"]:
                self.faults.append(f"{self.one.page.url}: {stop} lies under something")
            if stop["name"].startswith(wanted) or stop["id"] == wanted:
                return
        raise AssertionError(f"{wanted!r} was not reached with Tab on {self.one.page.url}")

    def enters(self, wanted: str) -> None:
        self.tabs_to(wanted)
        self.keys.press("Enter")

    def types(self, wanted: str, text: str) -> None:
        self.tabs_to(wanted)
        self.keys.type(text)


def test_an_idea_and_a_plan_with_keys_alone(anybody, width):
    mette = anybody("Mette Kragholm", width)
    hands = AtTheKeyboard(mette)
    mette.opens("/birkesund/")
    hands.keys.press("Tab")
    assert mette.page.evaluate(FOCUS)["name"] == "Gå til sidens indhold"
    hands.keys.press("Enter")
    hands.enters("Ny prøvehandling")
    mette.sees_heading("Ny prøvehandling")
    hands.keys.type(f"Kun med taster ({width})")  # the box has the focus already
    hands.enters("Gem idéen")
    mette.sees("Idéen er gemt.")
    hands.enters("Skriv planen")
    mette.sees_heading("Idéen")
    hands.tabs_to("K1 Tidlig opsporing")
    hands.keys.press("Space")
    hands.tabs_to("svar-origin-0")
    hands.keys.press("Space")
    hands.keys.press("ArrowDown")
    hands.types("svar-challenge", "Vi hører det for sent.")
    hands.enters("Gem og gå videre")
    mette.sees_heading("Det, I prøver")
    hands.types("svar-action", "Vi spørger hver morgen.")
    hands.tabs_to("svar-scale-0")
    hands.keys.press("Space")
    hands.enters("Gem og gå videre")
    mette.sees_heading("Forventning og tegn")
    hands.types("svar-prediction", "Hvis vi spørger, så ser vi det før.")
    hands.types("svar-signs", "Tre om ugen.")
    hands.enters("Gem kladde")
    mette.sees("Gemt.")
    mette.sees("Tre om ugen.")
    assert not hands.faults, "\n".join(hands.faults)


def test_every_stop_on_a_phone_shows_above_the_bottom_bar(anybody):
    mette = anybody("Mette Kragholm", 360)
    hands = AtTheKeyboard(mette)
    for address in ("/birkesund/", "/birkesund/proevehandlinger", "/birkesund/laeringsforloeb/ny"):
        mette.opens(address)
        hands.tabs_to("Menu", most=120)
    assert not hands.faults, "\n".join(hands.faults)


def test_a_menu_closes_with_escape_and_gives_the_focus_back(anybody):
    mette = anybody("Mette Kragholm")
    hands = AtTheKeyboard(mette)
    mette.opens("/birkesund/")
    hands.enters("brugermenu")
    menu = mette.page.locator(".user-menu")
    assert menu.get_attribute("open") is not None
    hands.keys.press("Tab")
    hands.keys.press("Escape")
    assert menu.get_attribute("open") is None
    assert mette.page.evaluate("document.activeElement.tagName") == "SUMMARY"
